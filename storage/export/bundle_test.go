package export

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/verify"
)

// strange are posts whose bytes are easily lost on the way to elsewhere and
// back, and the files they show.
func strange(t testing.TB) ([]Source, func(string, string) (string, bool)) {
	t.Helper()
	_, find := packtest.Shelf(t, map[string]string{
		"assets/posts/1/a.png": string(packtest.Pixel(t)), "assets/posts/2/a.png": string(packtest.Pixel(t)) + "2", "pics/b c.png": string(packtest.Pixel(t)) + "3", "d.svg": packtest.Drawing,
		"(x).png": string(packtest.Pixel(t)) + "4", "ä.png": string(packtest.Pixel(t)) + "5", "noend": string(packtest.Pixel(t)) + "6", "assets/a.png": string(packtest.Pixel(t)) + "7",
	})
	list := nasty()
	head := func(slug string) string { return "!! title: T\n!! slug: " + slug + "\n\n---\n" }
	for i, body := range []string{
		"\n![a](/posts/1/a.png) ![a](/posts/2/a.png) ![again](/posts/1/a.png)\n",
		"![a](</posts/1/a.png>) ![b](<pics/b c.png> \"t\") ![c](pics/b&#32;c.png)\n\n![x]( /posts/1/a.png 'y' )",
		"\n![r] ![r][] ![z][r]\n\n[r]: /posts/1/a.png \"t\"\n[s]: <d.svg>\n\n[s] is a link and ![s] an image\n",
		"\n<img src=\"/posts/1/a.png\" alt=x> and <IMG alt='y' SRC=/posts/2/a.png><img src = 'd.svg' /><img src=\"pics/b%20c.png\">\n\n<div>\n<img data-src=no src='d.svg'>\n</div>\n",
		"\n```\n![no](/posts/1/a.png)\n```\n\n`![no](d.svg)` \\![no](d.svg) ![yes](d.svg)\n",
		"\n![p](\\(x\\).png) ![q]((x).png) ![ä](ä.png) ![n](noend) ![m](missing.png) ![far](https://example.org/a.png) ![d](data:image/png;base64,AAAA)\n",
		"\n> - ![a](/posts/1/a.png)\r\n>\r\n| ![a](d.svg) |\r|--|\r\n| ![b](/posts/2/a.png) |\r\n\r\nnote[^1]\r\n\r\n[^1]: ![n](d.svg)\r\nno end",
		"\n![taken](assets/a.png) ![a](/a.png) ![gone](assets/gone.png)\n\n[![in](d.svg)](/posts/1/a.png)\n",
		"\n{{< figure src=\"x\" >}} {{% raw %}} {{</* shown */>}} {{< open\n",
		"\n\n\nmany lines before\n\n\n", "", "\n", "x", "\n---\n\n---\n", "\ufeffnot at the start\n",
	} {
		list = append(list, Source{Path: fmt.Sprintf("lib/%04d-s.md", 100+i), Text: head(fmt.Sprintf("s%d", i)) + body})
	}
	for i, src := range []string{
		"!!title:T\n!! slug : h0\n\n\n---   \nx\n",
		"\ufeff!! title: T\r\n!! slug: h1\r\nnot a field\r\n!! mood: a: b\r\n\r\n---\r\n\r\nx\r\n",
		"!! slug: h2\n!! title: yes\n!! published: soon\n!! Title: other\n!! galley: x\n!! date: y\n!! params: z\n!! <<: q\n!! draft: no\n---\n\nx",
		"!! slug: h3\n!! title: 010\n!! published: 2024-02-30\n!! no: yes\n!! 1: 2\n!! a b: ~\n!! \": \n---\n",
		"!! title: T\n!! slug: h4\n!! description: d\n!! published: 2024-01-01\n\n\n!! late: 1\n\n---\n\nwords\n",
	} {
		list = append(list, Source{Path: fmt.Sprintf("lib/%04d-h.md", 200+i), Text: src})
	}
	list = append(list, Source{Path: "lib/wip-draft.md", Text: head("draft") + "\nd\n"})
	return list, find
}

