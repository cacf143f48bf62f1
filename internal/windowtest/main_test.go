//go:build linux

package windowtest

import (
	"fmt"
	"os"
	"testing"
)

// TestMain has the tests run in the module's root, where the program is built.
func TestMain(m *testing.M) {
	if err := os.Chdir("../.."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
