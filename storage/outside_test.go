package storage

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"galley.app/galley/storage/config"
)

// What belongs to a library, and what the author has to agree to.
func TestOutside(t *testing.T) {
	root := tree(t, map[string]string{
		"home/site/posts/assets/": "", "home/site/posts/pics/": "", "home/site/images/2024/": "", "home/site/private/": "",
		"home/posts/": "", "home/images/": "", "home/Downloads/lib/": "", "home/Downloads/images/": "", "home/Pictures/": "",
		"srv/site/posts/": "", "srv/site/": "", "linked/images/": "", "linked/posts/": "",
	})
	t.Setenv("HOME", filepath.Join(root, "home"))
	link := func(to, at string) { must(t, os.Symlink(to, filepath.Join(root, at))) }
	link("../../home/Pictures", "srv/site/public")
	link(filepath.Join(root, "home/Pictures"), "srv/site/posts/assets")
	link("../../linked/posts", "home/Downloads/via")
	link("../images", "home/site/posts/static")

	for _, c := range []struct{ name, lib, assets, want string }{ // want is relative to the root; "" for none
		{"found in the library and beside it", "home/site/posts", "", ""},
		{"named, in the library", "home/site/posts", "pics", ""},
		{"named, the library itself", "home/site/posts", ".", ""},
		{"named, beside, a usual name", "home/site/posts", "../images", ""},
		{"named, below that", "home/site/posts", "../images/2024", ""},
		{"named, beside, another name", "home/site/posts", "../private", "home/site/private"},
		{"named, absolute", "home/site/posts", filepath.Join(root, "home/Pictures"), "home/Pictures"},
		{"named, what holds the library", "home/site/posts", "..", "home/site"},
		{"a link within what belongs to it", "home/site/posts", "static", ""},
		{"beside, in the home folder", "home/posts", "", "home/images"},
		{"beside, among downloads", "home/Downloads/lib", "", "home/Downloads/images"},
		{"links with usual names", "srv/site/posts", "", "home/Pictures"},
		{"beside a library behind a link", "home/Downloads/via", "", "home/Downloads/images"},
		{"beside where the link leads", "home/Downloads/via", filepath.Join(root, "linked/images"), ""},
		{"the root", "srv/site/posts", "/", ""},      // never, and never asked about
		{"the home", "home/posts", "../../home", ""}, // the same
		{"nowhere", "srv/site/posts", "../nowhere", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := Library{Dir: filepath.Join(root, c.lib), Site: config.Site{Assets: c.assets}}
			var want []string
			if c.want != "" {
				want = []string{filepath.Join(root, c.want)}
			}
			if got := l.Outside(); !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			barred, ok := l.Barred("/a.png")
			if ok != (want != nil) || ok && barred != want[0] {
				t.Errorf("barred: %q, %v", barred, ok)
			}
			for _, dest := range []string{"a.png", "http://x.org/a.png", "//x.org/a.png"} {
				if _, ok := l.Barred(dest); ok {
					t.Errorf("%s is barred", dest)
				}
			}
			for _, dir := range l.AssetFolders() {
				if real, _ := filepath.EvalSymlinks(dir); slices.Contains(want, real) {
					t.Errorf("%s is looked in", dir)
				}
			}
			if l.Agreed = want; len(l.Outside()) > 0 {
				t.Error("asked about again")
			}
		})
	}
}

// The answer is the author's, for one library and one real folder.
func TestTrusted(t *testing.T) {
	root := tree(t, map[string]string{"a/lib/": "", "b/lib/": "", "private/x.png": "p", "other/y.png": "o"})
	p := paths(t)
	at := func(lib, assets string) Library {
		return Trusted(Library{Dir: filepath.Join(root, lib), Site: config.Site{Assets: assets}}, p, noon)
	}
	private := filepath.Join(root, "private")
	answer := func(yes bool) {
		t.Helper()
		e, err := ReadExports(p, noon)
		must(t, err)
		must(t, e.SetReads(filepath.Join(root, "a/lib"), private, yes))
		e, err = ReadExports(p, noon)
		must(t, err)
		if got, asked := e.Reads(filepath.Join(root, "a/lib"), private); got != yes || !asked {
			t.Errorf("answered %v, remembered %v, %v", yes, got, asked)
		}
	}
	seen := func(l Library) bool { _, ok := l.Image(l.Dir, "/x.png"); return ok }

	if seen(at("a/lib", "../../private")) {
		t.Error("read without being asked about")
	}
	if _, err := os.Stat(p.State); err == nil {
		t.Error("something is remembered of nothing")
	}
	answer(true)
	l := at("a/lib", "../../private")
	if !seen(l) || !l.IsOutside(filepath.Join(private, "x.png")) {
		t.Error("not read, or not told of, though agreed to")
	}
	must(t, os.Symlink(private, filepath.Join(root, "link")))
	if !seen(at("a/lib", "../../link")) {
		t.Error("another name of the same folder is asked about")
	}
	if seen(at("b/lib", "../../private")) {
		t.Error("agreed to for another library")
	}
	must(t, os.Remove(filepath.Join(root, "link")))
	must(t, os.Symlink(filepath.Join(root, "other"), filepath.Join(root, "link")))
	if l := at("a/lib", "../../link"); len(l.AssetFolders()) > 0 {
		t.Error("agreed to where the link leads elsewhere by now")
	}
	answer(false)
	if seen(at("a/lib", "../../private")) {
		t.Error("read though it was taken back")
	}
}

