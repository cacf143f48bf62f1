// Package assets holds what is embedded in the program: typefaces, icons, the
// colours of the themes and the sample library. It knows nothing of Fyne.
//
// Every font and icon comes from a package whose licence lies beside it.
package assets

import "embed"

// Files holds the embedded files by their paths: fonts/*.ttf and the licences
// beside them, icons/*.svg, sample/*.md and icon.png.
//
//go:embed fonts icons sample icon.png
var Files embed.FS

// SampleDir is the folder of the sample library in Files.
const SampleDir = "sample"

// Read returns an embedded file. It panics if there is none: names are
// constants of the program.
func Read(name string) []byte {
	b, err := Files.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error())
	}
	return b
}
