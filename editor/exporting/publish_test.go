package desk

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// exportDesk is a Store over real folders, whose answers the test waits for.
type exportDesk struct {
	*Store
	t     *testing.T
	queue chan func()
	dir   string // the library
}

func newExportDesk(t *testing.T, files map[string]string) *exportDesk {
	t.Helper()
	root := t.TempDir()
	d := &exportDesk{t: t, queue: make(chan func(), 1000), dir: filepath.Join(root, "lib")}
	for name, text := range files {
		path := filepath.Join(d.dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	paths := config.Paths{Config: filepath.Join(root, "config"), State: filepath.Join(root, "state"), Cache: filepath.Join(root, "cache")}
	put := func(f func()) { d.queue <- f }
	keeper := storage.NewKeeper(put)
	t.Cleanup(keeper.Close)
	now := func() time.Time { return time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC) }
	d.Store = NewStore(storage.NewWorkspace(storage.WorkspaceOptions{Paths: paths, Keeper: keeper, Post: put, Now: now}), paths, now, put)
	t.Cleanup(d.Store.Close)
	d.library(d.dir)
	return d
}

func (d *exportDesk) library(dir string) {
	d.t.Helper()
	d.wait("the library", func(done func()) {
		d.Open(dir, func(_ storage.Library, err error) {
			if err != nil {
				d.t.Error(err)
			}
			done()
		})
	})
}

// wait runs what is handed to the UI goroutine until do is done.
func (d *exportDesk) wait(what string, do func(done func())) {
	d.t.Helper()
	over := false
	do(func() { over = true })
	timeout := time.After(20 * time.Second)
	for !over {
		select {
		case f := <-d.queue:
			f()
		case <-timeout:
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (d *exportDesk) plan(r editor.ExportRequest) (p editor.ExportPlan) {
	d.wait("the plan", func(done func()) {
		d.Plan(d.t.Context(), r, func(got editor.ExportPlan, err error) {
			if err != nil {
				d.t.Error(err)
			}
			p = got
			done()
		})
	})
	return p
}

func (d *exportDesk) place(r editor.ExportRequest) (p editor.ExportPlace) {
	d.wait("the place", func(done func()) {
		d.Place(d.t.Context(), r, func(got editor.ExportPlace) { p = got; done() })
	})
	return p
}

func (d *exportDesk) export(ctx context.Context, r editor.ExportRequest) (res editor.ExportResult, err error) {
	d.wait("the export", func(done func()) {
		d.Export(ctx, r, func(int, int) {}, func(got editor.ExportResult, e error) { res, err = got, e; done() })
	})
	return res, err
}

func onePost(title, slug, date string) string {
	return "!! title: " + title + "\n!! slug: " + slug + "\n!! published: " + date + "\n!! description: A description that is neither too short nor too long\n\n---\n\nWords of " + title + ".\n"
}

func library() map[string]string {
	return map[string]string{
		"0001-a.md": onePost("A", "a", "2023-01-01"),
		"0002-b.md": onePost("B", "b", "2023-02-01"),
		"0003-c.md": onePost("C", "c", "2030-01-01"),
		"wip-d.md":  onePost("D", "d", "2023-03-01"),
	}
}

func TestExportPlan(t *testing.T) {
	files := library()
	files["0004-e.md"] = onePost("E", "", "2023-05-01")
	files["0005-f.md"] = onePost("F", "a", "2023-05-01")
	d := newExportDesk(t, files)
	for _, c := range []struct {
		name  string
		r     editor.ExportRequest
		want  editor.ExportPlan // findings are counted below
		wrong []string          // parts of the errors
	}{
		{
			"all",
			editor.ExportRequest{Format: "posts-json"},
			editor.ExportPlan{Posts: 2, Drafts: 1, Skips: true},
			[]string{"also that of 0005-f.md", "no slug", "also that of 0001-a.md"},
		},
		{"without what is wrong", editor.ExportRequest{Format: "posts-json", Skip: true}, editor.ExportPlan{Posts: 2, Drafts: 1, Wrong: 3}, nil},
		{"drafts too", editor.ExportRequest{Format: "posts-json", Skip: true, Drafts: true}, editor.ExportPlan{Posts: 3, Wrong: 3}, nil},
		{"what is published", editor.ExportRequest{Format: "posts-json", Skip: true, Published: true}, editor.ExportPlan{Posts: 1, Drafts: 1, Scheduled: 1, Wrong: 3}, nil},
		{"some", editor.ExportRequest{Format: "epub", Posts: []string{"0001-a.md", "0002-b.md"}}, editor.ExportPlan{Posts: 2}, nil},
		{"a draft alone", editor.ExportRequest{Format: "epub", Posts: []string{"wip-d.md"}}, editor.ExportPlan{Drafts: 1, Trouble: "every post was left out, so there is nothing to export"}, nil},
		{"no address", editor.ExportRequest{Format: "rss", Posts: []string{"0001-a.md"}}, editor.ExportPlan{Posts: 1}, []string{"fill in the address of the site"}},
		{"an address", editor.ExportRequest{Format: "rss", Posts: []string{"0001-a.md"}, SiteURL: "https://example.org"}, editor.ExportPlan{Posts: 1}, nil},
		{"a post that is gone", editor.ExportRequest{Format: "epub", Posts: []string{"gone.md"}}, editor.ExportPlan{Skips: true}, []string{"no such file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, name := range c.r.Posts {
				c.r.Posts[i] = filepath.Join(d.dir, name)
			}
			got := d.plan(c.r)
			if len(got.Errors) != len(c.wrong) {
				t.Errorf("%d errors, want %d: %v", len(got.Errors), len(c.wrong), got.Errors)
			}
			for i, e := range got.Errors {
				if i < len(c.wrong) && !strings.Contains(e.Message, c.wrong[i]) || strings.Contains(e.Message, d.dir) {
					t.Errorf("error %v, want %q", e, c.wrong[i])
				}
			}
			got.Errors, got.Warnings = nil, nil
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestExportAndAgain(t *testing.T) {
	d := newExportDesk(t, library())
	out := filepath.Join(filepath.Dir(d.dir), "posts.epub")
	r := editor.ExportRequest{Format: "epub", Out: out, Chosen: true, SiteTitle: "Title"}
	if p := d.place(r); p.Old || p.Bad || p.Note != "A new file." {
		t.Errorf("the place is %+v", p)
	}
	res, err := d.export(t.Context(), r)
	if err != nil || res.Posts != 3 || res.Out != out {
		t.Fatalf("%+v, %v", res, err)
	}
	if p := d.place(r); !p.Old || p.Bad || !strings.HasPrefix(p.Note, "Replaces the file that is there") {
		t.Errorf("the place is %+v", p)
	}
	for _, key := range []string{"", "epub"} {
		if got, ok := d.Last(key); !ok || !reflect.DeepEqual(got, r) {
			t.Errorf("%q is remembered as %+v, want %+v", key, got, r)
		}
	}
	if _, ok := d.Last("zip"); ok {
		t.Error("an export is remembered that never was")
	}

	before, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.Drafts = true
	if _, err := d.export(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled export ends with %v", err)
	}
	if now, err := os.ReadFile(out); err != nil || string(now) != string(before) {
		t.Error("a cancelled export replaced the package")
	}
	if got, _ := d.Last(""); got.Drafts {
		t.Error("a cancelled export is remembered")
	}

	// A new post is in the library's next export.
	if err := os.WriteFile(filepath.Join(d.dir, "0009-z.md"), []byte(onePost("Z", "z", "2023-09-01")), 0o644); err != nil {
		t.Fatal(err)
	}
	last, _ := d.Last("")
	if res, err := d.export(t.Context(), last); err != nil || res.Posts != 4 {
		t.Errorf("%+v, %v, want four posts", res, err)
	}
}

// An export belongs to the library that it was begun in, whichever is open when
// it is done.
func TestExportOfTheLibraryBefore(t *testing.T) {
	d := newExportDesk(t, library())
	r := editor.ExportRequest{Format: "zip", Out: filepath.Join(t.TempDir(), "a.zip")}
	d.wait("the export", func(done func()) {
		d.Export(t.Context(), r, nil, func(_ editor.ExportResult, err error) {
			if err != nil {
				t.Error(err)
			}
			done()
		})
		d.library(t.TempDir())
	})
	if x, ok := d.Last(""); ok {
		t.Errorf("the other library remembers %+v", x)
	}
	d.library(d.dir)
	if x, ok := d.Last(""); !ok || x.Out != r.Out {
		t.Errorf("its own library remembers %+v", x)
	}
}

func TestExportPlaces(t *testing.T) {
	files := library()
	files["site/mine.txt"] = "x"
	d := newExportDesk(t, files)
	up := filepath.Dir(d.dir)
	for _, c := range []struct {
		format, out, note string // of a refusal, all that is said
		bad               bool
	}{
		{"zip", filepath.Join(up, "x.zip"), "A new file.", false},
		{"zip", filepath.Join(d.dir, "x.zip"), "A new file. It lies among the posts.", false},
		{"zip", filepath.Join(up, "none", "x.zip"), "There is no folder " + filepath.Join(up, "none") + ". Make it first.", true},
		{"zip", d.dir, "“lib” is a folder. Give a file name, such as " + filepath.Join(d.dir, "posts.zip") + ".", true},
		{"md", filepath.Join(d.dir, "0001-a.md"), "“0001-a.md” is one of the posts to be exported. Choose another name.", true},
		{"md", filepath.Join(up, "x") + "/", "A new folder.", false},
		{"site", filepath.Join(up, "www"), "A new folder.", false},
		{"site", filepath.Join(d.dir, "site"), "mine.txt in it was not written by Galley. Choose another folder.", true},
		{"site", d.dir, "“lib” holds the posts to be exported. Choose another folder.", true},
		{"site", up, "“" + filepath.Base(up) + "” holds the posts to be exported. Choose another folder.", true},
		{"txt", filepath.Join(d.dir, "site/mine.txt"), "“mine.txt” is a file of the library, and no export has written it. Move it away, or choose another name.", true},
		{"zip", "", "No name is given. Choose another place.", true},
	} {
		p := d.place(editor.ExportRequest{Format: c.format, Out: c.out})
		if p.Bad != c.bad || p.Note != c.note || strings.Contains(p.Note, "--") {
			t.Errorf("%s to %q: %+v, want %q", c.format, c.out, p, c.note)
		}
	}
}

func TestExportTargets(t *testing.T) {
	files := library()
	files["galley.toml"] = "[site]\ntitle = 'T'\n\n[[target]]\nname = 'www'\nformat = 'site'\nout = 'www'\n\n[[target]]\nname = 'far'\nformat = 'md'\nout = '../far.md'\n\n[[target]]\nname = 'odd'\nformat = 'docx'\nout = 'x'\n"
	d := newExportDesk(t, files)
	list, err := d.Targets()
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	if list[0].Out != filepath.Join(d.dir, "www") || list[0].Wrong != "" || !strings.Contains(list[2].Wrong, "docx") {
		t.Errorf("%+v", list)
	}
	www := editor.ExportRequest{Format: "site", Target: "www", Out: list[0].Out}
	if asks, err := d.Asks(www); err != nil || len(asks) > 0 {
		t.Errorf("a target within the library asks %v, %v", asks, err)
	}
	far := editor.ExportRequest{Format: "md", Target: "far", Out: list[1].Out}
	if err := os.WriteFile(far.Out, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	asks, err := d.Asks(far)
	if err != nil || len(asks) != 2 || asks[0].Key == "" || asks[1].Key != "" {
		t.Fatalf("a target outside that replaces a file asks %+v, %v", asks, err)
	}
	if err := d.Agree("far", asks[0].Key); err != nil {
		t.Fatal(err)
	}
	if _, err := d.export(t.Context(), far); err != nil {
		t.Fatal(err)
	}
	if asks, err := d.Asks(far); err != nil || len(asks) > 0 {
		t.Errorf("asked once, it asks %+v, %v", asks, err)
	}

	// What follows comes from the author's own settings alone.
	if res, err := d.export(t.Context(), www); err != nil || res.Follows {
		t.Fatalf("%+v, %v", res, err)
	}
	own := fmt.Sprintf("[[target]]\nlibrary = %q\nname = 'www'\nafter = 'echo done > ran'\n", d.dir)
	if err := errors.Join(os.MkdirAll(d.paths.Config, 0o755), os.WriteFile(filepath.Join(d.paths.Config, "settings.toml"), []byte(own), 0o644)); err != nil {
		t.Fatal(err)
	}
	res, err := d.export(t.Context(), www)
	if err != nil || !res.Follows || res.After == nil || !strings.Contains(res.After.Text, "echo done > ran") {
		t.Fatalf("%+v, %v", res, err)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "ran")); err == nil {
		t.Fatal("the command ran before it was agreed to")
	}
	if err := d.Agree("www", res.After.Key); err != nil {
		t.Fatal(err)
	}
	if res, err := d.export(t.Context(), www); err != nil || !res.Follows || res.After != nil {
		t.Errorf("%+v, %v", res, err)
	}
	d.wait("the command", func(done func()) {
		d.Follow(t.Context(), "www", www.Out, func(_ string, err error) {
			if err != nil {
				t.Error(err)
			}
			done()
		})
	})
	if _, err := os.Stat(filepath.Join(d.dir, "ran")); err != nil {
		t.Error(err)
	}
	if got, ok := d.Last("target www"); !ok || !reflect.DeepEqual(got, www) {
		t.Errorf("remembered is %+v", got)
	}
}

// TestNoFlags: no message of storage, which the window shows too, names a flag
// of the command line.
func TestNoFlags(t *testing.T) {
	flag := regexp.MustCompile(`(^|[\s(])--[a-z]`)
	var names []string
	err := filepath.WalkDir("../../storage", func(name string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 50 {
		t.Fatal("no sources", err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err != nil || flag.MatchString(s) {
					t.Errorf("%s: the window would say %s", name, lit.Value)
				}
			}
			return true
		})
	}
}
