package palette

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/field"
)

// TestSplit takes paths apart as they are typed. The folder is always a full path: a post that is saved in it is known
// by that.
func TestSplit(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(home, "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string][2]string{
		"":                    {"/", ""},
		"/":                   {"/", ""},
		home:                  {home, ""},
		home + "/":            {home, ""},
		home + "/po":          {home, "po"},
		home + "/posts":       {home + "/posts", ""},
		home + "/posts/../po": {home, "po"},
		"~":                   {home, ""},
		"~/posts/a b.md":      {home + "/posts", "a b.md"},
		"~other":              {here, "~other"},
		"name.md":             {here, "name.md"},
		"./name.md":           {here, "name.md"},
		".":                   {here, ""},
	} {
		if dir, rest := Split(typed); dir != want[0] || rest != want[1] {
			t.Errorf("%q is %q and %q, want %q", typed, dir, rest, want)
		}
	}
}

// rows are a palette's for what was typed, a line each.
func rows(p *field.Palette, typed string) string {
	var b strings.Builder
	for _, it := range p.Find(typed) {
		fmt.Fprintf(&b, "%s|%s|%s\n", it.Title, it.Note, it.Fill)
	}
	return b.String()
}

// walkable is a home folder with some in it.
func walkable(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	for _, dir := range []string{"Dokumente/Blog", "Desktop", "Old/posts", ".config", ".hidden"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		".config/user-dirs.dirs": "# made by a desktop\nXDG_DESKTOP_DIR=\"$HOME/Desktop\"\nXDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\nXDG_MUSIC_DIR=\"x\"\nXDG_DOWNLOAD_DIR=relative\n",
		"Old/posts/a.md":         "", "Old/posts/b.txt": "", "Old/posts/c.md": "",
	} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

func TestPlaces(t *testing.T) {
	home := walkable(t)
	want := []string{home, home + "/Dokumente", home + "/Desktop", home + "/Downloads"}
	if got := Places(os.Getenv); !slices.Equal(got, want) {
		t.Errorf("the places are %q, want %q", got, want)
	}
}

// Links to folders are ways to go, links to files and to nothing are not.
func TestFoldersByLinks(t *testing.T) {
	dir := t.TempDir()
	for link, to := range map[string]string{"a-folder": dir, "a-file": filepath.Join(dir, "file"), "a-none": filepath.Join(dir, "none")} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := Folders(dir, "a", entries)
	if len(got) != 1 || got[0].Title != "a-folder/" {
		t.Errorf("leads to %+v", got)
	}
}

func TestWalk(t *testing.T) {
	home := walkable(t)
	var chosen []string
	p := Folder(Walk{Start: home + "/Old", Recent: []string{home + "/Old/posts", home + "/Dokumente/Blog", home + "/gone"}}, "Open", func(dir string) { chosen = append(chosen, dir) })
	for typed, want := range map[string]string{
		home + "/Old/": "Open “Old”|0 posts|\nBlog|recent, in ~/Dokumente|" + home + "/Dokumente/Blog/\nHome|" + home + "|" + home + "/\n" +
			"Dokumente|~/Dokumente|" + home + "/Dokumente/\nDesktop|~/Desktop|" + home + "/Desktop/\n..|the folder above|" + home + "/\nposts/|folder|" + home + "/Old/posts/\n",
		home + "/Old/p":            "posts/|folder|" + home + "/Old/posts/\nNew folder “p”|~/Old|" + home + "/Old/p/\n",
		home + "/Old/posts":        "Open “posts”|2 posts|\n..|the folder above|" + home + "/Old/\n",
		home + "/Old/new/deep":     "New folder “deep”|~/Old/new|" + home + "/Old/new/deep/\n",
		home + "/Old/~/Old/po":     "posts/|folder|" + home + "/Old/posts/\nNew folder “po”|~/Old|" + home + "/Old/po/\n",
		home + "/Old//no-such-dir": "New folder “no-such-dir”|/|/no-such-dir/\n",
		home + "/Old/posts/a.md/x": "",
	} {
		if got := rows(p, typed); got != want {
			t.Errorf("%s offers\n%s\nwant\n%s", typed, got, want)
		}
	}
	for _, it := range p.Find(home + "/Old/new/deep") {
		it.Do()
	}
	if got := rows(p, home+"/Old/new/deep/"); !strings.HasPrefix(got, "Open “deep”|0 posts|\n") {
		t.Errorf("the folder that was made offers\n%s", got)
	}
	p.Find(home + "/Old/new/deep/")[0].Do()
	if want := []string{home + "/Old/new/deep"}; !slices.Equal(chosen, want) {
		t.Errorf("chosen is %q, want %q", chosen, want)
	}
	if err := os.WriteFile(home+"/file", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	made := newFolder(home+"/file/x", new(string))
	made.Do() // says why it cannot be, instead of what it leads to
	if rows(p, home+"/Old/") == "" {
		t.Error("nothing is offered after a folder could not be made")
	}
}

func TestSample(t *testing.T) {
	home := walkable(t)
	var put, opened string
	p := Sample(Blog(Places(os.Getenv)), func(dir string) { put = dir }, func(dir string) { opened = dir })
	if p.Text != home+"/Dokumente/Blog" {
		t.Errorf("proposed is %s", p.Text)
	}
	p.Find(p.Text)[0].Do() // empty
	p.Find(home + "/Old/posts")[0].Do()
	if put != p.Text || opened != home+"/Old/posts" {
		t.Errorf("put into %q, opened %q", put, opened)
	}
	if got := rows(p, home+"/Old/posts/a.md/x"); got != "" {
		t.Errorf("below a file there is %s", got)
	}
}

func TestEnded(t *testing.T) {
	for path, want := range map[string]string{
		"/a/notes": "/a/notes.md", "/a/notes.md": "/a/notes.md", "/a/notes.txt": "/a/notes.txt", "/a/v1.2 notes": "/a/v1.2 notes.md", "/a/v1.2": "/a/v1.2.md",
		"/a/b.7z": "/a/b.7z", "/a/Was…?": "/a/Was…?.md", "/a/end.": "/a/end.md", "/a.b/c": "/a.b/c.md", "/a/St. Ives": "/a/St. Ives.md", "/a/Mr.Ä": "/a/Mr.Ä.md",
	} {
		if got := Ended(path, ".md"); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
