package storage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/config"
)

func TestImage(t *testing.T) {
	root := tree(t, map[string]string{
		"site/posts/a.md":                 "A",
		"site/posts/beside.png":           "png",
		"site/posts/with space.png":       "png",
		"site/posts/100%.png":             "png",
		"site/posts/what?.png":            "png",
		"site/posts/sub/in.png":           "png",
		"site/posts/sub/b.md":             "B",
		"site/posts/images/in-lib.png":    "png",
		"site/posts/folder.png/":          "",
		"site/posts/aux.png":              "png",
		"site/public/posts/0072/tri.png":  "png",
		"site/public/ä.png":               "png",
		"site/other/elsewhere.png":        "png",
		"secret.png":                      "secret",
		"elsewhere/single.md":             "S",
		"elsewhere/near.png":              "png",
		"site/posts/0072/in-posts.png":    "png",
		"site/public/both.png":            "png",
		"site/posts/images/both.png":      "png",
		"site/posts/static/deep/a/b.webp": "webp",
	})
	must(t, os.Symlink(filepath.Join(root, "secret.png"), filepath.Join(root, "site/posts/link-out.png")))
	must(t, os.Symlink("beside.png", filepath.Join(root, "site/posts/link-in.png")))
	must(t, os.Symlink(root, filepath.Join(root, "site/posts/up")))
	must(t, os.Symlink("/dev/zero", filepath.Join(root, "site/posts/zero.png")))
	must(t, os.Symlink("site/posts", filepath.Join(root, "via")))

	plain := Library{Dir: filepath.Join(root, "site/posts")}
	agreed := []string{filepath.Join(root, "site/other")}
	set := Library{Dir: plain.Dir, Site: config.Site{Assets: "../other"}, Agreed: agreed}
	absolute := Library{Dir: plain.Dir, Site: config.Site{Assets: filepath.Join(root, "site/other")}, Agreed: agreed}
	barred := Library{Dir: plain.Dir, Site: config.Site{Assets: "../other"}}
	linked := Library{Dir: filepath.Join(root, "via")}

	for _, c := range []struct {
		name string
		lib  Library
		post string // relative to the root
		dest string
		want string // relative to the root; "" for none
	}{
		{"beside", plain, "site/posts/a.md", "beside.png", "site/posts/beside.png"},
		{"dot", plain, "site/posts/a.md", "./beside.png", "site/posts/beside.png"},
		{"below", plain, "site/posts/a.md", "sub/in.png", "site/posts/sub/in.png"},
		{"up within the library", plain, "site/posts/sub/b.md", "../beside.png", "site/posts/beside.png"},
		{"percent", plain, "site/posts/a.md", "with%20space.png", "site/posts/with space.png"},
		{"plain blank", plain, "site/posts/a.md", "with space.png", "site/posts/with space.png"},
		{"lone percent", plain, "site/posts/a.md", "100%.png", "site/posts/100%.png"},
		{"question mark in the name", plain, "site/posts/a.md", "what?.png", "site/posts/what?.png"},
		{"query", plain, "site/posts/a.md", "beside.png?w=100#top", "site/posts/beside.png"},
		{"link within", plain, "site/posts/a.md", "link-in.png", "site/posts/link-in.png"},
		{"assets beside the library", plain, "site/posts/a.md", "/posts/0072/tri.png", "site/public/posts/0072/tri.png"},
		{"not ASCII", plain, "site/posts/a.md", "/%C3%A4.png", "site/public/ä.png"},
		{"assets in the library", plain, "site/posts/a.md", "/in-lib.png", "site/posts/images/in-lib.png"},
		{"the folder in the link", plain, "site/posts/a.md", "/images/in-lib.png", "site/posts/images/in-lib.png"},
		{"the folder beside in the link", plain, "site/posts/a.md", "/public/both.png", "site/public/both.png"},
		{"the nearer one first", plain, "site/posts/a.md", "/both.png", "site/posts/images/both.png"},
		{"deep", plain, "site/posts/a.md", "/deep/a/b.webp", "site/posts/static/deep/a/b.webp"},
		{"from the library's root", plain, "site/posts/a.md", "/sub/in.png", "site/posts/sub/in.png"},
		{"relative into the assets", plain, "site/posts/a.md", "../public/both.png", "site/public/both.png"},
		{"setting", set, "site/posts/a.md", "/elsewhere.png", "site/other/elsewhere.png"},
		{"setting, relative", set, "site/posts/a.md", "../other/elsewhere.png", "site/other/elsewhere.png"},
		{"setting, absolute", absolute, "site/posts/a.md", "/elsewhere.png", "site/other/elsewhere.png"},
		{"setting, not agreed to", barred, "site/posts/a.md", "/elsewhere.png", ""},
		{"setting, relative, not agreed to", barred, "site/posts/a.md", "../other/elsewhere.png", ""},
		{"the setting alone counts", set, "site/posts/a.md", "/both.png", ""},
		{"a post from elsewhere", plain, "elsewhere/single.md", "near.png", "elsewhere/near.png"},
		{"library behind a link", linked, "via/a.md", "beside.png", "via/beside.png"},

		{"nothing", plain, "site/posts/a.md", "", ""},
		{"missing", plain, "site/posts/a.md", "missing.png", ""},
		{"folder", plain, "site/posts/a.md", "folder.png", ""},
		{"folder with slash", plain, "site/posts/a.md", "sub/", ""},
		{"dot alone", plain, "site/posts/a.md", ".", ""},
		{"out", plain, "site/posts/a.md", "../../secret.png", ""},
		{"out, encoded", plain, "site/posts/a.md", "..%2f..%2Fsecret.png", ""},
		{"out, encoded dots", plain, "site/posts/a.md", "%2e%2e/%2e%2e/secret.png", ""},
		{"out from the root", plain, "site/posts/a.md", "/../../secret.png", ""},
		{"out of a folder outside", plain, "site/posts/a.md", "../other/elsewhere.png", ""},
		{"out by a link", plain, "site/posts/a.md", "link-out.png", ""},
		{"out by a linked folder", plain, "site/posts/a.md", "up/secret.png", ""},
		{"absolute", plain, "site/posts/a.md", filepath.ToSlash(filepath.Join(root, "secret.png")), ""},
		{"file", plain, "site/posts/a.md", "file://" + filepath.ToSlash(filepath.Join(root, "site/posts/beside.png")), ""},
		{"http", plain, "site/posts/a.md", "http://example.org/beside.png", ""},
		{"data", plain, "site/posts/a.md", "data:image/png;base64,AAAA", ""},
		{"host", plain, "site/posts/a.md", "//example.org/beside.png", ""},
		{"back slash", plain, "site/posts/a.md", `..\beside.png`, ""},
		{"back slash, encoded", plain, "site/posts/a.md", `%5c%5chost%5cbeside.png`, ""},
		{"drive", plain, "site/posts/a.md", "C:/beside.png", ""},
		{"NUL", plain, "site/posts/a.md", "beside.png%00.md", ""},
		{"device", plain, "site/posts/a.md", "zero.png", ""},
		{"device name", plain, "site/posts/a.md", "aux.png", ""},
		{"/dev", plain, "site/posts/a.md", "/dev/zero", ""},
		{"/proc", plain, "site/posts/a.md", "/proc/self/environ", ""},
		{"very long", plain, "site/posts/a.md", strings.Repeat("x", 1<<16) + ".png", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.lib.Image(filepath.Dir(filepath.Join(root, filepath.FromSlash(c.post))), c.dest)
			want := ""
			if c.want != "" {
				want = filepath.Join(root, filepath.FromSlash(c.want))
			}
			if got != want || ok != (want != "") {
				t.Errorf("%q is %q, want %q", c.dest, got, want)
			}
		})
	}
}

