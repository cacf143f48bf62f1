package export

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/packtest"
)

// front gives the front matter of a page as YAML reads it, and its text.
func front(t *testing.T, page string) (map[string]any, string) {
	t.Helper()
	matter, text, ok := bundle.CutMatter(page)
	if !ok {
		t.Fatalf("no front matter in %q", page)
	}
	var m map[string]any
	if err := yaml.Unmarshal([]byte(matter), &m); err != nil {
		t.Fatalf("%v in\n%s", err, matter)
	}
	return m, text
}

const fieldsPost = `!! title: Fields
!! slug: fields
!! published: 2020-01-01
!! description: d
!! tags: a, b
!! categories: News
!! aliases: /old/
!! weight: 3
!! toc: true
!! lastmod: 2021-02-03
!! score: -0.5
!! isbn: "123"
!! version: 1.10
!! cover: {"image": "c.png", "wide": true}
!! lang: xx
---

Watch: {{< youtube abc123 >}} and ` + "`{{< code >}}`" + `
`

// Fields go into front matter as what they are, where their readers look.
func TestPageBundleFields(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"c.png": string(packtest.Pixel(t))})
	src := Source{Path: "lib/a.md", Text: fieldsPost}
	for name, reserved := range map[string]bool{"hugo": true, "yaml": false} {
		files := tree(t, exported(t, name, []Source{src}, Options{Image: find}))
		m, text := front(t, files["fields/index.md"])
		if reserved {
			params, _ := m["params"].(map[string]any)
			if params["lang"] != "xx" || m["lang"] != nil {
				t.Errorf("%s: lang is not among the parameters: %v", name, params)
			}
			m["lang"] = params["lang"]
		}
		want := "map[categories:[News] cover:map[image:c.png wide:true] isbn:123 lang:xx score:-0.5 tags:[a b] toc:true version:1.10 weight:3]"
		got := map[string]any{}
		for _, k := range []string{"tags", "categories", "weight", "toc", "score", "isbn", "version", "cover", "lang"} {
			got[k] = m[k]
		}
		if s := fmt.Sprint(got); s != want {
			t.Errorf("%s: %s\nwant %s", name, s, want)
		}
		if s := fmt.Sprint(m["aliases"], m["date"], m["lastmod"]); s != "[/old/] 2020-01-01 00:00:00 +0000 UTC 2021-02-03 00:00:00 +0000 UTC" {
			t.Errorf("%s: aliases and dates are %s", name, s)
		}
		if m["weight"] != 3 || m["toc"] != true || m["isbn"] != "123" || m["version"] != "1.10" {
			t.Errorf("%s: types of %v", name, m)
		}
		code := "`{{< code >}}`"
		if name == "hugo" {
			code = "`{{</* code */>}}`"
		}
		if text != "Watch: {{< youtube abc123 >}} and "+code+"\n" {
			t.Errorf("%s: the text is %q", name, text)
		}
		if files["fields/c.png"] == "" {
			t.Errorf("%s: the cover is not there", name)
		}
		if back := imported(t, exported(t, name, []Source{src}, Options{Image: find})); back["a.md"] != fieldsPost {
			t.Errorf("%s: came back as\n%s", name, back["a.md"])
		} else if _, ok := back["c.png"]; !ok {
			t.Errorf("%s: the cover did not come back", name)
		}
	}
}

// Who has commented shortcodes out means the others, in code too.
func TestShortcodesOfHugo(t *testing.T) {
	for src, want := range map[string]string{
		"{{< a >}} `{{% b %}}`\n\n```\n{{< c \"x\" >}}\n```\n": "{{< a >}} `{{%/* b */%}}`\n\n```\n{{</* c \"x\" */>}}\n```\n",
		"{{< a >}} `{{% b %}}` {{</* shown */>}}\n":            "{{< a >}} `{{% b %}}` {{</* shown */>}}\n",
		"{{< a >}}\n\n    {{< indented >}}\n":                  "{{< a >}}\n\n    {{</* indented */>}}\n",
		"{{< ref \"x\" >}}":                                    "{{< ref \"x\" >}}",
		"- `{{< a >}}` and\n  {{< b >}}\n\n> ``{{< c >}}``\n":  "- `{{</* a */>}}` and\n  {{< b >}}\n\n> ``{{</* c */>}}``\n",
	} {
		if got := bundle.HideShortcodes(src); got != want {
			t.Errorf("%q became %q, want %q", src, got, want)
		}
	}
}