// below reads all posts below a folder back into one library.
func imported(t testing.TB, from string) map[string]string {
	t.Helper()
	packages, err := verify.OpenBundles(from, pack.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "in")
	for _, p := range packages {
		if err := packtest.Unpack(p.Manifest, p.Read, dir); err != nil {
			t.Fatal(err)
		}
	}
	return tree(t, dir)
}

func exported(t testing.TB, name string, sources []Source, o Options) string {
	t.Helper()
	o.Format, o.Now, o.Drafts = format(t, name), noon, true
	p := NewPlan(sources, o)
	out := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(out, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteFile(out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}

func TestBundlesRoundTrip(t *testing.T) {
	sources, find := strange(t)
	for _, name := range []string{"textbundle", "textpack", "hugo", "yaml"} {
		got := imported(t, exported(t, name, sources, Options{Image: find}))
		for _, s := range sources {
			file := filepath.Base(s.Path)
			if got[file] != s.Text {
				t.Errorf("%s: %s:\ngot  %q\nwant %q", name, file, got[file], s.Text)
			}
			delete(got, file)
		}
		want := map[string]string{}
		for _, at := range []string{"assets/posts/1/a.png", "assets/posts/2/a.png", "pics/b c.png", "d.svg", "(x).png", "ä.png", "assets/a.png"} {
			want[at] = ""
		}
		for at := range got {
			if _, ok := want[at]; !ok {
				t.Errorf("%s: imported %s too", name, at)
			}
			delete(want, at)
		}
		if len(want) > 0 {
			t.Errorf("%s: not imported %v", name, slices.Sorted(maps.Keys(want)))
		}
	}
}

// Files of the same bytes come back each under its own name, and one that is
// named in many ways is one asset.
func TestBundlesOfEqualImages(t *testing.T) {
	png := string(packtest.Pixel(t))
	_, find := packtest.Shelf(t, map[string]string{"p.png": png, "q.png": png, "sub/p.png": png, "assets/p.png": png})
	for _, tt := range []struct {
		name, body string
		assets     int
		back       []string
	}{
		{"two files", "![p](p.png) ![q](q.png)", 2, []string{"p.png", "q.png"}},
		{"of one name", "![p](p.png) ![q](sub/p.png) ![r](/p.png) ![p](p.png)", 3, []string{"assets/p.png", "p.png", "sub/p.png"}},
		{"one file", "![p](p.png?1) ![q](p.png?2) ![r](./p.png) <img src='p.png'>", 1, []string{"p.png"}},
	} {
		for _, name := range []string{"textbundle", "textpack", "hugo", "yaml"} {
			src := source("a.md", "!! title: a", "!! slug: a", "", "---", "", tt.body, "")
			out := exported(t, name, []Source{src}, Options{Image: find})
			got := imported(t, out)
			if got["a.md"] != src.Text {
				t.Errorf("%s, %s: %q", tt.name, name, got["a.md"])
			}
			delete(got, "a.md")
			if files := slices.Sorted(maps.Keys(got)); !slices.Equal(files, tt.back) {
				t.Errorf("%s, %s: %v came back, want %v", tt.name, name, files, tt.back)
			}
			assets := 0
			for at := range tree(t, out) {
				if strings.HasSuffix(at, ".png") {
					assets++
				}
			}
			if assets != tt.assets && name != "textpack" {
				t.Errorf("%s, %s: %d assets", tt.name, name, assets)
			}
		}
	}
}

// The shape of a bundle is that of textbundle.org, and every asset is named.
func TestTextbundleShape(t *testing.T) {
	sources, find := strange(t)
	out := exported(t, "textbundle", sources, Options{Image: find})
	files := tree(t, out)
	bundles := 0
	for name, data := range files {
		dir, base, _ := strings.Cut(name, "/")
		if base != bundle.InfoName {
			continue
		}
		bundles++
		var info map[string]any
		if err := json.Unmarshal([]byte(data), &info); err != nil {
			t.Fatal(err)
		}
		if info["version"] != 2.0 || info["type"] != "net.daringfireball.markdown" || info["transient"] != false || info["sourceURL"] != nil {
			t.Errorf("%s: %v", name, info)
		}
		named := map[string]bool{}
		for _, r := range refs.Images(files[dir+"/text.md"]) {
			named[r.Dest] = true
		}
		for other := range files {
			rest, ok := strings.CutPrefix(other, dir+"/")
			if ok && rest != bundle.InfoName && rest != "text.md" && (!strings.HasPrefix(rest, "assets/") || !named[rest]) {
				t.Errorf("%s is not named by the text", other)
			}
		}
		for r := range named {
			if _, ok := files[dir+"/"+r]; !ok && strings.HasPrefix(r, "assets/") && r != "assets/gone.png" {
				t.Errorf("%s names %s, which is not there", dir, r)
			}
		}
	}
	if bundles != len(sources) {
		t.Errorf("%d bundles of %d posts", bundles, len(sources))
	}
	if !strings.Contains(files["s0.textbundle/text.md"], "![a](assets/a.png) ![a](assets/a-2.png) ![again](assets/a.png)") {
		t.Errorf("%s", files["s0.textbundle/text.md"])
	}
}

// What bundles look like, byte for byte.
func TestBundleBytes(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"assets/a.png": string(packtest.Pixel(t))})
	src := source("0007-a.md", "!! title: One: two", "!! slug: a", "!! published: 2024-01-01T10:00:00+02:00", "!! description: no", "!! mood: yes", "", "---", "", "![x](/a.png) {{< y >}}", "")
	const own = `name: "0007-a.md"
    images:
    - path: "a.png"
      link: "/a.png"
      written:
      - "/a.png"
`
	const known = "---\ntitle: \"One: two\"\nslug: \"a\"\ndate: 2024-01-01T10:00:00+02:00\ndescription: \"no\"\n"
	for name, want := range map[string]string{
		"hugo": known + "mood: \"yes\"\nparams:\n  galley:\n    " + own + "---\n\n![x](a.png) {{< y >}}\n",
		"yaml": known + "mood: \"yes\"\ngalley:\n  " + strings.ReplaceAll(own, "\n  ", "\n") + "---\n\n![x](a.png) {{< y >}}\n",
	} {
		if got := tree(t, exported(t, name, []Source{src}, Options{Image: find}))["a/index.md"]; got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	want := `{
  "version": 2,
  "type": "net.daringfireball.markdown",
  "transient": false,
  "creatorIdentifier": "app.galley.Galley",
  "app.galley.Galley": {
    "version": 1,
    "name": "0007-a.md",
    "head": "!! title: One: two\n!! slug: a\n!! published: 2024-01-01T10:00:00+02:00\n!! description: no\n!! mood: yes\n\n---\n\n",
    "assets": [
      {
        "path": "assets/a.png",
        "link": "/a.png",
        "written": [
          "/a.png"
        ]
      }
    ],
    "files": [
      {
        "path": "text.md",
        "size": TEXT,
        "sha256": "` + pack.Sum([]byte("![x](assets/a.png) {{< y >}}\n")) + `"
      },
      {
        "path": "assets/a.png",
        "size": SIZE,
        "sha256": "` + pack.Sum(packtest.Pixel(t)) + `"
      }
    ],
    "sha256": "747f9e527612d2c98af348a02810dc3f07a3a32635a1cb3dccd1354045a26f48"
  }
}
`
	want = strings.NewReplacer("SIZE", fmt.Sprint(len(packtest.Pixel(t))), "TEXT", fmt.Sprint(len("![x](assets/a.png) {{< y >}}\n"))).Replace(want)
	if got := tree(t, exported(t, "textbundle", []Source{src}, Options{Image: find}))["a.textbundle/info.json"]; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A bundle that another app wrote, or changed, is taken in as well as can be.
func TestImportForeignBundle(t *testing.T) {
	dir, _ := packtest.Shelf(t, map[string]string{
		"My Note.textbundle/info.json": `{"version": 1, "other": {"x": []}}`, "My Note.textbundle/text.markdown": "# The Title\n\n![x](assets/x.png)\n",
		"My Note.textbundle/assets/x.png": string(packtest.Pixel(t)), "My Note.textbundle/assets/y.png": string(packtest.Pixel(t)), "My Note.textbundle/.DS_Store": "x",
	})
	got := imported(t, dir)
	if len(got) != 2 || !strings.HasPrefix(got["the-title.md"], "!! title: The Title\n!! slug: the-title\n") || !strings.HasSuffix(got["the-title.md"], "# The Title\n\n![x](assets/x.png)\n") || got["assets/x.png"] == "" {
		t.Errorf("%v", got)
	}

	sources, find := illustrated(t)
	out := exported(t, "textbundle", sources[:1], Options{Image: find})
	text := filepath.Join(out, "one.textbundle", "text.md")
	if err := os.WriteFile(text, []byte("![a](assets/a.png) new words ![a](assets/a.png)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got = imported(t, filepath.Join(out, "one.textbundle"))
	want, _, _ := strings.Cut(sources[0].Text, "![")
	if got["0001-one.md"] != want+"![a](/posts/1/a.png) new words ![a](/posts/1/a.png)\n" {
		t.Errorf("%q", got["0001-one.md"])
	}
	for what, files := range map[string]map[string]string{
		"version": {"info.json": `{"version": 3}`, "text.md": "x"}, "two texts": {"info.json": `{"version": 2}`, "text.md": "x", "text.txt": "y"},
		"none": {"info.json": `{"version": 2}`}, "broken": {"info.json": `{`, "text.md": "x"}, "encoding": {"info.json": `{"version": 2}`, "text.md": "\xff"},
	} {
		dir, _ := packtest.Shelf(t, files)
		if p, err := verify.OpenBundles(dir, pack.Limits{}); err == nil {
			t.Errorf("%s: %v", what, p)
		}
	}
}

// Front matter says the same to every YAML reader, and what the author changes
// there comes back.
func TestFrontMatter(t *testing.T) {
	for _, value := range []string{
		"yes", "no", "on", "Off", "y", "N", "true", "null", "~", "", "010", "0x1F", "1e3", "1_000", "12:30:45", ".inf", ".nan", "2024-01-01", "2024-01-01T00:00:00Z",
		"a: b", "a #b", "#x", "- x", "? x", "* a", "&a", "!t", "|", ">", "%x", "@x", "`x", "{a}", "[b]", "'", `"`, `\`, `\n`, "---", "...", "<<", "=", "a\tb", "\u0085", "\u2028", "\ufeff",
		"\x01\x1b\x7f", "\ufffe\uffff", "🎉", "日本語", "e\u0301", strings.Repeat("long ", 20_000), "]]>", "</script>", "{{ x }}", "%YAML",
	} {
		var got map[string]string
		if err := yaml.Unmarshal([]byte("k: "+bundle.YAMLString(value)+"\n"), &got); err != nil || got["k"] != value {
			t.Errorf("%.50q: got %.50q, %v", value, got["k"], err)
		}
		if len(value) > bundle.MaxYAMLKey {
			continue
		}
		var keyed map[any]any
		if err := yaml.Unmarshal([]byte(bundle.YAMLKey(value)+": 1\n"), &keyed); err != nil {
			t.Errorf("key %.50q: %v", value, err)
		} else if _, ok := keyed[value]; !ok {
			t.Errorf("key %.50q: got %v", value, keyed)
		}
	}

	src := source("0007-a.md", "!! title: One: two", "!! slug: a", "!! published: 2024-01-01", "!! description: no", "!! mood: yes", "", "---", "", "Words", "")
	for name, change := range map[string]string{"hugo": "mood: \"good\"\n", "yaml": "mood: \"good\"\n"} {
		out := exported(t, name, []Source{src}, Options{})
		file := filepath.Join(out, "a", "index.md")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		indent := strings.Repeat(" ", len(change)-len(strings.TrimLeft(change, " ")))
		if !strings.Contains(string(data), "\n"+indent+"mood: \"yes\"\n") || !strings.Contains(string(data), "date: 2024-01-01\n") || strings.Contains(string(data), "head:") {
			t.Errorf("%s: %s", name, data)
		}
		changed := strings.NewReplacer(indent+"mood: \"yes\"\n", change, "2024-01-01", "2024-02-03", "Words", "Other words").Replace(string(data))
		if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		want := strings.NewReplacer("yes", "good", "2024-01-01", "2024-02-03", "Words", "Other words").Replace(src.Text)
		if got := imported(t, out)["0007-a.md"]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
