package preview

import (
	"strings"
	"testing"

	"galley.app/galley/assets"
	"galley.app/galley/preview/page"
)

// inks lists the colours of the page's code.
func inks(p *Pane) map[string]bool {
	list := map[string]bool{}
	for _, u := range p.col.Fragments.From(0) {
		if u.Kind == page.CodeFragment && u.Frame != nil {
			for _, b := range u.Frame.Texts {
				list[string(b.Role)] = true
			}
		}
	}
	return list
}

func TestColoursArrive(t *testing.T) {
	q := make(posts, 64)
	p := show(t, Options{Post: q.post}, 600, 600)
	src := "One.\n\n```go\nfunc f() string { return \"a\" } // b\n```\n\nTwo.\n"
	p.SetDoc(parsed(t, src), heading())
	if got := inks(p); len(got) != 1 || !got[string(assets.RoleInk)] {
		t.Fatalf("before they are found the colours are %v", got)
	}
	q.settle(func() bool { return len(inks(p)) == 5 })
	if got := inks(p); len(got) != 5 || !got[string(assets.RoleKeyword)] || !got[string(assets.RoleMuted)] {
		t.Errorf("the colours are %v", got)
	}

	// After an edit the code is not without colours until the new ones come.
	p.SetDoc(parsed(t, strings.Replace(src, "\"a\"", "\"ab\"", 1)), heading())
	if got := inks(p); len(got) != 5 {
		t.Errorf("after an edit the colours are %v", got)
	}
}
