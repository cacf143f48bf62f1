package versions

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/internal/wording"
)

// update brings all controls up to what is chosen and known.
func (v *view) update() {
	d := v.d
	if d.over == nil {
		return
	}
	title := "History"
	switch {
	case d.list == ofFound:
		title = "Found in the history"
	case d.list == ofPost && d.subject.Title != "":
		title = "History of “" + d.subject.Title + "”"
	case d.list == ofPosts:
		title = "History of all posts"
	}
	v.title.SetText(title)
	v.listed()
	control.SetVisible(v.which, d.list != ofFound)
	v.tabs.Choose(d.b.tab)
	v.against.Choose(d.b.to)
	control.SetVisible(v.against, d.b.tab == changesTab)
	changes := 0
	if p := v.cmp.Page(); p != nil && d.b.tab == changesTab {
		changes = p.Changes()
	}
	control.SetVisible(v.prev, changes > 1)
	control.SetVisible(v.next, changes > 1)
	v.legend.SetText(d.legend())
	hint, warn := d.hint()
	ink := theme.Muted
	if warn {
		ink = theme.Warn
	}
	v.hint.Set(hint, ink)
	control.SetVisible(v.hint, hint != "")
	shown := d.has && hint == ""
	control.SetVisible(d.page.Object, shown && d.b.tab == pageTab)
	control.SetVisible(v.cmp, shown && d.b.tab != pageTab)
	v.summary.SetText(d.summary())
	label := "Restore"
	if d.ready() && !d.got.there {
		label = "Restore as a new post"
	}
	v.restore.SetLabel(label)
	control.SetVisible(v.restore, d.has && d.got.err == nil)
	control.SetVisible(v.copy, d.has && d.got.err == nil)
	control.SetVisible(v.follow, d.has && d.list != ofPost)
	control.SetVisible(v.commit, d.repo != nil && d.list == ofPost)
	v.overlay.Refresh()
}

// listed shows what the list lists, and what there is to say of it.
func (v *view) listed() {
	d, note, empty := v.d, "", ""
	switch d.list {
	case ofPost:
		switch {
		case d.reading:
			empty = "Reading…"
		case d.lineErr != nil && len(d.line) > 0:
			note = "▲ Not everything could be read: " + d.trouble(d.lineErr)
		case len(d.line) > 0 && d.repoErr != nil:
			note = "▲ Not all commits could be read: " + d.trouble(d.repoErr)
		case d.lineErr != nil:
			empty, note = "No versions could be read.", "▲ "+d.trouble(d.lineErr)
		case d.subject == Subject{}:
			empty = "No post is open."
		default:
			empty = "No versions yet."
		}
	case ofPosts:
		switch {
		case d.postsErr != nil:
			empty, note = "No versions could be read.", "▲ Not everything could be read: "+d.trouble(d.postsErr)
		case !d.listed:
			empty = "Reading…"
		default:
			empty = "No versions yet."
		}
	case ofFound:
		switch {
		case d.searching:
			empty, note = "Searching…", "Searching…"
		case d.more:
			note = "The first " + wording.Count(maxFound, "place") + " are listed. More words find fewer."
		default:
			empty = "Nothing found."
			note = wording.Count(len(d.hits), "place")
		}
		if d.hitsErr != nil {
			note = "▲ Not everything could be read: " + d.trouble(d.hitsErr)
		}
	}
	v.list.Empty = empty
	ink := theme.Muted
	if strings.HasPrefix(note, "▲") {
		ink = theme.Warn
	}
	v.note.Set(note, ink)
}

// hint is what is said in the place of a version, and whether it is bad news.
func (d *dialog) hint() (words string, warn bool) {
	switch {
	case d.has && d.got.err != nil && !d.pending:
		return d.trouble(d.got.err), true
	case d.has:
		return "", false
	case d.list == ofPost && d.reading, d.list == ofPosts && !d.listed, d.list == ofFound && d.searching:
		return "", false
	case d.list == ofFound:
		return "No version of any post holds these words.", false
	case d.list == ofPost && d.subject == Subject{}:
		return "No post is open. “All posts” lists those that have versions, also ones that are not there any more.", false
	case d.lineErr != nil && d.list == ofPost || d.postsErr != nil && d.list == ofPosts:
		return "The history could not be read.", true
	}
	return "No versions yet: each save makes one.", false
}

// legend says what the signs mean, and how much there is of each.
func (d *dialog) legend() string {
	g := &d.got
	switch {
	case d.b.tab == textTab && d.has && d.find != "":
		return ""
	case !d.ready() || d.b.tab != changesTab:
		return ""
	case g.other != nil && d.b.to == againstNow:
		return "There is no such post now."
	case g.other != nil:
		return "▲ The version before cannot be read."
	case g.same && d.b.to == againstNow:
		return "The text now is this version."
	case g.same:
		return "The same as the version before."
	case g.first:
		return "The first version."
	case d.b.to == againstNow:
		return "−" + grouped(g.removed) + " here   +" + grouped(g.added) + " now"
	}
	var parts []string
	for _, n := range []struct {
		sign string
		n    int
	}{{"+", g.added}, {"−", g.removed}} {
		if n.n > 0 {
			parts = append(parts, n.sign+wording.Count(n.n, "word"))
		}
	}
	if len(parts) == 0 {
		return "No words changed."
	}
	return strings.Join(parts, "   ")
}

