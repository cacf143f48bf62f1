package assets

import "slices"

// WindowTheme is what the whole window is coloured in.
type WindowTheme struct {
	Name  string // as the settings and the environment have it
	Title string // as the window has it

	Palette Palette
}

// WindowThemes are the themes to choose from. The first two are those that a desktop
// chooses between; the others come by the writer's choice alone.
func WindowThemes() []WindowTheme {
	return []WindowTheme{
		{"light", "Light", Light()},
		{"dark", "Dark", Dark()},
		{"sepia", "Sepia", Sepia()},
		{"contrast", "High contrast", Contrast()},
		{"contrast-dark", "Dark high contrast", DarkContrast()},
	}
}

// WindowNamed is the theme of that name; ok is false, and the theme the light one,
// when there is none.
func WindowNamed(name string) (t WindowTheme, ok bool) {
	all := WindowThemes()
	i := slices.IndexFunc(all, func(t WindowTheme) bool { return t.Name == name })
	return all[max(0, i)], i >= 0
}

// Sepia is the palette of the sepia theme: old paper and brown ink.
func Sepia() Palette {
	return Palette{
		Side: rgb(0xEFE4CD), Desk: rgb(0xEFE4CD), Sheet: rgb(0xF7EEDC), Page: rgb(0xF9F2E2),
		Field: rgb(0xFCF7EB), Over: rgb(0xFCF7EB), Cur: rgb(0xF1E7D2), Sel: rgb(0xEACFB4),
		Code: rgb(0xEEE3CB), CurCode: rgb(0xE7DAC0), Hit: rgb(0xEBD690), Line: rgb(0xDACCB0), Edge: rgb(0x7E7159), Ink: rgb(0x33271A),
		Muted: rgb(0x584A37), Faint: rgb(0x62533F), Accent: rgb(0x96301A), OnAccent: rgb(0xFFFDF8),
		Link: rgb(0x1F4A84), OK: rgb(0x28572F), Warn: rgb(0x6F4700),
		Keyword: rgb(0x7A2860), Name: rgb(0x1C4A80), String: rgb(0x25562F), Number: rgb(0x6F3C06),
	}
}

// Contrast is the palette of high contrast on white paper. Areas are told apart by
// their edges there, not by shades.
func Contrast() Palette {
	return Palette{
		Side: rgb(0xFFFFFF), Desk: rgb(0xFFFFFF), Sheet: rgb(0xFFFFFF), Page: rgb(0xFFFFFF),
		Field: rgb(0xFFFFFF), Over: rgb(0xFFFFFF), Cur: rgb(0xF0F0F0), Sel: rgb(0xC9E0FF),
		Code: rgb(0xEEEEEE), CurCode: rgb(0xE2E2E2), Hit: rgb(0xFFE27A), Line: rgb(0x6A6A6A), Edge: rgb(0x3A3A3A), Ink: rgb(0x000000),
		Muted: rgb(0x303030), Faint: rgb(0x3C3C3C), Accent: rgb(0x8A1400), OnAccent: rgb(0xFFFFFF),
		Link: rgb(0x003A94), OK: rgb(0x064A18), Warn: rgb(0x5A3500),
		Keyword: rgb(0x6B0F52), Name: rgb(0x0B3A7A), String: rgb(0x0B4A1C), Number: rgb(0x5E3000),
		Strong: true,
	}
}

// DarkContrast is the palette of high contrast on black.
func DarkContrast() Palette {
	return Palette{
		Side: rgb(0x000000), Desk: rgb(0x000000), Sheet: rgb(0x000000), Page: rgb(0x000000),
		Field: rgb(0x000000), Over: rgb(0x0A0A0A), Cur: rgb(0x1A1A1A), Sel: rgb(0x003066),
		Code: rgb(0x1C1C1C), CurCode: rgb(0x262626), Hit: rgb(0x3D3000), Line: rgb(0x8A8A8A), Edge: rgb(0xC8C8C8), Ink: rgb(0xFFFFFF),
		Muted: rgb(0xD2D2D2), Faint: rgb(0xC6C6C6), Accent: rgb(0xFFB8A0), OnAccent: rgb(0x000000),
		Link: rgb(0xA8D0FF), OK: rgb(0x9BEBAE), Warn: rgb(0xFFD479),
		Keyword: rgb(0xFFBDE8), Name: rgb(0xAED2FF), String: rgb(0xAEEBB0), Number: rgb(0xFFD08A),
		Dark: true, Strong: true,
	}
}

// In is the palette of a page that is shown in a window of other colours, light or
// dark. A page without colours of its own has the window's; in high contrast each
// page has, since it is there to be read.
func (t *PageTheme) In(window *Palette, dark bool) *Palette {
	same := window.Dark == dark
	switch {
	case same && (window.Strong || t.Light == Light() && t.Dark == Dark()):
		return window
	case window.Strong:
		other := Contrast()
		if dark {
			other = DarkContrast()
		}
		return &other
	}
	return t.Colors(dark)
}
