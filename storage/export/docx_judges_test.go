//go:build validate

package export

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
)

// parityDocuments writes each post as a document, in a folder.
func parityDocuments(t *testing.T, posts []parityPost) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, p := range posts {
		data := all(t, format(t, "docx"), []Source{p.source}, parityOptions())[""]
		if err := os.WriteFile(filepath.Join(dir, p.name+".docx"), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// pandoc reads the same words in a document as readers see in the preview. What
// differs is seen to here: a formula is written anew, so posts that have some are
// compared without; a second mark of a note is a raised number; what stands higher
// or lower has no mark.
func TestValidateDocumentWords(t *testing.T) {
	posts := parityPosts(t)
	dir := parityDocuments(t, posts)
	compared, formulas := 0, 0
	for _, p := range posts {
		file := filepath.Join(dir, p.name+".docx")
		out, err := judge(t, "", "pandoc", "--quiet", "--from=docx", "--to=json", file)
		if err != nil {
			t.Fatalf("%s: %v\n%.2000s", p.name, err, out)
		}
		var doc struct{ Blocks []any }
		if err := json.Unmarshal([]byte(out), &doc); err != nil {
			t.Fatal(err)
		}
		var r reader
		r.node(doc.Blocks)
		for i, note := range r.notes {
			fmt.Fprintf(&r.words, "[%d] %s\n", i+1, note)
		}
		got := strings.NewReplacer("• ☒", "[x]", "• ☐", "[ ]", "☒", "[x]", "☐", "[ ]").Replace(spaced(r.words.String()))
		want := spaced(p.doc.Text())
		if n := strings.Count(got, " formula"); n > 0 {
			formulas += n
			continue
		}
		compared++
		a, b := bare(got), bare(want)
		if p.name == "footnotes" { // Word has no notes in notes, which stand behind the post
			a, b = sorted(a), sorted(b)
		}
		if a != b {
			at := 0
			for at < min(len(a), len(b)) && a[at] == b[at] {
				at++
			}
			t.Errorf("%s: pandoc reads\n%.300s\nwhere the text has\n%.300s", p.name, a[max(0, at-60):], b[max(0, at-60):])
		}
	}
	if compared < 12 || formulas < 5 {
		t.Errorf("only %d posts were compared, with %d formulas beside", compared, formulas)
	}
	if out, err := judge(t, "", "pandoc", "--from=docx", "--to=json", cut(t, filepath.Join(dir, posts[0].name+".docx"))); err == nil {
		t.Errorf("pandoc takes half a document: %.200s", out)
	}
}

// sorted are words in the order of the alphabet, without numbers.
func sorted(s string) string {
	words := strings.Fields(regexp.MustCompile(`\d+`).ReplaceAllString(s, ""))
	slices.Sort(words)
	return strings.Join(words, " ")
}

// bare are the letters of a text, without what marks items and notes.
func bare(s string) string {
	s = regexp.MustCompile(`\[(\d+)\]`).ReplaceAllString(s, "$1")
	s = regexp.MustCompile(`[\^_]\(?([+−-]?[\pL\pN]+)\)?`).ReplaceAllString(s, "$1")
	return strings.Join(strings.Fields(strings.NewReplacer("• ", "", "Details ", "").Replace(s)), " ")
}

// cut is the first half of a file.
func cut(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(t.TempDir(), "half.docx")
	if err := os.WriteFile(half, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	return half
}

// LibreOffice opens the documents and prints the same words.
func TestValidateDocumentPages(t *testing.T) {
	posts := parityPosts(t)
	dir := parityDocuments(t, posts)
	args := []string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", "pdf", "--outdir", dir}
	for _, p := range posts {
		args = append(args, filepath.Join(dir, p.name+".docx"))
	}
	if out, err := judge(t, dir, "soffice", args...); err != nil { // all at once: it takes seconds to start
		t.Fatalf("%v\n%.2000s", err, out)
	}
	for i, r := range readDOCXs(t, posts) {
		p := posts[i]
		out, err := judge(t, dir, "pdftotext", "-q", "-raw", p.name+".pdf", "-")
		if err != nil {
			t.Fatalf("%s: %v %s", p.name, err, out)
		}
		printed := letters(out)
		if !strings.Contains(printed, parityTitle) || strings.Contains(printed, "xyzzy") {
			t.Errorf("%s: printed is %.300s", p.name, out)
		}
		words := regexp.MustCompile(`\$[^$]*\$`).ReplaceAllString(strings.Join(r.words, " "), "")
		for _, code := range r.code {
			words += " " + code
		}
		for word := range strings.FieldsSeq(markdown.Readable(words)) {
			if word = strings.TrimRight(letters(word), "0123456789"); !strings.Contains(printed, word) { // marks of notes are set apart
				t.Errorf("%s: %q is not printed", p.name, word)
			}
		}
	}
}
