package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A value that a line cannot hold as it was given is written as a line, and
// that is said; of others nothing is.
func TestSetTellsFolded(t *testing.T) {
	for _, tt := range []struct{ given, written string }{
		{"as it is", ""},
		{"a: --- \"b\" #", ""},
		{"two\nlines", "two lines"},
		{"two\r\n\r\n  lines", "two lines"},
		{"two\u2028lines", "two lines"},
		{"two\u2029lines", "two lines"},
		{"two\u0085lines", "two lines"},
		{"two\vlines\f", "two lines"},
		{" blanks ", "blanks"},
		{"a no-break space\u00a0", "a no-break space"},
		{"\n", ""},
	} {
		f := filepath.Join(t.TempDir(), "p.md")
		put(t, f, "!! title: Old\n\n---\nbody\n")
		code, out, errs := run(t, "", "set", f, "title="+tt.given)
		want := tt.written
		if want == "" {
			want = strings.TrimSpace(tt.given)
		}
		if got := get(t, f); code != 0 || out != "" || strings.TrimRight(strings.SplitAfter(got, "\n")[0], " \n") != strings.TrimRight("!! title: "+want, " ") {
			t.Errorf("%q: exit code %d, wrote %q", tt.given, code, got)
		}
		if told := strings.Contains(errs, `warning: `+f+`: the value of title is written as "`+want+`"`); told != (want != tt.given) {
			t.Errorf("%q: said %q", tt.given, errs)
		}
		if code, _, errs := run(t, "", "new", "--dir", t.TempDir(), tt.given); want != "" && (code != 0 || strings.Contains(errs, `the title is written as "`+want+`"`) != (want != tt.given)) {
			t.Errorf("new %q: exit code %d, said %q", tt.given, code, errs)
		}
	}
	// What a file holds already is no value that would be written otherwise.
	f := filepath.Join(t.TempDir(), "p.md")
	put(t, f, "!! title: a\u2028b\n\n---\nbody\n")
	if code, _, errs := run(t, "", "set", f, "title=a\u2028b"); code != 0 || errs != "" || get(t, f) != "!! title: a\u2028b\n\n---\nbody\n" {
		t.Errorf("exit code %d, said %q, wrote %q", code, errs, get(t, f))
	}
}

// No head is put above front matter of another program: it is told what to do.
func TestSetFrontMatter(t *testing.T) {
	for src, what := range map[string]string{
		"---\ntitle: T\n---\n\nWords\n":           "YAML front matter",
		"\ufeff---\r\ntitle: T\r\n---\r\nWords\r": "YAML front matter",
		"---\n---\nWords\n":                       "YAML front matter",
		"+++\ntitle = 'T'\n+++\nWords\n":          "TOML front matter",
		"{\n\"title\": \"T\"\n}\nWords\n":         "JSON front matter",
		"---js\n({title: 1})\n---\nWords\n":       "front matter that is a program",
		"Title: T\nDate: 2024-01-02\n\nWords\n":   "lines of keys and values",
	} {
		f := filepath.Join(t.TempDir(), "p.md")
		put(t, f, src)
		before, _ := os.Stat(f)
		code, _, errs := run(t, "", "set", f, "title=New")
		if code != 1 || !strings.Contains(errs, what+" of another program") || !strings.Contains(errs, "nothing was changed") || !strings.Contains(errs, "galley import") {
			t.Errorf("%q: exit code %d, said %q", src, code, errs)
		}
		if after, _ := os.Stat(f); get(t, f) != src || !os.SameFile(before, after) {
			t.Errorf("%q: it was written", src)
		}
		if _, out, _ := run(t, "", "check", f); !strings.Contains(out, ": warning: the file starts with "+what) {
			t.Errorf("%q: check says %q", src, out)
		}
		// The way out is one.
		dir := t.TempDir()
		if code, out, errs := run(t, "", "import", "--out", dir, f); code != 0 || !strings.HasPrefix(get(t, strings.TrimSpace(out)), "!! title: ") {
			t.Errorf("%q: import: exit code %d, %s", src, code, errs)
		}
	}
	// What only looks like it gets a head as any text does.
	for _, src := range []string{"---\nWords\n---\nwords\n", "---\nno end: of it\n", "{{< x >}}\n", "{}\n", "Words: and words.\n\nWords\n", "!! title: T\n---\n---\na: b\n---\n"} {
		f := filepath.Join(t.TempDir(), "p.md")
		put(t, f, src)
		must(t, "set", f, "title=New")
		if got := get(t, f); !strings.HasPrefix(got, "!! title: New\n") {
			t.Errorf("%q became %q", src, got)
		}
	}
}
