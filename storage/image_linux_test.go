package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// No more is read of an image than it may have, whatever the system says of its
// size, and what is no regular file is not opened.
func TestReadImage(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.WriteFile(at("a.png"), []byte("bytes"), 0o600))
	must(t, os.WriteFile(at("large.png"), nil, 0o600))
	must(t, os.Truncate(at("large.png"), MaxImage+1))
	must(t, syscall.Mkfifo(at("pipe.png"), 0o600))
	if data, err := ReadImage(at("a.png")); err != nil || string(data) != "bytes" {
		t.Errorf("%q, %v", data, err)
	}
	for path, want := range map[string]string{
		at("large.png"): "too large: more than 64 MB", at("pipe.png"): "not a file", dir: "not a file", "/dev/zero": "not a file",
		"/proc/self/pagemap": "not a file", // it says that it is one without bytes, and has 256 GB
	} {
		data, err := ReadImage(path)
		oneLine(t, err, want)
		if len(data) > 0 {
			t.Errorf("%s: %d bytes", path, len(data))
		}
	}
	if _, err := ReadImage(at("gone.png")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
