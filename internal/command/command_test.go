package command

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
)

var update = flag.Bool("update", false, "write the golden files anew")

var today = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

// run does a command and returns its exit code and what it wrote.
func run(t testing.TB, in string, args ...string) (int, string, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(context.Background(), args, strings.NewReader(in), &out, &errs, Env{Now: func() time.Time { return today }, Version: "1.2.3"})
	for line := range strings.Lines(errs.String()) {
		if !strings.HasPrefix(line, "galley: ") || strings.Contains(line, "internal error") || !strings.HasSuffix(line, "\n") {
			t.Errorf("%q: not a line for people: %q", args, line)
		}
	}
	if code != 0 && errs.Len() == 0 && args[0] != "check" {
		t.Errorf("%q: exit code %d without a word", args, code)
	}
	return code, out.String(), errs.String()
}

// must does a command that must succeed.
func must(t testing.TB, args ...string) string {
	t.Helper()
	code, out, errs := run(t, "", args...)
	if code != 0 {
		t.Fatalf("%q: exit code %d: %s", args, code, errs)
	}
	return out
}

const post1 = `!! title: First: of many
!! slug: first
!! published: 2023-12-11
!! description: One description that is long enough to please the check of it.
!! mood: "good": <b> & more

---

# Heading

Some *words* and ![a picture](/posts/1/a.png).

---

- one
- [x] two

Footnote[^1].

[^1]: The note.
`

const post2 = `!! title: Second
!! slug: second
!! published: 2030-01-01T08:00:00+02:00
!! description: Another description that is long enough to please the check of it.

---

Read [the first](/posts/first).
`

// library makes a folder with two posts and a draft.
func library(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	put(t, filepath.Join(dir, "0001-first.md"), post1)
	put(t, filepath.Join(dir, "0002-second.md"), post2)
	put(t, filepath.Join(dir, "wip-third.md"), strings.NewReplacer("First: of many", "Third", "slug: first", "slug: third").Replace(post1))
	put(t, filepath.Join(dir, "assets/posts/1/a.png"), "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82")
	put(t, filepath.Join(dir, "galley.toml"), "[site]\ntitle = \"Notes & more\"\nurl = \"https://example.org/\"\n")
	return dir
}

