package editor

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/clipboard"
)

// A picture goes where it was dropped or pasted, however long the disk or the program
// takes that has it, and whatever is typed meanwhile: there, before and behind. The
// writer's caret stays where it is.
func TestLatePictures(t *testing.T) {
	const body = "One.\n\nTwo.\n\nThree."
	for _, way := range []string{"dropped", "pasted", "pasted file"} {
		for _, c := range []struct {
			name string
			do   func(d *testWindow)
			want string
		}{
			{"nothing typed", func(*testWindow) {}, "One.\n\nTwo.![|](P)\n\nThree."},
			{"typed there", func(d *testWindow) { d.write(" And then") }, "One.\n\nTwo.![](P) And then|\n\nThree."},
			{"typed before", func(d *testWindow) { d.caretIn("One.", 0); d.write("Zero. ") }, "Zero. |One.\n\nTwo.![](P)\n\nThree."},
			{"typed behind", func(d *testWindow) { d.caretIn("Three.", 6); d.write(" Four.") }, "One.\n\nTwo.![](P)\n\nThree. Four.|"},
			{"gone elsewhere", func(d *testWindow) { d.caretIn("One.", 2) }, "On|e.\n\nTwo.![](P)\n\nThree."},
			{"typed and taken back", func(d *testWindow) { d.write("x"); d.command("Undo") }, "One.\n\nTwo.![|](P)\n\nThree."},
		} {
			t.Run(way+" "+c.name, func(t *testing.T) {
				d, _ := newPictured(t)
				s := d.posts.cur.s
				s.Apply(text.Other, nil, text.Edit{Start: s.Start(), End: s.Text().Len(), New: body})
				d.focusText()
				d.caretIn("Two.", 4)
				d.opening.patience = 0
				file := outside(t, "a.png", pixels(t, 4))
				answers := make(chan struct{})
				d.o.Offers = func(uint32, time.Duration) ([]string, error) {
					if way == "pasted" {
						return []string{clipboard.PNG}, nil
					}
					return []string{clipboard.Files}, nil
				}
				d.o.ReadAs = func(_ uint32, name string, _ int, _ time.Duration) ([]byte, error) {
					if name == clipboard.Files {
						return []byte("file://" + file + "\n"), nil
					}
					<-answers
					return pixels(t, 4), nil
				}
				d.picturing = newPicturing(d.Window)
				if way == "dropped" {
					d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(file)})
				} else {
					d.area.TypedShortcut(&fyne.ShortcutPaste{})
				}
				c.do(d) // nothing that was asked for is heard of before
				close(answers)
				d.until("the picture is in the text", func() bool { return strings.Contains(s.Text().String(), "![](/") })
				got := d.atCaret()
				for _, name := range []string{"/posts/0002/roof-a.png", "/posts/0002/roof-1.png"} {
					got = strings.ReplaceAll(got, name, "P")
				}
				if got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
				if said := strings.Contains(d.status.Said, "Now say what it shows"); said != strings.Contains(c.want, "![|]") {
					t.Errorf("it is said %q", d.status.Said)
				}
			})
		}
	}
}

// caretIn puts the caret at a place in the first of some words.
func (d *testWindow) caretIn(words string, at int) {
	s := d.posts.cur.s
	s.Select(caretAt(strings.Index(s.Text().String(), words) + at))
}
