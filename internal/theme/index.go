package theme

import (
	"os"

	"github.com/go-text/typesetting/fontscan"
)

// FindFonts has the system's fonts looked for, with the index of them in a
// folder. The fonts are looked for once in a process, and whoever comes first
// says where the index is: this must come before Fyne shows a text, or the
// index would be beside all others' in the user's cache. Where there is no
// folder for it the index is made anew each time.
func FindFonts(dir string) {
	if dir == "" || !canWrite(dir) {
		tmp, err := os.MkdirTemp("", "galley-fonts-")
		if err != nil {
			return // Fyne finds no better place
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	// Without fonts of the system the embedded ones have to do.
	_ = fontscan.NewFontMap(quiet{}).UseSystemFonts(dir)
}

// canWrite makes a private folder, if it is not there, and tells whether files
// can be written in it.
func canWrite(dir string) bool {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false
	}
	f, err := os.CreateTemp(dir, ".try-")
	if err != nil {
		return false
	}
	return f.Close() == nil && os.Remove(f.Name()) == nil
}

// quiet is a log of what is not the user's to mend.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