// said says in the place of the summary what was done.
func (v *view) said(words string) { v.summary.Set(words, theme.OK) }

// fill shows what was read of a version.
func (v *view) fill() {
	d := v.d
	v.summary.Set("", theme.Muted)
	if d.got.show != nil {
		d.got.show()
		d.page.Find(d.find)
		d.got.show = nil
		return
	}
	if d.got.page != nil {
		v.cmp.SetPage(d.got.page)
	}
}

// draw draws row i of the list.
func (v *view) draw(p *control.Pen, i int, y float32) {
	d := v.d
	switch {
	case d.list == ofPost && i < len(d.rows):
		v.drawVersion(p, d.rows[i], y)
	case d.list == ofPosts && i < len(d.posts):
		x := d.posts[i]
		under := wording.Count(x.Versions, "version") + ", last " + onDay(x.Newest, d.b.o.Now())
		v.two(p, y, called(x.Newest.Title, x.Path), "")
		at := float32(rowSide)
		if x.gone {
			at += p.Text("▲ removed", at, y+26, 16, theme.SmallSize, typeset.Sans, theme.Warn) + 8
		}
		p.Text(p.Fit(under, p.Width-rowSide-at, theme.SmallSize, typeset.Sans), at, y+26, 16, theme.SmallSize, typeset.Sans, theme.Muted)
	case d.list == ofFound && i < len(d.hits):
		h := d.hits[i]
		v.two(p, y, called(h.Version.Title, h.Path), moment(h.Version, d.b.o.Now()))
		v.excerpt(p, y, h.Excerpt, h.Start, h.End)
	}
}

// two draws the first line of a row: a title, and a note at the right.
func (v *view) two(p *control.Pen, y float32, title, note string) {
	right := p.Width - rowSide
	if note != "" {
		w := control.Measure(note, theme.SmallSize, typeset.Sans)
		p.Text(note, right-w, y+5, 20, theme.SmallSize, typeset.Sans, theme.Muted)
		right -= w + 10
	}
	p.Text(p.Fit(title, right-rowSide, theme.TextSize, typeset.SansBold), rowSide, y+5, 20, theme.TextSize, typeset.SansBold, theme.Ink)
}

// drawVersion draws a row of a time line.
func (v *view) drawVersion(p *control.Pen, r entry, y float32) {
	d := v.d
	if r.day != "" {
		p.Text(r.day, rowSide, y+12, 16, theme.SmallSize, typeset.Sans, theme.Muted)
		return
	}
	x := d.line[r.at]
	pr := pair{v: x, repo: d.repo, first: r.at+1 == len(d.line)}
	if !pr.first {
		pr.before = d.line[r.at+1]
	}
	right := p.Width - rowSide
	note := func(s string, face typeset.Face, ink fyne.ThemeColorName) {
		right -= control.Measure(s, theme.SmallSize, face)
		p.Text(s, right, y+26, 16, theme.SmallSize, face, ink)
		right -= 8
	}
	switch n := d.count.of(pr); {
	case pr.first || !n.known:
	case n == delta{known: true}:
		note("no words changed", typeset.Sans, theme.Muted)
	default:
		if n.removed > 0 {
			note("−"+grouped(n.removed), typeset.SansBold, theme.Accent)
		}
		if n.added > 0 {
			note("+"+grouped(n.added), typeset.SansBold, theme.OK)
		}
	}
	at := clock(d.line, r.at, d.b.o.Now())
	w := p.Text(at, rowSide, y+5, 20, theme.TextSize, typeset.SansBold, theme.Ink) + 10
	p.Text(p.Fit(reason(x), p.Width-rowSide-rowSide-w, theme.TextSize, typeset.Sans), rowSide+w, y+5, 20, theme.TextSize, typeset.Sans, theme.Ink)
	p.Text(p.Fit(second(x), right-rowSide, theme.SmallSize, typeset.Sans), rowSide, y+26, 16, theme.SmallSize, typeset.Sans, theme.Muted)
}

// excerpt draws the words around what was found, which stand out.
func (v *view) excerpt(p *control.Pen, y float32, s string, start, end int) {
	room := p.Width - 2*rowSide
	before, hit, after := s[:start], s[start:end], s[end:]
	hit = control.Fit(hit, room, theme.SmallSize, typeset.SansBold)
	w := control.Measure(hit, theme.SmallSize, typeset.SansBold)
	// What comes before keeps a third of the room, its end being what is near.
	for n := 0; before != "" && control.Measure(before, theme.SmallSize, typeset.Sans) > max(0, (room-w)*0.4) && n < 200; n++ {
		if i := strings.IndexByte(before, ' '); i >= 0 && i+1 < len(before) {
			before = before[i+1:]
			continue
		}
		before = ""
	}
	if len(before) < start {
		before = "…" + before
	}
	x := float32(rowSide)
	if before != "" {
		p.Text(before, x, y+26, 16, theme.SmallSize, typeset.Sans, theme.Muted)
		x += control.Measure(before, theme.SmallSize, typeset.Sans)
	}
	p.Text(hit, x, y+26, 16, theme.SmallSize, typeset.SansBold, theme.Ink)
	x += w
	if left := p.Width - rowSide - x; after != "" && left > 20 {
		p.Text(p.Fit(after, left, theme.SmallSize, typeset.Sans), x, y+26, 16, theme.SmallSize, typeset.Sans, theme.Muted)
	}
}

// grouped is a number with its thousands apart.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
