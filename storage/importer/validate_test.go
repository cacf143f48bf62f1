//go:build validate

package importer

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"galley.app/galley/storage/export"
)

// hugoSite are the files of a small site, its posts below content/posts.
var hugoSite = map[string]string{
	"config.toml": "baseURL = \"https://example.org/\"\ntitle = \"Site\"\ndisableKinds = [\"sitemap\"]\n",
	"layouts/_default/single.html": `<title>{{ .Title }}</title><p>{{ .Description }} {{ .Date.Format "2006-01-02T15:04" }} {{ .PublishDate.Format "2006-01-02" }} {{ .Lastmod.Format "2006-01-02" }} {{ .Weight }} {{ .Slug }}</p>` +
		`<ul>{{ range .Params.tags }}<li>{{ . }}</li>{{ end }}</ul><i>{{ printf "%T %v|%T %v|%T %v|%T %v|%v" .Params.toc .Params.toc .Params.score .Params.score .Params.isbn .Params.isbn .Params.places .Params.places .Params.cover }}</i><main>{{ .Content }}</main>`,
	"layouts/_default/list.html":   `<h1>{{ .Title }}</h1>{{ range .Pages.ByWeight }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}`,
	"layouts/index.html":           `{{ range .Site.RegularPages.ByWeight }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}`,
	"layouts/shortcodes/note.html": `<b>{{ .Get 0 }}</b>`,
	"content/posts/first.md":       "---\ntitle: \"First: one\"\nslug: first\ndate: 2020-01-02T03:04:00Z\nlastmod: 2021-02-03\ndescription: About it\ntags: [go, \"a b\"]\ncategories: [News]\naliases: [/old/]\nweight: 20\ntoc: true\nscore: -0.5\nisbn: \"0123\"\nplaces: [x, z]\ncover: {image: c.png, wide: true}\n---\nWords {{< note \"live\" >}} and `code`[^1].\n\n| a | b |\n|---|---|\n| c | d |\n\nSee [two]({{< relref \"second\" >}}).\n\n[^1]: A note.\n",
	"content/posts/second.md":      "+++\ntitle = \"Second\"\nslug = \"second\"\ndate = 2020-05-01\ndescription = \"D\"\ntags = [\"go\"]\nweight = 3\ntoc = false\nscore = 2\nisbn = \"true\"\n+++\n## Part\n\n- one\n- two\n\n`{{</* note \"shown\" */>}}`\n",
	"content/posts/third/index.md": "---\ntitle: Third\nslug: third\ndate: 2020-06-01\ndescription: D\n---\n![pic](pic.png)\n\n> quoted\n",
	"content/posts/third/pic.png":  pixel,
	"content/posts/draft.md":       "---\ntitle: Draft\nslug: draft\ndate: 2020-07-01\ndescription: D\ndraft: true\n---\nhidden\n",
}

