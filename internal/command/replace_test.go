package command

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/plan"
)

func TestReplace(t *testing.T) {
	p := newPast(t)
	dir := t.TempDir()
	const a, b, c = "!! title: Jars\n!! slug: jars\n\n---\n\nOne jar, two Jars.\r\n", "no head, a jar\n", "nothing here\n"
	put := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pathA, pathB, pathC := put("0001-a.md", a), put("0002-b.md", b), put("0003-c.md", c)
	broken := put("0004-d.md", "jar \xff\n")
	want := func(textA, textB string) {
		t.Helper()
		if got := get(t, pathA); got != textA {
			t.Errorf("%q, want %q", got, textA)
		}
		if got := get(t, pathB); got != textB {
			t.Errorf("%q, want %q", got, textB)
		}
		if got := get(t, pathC) + get(t, broken); got != c+"jar \xff\n" {
			t.Errorf("%q", got)
		}
	}
	lines := "0001-a.md:1: !! title: [Jar -> pot]s\n0001-a.md:6: One [jar -> pot], two Jars.\n0001-a.md:6: One jar, two [Jar -> pot]s.\n0002-b.md:1: no head, a [jar -> pot]\n"
	lines = strings.ReplaceAll(lines, "000", dir+"/000")
	code, out, errs := p.run("replace", "--dry-run", "jar", "pot", dir)
	if code != 0 || out != lines || !strings.Contains(errs, "4 places in 2 posts would be replaced; nothing was changed") || !strings.Contains(errs, "0004-d.md") {
		t.Errorf("exit code %d\n%s\nwant\n%s\n%s", code, out, lines, errs)
	}
	want(a, b)
	if code, out, errs = p.run("replace", "jar", "pot", dir); code != 0 || out != lines || !strings.Contains(errs, "4 places in 2 posts replaced") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
	want("!! title: pots\n!! slug: jars\n\n---\n\nOne pot, two pots.\r\n", "no head, a pot\n")
	if got := p.must("history", pathA, "--at", "2"); got != a {
		t.Errorf("the text before is %q", got)
	}
	if code, _, errs = p.run("replace", "--regexp", `(\w+), (\w+)`, "$2, $1", dir); code != 0 || !strings.Contains(errs, "2 places in 2 posts replaced") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	want("!! title: pots\n!! slug: jars\n\n---\n\nOne two, pot pots.\r\n", "no a, head pot\n")
	if code, _, errs = p.run("replace", "zebra", "horse", dir); code != 0 || !strings.Contains(errs, "is in no post of") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	for _, bad := range [][]string{{"", "x", dir}, {"a", "b"}, {"--regexp", "(", "x", dir}} {
		if code, _, errs := p.run(append([]string{"replace"}, bad...)...); code != 2 {
			t.Errorf("%q: exit code %d, %s", bad, code, errs)
		}
	}
	if code, _, errs = p.run("replace", "a", "b", filepath.Join(dir, "not there")); code != 1 || !strings.Contains(errs, "nothing was changed") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// A post that cannot be written leaves all as they are, and nothing is printed as if
// it had been done.
func TestReplaceInAllOrNone(t *testing.T) {
	p := newPast(t)
	dir := t.TempDir()
	reason := "b.md"
	if os.Geteuid() == 0 { // who may write what is read-only, but cannot note a plan where a file is in the way
		reason = "plans"
		state := filepath.Join(os.Getenv("GALLEY_HOME"), "state")
		if err := os.MkdirAll(state, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(state, "plans"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const text = "!! title: A\n!! slug: a\n\n---\n\none jar [b](b.md)\n"
	for name, mode := range map[string]os.FileMode{"a.md": 0o644, "b.md": 0o444} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"replace", "jar", "pot", dir}, {"mv", filepath.Join(dir, "b.md"), "c"}} {
		code, out, errs := p.run(args...)
		if code != 1 || out != "" || !strings.Contains(errs, reason) || !strings.HasSuffix(errs, "; nothing was changed\n") || get(t, filepath.Join(dir, "a.md")) != text {
			t.Errorf("%q: exit code %d\n%s%s", args, code, out, errs)
		}
		if code, out, _ := p.run(append(args, "--dry-run")...); code != 0 || out == "" {
			t.Errorf("%q: a dry run prints %q", args, out)
		}
	}
}

// A post that is a link to another one of the folder is that post.
func TestReplaceThroughALink(t *testing.T) {
	p := newPast(t)
	dir := t.TempDir()
	post := filepath.Join(dir, "b.md")
	if err := os.WriteFile(post, []byte("one jar\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b.md", filepath.Join(dir, "a.md")); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := p.run("replace", "jar", "pot", dir); code != 0 || get(t, post) != "one pot\n" {
		t.Errorf("exit code %d, %s, %q", code, errs, get(t, post))
	}
}

// Where something of a plan could not be taken back, nothing is said of all.
func TestUnchanged(t *testing.T) {
	why := errors.New("no room")
	for want, err := range map[string]error{
		"no room; nothing was changed":                                             &plan.Error{Err: why},
		"no room; not put back yet: a.md; all else is as it was":                   &plan.Error{Err: why, Left: []string{"a.md"}},
		"no room; left as another program wrote them: b.md; all else is as it was": &plan.Error{Err: why, Foreign: []string{"b.md"}},
	} {
		if got := unchanged(err).Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
