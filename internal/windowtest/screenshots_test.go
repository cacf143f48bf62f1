//go:build linux

package windowtest

import (
	"flag"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

var screenshots = flag.String("screenshots", "", "write a picture of every state, size and theme of the window to this folder")

// scene is one state of the window, to be looked at.
type scene struct {
	name string
	do   func(d *place) // brings the window into it
	sees string         // a part that it has and the window in which one writes has not; "" for none
}

// command does what the palette calls by a name.
func command(name string) func(*place) {
	return func(d *place) {
		d.Key("ctrl+shift+p")
		d.part("palette")
		d.Type(name)
		d.part("row/" + name)
		d.Key("Return")
	}
}

func keys(keys ...string) func(*place) { return func(d *place) { d.Key(keys...) } }

func menu(name string) func(*place) { return func(d *place) { d.Click(d.at("menu/"+name), 1) } }

// scenes are what can lie over, or in, the window in which one writes.
var scenes = []scene{
	{"writing", func(*place) {}, ""},
	{"selection", keys("ctrl+Home", "shift+Down", "shift+Down"), ""},
	{"menu File", menu("File"), "popup"},
	{"menu Edit", menu("Edit"), "popup"},
	{"menu Insert", menu("Insert"), "popup"},
	{"menu Format", menu("Format"), "popup"},
	{"menu View", menu("View"), "popup"},
	{"menu Preview", menu("Preview"), "popup"},
	{"menu Go", menu("Go"), "popup"},
	{"menu Post", menu("Post"), "popup"},
	{"menu Help", menu("Help"), "popup"},
	{"context menu", keys("shift+F10"), "popup"},
	{"find and replace", func(d *place) { d.Key("ctrl+h"); d.Type("the") }, "button/Replace all"},
	{"shortcuts sheet", keys("F1"), "button/Print…"},
	{"commands", keys("ctrl+shift+p"), "palette"},
	{"quick open", keys("ctrl+p"), "palette"},
	{"outline", keys("ctrl+j"), "palette"},
	{"find in all posts", func(d *place) { d.Key("ctrl+shift+f"); d.Type("trust") }, "button/Replace…"},
	{"folder palette", keys("ctrl+o"), "words/Open a folder of posts"},
	{"settings", keys("ctrl+comma"), "button/Use defaults"},
	{"library settings", command("Library settings"), "words/Settings of"},
	{"change shortcuts", command("Change shortcuts"), "button/All as usual…"},
	{"export", keys("ctrl+shift+e"), "words/Export from"},
	{"publish", command("Publish"), "words/Publish “"},
	{"history", keys("ctrl+shift+h"), "words/History of"},
	{"problems", command("Problems"), "words/Problems of"},
	{"library's problems", command("Problems of the library"), "words/Problems of"},
	{"pictures", command("Pictures of the library"), "words/Pictures"},
	{"counts and goals", command("Counts and goals"), "palette"},
	{"about", command("About Galley"), "button/Licences…"},
}

// look is how a window is shown.
type look struct {
	size  image.Point // in pixels at scale 1
	scale int
	theme string
}

func (l look) String() string {
	return fmt.Sprintf("%dx%d@%d %s", l.size.X, l.size.Y, l.scale, l.theme)
}

// TestWindowScreenshots opens what can be opened, and closes it with Escape, in the smallest windows that are usual, at
// 100 and at 200 %, and looks for words that are cut off or overprinted; with -screenshots it does so in several sizes
// and all themes, and writes what is to be seen.
func TestWindowScreenshots(t *testing.T) {
	looks := []look{{image.Pt(800, 600), 1, "dark"}, {image.Pt(640, 400), 2, "contrast"}}
	if *screenshots != "" {
		looks = nil
		for _, theme := range []string{"light", "dark"} {
			for _, size := range []image.Point{{X: 800, Y: 600}, {X: 1280, Y: 800}, {X: 1920, Y: 1080}} {
				looks = append(looks, look{size, 1, theme})
			}
			looks = append(looks, look{image.Pt(800, 600), 2, theme})
		}
		for _, theme := range []string{"sepia", "contrast", "contrast-dark"} {
			looks = append(looks, look{image.Pt(1280, 800), 1, theme})
		}
		looks = append(looks, look{image.Pt(640, 400), 2, "light"})
	}
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			d := lay(t)
			crowd(d)
			d.show(l, filepath.Join(d.dir, draftFile))
			d.WaitTitle(draftTitle + " — Galley")
			xwindow.Wait(t, "the post to be drawn", func() bool { return xwindow.Colours(d.Shot(), d.whole(), 20) == 20 })
			for _, s := range scenes {
				s.do(d)
				if s.sees != "" {
					d.part(s.sees)
				}
				d.keep(l, s.name)
				d.Key("Escape", "Escape")
				if s.sees != "" {
					xwindow.Wait(t, s.name+" to close", func() bool { return find(t, d.Window, s.sees).Empty() })
				}
			}
			d.CloseByManager()
			d.WaitExit()
			empty := t.TempDir()
			for _, s := range []struct {
				scene
				args []string
			}{
				{scene{"first start", nil, "button/Start with a sample…"}, []string{}},
				{scene{"empty library", nil, "button/Import…"}, []string{empty}},
			} {
				d.show(l, s.args...)
				d.part(s.sees)
				d.keep(l, s.name)
				d.CloseByManager()
				d.WaitExit()
			}
		})
	}
}

