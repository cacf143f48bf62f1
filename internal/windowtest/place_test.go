//go:build linux

package windowtest

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"galley.app/galley/internal/xwindow"
)

const (
	sampleFile  = "0021-e2m-management-and-leadership.md"
	sampleTitle = "Engineer to Manager - Management vs Leadership"
	// sampleStart is where the words of the sample begin, which is where the caret stands at first.
	sampleStart = "I have recently been a part"
)

// program builds the program under test, once for all tests.
var program = sync.OnceValues(func() (string, error) { return build("galley") })

// racing is program with the detector of races, if GALLEY_RACE is set. It makes the program slow to start; so only a
// test has it that is about what goroutines do: reading, writing, watching, parsing, exporting, the clipboard.
var racing = sync.OnceValues(func() (string, error) {
	if os.Getenv("GALLEY_RACE") == "" {
		return program()
	}
	return build("galley-race", "-race")
})

// build builds the program so that it tells where its parts are.
func build(name string, args ...string) (string, error) {
	name, err := filepath.Abs(filepath.Join("build", "test", name))
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", append([]string{"build", "-tags", "regions", "-o", name}, append(args, ".")...)...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build: %w\n%s", err, out)
	}
	return name, err
}

// place is a folder of posts and a window on it.
type place struct {
	*xwindow.Window
	t      *testing.T
	dir    string   // the library
	sample string   // the sample's path in it
	source string   // and its bytes
	races  bool     // the program is racing
	wraps  bool     // what is written is wrapped at the post's column, as it is where nothing else was chosen
	within []string // what runs the program, which comes last of its arguments
}

// lay makes a library that holds the sample. The test runs beside others from here on: each has a display of its own.
func lay(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	source, err := os.ReadFile(filepath.Join("assets", "sample", sampleFile))
	if err != nil {
		t.Fatal(err)
	}
	d := &place{t: t, dir: filepath.Join(t.TempDir(), "posts"), source: string(source)}
	if err := os.Mkdir(d.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d.sample = filepath.Join(d.dir, sampleFile)
	d.write(d.sample, d.source)
	return d
}

// open shows what args name, the library when there are none.
func (d *place) open(o xwindow.Options) *place {
	d.t.Helper()
	from := program
	if d.races {
		from = racing
	}
	name, err := from()
	if err != nil {
		d.t.Fatal(err)
	}
	o.Program = name
	if o.Args == nil {
		o.Args = []string{d.dir}
	}
	if o.Home == "" {
		o.Home = d.t.TempDir()
	}
	if !d.wraps {
		d.unwrapped(o.Home)
	}
	if len(d.within) > 0 {
		o.Args = slices.Concat(d.within[1:], []string{o.Program}, o.Args)
		o.Program = d.within[0]
	}
	d.Window = xwindow.NewDisplay(d.t).Open(o)
	return d
}

// unwrapped has what is typed stay in its line, so that a file is known by what was typed. A home that has settings keeps
// them.
func (d *place) unwrapped(home string) {
	d.t.Helper()
	name := filepath.Join(home, "galley", "config", "settings.toml")
	if _, err := os.Stat(name); err == nil {
		return
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("[editor]\nrewrap = false\n"), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// openSample is a window with the sample in it and the caret before its first word.
func openSample(t *testing.T) *place {
	t.Helper()
	d := lay(t).open(xwindow.Options{})
	d.waitPost(sampleTitle)
	return d
}

// openRacing is openSample with a program that finds races.
func openRacing(t *testing.T) *place {
	t.Helper()
	d := lay(t)
	d.races = true
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	return d
}

// openConflict is the sample changed here and outside, and the question about it.
func openConflict(t *testing.T) (d *place, theirs string, before *image.RGBA) {
	t.Helper()
	d = openRacing(t)
	theirs = strings.Replace(d.source, sampleStart, "Theirs: "+sampleStart, 1)
	d.Type("Mine: ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.write(d.sample, theirs)
	before = d.question("which text to keep", func() { d.Key("ctrl+s") })
	return d, theirs, before
}

// waitPost waits until the post with the title is open and drawn.
func (d *place) waitPost(title string) {
	d.t.Helper()
	d.WaitTitle(title + " — Galley")
	for _, name := range []string{"library", "text"} {
		if name == "library" && d.narrow() {
			continue
		}
		r := d.part(name)
		xwindow.Wait(d.t, "the "+name+" to be drawn", func() bool { return xwindow.Colours(d.Shot(), r, 20) == 20 })
	}
}

func (d *place) write(path, text string) {
	d.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// waitHolds waits until the file holds words among others.
func (d *place) waitHolds(path, words string) {
	d.t.Helper()
	xwindow.Wait(d.t, "the file "+filepath.Base(path)+" to hold "+words, func() bool {
		b, err := os.ReadFile(path)
		return err == nil && strings.Contains(string(b), words)
	})
}

// waitFile waits until the file holds exactly want.
func (d *place) waitFile(path, want string) {
	d.t.Helper()
	var got []byte
	defer func() {
		if d.t.Failed() {
			d.t.Logf("%s holds:\n%q\nwant:\n%q", path, got, want)
		}
	}()
	xwindow.Wait(d.t, "the file "+filepath.Base(path)+" to be saved", func() bool {
		b, err := os.ReadFile(path)
		got = b
		return err == nil && string(b) == want
	})
}

// checkFile fails unless the file holds exactly want now.
func (d *place) checkFile(path, want string) {
	d.t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	if string(got) != want {
		d.t.Fatalf("%s holds:\n%q\nwant:\n%q", path, got, want)
	}
}

// names are the library's files.
func (d *place) names() string {
	d.t.Helper()
	list, err := os.ReadDir(d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// with is the sample with text in front of its first word.
func (d *place) with(text string) string {
	return strings.Replace(d.source, sampleStart, text+sampleStart, 1)
}

// previewed waits until the preview is drawn and still, and returns the picture.
func (d *place) previewed() *image.RGBA {
	d.t.Helper()
	page := d.page()
	xwindow.Wait(d.t, "the preview to be drawn", func() bool { return xwindow.Colours(d.Shot(), page, 20) == 20 })
	return d.Settle(page)
}

// question does what should open a question, and waits until there is one.
func (d *place) question(what string, cause func()) (before *image.RGBA) {
	d.t.Helper()
	corner := d.corner()
	before = d.Settle(corner)
	cause()
	d.WaitChange("the question "+what, before, corner)
	d.Settle(corner)
	return before
}

// answered waits until no question lies over the window that looked like before.
func (d *place) answered(before *image.RGBA) {
	d.t.Helper()
	corner := d.corner()
	xwindow.Wait(d.t, "the question to go", func() bool {
		return xwindow.Differ(before, d.Shot(), corner) == 0
	})
}
