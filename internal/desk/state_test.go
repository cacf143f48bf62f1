package desk

import (
	"reflect"
	"testing"
	"time"

	"galley.app/galley/editor"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/storage/config"
)

// What the window remembers is the same after it was written and read.
func TestStateIsRemembered(t *testing.T) {
	now := time.Unix(1e9, 0)
	paths := config.UserPaths(func(name string) string { return map[string]string{"GALLEY_HOME": t.TempDir()}[name] })
	w := editor.DefaultWriting()
	if got := State(config.DefaultSettings()).Writing; got != w {
		t.Errorf("the settings begin with %+v, the window with %+v", got, w)
	}
	for _, change := range []func(*editor.Writing){
		func(w *editor.Writing) { w.Measure = textedit.Full },
		func(w *editor.Writing) { w.Measure = 120 },
		func(w *editor.Writing) { w.LineHeight = 1.3 },
		func(w *editor.Writing) { w.LineHeight = 2.15 },
		func(w *editor.Writing) { w.WhiteSpace = true },
		func(w *editor.Writing) { w.CurrentLine = false },
		func(w *editor.Writing) { w.Smart = true },
		func(w *editor.Writing) { w.Pairs = false },
	} {
		change(&w)
		s := State(config.DefaultSettings())
		s.Writing, s.Face, s.Theme, s.Zoom, s.Typewriter, s.Focus, s.Diagrams, s.Camera = w, "serif", "dark", 3, true, true, true, true
		was, err := config.ReadSettings(paths, now)
		if err != nil {
			t.Fatal(err)
		}
		if err := Keep(s, was).Write(paths, was, now); err != nil {
			t.Fatal(err)
		}
		read, err := config.ReadSettings(paths, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := State(read); !reflect.DeepEqual(got, s) {
			t.Errorf("got  %+v\nwant %+v", got, s)
		}
	}
}
