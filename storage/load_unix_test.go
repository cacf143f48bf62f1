//go:build unix

package storage

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"

	"galley.app/galley/storage/config"
)

// A pipe that nobody writes to would block whoever opens it.
func TestLoadNeverBlocks(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": source("A", "a", "2024-01-01", "Text")})
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe.md"), 0o644))
	must(t, os.Symlink("/dev/zero", filepath.Join(dir, "zero.md")))
	must(t, os.Symlink("pipe.md", filepath.Join(dir, "link.md")))
	must(t, os.Symlink("/", filepath.Join(dir, "root.md")))
	l, err := net.Listen("unix", filepath.Join(dir, "socket.md"))
	must(t, err)
	defer l.Close()

	for name, want := range map[string]string{
		"pipe.md": "pipe", "link.md": "pipe", "zero.md": "device", "socket.md": "socket", "root.md": "folder",
	} {
		_, _, err := Load(filepath.Join(dir, name))
		oneLine(t, err, name+": ", want)
	}

	lib, err := Open(context.Background(), dir, noon)
	must(t, err)
	refused := 0
	for _, e := range lib.Entries {
		if e.Err != nil {
			refused++
			oneLine(t, e.Err, e.Name)
		}
	}
	if len(lib.Entries) != 5 || refused != 4 {
		t.Errorf("%d entries with %d refused, want 5 with 4 (the link to a folder left out)", len(lib.Entries), refused)
	}

	must(t, syscall.Mkfifo(filepath.Join(dir, config.SiteFile), 0o644))
	site, err := config.ReadSite(dir)
	oneLine(t, err, config.SiteFile, "pipe", "defaults")
	if !reflect.DeepEqual(site, config.DefaultSite()) {
		t.Errorf("site %+v", site)
	}
}
