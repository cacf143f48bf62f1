package editor

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"galley.app/galley/internal/clipboard"
	spaces "galley.app/galley/storage"
	"galley.app/galley/storage/export/imagefile/imagetest"
	"galley.app/galley/storage/trash"
)

// pixels is a PNG of that size.
func pixels(t testing.TB, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// picturesOf are the files below a library's assets folder.
func picturesOf(t testing.TB, dir string) (list []string) {
	t.Helper()
	_ = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, path)
			list = append(list, filepath.ToSlash(rel))
		}
		return nil
	})
	return list
}

// newPictured opens a library in which each post has a folder for its pictures.
func newPictured(t *testing.T, with ...func(*spaces.WorkspaceOptions)) (d *testWindow, assets string) {
	t.Helper()
	d = newTestWindow(t, map[string]string{
		"0001-marbles.md": strings.Replace(marbles, "One jar.", "One jar. ![Jar](/posts/0001/jar.png)", 1),
		"0002-roof.md":    "!! title: Roof\n!! slug: roof\n!! published: 2023-12-05\n!! description: A roof over the jar\n\n---\n\nRoof.\n\nMore.\n",
	}, with...)
	assets = d.beside("assets")
	if err := os.MkdirAll(filepath.Join(assets, "posts", "0001"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(assets, "posts", "0001", "jar.png"), pixels(t, 3), 0o666); err != nil {
		t.Fatal(err)
	}
	d.OpenFile(d.path("0002-roof.md"))
	d.until("the post is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Title() == "Roof" })
	d.posts.cur.s.Select(caretAt(d.posts.cur.s.Text().Len()))
	return d, assets
}

func outside(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// atCaret is the text of the open post, with | where the caret is.
func (d *testWindow) atCaret() string {
	s := d.posts.cur.s
	all := s.Text().String()
	at := s.Primary().Head
	return all[s.Start():at] + "|" + all[at:]
}

func TestDroppedPictures(t *testing.T) {
	d, assets := newPictured(t)
	one, two := outside(t, "Über uns #1.png", pixels(t, 4)), outside(t, "b.gif", []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01;"))
	was := d.posts.cur.s.Text().String()
	d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(one), storage.NewFileURI(two)})
	d.until("the pictures are in the text", func() bool { return strings.Contains(d.atCaret(), "roof-b.gif") })
	if got, want := d.atCaret(), "Roof.\n\nMore.\n![|](/posts/0002/roof-uber-uns-1.png)\n\n![](/posts/0002/roof-b.gif)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := strings.Join(picturesOf(t, assets), " "); got != "posts/0001/jar.png posts/0002/roof-b.gif posts/0002/roof-uber-uns-1.png" {
		t.Errorf("there are %s", got)
	}
	if note := d.status.Note.Text(); note != "2 pictures copied to assets/posts/0002." {
		t.Errorf("says %q", note)
	}
	// One undo takes both out, and offers to remove the copies; redo takes that back.
	d.command("Undo")
	if d.posts.cur.s.Text().String() != was || !strings.Contains(d.banner.text.Text(), "2 copies") {
		t.Errorf("after undo: %q, %q", d.atCaret(), d.banner.text.Text())
	}
	d.command("Redo")
	if d.banner.text.Text() != "" {
		t.Errorf("after redo: %q", d.banner.text.Text())
	}
	d.command("Undo")
	d.banner.act.OnTap()
	d.until("the copies are away, and the folder that was made for them", func() bool {
		_, err := os.Stat(filepath.Join(assets, "posts", "0002"))
		return err != nil && len(picturesOf(t, assets)) == 1
	})
	if _, err := os.Stat(one); err != nil {
		t.Error("the original is gone")
	}
	// Redo has the post show them again, so they are there again; undo offers to remove them once more.
	d.command("Redo")
	d.until("the copies are there again", func() bool { return strings.Contains(d.status.Note.Text(), "in the library again") })
	if got := strings.Join(picturesOf(t, assets), " "); got != "posts/0001/jar.png posts/0002/roof-b.gif posts/0002/roof-uber-uns-1.png" {
		t.Errorf("after redo there are %s", got)
	}
	d.command("Undo")
	if got := d.banner.text.Text(); !strings.Contains(got, "2 copies") {
		t.Errorf("after another undo: %q", got)
	}
	d.banner.act.OnTap()
	d.until("they are away again", func() bool { return len(picturesOf(t, assets)) == 1 })
	// Another file that took the name since is left alone, and told.
	taken := filepath.Join(assets, "posts", "0002", "roof-b.gif")
	if err := errors.Join(os.MkdirAll(filepath.Dir(taken), 0o777), os.WriteFile(taken, []byte("mine"), 0o666)); err != nil {
		t.Fatal(err)
	}
	d.command("Redo")
	d.until("it is told", func() bool { return strings.Contains(d.status.Note.Text(), "another file has this name now") })
	if got, _ := os.ReadFile(taken); string(got) != "mine" {
		t.Errorf("the other file holds %q", got)
	}
	d.Quit(t)
}

// A post that has no file yet gets its pictures where it will have them.
func TestPictureOfNewPost(t *testing.T) {
	d, assets := newPictured(t)
	d.command("New post")
	d.write("My tale")
	d.focusText()
	d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(outside(t, "a.png", pixels(t, 4)))})
	d.until("the picture is in the text", func() bool { return strings.Contains(d.atCaret(), "![|](/posts/0003/my-tale-a.png)") })
	if got := strings.Join(picturesOf(t, assets), " "); !strings.Contains(got, "posts/0003/my-tale-a.png") {
		t.Errorf("there are %s", got)
	}
}

