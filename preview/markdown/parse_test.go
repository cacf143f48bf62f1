package markdown

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown/policy"
)

// bodyOf gives a text that is all Markdown.
func bodyOf(src string) body { return body{t: text.New(src)} }

// paragraphs gives a text of n paragraphs with some structure between them.
func paragraphs(n int, extra string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Paragraph %d with *some* words and [a link][ref].\n\n", i)
	}
	return b.String() + extra
}

// kept counts the blocks of d whose pointers are in prev.
func kept(prev, d *Doc) int {
	had := make(map[*Block]bool)
	for _, b := range prev.From(0) {
		had[b] = true
	}
	n := 0
	for _, b := range d.From(0) {
		if had[b] {
			n++
		}
	}
	return n
}

func TestReuse(t *testing.T) {
	growth.Alone(t)
	tests := []struct {
		name     string
		src      string
		old, new string // what is replaced
		changed  int    // blocks with new pointers
	}{
		{"one paragraph of a thousand", paragraphs(1000, ""), "Paragraph 500", "Paragraph five hundred", 1},
		{"the first", paragraphs(1000, ""), "Paragraph 0", "Paragraph", 1},
		{"the last", paragraphs(1000, ""), "Paragraph 999", "P", 1},
		{"with references", paragraphs(1000, "[ref]: /x\n"), "Paragraph 500", "P", 1},
		{"with notes", paragraphs(1000, "a[^1]\n\n[^1]: b\n"), "Paragraph 500", "P", 1},
		{"a new paragraph", paragraphs(1000, ""), "Paragraph 500", "new\n\nParagraph 500", 1},
		{"a removed paragraph", paragraphs(1000, ""), "Paragraph 500 with *some* words and [a link][ref].\n\n", "", 0},
		{"blank lines", paragraphs(1000, ""), "Paragraph 500", "\n\n\nParagraph 500", 0},
		{"a definition for all", paragraphs(1000, "[ref]: /x\n"), "/x", "/y", 1001},
		{"a heading before equal ones", "# a\n\nb\n\n# a\n\n# c\n", "b", "# a", 1}, // the second now is what the third was
		{"a fence to the end", paragraphs(10, ""), "Paragraph 5", "```\n", 1},
		{"notes renumbered", "a[^x] b\n\nc[^y]\n\n[^x]: x\n\n[^y]: y\n", "a[^x]", "a", 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			at := strings.Index(test.src, test.old)
			old := text.New(test.src)
			prev := Parse(nil, old, 0)
			now, _ := old.Apply(text.Edit{Start: at, End: at + len(test.old), New: test.new})
			d := Parse(prev, now, 0)
			if d.Version != now.Version() {
				t.Errorf("version %d, want %d", d.Version, now.Version())
			}
			checkLaws(t, d, now.String())
			fresh := Parse(nil, now, 0)
			if !sameDoc(fresh, d) {
				t.Error("differs from a fresh parse")
			}
			if got := d.Len() - kept(prev, d); got != test.changed {
				t.Errorf("%d of %d blocks are new, want %d", got, d.Len(), test.changed)
			}
		})
	}
}

// TestReuseAfterHead edits the head: all blocks move, none changes.
func TestReuseAfterHead(t *testing.T) {
	const head = "!! title: a\n\n---\n"
	old := text.New(head + paragraphs(20, "<b onclick='x'>\n"))
	prev := Parse(nil, old, len(head))
	now, _ := old.Apply(text.Edit{Start: 10, End: 11, New: "a longer\n!! title"})
	base := len(head) + now.Len() - old.Len()
	d := Parse(prev, now, base)
	if got := kept(prev, d); got != prev.Len() {
		t.Errorf("%d of %d blocks are kept", got, prev.Len())
	}
	if !sameDoc(Parse(nil, now, base), d) {
		t.Error("differs from a fresh parse")
	}
	if len(d.Problems()) != 1 || d.Problems()[0].Line != prev.Problems()[0].Line+1 {
		t.Errorf("problems %v, then %v", prev.Problems(), d.Problems())
	}
}

