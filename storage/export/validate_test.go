//go:build validate

package export

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown"
	mdhtml "galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage/export/packtest"
)

// judge runs another program and gives what it says.
func judge(t *testing.T, dir, name string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing; packaging/deps.sh validate installs it", name)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.WaitDelay = dir, 10*time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Feeds and sitemaps keep to grammars of their own, by another program.
func TestValidateXML(t *testing.T) {
	sources, find := strange(t)
	for _, name := range []string{"rss", "atom", "sitemap"} {
		grammar, err := filepath.Abs(filepath.Join("testdata", "grammar", name+".rng"))
		if err != nil {
			t.Fatal(err)
		}
		data := all(t, format(t, name), sources, Options{Site: example, Image: find, Drafts: true})[""]
		for what, c := range map[string]struct {
			data string
			good bool
		}{
			"as written": {data, true}, "with another element": {strings.Replace(data, "<title>", "<wrong/><title>", 1), name == "sitemap"},
			"with another root": {strings.ReplaceAll(data, "<urlset", "<urls"), name != "sitemap"}, "cut": {data[:len(data)-5], false},
			"with another date": {regexp.MustCompile(`(pubDate|updated|lastmod)>[^<]*<`).ReplaceAllString(data, "$1>yesterday<"), false},
		} {
			file := filepath.Join(t.TempDir(), "x.xml")
			if err := os.WriteFile(file, []byte(c.data), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := judge(t, "", "xmllint", "--noout", "--nonet", "--relaxng", grammar, file); (err == nil) != c.good {
				t.Errorf("%s %s: %v\n%.2000s", name, what, err, out)
			}
		}
	}
}

// Archives are read by programs that have never heard of Galley.
func TestValidateArchives(t *testing.T) {
	sources, find := strange(t)
	const read = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(len(z.namelist()))"
	for _, name := range []string{"zip", "textpack"} {
		some := sources
		if name == "textpack" {
			some = sources[9:10]
		}
		data := all(t, format(t, name), some, Options{Image: find, Drafts: true})[""]
		spoilt := []byte(data)
		spoilt[len(spoilt)/3] ^= 0xFF
		for what, c := range map[string]struct {
			data []byte
			good bool
		}{"as written": {[]byte(data), true}, "spoilt": {spoilt, false}} {
			file := filepath.Join(t.TempDir(), "x.zip")
			if err := os.WriteFile(file, c.data, 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := judge(t, "", "unzip", "-tqq", file); (err == nil) != c.good {
				t.Errorf("%s %s: unzip: %v\n%s", name, what, err, out)
			}
			if out, err := judge(t, "", "python3", "-c", read, file); (err == nil) != c.good {
				t.Errorf("%s %s: python: %v\n%s", name, what, err, out)
			}
		}
	}
}

// Hugo builds the bundles, and its pages say the same words as ours.
func TestValidateHugo(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"assets/a.png": string(packtest.Pixel(t)), "b.png": string(packtest.Pixel(t)) + "b"})
	var sources []Source
	for i, value := range []string{"plain", "yes", "010", "a: b # c", `"q" 'r' \s`, "- x", "🎉 日本語", "{{ x }} {{< y >}}", "2024-01-xx", "~", "@x `y` %z", "<b>&amp;</b>"} {
		slug := fmt.Sprintf("s%d", i)
		sources = append(sources, source(slug+".md", "!! title: "+value, "!! slug: "+slug, "!! published: 2024-01-0"+fmt.Sprint(i%9+1), "!! description: "+value, "!! mood: "+value, "!! type: page", "", "---", "",
			"# Head", "", "Words *of* "+slug+" ![a](/a.png) ![b](b.png)", "", "- one", "- two", "", "| a | b |", "|---|---|", "| c | d |", "", "```go", "{{< shown \"x\" >}}", "```", ""))
	}
	dir := t.TempDir()
	for name, data := range map[string]string{
		"hugo.toml":                      "baseURL = \"https://example.org/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]\n[markup.highlight]\ncodeFences = false\n",
		"config.toml":                    "baseURL = \"https://example.org/\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]\n[markup.highlight]\ncodeFences = false\n",
		"layouts/_default/single.html":   "<title>{{ .Title }}</title><i>{{ .Date.Format \"2006-01-02\" }}</i><u>{{ .Description }}</u><b>{{ .Params.mood }}</b><main>{{ .Content }}</main>",
		"layouts/_default/baseof.html":   "{{ block \"main\" . }}{{ end }}",
		"layouts/index.html":             "home",
		"layouts/_default/list.html":     "list",
		"layouts/_default/_markup/x.txt": "",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.Remove(filepath.Join(dir, "hugo.toml")) // newer versions take the other name too
	os.Remove(filepath.Join(dir, "layouts/_default/baseof.html"))
	if err := NewPlan(sources, Options{Format: format(t, "hugo"), Now: noon, Image: find}).WriteFile(filepath.Join(dir, "content")); err != nil {
		t.Fatal(err)
	}
	if out, err := judge(t, dir, "hugo", "--quiet"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, s := range sources {
		e := ReadPost(s, noon)
		data, err := os.ReadFile(filepath.Join(dir, "public", e.Slug, "index.html"))
		if err != nil {
			t.Error(err)
			continue
		}
		page := elements(t, data)
		var ours bytes.Buffer
		if _, err := mdhtml.Of(&ours, e.Body, markdown.Dialect{}, mdhtml.Options{}); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"title": e.Title, "i": e.Value("published"), "u": e.Summary, "b": e.Value("mood"), "main": elements(t, []byte("<main>"+ours.String()+"</main>"))["main"]} {
			if page[name] != strings.Join(strings.Fields(want), " ") {
				t.Errorf("%s: %s is %q, want %q", e.Slug, name, page[name], want)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "public", "s0", "a.png")); err != nil {
		t.Error(err)
	}
	bad := filepath.Join(dir, "content", "s0", "index.md")
	if err := os.WriteFile(bad, []byte("---\ntitle: a: b\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := judge(t, dir, "hugo", "--quiet"); err == nil {
		t.Error("hugo does not mind front matter that is no YAML")
	}
}

// elements gives the words in each of the elements that the layout has once.
func elements(t *testing.T, page []byte) map[string]string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || found[n.Data] != "" {
			continue
		}
		var words strings.Builder
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				words.WriteString(d.Data)
			}
		}
		found[n.Data] = strings.Join(strings.Fields(words.String()), " ")
	}
	return found
}