// What is no picture is opened or refused, and what lies in the library is not copied.
func TestDroppedOthers(t *testing.T) {
	d, assets := newPictured(t)
	d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(filepath.Join(assets, "posts", "0001", "jar.png"))})
	d.until("the picture is in the text", func() bool { return strings.Contains(d.atCaret(), "![|](/posts/0001/jar.png)") })
	if n := len(picturesOf(t, assets)); n != 1 {
		t.Errorf("%d files", n)
	}
	d.command("Undo")
	if d.banner.text.Text() != "" {
		t.Errorf("a picture that was there before is offered to be removed: %q", d.banner.text.Text())
	}
	was := d.atCaret()
	d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(outside(t, "no.png", []byte("words")))})
	d.until("it is told", func() bool { return d.modal.Depth() > 0 })
	if d.atCaret() != was {
		t.Errorf("the text is %q", d.atCaret())
	}
	d.answer(fyne.KeyReturn)
	d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(d.path("0001-marbles.md"))})
	d.until("the post is opened", func() bool { return d.posts.cur.s.Title() == "Marbles" })
}

func TestPastedPicture(t *testing.T) {
	d, assets := newPictured(t)
	file := outside(t, "a b.png", pixels(t, 5))
	var there map[string]string
	d.picturing = nil
	d.o.Offers = func(uint32, time.Duration) (list []string, err error) {
		for _, name := range []string{clipboard.Files, clipboard.PNG, clipboard.HTML, clipboard.Text} {
			if there[name] != "" {
				list = append(list, name)
			}
		}
		return list, nil
	}
	d.o.ReadAs = func(_ uint32, name string, _ int, _ time.Duration) ([]byte, error) { return []byte(there[name]), nil }
	d.picturing = newPicturing(d.Window)
	paste := func() { d.area.TypedShortcut(&fyne.ShortcutPaste{}) }

	there = map[string]string{clipboard.PNG: string(pixels(t, 4))}
	paste()
	d.until("the picture is in the text", func() bool { return strings.HasSuffix(d.atCaret(), "![|](/posts/0002/roof-1.png)") })
	there = map[string]string{clipboard.PNG: string(pixels(t, 6)), clipboard.HTML: "<img src='http://x.org/a.png'>"}
	d.posts.cur.s.Select(caretAt(d.posts.cur.s.Text().Len()))
	d.posts.cur.s.Type("\n\n")
	paste()
	d.until("what a browser copies is in the text", func() bool { return strings.HasSuffix(d.atCaret(), "![|](/posts/0002/roof-2.png)") })
	d.posts.cur.s.Select(caretAt(d.posts.cur.s.Text().Len()))
	d.posts.cur.s.Type("\n\n")
	there = map[string]string{clipboard.Files: (&url.URL{Scheme: "file", Path: file}).String() + "\r\n", clipboard.Text: file}
	paste()
	d.until("the copied file is in the text", func() bool { return strings.HasSuffix(d.atCaret(), "![|](/posts/0002/roof-a-b.png)") })
	if n := len(picturesOf(t, assets)); n != 4 {
		t.Errorf("%d files", n)
	}
	// Words are words, though a program gives a picture of them too.
	d.o.App.Clipboard().SetContent("words")
	there = map[string]string{clipboard.PNG: string(pixels(t, 7)), clipboard.Text: "words"}
	paste()
	if !strings.Contains(d.atCaret(), "words|") {
		t.Errorf("the text is %q", d.atCaret())
	}
}

