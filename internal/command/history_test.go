package command

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/history"
)

// past runs commands with a history in a folder of its own.
type past struct {
	t     *testing.T
	store *history.Store
	now   time.Time
}

func newPast(t *testing.T) *past {
	t.Setenv("GALLEY_HOME", t.TempDir())
	return &past{t: t, store: history.New(filepath.Join(t.TempDir(), "history"), history.Options{Now: func() time.Time { return today }}), now: today}
}

func (p *past) run(args ...string) (code int, out, errs string) {
	p.t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), args, strings.NewReader(""), &o, &e, Env{Now: func() time.Time { return p.now }, History: p.store})
	return code, o.String(), e.String()
}

func (p *past) must(args ...string) string {
	p.t.Helper()
	code, out, errs := p.run(args...)
	if code != 0 || errs != "" {
		p.t.Fatalf("%q: exit code %d: %s", args, code, errs)
	}
	return out
}

func TestHistory(t *testing.T) {
	p := newPast(t)
	file := filepath.Join(library(t), "0001-first.md")
	if code, out, errs := p.run("history", file); code != 0 || out != "" || !strings.Contains(errs, "no version of it is kept yet") {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	if err := os.Chtimes(file, today.Add(-48*time.Hour), today.Add(-48*time.Hour)); err != nil {
		t.Fatal(err)
	}
	p.must("set", file, "title=One two three")
	one := get(t, file)
	p.now = today.Add(time.Hour)
	p.must("set", file, "title=One two three") // changes nothing
	p.must("set", file, "title=One two four")
	out := strings.Split(p.must("history", file), "\n")
	if len(out) != 4 || !strings.HasPrefix(out[0], "1  ") || !strings.Contains(out[0], "+1     -1  One two four  [fields set]") || !strings.Contains(out[2], "First: of many  [as it was found]") {
		t.Errorf("history is %q", out)
	}
	var shown shownHistory
	if err := json.Unmarshal([]byte(p.must("history", "--json", file)), &shown); err != nil {
		t.Fatal(err)
	}
	if v := shown.Versions; len(v) != 3 || v[0].Kind != "set" || *v[0].Added != 1 || v[2].Kind != "found" || v[2].Number != 3 || *v[2].Removed != 0 || v[1].Title != "One two three" || v[1].Path != file {
		t.Errorf("versions %+v", shown)
	}
	at := func(at, want string) {
		t.Helper()
		if got := p.must("history", file, "--at", at); got != want {
			t.Errorf("at %s there is %.80q, want %.80q", at, got, want)
		}
	}
	local := func(tm time.Time, layout string) string { return tm.Local().Format(layout) }
	at("1", get(t, file))
	at("2", one)
	at("3", post1)
	at(shown.Versions[1].Time, one)
	at(local(today, "2006-01-02 15:04"), one)
	at(local(today, "2006-01-02T15:04:05"), one)
	at(local(today.Add(90*time.Minute), "2006-01-02 15:04"), get(t, file))
	at(local(today.Add(-48*time.Hour), "2006-01-02"), post1)
	for _, bad := range []string{"4", local(today.Add(-200*time.Hour), "2006-01-02")} {
		if code, out, errs := p.run("history", file, "--at", bad); code != 1 || out != "" || !strings.Contains(errs, "the oldest is") {
			t.Errorf("at %s: exit code %d, %q, %q", bad, code, out, errs)
		}
	}
	for _, bad := range []string{"0", "", "yesterday", "-1", "2024-13-01", "99999999999999999999"} {
		if code, _, errs := p.run("history", file, "--at="+bad); code != 2 {
			t.Errorf("at %q: exit code %d, %q", bad, code, errs)
		}
	}
	if code, _, _ := p.run("history", "--json", "--at", "1", file); code != 2 {
		t.Errorf("JSON of a text: exit code %d", code)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	at("3", post1) // though the file is gone
	for _, bad := range []string{filepath.Join(t.TempDir(), "none.md"), t.TempDir()} {
		if code, out, errs := p.run("history", bad); code != 1 || out != "" || !strings.HasPrefix(errs, "galley: "+bad) {
			t.Errorf("%s: exit code %d, %q, %q", bad, code, out, errs)
		}
	}
}

// A history that cannot be read or written stops no command but its own.
func TestHistoryDamaged(t *testing.T) {
	p := newPast(t)
	file := filepath.Join(library(t), "0001-first.md")
	p.must("set", file, "title=One")
	logs, err := filepath.Glob(filepath.Join(p.store.Dir(), "*.log"))
	if err != nil || len(logs) != 1 {
		t.Fatal(logs, err)
	}
	data := []byte(get(t, logs[0]))
	data[len(data)-3] ^= 1
	put(t, logs[0], string(data))
	code, out, errs := p.run("history", file)
	if code != 1 || !strings.Contains(out, "+?     -?") || !strings.Contains(errs, "version 1: ") || !strings.Contains(errs, "damaged") {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	if err := os.RemoveAll(p.store.Dir()); err != nil {
		t.Fatal(err)
	}
	put(t, p.store.Dir(), "a file")
	if code, _, errs := p.run("set", file, "title=Two"); code != 0 || !strings.Contains(errs, "the version is not kept") || strings.Count(errs, "\n") != 1 || !strings.Contains(get(t, file), "Two") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

func TestHistoryOfCommits(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("git is not installed")
	}
	p := newPast(t)
	dir := library(t)
	file := filepath.Join(dir, "0001-first.md")
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=Ann", "-c", "user.email=a@b", "-c", "commit.gpgSign=false", "commit", "-q", "-m", "Begin\x1b[31m\n\nMore."}} {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_DATE=2024-05-01T12:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	p.must("set", file, "title=One")
	out := p.must("history", file)
	lines := strings.Split(out, "\n")
	if len(lines) != 4 || !strings.Contains(lines[1], "[as it was found]") || !strings.Contains(out, " by Ann: Begin\\u001b[31m]") {
		t.Errorf("history is %q", out)
	}
	if got := p.must("history", file, "--at", "2024-05-01T12:00:00Z"); got != post1 {
		t.Errorf("the commit is %q", got)
	}
}
