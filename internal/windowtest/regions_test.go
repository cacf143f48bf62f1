//go:build linux

package windowtest

import (
	"image"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// parts are the names that tests have for parts of the window, each with the kinds of widgets that it is found by: the
// part's own and, as far as is needed to tell it from others, of those around it.
var parts = map[string]string{
	"library": "control.Panes/control.List",
	"search":  "control.Panes/field.Field/textedit.Editor",
	"text":    "control.Panes/textedit.Editor",
	"preview": "preview.Pane",
	"switch":  "control.Switch",
	"chips":   "form.chips",
	"divider": "control.divider",            // the last one, between text and preview
	"popup":   "control.sheet/control.List", // a menu, or what is offered at the caret
	"palette": "control.Overlay/control.List",
}

// families are parts that are told apart by their words, which are named behind a slash, as in "button/Open".
var families = map[string]string{
	"button": "control.Button",
	"menu":   "control.MenuBar/text",
	"item":   "control.sheet/control.List/text", // of a menu that is open
	"row":    "control.Overlay/control.List/text",
	"said":   "control.Overlay/control.Label/text", // in a dialog
	"words":  "text",                               // that are drawn anywhere, by how they begin
}

// part waits until there is a part of a name and returns where it is seen, the frontmost if there are several.
func (d *place) part(name string) image.Rectangle {
	d.t.Helper()
	return part(d.t, d.Window, name)
}

func part(t testing.TB, w *xwindow.Window, name string) (found image.Rectangle) {
	t.Helper()
	xwindow.Wait(t, "the window to have the part "+name, func() bool { found = find(t, w, name); return !found.Empty() })
	return found
}

// find returns where the frontmost part of a name is seen, nowhere if there is none.
func find(t testing.TB, w *xwindow.Window, name string) (found image.Rectangle) {
	t.Helper()
	family, words, named := strings.Cut(name, "/")
	kinds := parts[name]
	if named {
		kinds = families[family]
	}
	if kinds == "" {
		t.Fatalf("no part of the window is called %q", name)
	}
	all, err := w.Regions()
	if err != nil {
		return found // it has just opened
	}
	for _, r := range all {
		if ("/"+r.Kinds == "/"+kinds || strings.HasSuffix(r.Kinds, "/"+kinds)) &&
			(!named || r.Words == words || family == "words" && strings.HasPrefix(r.Words, words)) {
			found = r.Rect
		}
	}
	return found
}

// at is the middle of a part.
func (d *place) at(name string) image.Point {
	d.t.Helper()
	return middle(d.part(name))
}

// still is at for a part that has been in its place for a while, as one above it may still get another height.
func (d *place) still(name string) image.Point {
	d.t.Helper()
	const looks = 40
	at, same := d.at(name), 0
	xwindow.Wait(d.t, name+" to stay where it is", func() bool {
		now := d.at(name)
		if same++; now != at {
			at, same = now, 0
		}
		return same >= looks
	})
	return at
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Size().Div(2)) }

// page is where the preview shows words: without what marks blocks beside them, and without what scrolls it.
func (d *place) page() image.Rectangle {
	d.t.Helper()
	return page(d.part("preview"))
}

func page(preview image.Rectangle) image.Rectangle {
	return image.Rect(preview.Min.X+preview.Dx()/4, preview.Min.Y, preview.Max.X-preview.Dx()/30, preview.Max.Y)
}

// gone waits until there is no part of a name.
func (d *place) gone(name string) {
	d.t.Helper()
	xwindow.Wait(d.t, "the part "+name+" to go", func() bool {
		_, err := d.Regions()
		return err == nil && find(d.t, d.Window, name).Empty()
	})
}

// lines are those of the words that a part shows, from the top.
func (d *place) lines(name string) (lines []image.Rectangle) {
	d.t.Helper()
	all, err := d.Regions()
	if err != nil {
		d.t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(r xwindow.Region) bool { return !strings.HasSuffix("/"+r.Kinds, "/"+parts[name]+"/raster") })
	slices.SortFunc(all, func(a, b xwindow.Region) int { return a.Rect.Max.Y - b.Rect.Max.Y })
	for _, r := range all {
		if n := len(lines); n > 0 && r.Rect.Min.Y < lines[n-1].Max.Y-lines[n-1].Dy()/2 {
			lines[n-1] = lines[n-1].Union(r.Rect)
		} else {
			lines = append(lines, r.Rect)
		}
	}
	return lines
}

// rows are the uppermost lines of the text.
func (d *place) rows() image.Rectangle {
	d.t.Helper()
	r := d.part("text")
	r.Max.Y = r.Min.Y + r.Dy()/4
	return r
}

// whole is all of the window.
func (d *place) whole() image.Rectangle { return image.Rectangle{Max: d.Bounds().Size()} }

// centre is where questions are asked.
func (d *place) centre() image.Rectangle {
	size := d.Bounds().Size()
	return image.Rect(size.X/3, size.Y/4, 2*size.X/3, 3*size.Y/5)
}

// narrow reports whether the library is away because the window has no room for it beside text and page.
func (d *place) narrow() bool { return d.Bounds().Dx() < 1100 }

// corner is below the posts of the library, or below the words of a short page. It holds nothing that blinks, and lies under the scrim while a question is
// open.
func (d *place) corner() image.Rectangle {
	d.t.Helper()
	name := "library"
	if d.narrow() {
		name = "preview"
	}
	r := d.part(name)
	return image.Rect(r.Min.X, r.Max.Y-r.Dy()/5, r.Max.X-r.Dx()/12, r.Max.Y-r.Dy()/50)
}
