package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/preview/page"
)

// sheet is a page of the file.
type sheet struct {
	ref     ref
	content bytes.Buffer // until it is closed
	drawn   ref          // what it shows; 0 until it is closed
	links   []link
	pen     pen
}

// link is a place that leads somewhere.
type link struct {
	x, y, w, h float64
	dest       string // as the page has it, until it is resolved
	to         *place // within the file, or:
	address    string
}

// close writes what the sheet shows.
func (sh *sheet) close(f *file) {
	if sh.drawn == 0 {
		sh.pen.end(&sh.content)
		sh.drawn = f.reserve()
		f.packed(sh.drawn, "", sh.content.Bytes())
		sh.content = bytes.Buffer{}
	}
}

// turn begins a new sheet and puts its number below. What the last one shows is
// written, unless it is of the contents, whose numbers are not known yet.
func (s *printer) turn() {
	s.draw()
	if n := len(s.sheets); n > 0 && len(s.begins) > 0 {
		s.sheets[n-1].close(s.file)
	}
	s.sheets = append(s.sheets, &sheet{ref: s.file.reserve()})
	s.y = 0
	fo := typeset.Font{Face: typeset.Sans, Size: pixels(9)}
	n := fmt.Sprint(len(s.sheets))
	d := &drawing{printer: s, sheet: s.sheets[len(s.sheets)-1]}
	d.text((pageWidth-float64(s.layout.Measurer.Width(fo, n))*unit)/2, footer, fo, n, unit, s.colour.Color(assets.RoleMuted))
}

// above is a height of the present sheet in points.
func (s *printer) above(y int) float64 { return top + float64(y)*unit }

// row is a stretch of a frame that is not cut, from lo to hi.
type row struct {
	u      *page.Fragment
	frame  *page.Frame
	lo, hi int
	ink    int // how far down there is anything but ground
	gap    int // above, unless it is the first of a sheet
	first  bool
	last   bool
	depth  int // of a heading in the outline
	keep   bool
}

// rows takes a fragment apart and puts its rows on paper, but for those that
// are to stand with what comes next.
func (s *printer) rows(u *page.Fragment, f *page.Frame, depth int) {
	list := cut(f)
	for k := range list {
		r := &list[k]
		r.u, r.frame, r.depth = u, f, depth
		r.first, r.last = k == 0, k == len(list)-1
		if r.first {
			r.gap = u.Gap
		}
		r.keep = keeps(u, k, len(list))
		s.heads.see(r)
		s.kept = append(s.kept, *r)
		if !r.keep {
			s.settle()
		}
	}
}

// tableHeads are the rows of headings that a table begins with, which are repeated
// on each sheet that it goes on on.
type tableHeads struct {
	table *markdown.Block // nil for none
	rows  []row
	ended bool // there were other rows of it
}

// see takes a row that is about to be put on paper.
func (h *tableHeads) see(r *row) {
	if r.u.Kind != page.RowFragment {
		return
	}
	if h.table != r.u.Node {
		*h = tableHeads{table: r.u.Node, rows: h.rows[:0]}
	}
	if h.ended = h.ended || !r.u.IsHeadRow(); !h.ended {
		again := *r
		again.first, again.gap = false, 0 // nobody looks for it here
		h.rows = append(h.rows, again)
	}
}

// turnFor begins a new sheet for row r and what else takes high pixels with it,
// below the headings of the table that goes on there.
func (s *printer) turnFor(r row, high int) {
	s.turn()
	if r.u == nil || r.u.Kind != page.RowFragment || r.u.Node != s.heads.table || r.u.IsHeadRow() {
		return
	}
	heads := 0
	for _, h := range s.heads.rows {
		heads += h.hi - h.lo
	}
	if heads > tall/2 || heads+high > tall {
		return // there would be little room for the rows
	}
	for _, h := range s.heads.rows {
		s.place(h)
	}
}

