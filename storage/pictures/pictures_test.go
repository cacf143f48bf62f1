package pictures

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/sniff"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/imagefile/imagetest"
	"galley.app/galley/storage/index"
)

var today = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

func onePixel(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// write makes files below a folder; those that are called like pictures are ones.
func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		data := []byte(content)
		if imagefile.HasSuffix(name) && content == "" {
			data = onePixel(t)
		}
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func source(slug, date, body string) string {
	return "!! title: " + slug + "\n!! slug: " + slug + "\n!! published: " + date + "\n\n---\n\n" + body + "\n"
}

func open(t testing.TB, dir string) storage.Library {
	t.Helper()
	lib, err := storage.Open(context.Background(), dir, today)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// TestFind says for a library and a post where its pictures go.
func TestFind(t *testing.T) {
	for _, tt := range []struct {
		name      string
		files     map[string]string
		post      Post // with a path within the library
		own       string
		dir, link string // from the folder over the library
	}{
		{name: "nothing there", post: Post{Path: "a.md", Slug: "a"}, dir: "posts", link: "x.png"},
		{name: "no file yet", post: Post{Slug: "a"}, dir: "posts", link: "x.png"},
		{name: "an assets folder", files: map[string]string{"assets/x.css": "x"}, post: Post{Path: "a.md"}, dir: "assets", link: "/x.png"},
		{name: "a folder of images", files: map[string]string{"images/x.css": "x"}, post: Post{Path: "a.md"}, dir: "images", link: "/images/x.png"},
		{name: "a setting", files: map[string]string{"posts/galley.toml": "[library]\nassets = \"media\"\n", "posts/media/x.css": "x", "assets/x.css": "x"}, post: Post{Path: "a.md"}, dir: "posts/media", link: "/x.png"},
		{
			name: "a folder by number",
			files: map[string]string{
				"assets/posts/0001/x.png": "", "assets/posts/0002/x.png": "",
				"posts/0001-one.md": source("one", "2024-01-01", "![](/posts/0001/x.png)"),
				"posts/0002-two.md": source("two", "2024-01-02", "![](/posts/0002/x.png)"),
			},
			post: Post{Path: "0003-three.md", Slug: "three"}, dir: "assets/posts/0003", link: "/posts/0003/x.png",
		},
		{
			name: "a draft has the next number",
			files: map[string]string{
				"assets/posts/0001/x.png": "", "assets/posts/0002/x.png": "",
				"posts/0001-one.md": source("one", "2024-01-01", "![](/posts/0001/x.png)"),
				"posts/0002-two.md": source("two", "2024-01-02", "![](/posts/0002/x.png)"),
			},
			post: Post{Slug: "three"}, dir: "assets/posts/0003", link: "/posts/0003/x.png",
		},
		{
			name: "pictures of its own",
			files: map[string]string{
				"assets/posts/0001/x.png": "", "assets/posts/wide/y.png": "",
				"posts/0001-one.md": source("one", "2024-01-01", "![](/posts/0001/x.png)"),
			},
			post: Post{Path: "wip-a.md", Slug: "a"}, own: "![](/posts/wide/y.png)", dir: "assets/posts/wide", link: "/posts/wide/x.png",
		},
		{
			name:  "another's picture",
			files: map[string]string{"assets/posts/0001/x.png": "", "posts/0001-one.md": source("one", "2024-01-01", "![](/posts/0001/x.png)")},
			post:  Post{Path: "0002-a.md", Slug: "a"}, own: "![](/posts/0001/x.png)", dir: "assets/posts/0002", link: "/posts/0002/x.png",
		},
		{
			name:  "by slug",
			files: map[string]string{"assets/one/x.png": "", "posts/one.md": source("one", "2024-01-01", "![](/one/x.png)")},
			post:  Post{Path: "a.md", Slug: "b"}, dir: "assets/b", link: "/b/x.png",
		},
		{
			name:  "by year and month",
			files: map[string]string{"static/2024/05/x.png": "", "posts/one.md": source("one", "2024-05-01", "![](/2024/05/x.png)")},
			post:  Post{Path: "a.md", Slug: "b", Date: today}, dir: "static/2026/11", link: "/2026/11/x.png",
		},
		{
			name:  "beside the post",
			files: map[string]string{"posts/img/x.png": "", "posts/one.md": source("one", "2024-05-01", "![](img/x.png)")},
			post:  Post{Path: "sub/a.md", Slug: "b"}, dir: "posts/sub/img", link: "img/x.png",
		},
		{
			name:  "above the post",
			files: map[string]string{"posts/img/x.png": "", "posts/s/one.md": source("one", "2024-05-01", "![](../img/x.png)")},
			post:  Post{Path: "s/a.md", Slug: "b"}, dir: "posts/img", link: "../img/x.png",
		},
		{
			name: "most do",
			files: map[string]string{
				"assets/odd/x.png": "", "assets/posts/x.png": "",
				"posts/3.md": source("three", "2024-05-03", "![](/odd/x.png)"),
				"posts/2.md": source("two", "2024-05-02", "![](/posts/x.png)"),
				"posts/1.md": source("one", "2024-05-01", "![](/posts/x.png)"),
			},
			post: Post{Path: "a.md", Slug: "b"}, dir: "assets/posts", link: "/posts/x.png",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			root, _ := filepath.EvalSymlinks(t.TempDir())
			dir := filepath.Join(root, "posts")
			write(t, root, map[string]string{"posts/.keep": "x"})
			write(t, root, tt.files)
			lib := open(t, dir)
			p := tt.post
			if p.Path != "" {
				p.Path = filepath.Join(dir, p.Path)
			}
			p.Links = index.Of(tt.own, markdown.Dialect{}).Links
			got := Find(lib, p)
			if rel, _ := filepath.Rel(root, got.Dir); filepath.ToSlash(rel) != tt.dir || got.Link("x.png") != tt.link {
				t.Fatalf("%s, %s; want %s, %s", rel, got.Link("x.png"), tt.dir, tt.link)
			}
			c, err := Put(got, NamesOf("a", "x", ".png", ""), onePixel(t))
			if err != nil {
				t.Fatal(err)
			}
			if found, ok := lib.Image(p.dir(lib), c.Link); !ok || found != c.Path {
				t.Errorf("%s leads to %s, %v; it is %s", c.Link, found, ok, c.Path)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ slug, own, want string }{
		{"my-post", "IMG 2034.JPG", "my-post-img-2034.jpg my-post-img-2034-2.jpg"},
		{"my-post", "", "my-post-1.jpg my-post-2.jpg"},
		{"my-post", "my-post.png", "my-post-1.jpg my-post-2.jpg"},
		{"my-post", "my-post-cat.png", "my-post-cat.jpg my-post-cat-2.jpg"},
		{"", "", "picture-1.jpg picture-2.jpg"},
		{"", "con.png", "picture-con.jpg picture-con-2.jpg"},
		{"con", "con.png", "con-1.jpg con-2.jpg"},
		{"a", `C:\tmp\über "uns" #1?.jpeg`, "a-c-tmp-uber-uns-1.jpg a-c-tmp-uber-uns-1-2.jpg"},
		{"a", norm.NFD.String("Schloß Grün.jpeg"), "a-schloss-grun.jpg a-schloss-grun-2.jpg"},
		{"a", "../../etc/passwd.png", "a-passwd.jpg a-passwd-2.jpg"},
		{"a", "😀.png", "a-1.jpg a-2.jpg"},
		{"a", ".png", "a-1.jpg a-2.jpg"},
		{strings.Repeat("long-", 40), strings.Repeat("word ", 80), ""},
	} {
		x := NamesOf(tt.slug, tt.own, ".jpg", "en")
		if got := x.At(1) + " " + x.At(2); tt.want != "" && got != tt.want {
			t.Errorf("%q of %q: %s", tt.own, tt.slug, got)
		}
		if len(x.At(1)) > 140 || strings.ContainsAny(x.At(1), `/\:*?"<>| `) {
			t.Errorf("%q", x.At(1))
		}
	}
}

// TestPut overwrites nothing, and takes what is there already.
func TestPut(t *testing.T) {
	dir := t.TempDir()
	p := Place{Dir: filepath.Join(dir, "a", "b"), Address: "/b/"}
	first, second := onePixel(t), append(onePixel(t), 0)
	put := func(data []byte) Copy {
		t.Helper()
		c, err := Put(p, NamesOf("s", "x", ".png", ""), data)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	a := put(first)
	if a.Link != "/b/s-x.png" || !a.Made {
		t.Fatalf("%+v", a)
	}
	if b := put(first); b.Made || b.Path != a.Path {
		t.Errorf("the same picture again: %+v", b)
	}
	b := put(second)
	if b.Link != "/b/s-x-2.png" || !b.Made {
		t.Errorf("another of its name: %+v", b)
	}
	write(t, p.Dir, map[string]string{"S-X-3.PNG": "not this"})
	if c := put(append(second, 0)); c.Link != "/b/s-x-4.png" {
		t.Errorf("where a name is taken in other capitals: %+v", c)
	}
	if got, _ := os.ReadFile(a.Path); !bytes.Equal(got, first) {
		t.Error("the first was overwritten")
	}
	if err := os.WriteFile(b.Path, []byte("drawn in it"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := b.Remove(os.Remove); !errors.Is(err, ErrChanged) {
		t.Errorf("a changed copy is taken away: %v", err)
	}
	if err := a.Remove(os.Remove); err != nil {
		t.Error(err)
	}
	if err := a.Remove(os.Remove); err != nil {
		t.Errorf("once more: %v", err)
	}
	if names, _ := os.ReadDir(p.Dir); len(names) != 3 {
		t.Errorf("%v are left", names)
	}
	// The folders that were made for a picture go with it.
	q := Place{Dir: filepath.Join(dir, "c", "d")}
	c, err := Put(q, NamesOf("s", "x", ".png", ""), first)
	if err == nil {
		err = c.Remove(os.Remove)
	}
	if _, there := os.Stat(filepath.Join(dir, "c")); err != nil || there == nil {
		t.Errorf("%v, %v", err, there)
	}
	// A folder that cannot be made is said, and nothing is left.
	if _, err := Put(Place{Dir: filepath.Join(dir, "a", "b", "S-X-3.PNG", "z")}, NamesOf("s", "x", ".png", ""), first); err == nil {
		t.Error("a folder was made in a file")
	}
}

func TestPrepare(t *testing.T) {
	ctx := context.Background()
	photo, bare := imagetest.Photo(t, 6)
	if p, ok := PhotoOf(photo); !ok || !p.Private {
		t.Errorf("%+v, %v", p, ok)
	}
	if p, ok := PhotoOf(bare); !ok || p.Private {
		t.Errorf("%+v, %v", p, ok)
	}
	if _, ok := PhotoOf(onePixel(t)); ok {
		t.Error("a PNG is no photograph")
	}
	out, suffix, err := Prepare(ctx, photo, Options{})
	if err != nil || suffix != ".jpg" || !bytes.Equal(out, photo) {
		t.Errorf("as it is: %d bytes, %s, %v", len(out), suffix, err)
	}
	if out, _, err = Prepare(ctx, photo, Options{Bare: true}); err != nil || !bytes.Equal(out, bare) {
		t.Errorf("bare: %d bytes, want %d (%v)", len(out), len(bare), err)
	}

	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, 300, 200), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	profile := "ICC_PROFILE\x00\x01\x01" + strings.Repeat("x", 16) + "RGB " + strings.Repeat("y", 20)
	whole := slices.Concat(b.Bytes()[:2], []byte{0xFF, 0xE2, 0, byte(len(profile) + 2)}, []byte(profile), b.Bytes()[2:])
	out, _, err = Prepare(ctx, whole, Options{Longest: 100, Decoder: imagework.Here{}})
	if info := sniff.Image(out); err != nil || info.Width != 100 || info.Height != 66 || !bytes.Contains(out, []byte(profile)) {
		t.Errorf("smaller: %+v, %v, with its profile: %v", info, err, bytes.Contains(out, []byte(profile)))
	}
	if _, err := jpeg.Decode(bytes.NewReader(out)); err != nil {
		t.Error(err)
	}
	if out, _, _ = Prepare(ctx, whole, Options{Longest: 300, Decoder: imagework.Here{}}); !bytes.Equal(out, whole) {
		t.Error("what is small enough is changed")
	}
	if _, _, err := Prepare(ctx, []byte("no picture"), Options{}); err == nil {
		t.Error("a text is taken for a picture")
	}
	drawing := `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script><rect width="9" height="9"/></svg>`
	if out, suffix, err := Prepare(ctx, []byte(drawing), Options{}); err == nil && (suffix != ".svg" || bytes.Contains(out, []byte("script"))) {
		t.Errorf("a drawing: %s", out)
	}
}

// oddNames are names of pictures that an address has to escape.
var oddNames = []string{
	"a b.png", "a#b.png", "a?b.png", "100%.png", "a%20b.png", `a"b".png`, "a'b'.png", "a(b)c).png", "a[b].png", "a<b>.png",
	"über.png", norm.NFD.String("über.png"), "日本.png", "😀.png", "a&amp;b.png", "a*b_c`d.png", " lead.png", "a:b.png", "~a.png", "a\u202eb.png", "a!b$.png",
}

// TestOddNames has addresses of pictures lead to them, written in a post.
func TestOddNames(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "posts")
	for _, where := range []string{"assets/posts", "posts", "posts/img"} {
		for _, name := range oddNames {
			write(t, root, map[string]string{where + "/" + name: ""})
		}
	}
	write(t, root, map[string]string{"posts/a.md": source("a", "2024-01-01", "x")})
	lib := open(t, dir)
	for _, where := range []string{"assets/posts", "posts", "posts/img"} {
		for _, name := range oddNames {
			file := filepath.Join(root, where, name)
			link, ok := LinkTo(lib, Post{Path: filepath.Join(dir, "a.md")}, file)
			if !ok {
				t.Errorf("%s: no address", file)
				continue
			}
			facts := index.Of("x ![a]("+link+") y", markdown.Dialect{})
			if len(facts.Links) != 1 || !facts.Links[0].Image {
				t.Errorf("%s: %s is no image of a post", name, link)
				continue
			}
			if found, ok := lib.Image(dir, facts.Links[0].Dest); !ok || realPath(found) != realPath(file) {
				t.Errorf("%s: %s leads to %s", file, link, found)
			}
		}
	}
	if link, ok := LinkTo(lib, Post{}, "/etc/passwd.png"); ok {
		t.Errorf("out of the library: %s", link)
	}
}

func TestLook(t *testing.T) {
	root, _ := filepath.EvalSymlinks(t.TempDir())
	write(t, root, map[string]string{
		"assets/logo.png": "", "assets/posts/0001/used.png": "", "assets/posts/0001/not.png": "", "assets/posts/0002/linked.png": "",
		"assets/posts/0009/not too.png": "", "assets/posts/0009/notes.txt": "x", "assets/posts/.hidden/a.png": "", "assets/posts/0001/cover.png": "",
		"assets/posts/0001/unsaved.png": "",
		"posts/0001-one.md":             strings.Replace(source("one", "2024-01-01", "![](/posts/0001/used.png)\n\n![x](/posts/0001/gone.png) ![](https://x.org/a.png)"), "\n---", "!! cover: /posts/0001/cover.png\n\n---", 1),
		"posts/0002-two.md":             source("two", "2024-01-02", "[all of it](/posts/0002/linked.png)\n\n```\n![](/posts/code.png)\n```"),
	})
	lib := open(t, filepath.Join(root, "posts"))
	more := map[string]index.Facts{"": index.Of("![](/posts/0001/unsaved.png) ![](/posts/0001/away.png)", markdown.Dialect{})}
	s, err := Look(context.Background(), lib, more)
	if err != nil {
		t.Fatal(err)
	}
	var unused, missing []string
	for _, u := range s.Unused {
		unused = append(unused, Within(lib, u.Path))
	}
	for _, m := range s.Missing {
		missing = append(missing, filepath.Base(m.Path)+" "+m.Dest)
	}
	if got, want := strings.Join(unused, ", "), "assets/posts/0001/not.png, assets/posts/0009/not too.png"; got != want {
		t.Errorf("unused: %s", got)
	}
	if got, want := strings.Join(missing, ", "), "0001-one.md /posts/0001/gone.png, . /posts/0001/away.png"; got != want {
		t.Errorf("missing: %s", got)
	}
	if s.Missing[0].Line != 10 {
		t.Errorf("in line %d", s.Missing[0].Line)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Look(ctx, lib, nil); err == nil {
		t.Error("it goes on when nobody waits")
	}
}

// Pictures beside posts that show none any more are unused too, where somebody made
// a library of the folder.
func TestLookBesidePosts(t *testing.T) {
	for made, want := range map[string]string{"galley.toml": "old.png, deep/older.png, other/none.png", "other.toml": ""} {
		root, _ := filepath.EvalSymlinks(t.TempDir())
		write(t, root, map[string]string{
			"assets/posts/0001/used.png": "", "posts/old.png": "", "posts/deep/older.png": "", "posts/other/none.png": "",
			"posts/" + made:        "",
			"posts/0001-one.md":    source("one", "2024-01-01", "![](/posts/0001/used.png)"),
			"posts/deep/0002-b.md": source("b", "2024-01-02", "Words."),
		})
		s, err := Look(context.Background(), open(t, filepath.Join(root, "posts")), nil)
		if err != nil {
			t.Fatal(err)
		}
		var unused []string
		for _, u := range s.Unused {
			rel, _ := filepath.Rel(filepath.Join(root, "posts"), u.Path)
			unused = append(unused, filepath.ToSlash(rel))
		}
		slices.SortFunc(unused, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
		if got := strings.Join(unused, ", "); got != want {
			t.Errorf("with %s unused are %q, want %q", made, got, want)
		}
	}
}

// TestLinkedLibrary finds the pictures beside the folder that a library leads to.
func TestLinkedLibrary(t *testing.T) {
	root := t.TempDir()
	write(t, root, map[string]string{
		"site/data/assets/posts/0001/x.png": "", "site/data/posts/0001-one.md": source("one", "2024-01-01", "![](/posts/0001/x.png)"),
		"home/here": "x",
	})
	link := filepath.Join(root, "home", "posts")
	if err := os.Symlink(filepath.Join(root, "site/data/posts"), link); err != nil {
		t.Fatal(err)
	}
	lib := open(t, link)
	if got, ok := lib.Image(link, "/posts/0001/x.png"); !ok || realPath(got) != realPath(filepath.Join(root, "site/data/assets/posts/0001/x.png")) {
		t.Errorf("%s, %v", got, ok)
	}
	p := Find(lib, Post{Path: filepath.Join(link, "0002-two.md"), Slug: "two"})
	if got := p.Link("y.png"); got != "/posts/0002/y.png" || realPath(p.Dir) != realPath(filepath.Join(root, "site/data/assets/posts/0002")) {
		t.Errorf("%s in %s", got, p.Dir)
	}
}
