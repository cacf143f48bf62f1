package git

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/storage/history"
)

// work is a folder with a repository in it, which is changed by the installed git.
type work struct {
	t   *testing.T
	dir string
}

func repository(t *testing.T) *work {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("git is not installed")
	}
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, home)
	}
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &work{t, dir}
	w.git("init", "--quiet", "--initial-branch=main")
	w.git("config", "user.name", "Ann Author")
	w.git("config", "user.email", "ann@example.org")
	return w
}

func (w *work) git(args ...string) string {
	w.t.Helper()
	return w.fed("", args...)
}

// fed is git with something on its standard input.
func (w *work) fed(input string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Stdin = strings.NewReader(input)
	cmd.Dir = w.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *work) path(name string) string { return filepath.Join(w.dir, name) }

func (w *work) put(name, text string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *work) commit(message string) {
	w.t.Helper()
	w.git("add", "--all")
	w.git("commit", "--quiet", "--message="+message)
}

func (w *work) repo(dir string) *Repo {
	w.t.Helper()
	r, err := Around(w.t.Context(), dir)
	if err != nil || r == nil {
		w.t.Fatalf("repository %v, %v", r, err)
	}
	return r
}

// says are the messages and texts of the commits of a file, the newest first.
func (w *work) says(path string) (list []string) {
	w.t.Helper()
	r := w.repo(filepath.Dir(path))
	for v, err := range r.Versions(w.t.Context(), path) {
		if err != nil {
			w.t.Fatal(err)
		}
		text, err := r.Text(w.t.Context(), v)
		if err != nil || int64(len(text)) != v.Size {
			w.t.Errorf("text of %d bytes, said are %d: %v", len(text), v.Size, err)
		}
		list = append(list, v.Message+": "+v.Path[len(w.dir)+1:]+": "+text)
	}
	return list
}

func (w *work) want(path string, want ...string) {
	w.t.Helper()
	if got := w.says(path); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		w.t.Errorf("commits are\n%q, want\n%q", got, want)
	}
}

const text = "!! title: A post\n\n---\n\nSome words of the post.\nA line.\nAnd another one.\n"

func TestVersions(t *testing.T) {
	w := repository(t)
	w.want(w.path("wip-a.md"))
	w.put("posts/wip-a.md", text)
	w.put("other.md", "other\n")
	w.commit("Begin\n\nWith a body.")
	w.put("other.md", "other, too\n")
	w.commit("Another file")
	w.git("mv", "posts/wip-a.md", "posts/-a b\n*.md")
	w.put("posts/-a b\n*.md", text+"More.\n")
	w.commit("Publish")
	w.put("posts/-a b\n*.md", text+"More. \x00\n")
	w.commit("ünï \x01 \x1b[31m")
	w.git("checkout", "--quiet", "--detach")
	path := w.path("posts/-a b\n*.md")
	all := []string{
		"ünï \x01 \x1b[31m: posts/-a b\n*.md: " + text + "More. \x00\n",
		"Publish: posts/-a b\n*.md: " + text + "More.\n",
		"Begin\n\nWith a body.: posts/wip-a.md: " + text,
	}
	w.want(path, all...)
	// Nothing of the environment leads elsewhere.
	t.Setenv("GIT_DIR", "/nowhere")
	t.Setenv("GIT_CONFIG_COUNT", "nonsense")
	r := w.repo(w.path("posts"))
	for _, name := range []string{"GIT_DIR", "GIT_CONFIG_COUNT"} {
		os.Unsetenv(name)
	}
	for v, err := range r.Versions(t.Context(), path) {
		if err != nil {
			t.Fatal(err)
		}
		if v.Author != "Ann Author" || v.Title != "A post" || v.Kind != history.Committed || v.Words < 10 || v.Time.IsZero() {
			t.Errorf("version %+v", v)
		}
		break
	}
	w.git("worktree", "add", "--quiet", w.path("tree"), "main")
	var there []string
	for _, s := range all {
		there = append(there, strings.Replace(s, ": posts/", ": tree/posts/", 1))
	}
	w.want(w.path("tree/posts/-a b\n*.md"), there...)
	w.put("posts/b.md", text)
	w.git("rm", "--quiet", "--force", path)
	w.git("commit", "--quiet", "--message=Remove")
	w.want(path, all...)
}