// keeps reports whether row k of n of a fragment is to stand on one sheet with
// the next one.
func keeps(u *page.Fragment, k, n int) bool {
	last := k == n-1
	switch u.Kind {
	case page.HeadingFragment, page.HeaderFragment, page.NotesFragment, page.SummaryFragment:
		return true
	case page.RowFragment:
		return !last || u.IsHeadRow()
	case page.FoldEndFragment:
		return false
	}
	return !last && (k == 0 || k == n-2) // no line alone
}

// cut gives the stretches of a frame between which a page may end: not through
// a line, an image or a frame around something.
func cut(f *page.Frame) []row {
	var list []row
	add := func(lo, hi int) {
		if hi > lo {
			list = append(list, row{lo: lo, ink: hi})
		}
	}
	for i := range f.Texts {
		y, high := f.Texts[i].Line()
		add(y, y+high)
	}
	for i := range f.Images {
		add(f.Images[i].Y, f.Images[i].Y+f.Images[i].Height)
	}
	for i := range f.Rects {
		if f.Rects[i].Stroke != "" {
			add(f.Rects[i].Y, f.Rects[i].Y+f.Rects[i].Height)
		}
	}
	slices.SortFunc(list, func(a, b row) int { return a.lo - b.lo })
	n := 0
	for _, r := range list {
		if n > 0 && r.lo < list[n-1].ink {
			list[n-1].ink = max(list[n-1].ink, r.ink)
			continue
		}
		list[n] = r
		n++
	}
	if list = list[:n]; n == 0 {
		list = []row{{ink: f.Height}}
	}
	for i := range list {
		if list[i].hi = f.Height; i+1 < len(list) {
			list[i].hi = list[i+1].lo
		}
	}
	list[0].lo = 0
	end := &list[len(list)-1]
	end.hi = max(end.hi, end.lo)
	end.ink = end.hi
	return list
}

// settle puts the rows that were kept on paper.
func (s *printer) settle() {
	list := s.kept
	s.kept = s.kept[:0]
	if len(list) == 0 {
		return
	}
	high := 0
	for k := range list {
		if k > 0 {
			high += list[k].gap
		}
		if k == len(list)-1 {
			high += list[k].ink - list[k].lo
		} else {
			high += list[k].hi - list[k].lo
		}
	}
	switch {
	case s.y == 0 || s.y+list[0].gap+high <= tall:
	case high <= tall:
		s.turnFor(list[0], high)
	}
	for _, r := range list {
		if s.y > 0 && s.y+r.gap+r.ink-r.lo > tall {
			s.turnFor(r, r.ink-r.lo)
		}
		for r.ink-r.lo > tall { // taller than a page
			part := r
			part.hi, part.ink, part.last = r.lo+tall, r.lo+tall, false
			s.place(part)
			s.turn()
			r.lo, r.first = part.hi, false
		}
		s.place(r)
	}
}

// place puts a row on the present sheet.
func (s *printer) place(r row) {
	above := 0
	if s.y > 0 {
		above = r.gap
		s.y += r.gap
	}
	n := len(s.sheets) - 1
	if r.first && r.u != nil {
		s.begin(r, place{n, max(0, s.above(s.y)-12)})
	}
	if d := s.open; d != nil && d.frame == r.frame && d.hi == r.lo {
		d.hi = r.hi // it is drawn as one with what is above
	} else {
		s.draw()
		s.open = &drawing{printer: s, sheet: s.sheets[n], frame: r.frame, lo: r.lo - above, hi: r.hi, y: s.above(s.y - r.lo), joined: s.y > 0}
	}
	s.open.last = r.last
	s.y += r.hi - r.lo
}

// draw draws what was put on the present sheet.
func (s *printer) draw() {
	if s.open == nil {
		return
	}
	if s.open.last {
		s.open.hi = max(s.open.hi, 1<<30) // what reaches below as well
	}
	s.open.draw()
	s.open = nil
}