// TestUpdateIsPartial asserts that a small edit of a large text is not a whole
// parse.
func TestUpdateIsPartial(t *testing.T) {
	src := paragraphs(5000, "")
	prev := Dialect{}.whole(bodyOf(src), nil)
	at := len(src) / 2
	t1, _ := prev.src.t.Apply(text.Edit{Start: at, End: at, New: "x"})
	d := prev.update(body{t: t1})
	if d == nil {
		t.Fatal("parsed as a whole")
	}
	if growth.Race { // slices take more than their size, and pools drop what they hold
		return
	}
	allocs := testing.AllocsPerRun(3, func() { prev.update(body{t: t1}) })
	if allocs > 2000 {
		t.Errorf("%.0f allocations", allocs)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		prev.update(body{t: t1})
	}
	runtime.ReadMemStats(&after)
	if n := int(after.TotalAlloc-before.TotalAlloc) / 10; n > 64<<10 {
		t.Errorf("%d bytes allocated for %d blocks in %d bytes", n, prev.Len(), len(src))
	}
}

func TestSample(t *testing.T) {
	b, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		t.Fatal(err)
	}
	src := string(b)
	base := strings.Index(src, "\n---\n") + len("\n---\n")
	d := Parse(nil, text.New(src), base)
	checkLaws(t, d, src)
	if d.Len() < 10 || d.Start(0) < base {
		t.Fatalf("%d blocks, the first at %d", d.Len(), d.Start(0))
	}
	if !strings.HasPrefix(d.Text(), "I have recently been a part of") {
		t.Errorf("text starts with %q", d.Text()[:60])
	}
	if len(d.Problems()) > 0 {
		t.Errorf("problems %v", d.Problems())
	}
}

func TestFind(t *testing.T) {
	src := "head\n\n# A\n\ntext[^1]\n\n> ## B *c*\n\n[^1]: note\n"
	d := Parse(nil, text.New(src), 6)
	tests := []struct {
		off  int
		want int
	}{{0, -1}, {5, -1}, {6, 0}, {9, 0}, {10, 0}, {11, 1}, {21, 2}, {len(src), 3}}
	for _, test := range tests {
		if got := d.Find(test.off); got != test.want {
			t.Errorf("Find(%d) = %d, want %d", test.off, got, test.want)
		}
	}
	want := []Head{{1, "A", "a", 6}, {2, "B c", "b-c", strings.Index(src, "##")}}
	if got := d.Outline(); !reflect.DeepEqual(got, want) {
		t.Errorf("outline %+v, want %+v", got, want)
	}
	if off, ok := d.Note(1); !ok || off != strings.Index(src, "[^1]:") {
		t.Errorf("note at %d, %v", off, ok)
	}
	if _, ok := d.Note(2); ok {
		t.Error("a note that is not there")
	}
	if n := (&Doc{}).Find(3); n != -1 {
		t.Errorf("Find in nothing = %d", n)
	}
}

func TestBase(t *testing.T) {
	for _, base := range []int{-1, 0, 3, 100} {
		d := Parse(nil, text.New("abc"), base)
		if d.Base < 0 || d.Base > 3 {
			t.Errorf("base %d became %d", base, d.Base)
		}
	}
}

func TestSafeLink(t *testing.T) {
	tests := []struct {
		dest string
		want bool
	}{
		{"http://a", true},
		{"HTTPS://a", true},
		{"mailto:a@b", true},
		{"tel:1", true},
		{"ftp://a", true},
		{"irc://a", true},
		{"xmpp:a@b", true},
		{"sms:1", true},
		{"geo:1,2", true},
		{"magnet:?x", true},
		{"news:a", true},
		{"nntp://a", true},
		{"", true},
		{"a", true},
		{"/a:b", true},
		{"./a:b", true},
		{"?a:b", true},
		{"#a:b", true},
		{"../a", true},
		{"//a.b", true},
		{"javascript:a", false},
		{"JavaScript:a", false},
		{" javascript:a", false},
		{"java\tscript:a", false},
		{"java\nscript:a", false},
		{"\x01javascript:a", false},
		{"javascript\x00:a", false},
		{"\u00a0javascript:a", false},
		{"\u200bjavascript:a", false},
		{"vbscript:a", false},
		{"data:text/html,a", false},
		{"file:///etc", false},
		{"blob:a", false},
		{"about:blank", false},
		{"view-source:a", false},
		{"C:\\a", false},
		{":a", false},
		{"a:b", false},
	}
	for _, test := range tests {
		if got := policy.SafeLink(test.dest); got != test.want {
			t.Errorf("policy.SafeLink(%q) = %v", test.dest, got)
		}
	}
}

