package check

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

var update = flag.Bool("update", false, "write docs/problems.md anew")

// bodyOf is what is wrong with a text without a head: "line:col rule «what it is
// about»", and behind an arrow the line or lines that the fix makes of it.
func bodyOf(src string) (list []string) {
	t := text.New(src)
	for _, p := range Body(t, src, markdown.Parse(nil, t, 0)) {
		s := fmt.Sprintf("%d:%d %s «%s»", p.Line, p.Col, p.Rule, src[p.Start:p.End])
		if f := p.Fix; f != nil && f.Writes() {
			s += " → " + strings.TrimPrefix(src[:f.Start]+f.Text+src[f.End:], src[:t.LineStart(t.LineAt(p.Start))])
		} else if f != nil {
			s += " → caret behind " + src[max(0, f.Start-2):f.Start]
		}
		list = append(list, s)
	}
	return list
}

func TestBody(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []string
	}{
		{"Words.\n", nil},

		{"# A\n\n## B\n\n### C\n\n# D\n", nil},
		{"### A\n\n# B\n", nil},
		{"# A\n\n### B\n", []string{"3:1 heading-jump «### B» → ## B\n"}},
		{"A\n=\n\n##### B #\n", []string{"4:1 heading-jump «##### B #» → ## B #\n"}},
		{"# A\n\n> #### B\n", nil},

		{"# A\n\n## B\n\n# C\n\n## B\n", nil},
		{"# A\n\n## B\n\n## C\n\n## b\n", []string{"7:1 heading-doubled «## b»"}},
		{"# A\n\n# *A*\n", []string{"3:1 heading-doubled «# *A*»"}},
		{"# A\n\n## A\n", nil},

		{"# \n", []string{"1:1 heading-empty «#»"}},
		{"# ![A picture](a.png)\n", nil},

		{"![](a.png)\n", []string{"1:1 alt-missing «![](a.png)» → caret behind !["}},
		{"![ ][r]\n\n[r]: a.png\n", []string{"1:1 alt-missing «![ ][r]» → caret behind !["}},
		{"One ![A](a.png) <img src=\"a.png\"> <img src=\"b.png\" alt=\"\">\n", []string{"1:17 alt-missing «<img src=\"a.png\">»"}},
		{"`![](a.png)`\n", nil},

		{"[words]()\n", []string{"1:2 link-empty «words»"}},
		{"[*words*](  )\n", []string{"1:3 link-empty «words»"}},
		{"[words](/x), \\[words]() and `[words]()`\n", nil},
		{"See [](/x).\n", []string{"1:5 link-empty «[](» → caret behind  ["}},
		{"`[](/x)` ![A](/x) [![A](/x)](/y)\n", nil},
		{"See [][r].\n\n[r]: /x\n", []string{"1:5 link-empty «[][» → caret behind  ["}},
		{"[][r] and [][]\n\n[r]: /x\n", []string{"1:1 link-empty «[][» → caret behind ["}},
		{"- *a* [][r]\n  > b [](/x)\n\n[r]: /x\n", []string{"1:7 link-empty «[][» → caret behind  [", "2:7 link-empty «[](» → caret behind  ["}},
		{"[][nothing] \\[][r] `[][r]` ![a][r] [![][r]](/x)\n\n[r]: /x\n", []string{"1:37 alt-missing «![][r]» → caret behind !["}},
		{"[ ](/x) [  ][r]\n\n[r]: /x\n", []string{"1:1 link-empty «[ ](» → caret behind [", "1:9 link-empty «[  ][» → caret behind  ["}},
		{"[&nbsp;](/x) [ **A**](/y) [ `b`](/z)\n", []string{"1:1 link-empty «[&nbsp;](» → caret behind ["}},
		{"A <a href=\"/x\"></a> and <a href=\"/y\">words</a>\n", []string{"1:16 link-empty «</a>» → caret behind \">"}},
		{"[a](/x \"[](y) [][r]\") [b](</x[](y)>)\n\n[r]: /x\n", nil},
		{"[a](/x '[][r]\n\n[a]: /y\n[r]: /z\n", []string{"1:9 link-empty «[][» → caret behind '["}},
		{"[words](<>) [more](<> \"t\")\n", []string{"1:2 link-empty «words»", "1:14 link-empty «more»"}},

		{"```go\nx\n```\n\ny\n", nil},
		{"```go\nx\n", []string{"1:1 fence-open «```go» → ```go\nx\n```\n"}},
		{"~~~~\nx\n~~~\n", []string{"1:1 fence-open «~~~~» → ~~~~\nx\n~~~\n~~~~\n"}},
		{"> ```\n> x\n\ny\n", []string{"1:3 fence-open «```» → > ```\n> x\n> ```\n\ny\n"}},
		{"- a\n\n  ```\n  x\n", []string{"3:3 fence-open «```» →   ```\n  x\n  ```\n"}},
		{"    ```\n    x\n", nil},
		{"````\n```\n````\n", nil},
		{"```\n", []string{"1:1 fence-open «```» → ```\n```\n"}},

		{"A[^a].\n", []string{"1:1 footnote «[^a].» → A[^a].\n\n[^a]: "}},
		{"A[^a].\n\n[^a]: B.\n", nil},
		{"A.\n\n[^a]: B.\n", []string{"3:1 footnote «[^a]: B.»"}},

		{"| a | b |\n|---|---|\n| 1 | 2 |\n", nil},
		{"| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", []string{"3:1 table-broken «| 1 | 2 | 3 |»"}},
		{"| a | b |\n|---|---|\n| 1 | 2 \\| 3 |\n", nil},
		{"| a | b |\n|---|\n| 1 | 2 |\n", []string{"2:1 table-broken «|---|»"}},
		{"a | b\n", nil},

		{"TODO: write more\n", []string{"1:1 todo «TODO: write more»"}},
		{"Words.\nFIXME: more\n", []string{"2:1 todo «FIXME: more»"}},
		{"Words TODO\n", []string{"1:1 todo «Words TODO»"}},
		{"- XXX\n", []string{"1:3 todo «XXX»"}},
		{"The word TODO is one. `TODO` too: a to-do. TODOs are none.\n", nil},
	} {
		if got := bodyOf(c.src); !slices.Equal(got, c.want) {
			t.Errorf("%q:\n got %q\nwant %q", c.src, got, c.want)
		}
	}
}

