package template

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

func TestFill(t *testing.T) {
	p := Post{Title: "Jars & lids", Slug: "jars-lids", Date: "2025-03-04"}
	for name, c := range map[string]struct{ src, want string }{
		"all blanks": {
			"!! title: Review: {{title}}\n!! slug: review-{{slug}}\n!! published: {{ date }}\n!! tags: review\n\n---\n\n# {{title}}\n\nOn {{date}}. {{other}} {title}\n",
			"!! title: Review: Jars & lids\n!! slug: review-jars-lids\n!! published: 2025-03-04\n!! tags: review\n\n---\n\n# Jars & lids\n\nOn 2025-03-04. {{other}} {title}\n",
		},
		"empty fields": {
			"!! title:\r\n!! slug: \r\n!! published: \r\n\r\n---\r\n\r\nWords.\r\n",
			"!! title: Jars & lids\r\n!! slug: jars-lids\r\n!! published: 2025-03-04\r\n\r\n---\r\n\r\nWords.\r\n",
		},
		"no head":        {"Dear {{title}},\n", "!! title: Jars & lids\n!! slug: jars-lids\n!! published: 2025-03-04\n!! description:\n\n---\n\nDear Jars & lids,\n"},
		"own values":     {"!! title: Weekly\n!! slug: weekly\n!! published: 2020-01-01\n\n---\n", "!! title: Weekly\n!! slug: weekly\n!! published: 2020-01-01\n\n---\n"},
		"front matter":   {"---\ntitle: {{title}}\n---\n\nx\n", "---\ntitle: Jars & lids\n---\n\nx\n"},
		"empty template": {"", "!! title: Jars & lids\n!! slug: jars-lids\n!! published: 2025-03-04\n!! description:\n\n---\n\n\n"},
	} {
		if got := Fill(c.src, p); got != c.want {
			t.Errorf("%s:\n%q\nwant\n%q", name, got, c.want)
		}
	}
	if got := Fill("{{title}}", Post{Title: "a\nb {{slug}}", Slug: "x"}); !strings.HasSuffix(got, "\na b {{slug}}") {
		t.Errorf("a title is not one line, or is filled itself: %q", got)
	}
	for src, want := range map[string]bool{
		"": true, "!! title: x\n": false, "!! title: {{date}}\n": false, "!! title: x\n\n---\n{{slug}}": true, "---\ntitle: x\n---\n": false, "!! title:\n": true,
	} {
		if NeedsTitle(src) != want {
			t.Errorf("%q: %v", src, !want)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	if list, err := List(dir); err != nil || list != nil {
		t.Errorf("%v, %v", list, err)
	}
	for name, text := range map[string]string{"b.md": "B", "a.md": "A", ".c.md": "", "d.txt": "", "bad.md": "\xff", "huge.md": strings.Repeat("x", MaxSize+1)} {
		path := filepath.Join(dir, Folder, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, Folder, "folder.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	list, err := List(dir)
	var names []string
	for _, x := range list {
		names = append(names, x.Name)
		switch src, err := Read(x.Path); x.Name {
		case "a":
			if src != "A" || err != nil {
				t.Errorf("%q, %v", src, err)
			}
		case "bad", "huge":
			if err == nil || !strings.HasPrefix(err.Error(), x.Path+": ") {
				t.Errorf("%s: %v", x.Name, err)
			}
		}
	}
	if got := strings.Join(names, " "); got != "a b bad huge" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	var large *safefile.TooLargeError
	if _, err := Read(filepath.Join(dir, Folder, "huge.md")); !errors.As(err, &large) {
		t.Errorf("%v", err)
	}
}

func FuzzFill(f *testing.F) {
	f.Add("!! title: {{title}}\n---\nx", "Jars")
	f.Add("{{title}}\r\n", "a: b")
	f.Add("!! slug:\n", "{{title}}")
	f.Add("---\ntitle: x\n---\n", "Jars")
	f.Fuzz(func(t *testing.T, src, title string) {
		if post.CheckEncoding(src) != nil || post.CheckEncoding(title) != nil || len(src) > 10000 {
			return
		}
		got := Fill(src, Post{Title: title, Slug: "jars", Date: "2025-03-04"})
		if err := post.CheckEncoding(got); err != nil {
			t.Fatalf("%q, %q: %q: %v", src, title, got, err)
		}
		if _, foreign := post.CutFrontMatter(src); foreign || post.Parse(src).HasHead() {
			return
		}
		if now, _ := post.Parse(got).Value("title"); !strings.Contains(src, "{{") && !strings.Contains(src, "!!") && now != post.Fold(title) {
			t.Errorf("%q, %q: the title is %q", src, title, now)
		}
	})
}
