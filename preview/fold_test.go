package preview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/preview/page"
)

// visibleWords are the words on screen.
func visibleWords(p *Pane) string {
	var list []string
	for _, sh := range p.r.shown {
		for _, b := range p.col.Fragment(sh.fragment).Frame.Texts {
			list = append(list, strings.Fields(b.Text)...)
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
		for _, u := range p.col.Fragments.From(0) {
			sum += u.Height
		}
		if sum != p.col.Y(p.col.Fragments.Len()) {
			t.Errorf("heights sum up to %d, the tree says %d", sum, p.col.Y(p.col.Fragments.Len()))
		}
	}
	click := func(words string) {
		t.Helper()
		left, _ := p.column()
		for _, sh := range p.r.shown {
			u := p.col.Fragment(sh.fragment)
			if u.Details == nil {
				continue
			}
			for _, b := range u.Frame.Texts {
				if b.Text == words {
					p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(float32(left+b.X+2), float32(sh.y+u.Gap+b.Y+4))})
					return
				}
			}
		}
		t.Fatalf("no summary %q on screen", words)
	}
	p.SetDoc(parsed(t, src), page.Header{})
	check("▶ Outer After.")
	click("Outer")
	check("▼ Outer One. ▼ Inner Two. Three After.")
	click("Inner")
	check("▼ Outer One. ▶ Inner Three After.")

	// Typing leaves open what is open, and closed what is closed.
	p.SetDoc(parsed(t, strings.Replace(src, "One.", "One and a half.", 1)), page.Header{})
	check("▼ Outer One and a half. ▶ Inner Three After.")
	click("Outer")
	p.SetDoc(parsed(t, strings.Replace(src, "After.", "After all.", 1)), page.Header{})
	check("▶ Outer After all.")

	// The block that the writer is at work in is not hidden.
	p.Active(strings.Index(src, "Three"))
	check("▼ Outer One. ▶ Inner Three After all.")

	// What has no end goes on to the page's.
	p.SetDoc(parsed(t, "A\n\n<details>\n\nB\n\nC\n"), page.Header{})
	check("A ▶ Details")
	p.SetDoc(parsed(t, "A\n\n</details>\n\nB\n"), page.Header{})
	check("A B")
}
