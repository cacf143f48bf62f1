package compose

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

func TestInsertImages(t *testing.T) {
	for _, tt := range []struct {
		was   string // with | where the caret or selection is
		links string
		want  string
	}{
		{"|", "/a.png", "![|](/a.png)"},
		{"one |two", "/a.png", "one ![|](/a.png)two"},
		{"one |two| three", "/a.png", "one ![two|](/a.png) three"},
		{"one |[two]| three", "/a.png", "one ![|](/a.png) three"},
		{"one\n\n|\n", "/a.png /b.png", "one\n\n![|](/a.png)\n\n![](/b.png)\n"},
		{"one|\n", "/a.png /b.png", "one\n\n![|](/a.png)\n\n![](/b.png)\n"},
		{"- one |\n", "/a.png", "- one ![|](/a.png)\n"},
		{"> one\n> |\n", "/a.png /b.png", "> one\n> ![|](/a.png)\n>\n> ![](/b.png)\n"},
		{"one\n\n|## Two\n", "/a.png", "one\n\n![|](/a.png)\n\n## Two\n"},
		{"one\n|# Two\n", "/a.png", "one\n\n![|](/a.png)\n\n# Two\n"},
		{"one\r\n|# Two\r\n", "/a.png", "one\r\n\r\n![|](/a.png)\r\n\r\n# Two\r\n"},
		{"|- one\n", "/a.png", "![|](/a.png)\n\n- one\n"},
		{"|1. one\n", "/a.png", "![|](/a.png)\n\n1. one\n"},
		{"|> one\n", "/a.png", "![|](/a.png)\n\n> one\n"},
		{"|```\none\n```\n", "/a.png", "![|](/a.png)\n\n```\none\n```\n"},
		{"# |One\n", "/a.png", "# ![|](/a.png)One\n"},
		{"|#one\n", "/a.png", "![|](/a.png)#one\n"},
		{"one\r\n\r\n|\r\n", "/a.png /b.png", "one\r\n\r\n![|](/a.png)\r\n\r\n![](/b.png)\r\n"},
	} {
		parts := strings.Split(tt.was, "|")
		src := strings.Join(parts, "")
		x := text.Selection{Anchor: len(parts[0]), Head: len(parts[0])}
		if len(parts) == 3 {
			x.Head += len(parts[1])
		}
		tx := InsertImages(State{Text: text.New(src), Selections: []text.Selection{x}}, strings.Fields(tt.links)...)
		next, _ := text.New(src).Apply(tx.Edits...)
		got := next.String()
		at := tx.Selections[0].Head
		if got = got[:at] + "|" + got[at:]; got != tt.want || !tx.Apart {
			t.Errorf("%q: %q", tt.was, got)
		}
	}
}

// imageIn parses a text and returns the first picture at a mark |.
func imageIn(marked string) (State, Image, bool) {
	src := strings.Replace(marked, "|", "", 1)
	s := State{Text: text.New(src), Selections: []text.Selection{{}}}
	im, ok := ImageAt(markdown.Parse(nil, s.Text, 0), s.Text, strings.Index(marked, "|"))
	return s, im, ok
}

func TestEditImage(t *testing.T) {
	for _, tt := range []struct {
		was, alt, dest, title string // - for what it is
		want                  string // - where it cannot be said
	}{
		{"x ![|a](b.png) y", "-", "-", "-", "x ![a](b.png) y"},
		{"x ![|a](b.png) y", "c", "-", "-", "x ![c](b.png) y"},
		{"x ![|](b.png) y", "c", "-", "A “title”", `x ![c](b.png "A “title”") y`},
		{`![|a *b* \[c\]](  <b c.png>   'old' ) y`, "-", "-", "new 'one'", `![a *b* \[c\]](  <b c.png> 'new \'one\'' ) y`},
		{`![|a](b.png "old")`, "-", "-", "", "![a](b.png)"},
		{`![|a](b.png "old")`, "-", "c d.png", "-", `![a](<c d.png> "old")`},
		{`![|a](b.png "old")`, "[x] *y*", "-", "-", `![\[x\] \*y\*](b.png "old")`},
		{`![|a](b.png)`, "-", "c(d.png", "-", `![a](<c(d.png>)`},
		{`![|a](b.png)`, "-", "", "-", `![a]()`},
		{"> - x ![|a](b.png)\n> - ![c](d.png)", "z", "-", "-", "> - x ![z](b.png)\n> - ![c](d.png)"},
		{"[![|a](b.png)](/to)", "z", "-", "-", "[![z](b.png)](/to)"},
		{"![|a][r]\n\n[r]: b.png 't'\n", "z", "-", "-", "![z][r]\n\n[r]: b.png 't'\n"},
		{"![|a`]`b](b.png)", "z", "-", "-", "![z](b.png)"},
		{"![|a](b.png)", "line\nbreak  here", "-", "-", "![line break here](b.png)"},
		{"![|a](b.png)", "-", "c\nd", "-", "-"},
		{"![|über](ü.png)", "öber", "-", "-", "![öber](ü.png)"},
	} {
		s, im, ok := imageIn(tt.was)
		if !ok {
			t.Errorf("%s: no picture", tt.was)
			continue
		}
		or := func(s, was string) string {
			if s == "-" {
				return was
			}
			return s
		}
		tx, ok := EditImage(s, im, or(tt.alt, im.Alt), or(tt.dest, im.Dest), or(tt.title, im.Title))
		next, _ := s.Text.Apply(tx.Edits...)
		got := next.String()
		if !ok {
			got = "-"
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.was, got, tt.want)
		}
	}
	for _, src := range []string{"`![|a](b.png)`", "[|a](b.png)", "<img src='|b.png'>", "```\n![|a](b.png)\n```", "![|a] (b.png)"} {
		if _, im, ok := imageIn(src); ok {
			t.Errorf("%s: %+v", src, im)
		}
	}
}

// FuzzEditImage changes the words of any picture, and what is read then is what
// was asked for, with all around it as it was.
func FuzzEditImage(f *testing.F) {
	f.Add("x ![a *b*](c.png 't') y", 4, "new", "title")
	f.Add("![[a]](<b c>)", 1, `\`, `"`)
	f.Fuzz(func(t *testing.T, src string, off int, alt, title string) {
		if strings.ContainsAny(src+alt+title, "\x00\r") || len(src) > 1000 {
			return
		}
		s := State{Text: text.New(src), Selections: []text.Selection{{}}}
		d := markdown.Parse(nil, s.Text, 0)
		im, ok := ImageAt(d, s.Text, off)
		if !ok || im.Named {
			return
		}
		tx, ok := EditImage(s, im, alt, im.Dest, title)
		if !ok || len(tx.Edits) == 0 {
			return
		}
		next, _ := s.Text.Apply(tx.Edits...)
		got := next.String()
		if !strings.HasPrefix(got, src[:im.Start]) || !strings.HasSuffix(got, src[im.End:]) {
			t.Fatalf("%q became %q", src, got)
		}
	})
}
