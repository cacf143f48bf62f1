package git

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func (w *work) committed(message string, names ...string) (commit string, err error) {
	w.t.Helper()
	var paths []string
	for _, name := range names {
		paths = append(paths, w.path(name))
	}
	return w.repo(w.dir).Commit(w.t.Context(), paths, message)
}

func TestCommit(t *testing.T) {
	w := repository(t)
	w.put("a.md", "one\n")
	w.put("b.md", "one\n")
	w.put("c.md", "one\n")
	w.commit("Begin")
	w.put("a.md", "two\n")
	w.put("b.md", "staged\n")
	w.put("staged.md", "staged\n")
	w.git("add", "b.md", "staged.md")
	w.put("b.md", "two\n")
	w.put("new post *.md", "new\n")
	w.put("not.md", "left alone\n")
	w.git("rm", "--quiet", "c.md")
	changed, err := w.repo(w.dir).Changed(t.Context(), []string{w.path("a.md"), w.path("b.md"), w.path("c.md"), w.path("new post *.md"), w.path("none.md")})
	if want := []string{w.path("a.md"), w.path("b.md"), w.path("c.md"), w.path("new post *.md")}; err != nil || !slices.Equal(changed, want) {
		t.Errorf("changed are %q, %v", changed, err)
	}
	commit, err := w.committed("Two posts\n\n# not a comment\n", "a.md", "new post *.md")
	if err != nil || commit != w.git("rev-parse", "HEAD") {
		t.Fatal(commit, err)
	}
	if got := w.git("show", "--name-status", "--format=%B", "HEAD"); got != "Two posts\n\n# not a comment\n\n\nM\ta.md\nA\tnew post *.md" {
		t.Errorf("the commit is %q", got)
	}
	if got := w.git("status", "--porcelain"); got != "MM b.md\nD  c.md\nA  staged.md\n?? not.md" {
		t.Errorf("the index is\n%s", got)
	}
	if _, err := w.committed("The same", "a.md"); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	if _, err := w.committed("Removed", "c.md"); err != nil {
		t.Error(err)
	}
}

// TestChangedAsksOnce has git asked once for all posts of a library, whatever they are
// called, and not once for each.
func TestChangedAsksOnce(t *testing.T) {
	w := repository(t)
	var paths, want []string
	for i := range 60 {
		name := fmt.Sprintf("%02d post.md", i)
		switch {
		case i%3 == 1:
			name = fmt.Sprintf("notes/%02d “ü”.md", i)
		case i%3 == 2:
			name = fmt.Sprintf("deep/er/-%02d\ntwo lines.md", i)
		}
		w.put(name, "one\n")
		paths = append(paths, w.path(name))
	}
	w.commit("Begin")
	for i, path := range paths {
		rel := strings.TrimPrefix(path, w.dir+"/")
		switch i % 7 {
		case 0:
			w.put(rel, "two\n")
			want = append(want, path)
		case 1:
			w.put(rel, "one\r\n")
		}
	}
	w.put("notes/new.md", "new\n")
	w.put("beside/new.md", "new\n")
	for _, name := range []string{"notes/new.md", "beside/new.md"} {
		paths, want = append(paths, w.path(name)), append(want, w.path(name))
	}
	paths = append(paths, filepath.Join(t.TempDir(), "elsewhere.md"))

	r := w.repo(w.dir)
	log := filepath.Join(t.TempDir(), "log")
	counting := filepath.Join(t.TempDir(), "git")
	script := "#!/bin/sh\necho x >>'" + log + "'\nexec '" + r.git + "' \"$@\"\n"
	if err := os.WriteFile(counting, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	r.git = counting
	changed, err := r.Changed(t.Context(), paths)
	if err != nil || !slices.Equal(changed, want) {
		t.Errorf("changed are %q, %v; want %q", changed, err, want)
	}
	b, err := os.ReadFile(log)
	if n := strings.Count(string(b), "x"); err != nil || n > 2 {
		t.Errorf("git was run %d times, %v", n, err)
	}
}

func TestCommitRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *work)
		why  string
	}{
		{"no identity", func(w *work) {
			w.git("config", "--unset", "user.name")
			w.git("config", "--unset", "user.email")
			w.git("config", "user.useConfigOnly", "true")
		}, "does not know who you are"},
		{"hook", func(w *work) {
			w.put(".git/hooks/pre-commit", "#!/bin/sh\necho 'No posts on Mondays.' >&2\nexit 1\n")
			if err := os.Chmod(w.path(".git/hooks/pre-commit"), 0o700); err != nil {
				w.t.Fatal(err)
			}
		}, "a hook of the repository refused it: No posts on Mondays."},
		{"locked", func(w *work) { w.put(".git/index.lock", "") }, "another git is at work"},
		{"conflict", func(w *work) {
			w.git("checkout", "--quiet", "-b", "side")
			w.put("a.md", "side\n")
			w.commit("Side")
			w.git("checkout", "--quiet", "main")
			w.put("a.md", "main\n")
			w.commit("Main")
			_ = os.Remove(w.path("a.md"))
			w.put("a.md", "main\n")
			w.merge("side")
		}, "a merge is under way; finish it first"},
		{"ignored", func(w *work) { w.put(".git/info/exclude", "new.md\n") }, "ignores the file"},
		{"signing", func(w *work) {
			w.git("config", "commit.gpgSign", "true")
			w.git("config", "gpg.program", "false")
		}, "could not be signed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := repository(t)
			w.put("a.md", "one\n")
			w.commit("Begin")
			c.do(w)
			head := w.git("rev-parse", "HEAD")
			w.put("new.md", "new\n")
			w.put("a.md", "two\n")
			_, err := w.committed("Message", "a.md", "new.md")
			var refused *Error
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.why) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want %q", err, c.why)
			}
			if w.git("rev-parse", "HEAD") != head {
				t.Error("it was committed")
			}
			_ = os.Remove(w.path(".git/index.lock"))
			if got := w.git("status", "--porcelain", "new.md"); c.name != "ignored" && got != "?? new.md" {
				t.Errorf("the index has %q", got)
			}
		})
	}
}

// merge begins a merge that stops at a conflict.
func (w *work) merge(branch string) {
	w.t.Helper()
	cmd := w.repo(w.dir)
	_, err := cmd.write(w.t.Context(), "merging", "", "merge", branch)
	if err == nil {
		w.t.Fatal("no conflict")
	}
}

func TestCommitOutside(t *testing.T) {
	w := repository(t)
	w.put("a.md", "one\n")
	if _, err := w.committed("First of all", "a.md"); err != nil {
		t.Error(err)
	}
	if _, err := w.committed("Out", "../x.md"); err == nil {
		t.Error("a file outside was committed")
	}
	for _, message := range []string{"", " \n"} {
		if _, err := w.committed(message, "a.md"); err == nil || !strings.Contains(err.Error(), "empty") {
			t.Error(err)
		}
	}
}