// show opens a window on a screen of its size.
func (d *place) show(l look, args ...string) {
	d.t.Helper()
	name, err := program()
	if err != nil {
		d.t.Fatal(err)
	}
	d.Window = xwindow.NewDisplayOf(d.t, l.size.Mul(l.scale)).Open(xwindow.Options{
		Program: name, Args: append([]string{}, args...), Theme: l.theme, Size: fmt.Sprintf("%dx%d", l.size.X, l.size.Y),
		Env: []string{fmt.Sprintf("FYNE_SCALE=%d", l.scale)},
	})
}

// keep writes the window as it is once it has settled, if pictures are wanted.
func (d *place) keep(l look, name string) {
	d.t.Helper()
	shot := d.Settle(d.whole())
	d.legible(name)
	if *screenshots == "" {
		return
	}
	if err := xwindow.WritePNG(filepath.Join(*screenshots, l.String(), name+".png"), shot); err != nil {
		d.t.Fatal(err)
	}
}

// legible holds that words are seen whole: that there is room for them where they stand, or that they were shortened, and
// that no others, and no controls, stand in their place. Text and page are not looked at, which are scrolled, and set by rules of their own.
func (d *place) legible(scene string) {
	d.t.Helper()
	all, err := d.Regions()
	if err != nil {
		d.t.Fatal(err)
	}
	var words, controls []xwindow.Region
	for _, r := range all {
		if i := strings.LastIndex(r.Kinds, "/"); slices.Contains([]string{"control.Check", "control.Button", "control.Drop", "control.Stepper", "field.Field"}, r.Kinds[i+1:]) {
			controls = append(controls, r)
		}
		if strings.HasSuffix(r.Kinds, "/text") && !strings.Contains(r.Kinds, "textedit.") && !strings.Contains(r.Kinds, "preview.") {
			words = append(words, r)
		}
	}
	for i, r := range words {
		if r.Cut {
			d.t.Errorf("%s: %q is cut off (%s)", scene, r.Words, r.Kinds)
		}
		for _, x := range controls {
			both := r.Rect.Intersect(x.Rect)
			if x.Layer == r.Layer && both.Dx() > 2 && both.Dy() > 4 && !strings.HasPrefix(r.Kinds, x.Kinds+"/") {
				d.t.Errorf("%s: %q reaches under a %s (%s)", scene, r.Words, x.Kinds, r.Kinds)
			}
		}
		for _, x := range words[:i] {
			both := r.Rect.Intersect(x.Rect)
			if x.Layer == r.Layer && both.Dx() > 2 && both.Dy() > min(r.Rect.Dy(), x.Rect.Dy())/2 {
				d.t.Errorf("%s: %q stands over %q (%s)", scene, r.Words, x.Words, r.Kinds)
			}
		}
	}
}

const (
	draftTitle = "What the checklist forgot"
	draftFile  = "wip-what-the-checklist-forgot.md"
)

// crowd fills the library with a hundred posts besides the sample, with a draft that is the newest.
func crowd(d *place) {
	d.t.Helper()
	tour, err := os.ReadFile(filepath.Join("assets", "sample", "0022-start-here.md"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(filepath.Join(d.dir, "0022-start-here.md"), string(tour))
	words := strings.Fields("the of a press type sheet galley proof ink paper margin letter printer column measure lead rule forme platen trust " +
		"tympan frisket roller compositor stick case upper lower serif deadline estimate team review meeting checklist software engineer")
	r := rand.New(rand.NewPCG(1, 2)) // the same posts each time
	some := func(n int) string {
		var s []string
		for range n {
			s = append(s, words[r.IntN(len(words))])
		}
		return strings.ToUpper(s[0][:1]) + strings.Join(s, " ")[1:]
	}
	post := func(name, title, slug, date string) {
		text := "!! title: " + title + "\n!! slug: " + slug + "\n!! published: " + date + "\n!! description: " + some(14) + "\n\n---\n\n"
		for i := range 8 {
			if i%3 == 2 {
				text += "## " + some(2) + "\n\n"
			}
			text += some(60) + ".\n\n"
		}
		d.write(filepath.Join(d.dir, name), text)
	}
	for i := range 100 {
		slug := fmt.Sprintf("post-%d", i)
		post(fmt.Sprintf("%04d-%s.md", i+100, slug), some(2+i%9), slug, fmt.Sprintf("%d-%02d-11", 2015+i/12, 1+i%12))
	}
	post(draftFile, draftTitle, "what-the-checklist-forgot", "2026-11-20")
}
