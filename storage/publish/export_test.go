package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// shop publishes a library in a real folder.
type shop struct {
	Publisher
	t   *testing.T
	dir string // the library
}

func newShop(t *testing.T, files map[string]string) *shop {
	t.Helper()
	root := t.TempDir()
	d := &shop{t: t, dir: filepath.Join(root, "lib")}
	for name, text := range files {
		d.put(name, text)
	}
	d.Paths = config.Paths{Config: filepath.Join(root, "config"), State: filepath.Join(root, "state")}
	d.Now = func() time.Time { return time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC) }
	return d
}

func (d *shop) put(name, text string) {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *shop) library() storage.Library {
	d.t.Helper()
	lib, err := storage.Open(d.t.Context(), d.dir, d.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	return storage.Trusted(lib, d.Paths, d.Now())
}

func (d *shop) prepare(r Request) *Export {
	d.t.Helper()
	x, err := d.Prepare(d.t.Context(), d.library(), r, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return x
}

func (d *shop) export(ctx context.Context, r Request) (Result, error) {
	d.t.Helper()
	return d.prepare(r).Write(ctx, nil)
}

func (d *shop) last(key string) (storage.Exported, bool) { return d.Exports().Done(d.dir, key) }

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

func TestExportAndAgain(t *testing.T) {
	d := newShop(t, library())
	out := filepath.Join(filepath.Dir(d.dir), "posts.epub")
	r := Request{Exported: storage.Exported{Format: "epub", Out: out, Chosen: true, SiteTitle: "Title"}}
	res, err := d.export(t.Context(), r)
	if err != nil || res.Posts != 3 || res.Out != out {
		t.Fatalf("%+v, %v", res, err)
	}
	for _, key := range []string{"", "epub"} {
		if got, ok := d.last(key); !ok || !reflect.DeepEqual(got, r.Exported) {
			t.Errorf("%q is remembered as %+v, want %+v", key, got, r)
		}
	}
	if _, ok := d.last("zip"); ok {
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
	if got, _ := d.last(""); got.Drafts {
		t.Error("a cancelled export is remembered")
	}

	// A new post is in the library's next export.
	d.put("0009-z.md", onePost("Z", "z", "2023-09-01"))
	last, _ := d.last("")
	if res, err := d.export(t.Context(), Request{Exported: last}); err != nil || res.Posts != 4 {
		t.Errorf("%+v, %v, want four posts", res, err)
	}
}

// What was thought through is written only as long as the posts are the same,
// and a post that is the same is not read again.
func TestFresh(t *testing.T) {
	d := newShop(t, library())
	old := time.Now().Add(-time.Hour)
	for name := range library() {
		if err := os.Chtimes(filepath.Join(d.dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	all := Request{Exported: storage.Exported{Format: "zip", Out: filepath.Join(t.TempDir(), "a.zip")}}
	x := d.prepare(all)
	lib := d.library()
	if !x.Fresh(t.Context(), lib) {
		t.Fatal("nothing has changed, but it is not fresh")
	}
	next, err := d.Prepare(t.Context(), lib, all, x)
	if err != nil || !reflect.DeepEqual(next.shelf.read, x.shelf.read) {
		t.Errorf("posts were read again: %v", err)
	}
	for _, c := range []struct {
		name   string
		change func()
	}{
		{"a post was changed", func() { d.put("0001-a.md", onePost("Anew", "a", "2023-01-01")) }},
		{"a post is new", func() { d.put("0009-z.md", onePost("Z", "z", "2023-09-01")) }},
		{"a post is gone", func() {
			if err := os.Remove(filepath.Join(d.dir, "0002-b.md")); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		x := d.prepare(all)
		for i := range x.shelf.read {
			x.shelf.read[i].at = time.Now().Add(time.Hour) // long after the files were changed
		}
		if !x.Fresh(t.Context(), lib) {
			t.Errorf("%s: it was not fresh before", c.name)
		}
		c.change()
		if x.Fresh(t.Context(), lib) {
			t.Errorf("%s: it is fresh", c.name)
		}
	}
	x = d.prepare(all)
	if len(x.Plan.Posts) != 3 || x.Plan.Posts[0].Title != "Anew" {
		t.Errorf("packed would be %v", x.Plan.Posts)
	}
}

func TestTargets(t *testing.T) {
	files := library()
	files["galley.toml"] = "[site]\ntitle = 'T'\n\n[[target]]\nname = 'www'\nformat = 'site'\nout = 'www'\n\n[[target]]\nname = 'far'\nformat = 'md'\nout = '../far.md'\n\n[[target]]\nname = 'odd'\nformat = 'xls'\nout = 'x'\n\n[[target]]\nname = 'lost'\nformat = 'md'\n"
	d := newShop(t, files)
	list, err := Targets(d.dir, d.Paths)
	if err != nil || len(list) != 4 {
		t.Fatalf("%+v, %v", list, err)
	}
	www, far := list[0], list[1]
	if www.Path != filepath.Join(d.dir, "www") || www.Err != nil || www.Kind.Name != "site" || list[2].Err == nil || !strings.Contains(list[2].Err.Error(), "xls") {
		t.Errorf("%+v", list)
	}
	if _, ok := errors.AsType[*config.NoPlaceError](list[3].Err); !ok {
		t.Errorf("a target without a place: %v", list[3].Err)
	}
	request := func(t Target) Request {
		return Request{Exported: storage.Exported{Format: t.Format, Target: t.Name, Out: t.Path}}
	}
	asks := func(t Target) []Ask { return t.Asks(d.Exports(), d.Guard(d.dir)) }
	if asks := asks(www); len(asks) > 0 {
		t.Errorf("a target within the library asks %v", asks)
	}
	if err := os.WriteFile(far.Path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	asked := asks(far)
	if len(asked) != 2 || asked[0].Kind != LeadsOut || asked[1].Kind != Replaces || asked[1].Err != nil {
		t.Fatalf("a target outside that replaces a file asks %+v", asked)
	}
	for _, a := range asked {
		if err := far.Agree(d.Exports(), a); err != nil {
			t.Fatal(err)
		}
	}
	if asks := asks(far); len(asks) != 1 || asks[0].Kind != Replaces {
		t.Errorf("what is agreed to once is asked again, or what is asked each time is not: %+v", asks)
	}
	if _, err := d.export(t.Context(), request(far)); err != nil {
		t.Fatal(err)
	}
	if asks := asks(far); len(asks) > 0 {
		t.Errorf("asked once, it asks %+v", asks)
	}

	// What follows comes from the author's own settings alone.
	if res, err := d.export(t.Context(), request(www)); err != nil || res.Follows != nil {
		t.Fatalf("%+v, %v", res, err)
	}
	own := fmt.Sprintf("[[target]]\nlibrary = %q\nname = 'www'\nafter = 'echo done > ran'\n", d.dir)
	if err := errors.Join(os.MkdirAll(d.Paths.Config, 0o755), os.WriteFile(filepath.Join(d.Paths.Config, "settings.toml"), []byte(own), 0o644)); err != nil {
		t.Fatal(err)
	}
	res, err := d.export(t.Context(), request(www))
	if err != nil || res.Follows == nil || res.Follows.After != "echo done > ran" || res.Ask == nil {
		t.Fatalf("%+v, %v", res, err)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "ran")); err == nil {
		t.Fatal("the command ran before it was agreed to")
	}
	if err := res.Follows.Agree(d.Exports(), *res.Ask); err != nil {
		t.Fatal(err)
	}
	if res, err := d.export(t.Context(), request(www)); err != nil || res.Follows == nil || res.Ask != nil {
		t.Errorf("%+v, %v", res, err)
	}
	if got, ok := d.last("target www"); !ok || !reflect.DeepEqual(got, request(www).Exported) {
		t.Errorf("remembered is %+v", got)
	}
	if _, err := d.Target(d.dir, "none"); err == nil {
		t.Error("there is a target that there is not")
	}
}

// What stops an export is the way out of it, too.
func TestPrepareFindsWhatIsWrong(t *testing.T) {
	d := newShop(t, library())
	x := d.prepare(Request{Exported: storage.Exported{Format: "rss"}})
	if len(x.Plan.Errors) != 1 || x.Plan.Errors[0].Way != site.SiteAddress {
		t.Errorf("%+v", x.Plan.Errors)
	}
	x = d.prepare(Request{Exported: storage.Exported{Format: "rss", SiteURL: "https://example.org"}})
	if len(x.Plan.Errors) > 0 {
		t.Errorf("%+v", x.Plan.Errors)
	}
}

// What an export says of posts is what a check of their library says: errors, and
// of the rules that the library's settings make errors.
func TestExportTellsWhatCheckTells(t *testing.T) {
	long := "!! description: A description that is neither too short nor too long\n"
	d := newShop(t, map[string]string{
		"galley.toml": "[check]\nimage-missing = \"error\"\npost-missing = \"error\"\nheading-jump = \"error\"\nheading-missing = \"error\"\ntodo = \"off\"\n",
		"0001-a.md":   onePost("A", "a", "2023-01-01") + "\n![picture](none.png) [b](/posts/b) [lost](/posts/lost)\n\nTODO\n",
		"0002-b.md":   onePost("B", "b", "some day") + "\n# One\n\n#### Two\n",
		"0003-c.md":   "!! title: C\n!! slug: c\n!! published: 2023-01-01\n!! slug: c\n" + long + "\n---\n\n[b](/posts/b#none) ```\n",
		"0004-d.md":   onePost("D", "d", "2023-02-01"),
	})
	x := d.prepare(Request{Exported: storage.Exported{Format: "zip", Out: filepath.Join(filepath.Dir(d.dir), "out.zip"), Chosen: true}})
	said := map[string][]string{}
	for _, f := range x.Plan.Warnings {
		said[f.Path] = append(said[f.Path], fmt.Sprintf("%d: %s", f.Line, f.Message))
	}
	for _, e := range d.library().Entries {
		src, _, err := storage.Load(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		if at := d.library().CheckSource(e.Path, src, d.Now()); !reflect.DeepEqual(at, e.Problems) {
			t.Errorf("%s: the text has %v, the file %v", e.Name, at, e.Problems)
		}
		want := 0
		for _, p := range e.Problems {
			if p.Severity != post.Error {
				continue
			}
			want++
			if line := fmt.Sprintf("%d: %s", p.Line, p.Message); !slices.Contains(said[e.Path], line) {
				t.Errorf("%s: the export does not say %q but %q", e.Name, line, said[e.Path])
			}
		}
		if (want == 0) != (e.Name == "0004-d.md") {
			t.Errorf("%s has %d errors: %v", e.Name, want, e.Problems)
		}
		for _, line := range said[e.Path] {
			if !slices.ContainsFunc(e.Problems, func(p post.Problem) bool { return strings.HasSuffix(line, p.Message) }) && !strings.Contains(line, "none.png") {
				t.Errorf("%s: the export alone says %q", e.Name, line)
			}
		}
	}
}
