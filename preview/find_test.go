package preview

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

func TestFind(t *testing.T) {
	src := "A **bo**ld word, a *Bold\nword* and code `bold word`.\n\n- bold **WORD**\n\n| bold | word |\n|---|---|\n| a bold word | b |\n\n```\nbold word\n```\n"
	r := read(t, src, 640, 700)
	var at, n int
	r.OnFound = func(a, of int) { at, n = a, of }
	r.Find("Bold  Word")
	if n != 0 {
		t.Errorf("%d hits for two blanks where there is one", n)
	}
	r.Find("Bold word")
	if at != 0 || n != 6 {
		t.Errorf("hit %d of %d, want 0 of 6", at, n)
	}
	r.want("bold word")
	for range 2 {
		r.FindStep(1)
	}
	r.want("bold word")
	r.FindStep(1)
	r.want("bold WORD")
	r.FindStep(-4)
	if at != 5 {
		t.Errorf("backwards round the end is hit %d", at)
	}
	marks := 0
	for _, s := range r.r.slots {
		for _, m := range s.marks {
			if m.kind == hitMark || m.kind == hitNowMark {
				marks++
			}
		}
	}
	if marks < 6 { // one may be on two lines
		t.Errorf("%d marks for 6 hits", marks)
	}
	r.Find("")
	if n != 0 {
		t.Errorf("%d hits of nothing", n)
	}
	for _, s := range r.r.slots {
		for _, m := range s.marks {
			if m.kind != selMark {
				t.Error("a mark stays")
			}
		}
	}
}

func TestFindGoesWithEdits(t *testing.T) {
	src := "word one\n\nword two\n\nword three\n"
	r := read(t, src, 640, 700)
	tx := text.New(src)
	d := markdown.Parse(nil, tx, 0)
	r.SetDoc(d, heading())
	var at, n int
	r.OnFound = func(a, of int) { at, n = a, of }
	r.Find("word")
	r.FindStep(1)
	next, patch := tx.Apply(text.Edit{Start: len(src), End: len(src), New: "\nand a word more\n"})
	r.Shift(patch)
	known := r.found.known
	now := markdown.Parse(d, next, 0)
	r.SetDoc(now, heading())
	if at != 1 || n != 4 {
		t.Errorf("after an edit hit %d of %d, want 1 of 4", at, n)
	}
	for _, b := range now.List()[:3] {
		if _, ok := known[b]; !ok {
			t.Error("a block that was not changed is searched again")
		}
	}
}

func TestFindElsewhere(t *testing.T) {
	queue := make(chan func(), 8) // from several goroutines
	p := show(t, Options{Post: func(f func()) { queue <- f }}, 640, 500)
	p.SetDoc(page(t, long(1<<20)), Header{})
	(<-queue)() // it is cut up
	n := -1
	p.OnFound = func(_, of int) { n = of }
	p.Find("paragraph has")
	p.Find("quotation")
	first, second := <-queue, <-queue
	first()
	second()
	if want := strings.Count(long(1<<20), "quotation"); n != want {
		t.Errorf("%d hits, want %d: those of the newest search alone", n, want)
	}
}

func TestFoldMap(t *testing.T) {
	for _, c := range []struct{ words, query, want string }{
		{"Straße ẞ", "straße", "Straße"},
		{"İstanbul and istanbul", "and", "and"},
		{"İstanbul", "istanbul", "İstanbul"},
		{"KELVIN K sign", "k sign", "K sign"},
		{"a\u00a0b", "a b", "a\u00a0b"},
		{"x\xffy and more", "AND", "and"},
		{"ÄÖÜ äöü", "äöü", "ÄÖÜ"},
	} {
		hits := appendHits(nil, 0, 0, c.words, foldCase(c.query))
		if len(hits) == 0 {
			t.Errorf("%q is not found in %q", c.query, c.words)
			continue
		}
		if got := c.words[hits[0].from:hits[0].to]; got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.words, got, c.want)
		}
	}
}

// TestFindAsInTheText holds that the page finds what the text finds, whatever differs by case.
func TestFindAsInTheText(t *testing.T) {
	for _, c := range []struct {
		words, query string
		found        bool
	}{
		{"STRAẞE", "straße", true},
		{"Strasse", "straße", false},
		{"İstanbul", "istanbul", true},
		{"istanbul", "İSTANBUL", true},
		{"ısı", "isi", false},
		{"K is Kelvin", "k is", true},
		{"ſatz", "SATZ", true},
		{"ΌΛΟΣ όλος", "όλοσ", true},
		{"ǅ", "ǆ", true},
	} {
		var onPage []text.Range
		for _, h := range appendHits(nil, 0, 0, c.words, foldCase(c.query)) {
			onPage = append(onPage, text.Range{Start: h.from, End: h.to})
		}
		inText := slices.Collect(text.Query{Text: c.query, IgnoreCase: true}.All(text.New(c.words), 0))
		if !slices.Equal(onPage, inText) {
			t.Errorf("%q in %q is found at %v on the page, at %v in the text", c.query, c.words, onPage, inText)
		}
		if len(inText) > 0 != c.found {
			t.Errorf("%q in %q: found %v, want %v", c.query, c.words, inText, c.found)
		}
	}
}

// TestFindNaively compares with a search of each leaf's words.
func TestFindNaively(t *testing.T) {
	d := page(t, everything)
	for _, query := range []string{"the", "a", "e ", "management", "Ink", "footnote[1]", "1", "xyz", "\t"} {
		hits, _ := search(d, "The title", foldCase(query), nil)
		var got, want []string
		for _, h := range hits {
			got = append(got, fmt.Sprint(h.block, h.leaf, h.from))
		}
		each := func(i, leaf int, words string) {
			low, q := strings.ToLower(words), strings.ToLower(query)
			low, q = strings.NewReplacer("\t", " ", "\n", " ", "\u00a0", " ").Replace(low), strings.ReplaceAll(q, "\t", " ")
			for at := 0; ; {
				k := strings.Index(low[at:], q)
				if k < 0 {
					return
				}
				want = append(want, fmt.Sprint(i, leaf, at+k))
				at += k + len(q)
			}
		}
		each(-1, 0, "The title")
		for i, b := range d.From(0) {
			for leaf := range b.Leaves() {
				each(i, leaf, b.Leaf(leaf).Words())
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q is found at\n%v\nwant\n%v", query, got, want)
		}
	}
}
