package export

import (
	"cmp"
	"fmt"
	"image"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// A reading is what somebody finds in a post, wherever it is read.
type reading struct {
	words  []string // in order, formulas and marks of footnotes among them
	marks  []string // numbers and boxes of items, in order
	links  []string // the set of where they lead; within the post to "# Words" of a heading, a "note", "back" or "nowhere"
	images []string // the names, each with its alternative text
	code   []string // of blocks
}

// outputs are where posts are read.
var outputs = []struct {
	name string
	read func(t *testing.T, posts []parityPost) []reading
}{
	{"pane", readPanes},
	{"page", readPages},
	{"feed", readFeed},
	{"epub", readEPUB},
	{"pdf", readPDFs},
	{"docx", readDOCXs},
}

// differences are those that are meant, each with the outputs that have it.
var differences = []struct{ what, outputs, why string }{
	{"an arrow for each mark", "page feed epub", "a note has a way back to each place that refers to it"},
	{"an arrow for each note", "pane pdf", "a click away is the place that was left, and a note has one end to put an arrow at"},
	{"no arrows", "docx", "programs lead back from notes by themselves"},
	{"formulas are those of Office", "docx", "they can be edited there, and hold no source"},
	{"remote images are links", "page epub docx", "a file that stands alone fetches nothing, so that nobody learns who reads it"},
	{"missing images are links", "page", "the file may come to be where the page will be"},
	{"missing images are words", "epub docx", "a book must have no link to what is not in it"},
	{"images that are not in the file are notes", "pdf", "paper fetches nothing either, and says what is not there"},
	{"captions", "pane pdf", "an image that stands alone has its alternative text below it, which nobody would see otherwise"},
	{"no alternative text", "pane", "it is what is read where an image cannot be shown"},
	{"diagrams have a label", "pane pdf", "a site draws them, and what is seen is their source"},
	{"folds are called details", "pane pdf docx", "there has to be something to press, and a browser names it by itself"},
	{"folds have dots", "epub", "an element that is opened must have a summary in a book"},
	{"tabs are blanks", "pane pdf", "a column of code is as wide as any other"},
	{"letters alone", "pdf", "paper breaks words at ends of lines, and its lines are not told apart as blocks"},
	{"ticks alone", "pdf", "an open box is drawn and no letter"},
	{"places have no names", "pdf docx", "a place of the file is a height on a sheet, and only those of headings are listed with words"},
	{"links to nowhere lead to the beginning", "pdf", "the format has no links that lead nowhere"},
	{"links to nowhere are words", "epub docx", "a book must have no link to what is not in it"},
}

// A parityPost is one of testdata/parity.
type parityPost struct {
	name   string // without the suffix; the slug
	source Source
	doc    *markdown.Doc
	undo   map[string]string // the addresses that the post has on the site, to how they are written
}

// paritySite is where the posts appear, so that every output resolves addresses.
func paritySite() site.Site {
	s := example
	s.InlineMath = true
	return s
}

func parityOptions() Options {
	return Options{
		Site: paritySite(), Now: noon, Decoder: imagework.Here{},
		Image: func(_, dest string) (string, bool) {
			file := parityFile(dest)
			_, err := os.Stat(file)
			return file, err == nil
		},
	}
}

// parityFile is the file that a link to an image names.
func parityFile(dest string) string {
	if name, err := url.PathUnescape(dest); err == nil {
		dest = name
	}
	return filepath.Join("testdata", "parity", filepath.FromSlash(dest))
}

func parityPosts(t *testing.T) []parityPost {
	t.Helper()
	files, err := filepath.Glob("testdata/parity/*.md")
	if err != nil || len(files) < 15 {
		t.Fatal("too few posts", files, err)
	}
	var posts []parityPost
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		p := parityPost{
			name:   name,
			source: source(name+".md", "!! title: "+parityTitle, "!! slug: "+name, "!! published: 2024-01-02", "!! description: d", "", "---", "", string(body)),
			doc:    paritySite().Dialect().Parse(nil, text.New(string(body)), 0),
			undo:   map[string]string{},
		}
		m := meaning{d: p.doc}
		m.all()
		base, err := url.Parse(paritySite().Address(name))
		if err != nil {
			t.Fatal(err)
		}
		for _, dest := range m.addresses {
			if u, err := base.Parse(policy.Address(dest)); err == nil {
				p.undo[u.String()] = dest
			}
			p.undo[policy.Address(dest)] = dest
		}
		posts = append(posts, p)
	}
	return posts
}

