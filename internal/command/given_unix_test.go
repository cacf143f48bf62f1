//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// troubled is a folder with a library that each command has something to say of.
func troubled(t *testing.T) (dir string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"lib/galley.toml": "[site]\nurl = 5\nassets = \"../elsewhere\"\n[check]\nfoo = \"error\"\n",
		"lib/a.md":        "!! title: A\n!! slug: one\n!! published: 2024-01-01\n---\n[x](#no) ![p](/pic.png) ![q](no.png) word\n",
		"lib/wip-d.md":    "!! title: D\n!! slug: one\n---\nword\n",
		"lib/sub/b.md":    "!! title: B\n!! slug: one\n!! published: 2024-01-01\n---\n[x](../a.md) word\n",
		"lib/sub/c.md":    "!! title: C\n!! slug: c\n---\n[x](../a.md) word\n",
		"lib/bad.md":      "\xff\xfe", "lib/sub/bad2.md": "\xff\xfe", "lib/li\nne.md": "\xff\xfe",
		"elsewhere/x.md": "!! title: X\n---\nword\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"lib/dangling.md": "/nowhere", "lib/sub/out": "../../elsewhere", "lib/linkout.md": "../elsewhere/x.md"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "lib/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Whatever a command says of the posts and folders that it was given, and of the
// library around them, it names them as they were given.
func TestPathsAreSaidAsGiven(t *testing.T) {
	for _, at := range []struct{ from, to string }{{".", "lib"}, {"lib", "."}, {"lib/sub", ".."}, {"elsewhere", "../lib"}} {
		in := func(name string) string { return filepath.Join(at.to, name) }
		for _, args := range [][]string{
			{"list", at.to},
			{"list", in("sub")},
			{"list", in("none")},
			{"check", at.to},
			{"check", in("a.md"), in("bad.md"), in("none.md")},
			{"links", at.to},
			{"links", in("a.md")},
			{"links", in("sub/bad2.md")},
			{"links", in("none.md")},
			{"search", "word", at.to},
			{"search", "word", in("sub")},
			{"replace", "word", "wort", at.to, "--dry-run"},
			{"replace", "word", "wort", at.to},
			{"show", in("bad.md")},
			{"show", in("none.md")},
			{"history", in("none.md")},
			{"mv", in("a.md"), "new", "--dry-run"},
			{"mv", in("sub/c.md"), "new"},
			{"mv", in("bad.md"), "new"},
			{"mv", in("none.md"), "new"},
			{"set", in("bad.md"), "title=x"},
			{"set", in("none.md"), "title=x"},
			{"publish", in("a.md"), in("bad.md"), in("none.md")},
			{"publish", in("wip-d.md")},
			{"trash", in("none.md")},
			{"render", in("a.md")},
			{"render", in("sub/bad2.md")},
			{"export", "--to", "posts-json", "--out", in("out.json"), at.to},
			{"export", "--to", "epub", "--out", in("out.epub"), in("a.md"), in("sub/b.md")},
			{"export", "--to", "rss", "--out", in("none/out.xml"), in("sub/c.md")},
			{"import", at.to, "--out", in("imported")},
			{"import", in("none"), "--out", in("imported2")},
			{"new", "T", "--dir", in("none")},
			{"verify", in("none.epub")},
			{"verify", in("a.md")},
			{"theme", "new", at.to},
			{"serve", in("none")},
			{"recover", in("none")},
		} {
			dir := troubled(t)
			t.Chdir(filepath.Join(dir, at.from))
			_, _, errs := run(t, "", args...)
			for line := range strings.Lines(errs) {
				if strings.Contains(line, dir+"/lib") { // where a link leads to is said in full
					t.Errorf("in %s %q: %s", at.from, args, line)
				}
			}
		}
	}
	dir := troubled(t)
	t.Chdir(dir)
	lib := filepath.Join(dir, "lib")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"list", "lib"}, "galley: warning: lib/galley.toml: there is no rule foo"},
		{[]string{"list", lib}, "galley: warning: " + lib + "/galley.toml: there is no rule foo"},
		{[]string{"links", "lib/sub/b.md"}, "galley: warning: lib/galley.toml: there is no rule foo"},
		{[]string{"links", lib + "/sub/b.md"}, "galley: warning: " + lib + "/galley.toml: there is no rule foo"},
		{[]string{"links", "lib"}, `galley: warning: "lib/li\nne.md": `},
		{[]string{"links", "lib"}, "galley: warning: lib: 3 posts have the slug one, such as"},
		{[]string{"links", "./lib/"}, "galley: warning: lib/sub/bad2.md: "},
	} {
		if _, _, errs := run(t, "", c.args...); !strings.Contains(errs, c.want) {
			t.Errorf("%q does not say %q:\n%s", c.args, c.want, errs)
		}
	}
}