// build builds a site with Hugo and gives what it made of it.
func build(t *testing.T, dir string) map[string]string {
	t.Helper()
	if _, err := exec.LookPath("hugo"); err != nil {
		t.Fatal("hugo is missing; packaging/deps.sh validate installs it")
	}
	cmd := exec.CommandContext(t.Context(), "hugo", "--quiet")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made := map[string]string{}
	public := os.DirFS(filepath.Join(dir, "public"))
	err := fs.WalkDir(public, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(public, name)
		made[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

var (
	built = regexp.MustCompile(`(?m)^\s*<(lastBuildDate|generator)>.*$`)
	// TOML and YAML give Hugo their numbers and lists in types of their own.
	kinds  = strings.NewReplacer("int64 ", "int ", "[]interface {} ", "[]string ")
	blanks = regexp.MustCompile(`\s+`)
)

// passed takes posts in and writes them out for Hugo at to.
func passed(t *testing.T, from, to string) {
	t.Helper()
	lib := filepath.Join(t.TempDir(), "lib")
	p := plan(t, lib, Options{}, from)
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	var sources []export.Source
	for _, e := range p.Posts {
		data, err := os.ReadFile(filepath.Join(lib, e.Name))
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, export.Source{Path: filepath.Join(lib, e.Name), Text: string(data)})
	}
	format, err := export.FormatNamed("hugo")
	if err != nil {
		t.Fatal(err)
	}
	out := export.NewPlan(sources, export.Options{Format: format, Now: noon, Drafts: true, Camera: true, Image: func(_, dest string) (string, bool) {
		for _, under := range []string{"", "assets"} {
			file := filepath.Join(lib, under, filepath.FromSlash(dest))
			if _, err := os.Stat(file); err == nil {
				return file, true
			}
		}
		return "", false
	}})
	if err := out.WriteFile(to); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(filepath.Join(to, ".galley-export.json"))
}

// A site of Hugo that went through Galley is the same site: its pages, lists,
// redirects and feeds.
func TestValidateSameSite(t *testing.T) {
	before, after := t.TempDir(), t.TempDir()
	for name, data := range hugoSite {
		put(t, filepath.Join(before, name), data)
		if !strings.HasPrefix(name, "content/") {
			put(t, filepath.Join(after, name), data)
		}
	}
	if err := os.MkdirAll(filepath.Join(after, "content"), 0o777); err != nil {
		t.Fatal(err)
	}
	passed(t, filepath.Join(before, "content"), filepath.Join(after, "content", "posts"))
	want, got := build(t, before), build(t, after)
	plain := func(s string) string {
		return kinds.Replace(blanks.ReplaceAllString(built.ReplaceAllString(s, ""), " "))
	}
	for name, data := range want {
		if other, ok := got[name]; !ok {
			t.Errorf("%s is gone", name)
		} else if plain(other) != plain(data) {
			t.Errorf("%s was\n%s\nand is\n%s", name, plain(data), plain(other))
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is new", name)
		}
	}
	for _, name := range []string{"posts/first/index.html", "old/index.html", "tags/go/index.html", "categories/news/index.html", "index.xml", "posts/third/pic.png"} {
		if want[name] == "" {
			t.Errorf("the site that is compared with has no %s", name)
		}
	}
}

// Posts of other generators say in Hugo what they said there.
func TestValidateOtherGenerators(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"jekyll":   {"_config.yml": "title: x\n", "_posts/2021-03-04-words.md": "---\ntitle: Words\ntags: [a, b]\nredirect_from: /before/\n---\nBody *here*.\n"},
		"zola":     {"config.toml": "base_url = \"https://example.org\"\n", "content/words.md": "+++\ntitle = \"Words\"\ndate = 2021-03-04\n[taxonomies]\ntags = [\"a\", \"b\"]\n+++\nBody *here*.\n"},
		"eleventy": {"package.json": "{}\n", "posts/words.md": "---\ntitle: Words\ndate: 2021-03-04\ntags:\n  - a\n  - b\n---\nBody *here*.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := t.TempDir(), t.TempDir()
			for file, data := range files {
				put(t, filepath.Join(from, file), data)
			}
			for file, data := range hugoSite {
				if !strings.HasPrefix(file, "content/") {
					put(t, filepath.Join(to, file), data)
				}
			}
			if err := os.MkdirAll(filepath.Join(to, "content"), 0o777); err != nil {
				t.Fatal(err)
			}
			passed(t, from, filepath.Join(to, "content", "posts"))
			made := build(t, to)
			page := made["posts/words/index.html"]
			for _, part := range []string{"<title>Words</title>", "2021-03-04", "<li>a</li><li>b</li>", "<p>Body <em>here</em>.</p>"} {
				if !strings.Contains(page, part) {
					t.Errorf("the page has no %s: %s", part, page)
				}
			}
			if name == "jekyll" && !strings.Contains(made["before/index.html"], "/posts/words/") {
				t.Error(fmt.Sprint("the old address leads nowhere: ", made["before/index.html"]))
			}
		})
	}
}
