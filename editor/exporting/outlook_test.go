package exporting

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
)

func onePost(title, slug, date string) string {
	return "!! title: " + title + "\n!! slug: " + slug + "\n!! published: " + date + "\n!! description: A description that is neither too short nor too long\n\n---\n\nWords of " + title + ".\n"
}

// shelf is a library in a real folder, and what publishes it.
func shelf(t *testing.T, more map[string]string) (publish.Publisher, storage.Library) {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, "lib")
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("0001-a.md", onePost("A", "a", "2023-01-01"))
	write("0002-b.md", onePost("B", "b", "2023-02-01"))
	write("0003-c.md", onePost("C", "c", "2030-01-01"))
	write("wip-d.md", onePost("D", "d", "2023-03-01"))
	for name, text := range more {
		write(name, text)
	}
	p := publish.Publisher{Paths: config.Paths{State: filepath.Join(root, "state")}, Now: func() time.Time { return time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC) }}
	lib, err := storage.Open(t.Context(), dir, p.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p, lib
}

func TestOutlook(t *testing.T) {
	p, lib := shelf(t, map[string]string{"0004-e.md": onePost("E", "", "2023-05-01"), "0005-f.md": onePost("F", "a", "2023-05-01")})
	for _, c := range []struct {
		name  string
		r     storage.Exported
		want  outlook  // findings are looked at below
		wrong []string // parts of the errors
	}{
		{"all", storage.Exported{Format: "posts-json"}, outlook{posts: 2, drafts: 1, skips: true}, []string{"also that of 0005-f.md", "no slug", "also that of 0001-a.md"}},
		{"without what is wrong", storage.Exported{Format: "posts-json", Skip: true}, outlook{posts: 2, drafts: 1, wrong: 3}, nil},
		{"drafts too", storage.Exported{Format: "posts-json", Skip: true, Drafts: true}, outlook{posts: 3, wrong: 3}, nil},
		{"what is published", storage.Exported{Format: "posts-json", Skip: true, Published: true}, outlook{posts: 1, drafts: 1, scheduled: 1, wrong: 3}, nil},
		{"some", storage.Exported{Format: "epub", Posts: []string{"0001-a.md", "0002-b.md"}}, outlook{posts: 2}, nil},
		{"a draft alone", storage.Exported{Format: "epub", Posts: []string{"wip-d.md"}}, outlook{drafts: 1, trouble: "every post was left out, so there is nothing to export"}, nil},
		{"no address", storage.Exported{Format: "rss", Posts: []string{"0001-a.md"}}, outlook{posts: 1}, []string{"it needs the site's address: fill in the address of the site"}},
		{"an address", storage.Exported{Format: "rss", Posts: []string{"0001-a.md"}, SiteURL: "https://example.org"}, outlook{posts: 1}, nil},
		{"a post that is gone", storage.Exported{Format: "epub", Posts: []string{"gone.md"}}, outlook{skips: true}, []string{"no such file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, name := range c.r.Posts {
				c.r.Posts[i] = filepath.Join(lib.Dir, name)
			}
			x, err := p.Prepare(t.Context(), lib, publish.Request{Exported: c.r}, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := outlookOf(x.Plan, lib.Dir)
			if len(got.errors) != len(c.wrong) {
				t.Errorf("%d errors, want %d: %v", len(got.errors), len(c.wrong), got.errors)
			}
			for i, e := range got.errors {
				if i < len(c.wrong) && !strings.Contains(e.Message, c.wrong[i]) || strings.Contains(e.Message, lib.Dir) {
					t.Errorf("error %v, want %q", e, c.wrong[i])
				}
			}
			if got.posts != c.want.posts || got.drafts != c.want.drafts || got.scheduled != c.want.scheduled || got.wrong != c.want.wrong || got.skips != c.want.skips || got.trouble != c.want.trouble {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestPlace(t *testing.T) {
	p, lib := shelf(t, map[string]string{"site/mine.txt": "x"})
	dir, up := lib.Dir, filepath.Dir(lib.Dir)
	if err := os.WriteFile(filepath.Join(up, "old.zip"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	var posts []string
	for _, e := range lib.Entries {
		posts = append(posts, e.Path)
	}
	for _, c := range []struct {
		format, out, note string // of a refusal, all that is said
		bad               bool
	}{
		{"zip", filepath.Join(up, "x.zip"), "A new file.", false},
		{"zip", filepath.Join(up, "old.zip"), "Replaces the file that is there: 1 byte of ", false},
		{"zip", filepath.Join(dir, "x.zip"), "A new file. It lies among the posts.", false},
		{"zip", filepath.Join(up, "none", "x.zip"), "There is no folder " + filepath.Join(up, "none") + ". Make it first.", true},
		{"zip", dir, "“lib” is a folder. Give a file name, such as " + filepath.Join(dir, "posts.zip") + ".", true},
		{"md", filepath.Join(dir, "0001-a.md"), "“0001-a.md” is one of the posts to be exported. Choose another name.", true},
		{"md", filepath.Join(up, "x") + "/", "A new folder.", false},
		{"site", filepath.Join(up, "www"), "A new folder.", false},
		{"site", filepath.Join(dir, "site"), "mine.txt in it was not written by Galley. Choose another folder.", true},
		{"site", dir, "“lib” holds the posts to be exported. Choose another folder.", true},
		{"site", up, "“" + filepath.Base(up) + "” holds the posts to be exported. Choose another folder.", true},
		{"txt", filepath.Join(dir, "site/mine.txt"), "“mine.txt” is a file of the library, and no export has written it. Move it away, or choose another name.", true},
		{"zip", "", "No name is given. Choose another place.", true},
		{"xls", "x", "unknown format", true},
	} {
		got := placeOf(publish.Request{Exported: storage.Exported{Format: c.format, Out: c.out}}, posts, dir, p.Guard(dir), p.Now())
		partly := strings.HasSuffix(c.note, " of ") || c.format == "xls"
		if got.bad != c.bad || got.note != c.note && !(partly && strings.HasPrefix(got.note, c.note)) {
			t.Errorf("%s to %q: %+v, want %q", c.format, c.out, got, c.note)
		}
	}
}

// TestNoFlags: no message of storage, which the window shows too, names a flag
// of the command line. What another program is called with is no message, and
// what git is to be told is git's own.
func TestNoFlags(t *testing.T) {
	flag := regexp.MustCompile(`(^|[\s(])--[a-z]`)
	var names []string
	err := filepath.WalkDir("../../storage", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 50 || !slices.ContainsFunc(names, func(s string) bool { return strings.HasSuffix(s, "export/plan.go") }) {
		t.Fatal("no sources", err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err != nil || strings.Contains(s, " ") && flag.MatchString(strings.NewReplacer("git config --global --add", "", "git config --global", "", "var(--", "").Replace(s)) {
					t.Errorf("%s: the window would say %s", name, lit.Value)
				}
			}
			return true
		})
	}
}

// Each format of which there are packages can be chosen.
func TestEntries(t *testing.T) {
	targets := []publish.Target{{Target: config.Target{Name: "blog", Format: "site"}}, {Target: config.Target{Name: "odd", Format: "xls"}}}
	for name, targets := range map[string][]publish.Target{"with targets": targets, "without": nil} {
		var got []string
		heads := map[string]bool{}
		list := entriesOf(export.Formats(), targets)
		if targets != nil {
			if list[0].head != "Targets of this library" || list[1].key() != "target blog" || list[1].format.Name != "site" {
				t.Errorf("%s: it begins with %+v", name, list[:2])
			}
			list = list[2:]
		}
		for _, e := range list {
			if e.head == "" {
				got = append(got, e.format.Name)
			} else if heads[e.head] {
				t.Errorf("%s: %s are in two places", name, e.head)
			}
			heads[e.head] = true
		}
		if !slices.Equal(got, export.FormatNames()) || list[1].format.Name != "pdf" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestAsks: the site's title and address are asked for where a package says them.
func TestAsks(t *testing.T) {
	for _, f := range export.Formats() {
		for posts, want := range map[int]string{1: "", 2: "title"} {
			if f.Name != "pdf" && f.Name != "docx" {
				want = ""
				if sited(f) {
					want = "title address"
				}
			}
			var got []string
			title, url := asks(f, posts)
			if title {
				got = append(got, "title")
			}
			if url {
				got = append(got, "address")
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("%s of %d posts asks for %q, want %q", f.Name, posts, s, want)
			}
		}
	}
}