// parityTitle is the title of each post, which is not compared.
const parityTitle = "Parity"

// written is an address as the post has it.
func (p *parityPost) written(address string) string {
	if dest, ok := p.undo[address]; ok {
		return dest
	}
	return address
}

// TestParity reads every post in every output, and compares it with what the post
// means.
func TestParity(t *testing.T) {
	growth.Alone(t)
	posts := parityPosts(t)
	used := map[string]bool{}
	for _, out := range outputs {
		t.Run(out.name, func(t *testing.T) {
			got := out.read(t, posts)
			for i, p := range posts {
				m := meaning{d: p.doc, output: out.name, used: used}
				m.all()
				compareReadings(t, p.name, got[i], m.reading())
			}
		})
	}
	for _, d := range differences {
		for _, out := range strings.Fields(d.outputs) {
			if !used[d.what+" in "+out] {
				t.Errorf("no post shows that %s in %s", d.what, out)
			}
		}
	}
}

func compareReadings(t *testing.T, post string, got, want reading) {
	t.Helper()
	for _, part := range []struct {
		name      string
		got, want []string
	}{
		{"words", got.words, want.words},
		{"marks", got.marks, want.marks},
		{"links", got.links, want.links},
		{"images", got.images, want.images},
		{"code", got.code, want.code},
	} {
		if slices.Equal(part.got, part.want) {
			continue
		}
		at := 0
		for at < min(len(part.got), len(part.want)) && part.got[at] == part.want[at] {
			at++
		}
		from := max(0, at-3)
		t.Errorf("%s: %s differ from %d on\n got %q\nwant %q", post, part.name, at, part.got[from:min(len(part.got), at+8)], part.want[from:min(len(part.want), at+8)])
	}
}

// collector gathers a reading.
type collector struct {
	text strings.Builder
	reading
}

// gap ends a word.
func (c *collector) gap() { c.text.WriteByte('\n') }

func (c *collector) formula(tex string) {
	c.text.WriteString("$" + strings.Join(strings.Fields(tex), "") + "$")
}

// done is what was gathered.
func (c *collector) done() reading {
	r := c.reading
	r.words = strings.Fields(c.text.String())
	r.links = slices.Clone(r.links)
	slices.Sort(r.links)
	r.links = slices.Compact(r.links)
	return r
}

// meaning reads a document itself, as an output is meant to show it.
type meaning struct {
	collector
	d         *markdown.Doc
	output    string
	used      map[string]bool
	addresses []string
	marked    map[int]int // how often each note is referred to
	heads     map[string]string
	raw       string // HTML of the post
}

// differs reports whether the output differs in something, which is asked where
// a post has it.
func (m *meaning) differs(what string) bool {
	for _, d := range differences {
		if d.what == what {
			if !slices.Contains(strings.Fields(d.outputs), m.output) {
				return false
			}
			m.used[what+" in "+m.output] = true
			return true
		}
	}
	panic("no difference is called " + what)
}

func (m *meaning) all() {
	m.heads, m.marked = map[string]string{}, map[int]int{}
	for _, h := range m.d.Outline() {
		m.heads[h.ID] = strings.Join(strings.Fields(h.Text), " ")
	}
	for _, b := range m.d.List() {
		m.count(b)
	}
	for _, b := range m.d.List() {
		m.block(b)
	}
}

func (m *meaning) count(b *markdown.Block) {
	if b.Kind == markdown.HTMLBlock {
		m.raw += b.Literal
	}
	if b.Kind == markdown.Definition {
		return
	}
	for i := range b.Inlines {
		m.raw += b.Inlines[i].Tag()
		if b.Inlines[i].Kind == markdown.NoteRef {
			m.marked[b.Inlines[i].Attrs().Number]++
		}
	}
	for _, c := range b.Parts() {
		m.count(c)
	}
}