func TestLinkOut(t *testing.T) {
	root := tree(t, map[string]string{"lib/a.md": "A", "lib/sub/c.md": "C", "secret.txt": "S"})
	for name, to := range map[string]string{"in.md": "a.md", "deep.md": "sub/c.md", "out.md": "../secret.txt", "abs.md": filepath.Join(root, "secret.txt"), "chain.md": "out.md", "nowhere.md": "no.md"} {
		must(t, os.Symlink(to, filepath.Join(root, "lib", name)))
	}
	lib, err := Open(t.Context(), filepath.Join(root, "lib"), noon)
	must(t, err)
	secret := filepath.Join(root, "secret.txt")
	for name, want := range map[string]string{"a.md": "", "in.md": "", "deep.md": "", "out.md": secret, "abs.md": secret, "chain.md": secret, "nowhere.md": "no.md"} {
		e, ok := lib.Entry(filepath.Join(root, "lib", name))
		if !ok || e.Outside != want {
			t.Errorf("%s leads to %q, want %q", name, e.Outside, want)
		}
	}
	// The very file takes the place of the link.
	out := filepath.Join(root, "lib/out.md")
	must(t, os.Remove(out))
	must(t, os.Rename(secret, out))
	lib, err = Refresh(t.Context(), lib, noon)
	must(t, err)
	if e, _ := lib.Entry(out); e.Outside != "" {
		t.Errorf("still a link to %q", e.Outside)
	}
}

// An image that lies outside is not called missing, and a folder that nobody
// agreed to is not looked into.
func TestMissing(t *testing.T) {
	root := tree(t, map[string]string{
		"site/posts/a.md": "", "site/posts/pics/in.png": "i", "site/posts/private/": "", "site/secret.png": "s", "site/shots/x.png": "x", "site/images/y.png": "y",
		"site/folder.png/": "",
	})
	t.Setenv("HOME", filepath.Join(root, "home"))
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	must(t, os.Symlink("../secret.png", at("site/posts/link.png")))
	must(t, os.Symlink("no.png", at("site/posts/nowhere.png")))
	unread := "it is not looked for in " + at("site/shots") + ", outside of the library, before you agree to that folder"
	outside := "it is left out, since it lies outside of the library: "
	for _, c := range []struct{ name, dest, assets, want string }{
		{"nowhere", "no.png", "", ""},
		{"there", "pics/in.png", "", ""},
		{"nowhere in the assets", "/no.png", "", ""},
		{"another host", "https://example.org/a.png", "", ""},
		{"a link to nothing", "nowhere.png", "", ""},
		{"beside, a usual name", "../images/no.png", "", ""},
		{"by its name", "../secret.png", "", outside + at("site/secret.png")},
		{"by its name, with more", "..%2Fsecret.png?w=3#x", "", outside + at("site/secret.png")},
		{"by a link", "link.png", "", outside + at("site/secret.png")},
		{"not even there", "../no.png", "", "its link leads out of the library, to " + at("site/no.png") + ", and there is no such image"},
		{"with a line break", "../a%0Ab.png", "", "its link leads out of the library, to " + strconv.Quote(at("site/a\nb.png")) + ", and there is no such image"},
		{"no file", "../folder.png", "", "its link leads out of the library, to " + at("site/folder.png") + ", and there is no such image"},
		{"a folder that nobody agreed to", "/x.png", "../shots", unread},
		{"by its name, in such a folder", "../shots/x.png", "../shots", unread},
		{"whether it is there or not", "../shots/no.png", "../shots", unread},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := Library{Dir: at("site/posts"), Site: config.Site{Assets: c.assets}}
			if got := l.Missing(at("site/posts"), c.dest); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	l := Library{Dir: at("site/posts"), Site: config.Site{Assets: "../shots"}, Agreed: []string{at("site/shots")}}
	if got := l.Missing(at("site/posts"), "/no.png"); got != "" {
		t.Errorf("agreed to: %q", got)
	}
}
