package importing

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/modal"
	"galley.app/galley/storage/importer"
)

// An import that was thought through while another one began waits for the end of
// that.
func TestOneImportAtATime(t *testing.T) {
	test.NewTempApp(t)
	said := ""
	m := New(Options{
		Modal: modal.NewStack(test.NewCanvas(), func(bool) {}), Post: func(f func()) { f() },
		Say: func(s string) { said = s }, Library: func() (name, dir string) { return "Library", "/library" },
	})
	m.Write = func(context.Context, *importer.Plan) error {
		t.Error("written beside another one")
		return nil
	}
	first := &running{m: m, Job: modal.Job{Stack: m.o.Modal, Say: m.o.Say, Cancel: func() {}}}
	m.running = first
	m.run(&importer.Plan{})
	if m.running != first || said != "Another import is being written. Import again when it is done." {
		t.Errorf("%q", said)
	}
}
