package compose

import (
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// Image is a picture that Markdown shows.
type Image struct {
	Start, End int // bytes of the whole construct
	Alt        string
	Dest       string // its address as it is written, without brackets
	Title      string
	// Named is one whose address is written elsewhere, as in ![words][name]: only its words are here.
	Named bool

	src   string // what the address means
	alt   span   // of what is written, within the construct
	dest  span
	title span // with its marks and what is blank before them; empty where there is none
}

// InsertImages puts in pictures, the first in place of the primary selection, whose words say what it
// shows where there are some; the caret stands where that is to be said. Several become paragraphs of
// their own, and so does one before the mark of a heading, a list, a quote, a table or code, which it
// would take that away from.
func InsertImages(s State, links ...string) Transaction {
	if len(links) == 0 {
		return Transaction{}
	}
	x := s.Selections[0]
	start := max(x.Start(), s.Start)
	end := max(x.End(), start)
	alt := strings.TrimSpace(strings.Join(strings.Fields(s.Text.Slice(start, end)), " "))
	if strings.ContainsAny(alt, "[]\\`<>!") {
		alt = ""
	}
	lines := make([]string, len(links))
	for i, link := range links {
		words := ""
		if i == 0 {
			words = alt
		}
		lines[i] = "![" + words + "](" + link + ")"
	}
	md := lines[0]
	caret := len("![" + alt)
	if len(lines) > 1 {
		md = strings.Join(lines, "\n\n")
	}
	one := s
	one.Selections = []text.Selection{{Anchor: start, Head: end}}
	t := PasteMarkdown(one, md)
	if len(t.Edits) == 0 {
		return t
	}
	if line := s.Text.LineAt(start); start == end && s.lineStart(line) == start && beginsBlock(s.line(line)) {
		eol, gap := s.Text.Ending(), ""
		if start > s.Start && strings.TrimSpace(s.line(line-1)) != "" {
			gap = eol
		}
		t.Edits = []text.Edit{{Start: start, End: start, New: gap + strings.ReplaceAll(md, "\n", eol) + eol + eol}}
	}
	for _, e := range t.Edits {
		if i := strings.Index(e.New, "!["); i >= 0 {
			t.Selections = []text.Selection{text.Caret(e.Start + i + caret)}
			break
		}
	}
	t.Apart = true
	return t
}

// beginsBlock reports whether a line begins with the mark of a block.
func beginsBlock(line string) bool {
	line = strings.TrimLeft(line, " ")
	if l := leadOf(line); l.quote != "" || l.marker != "" {
		return true
	}
	word, _, blank := strings.Cut(line, " ")
	return blank && word != "" && strings.Trim(word, "#") == "" || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") || strings.HasPrefix(line, "|")
}

// InsertRule puts a horizontal rule at the primary caret, as a block of its own, with the caret in the
// paragraph behind it.
func InsertRule(s State) Transaction {
	one := s
	one.Selections = []text.Selection{text.Caret(max(s.Selections[0].End(), s.Start))}
	t := PasteMarkdown(one, "---")
	if len(t.Edits) == 0 {
		return t
	}
	eol, e := s.Text.Ending(), &t.Edits[0]
	if strings.HasSuffix(e.New, "---") {
		e.New += eol + eol
	}
	t.Selections = []text.Selection{text.Caret(e.Start + len(e.New))}
	t.Apart = true
	return t
}

// ImageAt returns the picture whose construct holds an offset, or touches it, of a text that d is of.
// Only what is written as Markdown is one.
func ImageAt(d *markdown.Doc, t text.Text, off int) (Image, bool) {
	var found Image
	ok := false
	eachImage(d, t, off, func(im Image) {
		if im.Start <= off && off <= im.End && !ok {
			found, ok = im, true
		}
	})
	return found, ok
}

// ImageOf returns the picture with an address that a part of a post shows, given by an offset in it.
func ImageOf(d *markdown.Doc, t text.Text, off int, src string) (Image, bool) {
	var found Image
	ok := false
	eachImage(d, t, off, func(im Image) {
		if im.src == src && (!ok || im.Start <= off) {
			found, ok = im, true
		}
	})
	return found, ok
}

// eachImage calls f with the pictures of the block at an offset.
func eachImage(d *markdown.Doc, t text.Text, off int, f func(Image)) {
	i := d.Find(off)
	if i < 0 {
		return
	}
	start := d.Start(i)
	var walk func(b *markdown.Block)
	walk = func(b *markdown.Block) {
		for n := range b.Inlines {
			in := &b.Inlines[n]
			if in.Kind != markdown.Image {
				continue
			}
			a := in.Attrs()
			im := Image{Start: start + in.Start, End: start + in.End, Alt: in.Text, Title: a.Title, src: a.Src}
			if im.read(t.Slice(im.Start, im.End)) {
				f(im)
			}
		}
		for _, c := range b.Children {
			walk(c)
		}
	}
	walk(d.Block(i))
}

// read finds the parts of what is written, and reports whether it is Markdown.
func (im *Image) read(s string) bool {
	if !strings.HasPrefix(s, "![") {
		return false
	}
	shut := shutBracket(s)
	if shut < 0 {
		return false
	}
	im.alt = span{2, shut}
	if !strings.HasPrefix(s[shut:], "](") {
		im.Named = true
		return true
	}
	at := shut + 2
	at += blanks(s[at:])
	n := markdown.DestinationLength(s[at:])
	im.dest = span{at, at + n}
	im.Dest = s[at : at+n]
	if strings.HasPrefix(s[at:], "<") {
		if n == 0 {
			return false
		}
		im.Dest = s[at+1 : at+n-1]
	}
	end := strings.LastIndexByte(s, ')')
	if end < im.dest.end {
		return false
	}
	im.title = span{im.dest.end, im.dest.end + len(strings.TrimRight(s[im.dest.end:end], " \t\r\n"))}
	return true
}

// shutBracket returns where the bracket of ![ ends; -1 where it does not.
func shutBracket(s string) int {
	depth := 0
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '`': // code, in which brackets are none
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
			if end := strings.Index(s[i+n:], s[i:i+n]); end >= 0 {
				i += n + end + n - 1
			} else {
				i += n - 1
			}
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func blanks(s string) int { return len(s) - len(strings.TrimLeft(s, " \t\r\n")) }

// EditImage says what is shown, where it lies and what its title is in another way. What stays the same
// keeps its bytes. It is not ok where no Markdown says that, such as of an address with a line break.
func EditImage(s State, im Image, alt, dest, title string) (t Transaction, ok bool) {
	was := s.Text.Slice(im.Start, im.End)
	alt, title = strings.Join(strings.Fields(alt), " "), strings.Join(strings.Fields(title), " ")
	dest = strings.TrimSpace(dest)
	for _, form := range forms {
		made, src := im.write(was, alt, dest, title, form)
		if got, ok := only(made); im.Named && made != was || ok && got.Text == alt && got.Attrs().Src == src && got.Attrs().Title == title {
			if made == was {
				return Transaction{}, true
			}
			return edited(narrow(im.Start, was, made)...), true
		}
	}
	return Transaction{}, im.Named && im.Alt == alt
}

// narrow returns the edit that makes one text another, of the bytes that differ.
func narrow(at int, was, made string) []text.Edit {
	from := 0
	for from < min(len(was), len(made)) && was[from] == made[from] {
		from++
	}
	end := 0
	for end < min(len(was), len(made))-from && was[len(was)-1-end] == made[len(made)-1-end] {
		end++
	}
	for from > 0 && from < len(made) && made[from]&0xC0 == 0x80 {
		from--
	}
	for end > 0 && made[len(made)-end]&0xC0 == 0x80 {
		end--
	}
	return []text.Edit{{Start: at + from, End: at + len(was) - end, New: made[from : len(made)-end]}}
}

// form is how words are written: as they are, or with marks escaped.
type form struct {
	marks   string // that get a backslash
	bracket bool   // the address stands in < >
}

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

var forms = []form{{}, {bracket: true}, {marks: `\[]`}, {marks: `\[]`, bracket: true}, {marks: punctuation}, {marks: punctuation, bracket: true}}

func (f form) escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(f.marks, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// write returns the construct with other words, and what its address means then.
func (im Image) write(was, alt, dest, title string, f form) (made, src string) {
	words := was[im.alt.start:im.alt.end]
	if alt != im.Alt {
		words = f.escape(alt)
	}
	if im.Named {
		return was[:im.alt.start] + words + was[im.alt.end:], im.src
	}
	where, src := was[im.dest.start:im.dest.end], im.src
	if dest != im.Dest {
		where, src = dest, dest
		if f.bracket {
			where = "<" + dest + ">"
		}
		if in, ok := only("![](" + where + ")"); ok {
			src = in.Attrs().Src
		}
	}
	said := was[im.title.start:im.title.end]
	if title != im.Title {
		said = ""
		if title != "" {
			open, shut := `"`, `"`
			if old := strings.TrimLeft(was[im.title.start:im.title.end], " \t\r\n"); old != "" && old[0] == '\'' {
				open, shut = "'", "'"
			}
			escape := f
			if escape.marks == "" {
				escape.marks = `\` + open
			}
			said = " " + open + escape.escape(title) + shut
		}
	}
	return was[:im.alt.start] + words + was[im.alt.end:im.dest.start] + where + said + was[im.title.end:], src
}

// only returns the inline that some Markdown consists of, if it is a picture.
func only(md string) (*markdown.Inline, bool) {
	d := markdown.Parse(nil, text.New("x "+md+" x"), 0)
	if d.Find(0) < 0 {
		return nil, false
	}
	b := d.Block(d.Find(0))
	if len(b.Inlines) != 3 || b.Inlines[1].Kind != markdown.Image {
		return nil, false
	}
	return &b.Inlines[1], true
}
