package editor

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
)

// menuRows are the rows of a menu, or of a submenu of it, by their titles.
func (d *testWindow) menuRows(menu string, subs ...string) map[string]control.MenuItem {
	d.t.Helper()
	rows := d.commands.items(menu, "")
	for _, sub := range subs {
		i := slices.IndexFunc(rows, func(it control.MenuItem) bool { return it.Title == sub && it.Sub != nil })
		if i < 0 {
			d.t.Fatalf("%s has no submenu %q", menu, sub)
		}
		rows = rows[i].Sub()
	}
	byTitle := map[string]control.MenuItem{}
	for _, it := range rows {
		byTitle[it.Title] = it
	}
	return byTitle
}

// No menu is higher than a window of 600 pixels, and each command is in one.
func TestMenusFit(t *testing.T) {
	d := newTestWindow(t, one())
	inMenus := map[string]bool{}
	for i, title := range d.menus.bar.Titles {
		d.menus.bar.ShowMenu(i, true)
		top := d.win.Canvas().Overlays().Top()
		var list *control.List
		for _, o := range test.LaidOutObjects(top) {
			if l, ok := o.(*control.List); ok {
				list = l
			}
		}
		if list == nil || list.Size().Height > 600-31 || list.Size().Height < list.MinSize().Height {
			t.Errorf("the menu %s is not seen whole in a window of 600 pixels: %v of %v", title, list.Size(), list.MinSize())
		}
		d.key(fyne.KeyEscape)
		for _, it := range d.commands.items(title, "") {
			if it.Sub == nil {
				inMenus[it.Title] = true
				continue
			}
			for _, it := range it.Sub() {
				inMenus[it.Title] = true
			}
		}
	}
	for _, x := range d.commands.all {
		if x.do != nil && !inMenus[x.inMenu()] {
			t.Errorf("no menu has %q", x.name)
		}
	}
}

// What is ticked, grey and called otherwise follows what the menus are about.
func TestMenusShowState(t *testing.T) {
	d := newTestWindow(t, one())
	d.focusText()
	tick := func(title, menu string, subs ...string) bool {
		return d.menuRows(menu, subs...)[title].Tick == control.Ticked
	}
	off := func(title, menu string, subs ...string) bool {
		t.Helper()
		it, ok := d.menuRows(menu, subs...)[title]
		if !ok {
			t.Fatalf("%s has no %q", menu, title)
		}
		return it.Off
	}
	for _, x := range []struct {
		command string
		is      func() bool
		note    string
	}{
		{"Typewriter scrolling", func() bool { return tick("Typewriter scrolling", "View") }, "typewriter scrolling is ticked"},
		{"Book face", func() bool {
			return tick("Book face", "View", "Typeface") && !tick("Typewriter face", "View", "Typeface")
		}, "the book face is ticked"},
		{"Dark theme", func() bool { return tick("Dark theme", "View", "Theme") && !tick("System theme", "View", "Theme") }, "the dark theme is ticked"},
		{"Show card", func() bool { return tick("Show card", "Preview") && !tick("Show page", "Preview") }, "the card is ticked"},
		{"Phone width", func() bool { return tick("Phone width", "Preview") && tick("Show page", "Preview") }, "the phone's width is ticked"},
		{"Toggle library", func() bool { _, ok := d.menuRows("View")["Show library"]; return ok }, "the library can be shown"},
		{"Toggle source", func() bool { _, ok := d.menuRows("View")["Hide source"]; return ok }, "the source can be hidden"},
	} {
		if x.is() {
			t.Errorf("before %q: %s", x.command, x.note)
		}
		d.command(x.command)
		if !x.is() {
			t.Errorf("after %q it is not so that %s", x.command, x.note)
		}
	}
	d.command("Toggle source")

	if !off("Save", "File") || !off("Undo", "Edit") || !off("Publish…", "Post") || off("Back to draft…", "Post") || !off("Add row", "Format", "Table") {
		t.Error("an unchanged published post can be saved, undone or published, or a row added outside of a table")
	}
	s := d.posts.cur.s
	s.Replace(s.Text().String() + "\n| a | b |\n| --- | --- |\n| c | d |\n")
	s.Select(caretAt(s.Text().Len() - 3))
	if off("Save", "File") || off("Undo", "Edit") || !off("Redo", "Edit") || off("Add row", "Format", "Table") {
		t.Error("a changed post cannot be saved or undone, or its table has no rows")
	}
	if !d.menuRows("Go")["Next open post"].Off {
		t.Error("there is another open post")
	}
	d.command("New post")
	if d.menuRows("Go")["Next open post"].Off {
		t.Error("there is no other open post")
	}
	if !off("Reschedule…", "Post") || !off("Show in folder", "Post") || off("Save", "File") {
		t.Error("a post that has no file is taken for one that has")
	}
}

// Cut and Copy ask what was selected where the keys were before the menu opened.
func TestMenuOfSelection(t *testing.T) {
	d := newTestWindow(t, one())
	d.focusText()
	open := func() bool {
		d.menus.bar.ShowMenu(1, true)
		off := d.menuRows("Edit")["Cut"].Off
		d.key(fyne.KeyEscape)
		if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
			t.Error("the keys are not in the text again")
		}
		return !off
	}
	if open() {
		t.Error("nothing is selected and can be cut")
	}
	d.command("Select all")
	if !open() {
		t.Error("what is selected cannot be cut")
	}
}

