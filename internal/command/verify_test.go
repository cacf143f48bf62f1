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

func TestRaiseLimits(t *testing.T) {
	for _, name := range []string{"verify", "import"} {
		args := []string{name, "--raise-limits", "0", "x.zip"}
		if name == "import" {
			args = append(args, "--out", t.TempDir())
		}
		if code, _, errs := run(t, "", args...); code != 2 || !strings.Contains(errs, "--raise-limits is a number from 1 to 1000") {
			t.Errorf("%s: %d, %s", name, code, errs)
		}
	}
	dir := library(t)
	pack := filepath.Join(t.TempDir(), "b.zip")
	must(t, "export", "--to", "zip", "--out", pack, dir)
	must(t, "verify", "--raise-limits", "10", pack)
	must(t, "import", "--raise-limits", "10", "--out", t.TempDir(), pack)
}
