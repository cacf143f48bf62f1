package page

import "testing"

func TestAlong(t *testing.T) {
	for _, c := range []struct {
		shown, words string
		n, want      int
	}{
		{"abc", "abc", 2, 2},
		{"a b", "a \t b", 1, 1},
		{"a b", "a \t b", 2, 4},
		{"a b", "a \t b", 3, 5},
		{"    x", "\tx", 4, 1},
		{"    x", "\tx", 5, 2},
		{"  x", "\tx", 1, 0},
		{"1", "[1]", 0, 0},
		{"1", "[1]", 1, 3},
		{"", "", 0, 0},
		{"b", " b", 0, 1},
	} {
		if got := along(c.shown, c.words, c.n); got != c.want {
			t.Errorf("along(%q, %q, %d) = %d, want %d", c.shown, c.words, c.n, got, c.want)
		}
	}
}

func TestWord(t *testing.T) {
	for _, c := range []struct {
		s        string
		off      int
		from, to int
	}{
		{"one two", 1, 0, 3},
		{"one two", 3, 0, 3},
		{"one two", 7, 4, 7},
		{"don’t stop", 2, 0, 7},
		{"'quoted'", 3, 1, 7},
		{"a, b", 1, 0, 1},
		{"...", 1, 0, 3},
		{"", 0, 0, 0},
	} {
		if from, to := WordAt(c.s, c.off); from != c.from || to != c.to {
			t.Errorf("word(%q, %d) = %d, %d, want %d, %d", c.s, c.off, from, to, c.from, c.to)
		}
	}
}