// begin remembers what begins with a row for those who look for it.
func (s *printer) begin(r row, at place) {
	u := r.u
	if u.Kind == page.HeadingFragment {
		if words := strings.TrimSpace(printable(u.Node.Plain())); words != "" {
			s.outline = append(s.outline, mark{words, r.depth, at})
		}
	}
	for _, id := range u.IDs() {
		s.here("#"+id, at)
	}
	if u.Note > 0 {
		s.here(noteName(u.Note, false), at)
	}
}

// here names a place, unless another has the name.
func (s *printer) here(name string, at place) {
	if s.anchors == nil {
		return
	}
	if _, ok := s.anchors[name]; !ok {
		s.anchors[name] = at
	}
}

func noteName(n int, back bool) string { return fmt.Sprint("note ", n, back) }

// postLink is the destination of a line of the contents.
func postLink(i int) string { return fmt.Sprint(postPrefix, i) }

const postPrefix = "post\x00"

// maxAddress is how many bytes an address of a link has at most; few programs
// follow longer ones, and each line of the link's words holds it anew.
const maxAddress = 2000

// resolve finds where the links of the present post lead.
func (s *printer) resolve(p *Post) {
	begin := s.begins[s.post]
	for _, sh := range s.sheets[begin.sheet:] {
		links := sh.links[:0]
		for _, l := range sh.links {
			if s.lead(p, &l, begin) {
				links = append(links, l)
			}
		}
		sh.links = links
	}
}

// lead finds where a link leads, false for nowhere.
func (s *printer) lead(p *Post, l *link, begin place) bool {
	named := func(name string) bool {
		at, ok := s.anchors[name]
		if !ok { // what is not there is looked for from the beginning
			at = begin
		}
		l.to = &at
		return true
	}
	if n, back, ok := page.NoteOf(l.dest); ok {
		return named(noteName(n, back))
	}
	if strings.HasPrefix(l.dest, "#") {
		if _, ok := s.anchors[l.dest]; !ok {
			return named(policy.Path(l.dest)) // it may be in percents
		}
		return named(l.dest)
	}
	address, post, ok := s.out(p, l.dest)
	switch {
	case !ok:
		return false
	case post >= 0:
		l.dest = postLink(post)
	default:
		l.address = policy.Address(address)
	}
	return true
}

// out is where a link leads that does not lead to a place of its own post.
func (s *printer) out(p *Post, dest string) (address string, post int, ok bool) {
	if p.Link == nil {
		return "", 0, false
	}
	address, post, ok = p.Link(dest)
	if ok && post < 0 && len(address) > maxAddress {
		s.note("a link whose address is longer than %d bytes leads nowhere", maxAddress)
		return "", 0, false
	}
	return address, post, ok
}

// leads reports whether a link of the post that is set leads anywhere.
func (s *printer) leads(dest string) bool {
	if _, _, ok := page.NoteOf(dest); ok || strings.HasPrefix(dest, "#") || strings.HasPrefix(dest, postPrefix) {
		return true
	}
	_, _, ok := s.out(&s.b.Posts[s.post], dest)
	return ok
}