func put(t testing.TB, path, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		put(t, path, got)
	}
	if want := get(t, path); got != want {
		t.Errorf("%s:\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

func TestGolden(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(library(t))
	outputs := map[string]string{}
	for name, args := range map[string][]string{
		"show.txt": {"show", "0001-first.md"}, "show.json": {"show", "--json", "0001-first.md"},
		"posts.json": {"export", "--to", "posts-json", "--out", "-", "."}, "rss.xml": {"export", "--to", "rss", "--out", "-", "."},
		"page.html": {"render", "--to", "page", "0001-first.md"}, "fragment.html": {"render", "0001-first.md"}, "text.txt": {"render", "--to", "text", "0001-first.md"},
		"help.txt": {"--help"}, "help-export.txt": {"export", "--help"}, "version.txt": {"--version"},
	} {
		outputs[name] = must(t, args...)
	}
	t.Chdir(here)
	for name, got := range outputs {
		golden(t, name, got)
		if !strings.HasSuffix(got, "\n") {
			t.Errorf("%s: no line ending at the end", name)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, name := range names() {
		code, out, _ := run(t, "", name, "--help")
		if code != 0 || !strings.Contains(out, "galley "+name) {
			t.Errorf("%s --help: %d, %q", name, code, out)
		}
	}
}

func TestIs(t *testing.T) {
	for line, want := range map[string]bool{
		"": false, "testdata x": false, "a.md": false, "./new": false, "-": false, "-- new": false, "new x": true, "show": true, "set": true, "check": true, "render": true, "export": true, "import": true, "verify": true, "recover": true,
		"help": true, "--help": true, "-h": true, "--version": true, "--bogus": true, "completion": true, "__complete show": true, "news": false, "bogus": false, "bogus x": true, "Folder": false, "some-folder": false, "testdata": false,
	} {
		if got := Is(strings.Fields(line)); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}

// Every kind of bad file, given to every command that takes one.
func TestRefused(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, data := range map[string]string{
		"utf16.md": "\xff\xfe!\x00!\x00", "nul.md": "!! title: a\n---\n" + strings.Repeat("x", 100_000) + "\x00", "latin.md": "!! title: caf\xe9\n---\n", "pkg.zip": "PK\x05\x06 and so on",
	} {
		put(t, at(name), data)
	}
	for _, err := range []error{
		syscall.Mkfifo(at("fifo.md"), 0o644), os.Symlink("loop.md", at("loop.md")), os.Symlink("nowhere", at("dangling.md")), os.Symlink("/dev/zero", at("zero.md")), os.Mkdir(at("dir.md"), 0o755),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	sparse, err := os.Create(at("sparse.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sparse.Truncate(3 << 30); err != nil {
		t.Fatal(err)
	}
	sparse.Close()
	before := map[string]os.FileInfo{}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		before[e.Name()], _ = e.Info()
	}
	files := []string{"utf16.md", "nul.md", "latin.md", "fifo.md", "loop.md", "dangling.md", "zero.md", "sparse.md", "missing.md", "utf16.md/x.md"}
	for _, name := range append(files, "dir.md") {
		f := at(name)
		commands := [][]string{{"show", f}, {"show", "--json", f}, {"set", f, "title=x"}, {"render", f}, {"render", "--to", "page", f}, {"verify", f}, {"import", "--out", at("in"), f}}
		if name != "dir.md" {
			commands = append(commands, []string{"check", f}, []string{"export", "--to", "posts-json", "--out", at("out"), f}, []string{"export", "--to", "zip", "--out", at("out"), "--", f})
		}
		for _, args := range commands {
			code, out, errs := run(t, "", args...)
			if code != 1 {
				t.Errorf("%q: exit code %d", args, code)
			}
			if !strings.Contains(out+errs, name) && !strings.Contains(out+errs, "zip file") {
				t.Errorf("%q: does not name the file: %s%s", args, out, errs)
			}
		}
	}
	entries, _ = os.ReadDir(dir)
	if len(entries) != len(before) {
		t.Errorf("left behind: %v", entries)
	}
	for _, e := range entries {
		i, _ := e.Info()
		if was := before[e.Name()]; was == nil || !i.ModTime().Equal(was.ModTime()) || i.Size() != was.Size() || !os.SameFile(i, was) {
			t.Errorf("%s was touched", e.Name())
		}
	}
}

// A message says once what is wrong, what was kept and what to do.
func TestMessages(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, data := range map[string]string{
		"nul.md": "a\x00", "latin.md": "\xe9", "odd.md": "!! title: ---\n---\n!! slug: a\n",
	} {
		put(t, at(name), data)
	}
	if err := os.Mkdir(at("empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, want string }{
		{"show nul.md", "nul.md: not UTF-8 text: a NUL byte (as in UTF-16, or in a file that is not text) at byte 2 (line 1); save it as UTF-8 first"},
		{"set latin.md a=b", "latin.md: not UTF-8 text: it starts with the byte 0xE9 (as in Latin-1 and other older encodings); save it as UTF-8 first; nothing was changed"},
		{"set odd.md --unset title", "odd.md: without the field title other text of the head would become body, or body a head; nothing was changed; fix the head of the post first"},
		{"show \"\"", `show: FILE is empty; see galley --help`},
		{"check \"\"", `check: PATH is empty; see galley --help`},
		{"verify \"\"", `verify: PACKAGE is empty; see galley --help`},
		{"new --dir \"\" T", `"": there is no such file or folder; nothing was written; make the folder first`},
		{"import --out o \"\"", `import: PATH is empty; see galley --help`},
		{"export --to zip --out - empty", "empty: there are no posts in it; nothing was written to standard output"},
		{"render --width x", `render: invalid argument "x" for "--width" flag; see galley --help`},
		{"help bogus", `help: there is no command "bogus"; see galley --help`},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Chdir(dir)
			args := strings.Fields(c.args)
			for i, a := range args {
				args[i] = strings.Trim(a, `"`)
			}
			code, _, errs := run(t, "", args...)
			if code == 0 || errs != "galley: "+c.want+"\n" {
				t.Errorf("exit code %d\ngot  %swant galley: %s", code, errs, c.want)
			}
		})
	}
}

// TestNewWithFields holds that a new post has the fields that its library gives a
// default, and that what the library says of fields is checked.
func TestNewWithFields(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "galley.toml"), "[[field]]\nname = \"mood\"\nchoices = [\"good\", \"bad\"]\ndefault = \"good\"\n[[field]]\nname = \"x\"\nkind = \"lst\"\n")
	path := strings.TrimSpace(must(t, "new", "--dir", dir, "A jar"))
	src := get(t, path)
	if !strings.Contains(src, "\n!! mood: good\n\n---\n") {
		t.Fatalf("the post is\n%s", src)
	}
	put(t, path, strings.Replace(src, "mood: good", "mood: fair", 1))
	_, out, errs := run(t, "", "check", dir)
	if want := ":5:10: error: mood cannot be “fair”; the choices are good, bad [field-value]"; !strings.Contains(out, want) {
		t.Errorf("said %q, want %q", out, want)
	}
	if want := "galley.toml:7: field x: kind must be one of text"; !strings.Contains(errs, want) {
		t.Errorf("told %q, want %q", errs, want)
	}
}

func TestNew(t *testing.T) {
	dir := t.TempDir()
	want := []string{"wip-boses-ol.md", "wip-boses-ol-2.md"}
	for _, name := range want {
		if out := must(t, "new", "--dir", dir, "Böses\n Öl"); out != filepath.Join(dir, name)+"\n" {
			t.Errorf("printed %q", out)
		}
	}
	if got := get(t, filepath.Join(dir, want[0])); got != "!! title: Böses Öl\n!! slug: boses-ol\n!! published: 2024-06-01\n!! description:\n\n---\n\n\n" &&
		got != "!! title: Böses Öl\n!! slug: boses-ol\n!! published: 2024-06-01\n!! description: \n\n---\n\n\n" {
		t.Errorf("wrote %q", got)
	}
	if out := must(t, "new", "--dir", dir, "--", "--dir"); !strings.HasSuffix(out, "wip-dir.md\n") {
		t.Errorf("printed %q", out)
	}
	if out := must(t, "new", "--dir", dir, "…"); !strings.HasSuffix(out, "wip-untitled.md\n") {
		t.Errorf("printed %q", out)
	}
	for _, bad := range []string{filepath.Join(dir, "none"), filepath.Join(dir, want[0])} {
		if code, _, _ := run(t, "", "new", "--dir", bad, "x"); code != 1 {
			t.Errorf("%s: exit code %d", bad, code)
		}
	}
	t.Chdir(dir)
	if out := must(t, "new", "Here"); out != "wip-here.md\n" {
		t.Errorf("printed %q", out)
	}
}

func TestShowJSON(t *testing.T) {
	dir := t.TempDir()
	f := filepath.Join(dir, "-odd \n\"name.md")
	put(t, f, "\ufeff!! title: a: b\r\n!! x:\r\n!! x: <&>\r\n---\r\nBody\u2028\r\n")
	var got struct {
		Path   string
		Fields []struct {
			Key, Value string
			Line       int
		}
		Body, Status string
		Words        int
		Problems     []map[string]any
	}
	t.Chdir(dir)
	out := must(t, "show", "--json", "--", filepath.Base(f))
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Path != filepath.Base(f) || len(got.Fields) != 3 || got.Fields[2].Value != "<&>" || got.Fields[2].Line != 3 || got.Body != "Body\u2028\r\n" || got.Status != "published" || got.Words != 1 || len(got.Problems) == 0 {
		t.Errorf("%+v", got)
	}
	put(t, "plain.md", "only text")
	if out := must(t, "show", "plain.md"); out != "only text\n" {
		t.Errorf("%q", out)
	}
	if out := must(t, "show", "--json", "plain.md"); !strings.Contains(out, `"fields": [],`) {
		t.Errorf("%s", out)
	}
}

func TestSet(t *testing.T) {
	const src = "\ufeff!!title :  Old  \r\n!! slug: s\r\n!! odd!key: v\r\n\r\n---\r\nbody\r\n---\r\nno end"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"title=New: with = and --- \"q\""}, strings.Replace(src, "Old", "New: with = and --- \"q\"", 1)},
		{[]string{"title=two\nlines\r\n here"}, strings.Replace(src, "Old", "two lines here", 1)},
		{[]string{"title=Old"}, src},
		{[]string{"slug=t", "odd!key=w"}, strings.NewReplacer("slug: s", "slug: t", "key: v", "key: w").Replace(src)},
		{[]string{"--unset", "odd!key"}, strings.Replace(src, "!! odd!key: v\r\n", "", 1)},
		{[]string{"--unset", "absent"}, src},
		{[]string{"slug=a", "slug=b"}, strings.Replace(src, "slug: s", "slug: b", 1)},
	} {
		f := filepath.Join(t.TempDir(), "p.md")
		put(t, f, src)
		before, _ := os.Stat(f)
		if out := must(t, append([]string{"set", f}, c.args...)...); out != "" {
			t.Errorf("%q: printed %q", c.args, out)
		}
		if got := get(t, f); got != c.want {
			t.Errorf("%q: got %q, want %q", c.args, got, c.want)
		}
		if after, _ := os.Stat(f); c.want == src && (!os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime())) {
			t.Errorf("%q: written though nothing changed", c.args)
		}
	}
	f := filepath.Join(t.TempDir(), "p.md")
	put(t, f, src)
	must(t, "set", f, "slug=", "--", "x=-y")
	if got := get(t, f); !strings.Contains(got, "!! slug:") || strings.Contains(got, "slug: s") || !strings.Contains(got, "!! x: -y\r\n") {
		t.Errorf("%q", got)
	}
	// A file without a head gets one, and its text stays whole.
	put(t, f, "text\n")
	must(t, "set", f, "title=T")
	if got := get(t, f); !strings.HasPrefix(got, "!! title: T\n") || !strings.HasSuffix(got, "text\n") || !strings.Contains(got, "\n---\n") {
		t.Errorf("%q", got)
	}
}