func TestAssetFolders(t *testing.T) {
	root := tree(t, map[string]string{"lib/images/": "", "lib/static": "a file", "assets/": "", "lib/a.md": ""})
	lib := Library{Dir: filepath.Join(root, "lib")}
	got := strings.Join(lib.AssetFolders(), " ")
	if want := filepath.Join(root, "lib/images") + " " + filepath.Join(root, "assets"); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	t.Setenv("HOME", filepath.Join(root, "lib"))
	for _, wide := range []string{"/", "..", "missing", "a.md"} {
		lib.Site.Assets = wide
		if got := lib.AssetFolders(); got != nil {
			t.Errorf("the setting %q gives %v", wide, got)
		}
	}
	// A library that is an assets folder by its name is not one of its own.
	if got := (Library{Dir: filepath.Join(root, "assets")}).AssetFolders(); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestResolverPost(t *testing.T) {
	dir := tree(t, map[string]string{
		"0001-first.md":   source("First", "first", "2024-01-01", "x"),
		"0002-other.md":   source("Named", "renamed", "2024-01-01", "x"),
		"wip-twice.md":    source("Draft", "twice", "2024-01-01", "x"),
		"0003-twice.md":   source("Twice", "twice", "2024-01-01", "x"),
		"0004-no-slug.md": "text",
	})
	lib := open(t, dir)
	moved := lib
	moved.Site.Posts = "/blog/"
	moved.Site.URL = "https://example.org"
	top := lib
	top.Site.Posts = "/"

	for _, c := range []struct {
		lib        Library
		dest, want string // file name; "" for none
	}{
		{lib, "/posts/first", "0001-first.md"},
		{lib, "/posts/first/", "0001-first.md"},
		{lib, "/posts/first#part", "0001-first.md"},
		{lib, "/posts/first?x=1", "0001-first.md"},
		{lib, "./posts/first", "0001-first.md"},
		{lib, "posts/first", "0001-first.md"},
		{lib, "first.md", "0001-first.md"},
		{lib, "./first.md", "0001-first.md"},
		{lib, "0001-first.md", "0001-first.md"},
		{lib, "0001-first.md#part", "0001-first.md"},
		{lib, "/posts/renamed", "0002-other.md"},
		{lib, "0002-other.md", "0002-other.md"},
		{lib, "renamed.md", "0002-other.md"},
		{lib, "/posts/twice", "0003-twice.md"},
		{lib, "wip-twice.md", "wip-twice.md"},
		{lib, "/posts/no-slug", "0004-no-slug.md"},
		{lib, "/posts/%66irst", "0001-first.md"},
		{moved, "/blog/first", "0001-first.md"},
		{moved, "https://example.org/blog/first", "0001-first.md"},
		{moved, "/posts/first", ""},
		{top, "/first", "0001-first.md"},

		{lib, "", ""},
		{lib, "#part", ""},
		{lib, "/posts/", ""},
		{lib, "/posts/missing", ""},
		{lib, "/posts/a/first", ""},
		{lib, "/other/first", ""},
		{lib, "https://example.org/posts/first", ""},
		{lib, "mailto:first.md", ""},
		{lib, "//posts/first", ""},
		{lib, "../0001-first.md", ""},
		{lib, "/posts/%zz", ""},
		{lib, "first", ""},
	} {
		e, ok := c.lib.Resolver().Post(filepath.Join(dir, "0001-first.md"), c.dest)
		if e.Name != c.want || ok != (c.want != "") {
			t.Errorf("%q with posts at %q is %q, want %q", c.dest, c.lib.Site.Posts, e.Name, c.want)
		}
	}
}
