package main

import (
	"os"
	"testing"
	"testing/synctest"
)

// The first request to end is Fyne's to answer, the second ends at once.
func TestEndAtSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, ended := make(chan os.Signal, 2), false
		go endAtSecond(asked, func() { ended = true })
		asked <- os.Interrupt
		if synctest.Wait(); ended {
			t.Error("it ended at the first request")
		}
		asked <- os.Interrupt
		if synctest.Wait(); !ended {
			t.Error("it did not end at the second request")
		}
	})
}