// Posts and folders that were open lately are in a submenu and open from there.
func TestRecentMenu(t *testing.T) {
	files := one()
	files["b.md"] = strings.ReplaceAll(marbles, "Marbles", "B")
	d := newTestWindow(t, files)
	other := filepath.Join(filepath.Dir(d.dir), "other")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	d.settings.Recent = []string{d.dir, other}
	d.OpenFile(d.path("b.md"))
	d.until("B is open", func() bool { return d.win.Title() == "B — Galley" })
	d.OpenFile(d.path("marbles.md"))
	d.until("Marbles is open", func() bool { return d.win.Title() == "Marbles — Galley" })
	d.keepState()
	rows := d.menuRows("File", "Recent")
	if _, ok := rows["Marbles"]; ok {
		t.Error("the post that is open is one of the recent ones")
	}
	rows["B"].Do()
	d.until("B is open", func() bool { return d.win.Title() == "B — Galley" })
	for title, it := range rows {
		if strings.HasPrefix(title, "other — ") {
			it.Do()
		}
	}
	d.until("the folder is open", func() bool { return d.side.lib.Dir == other })
}

// The menu bar is away in focus mode, and back while one of its menus is open.
func TestMenuBarInFocusMode(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Focus mode")
	if d.menus.bar.Visible() || d.main.Position() != (fyne.Position{}) {
		t.Error("the menu bar is there in focus mode")
	}
	d.area.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF10})
	if !d.menus.bar.Visible() || !d.menus.bar.IsOpen() {
		t.Error("F10 opens no menu in focus mode")
	}
	d.key(fyne.KeyEscape)
	if d.menus.bar.Visible() || !d.panes.Only {
		t.Error("the menu bar stays in focus mode, or Escape left that too")
	}
	d.command("Focus mode")
	if !d.menus.bar.Visible() {
		t.Error("the menu bar does not come back")
	}
}

// The context menu has what belongs to the place, and the sheet of shortcuts every key.
func TestMenusOfPlaces(t *testing.T) {
	files := one()
	body := "# Top\n\nwords\n\n- item\n\n3. third\n\n| a | b |\n| --- | --- |\n| c | d |\n"
	files["marbles.md"] = strings.Replace(marbles, "One jar.\n", body, 1)
	d := newTestWindow(t, files)
	for place, want := range map[string]string{
		"words": "Format, Insert", "Top": "Heading, Folding, Format, Insert", "item": "List, Format, Insert", "third": "List, Format, Insert", "d |": "Table, Format, Insert",
	} {
		d.caretTo(strings.LastIndex(d.posts.cur.s.Text().String(), place))
		var titles []string
		for _, it := range d.commands.placeMenu(&d.edits) {
			titles = append(titles, it.Title)
			if len(it.Sub()) == 0 {
				t.Errorf("at %q the menu %s is empty", place, it.Title)
			}
		}
		if got := strings.Join(titles, ", "); got != want {
			t.Errorf("at %q the menu has %s, want %s", place, got, want)
		}
	}
	d.area.ShowMenu()
	d.key(fyne.KeyUp) // the last row
	d.key(fyne.KeyUp) // Format
	d.key(fyne.KeyRight)
	d.key(fyne.KeyReturn)
	if !strings.Contains(d.posts.cur.s.Text().String(), "**") {
		t.Errorf("the context menu made nothing bold: %q", d.posts.cur.s.Text().String())
	}
	d.area.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF1})
	said := map[string]bool{}
	for _, o := range test.LaidOutObjects(d.win.Canvas().Overlays().Top()) {
		if x, ok := o.(*canvas.Text); ok {
			said[x.Text] = true
		}
	}
	for _, x := range d.commands.all {
		if x.keys != "" && !said[x.keys] {
			t.Errorf("the sheet does not say %s of %q", x.keys, x.name)
		}
	}
	d.key(fyne.KeyF1)
	if d.modal.Depth() > 0 {
		t.Error("F1 does not take the sheet away")
	}
}

// The toolbar does commands, leaves the keys in the text, says what its buttons do, and is away where it is not wanted.
func TestToolbar(t *testing.T) {
	d := newTestWindow(t, one())
	d.command("Select all")
	for _, o := range d.menus.tools.Objects {
		b := o.(*control.Button)
		if b.Tip == "" {
			t.Errorf("the button with the icon %s has no tip", b.Icon)
		}
		if b.Icon == "bold" {
			b.Tapped(nil)
		}
	}
	d.wantBody("**One jar.**\n")
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("a button of the toolbar took the keys")
	}
	d.menus.tools.Objects[0].(*control.Button).Tapped(nil)
	d.key(fyne.KeyDown)
	d.key(fyne.KeyDown)
	d.key(fyne.KeyReturn)
	d.wantBody("## **One jar.**\n")
	top := d.area.Position().Y
	for _, name := range []string{"Focus mode", "Toolbar"} {
		d.command(name)
		if d.menus.tools.Visible() {
			t.Errorf("the toolbar is there after %q", name)
		}
		if name == "Toolbar" && d.area.Position().Y >= top {
			t.Error("its place stays free")
		}
		d.command(name)
		if !d.menus.tools.Visible() || d.area.Position().Y != top {
			t.Errorf("the toolbar is not back after %q", name)
		}
	}
}

// Every icon of the window's bars says below itself what it is for.
func TestIconsHaveTips(t *testing.T) {
	d := newTestWindow(t, one())
	d.tips.Leave()
	all := slices.Concat(d.preview.Buttons(), d.find.Buttons())
	if len(all) < 16 {
		t.Fatalf("there are %d buttons", len(all))
	}
	for _, b := range all {
		said := d.note()
		b.MouseIn(&desktop.MouseEvent{})
		if b.Tip == "" || d.note() != said {
			t.Errorf("%q %s says its tip in the status bar, or none", b.Label, b.Icon)
		}
		b.MouseOut()
	}
}