// TestFixesMend holds that what a fix writes is not complained about again.
func TestFixesMend(t *testing.T) {
	for _, src := range []string{"# A\n\n### B\n", "```\nx\n", "> ~~~\n> x\n", "- a\n\n  ```\n  x\n\n- b\n", "A[^a].", "A[^a].\r\n", "1. ```\n   x\n"} {
		tx := text.New(src)
		found := Body(tx, src, markdown.Parse(nil, tx, 0))
		if len(found) != 1 || found[0].Fix == nil {
			t.Errorf("%q: %v", src, found)
			continue
		}
		f := found[0].Fix
		out := src[:f.Start] + f.Text + src[f.End:]
		if found[0].Rule == "footnote" {
			out += "Note."
		}
		tx = text.New(out)
		if left := Body(tx, out, markdown.Parse(nil, tx, 0)); len(left) > 0 || src[f.Start:f.End] != f.Old {
			t.Errorf("%q became %q: %v", src, out, left)
		}
	}
}

// FuzzBody holds that places are in the text and of its characters, and that fixes
// fit what stands there.
func FuzzBody(f *testing.F) {
	for _, s := range []string{"# A\n\n### B\n", "![](a)[](b)[c]()", "> ```\n> x", "A[^a].\r\n\r\n[^b]: x", "|a|b|\n|-|\n", "TODO\rFIXME:", "- ~~~\n\tx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "")
		tx := text.New(src)
		for _, p := range Body(tx, src, markdown.Parse(nil, tx, 0)) {
			if p.Start > p.End || p.End > len(src) || p.Line < 1 || p.Line > tx.Lines() || p.Line != tx.LineAt(p.Start)+1 {
				t.Fatalf("%q: %+v", src, p)
			}
			if x := p.Fix; x != nil && (x.Start > x.End || x.End > len(src) || src[x.Start:x.End] != x.Old || x.Label == "") {
				t.Fatalf("%q: %+v", src, x)
			}
			if _, known := RuleOf(p.Rule); !known {
				t.Fatalf("no rule %s", p.Rule)
			}
		}
	})
}

