//go:build regions

package main

import (
	"fmt"
	"os"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/regions"
)

// tellRegions has the tests of the whole program ask where the parts of its
// window are.
func tellRegions(w fyne.Window) {
	if err := regions.Serve(w, regions.Address(os.Getpid())); err != nil {
		fmt.Fprintln(os.Stderr, "galley:", err)
	}
}
