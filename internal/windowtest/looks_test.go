//go:build linux

package windowtest

import (
	"image"
	"image/color"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// counted is where the pixels of a part of a picture are that are such, and how many.
func counted(m *image.RGBA, r image.Rectangle, such func(color.RGBA) bool) (where image.Rectangle, n int) {
	r = r.Intersect(m.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if such(m.RGBAAt(x, y)) {
				where = where.Union(image.Rect(x, y, x+1, y+1))
				n++
			}
		}
	}
	return where, n
}

// vermilion is the colour of what has the keys, also where it is drawn thin.
func vermilion(c color.RGBA) bool {
	return c.R > 140 && int(c.R) > int(c.G)+70 && int(c.R) > int(c.B)+90
}

// TestWindowRings goes through the fields of the form: each has a ring of the same colour while it has the keys, and no
// longer. The chosen row of a palette has round corners, as what it lies in.
func TestWindowRings(t *testing.T) {
	d := openSample(t)
	d.Key("shift+F6")
	for i, name := range []string{"title", "slug", "date", "description"} {
		if i > 0 {
			d.Key("Tab")
		}
		xwindow.Wait(t, "a ring about the "+name+" alone", func() bool {
			shot, all := d.Shot(), d.fields()
			for k, r := range all {
				if where, n := counted(shot, r, vermilion); k == i && (n < r.Dx() || where.Dx() < r.Dx()*3/4 || where.Dy() < r.Dy()/2) || k != i && n > 0 {
					return false
				}
			}
			return len(all) == 4
		})
	}
	d.Key("F6", "ctrl+shift+p")
	list := d.part("palette")
	shot := d.Settle(list)
	all, err := d.Regions()
	if err != nil {
		t.Fatal(err)
	}
	first := slices.IndexFunc(all, func(r xwindow.Region) bool { return strings.HasSuffix(r.Kinds, "control.Overlay/control.List/text") })
	words := all[first].Rect
	at := shot.RGBAAt(words.Min.X-3, words.Min.Y)
	where, _ := counted(shot, list, func(c color.RGBA) bool { return c == at })
	if where.Dy() > 3*words.Dy() {
		t.Fatalf("no row is chosen: %v in %v", where, list)
	}
	for _, p := range []image.Point{where.Min, {X: where.Max.X - 1, Y: where.Min.Y}, {X: where.Min.X, Y: where.Max.Y - 1}, where.Max.Sub(image.Pt(1, 1))} {
		if shot.RGBAAt(p.X, p.Y) == at {
			t.Errorf("the chosen row %v has a square corner at %v", where, p)
		}
	}
}

// TestWindowCard looks at the card of a post with a wide picture of narrow stripes: they are as sharp as they can be,
// and the picture's corners are round.
func TestWindowCard(t *testing.T) {
	d := lay(t)
	m := image.NewRGBA(image.Rect(0, 0, 1218, 640))
	for y := range 640 {
		for x := range 1218 {
			c := color.RGBA{R: 230, B: 230, A: 255}
			if x/29%2 == 1 {
				c = color.RGBA{G: 160, A: 255}
			}
			m.Set(x, y, c)
		}
	}
	d.writePicture(filepath.Join(d.dir, "assets", "stripes.png"), encoded(t, m))
	path := filepath.Join(d.dir, "0100-card.md")
	d.write(path, "!! title: Card\n!! slug: card\n!! published: 2020-01-02\n!! description: A post with a picture\n\n---\n\n![Stripes](/stripes.png)\n\nWords.\n")
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Card — Galley")
	d.Click(d.at("button/Card"), 1)
	d.gone("words/Stripes")
	page := d.part("preview")
	var shot *image.RGBA
	var where image.Rectangle
	xwindow.Wait(t, "the card's picture", func() bool {
		shot = d.Shot()
		where = striped(shot, page)
		return where.Dx() > page.Dx()/2
	})
	shot = d.Settle(page)
	where = striped(shot, page)
	y, clear := (where.Min.Y+where.Max.Y)/2, 0
	for x := where.Min.X; x < where.Max.X; x++ {
		if purple(shot, x, y) || green(shot, x, y) {
			clear++
		}
	}
	if clear*10 < where.Dx()*7 {
		t.Errorf("%d of %d pixels across the card's picture have a stripe's colour", clear, where.Dx())
	}
	if top := where.Min; purple(shot, top.X, top.Y) || purple(shot, top.X+1, top.Y) {
		t.Errorf("the picture %v has a square corner", where)
	}
}

func purple(m *image.RGBA, x, y int) bool {
	c := m.RGBAAt(x, y)
	return near(c.R, 230) && near(c.G, 0) && near(c.B, 230)
}

func green(m *image.RGBA, x, y int) bool {
	c := m.RGBAAt(x, y)
	return near(c.R, 0) && near(c.G, 160) && near(c.B, 0)
}

// striped is where the uppermost stripes are.
func striped(m *image.RGBA, r image.Rectangle) (where image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if purple(m, x, y) || green(m, x, y) {
				where = where.Union(image.Rect(x, y, x+1, y+1))
			}
		}
		if !where.Empty() && y > where.Max.Y {
			break
		}
	}
	return where
}
