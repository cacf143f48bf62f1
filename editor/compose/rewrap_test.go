package compose

import (
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

func TestRewrap(t *testing.T) {
	runCommands(t, Rewrap(nil, 20), []command{
		{"a long line", "one two three fo|ur five six\n", "one two three fo|ur\nfive six\n"},
		{"short lines", "one\ntw|o\nthree\n", "one tw|o three\n"},
		{"as wide as the column", "a| 345678901234567890 b\n", "a| 345678901234567890\nb\n"},
		{"one wider", "a| 3456789012345678901 b\n", "a|\n3456789012345678901\nb\n"},
		{"a word that is too long", "a| 34567890123456789012345 b\n", "a|\n34567890123456789012345\nb\n"},
		{"only the paragraph of the caret", "a\nb|\n\nc\nd\n", "a b|\n\nc\nd\n"},
		{"those selected", "a\n«b\n\nc»|\nd\n\ne\nf", "a «b\n\nc»| d\n\ne\nf"},
		{"a selection that ends where one begins", "«a\nb\n\n»|c\nd", "«a b\n\n»|c\nd"},
		{"several carets", "a|\nb\n\nc|\nd\n\ne\nf", "a| b\n\nc| d\n\ne\nf"},
		{"a hard break stays", "a|  \nb\nc\\\nd\ne", "a|  \nb c\\\nd e"},
		{"a tag that breaks", "a|<br>\nb\nc", "a|<br>\nb c"},
		{"blanks between words stay", "a|  b\nc", "a|  b c"},
		{"a blank at a line's end goes", "a| \nb", "a| b"},
		{"and stays where the line does", "a| 45678901234567890 \nb", "a| 45678901234567890 \nb"},
		{"CRLF", "one two three| four five\r\nsix\r\n", "one two three| four\r\nfive six\r\n"},
		{"a quotation", "> one two three| four five\n> six\n", "> one two three| four\n> five six\n"},
		{"a lazy line of a quotation", "> one two three| four five\nsix\n", "> one two three| four\n> five six\n"},
		{"an item", "- one two three| four five\n  six\n- seven", "- one two three| four\n  five six\n- seven"},
		{"a task", "- [ ] one| two three four\n", "- [ ] one| two three\n  four\n"},
		{"an item in a quotation", "> 10. one| two three four\n", "> 10. one| two three\n>     four\n"},
		{"words that stay together, of two lines", "- aaaaaaaaaaaa bbbb|\n  <b>cc</b> ddd\n", "- aaaaaaaaaaaa\n  bbbb| <b>cc</b> ddd\n"},
		{"code is left alone", "```\na|\nb\n```\n", "```\na|\nb\n```\n"},
		{"a table is left alone", "| a |\n|---|\n| b| |\n", "| a |\n|---|\n| b| |\n"},
		{"a heading is left alone", "# one two three fo|ur five\n", "# one two three fo|ur five\n"},
		{"no item comes to be", "one| two three fours - five\n", "one| two three\nfours - five\n"},
		{"no numbered item", "one| two three fours 1. five\n", "one| two three\nfours 1. five\n"},
		{"no heading", "one| two three fours # five\n", "one| two three\nfours # five\n"},
		{"no line below one", "one| two three fours --- five\n", "one| two three\nfours --- five\n"},
		{"no quotation", "one| two three fours > five\n", "one| two three\nfours > five\n"},
		{"no hard break", "one| two three \\ fourfive\n", "one| two three\n\\ fourfive\n"},
		{"blanks in code stay", "one| two `three  four` x\n", "one| two `three  four` x\n"},
		{"emphasis", "one **two thr|ee four** five\n", "one **two thr|ee\nfour** five\n"},
		{"wide letters", "日本| 日本語 日本語 日本語\n", "日本| 日本語 日本語\n日本語\n"},
		{"a name for a number at a line's start", "a\n|2. b", "a |2. b"},
		{"nothing to do", "a b|\n", "a b|\n"},
		{"no paragraph", "|", "|"},
	})
	runCommands(t, Rewrap(nil, Unwrapped), []command{
		{"unwrapped", "one two\nthree| four\n\nfive\nsix", "one two three| four\n\nfive\nsix"},
		{"unwrapped up to a hard break", "one  \ntwo\nthree|", "one  \ntwo three|"},
		{"a quotation unwrapped", "> one\n> two|\n", "> one two|\n"},
	})
}

// Lines before the one that was edited stay.
func TestRewrapFrom(t *testing.T) {
	for _, tt := range []struct{ from, to string }{
		{"a\nb\nlong long long| long long\nc\nd", "a\nb\nlong long long long\nlong c d"},
		{"long long long| long long\nc\nd", "long long long long\nlong c d"},
		{"a\nb\nc| \\\nd\ne", "a\nb\nc \\\nd e"},
		{"a\nb| c\n\nd\ne", "a\nb c\n\nd\ne"},
		{"# a| b c d e f g h i j k l m n o p", "# a b c d e f g h i j k l m n o p"},
	} {
		at := strings.Index(tt.from, "|")
		s := plain(tt.from[:at]+tt.from[at+1:], at)
		next, _ := s.Text.Apply(RewrapFrom(s, markdown.Parse(nil, s.Text, 0), at, 20)...)
		if next.String() != tt.to {
			t.Errorf("%q\n got %q\nwant %q", tt.from, next.String(), tt.to)
		}
	}
}

// However a text is wrapped, its words are the same, and so is what they mean.
func FuzzRewrap(f *testing.F) {
	for _, src := range []string{
		"one two three four five six seven\neight\n\n- nine ten eleven\n  twelve\n\n> a b c\n> d\n",
		"a `b  c\nd` **e\nf** _g\nh_ [i\nj](/k \"l\nm\") <b\nc='d'>e</b>\n",
		"a\\\nb  \nc<br>\nd - e + f * g 1. h 2) i # j > k --- l === m ``` n ~~~ o $$ p\n",
		"a | b\n--- | ---\nc | d\n\na [^1] | b\n\n[^1]: c\n    d e f\n", "x\r\ny z\r\rq\rr s t\n", "[a\nb]\n\n[a b]: /c\n", "$a\nb$ &amp;\n&lt; ![c\nd](e)\n",
	} {
		f.Add(src, 12)
	}
	f.Fuzz(func(t *testing.T, src string, column int) {
		if len(src) > 4000 {
			return
		}
		s := plain(src, 0)
		s.Selections = []text.Selection{{Anchor: 0, Head: s.Text.Len()}}
		was := markdown.Parse(nil, s.Text, 0)
		for _, column := range []int{column, Unwrapped} {
			next := do(s, Rewrap(was, column))
			if got, want := words(next.Text.String()), words(src); got != want {
				t.Fatalf("the words of\n%q\nat %d\n%q\n got %q\nwant %q", src, column, next.Text.String(), got, want)
			}
			if is := markdown.Parse(nil, next.Text, 0); !is.Reads(was) {
				t.Fatalf("%q reads otherwise at %d:\n%q", src, column, next.Text.String())
			}
		}
	})
}

// words are those of a text, without what marks lines.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n>", r) }), " ")
}

// Of many paragraphs those are found that would read otherwise, without a look at
// each.
func TestHarmless(t *testing.T) {
	groups := make([][]text.Edit, 1000)
	for i := range groups {
		groups[i] = []text.Edit{{Start: 10 * i, End: 10*i + 1}, {Start: 10*i + 5, End: 10*i + 6}}
	}
	bad := []int{0, 17, 998}
	for _, bad := range [][]int{nil, bad} {
		asked := 0
		got := harmless(groups, func(edits []text.Edit) bool {
			asked++
			return !slices.ContainsFunc(edits, func(e text.Edit) bool { return slices.Contains(bad, e.Start/10) })
		})
		var want []text.Edit
		for i, g := range groups {
			if !slices.Contains(bad, i) {
				want = append(want, g...)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("with %v of %d edits %d are left, want %d", bad, 2*len(groups), len(got), len(want))
		}
		if asked > 1+len(bad)*25 {
			t.Errorf("with %v it was asked %d times", bad, asked)
		}
	}
}
