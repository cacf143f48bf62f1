package spell

import (
	"slices"
	"strings"
	"testing"
)

// script is a program whose output is fixed.
type script struct {
	*strings.Reader
	sent strings.Builder
}

func (s *script) Write(b []byte) (int, error) { return s.sent.Write(b) }

func say(out string) *script { return &script{Reader: strings.NewReader(out)} }

const banner = "@(#) International Ispell Version 3.2.06 (but really Hunspell 1.7.1)\n"

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name, word, out string
		wrong           bool
		suggestions     string
		err             string // part of it; "" for none
	}{
		{"right", "one", banner + "*\n\n", false, "", ""},
		{"right by root", "dogs", banner + "+ dog\n\n", false, "", ""},
		{"right as a compound", "Hausboot", banner + "-\n\n", false, "", ""},
		{"nothing to say", "x", banner + "\n", false, "", ""},
		{"wrong", "wrold", banner + "& wrold 2 1: world, wold\n\n", true, "world|wold", ""},
		{"wrong without suggestions", "xyzzyq", banner + "# xyzzyq 1\n\n", true, "", ""},
		{"suggestions of two words", "alot", banner + "& alot 3 1: a lot, allot, lot's\n\n", true, "a lot|allot|lot's", ""},
		{"aspell", "Helo", "@(#) International Ispell Version 3.1.20 (but really Aspell 0.60.8)\n& Helo 4 0: Hello, Helot, Help, He'll\n\n", true, "Hello|Helot|Help|He'll", ""},
		{"Windows", "wrold", strings.ReplaceAll(banner+"& wrold 1 1: world\n\n", "\n", "\r\n"), true, "world", ""},
		{"guesses", "wrold", banner + "? wrold 0 1: world\n\n", true, "world", ""},
		{"many", "a", banner + "& a 12 1: b, c, d, e, f, g, h, i, j, k, l, m\n\n", true, "b|c|d|e|f|g|h|i", ""},
		{"Unicode", "Straßé", banner + "& Straßé 1 1: Straße\n\n", true, "Straße", ""},
		{"taken apart, one part wrong", "foo’brr", banner + "*\n& brr 1 5: bar\n\n", true, "", ""},
		{"words before the banner", "one", "Warning: something\n" + banner + "*\n\n", false, "", ""},
		{"control characters", "wrold", banner + "& wrold 2 1: wor\x00ld, wo\x1bld, \xff, wold\n\n", true, "wold", ""},
		{"no list", "wrold", banner + "& wrold\n\n", true, "", ""},

		{"no banner", "one", strings.Repeat("hello\n", 50), false, "", "does not say"},
		{"nothing", "one", "", false, "", "ended"},
		{"ends before the answer", "one", banner, false, "", "ended"},
		{"ends in the answer", "one", banner + "*\n", false, "", "ended"},
		{"about another word", "one", banner + "& two 1 1: tow\n\n", false, "", "asked about"},
		{"about nothing", "one", banner + "&\n\n", false, "", "answers"},
		{"garbage", "one", banner + "\x01\x02 what?\n\n", false, "", "answers"},
		{"a line without end", "one", banner + "& " + strings.Repeat("x", 1<<20), false, "", "without end"},
		{"answers without end", "one", banner + strings.Repeat("*\n", 10000), false, "", "too much"},
	} {
		p := say(c.out)
		v, err := converse(p).ask(c.word)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: error %v, want %q", c.name, err, c.err)
			}
			continue
		}
		if err != nil || v.wrong != c.wrong || strings.Join(v.suggestions, "|") != c.suggestions {
			t.Errorf("%s: got %v %q %v, want %v %q", c.name, v.wrong, v.suggestions, err, c.wrong, c.suggestions)
		}
		if got := p.sent.String(); got != "^"+c.word+"\n" {
			t.Errorf("%s: sent %q", c.name, got)
		}
	}
}

func TestAnswersInARow(t *testing.T) {
	c := converse(say(banner + "*\n\n& b 1 1: c\n\n# d 1\n\n"))
	var got []bool
	for _, w := range []string{"a", "b", "d"} {
		v, err := c.ask(w)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v.wrong)
	}
	if !slices.Equal(got, []bool{false, true, true}) {
		t.Errorf("got %v", got)
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add(banner + "& a 1 1: b, c\n\n")
	f.Add(banner + "*\n+ x\n# a 1\n\n")
	f.Fuzz(func(t *testing.T, out string) {
		v, err := converse(say(out)).ask("word")
		if err != nil {
			return
		}
		if len(v.suggestions) > maxSuggestions || len(v.suggestions) > 0 && !v.wrong {
			t.Errorf("%q: %+v", out, v)
		}
		for _, s := range v.suggestions {
			if strings.ContainsAny(s, "\n\r\x00") || s == "" {
				t.Errorf("%q: suggestion %q", out, s)
			}
		}
	})
}

func TestList(t *testing.T) {
	l := NewList([]string{"galley", "Fyne", "naïve", "rock'n'roll", "Zed"})
	for word, want := range map[string]bool{
		"galley": true, "Galley": true, "GALLEY": true, "galleys": false, "galley's": true, "Galley’s": true, "Galleys'": false,
		"Fyne": true, "fyne": false, "Fyne's": true, "Zed’": true, "nai\u0308ve": true, "Naïve": true, "rock’n’roll": true,
		"gal\u00ADley": true, "": false, "'s": false,
	} {
		if got := l.Has(word); got != want {
			t.Errorf("%q: got %v", word, got)
		}
	}
	if List(nil).Has("x") {
		t.Error("the empty list has a word")
	}
}