func (m *meaning) reading() reading {
	r := m.done()
	if m.output == "" || !m.differs("letters alone") {
		return r
	}
	r.words = []string{letters(strings.Join(r.words, ""))}
	return r
}

// letters are those of a text without blanks and the signs around formulas.
func letters(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "$", "")), "")
}

func (m *meaning) block(b *markdown.Block) {
	m.gap()
	switch b.Kind {
	case markdown.Definition: // what is in it stands at the end
	case markdown.Paragraph:
		if (b.Fold == markdown.Folded || b.Fold == markdown.Unfolded) && len(b.Inlines) == 0 {
			if m.differs("folds have dots") {
				m.text.WriteString("…")
			} else if m.differs("folds are called details") {
				m.text.WriteString("Details")
			}
			break
		}
		m.inlines(b.Inlines, b.Fold == markdown.NoFold)
	case markdown.Heading, markdown.Cell:
		m.inlines(b.Inlines, false)
	case markdown.List:
		for i, c := range b.Children {
			number := ""
			if b.Ordered {
				number = strconv.Itoa(b.First+i) + "."
			}
			m.mark(number, c.Task)
			m.block(c)
		}
	case markdown.Footnote:
		m.mark(strconv.Itoa(b.Number)+".", markdown.NoTask)
		for _, c := range b.Children {
			m.block(c)
		}
		m.arrows(b)
	case markdown.Code:
		m.blockOfCode(b.Literal)
	case markdown.Diagram:
		if m.differs("diagrams have a label") {
			m.text.WriteString(b.Info + " diagram, drawn by the site")
			m.gap()
		}
		m.blockOfCode(b.Literal)
	case markdown.Math:
		if tex := strings.TrimSpace(b.Literal); math.ParseWith(b.Uses, tex).Refused() {
			m.blockOfCode(tex)
		} else {
			m.tex(b.Uses, tex)
		}
	default:
		for _, c := range b.Parts() {
			m.block(c)
		}
	}
	m.gap()
}

// arrows are the ways back from a note.
func (m *meaning) arrows(note *markdown.Block) {
	if m.differs("no arrows") {
		return
	}
	n := m.marked[note.Number]
	if m.differs("an arrow for each note") {
		n = 1
	}
	m.differs("an arrow for each mark")
	for range n {
		m.text.WriteString(" ↩ ")
		m.place("back")
	}
}

func (m *meaning) mark(number string, task markdown.Task) {
	box := map[markdown.Task]string{markdown.Open: "[ ]", markdown.Done: "[x]"}[task]
	if task != markdown.NoTask && m.differs("ticks alone") {
		box = map[markdown.Task]string{markdown.Done: "✓"}[task]
	}
	if m.output == "pdf" { // which draws the one after the other
		if box != "" {
			m.marks = append(m.marks, box)
		}
		box = ""
	}
	if s := strings.TrimSpace(number + " " + box); s != "" {
		m.marks = append(m.marks, s)
	}
}

// blockOfCode is a block of code. Where blocks are not told apart, its letters are
// among the words.
func (m *meaning) blockOfCode(literal string) {
	literal = strings.TrimSuffix(literal, "\n")
	if strings.Contains(literal, "\t") && m.differs("tabs are blanks") {
		literal = untabbed(literal)
	}
	m.code = append(m.code, literal)
	if m.output == "pdf" {
		m.text.WriteString(literal)
	}
}

// untabbed has blanks up to the next of the columns four apart for tabs.
func untabbed(s string) string {
	var b strings.Builder
	col := 0
	for _, r := range s {
		switch {
		case r == '\t':
			n := 4 - col%4
			b.WriteString(strings.Repeat(" ", n))
			col += n
			continue
		case r == '\n':
			col = -1
		}
		b.WriteRune(r)
		col++
	}
	return b.String()
}

