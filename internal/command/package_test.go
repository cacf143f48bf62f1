package command

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestExportFiles(t *testing.T) {
	dir := library(t)
	out := filepath.Join(t.TempDir(), "out")
	for _, to := range []string{"posts-json", "rss", "zip"} {
		os.Remove(out)
		if printed := must(t, "export", "--to", to, "--out", out, dir); printed != "" {
			t.Errorf("%s: printed %q", to, printed)
		}
		if got := must(t, "export", "--to", to, "--out", "-", dir); got != get(t, out) {
			t.Errorf("%s: standard output differs from the file", to)
		}
	}
	must(t, "export", "--to", "html", "--out", out, filepath.Join(dir, "0001-first.md"))
	if code, _, _ := run(t, "", "export", "--to", "html", "--out", out, dir); code != 1 {
		t.Errorf("html of a library: exit code %d", code)
	}
	for args, want := range map[string]string{
		"": "first second", "--drafts": "first second third", "--published-only": "first", "0002-second.md": "second", "wip-third.md": "third", "wip-third.md .": "first second third", "0001-first.md .": "first second",
	} {
		var slugs []string
		line := []string{"export", "--to", "posts-json", "--out", "-"}
		paths := 0
		for _, a := range strings.Fields(args) {
			if !strings.HasPrefix(a, "-") {
				paths++
				a = filepath.Join(dir, a)
			}
			line = append(line, a)
		}
		if paths == 0 {
			line = append(line, dir)
		}
		for l := range strings.Lines(must(t, line...)) {
			if strings.HasPrefix(l, `  "`) {
				slugs = append(slugs, strings.Trim(l, " \":{\n"))
			}
		}
		if got := strings.Join(slugs, " "); got != want {
			t.Errorf("%q: got %s, want %s", args, got, want)
		}
	}
	feed := must(t, "export", "--to", "rss", "--out", "-", "--site-url", "http://other.example", "--site-title", "Else", dir)
	if !strings.Contains(feed, "<link>http://other.example/posts/first</link>") || !strings.Contains(feed, "<title>Else</title>") || strings.Contains(feed, "example.org") {
		t.Errorf("%s", feed)
	}
}

func TestExportErrors(t *testing.T) {
	dir := library(t)
	out := filepath.Join(t.TempDir(), "out")
	put(t, out, "old")
	put(t, filepath.Join(dir, "0003-none.md"), "!! title: None\n\n---\n\nx\n")
	put(t, filepath.Join(dir, "0004-twin.md"), post2)
	put(t, filepath.Join(dir, "0005-latin.md"), "caf\xe9")
	code, _, errs := run(t, "", "export", "--to", "posts-json", "--out", out, dir)
	if code != 1 || get(t, out) != "old" {
		t.Errorf("exit code %d, holds %q", code, get(t, out))
	}
	for _, want := range []string{"0003-none.md", "0004-twin.md", "0002-second.md", "0005-latin.md", "--skip-errors"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%s is not named in %s", want, errs)
		}
	}
	code, _, errs = run(t, "", "export", "--to", "posts-json", "--out", out, "--skip-errors", dir)
	if got := get(t, out); code != 0 || !strings.Contains(got, `"first"`) || strings.Contains(got, `"second"`) || strings.Count(errs, "left out") != 4 {
		t.Errorf("exit code %d, %s\n%s", code, got, errs)
	}
	// Other errors are told and do not stop.
	dir = library(t)
	put(t, filepath.Join(dir, "0003-undated.md"), "!! title: T\n!! slug: undated\n!! published: soon\n\n---\n\nx\n")
	code, _, errs = run(t, "", "export", "--to", "rss", "--out", out, dir)
	if code != 0 || !strings.Contains(errs, "0003-undated.md:3: ") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	// Nothing to export; no address.
	empty := t.TempDir()
	for _, args := range [][]string{{"--to", "posts-json", empty}, {"--to", "zip", empty}, {"--to", "rss", empty}} {
		put(t, out, "old")
		code, _, errs := run(t, "", append([]string{"export", "--out", out}, args...)...)
		if code != 1 || get(t, out) != "old" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: exit code %d, %s", args, code, errs)
		}
	}
	f := filepath.Join(empty, "0001-a.md")
	put(t, f, post1)
	if code, _, errs := run(t, "", "export", "--to", "rss", "--out", out, empty); code != 1 || !strings.Contains(errs, "--site-url") {
		t.Errorf("%d, %s", code, errs)
	}
	// The export must not replace what it exports.
	if code, _, _ := run(t, "", "export", "--to", "posts-json", "--out", f, empty); code != 1 || get(t, f) != post1 {
		t.Errorf("exit code %d, the post holds %q", code, get(t, f))
	}
}

func TestExportSame(t *testing.T) {
	one, two := library(t), library(t)
	old := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	entries, _ := os.ReadDir(two)
	for _, e := range entries {
		if err := os.Chtimes(filepath.Join(two, e.Name()), old, old); err != nil {
			t.Fatal(err)
		}
	}
	zone := time.Local
	defer func() { time.Local = zone }()
	for _, to := range []string{"posts-json", "rss", "zip", "html"} {
		from := []string{one, two}
		if to == "html" {
			from = []string{filepath.Join(one, "0001-first.md"), filepath.Join(two, "0001-first.md")}
		}
		a := must(t, "export", "--to", to, "--out", "-", from[0])
		time.Local = time.FixedZone("far", 14*3600)
		mask := syscall.Umask(0o077)
		b := must(t, "export", "--to", to, "--out", "-", from[1])
		syscall.Umask(mask)
		time.Local = zone
		if a != b {
			t.Errorf("%s: other bytes from another folder, zone, umask and time", to)
		}
	}
}