// A commit whose text is not in the repository hides none of those before it.
func TestTextIsMissing(t *testing.T) {
	w := repository(t)
	for _, s := range []string{"one", "two", "three"} {
		w.put("a.md", s)
		w.commit(s)
	}
	hash := strings.TrimSpace(w.git("rev-parse", "HEAD^:a.md"))
	if err := os.Remove(filepath.Join(w.dir, ".git/objects", hash[:2], hash[2:])); err != nil {
		t.Fatal(err)
	}
	var got []string
	for v, err := range w.repo(w.dir).Versions(t.Context(), w.path("a.md")) {
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, v.Message)
		}
	}
	if want := []string{"three", "one", errMissing.Error()}; !slices.Equal(got, want) {
		t.Errorf("commits are %q, want %q", got, want)
	}
}

// TestMany has more commits than are read: that is said.
func TestMany(t *testing.T) {
	w := repository(t)
	var b strings.Builder
	for i := range maxCommits + 1 {
		fmt.Fprintf(&b, "commit refs/heads/main\ncommitter A <a@example.org> %d +0000\ndata 1\nx\nM 100644 inline a.md\ndata 5\n%05d\n", 1_700_000_000+i, i)
	}
	w.fed(b.String(), "fast-import", "--quiet")
	n, last := 0, ""
	for _, err := range w.repo(w.dir).Versions(t.Context(), w.path("a.md")) {
		if n++; err != nil {
			last = err.Error()
		}
	}
	if n != maxCommits+1 || !strings.Contains(last, "more than the newest 2000") {
		t.Errorf("%d versions, the last error is %q", n-1, last)
	}
}

func TestMerges(t *testing.T) {
	w := repository(t)
	w.put("a.md", text)
	w.commit("Begin")
	w.git("checkout", "--quiet", "-b", "side")
	w.put("a.md", "Side.\n"+text)
	w.commit("Side")
	w.git("checkout", "--quiet", "main")
	w.put("a.md", text+"Main.\n")
	w.commit("Main")
	w.git("merge", "--quiet", "--message=Merge", "side")
	got := w.says(w.path("a.md"))
	if len(got) != 4 || !strings.HasPrefix(got[0], "Merge: a.md: Side.") {
		t.Errorf("commits are %q", got)
	}
}

func TestSubmodule(t *testing.T) {
	inner := repository(t)
	inner.put("a.md", text)
	inner.commit("Inside")
	w := repository(t)
	w.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.dir, "sub")
	w.commit("Submodule")
	w.want(w.path("sub/a.md"), "Inside: sub/a.md: "+text)
}

