package preview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/page"
)

func TestTaskBoxes(t *testing.T) {
	const src = "Words.\n\n- [ ] one\n- [x] two\n  - [ ] nested\n\n    1. [ ] numbered\n- plain\n\n> - [ ] quoted\n\nEnd[^n].\n\n[^n]: - [ ] noted\n"
	p := show(t, Options{}, 560, 900)
	p.SetDoc(parsed(t, src), page.Header{})
	var tasks, blocks []int
	p.OnTask = func(off int) { tasks = append(tasks, off) }
	p.OnBlock = func(off int) { blocks = append(blocks, off) }
	left, _ := p.col.Layouter.Sizes.Column(int(p.size.Width))
	box := func(words string) fyne.Position {
		for _, sh := range p.visible(nil) {
			u := p.col.Fragment(sh.fragment)
			for _, b := range u.Frame.Texts {
				if b.Text == words && u.Frame.Task.Width > 0 {
					return fyne.NewPos(float32(left+u.Frame.Task.X+u.Frame.Task.Width/2), float32(sh.y+u.Gap+u.Frame.Task.Y+u.Frame.Task.Height/2))
				}
			}
		}
		t.Fatalf("no box beside %q", words)
		return fyne.Position{}
	}
	for _, words := range []string{"one", "two", "nested", "numbered", "quoted"} {
		tasks = nil
		at := box(words)
		p.Tapped(&fyne.PointEvent{Position: at})
		if len(tasks) != 1 || len(blocks) > 0 {
			t.Fatalf("a click on the box of %q gives tasks %v and blocks %v", words, tasks, blocks)
		}
		line, _, _ := strings.Cut(src[tasks[0]:], "\n")
		if !strings.HasSuffix(line, words) {
			t.Errorf("the box of %q is of %q", words, line)
		}
		p.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
		if p.Cursor() != desktop.PointerCursor {
			t.Errorf("no pointer over the box of %q", words)
		}
	}
	at := box("one")
	tasks = nil
	p.Tapped(&fyne.PointEvent{Position: at.AddXY(60, 0)})
	if len(tasks) != 0 || len(blocks) != 1 {
		t.Errorf("a click on the words gives tasks %v and blocks %v", tasks, blocks)
	}
	p.Tapped(&fyne.PointEvent{Position: box("noted")})
	if len(tasks) != 0 {
		t.Errorf("a click in a note gives %v", tasks)
	}
	tx := text.New(src)
	_, patch := tx.Apply(text.Edit{Start: 0, End: 0, New: "More. "})
	shift(p, tx, patch)
	p.Tapped(&fyne.PointEvent{Position: at})
	if want := strings.Index(src, "- [ ] one") + 6; fmt.Sprint(tasks) != fmt.Sprint([]int{want}) {
		t.Errorf("after an edit a click gives %v, want %d", tasks, want)
	}
}
