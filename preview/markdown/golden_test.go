package markdown

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

// tree gives the blocks of d as text, one line each.
func tree(d *Doc) string {
	var w strings.Builder
	var walk func(b *Block, indent string)
	walk = func(b *Block, indent string) {
		fmt.Fprintf(&w, "%s%v %d-%d", indent, b.Kind, b.Start, b.End)
		switch b.Kind {
		case Heading:
			fmt.Fprintf(&w, " level=%d id=%s", b.Level, b.ID)
		case List:
			if b.Ordered {
				fmt.Fprintf(&w, " first=%d", b.First)
			}
			if b.Tight {
				w.WriteString(" tight")
			}
		case Item:
			if b.Task != NoTask {
				fmt.Fprintf(&w, " task=%s", map[Task]string{Open: "open", Done: "done"}[b.Task])
			}
		case Code, Math, Diagram:
			fmt.Fprintf(&w, " info=%q", b.Info)
		case Table, Cell:
			fmt.Fprintf(&w, " align=%v", b.Align)
		case Row:
			if b.Header {
				w.WriteString(" header")
			}
		case Footnote, Definition:
			fmt.Fprintf(&w, " label=%q number=%d", b.Label, b.Number)
		}
		if b.Literal != "" {
			fmt.Fprintf(&w, " %q", b.Literal)
		}
		w.WriteString("\n")
		for _, in := range b.Inlines {
			fmt.Fprintf(&w, "%s  %v %d-%d", indent, in.Kind, in.Start, in.End)
			if in.Text != "" {
				fmt.Fprintf(&w, " %q", in.Text)
			}
			for i, name := range []string{"bold", "italic", "strike", "code"} {
				if in.Style.Has(1 << i) {
					w.WriteString(" " + name)
				}
			}
			a := in.Attrs()
			if a.Link != "" || a.LinkTitle != "" {
				fmt.Fprintf(&w, " link=%q %q", a.Link, a.LinkTitle)
			}
			if in.Kind == Image {
				fmt.Fprintf(&w, " src=%q %q", a.Src, a.Title)
			}
			if in.Kind == NoteRef {
				fmt.Fprintf(&w, " %d", a.Number)
			}
			w.WriteString("\n")
		}
		for _, c := range b.Children {
			walk(c, indent+"  ")
		}
	}
	for i, b := range d.From(0) {
		fmt.Fprintf(&w, "@%d ", d.Start(i))
		walk(b, "")
	}
	for _, p := range d.Problems() {
		fmt.Fprintf(&w, "! %v\n", p)
	}
	return w.String()
}

// marked gives the source of d with its marks: a line of source, and below it
// what each byte looks like.
func marked(d *Doc, src string) string {
	looks := make([]byte, len(src))
	for i := range looks {
		looks[i] = ' '
	}
	for i, b := range d.From(0) {
		for _, m := range b.Marks() {
			for at := m.Start; at < m.End; at++ {
				looks[d.Start(i)+int(at)] = look(m.Style)
			}
		}
	}
	var w strings.Builder
	at := 0
	for line := range strings.Lines(src) {
		text := strings.TrimRight(line, "\r\n")
		if text != "" {
			fmt.Fprintf(&w, "  %s\n  %s\n", strings.ReplaceAll(text, "\t", "→"), strings.TrimRight(string(looks[at:at+len(text)]), " "))
		}
		at += len(line)
	}
	return w.String()
}

// look gives one letter for a set of looks: capital letters are markers.
func look(s MarkStyle) byte {
	letters := []struct {
		style  MarkStyle
		letter byte
	}{
		{MarkHTML, 'x'},
		{MarkURL, 'u'},
		{MarkCodeBlock, 'p'},
		{MarkCode, 'c'},
		{MarkLink, 'l'},
		{MarkStrike, 's'},
		{MarkBold | MarkItalic, 'z'},
		{MarkBold, 'b'},
		{MarkItalic, 'i'},
		{MarkList, 'n'},
		{MarkHeading, 'h'},
		{MarkQuote, 'q'},
		{MarkTable, 't'},
	}
	for _, l := range letters {
		if s.Has(l.style) {
			if s.Has(MarkMarker) {
				return l.letter - 'a' + 'A'
			}
			return l.letter
		}
	}
	if s.Has(MarkMarker) {
		return '.'
	}
	return '?'
}

// TestGolden compares testdata/golden.txt, cases of
//
//	=== 7 what it shows
//	source, with ␍ for CR and → for a tab
//	--- blocks, marks, text
//
// A title that begins with "inline" has the text read with inline formulas.
//
// with what comes out. go test -run Golden -update writes it anew.
func TestGolden(t *testing.T) {
	const name = "testdata/golden.txt"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, part := range strings.Split("\n"+string(b), "\n=== ")[1:] {
		head, rest, _ := strings.Cut(part, "\n")
		_, title, _ := strings.Cut(head, " ")
		source, _, _ := strings.Cut(rest, "\n--- blocks\n")
		src := strings.NewReplacer("␍\n", "\r", "␍", "\r", "→", "\t").Replace(source) + "\n"
		x := Dialect{InlineMath: strings.HasPrefix(title, "inline")}
		d := x.Parse(nil, text.New(src), 0)
		checkLaws(t, d, src)
		got := fmt.Sprintf("=== %d %s\n%s\n--- blocks\n%s--- marks\n%s--- text\n%s\n",
			i+1, title, source, tree(d), marked(d, src), d.Text())
		out.WriteString(got)
		if want := "=== " + part + "\n"; !*update && strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("case %d %s\n--- got\n%s\n--- want\n%s", i+1, title, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(name, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
