package theme

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"

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
	faces
)

// Other stands for the faces that are found for what the embedded ones have no
// glyphs for, emoji and other scripts.
const Other = Face(0xFF)

var files = [faces]string{
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

// fonts is filled once and never changed: Fyne keys parsed faces by the
// resource's pointer and text textures by its name, so each face must be one
// resource for ever.
var fonts = func() (f [faces]fyne.Resource) {
	for i, name := range files {
		f[i] = fyne.NewStaticResource(name, assets.Read("fonts/"+name))
	}
	return f
}()

// Font is the face as Fyne draws it, the same pointer each time. That of Other
// is nil, which leaves the choice to Fyne.
func Font(f Face) fyne.Resource {
	if f == Other {
		return nil
	}
	return fonts[f]
}

// FontBytes is the face's TrueType file, for shaping.
func FontBytes(f Face) []byte { return fonts[f].Content() }

// Icon is the embedded icon of that name with its strokes in a colour. Fyne
// recolours only what is filled, so the colour is written into the drawing;
// widgets ask again when they are refreshed.
func Icon(name string, c color.NRGBA) fyne.Resource {
	hex := fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
	svg := bytes.ReplaceAll(assets.Read("icons/"+name+".svg"), []byte("currentColor"), []byte(hex))
	return fyne.NewStaticResource(name+hex+".svg", svg)
}