// A photograph is asked about once.
func TestPhotographs(t *testing.T) {
	d, assets := newPictured(t)
	whole, bare := imagetest.Photo(t, 1)
	drop := func(name string) {
		d.dropped(fyne.NewPos(-10, -10), []fyne.URI{storage.NewFileURI(outside(t, name, whole))})
	}
	drop("a.jpg")
	d.until("it is asked", func() bool { return d.modal.Depth() > 0 })
	d.answer(fyne.KeyEscape)
	if len(picturesOf(t, assets)) != 1 || d.settings.Photos != "ask" {
		t.Errorf("cancelled: %v", picturesOf(t, assets))
	}
	drop("b.jpg")
	d.until("it is asked again", func() bool { return d.modal.Depth() > 0 })
	d.answer(fyne.KeyReturn)
	d.until("it is in the text", func() bool { return strings.Contains(d.atCaret(), "roof-b.jpg") })
	drop("c.jpg")
	d.until("the next is in the text", func() bool {
		return strings.Contains(d.atCaret(), "roof-b-2.jpg") || strings.Contains(d.atCaret(), "roof-c.jpg")
	})
	if got, _ := os.ReadFile(filepath.Join(assets, "posts", "0002", "roof-b.jpg")); !bytes.Equal(got, bare) {
		t.Errorf("the copy has %d bytes, want %d", len(got), len(bare))
	}
}

func TestEditPicture(t *testing.T) {
	d, _ := newPictured(t)
	d.OpenFile(d.path("0001-marbles.md"))
	d.until("the post is open", func() bool { return d.posts.cur.s.Title() == "Marbles" })
	s := d.posts.cur.s
	at := strings.Index(s.Text().String(), "![Jar")
	s.Select(caretAt(at + 3))
	d.command("Edit picture")
	d.write("A “jar” [full]")
	d.key(fyne.KeyDown)
	d.write("Title")
	d.key(fyne.KeyReturn)
	if got := s.Text().String(); !strings.Contains(got, `![A “jar” [full]](/posts/0001/jar.png "Title")`) {
		t.Errorf("%q", got)
	}
	d.command("Undo")
	if got := s.Text().String(); !strings.Contains(got, `![Jar](/posts/0001/jar.png)`) {
		t.Errorf("undone: %q", got)
	}
	s.Select(caretAt(s.Start()))
	d.command("Edit picture")
	if d.modal.Depth() != 0 || !strings.HasPrefix(d.status.Note.Text(), "There is no picture") {
		t.Errorf("says %q", d.status.Note.Text())
	}
}

// Pictures that no post shows go to the trash, and come back.
func TestUnusedPictures(t *testing.T) {
	can := &trash.Can{Home: filepath.Join(t.TempDir(), "Trash")}
	d, assets := newPictured(t, func(o *spaces.WorkspaceOptions) { o.Trash = can })
	spare := filepath.Join(assets, "posts", "0001", "spare.png")
	if err := os.WriteFile(spare, pixels(t, 9), 0o666); err != nil {
		t.Fatal(err)
	}
	d.command("Pictures of the library")
	d.until("they are listed", func() bool {
		d.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
		d.write(" ")
		d.key(fyne.KeyDelete)
		_, err := os.Stat(spare)
		return err != nil
	})
	if n := len(picturesOf(t, assets)); n != 1 {
		t.Errorf("%d pictures are left", n)
	}
	d.until("it is offered to put it back", func() bool { return strings.Contains(d.banner.text.Text(), "1 picture moved") })
	d.key(fyne.KeyEscape)
	d.banner.act.OnTap()
	d.until("it is back", func() bool { _, err := os.Stat(spare); return err == nil })
}

// A picture is chosen by the keyboard: a folder by its path, a name by some letters of it, Escape for none.
func TestPictureIsChosen(t *testing.T) {
	d, _ := newPictured(t)
	from := t.TempDir()
	for _, name := range []string{"garden.png", "house.png"} {
		if err := os.WriteFile(filepath.Join(from, name), pixels(t, 4), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	was := d.atCaret()
	d.command("Image")
	d.write(filepath.Join(from, "none.png"))
	d.key(fyne.KeyReturn) // which is not there
	if d.modal.Depth() != 1 || d.atCaret() != was {
		t.Fatalf("a picture that is not there: %d open, %q", d.modal.Depth(), d.atCaret())
	}
	d.key(fyne.KeyEscape) // takes away what was typed
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 || d.atCaret() != was {
		t.Fatalf("after Escape: %d open, %q", d.modal.Depth(), d.atCaret())
	}
	d.command("Image")
	d.write(from)
	d.key(fyne.KeyReturn)
	d.until("the folder is listed", func() bool { words, _ := d.over(); return strings.Contains(words, from) })
	d.write("hous")
	d.key(fyne.KeyReturn)
	d.until("the picture is in the text", func() bool { return strings.Contains(d.atCaret(), "![|](/posts/0002/roof-house.png)") })
	if d.modal.Depth() != 0 {
		t.Error("the dialog is still open")
	}
	d.command("Image") // the folder that was chosen from last
	d.until("the folder is listed again", func() bool { words, _ := d.over(); return strings.Contains(words, from) })
	d.key(fyne.KeyEscape)
}
