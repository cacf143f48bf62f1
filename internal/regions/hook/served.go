//go:build regions

package hook

import (
	"fmt"
	"os"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/regions"
)

// Tell has the tests of the whole program ask where the parts of its window are,
// at the address that the environment says, where the system has no sockets that
// are no files.
func Tell(w fyne.Window) {
	network, address := "unix", regions.Address(os.Getpid())
	if own := os.Getenv("GALLEY_REGIONS"); own != "" {
		network, address = "tcp", own
	}
	if err := regions.Serve(w, network, address); err != nil {
		fmt.Fprintln(os.Stderr, "galley:", err)
	}
}