// A post that is dated before the day on which it is seen has both dates.
func TestTwoDates(t *testing.T) {
	src := Source{Path: "lib/a.md", Text: "!! title: T\n!! slug: a\n!! published: 2021-05-01\n!! description: d\n!! date: 2020-01-01\n!! redirect_from: /old/, /older/\n\n---\n\nx\n"}
	out := exported(t, "hugo", []Source{src}, Options{})
	m, _ := front(t, tree(t, out)["a/index.md"])
	if s := fmt.Sprint(m["date"], m["publishDate"], m["aliases"]); s != "2020-01-01 00:00:00 +0000 UTC 2021-05-01 00:00:00 +0000 UTC [/old/ /older/]" {
		t.Errorf("dates and aliases are %s", s)
	}
	if back := imported(t, out); back["a.md"] != src.Text {
		t.Errorf("came back as\n%s", back["a.md"])
	}
	// What was changed in the bundle is changed in the post.
	page := filepath.Join(out, "a", "index.md")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	data = []byte(strings.Replace(string(data), "publishDate: 2021-05-01", "publishDate: 2021-06-01", 1))
	if err := os.WriteFile(page, data, 0o666); err != nil {
		t.Fatal(err)
	}
	if back := imported(t, out); back["a.md"] != strings.Replace(src.Text, "2021-05-01", "2021-06-01", 1) {
		t.Errorf("came back as\n%s", back["a.md"])
	}
}

// Links to other posts lead to their pages, and come back as they were.
func TestPageBundleLinks(t *testing.T) {
	const body = "[two](two.md#part) [again](./two.md#part) [**bold**](0002-two.md) [ref] [own](#x) [far](https://example.org/two.md) [site](/posts/two)\n" +
		"<a href=\"two.md\">tag</a> [![p](p.png)](two.md) [gone](three.md) [draft](wip-later.md#a)\n\n[ref]: two.md \"t\"\n\n`[code](two.md)`\n"
	_, find := packtest.Shelf(t, map[string]string{"p.png": string(packtest.Pixel(t))})
	posts := []Source{
		source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "", "---", "", body),
		simple("two.md", "two", "2020-01-02"), simple("wip-later.md", "later", "2020-01-02"),
	}
	for name, want := range map[string]string{
		"hugo": "[two]({{< relref \"two#part\" >}}) [again]({{< relref \"two#part\" >}}) [**bold**](0002-two.md) [ref] [own](#x) [far](https://example.org/two.md) [site]({{< relref \"two\" >}})\n" +
			"<a href=\"{{< relref \"two\" >}}\">tag</a> [![p](p.png)]({{< relref \"two\" >}}) [gone](three.md) [draft](../later/#a)\n\n[ref]: {{< relref \"two\" >}} \"t\"\n\n`[code](two.md)`\n",
		"yaml": "[two](../two/#part) [again](../two/#part) [**bold**](0002-two.md) [ref] [own](#x) [far](https://example.org/two.md) [site](/posts/two)\n" +
			"<a href=\"../two/\">tag</a> [![p](p.png)](../two/) [gone](three.md) [draft](../later/#a)\n\n[ref]: ../two/ \"t\"\n\n`[code](two.md)`\n",
	} {
		out := exported(t, name, posts, Options{Image: find})
		_, text := front(t, tree(t, out)["one/index.md"])
		if text != want+"\n" && text != want {
			t.Errorf("%s: the text is\n%s\nwant\n%s", name, text, want)
		}
		back := imported(t, out)
		for _, s := range posts {
			if got := back[filepath.Base(s.Path)]; got != s.Text {
				t.Errorf("%s: came back as\n%s\nwant\n%s", name, got, s.Text)
			}
		}
	}
}
