package assets

import (
	_ "embed"
	"fmt"
	"image/color"
	"slices"
	"strings"
)

//go:embed page.css
var pageRules string

// Family is one of the embedded typefaces.
type Family uint8

// Literata, Inter and IBM Plex Mono.
const (
	Serif Family = iota
	Sans
	Mono
)

// Leading is a type size with its line height, in pixels.
type Leading struct{ Size, Line int }

// PageTheme is how a page is set. The preview pane and the style sheet of
// exported pages are both made of it and of nothing else. Lengths are pixels.
type PageTheme struct {
	Name  string // as galley.toml has it
	Title string // as the window has it
	Note  string // what it is like, in a few words

	Light, Dark Palette

	Text, Head           Family
	Body, Small, Caption Leading // text; footnotes and tables; lines below the title and images
	Code                 Leading
	Heads                [7]Leading // by level; 0 is the post's title

	Measure int  // widest column of text
	Margin  int  // least space beside it
	Narrow  int  // the same on a page narrower than NarrowPage
	Top     int  // above the title
	Gap     int  // between paragraphs
	Indent  int  // of a list
	Above   int  // least space above a heading of level 1 or 2; 4 less for others
	Below   int  // below a heading
	Regular bool // headings in the regular weight
	Slant   bool // headings below the title in italics
	Tint    bool // headings in the accent colour
	Centre  bool // the title is centred
}

// NarrowPage is the width in pixels below which a page is a phone's.
const NarrowPage = 600

// PageThemes are the themes to choose from, the plain one first.
func PageThemes() []PageTheme {
	return []PageTheme{plainPage(), essayPage(), modernPage(), terminalPage()}
}

// PageNamed is the theme of that name; ok is false, and the theme the plain
// one, when there is none.
func PageNamed(name string) (t PageTheme, ok bool) {
	all := PageThemes()
	i := slices.IndexFunc(all, func(t PageTheme) bool { return t.Name == name })
	return all[max(0, i)], i >= 0
}

func plainPage() PageTheme {
	return PageTheme{
		Name: "plain", Title: "Plain", Note: "a book's serif on white paper",
		Light: Light(), Dark: Dark(),
		Text: Serif, Head: Serif,
		Body: Leading{17, 28}, Small: Leading{15, 24}, Caption: Leading{13, 20}, Code: Leading{14, 22},
		Heads:   [7]Leading{{30, 38}, {30, 38}, {22, 30}, {19, 28}, {17, 28}, {17, 28}, {17, 28}},
		Measure: 560, Margin: 40, Narrow: 24, Top: 32, Gap: 16, Indent: 22, Above: 24, Below: 8,
	}
}

func essayPage() PageTheme {
	t := plainPage()
	t.Name, t.Title, t.Note = "essay", "Essay", "a large serif with wide margins, for long reading"
	t.Body, t.Small, t.Code = Leading{19, 33}, Leading{16, 26}, Leading{15, 24}
	t.Heads = [7]Leading{{38, 48}, {32, 42}, {25, 34}, {21, 32}, {19, 33}, {19, 33}, {19, 33}}
	t.Measure, t.Margin, t.Top, t.Gap, t.Above, t.Below = 600, 64, 56, 20, 40, 12
	t.Regular, t.Slant, t.Centre = true, true, true
	t.Light = tint(Light(), paper{
		page: 0xFBF7EE, ink: 0x2A2520, muted: 0x665C4E, line: 0xE3DAC6, edge: 0x8B8070,
		code: 0xF2EBDC, sel: 0xEFDCC3, accent: 0x8C2F39, link: 0x7A3E12,
	})
	t.Dark = tint(Dark(), paper{
		page: 0x1F1B18, ink: 0xE9DFD0, muted: 0xB0A391, line: 0x38312A, edge: 0x7F7365,
		code: 0x2A2520, sel: 0x473523, accent: 0xE08A8A, link: 0xE3B27A,
	})
	return t
}

func modernPage() PageTheme {
	t := plainPage()
	t.Name, t.Title, t.Note = "modern", "Modern", "a clear sans serif in cool colours"
	t.Text, t.Head = Sans, Sans
	t.Body, t.Small, t.Code = Leading{16, 26}, Leading{14, 22}, Leading{14, 22}
	t.Heads = [7]Leading{{32, 40}, {28, 36}, {22, 30}, {18, 26}, {16, 26}, {16, 26}, {16, 26}}
	t.Measure, t.Top, t.Above = 620, 40, 32
	t.Light = tint(Light(), paper{
		page: 0xFFFFFF, ink: 0x1B1F24, muted: 0x57606A, line: 0xDDE1E6, edge: 0x838B94,
		code: 0xF3F5F7, sel: 0xDCE4FB, accent: 0x3B5BDB, link: 0x2F54C8,
	})
	t.Dark = tint(Dark(), paper{
		page: 0x16181C, ink: 0xE6E8EB, muted: 0xA3ABB5, line: 0x2D3138, edge: 0x727A85,
		code: 0x1F2228, sel: 0x2C3A66, accent: 0x8AA4FF, link: 0x8FB0FF,
	})
	return t
}

