// Package theme is Galley's Fyne theme: the colours, typefaces and icons of
// package assets under the names that widgets use.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// Colours that Fyne's own theme has no name for. What each is for is said at
// the fields of assets.Palette.
const (
	Side     = fyne.ThemeColorName(assets.RoleSide)
	Desk     = fyne.ThemeColorName(assets.RoleDesk)
	Sheet    = fyne.ThemeColorName(assets.RoleSheet)
	Page     = fyne.ThemeColorName(assets.RolePage)
	Field    = fyne.ThemeColorName(assets.RoleField)
	Over     = fyne.ThemeColorName(assets.RoleOver)
	Cur      = fyne.ThemeColorName(assets.RoleCur)
	Sel      = fyne.ThemeColorName(assets.RoleSel)
	Code     = fyne.ThemeColorName(assets.RoleCode)
	CurCode  = fyne.ThemeColorName(assets.RoleCurCode)
	Hit      = fyne.ThemeColorName(assets.RoleHit)
	Line     = fyne.ThemeColorName(assets.RoleLine)
	Edge     = fyne.ThemeColorName(assets.RoleEdge)
	Ink      = fyne.ThemeColorName(assets.RoleInk)
	Muted    = fyne.ThemeColorName(assets.RoleMuted)
	Faint    = fyne.ThemeColorName(assets.RoleFaint)
	Accent   = fyne.ThemeColorName(assets.RoleAccent)
	OnAccent = fyne.ThemeColorName(assets.RoleOnAccent)
	Link     = fyne.ThemeColorName(assets.RoleLink)
	OK       = fyne.ThemeColorName(assets.RoleOK)
	Warn     = fyne.ThemeColorName(assets.RoleWarn)
	Keyword  = fyne.ThemeColorName(assets.RoleKeyword)
	Name     = fyne.ThemeColorName(assets.RoleName)
	String   = fyne.ThemeColorName(assets.RoleString)
	Number   = fyne.ThemeColorName(assets.RoleNumber)
)

// Sizes of the interface, in pixels at scale 1.
const (
	TextSize      = 13 // interface
	SmallSize     = 12
	DialogTitle   = 16
	TitleSize     = 25 // the post's title in the form
	EditorSize    = 15
	Radius        = 6
	DialogRadius  = 10
	ButtonHeight  = 34
	FieldHeight   = 30
	RowHeight     = 49 // a post in the library
	StatusHeight  = 28
	SidebarWidth  = 268
	EditorMeasure = 640
	PageMeasure   = 560
)

// Theme is Galley's theme in one fixed palette; it does not change with the
// variant that Fyne asks for, so light or dark is chosen by choosing a Theme.
type Theme struct {
	name    string
	palette assets.Palette
}

var _ fyne.Theme = (*Theme)(nil)

// New returns the light or the dark theme.
func New(dark bool) *Theme {
	if dark {
		return Named("dark")
	}
	return Named("light")
}

// Named returns the theme that has a name in package assets, the light one where none has it.
func Named(name string) *Theme {
	t, _ := assets.WindowNamed(name)
	return &Theme{t.Name, t.Palette}
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	p := &t.palette
	switch name {
	case Side:
		return p.Side
	case Desk, theme.ColorNameHeaderBackground:
		return p.Desk
	case theme.ColorNameBackground:
		if onScreen() {
			return cleared(p.Desk)
		}
		return p.Desk
	case Sheet:
		return p.Sheet
	case Page:
		return p.Page
	case Field, theme.ColorNameInputBackground:
		return p.Field
	case Over, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground, theme.ColorNameButton:
		return p.Over
	case Cur:
		return p.Cur
	case CurCode:
		return p.CurCode
	case Hit:
		return p.Hit
	case Sel, theme.ColorNameSelection, theme.ColorNameFocus:
		return p.Sel
	case Code, theme.ColorNameHover, theme.ColorNamePressed, theme.ColorNameDisabledButton:
		return p.Code
	case Line, theme.ColorNameSeparator:
		return p.Line
	case Edge, theme.ColorNameInputBorder, theme.ColorNameScrollBar:
		return p.Edge
	case Ink:
		return p.Ink
	case theme.ColorNameForeground:
		return menuInk(p.Ink)
	case Muted:
		return p.Muted
	case Faint, theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return p.Faint
	case Accent, theme.ColorNamePrimary, theme.ColorNameError:
		return p.Accent
	case OnAccent, theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnError,
		theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning:
		return p.OnAccent
	case Link, theme.ColorNameHyperlink:
		return p.Link
	case OK, theme.ColorNameSuccess:
		return p.OK
	case Warn, theme.ColorNameWarning:
		return p.Warn
	case Keyword:
		return p.Keyword
	case Name:
		return p.Name
	case String:
		return p.String
	case Number:
		return p.Number
	case theme.ColorNameShadow: // Fyne draws it where a part scrolls on, and it is the scrim
		if p.Dark {
			return color.NRGBA{A: 0x99}
		}
		return color.NRGBA{R: 0x25, G: 0x22, B: 0x1D, A: 0x38}
	case theme.ColorNameScrollBarBackground:
		return color.NRGBA{}
	}
	v := theme.VariantLight
	if p.Dark {
		v = theme.VariantDark
	}
	return theme.DefaultTheme().Color(name, v)
}

