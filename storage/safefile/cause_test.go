package safefile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	. "galley.app/galley/storage/safefile"
)

// Who may not make or rename a file is not told that he may not read it.
func TestReason(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "open", Path: "a", Err: fs.ErrPermission}, "there is no permission to read it"},
		{fmt.Errorf("a: %w", &fs.PathError{Op: "stat", Path: "a", Err: fs.ErrPermission}), "there is no permission to read it"},
		{&fs.PathError{Op: "mkdir", Path: "a", Err: fs.ErrPermission}, "there is no permission"},
		{&fs.PathError{Op: "remove", Path: "a", Err: fs.ErrPermission}, "there is no permission"},
		{&os.LinkError{Op: "rename", Old: "a", New: "b", Err: fs.ErrPermission}, "there is no permission"},
		{&fs.PathError{Op: "open", Path: "a", Err: fs.ErrNotExist}, "there is no such file"},
		{&NotRegularError{Mode: fs.ModeNamedPipe}, "it is a pipe, not a file"},
		{&TooLargeError{Limit: 3 << 20}, "the file is too large (more than 3 MB)"},
		{&fs.PathError{Op: "read", Path: "a", Err: errors.New("first\nsecond")}, "first"},
	} {
		if got := Reason(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