func TestNoRepository(t *testing.T) {
	w := repository(t)
	w.put("a.md", text)
	w.commit("Begin")
	w.git("clone", "--quiet", "--bare", ".", w.path("bare.git"))
	outside, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(outside, "broken")
	if err := os.MkdirAll(filepath.Join(broken, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(w.path("bare.git"), filepath.Join(outside, "bare.git")); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{outside, broken, filepath.Join(outside, "gone"), filepath.Join(outside, "bare.git")} {
		if r, err := Around(t.Context(), dir); r != nil || err != nil {
			t.Errorf("%s: %v, %v", dir, r, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Around(ctx, w.dir); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	r := w.repo(w.dir)
	for _, err := range r.Versions(ctx, w.path("a.md")) {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	r.Patience = 1
	for _, err := range r.Versions(t.Context(), w.path("a.md")) {
		var late *Error
		if !errors.As(err, &late) || !strings.Contains(late.Why, "takes too long") {
			t.Error(err)
		}
	}
	t.Setenv("PATH", outside)
	if r, err := Around(t.Context(), w.dir); r != nil || err != nil {
		t.Errorf("without git: %v, %v", r, err)
	}
}

// TestHostile reads a repository in which everything that git can be made to run
// is set to leave a file behind.
func TestHostile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the traps are shell scripts")
	}
	w := repository(t)
	w.put("a.md", text)
	w.put(".gitattributes", "* filter=trap diff=trap merge=trap text=auto\n")
	w.commit("Begin")
	w.put("a.md", text+"More.\n")
	w.commit("More")
	w.sign()
	marks := t.TempDir()
	trap := filepath.Join(t.TempDir(), "trap")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho \"$0 $*\" >> "+marks+"/$$\ncat 2>/dev/null\nexit 0\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "core.editor", "core.askPass", "core.sshCommand", "core.gitProxy", "core.alternateRefsCommand", "sequence.editor",
		"pager.log", "pager.cat-file", "pager.rev-parse", "pager.ls-tree", "diff.external", "diff.trap.textconv", "diff.trap.command", "gpg.program", "gpg.ssh.program",
		"filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "merge.trap.driver", "credential.helper", "interactive.diffFilter",
		"uploadpack.packObjectsHook", "trace2.normalTarget", "alias.log", "alias.cat-file", "man.viewer", "browser.trap.cmd", "remote.origin.vcs",
	} {
		w.git("config", key, "!"+trap)
		if !strings.HasPrefix(key, "alias.") && key != "credential.helper" {
			w.git("config", key, trap)
		}
	}
	w.git("config", "log.showSignature", "true")
	w.git("config", "diff.submodule", "log")
	w.git("config", "diff.trap.cachetextconv", "true")
	w.git("config", "remote.origin.url", "ext::"+trap)
	w.git("config", "remote.origin.promisor", "true")
	w.git("config", "extensions.partialClone", "origin")
	w.git("config", "core.repositoryFormatVersion", "1")
	hooks := w.path(".git/hooks")
	for _, hook := range []string{"pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "query-watchman", "pre-auto-gc"} {
		if err := os.MkdirAll(hooks, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(trap, filepath.Join(hooks, hook)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EDITOR", "GIT_PROXY_COMMAND"} {
		t.Setenv(name, trap)
	}
	w.want(w.path("a.md"), "More: a.md: "+text+"More.\n", "Begin: a.md: "+text)
	r := w.repo(w.dir)
	w.put("a.md", "changed\n")
	if changed, err := r.Changed(t.Context(), []string{w.path("a.md")}); len(changed) != 1 || err != nil {
		t.Errorf("changed %q, %v", changed, err)
	}
	// A text that is missing is not fetched.
	if _, err := r.Text(t.Context(), history.Version{Object: strings.Repeat("1", 40)}); err == nil {
		t.Error("a text that is not there was read")
	}
	if left, _ := os.ReadDir(marks); len(left) > 0 {
		for _, e := range left {
			b, _ := os.ReadFile(filepath.Join(marks, e.Name()))
			t.Errorf("it was run: %s", b)
		}
	}
	// The traps do work.
	cmd := exec.Command("git", "-c", "log.showSignature=false", "status")
	cmd.Dir = w.dir
	_ = cmd.Run()
	if left, _ := os.ReadDir(marks); len(left) == 0 {
		t.Error("git status ran no trap: the test tests nothing")
	}
}

// sign gives the last commit a signature, which reading may have checked.
func (w *work) sign() {
	w.t.Helper()
	raw := w.git("cat-file", "commit", "HEAD")
	head, body, _ := strings.Cut(raw, "\n\n")
	raw = head + "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n -----END PGP SIGNATURE-----\n\n" + body + "\n"
	w.put(".git/raw", raw)
	w.git("update-ref", "HEAD", w.git("hash-object", "-t", "commit", "-w", ".git/raw"))
}

func TestForeignOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder to another user")
	}
	w := repository(t)
	w.put("a.md", text)
	w.commit("Begin")
	if err := os.Chown(w.dir, 65534, 65534); err != nil {
		t.Skip(err)
	}
	if err := os.Chown(w.path(".git"), 65534, 65534); err != nil {
		t.Skip(err)
	}
	_, err := Around(t.Context(), w.dir)
	var refused *Error
	if !errors.As(err, &refused) || !strings.Contains(refused.Why, "another user") {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	name := strings.Repeat("0a", 20)
	f.Add("\x01" + name + "\x0012\x00Ann\x00Message\n\x00\x00\n:100644 100644 " + name + " " + name + " R100\x00old\x00new\x00\x01" + name + "\x001\x00A\x00B\x00")
	f.Add("\x01" + name)
	f.Add(":::")
	f.Fuzz(func(t *testing.T, says string) {
		_ = parse(bufio.NewReader(strings.NewReader(says)), func(e entry) bool {
			if !isName(e.commit) || e.blob != "" && !isName(e.blob) || len(e.message) > maxMessage*3 {
				t.Errorf("entry %+v", e)
			}
			return true
		})
	})
}
