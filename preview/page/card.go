package page

import (
	"strings"
	"unicode/utf8"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// Post is what the tabs show of a post besides its text.
type Post struct {
	Header
	Slug        string
	Description string
}

// Site is what the tabs show of the site that posts are for.
type Site struct {
	Title, Author string
	Host          string   // such as "example.org"; "" when it is not known
	Path          []string // between host and slug
}

// What readers see of a card's words, as search engines and social networks
// cut them; characters, and pixels of a result's title.
const (
	titleChars  = 60
	titlePixels = 580
	titleSize   = 20 // of the letters in which those pixels are counted
	resultChars = 160
	socialTitle = 70
	socialText  = 125
	smallTitle  = 50
	smallText   = 80
)

// shortenTo cuts s to n characters at the end of a word and tells what is lost.
func shortenTo(s string, n int) (shown, lost string) {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s, ""
	}
	at := 0
	for range n - 1 {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return cutWord(s, at)
}

// cutWord cuts s before byte at, at the end of a word if one is near. Of a text that
// is measured in parts all may fit that is too wide as a whole.
func cutWord(s string, at int) (shown, lost string) {
	if at >= len(s) {
		return s, ""
	}
	if i := strings.LastIndexByte(s[:at], ' '); i > at*2/3 && s[at] != ' ' {
		at = i
	}
	return strings.TrimRight(s[:at], " ,;:–—-") + " …", strings.TrimSpace(s[at:])
}

// fitTitle cuts a result's title as a search engine does.
func (l *Layouter) fitTitle(s string) (shown, lost string) {
	s = strings.Join(strings.Fields(s), " ")
	fo := typeset.Font{Face: typeset.Sans, Size: titleSize}
	if l.Measurer.Width(fo, s) <= titlePixels {
		return s, ""
	}
	room := titlePixels - l.Measurer.Width(fo, " …")
	at := 0
	for _, c := range l.Measurer.Cuts(fo, s) {
		if c.X > room {
			break
		}
		at = c.Off
	}
	return cutWord(s, at)
}

// Card is a post as others show it: a search engine, a social network.
type Card struct {
	post  Post
	site  Site
	image string // destination of the post's first image
}

// units are the fragments of the card's tab, top to bottom.
func (c Card) units() []*Fragment {
	part := func(before int, draw func(l *Layouter, f *Frame, w int) int) *Fragment {
		return &Fragment{Kind: CardFragment, place: &place{}, draw: draw, before: before, first: true, Last: true}
	}
	return []*Fragment{
		part(0, c.result),
		part(32, func(l *Layouter, f *Frame, w int) int { return c.social(l, f, w, true) }),
		part(32, func(l *Layouter, f *Frame, w int) int { return c.social(l, f, w, false) }),
	}
}

// composer sets lines of the interface's face one below the other.
type composer struct {
	l       *Layouter
	f       *Frame
	x, y, w int
}

func (k *composer) text(s string, face typeset.Face, size Leading, ink assets.Role) {
	if s == "" {
		return
	}
	p := &para{}
	fo := typeset.Font{Face: face, Size: size.size}
	p.add(s, style{font: fo, ink: ink}, 0, 0)
	k.y += k.l.flow(k.f, p, k.x, k.y, k.w, size, fo, markdown.AlignNone)
}

// quiet is a note below a card: what is counted, what is cut.
func (k *composer) quiet(s string, warn bool) {
	if warn {
		k.text("▲ "+s, typeset.Sans, k.l.Sizes.caption, assets.RoleWarn)
		return
	}
	k.text(s, typeset.Sans, k.l.Sizes.caption, assets.RoleMuted)
}

// SettingsLink is where the line leads that offers to say what a site is called.
const SettingsLink = "galley:library-settings"

// offer is a line that leads to the settings of the site.
func (k *composer) offer(s string) {
	p := &para{}
	fo := typeset.Font{Face: typeset.Sans, Size: k.l.Sizes.caption.size}
	p.add(s, style{font: fo, ink: assets.RoleLink, link: SettingsLink}, 0, 0)
	k.y += k.l.flow(k.f, p, k.x, k.y, k.w, k.l.Sizes.caption, fo, markdown.AlignNone)
}

// ground is a box from height y to where the composer is; it is put below all
// else.
func (k *composer) ground(at, x, y, w int) {
	k.f.Rects[at] = RectBox{
		X: x, Y: y, Width: w, Height: k.y - y, Stroke: assets.RoleLine, Fill: assets.RolePage, Radius: k.l.Sizes.Px(10), Corners: AllCorners,
	}
}

func (c Card) title() string {
	if t := strings.TrimSpace(c.post.Title); t != "" {
		return t
	}
	return "Untitled"
}

// crumbs is the address as search engines show it.
func (c Card) crumbs() string {
	host := c.site.Host
	if host == "" {
		host = "your-site"
	}
	parts := append([]string{host}, c.site.Path...)
	if c.post.Slug != "" {
		parts = append(parts, c.post.Slug)
	}
	return strings.Join(parts, " › ")
}

// result is a search result.
func (c Card) result(l *Layouter, f *Frame, w int) int {
	px := l.Sizes.Px
	k := &composer{l: l, f: f, w: w}
	k.text("Search result", typeset.Sans, l.Sizes.caption, assets.RoleMuted)
	k.y += px(8)
	at, top := len(f.Rects), k.y
	f.Rects = append(f.Rects, RectBox{})
	k.x, k.y, k.w = px(16), k.y+px(14), max(16, w-2*px(16))
	title, lostTitle := l.fitTitle(c.title())
	k.text(c.crumbs(), typeset.Sans, Leading{px(13), px(20)}, assets.RoleMuted)
	k.text(title, typeset.Sans, Leading{px(19), px(27)}, assets.RoleLink)
	summary := strings.TrimSpace(c.post.Description)
	dated := summary
	if c.post.Date != "" {
		dated = c.post.Date + " — " + summary
	}
	text, lostText := shortenTo(dated, resultChars)
	if summary == "" {
		k.text("Without a description, a search engine picks words of the text.", typeset.SansItalic, Leading{px(14), px(21)}, assets.RoleMuted)
	} else {
		k.y += px(2)
		k.text(text, typeset.Sans, Leading{px(14), px(21)}, assets.RoleInk)
	}
	k.y += px(14)
	k.ground(at, 0, top, w)
	k.x, k.w = 0, w
	k.y += px(8)
	k.counts("Title", c.post.Title, titleChars, lostTitle)
	k.counts("Description", summary, resultChars, lostText)
	switch {
	case c.site.Host == "":
		k.offer("Say what the address of the site is…")
	case c.site.Title == "":
		k.offer("Say what the site is called…")
	}
	return k.y
}

// counts says how long something is, and what readers will not see of it.
func (k *composer) counts(what, s string, about int, lost string) {
	n := utf8.RuneCountInString(strings.TrimSpace(s))
	line := what + ": " + itoa(n) + " of about " + itoa(about) + " characters"
	switch {
	case n == 0:
		k.quiet(what+": empty", true)
	case lost != "":
		k.quiet(line+"; cut off: “"+lost+"”", true)
	default:
		k.quiet(line+"; nothing is cut", false)
	}
}

// social is a link as social networks and messengers show it, in the large
// form with the picture above or in the small one with it beside.
func (c Card) social(l *Layouter, f *Frame, w int, large bool) int {
	px := l.Sizes.Px
	k := &composer{l: l, f: f, w: w}
	name, titleMost, textMost := "Shared link", socialTitle, socialText
	if !large {
		name, titleMost, textMost = "Shared link, small", smallTitle, smallText
	}
	k.text(name, typeset.Sans, l.Sizes.caption, assets.RoleMuted)
	k.y += px(8)
	at, top := len(f.Rects), k.y
	f.Rects = append(f.Rects, RectBox{})
	title, lostTitle := shortenTo(c.title(), titleMost)
	text, lostText := shortenTo(c.post.Description, textMost)
	host := c.site.Title
	if host == "" {
		host = c.site.Host
	}
	if host == "" {
		host = "your-site"
	}
	if large {
		h := w * 100 / 191 // the form that networks ask for
		c.picture(l, f, 1, top+1, w-2, h, "No picture: the first image of the post appears here.", TopCorners)
		f.Rects = append(f.Rects, RectBox{X: 0, Y: top + 1 + h, Width: w, Height: 1, Fill: assets.RoleLine})
		k.y = top + h + px(14)
		k.x, k.w = px(16), max(16, w-2*px(16))
		k.text(host, typeset.Sans, Leading{px(13), px(20)}, assets.RoleMuted)
		k.text(title, typeset.SansBold, Leading{px(15), px(22)}, assets.RoleInk)
		k.text(text, typeset.Sans, Leading{px(14), px(21)}, assets.RoleInk)
		k.y += px(14)
	} else {
		side := min(px(116), w/3)
		k.x, k.y, k.w = side+px(16), top+px(12), max(16, w-side-2*px(16))
		k.text(host, typeset.Sans, Leading{px(13), px(20)}, assets.RoleMuted)
		k.text(title, typeset.SansBold, Leading{px(14), px(20)}, assets.RoleInk)
		k.text(text, typeset.Sans, Leading{px(13), px(19)}, assets.RoleInk)
		k.y = max(k.y+px(12), top+side)
		c.picture(l, f, 1, top+1, side-1, k.y-top-2, "No picture.", LeftCorners)
		f.Rects = append(f.Rects, RectBox{X: side, Y: top + 1, Width: 1, Height: k.y - top - 2, Fill: assets.RoleLine})
	}
	k.ground(at, 0, top, w)
	k.x, k.w = 0, w
	k.y += px(8)
	if lostTitle != "" {
		k.quiet("Title cut off: “"+lostTitle+"”", true)
	}
	if lostText != "" {
		k.quiet("Description cut off: “"+lostText+"”", true)
	}
	if lostTitle == "" && lostText == "" {
		k.quiet("Nothing is cut.", false)
	}
	return k.y
}

// picture is the post's first image, filling its box, or a word about it.
func (c Card) picture(l *Layouter, f *Frame, x, y, w, h int, none string, round Corners) {
	if c.image != "" {
		pic := l.image(c.image)
		if len(pic.Notes) == 0 {
			radius := l.Sizes.Px(10) - 1 // within the card's edge
			f.Rects = append(f.Rects, RectBox{X: x, Y: y, Width: w, Height: h, Fill: assets.RoleCode, Radius: radius, Corners: round})
			if pic.Width > 0 {
				f.Images = append(f.Images, ImageBox{X: x, Y: y, Width: w, Height: h, Src: c.image, Cover: true, Radius: radius, Corners: round})
			}
			return
		}
		none = "The first image cannot be shown. " + pic.Notes[0] + "."
	}
	f.Rects = append(f.Rects, RectBox{X: x, Y: y, Width: w, Height: h, Fill: assets.RoleCode, Radius: l.Sizes.Px(10), Corners: round})
	pad := min(l.Sizes.Px(16), w/8)
	g := &Frame{}
	k := &composer{l: l, f: g, x: x + pad, w: w - 2*pad}
	p := &para{}
	fo := typeset.Font{Face: typeset.Sans, Size: l.Sizes.caption.size}
	p.add(none, style{font: fo, ink: assets.RoleMuted}, 0, 0)
	k.y += l.flow(g, p, k.x, 0, k.w, l.Sizes.caption, fo, markdown.AlignCenter)
	f.add(g, 0, y+max(0, (h-k.y)/2))
}

// firstImage is the destination of the first image of a document.
func firstImage(d *markdown.Doc) string {
	if d == nil {
		return ""
	}
	var find func(b *markdown.Block) string
	find = func(b *markdown.Block) string {
		for i := range b.Inlines {
			if src := b.Inlines[i].Attrs().Src; src != "" {
				return src
			}
		}
		for _, c := range b.Children {
			if src := find(c); src != "" {
				return src
			}
		}
		return ""
	}
	for _, b := range d.Images(0) {
		if src := find(b); src != "" {
			return src
		}
	}
	return ""
}

// key tells cards apart.
func (c Card) key() string {
	return strings.Join(append([]string{
		c.post.Title, c.post.Date, c.post.Slug, c.post.Description, c.image, c.site.Title, c.site.Author, c.site.Host,
	}, c.site.Path...), "\x00")
}

// NewCard makes a card.
func NewCard(d *markdown.Doc, post Post, site Site) *Card { return &Card{post, site, firstImage(d)} }

// Same reports whether two cards look alike.
func (c *Card) Same(d *Card) bool { return c.key() == d.key() }

// ShowCard puts the parts of a card on the page.
func (c *Column) ShowCard(k *Card) {
	c.Clear()
	c.laid = c.laid[:0]
	c.Fragments = sumtree.Of(items(k.units()))
	c.relist(func(u, above *Fragment) { c.Layouter.estimateHeight(u, above, c.Width) })
}
