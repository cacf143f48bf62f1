package library

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/storage/post"
)

// BenchmarkList sets a library of many posts, sorts it, types a letter into its search, and scrolls by rows of the wheel
// and by pages.
func BenchmarkList(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		items := make([]Item, n)
		for i := range items {
			day := time.Unix(int64(i)*86400/10, 0).UTC()
			items[n-1-i] = Item{
				Path: fmt.Sprintf("/home/writer/posts/%06d-post.md", i), Name: fmt.Sprintf("%06d-post.md", i), Title: fmt.Sprintf("Scalable Development Practices - Chapter %d", i*7919%n),
				Date: day.Format(time.DateOnly), When: day, Changed: day, Group: fmt.Sprint(day.Year()), Slug: "post", Status: post.Published, Words: 700,
			}
		}
		lib := Contents{Name: "Many", Items: items}
		none := Contents{Name: "None"}
		s, _ := newPanel(b)
		for name, do := range map[string]func(){
			"set":    func() { s.Set(none); s.Set(lib) },
			"title":  func() { s.SetOrder(Order{By: ByDate}); s.SetOrder(Order{By: ByTitle}) },
			"search": func() { s.Search.SetText("chapter 7"); s.update(); s.Search.SetText(""); s.update() },
			"scroll": func() { s.List.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -50)}) },
			"page":   func() { s.List.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) },
		} {
			s.Set(lib)
			b.Run(fmt.Sprint(name, "/", n), func(b *testing.B) {
				for b.Loop() {
					do()
				}
			})
		}
	}
}