func TestSetAtOnce(t *testing.T) {
	f := filepath.Join(t.TempDir(), "p.md")
	put(t, f, post1)
	var wg sync.WaitGroup
	codes := make([]int, 24)
	for i := range codes {
		wg.Go(func() {
			codes[i] = Run(context.Background(), []string{"set", f, "key" + string(rune('a'+i)) + "=v"}, strings.NewReader(""), io.Discard, io.Discard, Env{})
		})
	}
	wg.Wait()
	got := get(t, f)
	for i, code := range codes {
		if has := strings.Contains(got, "!! key"+string(rune('a'+i))+": v\n"); code != 0 || !has {
			t.Errorf("run %d: exit code %d, its value is there: %v", i, code, has)
		}
	}
}

// TestSetAtOnceByProcesses has sixteen programs set a field each of one file:
// what each says that it set is there.
func TestSetAtOnceByProcesses(t *testing.T) {
	f := filepath.Join(t.TempDir(), "p.md")
	put(t, f, post1)
	var wg sync.WaitGroup
	errs := make([]error, 16)
	outs := make([][]byte, len(errs))
	for i := range errs {
		cmd := program(t, nil, "set", f, fmt.Sprintf("key%d=value %d", i, i), "shared="+strconv.Itoa(i))
		wg.Go(func() { outs[i], errs[i] = cmd.CombinedOutput() })
	}
	wg.Wait()
	got := get(t, f)
	for i, err := range errs {
		if has := strings.Contains(got, fmt.Sprintf("!! key%d: value %d\n", i, i)); err != nil || !has {
			t.Errorf("run %d: %v, its value is there: %v; %s", i, err, has, outs[i])
		}
	}
	if n := strings.Count(got, "!! shared: "); n != 1 {
		t.Errorf("%d lines of the field that all set", n)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(f), ".*")); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

