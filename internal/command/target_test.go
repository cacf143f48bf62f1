package command

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/export"
)

// at does a command with an environment of its own.
func at(t *testing.T, env map[string]string, args ...string) (int, string, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(context.Background(), args, strings.NewReader(""), &out, &errs, Env{
		Now: func() time.Time { return today }, Version: "1.2.3", Getenv: func(key string) string { return env[key] },
	})
	return code, out.String(), errs.String()
}

func TestExportTarget(t *testing.T) {
	dir, home := library(t), t.TempDir()
	env := map[string]string{"GALLEY_HOME": home}
	out := filepath.Join(filepath.Dir(dir), "beside")
	t.Cleanup(func() { os.RemoveAll(out) })
	put(t, filepath.Join(dir, "galley.toml"), get(t, filepath.Join(dir, "galley.toml"))+`
[[target]]
name = "feed"
format = "rss"
out = "out/feed.xml"
[[target]]
name = "site"
format = "site"
out = "../beside"
drafts = true
[[target]]
name = "evil"
format = "md"
out = "0001-first.md"
drafts = true
[[target]]
name = "odd"
format = "xls"
out = "x"
`)
	if code, _, errs := at(t, env, "export", "--target", "feed", dir); code != 1 || !strings.Contains(errs, "there is no folder") {
		t.Errorf("%d %s", code, errs)
	}
	if err := os.Mkdir(filepath.Join(dir, "out"), 0o755); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if code, _, errs := at(t, env, "export", "--target", "feed", dir); code != 0 {
			t.Fatalf("%d %s", code, errs)
		}
	}
	put(t, filepath.Join(dir, "out/feed.xml"), "mine")
	if code, _, errs := at(t, env, "export", "--target", "feed", dir); code != 1 || !strings.Contains(errs, "no export has written it") || get(t, filepath.Join(dir, "out/feed.xml")) != "mine" {
		t.Errorf("%d %s", code, errs)
	}
	if code, printed, errs := at(t, env, "export", "--target", "feed", "--out", "-", dir); code != 0 || !strings.Contains(printed, "<rss") {
		t.Errorf("%d %s", code, errs)
	}
	before := get(t, filepath.Join(dir, "0001-first.md"))
	if code, _, errs := at(t, env, "export", "--target", "evil", dir); code != 1 || get(t, filepath.Join(dir, "0001-first.md")) != before {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := at(t, env, "export", "--target", "site", dir); code != 1 || !strings.Contains(errs, "--outside") {
		t.Errorf("%d %s", code, errs)
	}
	for _, args := range [][]string{{"--outside"}, nil} {
		code, _, errs := at(t, env, append(append([]string{"export", "--target", "site"}, args...), dir)...)
		if code != 0 || !strings.Contains(get(t, filepath.Join(out, "index.html")), "Third") {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}
	for _, args := range [][]string{{"export", "--target", "none", dir}, {"export", "--target", "odd", dir}, {"export", "--target", "feed", filepath.Join(dir, "no")}} {
		if code, _, errs := at(t, env, args...); code != 1 || !strings.Contains(errs, "nothing was") {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}
	for _, args := range [][]string{{"export", "--target", "feed", "--to", "rss", dir}, {"export", "--target", "feed", dir, dir}} {
		if code, _, errs := at(t, env, args...); code != 2 {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}

	if runtime.GOOS == "windows" {
		return // the command below is one of a Unix shell
	}
	put(t, filepath.Join(home, "config/settings.toml"), "[[target]]\nlibrary = '"+dir+"'\nname = 'site'\nafter = 'cat \"$GALLEY_OUT\"/index.html | wc -c > ran'\n")
	if code, _, errs := at(t, env, "export", "--target", "site", dir); code != 1 || !strings.Contains(errs, "wc -c") || !strings.Contains(errs, "--run-after") {
		t.Errorf("%d %s", code, errs)
	}
	ran := filepath.Join(dir, "ran")
	if _, err := os.Stat(ran); err == nil {
		t.Error("the command ran without being agreed to")
	}
	for _, args := range [][]string{{"--run-after"}, nil} {
		os.Remove(ran)
		if code, _, errs := at(t, env, append(append([]string{"export", "--target", "site"}, args...), dir)...); code != 0 || !strings.Contains(errs, "running cat") || strings.TrimSpace(get(t, ran)) == "0" {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}
	put(t, filepath.Join(home, "config/settings.toml"), "[[target]]\nlibrary = '"+dir+"'\nname = 'site'\nafter = 'exit 3'\n")
	if code, _, errs := at(t, env, "export", "--target", "site", "--run-after", dir); code != 1 || !strings.Contains(errs, "exit 3 failed") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestExportEpoch(t *testing.T) {
	dir := library(t)
	first := filepath.Join(dir, "0001-first.md")
	pack := func(epoch string) string {
		code, out, errs := at(t, map[string]string{"SOURCE_DATE_EPOCH": epoch}, "export", "--to", "textpack", "--out", "-", first)
		if code != 0 {
			t.Fatalf("%d %s", code, errs)
		}
		return out
	}
	if pack("") != pack("1800000000") || pack("") == pack("1600000000") {
		t.Error("the time stamps are not what SOURCE_DATE_EPOCH says")
	}
	slugs := func(epoch string) string {
		_, out, _ := at(t, map[string]string{"SOURCE_DATE_EPOCH": epoch}, "export", "--to", "posts-json", "--published-only", "--out", "-", dir)
		return out
	}
	if strings.Contains(slugs(""), `"second"`) || !strings.Contains(slugs("2000000000"), `"second"`) {
		t.Error("scheduled posts are not told by SOURCE_DATE_EPOCH")
	}
	for _, bad := range []string{"x", "-1", "99999999999999999999"} {
		if code, _, errs := at(t, map[string]string{"SOURCE_DATE_EPOCH": bad}, "export", "--to", "rss", "--out", "-", dir); code != 2 || !strings.Contains(errs, "SOURCE_DATE_EPOCH") {
			t.Errorf("%s: %d %s", bad, code, errs)
		}
	}
}

// Every format can be written to a path, and those that come back do so.
func TestExportEveryFormat(t *testing.T) {
	dir := library(t)
	for _, f := range export.Formats() {
		for _, slash := range []string{"", "/"} {
			paths := []string{dir}
			if f.One && slash == "" {
				paths = []string{filepath.Join(dir, "0001-first.md")}
			}
			if f.Shape == export.File && slash == "/" {
				continue
			}
			out := filepath.Join(t.TempDir(), "out") + slash
			for range 2 {
				must(t, append([]string{"export", "--to", f.Name, "--out", out}, paths...)...)
			}
			switch f.Name {
			case "textbundle", "textpack", "hugo", "yaml", "zip":
				back := filepath.Join(t.TempDir(), "back")
				must(t, "import", "--out", back, strings.TrimSuffix(out, "/"))
				for _, p := range []string{"0001-first.md", "assets/posts/1/a.png"} {
					if get(t, filepath.Join(back, p)) != get(t, filepath.Join(dir, p)) {
						t.Errorf("%s: %s came back changed", f.Name, p)
					}
				}
			}
		}
		if f.Shape == export.Folder {
			if code, _, errs := run(t, "", "export", "--to", f.Name, "--out", "-", dir); code != 2 {
				t.Errorf("%s to standard output: %d %s", f.Name, code, errs)
			}
		}
	}
}

func TestVerifyBundles(t *testing.T) {
	dir := library(t)
	first := filepath.Join(dir, "0001-first.md")
	at := t.TempDir()
	bundle, pack := filepath.Join(at, "a.textbundle"), filepath.Join(at, "a.textpack")
	must(t, "export", "--to", "textbundle", "--out", bundle, first)
	must(t, "export", "--to", "textpack", "--out", pack, first)
	for _, p := range []string{bundle, pack} {
		if got := must(t, "verify", p); got != p+": sound, 1 post, 3 files\n" {
			t.Errorf("%s", got)
		}
	}
	put(t, filepath.Join(bundle, "text.md"), "other")
	put(t, filepath.Join(bundle, "assets/more.png"), "x")
	if err := os.Remove(filepath.Join(bundle, "assets/a.png")); err != nil {
		t.Fatal(err)
	}
	code, _, errs := run(t, "", "verify", bundle)
	for _, want := range []string{`"text.md": its bytes`, `"assets/more.png": it is not listed`, `"assets/a.png": it is missing`} {
		if code != 1 || !strings.Contains(errs, want) {
			t.Errorf("%d: %s is not told in %s", code, want, errs)
		}
	}
	data := get(t, pack)
	for _, cut := range []int{10, len(data) / 2, len(data) - 1} {
		put(t, pack, data[:cut])
		if code, _, _ := run(t, "", "verify", pack); code != 1 {
			t.Errorf("cut at %d: %d", cut, code)
		}
		if code, _, _ := run(t, "", "import", "--out", filepath.Join(at, "in"), pack); code != 1 {
			t.Errorf("import, cut at %d: %d", cut, code)
		}
	}
}

// What is wrong with targets in two files is two lines.
func TestTargetsWrongTwice(t *testing.T) {
	dir, home := library(t), t.TempDir()
	put(t, filepath.Join(dir, "galley.toml"), "[[target]]\nname = \"feed\"\nformat = 1\n")
	put(t, filepath.Join(home, "config", "settings.toml"), "[[target]]\nlibrary = '"+dir+"'\nname = \"feed\"\nout = 1\n")
	code, _, errs := at(t, map[string]string{"GALLEY_HOME": home}, "export", "--target", "feed", dir)
	lines := strings.Split(strings.TrimSuffix(errs, "\n"), "\n")
	if code != 1 || len(lines) != 3 || strings.Contains(errs, `\n`) {
		t.Errorf("exit code %d, %q", code, lines)
	}
	for i, file := range []string{"galley.toml", "settings.toml"} {
		if !strings.HasPrefix(lines[i], "galley: warning: ") || !strings.Contains(lines[i], file) {
			t.Errorf("line %d is %q", i, lines[i])
		}
	}
}
