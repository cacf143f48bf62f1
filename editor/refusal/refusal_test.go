package refusal

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/storage/safefile"
)

// TestWaysOut asks about each kind of refusal: Return does what helps most, the other ways are there, and Escape does
// nothing.
func TestWaysOut(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		missing string
		says    string
		main    string
		others  []string
	}{
		"full":          {syscall.ENOSPC, "", "no space left", "again", []string{"Save as…"}},
		"quota":         {fmt.Errorf("write: %w", syscall.EDQUOT), "", "quota", "again", []string{"Save as…"}},
		"read-only":     {syscall.EROFS, "", "read-only", "as", []string{"Try again"}},
		"rights":        {&fs.PathError{Op: "open", Path: "/lib/a.md", Err: syscall.EACCES}, "", "permission denied", "as", []string{"Try again"}},
		"name":          {syscall.ENAMETOOLONG, "", "too long", "as", []string{"Try again"}},
		"no folder":     {syscall.ENOTDIR, "", "not a directory", "as", []string{"Try again"}},
		"folder there":  {errors.New("whatever"), "/home/me/posts", "The folder posts is not there any more: /home/me/posts", "make", []string{"Try again", "Save as…"}},
		"anything else": {errors.New("the disk is odd"), "", "the disk is odd", "again", []string{"Save as…"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := seen.Sit(t, control.NewGround(), 1000, 700)
			var did seen.Did
			open := func() {
				Ask(modal.NewStack(p.Canvas(), func(bool) {}), Options{
					Title: "Marbles", Err: c.err, Missing: c.missing, Again: did.Do("again"), SaveAs: did.Do("as"), Make: did.Do("make"),
				})
			}
			open()
			for _, want := range append(c.others, "“Marbles” could not be saved", "Your text stays in the window", "Later") {
				if !strings.Contains(p.Says(), want) {
					t.Errorf("it does not say %q: %q", want, p.Says())
				}
			}
			if says := strings.Join(strings.Fields(p.Says()), " "); !strings.Contains(says, c.says) {
				t.Errorf("it does not say %q: %q", c.says, says)
			}
			p.Press(fyne.KeyReturn)
			if got := did.Take(); got != c.main || p.Open() {
				t.Errorf("Return does %q, want %q", got, c.main)
			}
			for _, label := range c.others {
				open()
				p.ClickOn(label)
				if got := did.Take(); got != map[string]string{"Try again": "again", "Save as…": "as"}[label] {
					t.Errorf("%s does %q", label, got)
				}
			}
			open()
			p.Press(fyne.KeyEscape)
			if got := did.Take(); got != "" || p.Open() {
				t.Errorf("Escape does %q", got)
			}
		})
	}
}

// TestShort leaves the file's path out, which the line about it has, and has one line.
func TestShort(t *testing.T) {
	wrapped := &safefile.Error{Doing: "writing the new text", Path: "/lib/a.md", Err: &fs.PathError{Op: "write", Path: "/lib/.tmp", Err: syscall.ENOSPC}}
	for _, c := range []struct {
		err  error
		want string
	}{
		{wrapped, "no space left on device"},
		{fmt.Errorf("autosave: %w", wrapped), "no space left on device"},
		{errors.New("one\ntwo"), "one"},
		{errors.New("plain"), "plain"},
	} {
		if got := Short(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