func TestCheck(t *testing.T) {
	dir := library(t)
	code, out, _ := run(t, "", "check", dir)
	if code != 0 {
		t.Errorf("exit code %d: %s", code, out)
	}
	put(t, filepath.Join(dir, "0003-bad.md"), "!! title: Bad\n!! slug: first\n!! published: 2023-02-30\n\n---\nx\n")
	put(t, filepath.Join(dir, "0004-latin.md"), "caf\xe9")
	code, out, _ = run(t, "", "check", dir)
	for _, want := range []string{"0003-bad.md:2:", "0003-bad.md:3:", "0004-latin.md:1:1: error: ", "0001-first.md:2:"} {
		if !strings.Contains(out, filepath.Join(dir, want)) {
			t.Errorf("lacks %s:\n%s", want, out)
		}
	}
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	code, out, _ = run(t, "", "check", "--json", filepath.Join(dir, "0003-bad.md"))
	var got []shownProblem
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 1 || len(got) < 3 || got[0].File == "" || got[0].Rule == "" {
		t.Errorf("%v, %d, %s", err, code, out)
	}
	short := filepath.Join(t.TempDir(), "0001-a.md")
	put(t, short, "!! title: A\n!! slug: a\n!! published: 2023-01-01\n!! description: short\n\n---\n\nx\n")
	if code, out, _ := run(t, "", "check", short); code != 0 || !strings.Contains(out, ": warning: ") {
		t.Errorf("warnings alone: exit code %d, %s", code, out)
	}
	if code, _, _ := run(t, "", "check", "--strict", short); code != 1 {
		t.Errorf("strict: exit code %d", code)
	}
	body := filepath.Join(t.TempDir(), "0001-a.md")
	put(t, body, "!! title: A\n!! slug: a\n!! published: 2023-01-01\n!! description: "+strings.Repeat("long ", 12)+"enough\n\n---\n\n"+
		"```math\n\\nosuch\n```\n\nx <script>y</script>\n\n[z](javascript:z)\n")
	for _, path := range []string{body, filepath.Dir(body)} {
		code, out, _ := run(t, "", "check", path)
		for _, want := range []string{":9:1: warning: ", "[math]\n", ":12:1: warning: the HTML element <script> is left out [html]\n", ":14:1: warning: ", "[link]\n"} {
			if code != 0 || !strings.Contains(out, want) {
				t.Errorf("%d, lacks %q: %s", code, want, out)
			}
		}
	}
	if out := must(t, "check", "--json", t.TempDir()); out != "[]\n" {
		t.Errorf("an empty folder: %q", out)
	}
}

