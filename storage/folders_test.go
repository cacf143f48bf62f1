package storage

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFoldersBelow(t *testing.T) {
	dir := tree(t, map[string]string{
		"a.md":                source("A", "a", "2024-01-01", "# One\n\n[b](2024/b.md) ![](p.png)"),
		"2024/b.md":           source("B", "b", "2024-01-02", "Text"),
		"2024/b (1).md":       source("B", "b", "2024-01-02", "Text"),
		"2024/deep/c.md":      source("C", "a", "2024-01-03", "Text"),
		"assets/x.md":         "no post",
		"templates/t.md":      "no post",
		"node_modules/m/r.md": "no post",
	})
	lib := open(t, dir)
	var got []string
	for _, e := range lib.Entries {
		got = append(got, e.Folder+" "+e.Rel)
		if e.Path != filepath.Join(dir, filepath.FromSlash(e.Rel)) {
			t.Errorf("%s has the path %s", e.Rel, e.Path)
		}
	}
	if want := []string{"2024/deep 2024/deep/c.md", "2024 2024/b.md", " a.md"}; !slices.Equal(got, want) {
		t.Errorf("entries %q, want %q", got, want)
	}
	if want := []string{"2024", "2024/deep"}; !slices.Equal(lib.Folders, want) {
		t.Errorf("folders %q, want %q", lib.Folders, want)
	}
	if len(lib.Copies) != 1 || lib.Copies[0].Of != filepath.Join(dir, "2024", "b.md") {
		t.Errorf("copies %+v", lib.Copies)
	}
	if len(lib.Problems) != 1 || !strings.Contains(lib.Problems[0], "2 posts have the slug a, such as 2024/deep/c.md") {
		t.Errorf("problems %q", lib.Problems)
	}
	for path, want := range map[string]bool{"x.md": true, "2024/x.md": true, "2024/deep/x.md": true, "assets/x.md": false, "2024/none/x.md": false, "../x.md": false} {
		if got := lib.Holds(filepath.Join(dir, filepath.FromSlash(path))); got != want {
			t.Errorf("the library holds %s: %v", path, got)
		}
	}
	f, ok := lib.Facts(filepath.Join(dir, "a.md"))
	if !ok || len(f.Headings) != 1 || len(f.Links) != 2 || !f.HasImage() || len(f.Fields) != 4 {
		t.Errorf("facts %+v %v", f, ok)
	}
	if _, ok := lib.Facts(filepath.Join(dir, "none.md")); ok {
		t.Error("facts of a file that is not there")
	}
}

func TestAroundFoldersBelow(t *testing.T) {
	dir := tree(t, map[string]string{
		"site/galley.toml": "[site]\ntitle = \"The site\"\n", "site/2024/may/a.md": "", "site/templates/t.md": "", "site/.old/a.md": "", "site/images/a.md": "",
		"site/other/galley.toml": "[site]\ntitle = \"Another\"\n", "site/other/x/a.md": "", "plain/x/a.md": "",
	})
	for folder, want := range map[string]string{
		"site": "site", "site/2024": "site", "site/2024/may": "site", "site/templates": "site/templates", "site/.old": "site/.old", "site/images": "site/images",
		"site/other": "site/other", "site/other/x": "site/other", "plain": "plain", "plain/x": "plain/x",
	} {
		lib := Around(filepath.Join(dir, filepath.FromSlash(folder)))
		if got := lib.Dir; got != filepath.Join(dir, filepath.FromSlash(want)) {
			t.Errorf("around %s is %s, want %s", folder, got, want)
		}
		if !lib.Holds(filepath.Join(dir, filepath.FromSlash(folder), "a.md")) {
			t.Errorf("the library around %s does not hold its posts", folder)
		}
	}
}

// Of folders that hold whatever comes along only what is directly in them is
// listed, until they are made a library.
func TestHeapsAreFlat(t *testing.T) {
	home := tree(t, map[string]string{"a.md": "", "x/b.md": "", "Downloads/c.md": "", "Downloads/y/d.md": "", "blog/e.md": "", "blog/z/f.md": ""})
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	downloads := filepath.Join(home, "Downloads")
	for dir, want := range map[string][]string{home: {"a.md"}, downloads: {"c.md"}, filepath.Join(home, "blog"): {"e.md", "f.md"}} {
		got := names(open(t, dir))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", dir, got, want)
		}
	}
	write(t, filepath.Join(downloads, "galley.toml"), "")
	if got := names(open(t, downloads)); len(got) != 2 {
		t.Errorf("Downloads, a library now, has %q", got)
	}
}
