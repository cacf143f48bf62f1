package typeset

import (
	"bytes"
	"sync"

	"github.com/go-text/typesetting/font"

	"galley.app/galley/assets"
)

// Face is one of the embedded typefaces.
type Face uint8

// Sans is the interface (Inter), Serif the page (Literata), Mono the editor
// and code (IBM Plex Mono).
const (
	Sans Face = iota
	SansBold
	SansItalic
	Serif
	SerifItalic
	SerifBold
	SerifBoldItalic
	Mono
	MonoItalic
	MonoBold
	MonoBoldItalic
	count
)

// Other stands for the faces that are found for what the embedded ones have no
// glyphs for, emoji and other scripts.
const Other = Face(0xFF)

// OtherItalic, OtherBold and OtherBoldItalic are Other with a look that few of the faces that are found come in: it is
// made of the upright one, which advances as it did.
const (
	OtherItalic Face = Other - 1 - iota
	OtherBold
	OtherBoldItalic
)

// IsFound reports whether a face stands for those that are found.
func (f Face) IsFound() bool { return f >= OtherBoldItalic }

// IsBold reports whether a face is one of the bold ones.
func (f Face) IsBold() bool {
	switch f {
	case SansBold, SerifBold, SerifBoldItalic, MonoBold, MonoBoldItalic, OtherBold, OtherBoldItalic:
		return true
	}
	return false
}

// IsItalic reports whether a face is one of the italic ones.
func (f Face) IsItalic() bool {
	switch f {
	case SansItalic, SerifItalic, SerifBoldItalic, MonoItalic, MonoBoldItalic, OtherItalic, OtherBoldItalic:
		return true
	}
	return false
}

// Found is what stands for the faces that are found, as bold and italic as f.
func (f Face) Found() Face {
	switch {
	case f.IsBold() && f.IsItalic():
		return OtherBoldItalic
	case f.IsBold():
		return OtherBold
	case f.IsItalic():
		return OtherItalic
	}
	return Other
}

var files = [count]string{
	Sans:            "Inter_400Regular.ttf",
	SansBold:        "Inter_600SemiBold.ttf",
	SansItalic:      "Inter_400Regular_Italic.ttf",
	Serif:           "Literata_400Regular.ttf",
	SerifItalic:     "Literata_400Regular_Italic.ttf",
	SerifBold:       "Literata_700Bold.ttf",
	SerifBoldItalic: "Literata_700Bold_Italic.ttf",
	Mono:            "IBMPlexMono_400Regular.ttf",
	MonoItalic:      "IBMPlexMono_400Regular_Italic.ttf",
	MonoBold:        "IBMPlexMono_700Bold.ttf",
	MonoBoldItalic:  "IBMPlexMono_700Bold_Italic.ttf",
}

// fonts hold the files, each read when it is first needed and never changed.
var fonts = func() (f [count]func() []byte) {
	for i, name := range files {
		f[i] = sync.OnceValue(func() []byte { return assets.Read("fonts/" + name) })
	}
	return f
}()

// FontName is the name of the face's file.
func FontName(f Face) string { return files[f] }

// FontBytes is the face's TrueType file, for shaping.
func FontBytes(f Face) []byte { return fonts[f]() }

// parsed are the fonts of files, the embedded ones and those that fallbacks are
// given, each read when it is first needed: a func() *font.Font by where the file's
// bytes begin. They never change, so that all who measure and draw share them: one
// takes some megabytes.
var parsed sync.Map

// read returns the font of a file whose bytes never change; nil where they are of
// none.
func read(file []byte) *font.Font {
	if len(file) == 0 {
		return nil
	}
	parse, _ := parsed.LoadOrStore(&file[0], sync.OnceValue(func() *font.Font {
		face, err := font.ParseTTF(bytes.NewReader(file))
		if err != nil {
			return nil
		}
		return face.Font
	}))
	return parse.(func() *font.Font)()
}

// newFace returns a face of a file, for one goroutine; nil where it is of none.
func newFace(file []byte) *font.Face {
	if f := read(file); f != nil {
		return font.NewFace(f)
	}
	return nil
}

// New returns a face for shaping and drawing, which is for one goroutine; nil for
// one that cannot be parsed.
func (f Face) New() *font.Face {
	if f >= count {
		return nil
	}
	return newFace(fonts[f]())
}

// Faces lists the embedded faces.
func Faces() []Face {
	list := make([]Face, count)
	for i := range list {
		list[i] = Face(i)
	}
	return list
}