// finish writes all that is not on the sheets themselves, and returns the file.
func (s *printer) finish() []byte {
	f := s.file
	tree := f.reserve()
	resources := f.reserve()
	var kids strings.Builder
	for _, sh := range s.sheets {
		fmt.Fprintf(&kids, "%v ", sh.ref)
		var links strings.Builder
		for _, l := range sh.links {
			s.writeLink(&links, l)
		}
		annots := ""
		if links.Len() > 0 {
			annots = " /Annots [" + links.String() + "]"
		}
		f.put(sh.ref, "<</Type /Page\n/Parent %v /Contents %v%s>>", tree, sh.drawn, annots)
	}
	f.put(tree, "<</Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 %s] /Resources %v>>", len(s.sheets), strings.TrimSpace(kids.String()), nums(pageWidth, pageHeight), resources)
	s.faces.write(f)
	var fonts, pictures strings.Builder
	for n, t := range s.faces.list {
		fmt.Fprintf(&fonts, "/F%d %v ", n, t.ref)
	}
	for n, r := range s.images.refs {
		fmt.Fprintf(&pictures, "/I%d %v ", n, r)
	}
	f.put(resources, "<</Font <<%s>> /XObject <<%s>>>>", strings.TrimSpace(fonts.String()), strings.TrimSpace(pictures.String()))
	info := fmt.Sprintf("/Producer %s /Title %s /CreationDate %s /ModDate %s", words("Galley"), words(printable(s.b.Title)), moment(s.b.Date), moment(s.b.Date))
	if s.b.Author != "" {
		info += " /Author " + words(printable(s.b.Author))
	}
	if s.b.Summary != "" {
		info += " /Subject " + words(printable(s.b.Summary))
	}
	catalog := fmt.Sprintf("/Type /Catalog /Pages %v", tree)
	if s.b.Language != "" {
		catalog += " /Lang " + literal(s.b.Language)
	}
	if root := s.writeOutline(); root != 0 {
		catalog += fmt.Sprintf(" /Outlines %v /PageMode /UseOutlines", root)
	}
	return f.end(f.add("<<%s>>", catalog), f.add("<<%s>>", info))
}

// target is a place as the format has it.
func (s *printer) target(at place) string {
	return fmt.Sprintf("[%v /XYZ 0 %s null]", s.sheets[at.sheet].ref, num(pageHeight-at.y))
}

func (s *printer) writeLink(b *strings.Builder, l link) {
	fmt.Fprintf(b, "<</Type /Annot /Subtype /Link /Rect [%s] /Border [0 0 0] ", nums(l.x, pageHeight-l.y-l.h, l.x+l.w, pageHeight-l.y))
	if i := 0; l.to == nil && l.address == "" {
		if _, err := fmt.Sscanf(l.dest, "post\x00%d", &i); err == nil && i < len(s.begins) {
			l.to = &s.begins[i]
		}
	}
	if l.to != nil {
		fmt.Fprintf(b, "/Dest %s>>", s.target(*l.to))
		return
	}
	fmt.Fprintf(b, "/A <</S /URI /URI %s>>>>", literal(l.address))
}

// writeOutline writes the outline, each entry with those before, behind and
// below it, and returns its root; 0 if there is none.
func (s *printer) writeOutline() ref {
	if len(s.outline) == 0 {
		return 0
	}
	type node struct{ parent, prev, next, first, last, count int }
	list := make([]node, len(s.outline)+1) // the root is the first
	open := []int{0}
	for i, m := range s.outline {
		n := i + 1
		open = open[:min(len(open), m.depth+1)]
		up := open[len(open)-1]
		list[n].parent = up
		if prev := list[up].last; prev != 0 {
			list[n].prev, list[prev].next = prev, n
		} else {
			list[up].first = n
		}
		list[up].last = n
		open = append(open, n)
	}
	for n := len(list) - 1; n > 0; n-- {
		list[list[n].parent].count += list[n].count + 1
	}
	refs := make([]ref, len(list))
	for n := range refs {
		refs[n] = s.file.reserve()
	}
	for n, e := range list {
		var b strings.Builder
		for _, r := range []struct {
			name string
			to   int
		}{{"Prev", e.prev}, {"Next", e.next}, {"First", e.first}, {"Last", e.last}} {
			if r.to != 0 {
				fmt.Fprintf(&b, " /%s %v", r.name, refs[r.to])
			}
		}
		if e.count > 0 {
			fmt.Fprintf(&b, " /Count %d", e.count)
		}
		if n == 0 {
			s.file.put(refs[0], "<</Type /Outlines%s>>", b.String())
			continue
		}
		m := s.outline[n-1]
		s.file.put(refs[n], "<</Title %s /Parent %v /Dest %s%s>>", words(m.words), refs[e.parent], s.target(m.at), b.String())
	}
	return refs[0]
}
