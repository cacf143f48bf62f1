package page

import "testing"

func TestCardCuts(t *testing.T) {
	for _, c := range []struct {
		s           string
		n           int
		shown, lost string
	}{
		{"short", 10, "short", ""},
		{"  two   words ", 20, "two words", ""},
		{"one two three", 10, "one two …", "three"},
		{"unbreakable", 6, "unbre …", "akable"},
		{"äöü äöü äöü", 8, "äöü äöü …", "äöü"},
		{"", 5, "", ""},
	} {
		if shown, lost := shortenTo(c.s, c.n); shown != c.shown || lost != c.lost {
			t.Errorf("shortenTo(%q, %d) = %q, %q, want %q, %q", c.s, c.n, shown, lost, c.shown, c.lost)
		}
	}
}

func TestCutWord(t *testing.T) {
	for at, want := range map[int][2]string{0: {" …", "one two"}, 2: {"on …", "e two"}, 6: {"one tw …", "o"}, 7: {"one two", ""}} {
		if shown, lost := cutWord("one two", at); shown != want[0] || lost != want[1] {
			t.Errorf("before %d it is %q and %q, want %q", at, shown, lost, want)
		}
	}
}

func TestFirstImage(t *testing.T) {
	for src, want := range map[string]string{
		"": "", "text": "", "![a](x.png)": "x.png", "- *![a](in-list.png)*\n": "in-list.png", "| ![](c.png) |\n|---|\n": "c.png",
	} {
		if got := firstImage(parse(src)); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
