package preview

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
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
	shift(r.Pane, tx, patch)
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
	p.SetDoc(parsed(t, long(1<<20)), page.Header{})
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
