package walk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree writes files below a new folder; a name that ends in a slash is a folder,
// a value that begins with "-> " a link.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		to, isLink := strings.CutPrefix(content, "-> ")
		switch {
		case isLink:
			must(t, os.Symlink(filepath.FromSlash(to), path))
		case strings.HasSuffix(name, "/"):
			must(t, os.MkdirAll(path, 0o755))
		default:
			must(t, os.WriteFile(path, []byte(content), 0o644))
		}
	}
	return dir
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func look(t testing.TB, dir string, skip ...string) Found {
	t.Helper()
	for i, s := range skip {
		skip[i] = filepath.Join(dir, s)
	}
	found, err := Find(t.Context(), dir, Options{
		Wanted: isPost, Skip: skip,
	})
	must(t, err)
	return found
}

func isPost(name string) bool { return strings.HasSuffix(name, ".md") && !strings.HasPrefix(name, ".") }

func rels(found Found) (list []string) {
	for _, f := range found.Files {
		list = append(list, f.Rel)
	}
	return list
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"folders are followed", map[string]string{"a.md": "", "x/b.md": "", "x/y/z/c.md": "", "n.txt": ""}, []string{"a.md", "x/b.md", "x/y/z/c.md"}},
		{"hidden ones, those of programs and templates are not", map[string]string{
			".git/a.md": "", ".x/a.md": "", "node_modules/m/a.md": "", "x/node_modules/a.md": "", "templates/a.md": "", "static/a.md": "", "x/templates/b.md": "", "x/.h.md": "", "c.textbundle/text.md": "",
		}, []string{"x/templates/b.md"}},
		{"nor assets, other libraries and exports", map[string]string{
			"assets/a.md": "", "x/assets/b.md": "", "other/galley.toml": "", "other/a.md": "", "other/sub/a.md": "", "out/.galley-export.json": "", "out/p/a.md": "", "galley.toml": "", "a.md": "",
		}, []string{"a.md", "x/assets/b.md"}},
		{"a file like a folder", map[string]string{"a.md/b.md": "", "c.md": ""}, []string{"a.md/b.md", "c.md"}},
		{"loops end", map[string]string{"a/p.md": "", "a/up": "-> ..", "a/self": "-> .", "b": "-> a", "c/d": "-> ../c", "here": "-> .", "over": "-> ../.."}, []string{"a/p.md"}},
		{"a link is followed into what is not followed itself", map[string]string{".store/p.md": "", "shown": "-> .store"}, []string{"shown/p.md"}},
		{"a link that leads nowhere", map[string]string{"gone": "-> nowhere", "lost.md": "-> nowhere"}, []string{"lost.md"}},
		{
			"odd names",
			map[string]string{"-v.md": "", "a\nb/c\xffd.md": "", strings.Repeat("x", 252) + ".md": "", "q\"'/ .md": ""},
			[]string{"-v.md", "a\nb/c\xffd.md", "q\"'/ .md", strings.Repeat("x", 252) + ".md"},
		},
		{"what .gitignore names", map[string]string{
			".gitignore": "# words\nprivate/\n*.tmp.md\n!keep.tmp.md\n/only.md\ndeep/**/no.md\n", "a.md": "", "x.tmp.md": "", "keep.tmp.md": "", "only.md": "", "x/only.md": "",
			"private/a.md": "", "x/private/a.md": "", "deep/a/b/no.md": "", "deep/a/yes.md": "", "x/.gitignore": "*\n!here.md\n", "x/there.md": "", "x/here.md": "",
		}, []string{"a.md", "deep/a/yes.md", "keep.tmp.md", "x/here.md"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := rels(look(t, tree(t, c.files), "assets")); !slices.Equal(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestFindFolders(t *testing.T) {
	found := look(t, tree(t, map[string]string{"x/y/a.md": "", "empty/": "", ".hidden/": ""}))
	if want := []string{"empty", "x", "x/y"}; !slices.Equal(found.Folders, want) {
		t.Errorf("folders %q, want %q", found.Folders, want)
	}
}

func TestLinkOut(t *testing.T) {
	other := tree(t, map[string]string{"secret.md": ""})
	found := look(t, tree(t, map[string]string{"a.md": "", "out": "-> " + other}))
	if got := rels(found); !slices.Equal(got, []string{"a.md"}) {
		t.Errorf("found %q", got)
	}
	if len(found.Problems) != 1 || !strings.Contains(found.Problems[0], other) {
		t.Errorf("problems %q, want one with %s", found.Problems, other)
	}
}

// A library may lie deep in a repository, whose patterns hold in it, or in one
// that has nothing to do with it and ignores it.
func TestIgnoredAbove(t *testing.T) {
	dir := tree(t, map[string]string{
		".git/": "", ".gitignore": "drafts/\n/data/posts/raw.md\n", "data/.gitignore": "*.bak.md\n",
		"data/posts/a.md": "", "data/posts/raw.md": "", "data/posts/a.bak.md": "", "data/posts/drafts/b.md": "",
	})
	if got := rels(look(t, filepath.Join(dir, "data", "posts"))); !slices.Equal(got, []string{"a.md"}) {
		t.Errorf("found %q", got)
	}
	for _, all := range []string{"*\n", "/notes/\n", "notes\n"} {
		dir := tree(t, map[string]string{".git/": "", ".gitignore": all, "notes/a.md": ""})
		if got := rels(look(t, filepath.Join(dir, "notes"))); !slices.Equal(got, []string{"a.md"}) {
			t.Errorf("a repository that ignores the library by %q: found %q", all, got)
		}
	}
	found := look(t, tree(t, map[string]string{".gitignore": "*.md\n", "a.md": "", "x/b.md": ""}))
	if len(found.Files) != 0 || found.Ignored != 2 {
		t.Errorf("found %q and %d ignored, want none and 2", rels(found), found.Ignored)
	}
}

// A folder that cannot be read costs its own posts and a line that names it.
func TestFoldersThatFail(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": "", "closed/b.md": "", "gone/c.md": "", "half/d.md": "", "last/e.md": ""})
	fails := map[string]error{"closed": fs.ErrPermission, "gone": fs.ErrNotExist}
	found, err := find(t.Context(), dir, Options{Wanted: isPost}, func(at string) ([]fs.DirEntry, error) {
		if err := fails[filepath.Base(at)]; err != nil {
			return nil, &fs.PathError{Op: "open", Path: at, Err: err}
		}
		list, err := readDir(at)
		if filepath.Base(at) == "half" {
			err = errors.New("the disk fails")
		}
		return list, err
	})
	must(t, err)
	if got := rels(found); !slices.Equal(got, []string{"a.md", "half/d.md", "last/e.md"}) {
		t.Errorf("found %q", got)
	}
	if len(found.Problems) != 2 || !strings.HasPrefix(found.Problems[0], filepath.Join(dir, "closed")+": its posts are left out: ") || !strings.HasPrefix(found.Problems[1], filepath.Join(dir, "half")+": not all of its posts") {
		t.Errorf("problems %q", found.Problems)
	}
}

// However many folders there are, it ends.
func TestTooManyFolders(t *testing.T) {
	dir := tree(t, map[string]string{"a.md": ""})
	deep := dir
	for range maxDepth + 5 {
		deep = filepath.Join(deep, "d")
	}
	must(t, os.MkdirAll(deep, 0o755))
	must(t, os.WriteFile(filepath.Join(deep, "x.md"), nil, 0o644))
	if found := look(t, dir); !slices.Equal(rels(found), []string{"a.md"}) || len(found.Problems) != 1 {
		t.Errorf("found %q, problems %q", rels(found), found.Problems)
	}
}
