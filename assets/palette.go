package assets

import "image/color"

// Palette is one theme's colours, by what they are for. Whatever text is written
// in reaches 4.5:1 on each surface, the selection included, and edges, icons and
// the focus ring 3:1; in high contrast 7:1 and 4.5:1. The package's test computes
// each pair.
type Palette struct {
	Side     color.NRGBA // the library beside the text
	Desk     color.NRGBA // menu bar and status bar
	Sheet    color.NRGBA // form and editor
	Page     color.NRGBA // preview
	Field    color.NRGBA // inside of form fields
	Over     color.NRGBA // dialogs, menus and palettes
	Cur      color.NRGBA // the caret's line
	Sel      color.NRGBA // selected text, row or filter
	Code     color.NRGBA // behind code; the active tab
	CurCode  color.NRGBA // the caret's line in code
	Hit      color.NRGBA // behind words that were looked for
	Line     color.NRGBA // hairlines between areas
	Edge     color.NRGBA // borders of fields and buttons
	Ink      color.NRGBA // text
	Muted    color.NRGBA // second lines, labels, quotes
	Faint    color.NRGBA // Markdown markers, placeholders, counters
	Accent   color.NRGBA // what is alive: caret, main button, focus
	OnAccent color.NRGBA // text on Accent
	Link     color.NRGBA // links; scheduled posts
	OK       color.NRGBA // saved, published
	Warn     color.NRGBA // problems, drafts

	// Parts of program text, on Code. Comments are Muted.
	Keyword color.NRGBA
	Name    color.NRGBA // of functions, types, attributes
	String  color.NRGBA
	Number  color.NRGBA

	Dark   bool
	Strong bool // high contrast
}

// Role is what a colour of a palette is for. Its value is also the name that the
// window's theme has for the colour.
type Role string

// The roles are the fields of a Palette.
const (
	RoleSide     Role = "galley-side"
	RoleDesk     Role = "galley-desk"
	RoleSheet    Role = "galley-sheet"
	RolePage     Role = "galley-page"
	RoleField    Role = "galley-field"
	RoleOver     Role = "galley-over"
	RoleCur      Role = "galley-cur"
	RoleSel      Role = "galley-sel"
	RoleCode     Role = "galley-code"
	RoleCurCode  Role = "galley-cur-code"
	RoleHit      Role = "galley-hit"
	RoleLine     Role = "galley-line"
	RoleEdge     Role = "galley-edge"
	RoleInk      Role = "galley-ink"
	RoleMuted    Role = "galley-muted"
	RoleFaint    Role = "galley-faint"
	RoleAccent   Role = "galley-accent"
	RoleOnAccent Role = "galley-on-accent"
	RoleLink     Role = "galley-link"
	RoleOK       Role = "galley-ok"
	RoleWarn     Role = "galley-warn"
	RoleKeyword  Role = "galley-keyword"
	RoleName     Role = "galley-name"
	RoleString   Role = "galley-string"
	RoleNumber   Role = "galley-number"
)

// Color is the colour for a role; for one that there is not, the text's.
func (p *Palette) Color(r Role) color.NRGBA {
	switch r {
	case RoleSide:
		return p.Side
	case RoleDesk:
		return p.Desk
	case RoleSheet:
		return p.Sheet
	case RolePage:
		return p.Page
	case RoleField:
		return p.Field
	case RoleOver:
		return p.Over
	case RoleCur:
		return p.Cur
	case RoleSel:
		return p.Sel
	case RoleCode:
		return p.Code
	case RoleCurCode:
		return p.CurCode
	case RoleHit:
		return p.Hit
	case RoleLine:
		return p.Line
	case RoleEdge:
		return p.Edge
	case RoleMuted:
		return p.Muted
	case RoleFaint:
		return p.Faint
	case RoleAccent:
		return p.Accent
	case RoleOnAccent:
		return p.OnAccent
	case RoleLink:
		return p.Link
	case RoleOK:
		return p.OK
	case RoleWarn:
		return p.Warn
	case RoleKeyword:
		return p.Keyword
	case RoleName:
		return p.Name
	case RoleString:
		return p.String
	case RoleNumber:
		return p.Number
	}
	return p.Ink
}

// Light is the palette of the light theme.
func Light() Palette {
	return Palette{
		Side: rgb(0xF3F0E9), Desk: rgb(0xF3F0E9), Sheet: rgb(0xFCFAF6), Page: rgb(0xFFFEFC),
		Field: rgb(0xFFFFFF), Over: rgb(0xFFFFFF), Cur: rgb(0xF6F2EA), Sel: rgb(0xF1DDD3),
		Code: rgb(0xF2EEE5), CurCode: rgb(0xEBE6DC), Hit: rgb(0xF3E3B0), Line: rgb(0xE2DDD1), Edge: rgb(0x867E72), Ink: rgb(0x25221D),
		Muted: rgb(0x5C564D), Faint: rgb(0x6A6358), Accent: rgb(0xB23A22), OnAccent: rgb(0xFFFFFF),
		Link: rgb(0x22569E), OK: rgb(0x2C6A3D), Warn: rgb(0x8A5A00),
		Keyword: rgb(0x8A2F6B), Name: rgb(0x1F5794), String: rgb(0x2B653A), Number: rgb(0x8A4B08),
	}
}

// Dark is the palette of the dark theme.
func Dark() Palette {
	return Palette{
		Side: rgb(0x171614), Desk: rgb(0x151412), Sheet: rgb(0x1D1B19), Page: rgb(0x22201D),
		Field: rgb(0x1A1816), Over: rgb(0x262320), Cur: rgb(0x24211E), Sel: rgb(0x4A2F27),
		Code: rgb(0x2A2723), CurCode: rgb(0x2F2C27), Hit: rgb(0x3F341D), Line: rgb(0x35312B), Edge: rgb(0x888074), Ink: rgb(0xE7E1D5),
		Muted: rgb(0xB3AB9E), Faint: rgb(0xA59D91), Accent: rgb(0xEC8266), OnAccent: rgb(0x1D1B19),
		Link: rgb(0x8DB5EE), OK: rgb(0x7FC08E), Warn: rgb(0xE0AE55),
		Keyword: rgb(0xDDA0CB), Name: rgb(0x93BBEE), String: rgb(0x98C79A), Number: rgb(0xE0B070),
		Dark: true,
	}
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}
