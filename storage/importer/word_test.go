package importer

import (
	"archive/zip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	source "galley.app/galley/editor/text"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export"
	about "galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// document writes a post as a document of Word's.
func document(t testing.TB, name, src, pictures string) string {
	t.Helper()
	format, err := export.FormatNamed("docx")
	if err != nil {
		t.Fatal(err)
	}
	p := export.NewPlan([]export.Source{{Path: filepath.Join(pictures, name+".md"), Text: src, Named: true}}, export.Options{
		Format: format, Now: noon, Decoder: imagework.Here{}, Site: about.Site{Author: "Ann", InlineMath: true},
		Image: func(_, dest string) (string, bool) {
			file := filepath.Join(pictures, filepath.FromSlash(dest))
			_, err := os.Stat(file)
			return file, err == nil
		},
	})
	out := filepath.Join(t.TempDir(), name+".docx")
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	return out
}

// lostInWord are the words that a document of Word's has otherwise, by the post.
var lostInWord = map[string]string{
	"formulas":    "formulas are written anew",
	"inside":      "lists in quotes stand behind them",
	"absent":      "what is not there is words",
	"raw-block":   "what can be opened is open",
	"raw-corners": "what can be opened is open",
	"lists":       "empty items are left out",
	"footnotes":   "notes of notes stand behind the post",
}

// TestWordCorpus: what a post says is said by the post that comes back from its
// document, in the same order and the same blocks.
func TestWordCorpus(t *testing.T) {
	const corpus = "../export/testdata/parity"
	files, err := filepath.Glob(corpus + "/*.md")
	if err != nil || len(files) < 15 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head := "!! title: The title\n!! slug: " + name + "\n!! published: 2024-01-02\n!! description: About it\n!! tags: a, b\n\n---\n\n"
			p := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, document(t, name, head+string(body), corpus))
			if err := p.Write(context.Background()); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(filepath.Join(p.Dir, name+".md"))
			if err != nil {
				t.Fatal(err, p.Lines())
			}
			back := post.Parse(string(data))
			for key, want := range map[string]string{"title": "The title", "slug": name, "published": "2024-01-02", "description": "About it", "author": "Ann", "tags": "a, b"} {
				if got, _ := back.Value(key); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
			read := func(s string) string {
				d := markdown.Dialect{InlineMath: true}.Parse(nil, source.New(s), 0)
				return strings.Join(strings.Fields(d.Text()), " ")
			}
			got, want := read(string(data)[back.TextStart():]), read(string(body))
			if (got == want) == (lostInWord[name] != "") {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				t.Errorf("%q: from %d\n got %.300s\nwant %.300s", lostInWord[name], at, got[max(0, at-30):], want[max(0, at-30):])
			}
		})
	}
}

// Formulas say the same after they were there and back.
func TestWordFormulas(t *testing.T) {
	data, err := os.ReadFile("../../preview/markdown/math/testdata/formulas.txt")
	if err != nil {
		t.Fatal(err)
	}
	var body strings.Builder
	var list []string
	for tex := range strings.SplitSeq(string(data), "\n") {
		if tex = strings.TrimSpace(tex); tex != "" && !strings.Contains(tex, "```") {
			list = append(list, tex)
			body.WriteString("```math\n" + tex + "\n```\n\n")
		}
	}
	head := "!! title: T\n!! slug: s\n!! published: 2024-01-02\n!! description: d\n\n---\n\n"
	there := document(t, "s", head+body.String(), ".")
	p := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, there)
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	back, err := os.ReadFile(filepath.Join(p.Dir, "s.md"))
	if err != nil {
		t.Fatal(err)
	}
	again := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, document(t, "s", string(back), "."))
	if err := again.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	twice, err := os.ReadFile(filepath.Join(again.Dir, "s.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(twice) != string(back) {
		a, b := strings.Split(string(back), "\n"), strings.Split(string(twice), "\n")
		for i := range min(len(a), len(b)) {
			if bare := strings.NewReplacer(" ", "", "{", "", "}", ""); bare.Replace(a[i]) != bare.Replace(b[i]) { // braces may be more
				t.Errorf("what came back once is otherwise the second time, line %d:\n%s\n%s", i+1, a[i], b[i])
				break
			}
		}
	}
	if n := len(regexp.MustCompile(`(?m)^\$\$$`).FindAllString(string(back), -1)) / 2; n < len(list)*9/10 {
		t.Errorf("%d of %d formulas came back", n, len(list))
	}
	doc := markdown.Parse(nil, source.New(string(back)), 0)
	if n := len(doc.Problems()); n > len(list)/10 {
		t.Errorf("%d problems in %d formulas", n, len(list))
	}
}

// A folder may hold documents; one that cannot be read is told of, and the others
// are taken in.
func TestWordFolder(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile(document(t, "one", "!! title: One\n!! slug: one\n!! published: 2024-01-02\n!! description: d\n\n---\n\nwords\n", "."))
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "one.docx"), string(data))
	put(t, filepath.Join(dir, "half.docx"), string(data[:len(data)/2]))
	put(t, filepath.Join(dir, "~$one.docx"), "Ann")
	p := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, dir)
	if len(p.Posts) != 1 || len(p.Skipped) != 1 || !strings.HasSuffix(p.Skipped[0].From, "half.docx") {
		t.Errorf("%v %v", p.Posts, p.Skipped)
	}
	if _, err := New(context.Background(), filepath.Join(t.TempDir(), "in"), []string{filepath.Join(dir, "half.docx")}, Options{Now: noon}); err == nil || !strings.Contains(err.Error(), "nothing was imported") {
		t.Errorf("half a document: %v", err)
	}
}

// A line that is styled as a date is one, or words like others.
func TestWordDay(t *testing.T) {
	const core = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	for line, want := range map[string]struct{ published, body string }{
		"11 December 2023":              {"2023-12-11", "Words."},
		"11 December 2023 · 4 min read": {"2023-12-11", "Words."},
		"4 min read":                    {"", "Words."},
		"Spring, after the snow":        {"", "Spring, after the snow\n\nWords."},
	} {
		para := func(style, s string) string {
			return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + s + `</w:t></w:r></w:p>`
		}
		file := filepath.Join(t.TempDir(), "a.docx")
		out, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(out)
		for name, data := range map[string]string{
			"word/document.xml": core + para("T", "Title") + para("D", line) + para("", "Words.") + "</w:body></w:document>",
			"word/styles.xml":   `<w:styles xmlns:w="x"><w:style w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:styleId="D"><w:name w:val="Date"/></w:style></w:styles>`,
		} {
			w, err := z.Create(name)
			if err == nil {
				_, err = w.Write([]byte(data))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(z.Close(), out.Close()); err != nil {
			t.Fatal(err)
		}
		p := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, file)
		back := post.Parse(p.Posts[0].Text)
		published, _ := back.Value("published")
		if body := strings.TrimSpace(p.Posts[0].Text[back.TextStart():]); published != want.published || body != want.body {
			t.Errorf("%q: %q %q, want %q", line, published, body, want)
		}
	}
}
