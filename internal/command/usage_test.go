package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/export"
)

func TestUsage(t *testing.T) {
	dir := library(t)
	file := filepath.Join(dir, "0001-first.md")
	for _, args := range [][]string{
		{"bogus"},
		{"bogus", file},
		{"chekc", dir},
		{"--bogus"},
		{"--licences", "x"},
		{"show"},
		{"show", file, file},
		{"show", "--bogus", file},
		{"new"},
		{"new", ""},
		{"new", " \n "},
		{"new", "a", "b"},
		{"new", "bad\xff"},
		{"new", "--dir"},
		{"set"},
		{"set", file},
		{"set", file, "title"},
		{"set", file, "=x"},
		{"set", file, "a:b=x"},
		{"set", file, "a\nb=x"},
		{"set", file, "a\rb=x"},
		{"set", file, " =x"},
		{"set", file, "a=\xff"},
		{"set", file, "a=\x00"},
		{"set", file, "--unset", ""},
		{"set", file, "--unset", "a:b"},
		{"set", file, "a=b", "--unset", "a"},
		{"check"},
		{"check", "--bogus", dir},
		{"help", "bogus"},
		{"help", "set", "bogus"},
		{"render", "--to", "pdf"},
		{"render", "--theme", "sepia"},
		{"render", "--width", "x"},
		{"render", "--width", "0"},
		{"render", "--width", "-5"},
		{"render", "--width", "99999999"},
		{"render", file, file},
		{"export"},
		{"export", "--to", "rss", "--out", "-"},
		{"export", "--to", "rss", dir},
		{"export", "--out", "-", dir},
		{"export", "--to", "xls", "--out", "-", dir},
		{"export", "--to", "", "--out", "-", dir},
		{"export", "--to", "rss", "--out", "-", "--drafts", "--published-only", dir},
		{"import"},
		{"import", file},
		{"import", "--out", dir},
		{"import", "--out", "-", file},
		{"import", "--dry-run", "--out", "-", file},
		{"import", "--out", "", file},
		{"import", "--out", dir, "--raise-limits", "0", file},
		{"import", "--out", dir, "--raise-limits", "x", file},
		{"export", "--to", "rss", "--out", "", dir},
		{"export", "--target", ""},
		{"export", "--target", "", dir},
		{"export", "--target", "x", dir, dir},
		{"export", "--target", "x", "--to", "rss", dir},
		{"export", "--drafts=perhaps", "--to", "rss", "--out", "-", dir},
		{"verify"},
		{"recover", "x"},
		{"recover", "--out"},
		{"recover", "--out", ""},
		{"recover", "--out", "-"},
		{"recover", "--list", "--out", dir},
		{"recover", "--json", "--out", dir},
		{"verify", file, file},
		{"verify", "--raise-limits", "1000000", file},
		{"check", "--json", "--sarif", dir},
		{"mv", file, ""},
		{"mv", "", "x"},
		{"list", ""},
		{"links", ""},
		{"search", "x", ""},
		{"search", "", dir},
		{"search", "--regexp", "(", dir},
		{"replace", "a", "b", ""},
		{"replace", "", "b", dir},
		{"show", ""},
		{"set", "", "a=b"},
		{"check", ""},
		{"check", dir, ""},
		{"publish", ""},
		{"trash", file, ""},
		{"history", ""},
		{"render", ""},
		{"serve", ""},
		{"theme", "new", ""},
		{"verify", ""},
		{"import", "--out", dir, ""},
		{"export", "--to", "rss", "--out", "-", ""},
	} {
		code, out, errs := run(t, "", args...)
		if code != 2 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: exit code %d, output %q, message %q", args, code, out, errs)
		}
	}
	if _, _, errs := run(t, "", "export", "--to", "xls", "--out", "-", dir); !strings.Contains(errs, "posts-json") || !strings.Contains(errs, "zip") {
		t.Errorf("the formats are not listed: %s", errs)
	}
	if _, _, errs := run(t, "", "chekc", dir); !strings.Contains(errs, "maybe check is meant") {
		t.Errorf("what was meant is not said: %s", errs)
	}
	if _, _, errs := run(t, "", "search", "--regexp", "a(b", dir); !strings.Contains(errs, "missing closing )") || strings.Contains(errs, "?m") {
		t.Errorf("of a wrong expression more is said than was given: %s", errs)
	}
	if _, _, errs := run(t, "", "trash", file+"-none"); !strings.Contains(errs, "there is no such file") || strings.Contains(errs, "where it was") {
		t.Errorf("what is not there is where it was: %s", errs)
	}
	if get(t, file) != post1 {
		t.Error("the post was changed")
	}
}

// A file goes to standard output where that is asked for, and a folder never:
// no folder called - is made.
func TestStandardOutput(t *testing.T) {
	dir := library(t)
	t.Chdir(t.TempDir())
	for _, f := range export.Formats() {
		for _, in := range []string{dir, filepath.Join(dir, "0001-first.md")} {
			code, out, errs := run(t, "", "export", "--to", f.Name, "--out", "-", in)
			switch {
			case f.Shape == export.Folder && (code != 2 || out != "" || !strings.Contains(errs, "standard output cannot take")):
				t.Errorf("%s of %s: exit code %d, %d bytes, said %q", f.Name, in, code, len(out), errs)
			case f.Shape != export.Folder && in != dir && (code != 0 || out == ""):
				t.Errorf("%s of %s: exit code %d, %d bytes, said %q", f.Name, in, code, len(out), errs)
			}
		}
	}
	run(t, "", "import", "--out", "-", dir)
	if left, _ := os.ReadDir("."); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