// TestHostileLinks asks that what is disguised in Markdown is found out, in the
// blocks and in the HTML.
func TestHostileLinks(t *testing.T) {
	tests := []string{
		"[a](javascript:b)", "[a](JaVaScRiPt:b)", "[a](<java\tscript:b>)", "[a](&#106;avascript:b)", "[a](javascript&colon;b)",
		"[a](java&Tab;script:b)", "[a](java&NewLine;script:b)", "[a](&#1;javascript:b)", "[a](\\javascript:b)", "[a](j\\avascript:b)",
		"[a](javascript\\:b)", "[a][x]\n\n[x]: javascript:b", "[a]\n\n[a]: <javascript:b>", "<javascript:b>", "![a](javascript:b)",
		"![a](data:text/html;base64,b)", "![a](data:image/svg+xml,b)", "[a](data:text/html,b)", "[![a](vbscript:b)](vbscript:c)",
		"<a href='javascript:b'>c</a>", "<a href=\"java&#9;script:b\">c</a>", "<img src=javascript:b>", "<img src=x onerror=a()>",
		"<svg onload=a()>", "<iframe src=x></iframe>", "<a href=x style='a'>b</a>", "<base href=x>", "<meta http-equiv=refresh>",
		"<link rel=stylesheet href=x>", "<form action=x><input type=text></form>", "<video src=x></video>", "<style>a{}</style>",
		"<div style='background:url(x)'>", "<math><mtext></mtext></math>", "<script>a</script>", "<scr<script>ipt>a</script>",
		"<img src=\"x\" \" onerror=a()>", "<a title='\" onclick=b'>c</a>", "[a](x \"\\\" onclick=b\")", "```\" onclick=\"a\nb\n```",
		"# \" onclick=\"a", "<div id='a\" onclick=b'>c</div>", "[a](<x\" onclick=b>)", "<details ontoggle=a open>b</details>",
	}
	for _, src := range tests {
		d := parseString(src + "\n")
		checkLaws(t, d, src+"\n")
		var links func(b *Block)
		links = func(b *Block) {
			for _, in := range b.Inlines {
				s := strings.ToLower(in.Attrs().Link + in.Attrs().Src)
				if strings.Contains(s, "script") && !strings.Contains(s, "\\") || strings.Contains(s, "data:") {
					t.Errorf("%q gives link %q, image %q", src, in.Attrs().Link, in.Attrs().Src)
				}
			}
			for _, c := range b.Children {
				links(c)
			}
		}
		for _, b := range d.From(0) {
			links(b)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	unit := "## Heading\n\nSome *emphasis*, `code` and a [link](http://example.org/a \"b\") in a paragraph of\n" +
		"two lines, as people write them; and more words.\n\n- one\n- two **bold**\n\n> quoted\n\n```go\nfunc f() {}\n```\n\n"
	for _, size := range []int{4 << 10, 100 << 10, 1 << 20, 10 << 20} {
		src := strings.Repeat(unit, size/len(unit)+1)
		t := text.New(src)
		b.Run(fmt.Sprintf("whole/%dKB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(nil, t, 0)
			}
		})
		b.Run(fmt.Sprintf("keystroke/%dKB", size>>10), func(b *testing.B) {
			at := strings.Index(src[len(src)/2:], "people") + len(src)/2
			now, _ := t.Apply(text.Edit{Start: at, End: at, New: "x"})
			prev := Parse(nil, t, 0)
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				Parse(prev, now, 0)
			}
		})
	}
}
