package compose

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/carets"
)

// stateOf is the state of a text with its carets in it.
func stateOf(t *testing.T, s string) State {
	t.Helper()
	words, sels := carets.Parse(t, s)
	return State{Text: text.New(words), Selections: sels}
}

// brackets shows ranges in a text.
func cut(s State, r text.Range) string { return s.Text.Slice(r.Start, r.End) }

func TestLinkAround(t *testing.T) {
	for _, c := range []struct{ src, whole, label, address string }{
		{"see [the| jar](/posts/jar) there", "[the jar](/posts/jar)", "the jar", "/posts/jar"},
		{"see [the jar](/pos|ts/jar) there", "[the jar](/posts/jar)", "the jar", "/posts/jar"},
		{"|[a](b)", "[a](b)", "a", "b"},
		{"[a](b)|", "[a](b)", "a", "b"},
		{"[a](b)| [c](d)", "[a](b)", "a", "b"},
		{"[a](b) [c|](d)", "[c](d)", "c", "d"},
		{"[a|]()", "[a]()", "a", ""},
		{"[|]()", "[]()", "", ""},
		{`[a](/b "a title|")`, `[a](/b "a title")`, "a", "/b"},
		{`[a](/b "a ) title|")`, `[a](/b "a ) title")`, "a", "/b"},
		{"[a](<b c|>)", "[a](<b c>)", "a", "b c"},
		{"[a](<b) c|>)", "[a](<b) c>)", "a", "b) c"},
		{"[a](x_(y|)_z)", "[a](x_(y)_z)", "a", "x_(y)_z"},
		{"[a [b] c|](d)", "[a [b] c](d)", "a [b] c", "d"},
		{"![al|t](p.png)", "![alt](p.png)", "alt", "p.png"},
		{"[![al|t](p.png)](/post)", "![alt](p.png)", "alt", "p.png"},
		{"[![alt](p.png)](/po|st)", "[![alt](p.png)](/post)", "![alt](p.png)", "/post"},
		{"`[a|](b)`", "", "", ""},
		{"```\n[a|](b)\n```", "", "", ""},
		{`\[a|](b)`, "", "", ""},
		{`[a|\](b)`, "", "", ""},
		{"[a|] (b)", "", "", ""},
		{"[a|](b", "", "", ""},
		{"x| [a](b)", "", "", ""},
		{"[gr|üße](/posts/grüße)", "[grüße](/posts/grüße)", "grüße", "/posts/grüße"},
	} {
		s := stateOf(t, c.src)
		l, ok := LinkAround(s, s.Selections[0].Head)
		if ok != (c.whole != "") || ok && (cut(s, l.Whole) != c.whole || cut(s, l.Label) != c.label || cut(s, l.Address) != c.address) {
			t.Errorf("%s: %v %q, %q, %q", c.src, ok, cut(s, l.Whole), cut(s, l.Label), cut(s, l.Address))
		}
		if ok && l.Image != strings.HasPrefix(c.whole, "!") {
			t.Errorf("%s: image %v", c.src, l.Image)
		}
	}
}

func TestLinkTyped(t *testing.T) {
	for _, c := range []struct{ src, whole, query string }{
		{"see [[|]]", "[[]]", ""},
		{"see [[the ja|]] x", "[[the ja]]", "the ja"},
		{"see [[the ja|] x", "[[the ja]", "the ja"},
		{"see [[the ja|", "[[the ja", "the ja"},
		{"[a](|)", "[a]()", ""},
		{"[a](/po|)", "[a](/po)", "/po"},
		{"[a](/po|sts/b)", "[a](/posts/b)", "/po"},
		{"[a](/po| and more", "[a](/po", "/po"},
		{"[a](my post ti|)", "[a](my post ti)", "my post ti"},
		{"[](#he|)", "[](#he)", "#he"},
		{"[[x]](/po|)", "[[x]](/po)", "/po"},
		{"> - [[a|]]", "[[a]]", "a"},
		{"[[a]] |", "", ""},
		{"[[a\n|", "", ""},
		{"[a](b)|", "", ""},
		{"(|", "", ""},
		{"[|", "", ""},
		{"x (y|", "", ""},
		{"`[[a|`", "", ""},
		{"```\n[[a|\n```", "", ""},
		{`\[[a|`, "", ""},
		{"[[[a|", "", ""},
		{"![[a|", "", ""},
		{`[a](/b "T|")`, "", ""},
		{"[[a«b»|", "", ""},
		{"[[" + strings.Repeat("x", 300) + "|", "", ""},
	} {
		s := stateOf(t, c.src)
		d, ok := LinkTyped(s)
		if ok != (c.whole != "") || ok && (cut(s, d.Whole) != c.whole || cut(s, d.Query) != c.query) {
			t.Errorf("%s: %v %q, %q", c.src, ok, cut(s, d.Whole), cut(s, d.Query))
		}
	}
}

