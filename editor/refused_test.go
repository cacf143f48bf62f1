package editor

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"
)

// TestRefusedSave saves to a disk that does not take it, in each way that there is: the question has the way out, the
// text stays changed until it is taken, and then the words are in the file.
func TestRefusedSave(t *testing.T) {
	want := strings.Replace(marbles, "One jar", "WordOne jar", 1)
	fill := func(err error) func(d *testWindow) { return func(d *testWindow) { d.disk.fill(err) } }
	for name, c := range map[string]struct {
		fault  func(d *testWindow)
		says   string
		main   string
		others []string
		answer func(d *testWindow) // way out, after which the words are in at
		at     string
	}{
		"full disk": {
			fill(syscall.ENOSPC), "no space left", "Try again",
			[]string{"Save as…", "Later"},
			func(d *testWindow) { d.disk.fill(nil); d.key(fyne.KeyReturn) }, "marbles.md",
		},
		"quota": {
			fill(syscall.EDQUOT), "quota", "Try again",
			[]string{"Save as…"},
			func(d *testWindow) { d.disk.fill(nil); d.key(fyne.KeyReturn) }, "marbles.md",
		},
		"still full": {
			fill(syscall.ENOSPC), "no space left", "Try again",
			[]string{"Save as…"},
			func(d *testWindow) {
				d.key(fyne.KeyReturn)
				d.until("it is asked again", func() bool { return d.modal.Depth() == 1 })
				d.disk.fill(nil)
				d.key(fyne.KeyReturn)
			}, "marbles.md",
		},
		"folder that may not be written": {
			fill(fs.ErrPermission), "permission", "Save as…",
			[]string{"Try again", "Later"},
			func(d *testWindow) { d.disk.fill(nil); d.elsewhere("other.md") }, "other.md",
		},
		"read-only disk": {
			fill(syscall.EROFS), "read-only file system", "Save as…",
			[]string{"Try again"},
			func(d *testWindow) { d.disk.fill(nil); d.elsewhere("other.md") }, "other.md",
		},
		"rights that come back": {
			fill(fs.ErrPermission), "permission", "Save as…",
			[]string{"Try again"},
			func(d *testWindow) { d.disk.fill(nil); d.key(fyne.KeyRight); d.key(fyne.KeyReturn) }, "marbles.md",
		},
		"name too long": {
			fill(syscall.ENAMETOOLONG), "file name too long", "Save as…",
			[]string{"Try again"},
			func(d *testWindow) { d.disk.fill(nil); d.elsewhere("short.md") }, "short.md",
		},
		"folder gone": {
			func(d *testWindow) { d.away() }, "is not there any more", "Make the folder again",
			[]string{"Try again", "Save as…", "Later"},
			func(d *testWindow) { d.key(fyne.KeyReturn) }, "marbles.md",
		},
		"folder that comes back": {
			func(d *testWindow) { d.away() }, "is not there any more", "Make the folder again",
			[]string{"Try again"},
			func(d *testWindow) {
				if err := os.Rename(d.beside("away"), d.dir); err != nil {
					t.Fatal(err)
				}
				d.key(fyne.KeyRight)
				d.key(fyne.KeyReturn)
			}, "marbles.md",
		},
		"file replaced by a folder": {
			func(d *testWindow) {
				d.remove("marbles.md")
				if err := os.Mkdir(d.path("marbles.md"), 0o755); err != nil {
					t.Fatal(err)
				}
			}, "a folder and not an ordinary file", "Save as…",
			[]string{"Try again"},
			func(d *testWindow) { d.elsewhere("other.md") }, "other.md",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newTestWindow(t, one())
			d.write("Word")
			c.fault(d)
			d.command("Save")
			d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
			words, buttons := d.over()
			if !strings.Contains(words, "“Marbles” could not be saved") || !strings.Contains(words, c.says) {
				t.Errorf("it says %q", words)
			}
			if buttons[len(buttons)-1].Label != c.main {
				t.Errorf("the main answer is %q", buttons[len(buttons)-1].Label)
			}
			for _, label := range c.others {
				d.wantAnswer(label)
			}
			if !d.posts.cur.s.Dirty() {
				t.Error("it is taken for saved")
			}
			c.answer(d)
			d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
			if got := d.file(c.at); got != want || d.modal.Depth() != 0 {
				t.Errorf("%s holds %q, %d questions", c.at, got, d.modal.Depth())
			}
		})
	}
}

// away moves the library's folder, as who unmounts a disk or tidies up.
func (d *testWindow) away() {
	d.t.Helper()
	if err := os.Rename(d.dir, d.beside("away")); err != nil {
		d.t.Fatal(err)
	}
}

// elsewhere answers with the main answer, Save as, and gives another name.
func (d *testWindow) elsewhere(name string) {
	d.key(fyne.KeyReturn)
	d.write(strings.TrimSuffix(name, filepath.Ext(name))) // which takes the place of the name's
	d.key(fyne.KeyReturn)
}

// TestRefusedSaveOfANewPost has no folder for a post that was never saved.
func TestRefusedSaveOfANewPost(t *testing.T) {
	d := newTestWindow(t, one())
	d.newPost()
	d.write("New")
	d.posts.cur.s.SetField("slug", "new")
	d.away()
	d.command("Save")
	d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
	d.wantAnswer("Make the folder again")
	d.key(fyne.KeyReturn)
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	if d.file("wip-new.md") == "" {
		t.Errorf("the folder holds %q", d.files())
	}
}
