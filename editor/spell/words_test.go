package spell

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// cut takes ‹what is to be skipped› out of its marks.
func cut(marked string) (s string, skip []text.Range) {
	var b strings.Builder
	start := 0
	for _, r := range marked {
		switch r {
		case '‹':
			start = b.Len()
		case '›':
			skip = append(skip, text.Range{Start: start, End: b.Len()})
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), skip
}

func words(s string, skip []text.Range) string {
	var out []string
	for _, w := range Words(nil, s, skip) {
		out = append(out, s[w.Start:w.End])
	}
	return strings.Join(out, " ")
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"One two, three. Four\nfive\r\nsix", "One two three Four five six"},
		{"I a b of", "of"}, // single letters are no words
		{"‹# ›Head ‹**›bold‹**›, ‹*›it‹*›.", "Head bold it"},
		{"un‹**›believ‹**›able thing", "thing"}, // a word in parts is none
		{"‹**›Al‹**›l right", "right"},
		{"‹`func mian`› code ‹`x`›s end", "code end"},
		{"‹[›the text‹](https://wrnog.example \"x\")› after", "the text after"},
		{"don't, don’t 'tis ‘quoted’ \"it\" dogs' rock'n'roll", "don't don’t tis quoted it dogs rock'n'roll"},
		{"well-known re‐entry x-ray e-mail -- a-", "well known re entry ray mail"},
		{"soft\u00ADhyphen", "soft\u00ADhyphen"},
		{"café cafe\u0301 naïve Größe Ελλάδα Привет", "café cafe\u0301 naïve Größe Ελλάδα Привет"},
		{"日本語 你好 한국어 ภาษาไทย Go语言", "Go"},
		{"H2O 3rd x86 v1 abc123 1a", ""},
		{"snake_case _lead_ trail_ a_b", ""},
		{"main.go e.g. example.com fmt.Println end.", "end"},
		{"see www.exampel.org or https://x.y/z?q=wrnog, mailto:a@b.c ok", "see or ok"},
		{"mail john.doe@exampel.com, (me@x.org) now", "mail now"},
		{"/usr/lib/foo ./bar ../baz ~/qux C:\\\\wind and/or", "and or"},
		{"@handle #tag \\alpha 100%of", ""},
		{"NASA GitHub iPhone PDFs IDs TVs LaTeX NASA's THe TWo MOst", "THe TWo MOst"},
		{"McDonald O'Brien", "O'Brien"},
		{"$\\alhpa + xy$ then $$big x$$ and $5 or $10 end", "then and or end"},
		{"Costs $5. Then $6 more", "Costs Then more"},
		{"note[^lable] and [^long-nmae]: text", "note and text"},
		{"fish &amp; chips &nbsp; AT&T &wrnog x", "fish chips wrnog"},
		{"[lable]: https://x.y 'Ttile'\nafter [not]: here", "after not here"},
		{"word\u200Djoined zero\u200Bwidth", "word\u200Djoined zero width"},
		{strings.Repeat("a", 500) + " ok", "ok"},
		{"🙂smile smile🙂 👍🏽ok", "smile smile ok"},
		{"‹text", "text"},
	} {
		s, skip := cut(c.text)
		if got := words(s, skip); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestWordsReuses pins that nothing is allocated for a page that was seen.
func TestWordsReuses(t *testing.T) {
	s, skip := cut("The quick ‹**›brown‹**› fox, don’t jump over-the https://lazy.example dog.\n")
	s += strings.Repeat("More words follow here. ", 100)
	buf := Words(nil, s, skip)
	if n := testing.AllocsPerRun(20, func() { buf = Words(buf[:0], s, skip) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "One ‹**›two‹**› don’t", "$x$ [^a]: &amp; a@b.c", "\xff\xfea\xcc", "é\u0301‹e›\u0301 a\u200D b", "x\\y 1a_b-c.d", "‹‹›› $$ $", "[a]: b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, marked string) {
		s, skip := cut(marked)
		for i, r := range skip { // as they come from a parser: ordered, not empty
			if r.Start >= r.End || i > 0 && r.Start < skip[i-1].End {
				return
			}
		}
		got := Words(nil, s, skip)
		end := 0
		for _, w := range got {
			if w.Start < end || w.Start >= w.End || w.End > len(s) || w.End-w.Start > maxWord {
				t.Fatalf("%q: range %v after %d", s, w, end)
			}
			end = w.End
			if slices.ContainsFunc(skip, func(k text.Range) bool { return k.Start < w.End && w.Start < k.End }) {
				t.Errorf("%q: %q is to be skipped", s, s[w.Start:w.End])
			}
			word := s[w.Start:w.End]
			if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.IsDigit(r) }) {
				t.Errorf("%q: %q is no word", s, word)
			}
			first, _ := utf8.DecodeRuneInString(word)
			if !unicode.IsLetter(first) {
				t.Errorf("%q: %q does not begin with a letter", s, word)
			}
			before, _ := utf8.DecodeLastRuneInString(s[:w.Start])
			after, _ := utf8.DecodeRuneInString(s[w.End:])
			inSkip := slices.ContainsFunc(skip, func(k text.Range) bool { return k.End == w.Start || k.Start == w.End })
			if !inSkip && (isLetter(before) || goesOn(after)) {
				t.Errorf("%q: %q is half a word", s, word)
			}
		}
	})
}
