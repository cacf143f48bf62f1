package settings

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/config"
)

// library is a dialog of a library's settings before a person.
type library struct {
	*seen.Person
	d     *LibraryDialog
	saved []config.SiteForm
	tried []config.Target
	err   error  // of the next saving
	held  func() // ends a saving; nil where each ends at once
	hold  bool
}

func openLibrary(t *testing.T, form config.SiteForm, width, height float32) *library {
	l := &library{Person: seen.Sit(t, container.NewStack(control.NewFill(theme.Sheet)), width, height)}
	l.d = NewLibrary(LibraryOptions{
		Canvas: l.Canvas(), Modal: modal.NewStack(l.Canvas(), func(bool) {}), Name: "Forge", Form: form,
		Themes:  []Named{{"plain", "Plain"}, {"essay", "Essay"}},
		Formats: []Named{{"site", "Site"}, {"rss", "RSS feed"}},
		Rules:   []Rule{{"title-missing", "A post has a title.", "error", "Fields"}, {"todo", "No line is a `TODO`.", "warning", "The text"}},
		Looks:   func(a string, then func(string)) { then("Pictures: " + a) },
		Save: func(_, to config.SiteForm, done func(error)) {
			err := l.err
			if l.err = nil; err == nil {
				l.saved = append(l.saved, to)
			}
			if l.hold {
				l.held = func() { done(err) }
				return
			}
			done(err)
		},
		Try: func(_ config.SiteForm, x config.Target, done func(title, words string)) {
			l.tried = append(l.tried, x)
			done("It went well", "3 posts")
		},
	})
	l.d.Open()
	return l
}

func TestLibrary(t *testing.T) {
	l := openLibrary(t, config.SiteForm{Title: "Old"}, 1400, 1000)
	l.See("Settings of “Forge”")
	l.See("A post is at https://example.org/posts/its-slug")
	l.Write("!") // the caret is in the title
	l.Press(fyne.KeyTab)
	l.Write("a.org")
	l.See("▲ An address is like https://example.org.")
	l.ClickOn("Save")
	if len(l.saved) > 0 || !l.Open() {
		t.Fatal("a wrong address was saved")
	}
	l.Press(fyne.KeyHome)
	l.Write(" https://")
	l.See("A post is at https://a.org/posts/its-slug")
	l.Press(fyne.KeyDown)
	l.Write("Ann")
	l.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	l.Write("p")
	l.See("A post is at https://a.org/p/its-slug")
	l.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyRight) // the page theme
	l.Press(fyne.KeyReturn)                            // which opens its list
	l.ClickOn("Plain")
	l.Press(fyne.KeyEnd)
	l.ClickOn("Save")
	if l.Open() || len(l.saved) != 1 {
		t.Fatalf("saved %v", l.saved)
	}
	want := config.SiteForm{Title: "Old!", URL: "https://a.org", Author: "Ann", Posts: "p", Page: "essay"}
	if got := l.saved[0]; config.FormsDiffer(got, want) {
		t.Errorf("saved %+v\nwant  %+v", got, want)
	}
}

// Nothing that was typed goes without a question.
func TestLibraryEscape(t *testing.T) {
	l := openLibrary(t, config.SiteForm{}, 1400, 1000)
	l.Press(fyne.KeyEscape)
	if l.Open() {
		t.Error("a dialog without changes asks")
	}
	l = openLibrary(t, config.SiteForm{}, 1400, 1000)
	l.Write("x")
	l.Press(fyne.KeyEscape)
	l.See("Save changes to the settings of “Forge”?")
	l.Press(fyne.KeyEscape)
	l.See("Settings of “Forge”")
	l.d.Close()
	l.ClickOn("Don't save")
	if l.Open() || len(l.saved) > 0 {
		t.Error("it was saved, or stays open")
	}
	l = openLibrary(t, config.SiteForm{}, 1400, 1000)
	l.Write("x")
	l.err = errors.New("galley.toml: read-only")
	l.Press(fyne.KeyReturn)
	l.See("galley.toml: read-only")
	l.Press(fyne.KeyReturn)
	if !strings.Contains(l.Says(), "Settings of") || len(l.saved) > 0 {
		t.Error("after a failure the dialog is gone")
	}
	l.d.Close()
	l.Press(fyne.KeyReturn)
	if len(l.saved) != 1 || l.saved[0].Title != "x" || l.Open() {
		t.Errorf("saved %v", l.saved)
	}
}

// What was changed elsewhere is asked about, and neither is lost.
func TestLibraryChangedElsewhere(t *testing.T) {
	for _, theirs := range []bool{false, true} {
		l := openLibrary(t, config.SiteForm{Title: "a"}, 1400, 1000)
		l.Write("b")
		l.err = &config.SiteChangedError{Now: config.SiteForm{Title: "c", Author: "D"}, Names: []string{"site.title"}}
		l.ClickOn("Save")
		l.See("Both changed the title. Nothing was written yet.")
		want := "ab"
		if theirs {
			want = "c"
			l.ClickOn("Use theirs")
			if got := l.d.texts[0].Text(); got != "c" {
				t.Errorf("the title is %q", got)
			}
			l.ClickOn("Save")
		} else {
			l.ClickOn("Keep mine")
		}
		if len(l.saved) != 1 || l.saved[0].Title != want || l.saved[0].Author != "D" {
			t.Errorf("theirs %v: saved %+v", theirs, l.saved)
		}
	}
}

