//go:build linux

package windowtest

import (
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// tipped moves the pointer to a part and waits for what is said of it.
func (d *place) tipped(name, tip string) {
	d.t.Helper()
	d.Move(d.still(name))
	d.part("words/" + tip)
}

// TestWindowTips rests the pointer on icons of the bars, of the form and of a dialog, and on a row that is cut: each says
// in words what it is.
func TestWindowTips(t *testing.T) {
	d := lay(t)
	long := "A title that is much too long for a row of a palette, since it goes on and on about what might have been said in half as many words or fewer"
	d.write(filepath.Join(d.dir, "0100-long.md"), "!! title: "+long+"\n!! slug: long\n!! published: 2020-01-02\n\n---\n\nWords.\n")
	d.open(xwindow.Options{Args: []string{d.sample}})
	d.waitPost(sampleTitle)
	d.tipped("button/Italic (Ctrl+I)", "Italic (Ctrl+I)")
	d.tipped(`button/Show or hide the library (Ctrl+\)`, `Show or hide the library (Ctrl+\)`)
	d.tipped("button/Page on a phone, 390 pixels wide", "Page on a phone")
	d.tipped("button/Fold the form", "Fold the form")
	d.Key("ctrl+p")
	d.part("palette")
	d.Type("much too long")
	shown := cutRow(d, long)
	rest := strings.TrimPrefix(long, strings.TrimSuffix(shown, "…"))
	d.Move(d.at("row/" + shown))
	xwindow.Wait(t, "the rest of the title", func() bool {
		all, err := d.Regions()
		return err == nil && slices.ContainsFunc(all, func(r xwindow.Region) bool {
			return len(r.Words) > 3 && strings.HasSuffix(rest, strings.TrimSpace(r.Words)) // the last line of the tip
		})
	})
	d.Key("Escape")
	d.gone("palette")
	command("Image")(d)
	d.tipped("button/Up one folder (Alt+Up)", "Up one folder (Alt+Up)")
}

// cutRow waits for the row that begins as words do and is shortened, and returns what it shows.
func cutRow(d *place, words string) (shown string) {
	d.t.Helper()
	xwindow.Wait(d.t, "a shortened row", func() bool {
		all, err := d.Regions()
		if err != nil {
			return false
		}
		for _, r := range all {
			if s, ok := strings.CutSuffix(r.Words, "…"); ok && s != "" && strings.HasPrefix(words, s) && strings.HasSuffix(r.Kinds, "control.Overlay/control.List/text") {
				shown = r.Words
			}
		}
		return shown != ""
	})
	return shown
}

// TestWindowShortcutsSheet opens the sheet of shortcuts: columns by menu, which words narrow, and a page to print.
func TestWindowShortcutsSheet(t *testing.T) {
	home := t.TempDir()
	d := lay(t).open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	d.Key("F1")
	d.part("button/Print…")
	file, format := d.part("words/Quick open"), d.part("words/Heading 1")
	if file.Min.X == format.Min.X {
		t.Errorf("commands of File and Format stand in one column: %v, %v", file, format)
	}
	d.Type("typewr")
	xwindow.Wait(t, "the others to go", func() bool { return find(t, d.Window, "words/Quick open").Empty() })
	d.part("words/Typewriter scrolling")
	d.Click(d.at("button/Print…"), 1)
	xwindow.Wait(t, "the page to print", func() bool {
		found := false
		_ = filepath.WalkDir(home, func(path string, _ fs.DirEntry, err error) error {
			if err == nil && filepath.Base(path) == "shortcuts.html" {
				b, err := os.ReadFile(path)
				found = err == nil && strings.Contains(string(b), "Typewriter scrolling") && strings.Contains(string(b), "Quick open")
			}
			return nil
		})
		return found
	})
	d.Key("Escape", "Escape")
	xwindow.Wait(t, "the sheet to go", func() bool { return find(t, d.Window, "button/Print…").Empty() })
	d.Type("x") // which goes into the text
	d.WaitTitle("• " + sampleTitle + " — Galley")
}

// TestWindowToolbar presses a button of the toolbar, which leaves the keys in the text, and takes the bar away for good.
func TestWindowToolbar(t *testing.T) {
	home := t.TempDir()
	d := lay(t).open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	d.Key("ctrl+Home", "ctrl+shift+Right")
	d.Click(d.at("button/Bold (Ctrl+B)"), 1)
	d.Key("ctrl+s")
	first, _, _ := strings.Cut(sampleStart, " ")
	d.waitFile(d.sample, strings.Replace(d.source, sampleStart, strings.Replace(sampleStart, first, "**"+first+"**", 1), 1))
	command("Toolbar")(d)
	xwindow.Wait(t, "the toolbar to go", func() bool { return find(t, d.Window, "button/Bold (Ctrl+B)").Empty() })
	d.CloseByManager()
	d.WaitExit()
	d.open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	if r := find(t, d.Window, "button/Bold (Ctrl+B)"); !r.Empty() {
		t.Error("the toolbar is there again after a restart")
	}
	command("Toolbar")(d)
	d.part("button/Bold (Ctrl+B)")
}

// TestWindowContextMenus asks for the menu at a word, a link, a picture, an item of a list, a heading and in a table: each
// has what belongs there.
func TestWindowContextMenus(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "0100-menus.md")
	d.write(path, "!! title: Menus\n!! slug: menus\n!! published: 2020-01-02\n\n---\n\n"+
		"Plain words.\n[A link](/e2m-management-and-leadership)\n\n![A picture](/none.png)\n\n- an item\n\n## A heading\n\n| a   | b   |\n| --- | --- |\n| c   | d   |\n")
	d.open(xwindow.Options{Args: []string{path}})
	d.waitPost("Menus")
	d.previewed()
	all := []string{"Open link", "Edit link", "Edit picture…", "List", "Heading", "Table"}
	for _, c := range []struct {
		name string
		down int
		has  []string
	}{
		{"word", 0, nil},
		{"link", 1, []string{"Open link", "Edit link"}},
		{"picture", 3, []string{"Edit picture…"}},
		{"item", 5, []string{"List"}},
		{"heading", 7, []string{"Heading"}},
		{"table", 9, []string{"Table"}},
	} {
		d.Key("ctrl+Home")
		for range c.down {
			d.Key("Down")
		}
		d.Key("Right", "Right", "Right", "shift+F10")
		d.part("popup")
		for _, common := range []string{"Copy", "Paste", "Format", "Insert"} {
			d.part("item/" + common)
		}
		for _, x := range all {
			has := false
			for _, y := range c.has {
				has = has || x == y
			}
			if r := find(t, d.Window, "item/"+x); r.Empty() == has {
				t.Errorf("at a %s the menu has %q: %v", c.name, x, !r.Empty())
			}
		}
		d.Key("Escape")
		d.gone("popup")
	}
}