func TestImportAndVerify(t *testing.T) {
	dir := library(t)
	pkg := filepath.Join(t.TempDir(), "p.zip")
	must(t, "export", "--to", "zip", "--drafts", "--out", pkg, dir)
	if out := must(t, "verify", pkg); !strings.Contains(out, "sound, 3 posts, 7 files") {
		t.Errorf("%s", out)
	}
	in := filepath.Join(t.TempDir(), "in")
	out := must(t, "import", "--out", in, pkg)
	want := ""
	for _, name := range []string{"0001-first.md", "0002-second.md", "wip-third.md"} {
		want += filepath.Join(in, name) + "\n"
		if get(t, filepath.Join(in, name)) != get(t, filepath.Join(dir, name)) {
			t.Errorf("%s differs", name)
		}
	}
	if out != want {
		t.Errorf("printed %q", out)
	}
	if get(t, filepath.Join(in, "assets/posts/1/a.png")) != get(t, filepath.Join(dir, "assets/posts/1/a.png")) {
		t.Error("the image differs")
	}
	// A name that is taken.
	put(t, filepath.Join(in, "0001-first.md"), "mine")
	code, out, errs := run(t, "", "import", "--out", in, pkg)
	if code != 0 || out != filepath.Join(in, "0001-first-2.md")+"\n" || get(t, filepath.Join(in, "0001-first.md")) != "mine" || !strings.Contains(errs, "0001-first-2.md") {
		t.Errorf("%d, %q, %s", code, out, errs)
	}
	// Settings say where images belong.
	set := t.TempDir()
	put(t, filepath.Join(set, "galley.toml"), "[library]\nassets = \"static\"\n")
	must(t, "import", "--out", set, pkg)
	get(t, filepath.Join(set, "static/posts/1/a.png"))
	// Damage.
	data := []byte(get(t, pkg))
	i := bytes.Index(data, []byte("IHDR"))
	data[i+7] ^= 1
	put(t, pkg, string(data))
	code, _, errs = run(t, "", "verify", pkg)
	if code != 1 || !strings.Contains(errs, `"assets/posts/1/a.png"`) {
		t.Errorf("%d, %s", code, errs)
	}
	for _, args := range [][]string{{pkg}, {filepath.Join(dir, "0004-none.md")}, {pkg, pkg}} {
		to := filepath.Join(t.TempDir(), "x")
		if code, _, errs := run(t, "", append([]string{"import", "--out", to}, args...)...); code != 1 || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: %d, %s", args, code, errs)
		}
		if _, err := os.Stat(to); err == nil {
			t.Errorf("%q: %s was made", args, to)
		}
	}
	if code, _, _ := run(t, "", "import", "--out", pkg, pkg); code != 1 {
		t.Errorf("into a file: exit code %d", code)
	}
	nowhere := filepath.Join(t.TempDir(), "no", "folder")
	must(t, "export", "--to", "zip", "--out", pkg, dir)
	code, _, errs = run(t, "", "import", "--out", nowhere, pkg)
	if code != 1 || !strings.HasSuffix(errs, "nothing was imported; make the folder first, or choose another with --out\n") {
		t.Errorf("%d, %s", code, errs)
	}
}

// TestMain runs a command when the test asks its own program to, and gives
// commands a home of their own.
func TestMain(m *testing.M) {
	if args, ok := os.LookupEnv("COMMAND_TEST_ARGS"); ok {
		os.Exit(Run(context.Background(), strings.Split(args, "\n"), os.Stdin, os.Stdout, os.Stderr, Env{}))
	}
	home, err := os.MkdirTemp("", "galley")
	if err == nil {
		err = os.Setenv("GALLEY_HOME", home)
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(home)
	os.Exit(code)
}

func program(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(append(os.Environ(), env...), "COMMAND_TEST_ARGS="+strings.Join(args, "\n"))
	return cmd
}

func TestProcess(t *testing.T) {
	dir := library(t)
	for _, locale := range []string{"C", "POSIX", "C.UTF-8", "de_DE.UTF-8", ""} {
		cmd := program(t, []string{"LC_ALL=" + locale, "LANG=" + locale}, "show", filepath.Join(dir, "0001-first.md"))
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if _, err := cmd.Output(); err != nil || errs.Len() > 0 {
			t.Errorf("locale %q: %v, %s", locale, err, errs.String())
		}
	}
	// A reader that leaves early is no accident.
	put(t, filepath.Join(dir, "0003-long.md"), "!! title: L\n!! slug: long\n\n---\n\n"+strings.Repeat("word ", 1<<20))
	cmd := program(t, nil, "show", filepath.Join(dir, "0003-long.md"))
	var errs bytes.Buffer
	cmd.Stderr = &errs
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fmt.Fscanln(pipe)
	pipe.Close()
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || errs.Len() > 0 {
		t.Errorf("exit code %d, %s", code, errs.String())
	}
}

// TestInitialisers looks at what Galley's own packages make before a command begins: each little, since every start of the
// program pays for it. What is large, as typefaces and expressions of importers are, is made when it is first needed.
func TestInitialisers(t *testing.T) {
	const most = 300_000 // bytes
	cmd := program(t, []string{"GODEBUG=inittrace=1"}, "--version")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	seen := 0
	for line := range strings.Lines(errs.String()) {
		var name string
		var at, took float64
		var size int
		if n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %d bytes", &name, &at, &took, &size); n < 4 || !strings.HasPrefix(name, "galley.app/") {
			continue
		}
		seen++
		if size > most {
			t.Errorf("%s makes %d bytes, want at most %d", name, size, most)
		}
	}
	if seen == 0 {
		t.Errorf("no package was told of: %s", errs.String())
	}
}
