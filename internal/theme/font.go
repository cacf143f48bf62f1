package theme

import (
	"bytes"
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// fonts hold the faces, each read when it is first needed and never changed: Fyne
// keys parsed faces by the resource's pointer and text textures by its name, so
// each face must be one resource for ever.
var fonts = func() (f []func() fyne.Resource) {
	for _, face := range typeset.Faces() {
		f = append(f, sync.OnceValue(func() fyne.Resource {
			return fyne.NewStaticResource(typeset.FontName(face), typeset.FontBytes(face))
		}))
	}
	return f
}()

// Font is the face as Fyne draws it, the same pointer each time. That of Other
// is nil, which leaves the choice to Fyne.
func Font(f typeset.Face) fyne.Resource {
	if f == typeset.Other {
		return nil
	}
	return fonts[f]()
}

// Fallbacks are the fonts that Fyne looks for characters in which a face lacks,
// before those of the system, and the language that it prefers there.
func Fallbacks() (fonts [][]byte, language string) {
	for _, r := range []fyne.Resource{theme.DefaultTextFont(), theme.DefaultEmojiFont()} {
		if r != nil { // as in a build without emoji
			fonts = append(fonts, r.Content())
		}
	}
	return fonts, lang.SystemLocale().LanguageString()
}

// Icon is the embedded icon of that name with its strokes in a colour. Fyne
// recolours only what is filled, so the colour is written into the drawing;
// widgets ask again when they are refreshed.
func Icon(name string, c color.NRGBA) fyne.Resource {
	hex := fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
	svg := bytes.ReplaceAll(assets.Read("icons/"+name+".svg"), []byte("currentColor"), []byte(hex))
	return fyne.NewStaticResource(name+hex+".svg", svg)
}
