package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
)

// What Pelican says of a post is in its fields, and front matter that is written
// of them has the types that were meant: https://docs.getpelican.com, File metadata.
func TestPelican(t *testing.T) {
	from := t.TempDir()
	put(t, filepath.Join(from, "images", "p.png"), pixel)
	put(t, filepath.Join(from, "second.md"), "Title: Second\nDate: 2011-01-02\nAuthor: Me\nTags: one\nSlug: second\nStatus: draft\n\nMore.\n")
	put(t, filepath.Join(from, "first.md"), `Title: First: of "many"
Date: 2010-12-03 10:20
Modified: 2010-12-05 19:30
Category: Python
Tags: pelican, publishing
Slug: my-super-post
Authors: Alexis Métaireau; Doe, John
Summary: Short version for index and feeds
Status: published
Lang: en
Translation: true

Words *here*, [other]({filename}second.md), [the same]({filename}/second.md#part), ![p]({static}/images/p.png).

    {static}code
`)
	p := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, from)
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(p.Posts) != 2 || len(p.Lost) > 0 {
		t.Fatalf("%v", p.Lines())
	}
	files := tree(t, p.Dir)
	first, second := files["my-super-post.md"], files["wip-second.md"]
	for key, want := range map[string]string{
		"title": `First: of "many"`, "slug": "my-super-post", "published": "2010-12-03T10:20:00Z", "description": "Short version for index and feeds",
		"modified": "2010-12-05T19:30:00Z", "category": "Python", "tags": "pelican, publishing", "authors": `["Alexis Métaireau", "Doe, John"]`, "lang": "en", "translation": `"true"`,
	} {
		if got, _ := post.Parse(first).Value(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if n := len(post.Parse(first).Fields()); n != 10 {
		t.Errorf("%d fields: %s", n, first)
	}
	if _, body, _ := strings.Cut(first, "\n---\n"); body != "Words *here*, [other](/posts/second), [the same](/posts/second#part), ![p](/images/p.png).\n\n    {static}code\n" {
		t.Errorf("the body is %q", body)
	}
	if v, _ := post.Parse(second).Value("author"); v != "Me" || files["assets/images/p.png"] != pixel {
		t.Errorf("%s, %v", second, p.Lines())
	}
	for _, to := range []string{"yaml", "hugo"} {
		format, err := export.FormatNamed(to)
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "out")
		var sources []export.Source
		for _, name := range []string{"my-super-post.md", "wip-second.md"} {
			sources = append(sources, export.Source{Path: filepath.Join(p.Dir, name), Text: files[name]})
		}
		e := export.NewPlan(sources, export.Options{Format: format, Now: noon, Drafts: true, Image: func(_, dest string) (string, bool) { return filepath.Join(p.Dir, "assets", dest), true }})
		if err := e.WriteFile(out); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(out, "my-super-post", "index.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{
			`title: "First: of \"many\""`, `slug: "my-super-post"`, "date: 2010-12-03T10:20:00Z", `description: "Short version for index and feeds"`, "modified: 2010-12-05T19:30:00Z",
			`category: "Python"`, `tags: ["pelican", "publishing"]`, `authors: ["Alexis Métaireau", "Doe, John"]`, `lang: "en"`, `translation: "true"`,
		} {
			if head, _, _ := strings.Cut(string(data), "galley:"); !strings.Contains(head, line+"\n") && !strings.Contains(head, "  "+line+"\n") {
				t.Errorf("%s has no %s:\n%s", to, line, head)
			}
		}
		if draft, _ := os.ReadFile(filepath.Join(out, "second", "index.md")); !strings.Contains(string(draft), "\ndraft: true\n") {
			t.Errorf("%s: %s", to, draft)
		}
		back := plan(t, filepath.Join(t.TempDir(), "lib"), Options{}, out)
		for _, e := range back.Posts {
			if e.Text != files[e.Name] {
				t.Errorf("%s: %s comes back as %s", to, e.Name, e.Text)
			}
		}
	}
}