// A key in a long line without a link costs no more than a look at some bytes.
func TestNoLinkTypedIsCheap(t *testing.T) {
	s := plain(strings.Repeat("a long line (with brackets) ", 40_000), 1_000_000)
	if n := testing.AllocsPerRun(100, func() { LinkTyped(s) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestCompleteLink(t *testing.T) {
	for _, c := range []struct{ from, label, address, to string }{
		{"see [[the ja|]] x", "The jar", "/posts/jar", "see [The jar](/posts/jar)| x"},
		{"see [[the ja|", "The jar", "/posts/jar", "see [The jar](/posts/jar)|"},
		{"[my words](/ja|)", "The jar", "/posts/jar", "[my words](/posts/jar)|"},
		{"[](/ja|)", "The jar", "/posts/jar", "[The jar](/posts/jar)|"},
		{"[my words](/ja| x", "The jar", "/posts/jar", "[my words](/posts/jar)| x"},
		{"[w](/po|sts/b) x", "The jar", "/posts/jar", "[w](/posts/jar)| x"},
		{`[w](/po|sts/b "T") x`, "The jar", "/posts/jar", `[w](/posts/jar "T")| x`},
		{"[[a|]]", "What [is] *this*_now_, snake_case `x`", "/p", "[What \\[is\\] \\*this\\*\\_now\\_, snake_case \\`x\\`](/p)|"},
		{"[[a|]]", "Two\nlines", "a b(c).md", "[Two lines](<a b(c).md>)|"},
	} {
		s := stateOf(t, c.from)
		d, ok := LinkTyped(s)
		if !ok {
			t.Errorf("%s: no link", c.from)
			continue
		}
		got := CompleteLink(s, d, c.label, c.address).then(s)
		if is := carets.String(got.Text.String(), got.Selections); is != c.to {
			t.Errorf("%s\n got %s\nwant %s", c.from, is, c.to)
		}
	}
	// What was typed as the label was what the post was looked for by.
	s := stateOf(t, "[ja|]()")
	l, _ := LinkAround(s, s.Selections[0].Head)
	got := CompleteLink(s, l.Draft(l.Label), "The jar", "/posts/jar").then(s)
	if is := carets.String(got.Text.String(), got.Selections); is != "[The jar](/posts/jar)|" {
		t.Error(is)
	}
}

func TestTabInLink(t *testing.T) {
	tab := func(back bool) Command {
		return func(s State) Transaction {
			x, _ := TabInLink(s, back)
			return x
		}
	}
	runCommands(t, tab(false), []command{
		{"from the label to the address", "see [la|bel](/a) x", "see [label](«/a»|) x"},
		{"to where one is missing", "[label|]()", "[label](|)"},
		{"a label that is selected", "[«label»|](/a)", "[label](«/a»|)"},
		{"out behind the link", "[label](/a|) x", "[label](/a)| x"},
		{"with the address selected", "[label](«/a»|) x", "[label](/a)| x"},
		{"out of the title", `[label](/a "ti|tle") x`, `[label](/a "title")| x`},
		{"an image, too", "![al|t](a.png)", "![alt](«a.png»|)"},
		{"not behind it", "[label](/a)| x", "[label](/a)| x"},
		{"not before it", "|[label](/a)", "|[label](/a)"},
		{"in no link", "a| b", "a| b"},
		{"with two carets", "[a|](b) [c|](d)", "[a|](b) [c|](d)"},
	})
	runCommands(t, tab(true), []command{
		{"back to the label", "[label](/a|)", "[«label»|](/a)"},
		{"no farther", "[la|bel](/a)", "[la|bel](/a)"},
	})
	if _, ok := TabInLink(stateOf(t, "¦ [a|](b) ¦ c ¦\n¦ --- ¦ --- ¦\n¦ d ¦ e ¦\n"), false); ok {
		t.Error("in a table Tab goes from cell to cell")
	}
}
