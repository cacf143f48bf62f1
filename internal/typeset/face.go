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

// fonts is filled once and never changed.
var fonts = func() (f [count][]byte) {
	for i, name := range files {
		f[i] = assets.Read("fonts/" + name)
	}
	return f
}()

// FontName is the name of the face's file.
func FontName(f Face) string { return files[f] }

// FontBytes is the face's TrueType file, for shaping.
func FontBytes(f Face) []byte { return fonts[f] }

// parsed are the fonts of the embedded faces, each read when it is first needed.
// They never change, so that all who measure and draw share them: one takes some
// megabytes.
var parsed = func() (f [count]func() *font.Font) {
	for i := range f {
		f[i] = sync.OnceValue(func() *font.Font {
			face, err := font.ParseTTF(bytes.NewReader(fonts[i]))
			if err != nil {
				return nil
			}
			return face.Font
		})
	}
	return f
}()

// New returns a face for shaping and drawing, which is for one goroutine; nil for
// one that cannot be parsed.
func (f Face) New() *font.Face {
	if f >= count || parsed[f]() == nil {
		return nil
	}
	return font.NewFace(parsed[f]())
}

// Faces lists the embedded faces.
func Faces() []Face {
	list := make([]Face, count)
	for i := range list {
		list[i] = Face(i)
	}
	return list
}