func terminalPage() PageTheme {
	t := plainPage()
	t.Name, t.Title, t.Note = "terminal", "Terminal", "typewriter letters, green on dark or dark on pale"
	t.Text, t.Head = Mono, Mono
	t.Body, t.Small, t.Caption, t.Code = Leading{15, 25}, Leading{14, 22}, Leading{13, 20}, Leading{14, 22}
	t.Heads = [7]Leading{{24, 34}, {22, 32}, {18, 28}, {15, 25}, {15, 25}, {15, 25}, {15, 25}}
	t.Measure, t.Gap, t.Indent = 630, 18, 30
	t.Tint = true
	t.Light = tint(Light(), paper{
		page: 0xF8F9F4, ink: 0x20291E, muted: 0x55624F, line: 0xDCE0D2, edge: 0x7F8874,
		code: 0xEDF0E5, sel: 0xD3E4C5, accent: 0x2A652B, link: 0x1C5A6C,
	})
	t.Dark = tint(Dark(), paper{
		page: 0x101511, ink: 0xC9E2C3, muted: 0x8FA88A, line: 0x263228, edge: 0x66785F,
		code: 0x18201A, sel: 0x1F3D23, accent: 0x86DB80, link: 0x84C7E0,
	})
	return t
}

// ReaderPage is the style of a feed reader, which shows a post in its own way.
// It is not to choose from.
func ReaderPage() PageTheme {
	t := modernPage()
	t.Name, t.Title, t.Note = "reader", "Feed reader", "as a feed reader shows it"
	t.Heads = [7]Leading{{24, 32}, {22, 30}, {19, 28}, {17, 26}, {16, 26}, {16, 26}, {16, 26}}
	t.Measure, t.Top, t.Above = 600, 28, 24
	return t
}

// paper are the colours in which a theme differs from the interface.
type paper struct{ page, ink, muted, line, edge, code, sel, accent, link uint32 }

func tint(p Palette, c paper) Palette {
	p.Page, p.Ink, p.Muted, p.Line, p.Edge = rgb(c.page), rgb(c.ink), rgb(c.muted), rgb(c.line), rgb(c.edge)
	p.Code, p.Sel, p.Accent, p.Link = rgb(c.code), rgb(c.sel), rgb(c.accent), rgb(c.link)
	return p
}

// Colors is the theme's palette.
func (t *PageTheme) Colors(dark bool) *Palette {
	if dark {
		return &t.Dark
	}
	return &t.Light
}

// Side is the least space beside the column on a page of that width.
func (t *PageTheme) Side(width int) int {
	if width < NarrowPage {
		return t.Narrow
	}
	return t.Margin
}

// CSS is the style sheet of a page. It fetches nothing: a reader who lacks the
// typefaces gets the closest of those that are at hand.
func (t *PageTheme) CSS() string {
	var b strings.Builder
	light, dark := t.colours(&t.Light), t.colours(&t.Dark)
	fmt.Fprintf(&b, ":root {\n  color-scheme: light dark;\n%s%s}\n", light, t.lengths())
	fmt.Fprintf(&b, "@media (prefers-color-scheme: dark) {\n  :root:not([data-theme=\"light\"]) {\n%s  }\n}\n", dark)
	fmt.Fprintf(&b, ":root[data-theme=\"light\"] { color-scheme: light; }\n")
	fmt.Fprintf(&b, ":root[data-theme=\"dark\"] {\n  color-scheme: dark;\n%s}\n", dark)
	fmt.Fprintf(&b, "@media (max-width: %dpx) { :root { --side: %dpx; } }\n", NarrowPage-1, t.Narrow)
	b.WriteString(pageRules)
	return b.String()
}

func (t *PageTheme) colours(p *Palette) string {
	var b strings.Builder
	for _, c := range []struct {
		name  string
		value color.NRGBA
	}{
		{"page", p.Page},
		{"ink", p.Ink},
		{"muted", p.Muted},
		{"line", p.Line},
		{"edge", p.Edge},
		{"code", p.Code},
		{"sel", p.Sel},
		{"accent", p.Accent},
		{"link", p.Link},
		{"keyword", p.Keyword},
		{"name", p.Name},
		{"string", p.String},
		{"number", p.Number},
	} {
		fmt.Fprintf(&b, "  --%s: #%02x%02x%02x;\n", c.name, c.value.R, c.value.G, c.value.B)
	}
	return b.String()
}

// lengths are the sizes, faces and spaces as custom properties.
func (t *PageTheme) lengths() string {
	var b strings.Builder
	set := func(name string, value any) { fmt.Fprintf(&b, "  --%s: %v;\n", name, value) }
	px := func(name string, n int) { set(name, fmt.Sprintf("%dpx", n)) }
	lead := func(name string, l Leading) { set(name, fmt.Sprintf("%dpx/%dpx", l.Size, l.Line)) }
	choose := func(on bool, yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	set("text-face", t.Text.stack())
	set("head-face", t.Head.stack())
	set("sans-face", Sans.stack())
	set("mono-face", Mono.stack())
	lead("body", t.Body)
	lead("small", t.Small)
	lead("caption", t.Caption)
	lead("mono", t.Code)
	px("code-size", (t.Body.Size*14+8)/17)
	for i, l := range t.Heads {
		lead(fmt.Sprintf("h%d", i), l)
	}
	bold := 700
	if t.Head == Sans {
		bold = 600
	}
	set("head-weight", choose(t.Regular, "400", fmt.Sprint(bold)))
	set("head-style", choose(t.Slant, "italic", "normal"))
	set("head-ink", choose(t.Tint, "var(--accent)", "inherit"))
	set("head-align", choose(t.Centre, "center", "start"))
	px("measure", t.Measure)
	px("side", t.Margin)
	px("top", t.Top)
	px("gap", t.Gap)
	px("indent", t.Indent)
	px("above", t.Above)
	px("above-small", t.Above-4)
	px("below", t.Below)
	return b.String()
}

// stack names the typeface, and what may stand for it.
func (f Family) stack() string {
	switch f {
	case Sans:
		return `Inter, "Inter Variable", system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif`
	case Mono:
		return `"IBM Plex Mono", ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace`
	default:
		return `Literata, "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Charter, Georgia, serif`
	}
}