func TestRender(t *testing.T) {
	dir := library(t)
	t.Chdir(dir)
	for _, c := range []struct{ to, in, want string }{
		{"html", "*a*", "<p><em>a</em></p>\n"},
		{"html", "!! title: x\n", "<p>!! title: x</p>\n"},
		{"text", "- a\n- [x] b\n\n1. c\n\n![alt](x.png)[^1]\n\n[^1]: n\n", ""},
		{"page", "# Hi\n", ""},
		{"html", "", "\n"},
	} {
		code, out, errs := run(t, c.in, "render", "--to", c.to)
		if code != 0 || c.want != "" && out != c.want || !strings.HasSuffix(out, "\n") {
			t.Errorf("%s of %q: %d, %q, %q", c.to, c.in, code, out, errs)
		}
	}
	if _, out, errs := run(t, "![a](assets/posts/1/a.png)\n\n<script>x</script>\n", "render", "--to", "page", "-"); !strings.Contains(out, "data:image/png") || !strings.Contains(errs, "standard input:3: ") {
		t.Errorf("%q, %q", out, errs)
	}
	for _, in := range []string{"\xff", "a\x00b"} {
		if code, out, _ := run(t, in, "render"); code != 1 || out != "" {
			t.Errorf("%q: exit code %d, %q", in, code, out)
		}
	}
}

