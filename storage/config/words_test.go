package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	p := paths(t)
	check := func(what, want string) {
		t.Helper()
		words, err := (&Words{Paths: p}).Read()
		if got := strings.Join(words, " "); got != want || err != nil {
			t.Errorf("%s: got %q %v, want %q", what, got, err, want)
		}
	}
	file := func() string {
		b, err := os.ReadFile(p.wordsFile())
		must(t, err)
		return string(b)
	}
	check("no file", "")
	must(t, removeWord(p, "none"))
	if _, err := os.Stat(p.wordsFile()); err == nil {
		t.Error("a file was made for nothing")
	}
	for _, w := range []string{"Galley", "naïve", "don't", "Galley"} {
		must(t, addWord(p, w))
	}
	check("added", "Galley naïve don't")
	if got := file(); got != "Galley\nnaïve\ndon't\n" {
		t.Errorf("the file is %q", got)
	}
	if fi, err := os.Stat(p.wordsFile()); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", fi.Mode(), err)
	}
	must(t, removeWord(p, "naïve"))
	must(t, removeWord(p, "missing"))
	check("removed", "Galley don't")

	for _, bad := range []string{"", "two words", "#note", "a\nb", "a\x00", "a\xff", "tab\t"} {
		if err := addWord(p, bad); err == nil {
			t.Errorf("%q was added", bad)
		}
	}
	check("bad ones", "Galley don't")
}

// TestWordsKeepsTheFile: what the author wrote into it stays.
func TestWordsKeepsTheFile(t *testing.T) {
	for _, c := range []struct{ before, add, remove, after string }{
		{"# mine\n\n  One  \nTwo", "Three", "", "# mine\n\n  One  \nTwo\nThree\n"},
		{"One\r\nTwo\r\n", "Three", "One", "Two\r\nThree\r\n"},
		{"One\r\nTwo", "Three", "", "One\r\nTwo\r\nThree\r\n"},
		{"One\n\n", "One", "", "One\n\n"},
		{"One\nOne\n", "Two", "One", "Two\n"},
		{"", "One", "", "One\n"},
	} {
		p := paths(t)
		must(t, os.MkdirAll(p.Config, 0o700))
		must(t, os.WriteFile(p.wordsFile(), []byte(c.before), 0o600))
		must(t, addWord(p, c.add))
		if c.remove != "" {
			must(t, removeWord(p, c.remove))
		}
		b, err := os.ReadFile(p.wordsFile())
		must(t, err)
		if string(b) != c.after {
			t.Errorf("%q: got %q, want %q", c.before, b, c.after)
		}
	}
}

// TestWordsRefused: what cannot be read is not written over.
func TestWordsRefused(t *testing.T) {
	p := paths(t)
	must(t, os.MkdirAll(p.Config, 0o700))
	for _, src := range []string{"caf\xe9\n", "\xff\xfeA\x00", strings.Repeat("x\n", maxWords)} {
		must(t, os.WriteFile(p.wordsFile(), []byte(src), 0o600))
		if _, err := (&Words{Paths: p}).Read(); err == nil {
			t.Errorf("%.10q was read", src)
		}
		if err := addWord(p, "word"); err == nil {
			t.Errorf("%.10q was written", src)
		}
		if b, err := os.ReadFile(p.wordsFile()); err != nil || string(b) != src {
			t.Errorf("%.10q is %.10q now (%v)", src, b, err)
		}
	}
	must(t, os.Remove(p.wordsFile()))
	must(t, os.MkdirAll(p.wordsFile(), 0o700)) // a folder
	if err := addWord(p, "word"); err == nil {
		t.Error("a folder was written over")
	}
	if err := addWord(Paths{}, "word"); err == nil || !strings.Contains(err.Error(), "not kept") {
		t.Errorf("without a home folder: %v", err)
	}
	if words, err := (&Words{Paths: Paths{}}).Read(); err != nil || len(words) > 0 {
		t.Errorf("without a home folder: %v %v", words, err)
	}
	p = paths(t)
	must(t, os.MkdirAll(filepath.Dir(p.Config), 0o700))
	must(t, os.WriteFile(p.Config, nil, 0o600))
	if err := addWord(p, "word"); err == nil {
		t.Error("no error where the folder is a file")
	}
}