func TestLead(t *testing.T) {
	long := strings.Repeat("words of a sentence, ", 12)
	for _, c := range []struct{ src, want string }{
		{"# Heading\n\nThis is what a reader will find here, told in a sentence. And more.\n", "This is what a reader will find here, told in a sentence."},
		{"Short. This is what a reader will find here, told in a sentence. And more.\n", "Short. This is what a reader will find here, told in a sentence."},
		{"![A](a.png)\n\nSome *words* without an end\n", "Some words without an end"},
		{"It costs 3.5 e.g. in one shop, and a little more in others. Go.\n", "It costs 3.5 e.g. in one shop, and a little more in others."},
		{long + "end.\n", strings.Repeat("words of a sentence, ", 7) + "words of a…"},
		{"```\nx\n```\n", ""},
	} {
		got := Lead(markdown.Parse(nil, text.New(c.src), 0))
		if got != c.want {
			t.Errorf("%q: %q", c.src, got)
		}
		if src := with("description", got); got != "" && slices.ContainsFunc(Post(src, post.Parse(src), Context{}), func(p post.Problem) bool {
			return p.Rule == "description-cut" || p.Rule == "description-long"
		}) {
			t.Errorf("%q makes a description that is complained about", c.src)
		}
	}
}

// TestLongTexts looks at texts that took minutes and hours: work must not grow with
// the square of what is given. It fails by not coming to an end.
func TestLongTexts(t *testing.T) {
	behind := "[a]: /x\n\n" + strings.Repeat("[a](b '"+strings.Repeat("[]", 1000)+"\n\n", 100) + strings.Repeat("word ", 1<<17) + "\n"
	for _, src := range []string{strings.Repeat("a word, ", 1<<15), strings.Repeat("x", 1<<18), strings.Repeat("[](", 1<<15), strings.Repeat("| a ", 1<<15) + "\n|-|\n", behind} {
		tx := text.New(src)
		d := markdown.Parse(nil, tx, 0)
		Body(tx, src, d)
		Lead(d)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"pull-requests-part-1", "pull-requests-part-2", "leadership", "a-study-of-naps", "b"}
	for name, want := range map[string]string{
		"leadreship": "leadership", "Leadership": "leadership", "naps": "a-study-of-naps", "pull-request-part-1": "pull-requests-part-1",
		"pull-requests-part-3": "", "nothing-here": "", "c": "", "": "",
	} {
		if got := Nearest(name, slices.Values(names)); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestLevels(t *testing.T) {
	src := without("title")
	for _, c := range []struct {
		levels Levels
		want   string
	}{
		{nil, "[error]"},
		{Levels{"title-missing": "off"}, "[]"},
		{Levels{"title-missing": "hint", "slug-form": "off"}, "[hint]"},
		{Levels{"title-missing": "warning"}, "[warning]"},
	} {
		var got []post.Severity
		for _, p := range Post(src, post.Parse(src), Context{Levels: c.levels}) {
			got = append(got, p.Severity)
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%v: %s", c.levels, s)
		}
	}
	want := []string{"there is no rule alt-mising in [check]; alt-missing may be meant", "there is no rule quux in [check]"}
	if got := (Levels{"alt-mising": "off", "quux": "off", "todo": "off"}).Unknown(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestSentence(t *testing.T) {
	for message, want := range map[string]string{"the post has no title": "The post has no title.", "élan; go on": "Élan; go on.", "2024-13-45 is not a date": "2024-13-45 is not a date.", "": "", "is it?": "Is it?"} {
		if got := Sentence(post.Problem{Message: message}); got != want {
			t.Errorf("%q: %q", message, got)
		}
	}
}

// TestPage keeps docs/problems.md as the table says.
func TestPage(t *testing.T) {
	const path = "../../docs/problems.md"
	if *update {
		if err := os.WriteFile(path, []byte(Page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(b) != Page() {
		t.Errorf("%s is not what the table says; make golden writes it anew", path)
	}
}