// menuInk is the ink as Fyne's menus get it. Fyne takes the low byte of 95 % of
// the 16-bit opacity for that of a shortcut's text, which for an opaque colour
// is 50 of 255: too faint to read. An opacity of 99.87 % makes it 224.
type menuInk color.NRGBA

// RGBA implements color.Color.
func (c menuInk) RGBA() (r, g, b, a uint32) {
	r, g, b, _ = color.NRGBA(c).RGBA()
	return r, g, b, 0xFFA9
}

// cleared is the opaque colour that Fyne clears the window with. Fyne divides
// its 16-bit channels by 255², which makes the colour a shade too bright; in
// these units it comes out as it is, there and wherever it is drawn.
type cleared color.NRGBA

// RGBA implements color.Color.
func (c cleared) RGBA() (r, g, b, a uint32) {
	return uint32(c.R) * 0xFF, uint32(c.G) * 0xFF, uint32(c.B) * 0xFF, 0xFF * 0xFF
}

// IsBare tells whether c is what the window is cleared with, so that it need
// not be painted where nothing else lies.
func IsBare(c color.NRGBA) bool {
	bare, ok := theme.Color(theme.ColorNameBackground).(cleared)
	return ok && c == color.NRGBA(bare)
}

// onScreen tells whether Fyne paints with the graphics card, which it does not
// in tests and for pictures made without a display.
func onScreen() bool {
	_, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok
}

// Font implements fyne.Theme.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Monospace && s.Bold && s.Italic:
		return Font(typeset.MonoBoldItalic)
	case s.Monospace && s.Bold:
		return Font(typeset.MonoBold)
	case s.Monospace && s.Italic:
		return Font(typeset.MonoItalic)
	case s.Monospace:
		return Font(typeset.Mono)
	case s.Bold:
		return Font(typeset.SansBold)
	case s.Italic:
		return Font(typeset.SansItalic)
	}
	return Font(typeset.Sans)
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return TextSize
	case theme.SizeNameCaptionText:
		return SmallSize
	case theme.SizeNameSubHeadingText:
		return DialogTitle
	case theme.SizeNameHeadingText:
		return TitleSize
	case theme.SizeNameInnerPadding:
		return 7
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return Radius
	case theme.SizeNameInlineIcon:
		return 16
	case theme.SizeNameScrollBar:
		return 8
	case theme.SizeNameScrollBarSmall:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

// Color is a colour of the current theme. Widgets ask again whenever they are
// refreshed, because the theme may have changed.
func Color(name fyne.ThemeColorName) color.NRGBA {
	c := color.NRGBAModel.Convert(theme.Color(name))
	return c.(color.NRGBA)
}

// Dim is colour c over colour bg with the given share of c from 0 to 1, as an
// opaque colour: the painter keys text textures by colour.
func Dim(c, bg color.NRGBA, share float32) color.NRGBA {
	mix := func(a, b uint8) uint8 { return uint8(float32(a)*share + float32(b)*(1-share) + 0.5) }
	return color.NRGBA{R: mix(c.R, bg.R), G: mix(c.G, bg.G), B: mix(c.B, bg.B), A: 0xFF}
}

// Scrim is laid over the window while a dialog asks something.
func Scrim() color.NRGBA {
	if Palette().Strong {
		return color.NRGBA{A: 0x99} // what is over it has the same ground as what is below
	}
	c := color.NRGBAModel.Convert(theme.Color(theme.ColorNameShadow))
	return c.(color.NRGBA)
}

// Palette is that of the current theme, the light one where it is none of ours. It is
// not to be written to.
func Palette() *assets.Palette {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return &t.palette
	}
	light := assets.Light()
	return &light
}

// IsDark tells whether the current theme is a dark one.
func IsDark() bool { return Palette().Dark }
