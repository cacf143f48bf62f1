package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestUpdateHeadings types in texts whose headings ask for the same anchors.
func TestUpdateHeadings(t *testing.T) {
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
		if want := (Dialect{}).whole(bodyOf(now)); !sameDoc(d, want) {
			t.Fatalf("%q to %q: a part differs from the whole", old, now)
		}
	}
	if parts < 500 {
		t.Errorf("only %d of 3000 texts parsed in part", parts)
	}
}

// TestUpdateFirst types into the heading that a text begins with, which must
// not cost a parse of all of it.
func TestUpdateFirst(t *testing.T) {
	rest := "\n\n" + strings.Repeat("## Section of words\n\nwords and *more*\n\n", 5000)
	d := Dialect{}.parse(nil, bodyOf("# A title"+rest))
	for _, title := range []string{"# A titles", "x# A title", "# B"} {
		if n := d.update(bodyOf(title + rest)); n == nil || len(n.Blocks) < 10_000 {
			t.Errorf("%q: parsed whole", title)
		} else if !sameDoc(n, Dialect{}.whole(bodyOf(title+rest))) {
			t.Errorf("%q: a part differs from the whole", title)
		}
	}
}
