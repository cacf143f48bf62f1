//go:build unix

package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func TestExportsRemember(t *testing.T) {
	paths := Paths{State: t.TempDir()}
	read := func() *Exports {
		t.Helper()
		e, err := ReadExports(paths)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	now := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	if _, ok := read().Done("/a", ""); ok {
		t.Error("something is remembered of nothing")
	}
	site := Exported{Format: "site", Target: "blog", Out: "/a/site", Published: true}
	book := Exported{Format: "epub", Out: "/home/x/a.epub", Chosen: true, Posts: []string{"/a/1.md"}, SiteTitle: "T"}
	for _, x := range []Exported{site, book} {
		if err := read().Remember("/a", x, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := read().Approve("/a", "blog", "after make"); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]Exported{"": book, "epub": book, "target blog": site} {
		if got, ok := read().Done("/a", key); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", key, got, want)
		}
	}
	if _, ok := read().Done("/a", "site"); ok {
		t.Error("a target stands for its format")
	}
	for i := range maxLibraries {
		if err := read().Remember(fmt.Sprintf("/other/%d", i), book, now.Add(time.Duration(i+1)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := read().Done("/a", ""); ok {
		t.Error("the library that was exported longest ago is still remembered")
	}
	if !read().Approved("/a", "blog", "after make") {
		t.Error("what was agreed to is forgotten")
	}
}

func TestRunAfter(t *testing.T) {
	dir := t.TempDir()
	target := Target{Name: "blog", After: `printf '%s' "$GALLEY_OUT" > ran; echo said`}
	file, err := os.Create(filepath.Join(dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := target.RunAfter(t.Context(), dir, "/out", file); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"ran": "/out", "said": "said\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
	}
	if err := (Target{After: "exit 3"}).RunAfter(t.Context(), dir, "", file); err == nil || err.Error() != "exit 3 failed: exit status 3" {
		t.Errorf("%v", err)
	}
}
