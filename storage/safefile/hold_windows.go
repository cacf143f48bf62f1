package safefile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/windows"
)

// hold keeps a file or folder from being cleared as stale, as long as this
// process lives or until it is released. It fails where another holds it. A lock
// on the file itself would keep it from getting its name, and folders have none;
// so what is held is a name of the system that is made of the path, and goes with
// the process that has it.
func hold(path string, made time.Time) (release func(), ok bool) {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	sum := sha256.Sum256([]byte(strings.ToLower(abs)))
	for _, place := range []string{`Global\`, `Local\`} { // of all sessions; of this one, where that is not allowed
		name, err := windows.UTF16PtrFromString(place + "galley-" + hex.EncodeToString(sum[:16]))
		if err != nil {
			break
		}
		h, err := windows.CreateMutex(nil, false, name)
		switch {
		case err == nil:
			return func() { _ = windows.CloseHandle(h) }, true
		case errors.Is(err, windows.ERROR_ALREADY_EXISTS):
			_ = windows.CloseHandle(h) // another's
			return nil, false
		}
	}
	return func() {}, time.Since(made) > 24*time.Hour // as where nothing tells
}

// Hold keeps what else holds the path, in this process or another one, away until
// it is released; it fails where another has it.
func Hold(path string) (release func(), ok bool) { return hold(path, time.Time{}) }
