package theme

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image/color"
	"slices"
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
			return fyne.NewStaticResource(typeset.FontName(face), asTyped(typeset.FontBytes(face)))
		}))
	}
	return f
}()

// asTyped is a font without its contextual alternates, which draw => and -> as
// arrows: words are shown as they were typed. Fyne asks fonts for all they have, so
// that the feature gets a name that nobody asks for, which sorts as it did.
func asTyped(font []byte) []byte {
	at, size := table(font, "GSUB")
	if size < 10 {
		return font
	}
	list := at + int(binary.BigEndian.Uint16(font[at+6:]))
	if list+2 > at+size {
		return font
	}
	font = slices.Clone(font)
	for i := range int(binary.BigEndian.Uint16(font[list:])) {
		record := list + 2 + 6*i
		if record+6 > at+size {
			break
		}
		if string(font[record:record+4]) == "calt" {
			copy(font[record:], "cals")
		}
	}
	return font
}

// table is where a table of a font lies in its file; of size 0 where there is none.
func table(font []byte, name string) (at, size int) {
	const head, entry = 12, 16
	if len(font) < head {
		return 0, 0
	}
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		e := head + entry*i
		if e+entry > len(font) {
			break
		}
		at, size = int(binary.BigEndian.Uint32(font[e+8:])), int(binary.BigEndian.Uint32(font[e+12:]))
		if string(font[e:e+4]) == name && at+size <= len(font) {
			return at, size
		}
	}
	return 0, 0
}

// Font is the face as Fyne draws it, the same pointer each time. That of those that
// are found is nil, which leaves the choice to Fyne.
func Font(f typeset.Face) fyne.Resource {
	if f.IsFound() {
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
