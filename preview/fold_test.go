package preview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// visibleWords are the words on screen.
func visibleWords(p *Pane) string {
	var list []string
	for _, sh := range p.r.shown {
		for _, b := range p.col.unit(sh.unit).frame.texts {
			list = append(list, strings.Fields(b.s)...)
		}
	}
	return strings.Join(list, " ")
}

func TestDetails(t *testing.T) {
	p := show(t, Options{}, 560, 900)
	src := "<details><summary>Outer</summary>\n\nOne.\n\n<details open>\n<summary>Inner</summary>\nTwo.\n</details>\n\n- Three\n\n</details>\n\nAfter.\n"
	check := func(want string) {
		t.Helper()
		if got := visibleWords(p); got != want {
			t.Errorf("on screen is %q, want %q", got, want)
		}
		sum := 0
		for _, u := range p.col.units.From(0) {
			sum += u.height
		}
		if sum != p.col.y(p.col.units.Len()) {
			t.Errorf("heights sum up to %d, the tree says %d", sum, p.col.y(p.col.units.Len()))
		}
	}
	click := func(words string) {
		t.Helper()
		left, _ := p.column()
		for _, sh := range p.r.shown {
			u := p.col.unit(sh.unit)
			if u.fold == nil {
				continue
			}
			for _, b := range u.frame.texts {
				if b.s == words {
					p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(float32(left+b.x+2), float32(sh.y+u.gap+b.y+4))})
					return
				}
			}
		}
		t.Fatalf("no summary %q on screen", words)
	}
	p.SetDoc(page(t, src), Header{})
	check("▶ Outer After.")
	click("Outer")
	check("▼ Outer One. ▼ Inner Two. Three After.")
	click("Inner")
	check("▼ Outer One. ▶ Inner Three After.")

	// Typing leaves open what is open, and closed what is closed.
	p.SetDoc(page(t, strings.Replace(src, "One.", "One and a half.", 1)), Header{})
	check("▼ Outer One and a half. ▶ Inner Three After.")
	click("Outer")
	p.SetDoc(page(t, strings.Replace(src, "After.", "After all.", 1)), Header{})
	check("▶ Outer After all.")

	// The block that the writer is at work in is not hidden.
	p.Active(strings.Index(src, "Three"))
	check("▼ Outer One. ▶ Inner Three After all.")

	// What has no end goes on to the page's.
	p.SetDoc(page(t, "A\n\n<details>\n\nB\n\nC\n"), Header{})
	check("A ▶ Details")
	p.SetDoc(page(t, "A\n\n</details>\n\nB\n"), Header{})
	check("A B")
}
