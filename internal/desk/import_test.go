package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor"
	"galley.app/galley/storage"
)

func TestImporter(t *testing.T) {
	queue := make(chan func(), 100)
	next := func() { (<-queue)() }
	post := func(f func()) { queue <- f }
	keeper := storage.NewKeeper(post)
	defer keeper.Close()
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	store := NewStore(storage.NewWorkspace(storage.WorkspaceOptions{Keeper: keeper, Post: post, Now: now}), storage.Paths{}, now, post)
	defer store.Close()
	dir, from := t.TempDir(), t.TempDir()
	write := func(name, src string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(from, "a.md"), "---\ntitle: A\ndate: 2024-01-02\n---\n![x](gone.png)\n")
	write(filepath.Join(from, "_index.md"), "---\ntitle: All\n---\n")
	open := false
	store.Open(dir, func(_ storage.Library, err error) { open = err == nil })
	for !open {
		next()
	}

	var im editor.Import
	planned, written := false, false
	plan := func() {
		planned = false
		Importer{store}.Plan(from, false, func(i editor.Import, err error) {
			if err != nil {
				t.Error(err)
			}
			im, planned = i, true
		})
		for !planned {
			next()
		}
	}
	plan()
	var said []string
	for _, g := range im.Groups {
		for _, l := range g.Lines {
			said = append(said, g.Head+": "+strings.ReplaceAll(l.Name+": "+l.Text, filepath.Base(from), "FROM"))
		}
	}
	want := `Posts that will be written: a.md: published, “A”, from FROM/a.md
Images, files and posts that were not found; their links stay: FROM/a.md:5: image gone.png was not found
Skipped: FROM/_index.md: it is the page of a section, no post`
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("said is\n%s\nwant\n%s", got, want)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	im.Write(ended, nil, func(_ string, err error) {
		if written = true; err == nil || !strings.Contains(err.Error(), "nothing was imported") {
			t.Errorf("an import that was cancelled: %v", err)
		}
	})
	for !written {
		next()
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	plan()
	written = false
	told := ""
	im.Write(t.Context(), func(done, total int) { told = fmt.Sprint(done, "/", total) }, func(first string, err error) {
		if written = true; told != "1/1" {
			t.Errorf("told of %s", told)
		}
		if err != nil || first != filepath.Join(dir, "a.md") {
			t.Errorf("%s, %v", first, err)
		}
	})
	for !written {
		next()
	}
	if data, err := os.ReadFile(filepath.Join(dir, "a.md")); err != nil || !strings.HasSuffix(string(data), "---\n![x](gone.png)\n") {
		t.Errorf("%q, %v", data, err)
	}
	if plan(); im.Posts != 0 || !strings.Contains(im.Summary, "1 post there already") {
		t.Errorf("the second time: %s", im.Summary)
	}
	im.Drop()
	planned = false
	Importer{store}.Plan(filepath.Join(from, "none"), false, func(_ editor.Import, err error) {
		if planned = true; err == nil {
			t.Error("a path that leads nowhere is planned")
		}
	})
	for !planned {
		next()
	}
}
