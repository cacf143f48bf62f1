package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerifyBook(t *testing.T) {
	dir := library(t)
	book := filepath.Join(t.TempDir(), "b.epub")
	must(t, "export", "--to", "epub", "--out", book, dir)
	if out := must(t, "verify", book); !strings.Contains(out, "b.epub: a whole book, 10 files; ") {
		t.Errorf("%s", out)
	}
	data, err := os.ReadFile(book)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	put(t, book, string(data))
	if code, out, errs := run(t, "", "verify", book); code != 1 || out != "" || !strings.Contains(errs, `b.epub: "EPUB/`) {
		t.Errorf("%d, %s, %s", code, out, errs)
	}
	if out := must(t, "verify", "--help"); !strings.Contains(out, "50,000 files of together 4 GB") {
		t.Errorf("%s", out)
	}
}
