package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/inuse"
)

func TestPublish(t *testing.T) {
	p := newPast(t)
	dir := t.TempDir()
	put := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("0041-first.md", "!! title: First\n")
	now := today.Format("2006-01-02")
	post := func(date string) string {
		return "!! title: Jars\r\n!! slug: jars\r\n!! published:  " + date + "\r\n!! description: What is in the jars of a kitchen, and what it says of who lives there\r\n!! mood: calm\r\n\r\n---\r\n\r\nOne."
	}
	draft := put("wip-jars.md", post("2001-01-01"))
	out := p.must("publish", draft)
	if want := filepath.Join(dir, "0042-jars.md"); out != want+"\n" || get(t, want) != post(now) {
		t.Errorf("%q: %q", out, get(t, strings.TrimSpace(out)))
	}
	if _, err := os.Lstat(draft); err == nil {
		t.Error("the draft is there still")
	}
	if got := p.must("history", filepath.Join(dir, "0042-jars.md"), "--at", "2"); got != post("2001-01-01") {
		t.Errorf("the text before is %q", got)
	}
	later := put("wip-later.md", post("2999-01-01T10:00:00Z"))
	if out := p.must("publish", later); get(t, strings.TrimSpace(out)) != post("2999-01-01T10:00:00Z") {
		t.Errorf("a date to come is %q", get(t, strings.TrimSpace(out)))
	}
	dated := put("wip-dated.md", "No head.\n")
	code, out, errs := p.run("publish", "--date", "2024-02-29", dated)
	if text := get(t, strings.TrimSpace(out)); code != 0 || !strings.Contains(text, "!! published: 2024-02-29\n") || !strings.HasSuffix(text, "No head.\n") || !strings.Contains(errs, "warning") {
		t.Errorf("exit code %d, %q, %s", code, text, errs)
	}
	for _, c := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{"--date", "2024-02-30", draft}, 2, "is not a date"},
		{[]string{"--date", "", draft}, 2, "is not a date"},
		{[]string{draft}, 1, "no such file"},
		{[]string{filepath.Join(dir, "0041-first.md")}, 1, "it is not a draft"},
		{[]string{put("wip-front.md", "---\ntitle: x\n---\n\nBody.\n")}, 1, "front matter of another program"},
		{[]string{put("wip-bad.md", "\xff")}, 1, "nothing was changed"},
	} {
		if code, _, errs := p.run(append([]string{"publish"}, c.args...)...); code != c.code || !strings.Contains(errs, c.say) {
			t.Errorf("%q: exit code %d, %s", c.args, code, errs)
		}
	}
}

func TestTrash(t *testing.T) {
	p := newPast(t)
	dir := t.TempDir()
	var paths []string
	for _, name := range []string{"a.md", "-rf.md", "a\nb.md", strings.Repeat("x", 252) + ".md"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	home := filepath.Join(os.Getenv("GALLEY_HOME"), "trash")
	code, out, errs := p.run("trash", paths[0], filepath.Join(dir, "none.md"), paths[1])
	if want := filepath.Join(home, "files", "a.md") + "\n" + filepath.Join(home, "files", "-rf.md") + "\n"; code != 1 || out != want || !strings.Contains(errs, "none.md: not moved to the trash: there is no such file") {
		t.Errorf("exit code %d, %q, %s", code, out, errs)
	}
	if get(t, filepath.Join(home, "files", "a.md")) != "a.md" {
		t.Error("it is not whole")
	}
	if got := p.must("history", paths[0], "--at", "1"); got != "a.md" {
		t.Errorf("its text in the history is %q", got)
	}
	p.must("trash", paths[2], paths[3])
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
	if code, _, _ := p.run("trash", dir); code != 1 {
		t.Errorf("a folder: exit code %d", code)
	}
}

// What a window has changes in is left alone.
func TestTrashOfAWindow(t *testing.T) {
	p := newPast(t)
	path := filepath.Join(t.TempDir(), "wip-a.md")
	if err := os.WriteFile(path, []byte("one\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	board := inuse.New(config.UserPaths(os.Getenv).StateFile("open"), func(string, bool) {})
	defer board.Close()
	board.Set(path, true)
	for !inuse.Changed(config.UserPaths(os.Getenv).StateFile("open"), path) {
		if t.Context().Err() != nil {
			t.Fatal("it is never known")
		}
	}
	for _, command := range []string{"trash", "publish"} {
		if code, _, errs := p.run(command, path); code != 1 || !strings.Contains(errs, "--force") || get(t, path) != "one\n" {
			t.Errorf("%s: exit code %d, %s", command, code, errs)
		}
	}
	if code, _, errs := p.run("trash", "--force", path); code != 0 {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// Links that a post leaves dead are told of; those between posts that go together
// are none.
func TestTrashOfALinkedPost(t *testing.T) {
	p := newPast(t)
	dir := linked(t)
	one, two := filepath.Join(dir, "0001-one.md"), filepath.Join(dir, "0002-two.md")
	code, _, errs := p.run("trash", one)
	if want := "galley: warning: " + two + ":8: one.md#part leads to nothing now\n"; code != 0 || errs != want {
		t.Errorf("exit code %d, %q, want %q", code, errs, want)
	}
	if code, _, errs = p.run("trash", two, filepath.Join(dir, "sub", "three.md")); code != 0 || errs != "" {
		t.Errorf("exit code %d, %q", code, errs)
	}
}
