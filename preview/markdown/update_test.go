package markdown

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// TestUpdateHeadings types in texts whose headings ask for the same anchors.
func TestUpdateHeadings(t *testing.T) {
	growth.Alone(t)
	titles := []string{"foo", "foo 1", "foo-1", "foo-1-1", "bar", "Foo", "", "section", "*foo* 2", "1", "foo-"}
	r := rand.New(rand.NewPCG(1, 2))
	parts := 0
	for range 3000 {
		var src []string
		for range 2 + r.IntN(5) {
			switch r.IntN(4) {
			case 0:
				src = append(src, "some words")
			case 1:
				src = append(src, "> ## "+titles[r.IntN(len(titles))])
			default:
				src = append(src, "# "+titles[r.IntN(len(titles))])
			}
		}
		old := strings.Join(src, "\n\n")
		src[r.IntN(len(src))] = "# " + titles[r.IntN(len(titles))]
		now := strings.Join(src, "\n\n")
		d := Dialect{}.parse(nil, bodyOf(old)).update(bodyOf(now))
		if d == nil {
			continue
		}
		parts++
		if want := (Dialect{}).whole(bodyOf(now), nil); !sameDoc(d, want) {
			t.Fatalf("%q to %q: a part differs from the whole", old, now)
		}
	}
	if parts < 500 {
		t.Errorf("only %d of 3000 texts parsed in part", parts)
	}
}

// TestAnchorsMeet compares with a look at each anchor.
func TestAnchorsMeet(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	word := func() string {
		var b strings.Builder
		for range 1 + r.IntN(5) {
			b.WriteString([]string{"a", "b", "-", "-", "1", "0", "_", "é", "٣"}[r.IntN(9)])
		}
		return b.String()
	}
	for range 20_000 {
		var s anchorSet
		var list []string
		for range r.IntN(6) {
			if id := word(); !slices.Contains(list, id) {
				list = append(list, id)
				s = s.with(id)
			}
		}
		if len(list) > 1 {
			s, list = s.without(list[0]), list[1:]
		}
		base := word()
		want := slices.ContainsFunc(list, func(id string) bool { return numbered(id, base) || numbered(base, id) })
		if got := s.meets(base); got != want {
			t.Fatalf("%q meets one of %q: %v, want %v", base, list, got, want)
		}
	}
}

// TestUpdateFirst types into the heading that a text begins with, which must
// not cost a parse of all of it.
func TestUpdateFirst(t *testing.T) {
	growth.Alone(t)
	rest := "\n\n" + strings.Repeat("## Section of words\n\nwords and *more*\n\n", 5000)
	d := Dialect{}.parse(nil, bodyOf("# A title"+rest))
	for _, title := range []string{"# A titles", "x# A title", "# B"} {
		if n := d.update(bodyOf(title + rest)); n == nil || n.Len() < 10_000 {
			t.Errorf("%q: parsed whole", title)
		} else if !sameDoc(n, Dialect{}.whole(bodyOf(title+rest), nil)) {
			t.Errorf("%q: a part differs from the whole", title)
		}
	}
}

// TestUpdateBesideNotes types into a text that has footnotes, elsewhere.
func TestUpdateBesideNotes(t *testing.T) {
	growth.Alone(t)
	words := strings.Repeat("Words and *more*.\n\n", 3000)
	src := words + "A note[^a] and another[^b].\n\n" + words + "[^a]: The note.\n\n    It goes on.\n\n" + words + "[^b]: Another.\n"
	d := Dialect{}.parse(nil, bodyOf(src))
	if d.Block(d.Len()-1).Kind != Footnotes {
		t.Fatal("there are no footnotes")
	}
	edit := func(at int, s string, part bool) {
		t.Helper()
		now := src[:at] + s + src[at:]
		n := d.update(bodyOf(now))
		if (n != nil) != part {
			t.Errorf("%q at %d: parsed in part: %v", s, at, n != nil)
		}
		if n != nil && !sameDoc(n, Dialect{}.whole(bodyOf(now), nil)) {
			t.Errorf("%q at %d: a part differs from the whole", s, at)
		}
	}
	a, b := strings.Index(src, "[^a]:"), strings.Index(src, "[^b]:")
	for _, at := range []int{0, len(words) / 2, len(words) * 3 / 2, a + len(words)/2, a - 300} {
		edit(at, "x", true)
		edit(at, "\n\n# New\n\n", true)
		edit(at, "[^b]", false)
	}
	edit(strings.Index(src, "A note"), "x", false)
	edit(a, "x", false)
	edit(strings.Index(src, "It goes"), "x", false)
	edit(b+7, "x", false)
	edit(len(src), "\n\nx", false)
}

// checkSince asks that what two Docs are said to have in common is that, and
// all of it.
func checkSince(t *testing.T, d, old *Doc) {
	t.Helper()
	same, tail := d.Since(old)
	a, b := old.List(), d.List()
	if same+tail > min(len(a), len(b)) || !slices.Equal(a[:same], b[:same]) || !slices.Equal(a[len(a)-tail:], b[len(b)-tail:]) {
		t.Errorf("of %d and %d blocks %d at the start and %d at the end are not the same", len(a), len(b), same, tail)
		return
	}
	plain := *d
	plain.after = nil
	if n, m := plain.Since(old); same+tail != n+m {
		t.Errorf("of %d and %d blocks %d and %d are said to be the same, and %d and %d are", len(a), len(b), same, tail, n, m)
	}
}

// A Doc knows what it has in common with the one that it was made from, and
// looks for it in any other.
func TestSince(t *testing.T) {
	src := text.New(strings.Repeat("A paragraph.\n\n", 1000))
	first := Parse(nil, src, 0)
	src, _ = src.Apply(text.Edit{Start: 14 * 500, End: 14 * 500, New: "x"})
	second := Parse(first, src, 0)
	if second.after != first.name || second.same < 400 || second.tail < 400 {
		t.Errorf("it knows of %d and %d blocks", second.same, second.tail)
	}
	src, _ = src.Apply(text.Edit{Start: 14 * 200, End: 14 * 200, New: "x"})
	third := Parse(second, src, 0)
	for _, c := range []struct {
		d, old     *Doc
		same, tail int
	}{
		{second, first, 500, 499},
		{third, second, 200, 799},
		{third, first, 200, 499},
		{first, third, 200, 499},
		{third, third, 1000, 0},
		{third, nil, 0, 0},
		{third, &Doc{}, 0, 0},
		{&Doc{}, &Doc{}, 0, 0},
		{first, Parse(nil, src, 0), 0, 0},
	} {
		if same, tail := c.d.Since(c.old); same != c.same || tail != c.tail {
			t.Errorf("%d and %d, want %d and %d", same, tail, c.same, c.tail)
		}
	}
}