// TestRenderFormulas reads $…$ as the library says, and $$…$$ always.
func TestRenderFormulas(t *testing.T) {
	dir := library(t)
	path := filepath.Join(dir, "0009-formula.md")
	if err := os.WriteFile(path, []byte("!! title: Formula\n!! slug: formula\n!! published: 2023-01-01\n"+
		"!! description: d\n\n---\n\nLet $x^2$ be.\n\n$$\n\\frac12\n$$\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fraction := "<mfrac><mn>1</mn><mn>2</mn></mfrac>"
	square := "<msup><mi>x</mi><mn>2</mn></msup>"
	for _, to := range []string{"html", "page"} {
		if out := must(t, "render", "--to", to, path); !strings.Contains(out, fraction) || !strings.Contains(out, "Let $x^2$ be.") {
			t.Errorf("%s without inline_math: %s", to, out)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "galley.toml"), []byte("[site]\nurl = \"https://example.org\"\n[library]\ninline_math = true\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"html", "page"} {
		if out := must(t, "render", "--to", to, path); !strings.Contains(out, fraction) || !strings.Contains(out, square) {
			t.Errorf("%s with inline_math: %s", to, out)
		}
	}
	if out := must(t, "render", "--to", "text", path); out != "Let x^2 be.\n\n\\frac12\n" {
		t.Errorf("text: %q", out)
	}
	if out := must(t, "export", "--to", "atom", "--out", "-", path); !strings.Contains(out, "msup") || !strings.Contains(out, "mfrac") {
		t.Errorf("atom: %s", out)
	}
}

func TestRenderPicture(t *testing.T) {
	dir := library(t)
	for _, theme := range []string{"light", "dark"} {
		out := must(t, "render", "--to", "png", "--width", "500", "--theme", theme, filepath.Join(dir, "0001-first.md"))
		img, err := png.Decode(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != 500 || b.Dy() < 200 {
			t.Errorf("size %v", b)
		}
		r, _, _, _ := img.At(1, 1).RGBA()
		if dark := r < 0x8000; dark != (theme == "dark") {
			t.Errorf("%s: corner %x", theme, r)
		}
	}
}

// brokenPipe is a reader that has had enough.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestOutputFails(t *testing.T) {
	dir := library(t)
	f := filepath.Join(dir, "0001-first.md")
	for _, args := range [][]string{{"show", f}, {"show", "--json", f}, {"check", "--strict", dir}, {"check", "--json", dir}, {"render", f}, {"render", "--to", "page", f}, {"export", "--to", "posts-json", "--out", "-", dir}, {"export", "--to", "zip", "--out", "-", dir}, {"--help"}, {"--version"}} {
		var errs bytes.Buffer
		code := Run(context.Background(), args, strings.NewReader(""), brokenPipe{}, &errs, Env{})
		if (code != 1 || errs.Len() > 0) && !(args[0] == "check" && code == 0) {
			t.Errorf("%q, broken pipe: exit code %d, %q", args, code, errs.String())
		}
		errs.Reset()
		code = Run(context.Background(), args, strings.NewReader(""), fullDisk{}, &errs, Env{})
		if (code != 1 || strings.Count(errs.String(), "\n") != 1) && !(args[0] == "check" && code == 0) {
			t.Errorf("%q, full disk: exit code %d, %q", args, code, errs.String())
		}
	}
}

// Many posts that are named one by one cost no more than the folder that they are in.
func TestCheckOfManyGrows(t *testing.T) {
	growth.Bytes(t, 20, func(n int) func() {
		dir := t.TempDir()
		args := []string{"check"}
		for i := range n {
			path := filepath.Join(dir, fmt.Sprintf("p%d.md", i))
			put(t, path, strings.Replace(post1, "slug: first", fmt.Sprintf("slug: p%d", i), 1))
			args = append(args, path)
		}
		return func() { run(t, "", args...) }
	})
}