// What is typed while the settings are saved is not saved with them, and not lost.
func TestLibraryTypedWhileSaving(t *testing.T) {
	l := openLibrary(t, config.SiteForm{Title: "a"}, 1400, 1000)
	l.hold = true
	l.Write("b")
	l.ClickOn("Save")
	l.d.o.Canvas.Focus(l.d.texts[0])
	l.Write("c")
	l.d.form.Check = map[string]string{"todo": "off"}
	if got := l.saved[0]; got.Title != "ab" || len(got.Check) > 0 {
		t.Errorf("saved is %+v", got)
	}
	l.held()
	if !l.Open() || !l.d.changed() {
		t.Fatal("what was typed meanwhile is gone")
	}
	l.hold = false
	l.ClickOn("Save")
	if got := l.saved[len(l.saved)-1]; got.Title != "abc" || got.Check["todo"] != "off" || l.Open() {
		t.Errorf("then saved is %+v", got)
	}
}

func TestLibraryRules(t *testing.T) {
	l := openLibrary(t, config.SiteForm{Check: map[string]string{"unknown": "off"}}, 1400, 1000)
	l.ClickOn("As usual; choose…")
	l.Write("todo")
	l.Press(fyne.KeyReturn, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn) // of error, warning, hint
	l.See("Hint")
	l.ClickOn("Done")
	l.See("1 rule is otherwise; choose…")
	l.ClickOn("Save")
	if got := l.saved[0].Check; len(got) != 2 || got["todo"] != "hint" || got["unknown"] != "off" {
		t.Errorf("saved %v", got)
	}
	l = openLibrary(t, config.SiteForm{Check: map[string]string{"todo": "off"}}, 1400, 1000)
	l.ClickOn("1 rule is otherwise; choose…")
	l.ClickOn("All as usual")
	l.Press(fyne.KeyEscape)
	l.ClickOn("Save")
	if got := l.saved[0].Check; len(got) != 0 {
		t.Errorf("saved %v", got)
	}
}

func TestLibraryTargets(t *testing.T) {
	l := openLibrary(t, config.SiteForm{Targets: []config.TargetForm{{Target: config.Target{Name: "web", Format: "site", Out: "../web"}, Was: "web"}}}, 1400, 1000)
	l.See("Site to ../web")
	l.ClickOn("web")
	l.ClickOn("Test run")
	l.See("It went well")
	l.Press(fyne.KeyReturn)
	if len(l.tried) != 1 || l.tried[0].Out != "../web" {
		t.Errorf("tried %v", l.tried)
	}
	l.ClickOn("Add target…")
	l.Write("web")
	l.Press(fyne.KeyReturn)
	l.See("Two targets are called web.")
	l.Press(fyne.KeyReturn)
	l.Write("2")
	l.Press(fyne.KeyTab, fyne.KeyRight, fyne.KeyTab)
	l.Write("feed.xml")
	l.ClickOn("drafts, too")
	l.ClickOn("Done")
	l.See("RSS feed to feed.xml")
	l.ClickOn("web")
	l.ClickOn("Remove")
	l.ClickOn("Save")
	if got := l.saved[0].Targets; len(got) != 1 || got[0] != (config.TargetForm{Target: config.Target{Name: "web2", Format: "rss", Out: "feed.xml", Drafts: true}}) {
		t.Errorf("saved %+v", got)
	}
}

// Each control can be reached and seen in a low, narrow window.
func TestLibraryFits(t *testing.T) {
	l := openLibrary(t, config.SiteForm{Description: strings.Repeat("long words ", 40)}, 600, 420)
	for range 40 {
		o := l.Canvas().Focused().(fyne.CanvasObject)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if at.Y < 0 || at.Y+o.Size().Height > 420 || at.X < 0 || at.X+o.Size().Width > 600 {
			t.Errorf("%T is at %v, %v", o, at, o.Size())
		}
		l.Press(fyne.KeyDown)
	}
}

func TestPageSearch(t *testing.T) {
	l := openLibrary(t, config.SiteForm{}, 1400, 1000)
	l.Press(fyne.KeyUp)
	l.Write("pict folder")
	if s := l.Says(); !strings.Contains(s, "Folder of pictures") || strings.Contains(s, "Author") || strings.Contains(s, "Targets") || strings.Contains(s, "A post is at") {
		t.Errorf("seen: %s", s)
	}
	l.Press(fyne.KeyReturn)
	l.Write("pics")
	l.See("Pictures: pics")
	l.Press(fyne.KeyUp)
	l.Write(" none")
	l.See("Nothing here has such words.")
	l.Press(fyne.KeyEscape)
	l.See("Author")
	if !l.Open() {
		t.Error("Escape closed the dialog")
	}
}
