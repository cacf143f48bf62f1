package safefile_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	. "galley.app/galley/storage/safefile"
)

// What another program has open is tried again, not for ever, and then said.
func TestPatiently(t *testing.T) {
	inUse, other := errors.New("in use"), errors.New("other")
	for _, c := range []struct {
		name  string
		fails []error // one after the other; then it is done
		tries int
		want  error
		busy  bool
	}{
		{"at once", nil, 1, nil, false},
		{"free in time", []error{inUse, inUse}, 3, nil, false},
		{"another reason", []error{other}, 1, other, false},
		{"another reason later", []error{inUse, other}, 2, other, false},
		{"never free", slices.Repeat([]error{inUse}, 100), 10, nil, true},
	} {
		tries, waited := 0, time.Duration(0)
		err := Patiently(func() error {
			tries++
			if tries > len(c.fails) {
				return nil
			}
			return &os.LinkError{Op: "rename", Old: "a", New: "b", Err: c.fails[tries-1]}
		}, func(err error) bool { return errors.Is(err, inUse) }, func(d time.Duration) { waited += d })
		var busy *BusyError
		if tries != c.tries || errors.As(err, &busy) != c.busy || c.want != nil && !errors.Is(err, c.want) || c.want == nil && !c.busy && err != nil {
			t.Errorf("%s: %d tries, %v", c.name, tries, err)
		}
		if waited > 2*time.Second {
			t.Errorf("%s: waits %v", c.name, waited)
		}
	}
}

// A file that is busy is no question of rights, though the system says so.
func TestBusySaid(t *testing.T) {
	err := &Error{Path: "a.md", Doing: "putting the new text in its place", Err: &os.LinkError{
		Op: "rename", Old: ".galley-1.tmp", New: "a.md", Err: &BusyError{Err: fs.ErrPermission},
	}}
	if errors.Is(err, fs.ErrPermission) {
		t.Error("it is taken for one of rights")
	}
	if got := err.Error(); !strings.Contains(got, "another program has the file open; the file on disk is as it was: close it there and try again") {
		t.Errorf("said %q", got)
	}
}