// TestWindowHintsFollowShortcuts changes keys in the file of shortcuts: the toolbar and the empty library name those.
func TestWindowHintsFollowShortcuts(t *testing.T) {
	home := t.TempDir()
	d := lay(t)
	file := filepath.Join(home, "galley", "config", "shortcuts.toml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	d.write(file, "new-post = \"Ctrl+Alt+N\"\n")
	if err := os.Remove(d.sample); err != nil {
		t.Fatal(err)
	}
	d.open(xwindow.Options{Home: home})
	d.part("words/No posts here yet")
	for _, label := range []string{"New post", "Import…", "Start with a sample…"} {
		d.part("button/" + label)
	}
	d.write(d.sample, d.source)
	d.part("words/Choose a post at the left, or start one with Ctrl+Alt+N.")
	d.Key("ctrl+alt+n")
	d.WaitTitle("Untitled — Galley")
	d.tipped("button/Bold (Ctrl+B)", "Bold (Ctrl+B)")
	d.write(file, "bold = \"Alt+J\"\n") // while the window is open
	d.Move(d.at("button/Italic (Ctrl+I)"))
	d.tipped("button/Bold (Alt+J)", "Bold (Alt+J)")
}

// TestWindowRenamesByChangedKey gives Rename another key: that renames the row of the list that has the focus, its menu
// names it, and F2 does nothing any more.
func TestWindowRenamesByChangedKey(t *testing.T) {
	home := t.TempDir()
	d := lay(t)
	file := filepath.Join(home, "galley", "config", "shortcuts.toml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	d.write(file, "rename = \"Ctrl+Alt+R\"\n")
	d.write(d.post("Beta"), d.words("Beta", ""))
	d.open(xwindow.Options{Home: home})
	d.waitPost(sampleTitle)
	d.Click(d.at("button/All 2").Sub(image.Pt(0, 34)), 1) // above which the field for searching is
	d.Type("beta")
	d.Key("Down")
	d.WaitTitle("Beta — Galley")
	d.Key("F2")
	d.Settle(d.whole())
	if !find(t, d.Window, "words/Rename “").Empty() {
		t.Error("F2 still renames")
	}
	d.Key("ctrl+alt+r")
	d.part("words/Rename “Beta”")
	d.Key("Escape")
	d.gone("words/Rename “Beta”")
	d.Key("shift+F10")
	d.part("item/Rename…")
	d.part("words/Ctrl+Alt+R")
}

// TestWindowZoomAndBack makes the text larger by keys, and as large as usual again; Ctrl+0 makes a paragraph plain.
func TestWindowZoomAndBack(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "0100-zoom.md")
	const head, body = "!! title: Zoom\n!! slug: zoom\n!! published: 2020-01-02\n\n---\n\n", "A line of words.\n\nAnother one.\n"
	d.write(path, head+body)
	d.open(xwindow.Options{Args: []string{path}})
	d.waitPost("Zoom")
	high := func() int { return d.lines("text")[0].Dy() }
	before := high()
	d.Key("ctrl+plus", "ctrl+plus", "ctrl+plus")
	xwindow.Wait(t, "larger text", func() bool { return high() > before })
	d.Key("ctrl+shift+0")
	xwindow.Wait(t, fmt.Sprint("lines of ", before, " pixels"), func() bool { return high() == before })
	d.Key("ctrl+Home", "ctrl+2", "ctrl+s")
	d.waitFile(path, head+"## "+body)
	d.Key("ctrl+0", "ctrl+s")
	d.waitFile(path, head+body)
}

// TestWindowFindKeepsItsWords goes from finding to replacing: what was looked for stays, though a hit with other capitals
// is selected.
func TestWindowFindKeepsItsWords(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "0100-find.md")
	d.write(path, "!! title: Find\n!! slug: find\n!! published: 2020-01-02\n\n---\n\nThe one and the other, the last.\n")
	d.open(xwindow.Options{Args: []string{path}})
	d.waitPost("Find")
	d.Key("ctrl+f")
	d.Type("the")
	d.part("words/1 of 4")
	d.Key("ctrl+h")
	d.part("button/Replace all")
	d.Key("Tab")
	d.Type("a")
	d.Key("ctrl+alt+Return", "Escape", "ctrl+s")
	d.waitFile(path, "!! title: Find\n!! slug: find\n!! published: 2020-01-02\n\n---\n\na one and a oar, a last.\n")
}