// stands reports whether words are images alone.
func stands(list []markdown.Inline) bool {
	found := false
	for _, in := range list {
		switch {
		case in.Kind == markdown.Image:
			found = true
		case in.Kind != markdown.Text && in.Kind != markdown.SoftBreak && in.Kind != markdown.HardBreak || strings.TrimSpace(in.Text) != "":
			return false
		}
	}
	return found
}

// inlines reads words; figures tells whether images that stand alone in them have
// captions.
func (m *meaning) inlines(list []markdown.Inline, figures bool) {
	alone := figures && stands(list)
	for i := range list {
		in := &list[i]
		a := in.Attrs()
		if a.Link != "" && in.Kind != markdown.NoteRef {
			m.link(a.Link)
		}
		switch in.Kind {
		case markdown.Text:
			m.text.WriteString(in.Text)
		case markdown.SoftBreak, markdown.HardBreak:
			m.gap()
		case markdown.NoteRef:
			m.text.WriteString(strconv.Itoa(a.Number))
			m.place("note")
		case markdown.Formula:
			if math.ParseWith(a.Uses, in.Text).Refused() {
				m.text.WriteString(in.Text)
			} else {
				m.tex(a.Uses, in.Text)
			}
		case markdown.Image:
			m.image(in, alone)
		}
	}
}

// tex is a formula.
func (m *meaning) tex(uses, source string) {
	if m.differs("formulas are those of Office") {
		source = officeText(math.ParseWith(uses, source).OMML())
	}
	m.formula(source)
}

// place is where a footnote or its mark is.
func (m *meaning) place(name string) {
	if m.differs("places have no names") {
		name = "a place"
	}
	m.links = append(m.links, name)
}

func (m *meaning) link(dest string) {
	id, within := strings.CutPrefix(dest, "#")
	if !within {
		m.addresses = append(m.addresses, dest)
		m.links = append(m.links, dest)
		return
	}
	if name, err := url.PathUnescape(id); err == nil {
		id = name
	}
	words, ok := m.heads[id]
	switch {
	case ok:
		m.links = append(m.links, "# "+words)
	case strings.Contains(m.raw, `id="`+id+`"`):
		m.place("#" + id)
	case m.differs("links to nowhere lead to the beginning"):
		m.links = append(m.links, "# "+parityTitle)
	case !m.differs("links to nowhere are words"):
		m.links = append(m.links, "nowhere")
	}
}

func (m *meaning) image(in *markdown.Inline, alone bool) {
	src := in.Attrs().Src
	m.addresses = append(m.addresses, src)
	_, err := os.Stat(parityFile(src))
	if gone := refs.IsLocal(src) && err != nil; gone || !refs.IsLocal(src) && !refs.IsData(src) {
		words := cmp.Or(in.Text, src)
		switch {
		case gone && m.differs("missing images are words"):
			m.text.WriteString(words)
			return
		case gone && m.differs("missing images are links"), !gone && m.differs("remote images are links"):
			if in.Attrs().Link == "" {
				m.links = append(m.links, src)
			}
			m.text.WriteString(words)
			return
		case m.differs("images that are not in the file are notes") && alone:
			m.text.WriteString("\n" + cmp.Or(in.Text, "Image") + "\nThis image is not in the file\n")
			return
		case m.output == "pdf":
			m.text.WriteString("[" + words + "]")
			return
		}
	}
	name := parityName(src)
	if !m.differs("no alternative text") {
		name = fmt.Sprintf("%s %q", name, in.Text)
	}
	m.images = append(m.images, name)
	if alone && in.Text != "" && m.differs("captions") {
		m.text.WriteString("\n" + in.Text + "\n")
	}
}

// parityName is how a reading calls an image: by its size, which every output
// keeps of a file, or by its address.
func parityName(src string) string {
	if refs.IsData(src) {
		return inPage(src)
	}
	f, err := os.Open(parityFile(src))
	if err != nil {
		return src
	}
	defer f.Close()
	c, _, err := image.DecodeConfig(f)
	if err != nil {
		return src
	}
	return fmt.Sprintf("%d×%d", c.Width, c.Height)
}
