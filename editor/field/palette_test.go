package field_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/theme"
)

// openPalette shows a palette of n rows that are called row 0 and so on.
func openPalette(t *testing.T, n int, with func(*field.Palette)) (*person, *did, *field.Field) {
	t.Helper()
	below := field.New(field.Style{})
	p := sit(t, below, 800, 700)
	p.canvas().Focus(below)
	var d did
	pal := &field.Palette{Placeholder: "Type here", Empty: "Nothing is called so", OnClose: d.do("closed")}
	pal.Find = func(query string) (items []field.Item) {
		for i := range n {
			if name := fmt.Sprint("row ", i); strings.Contains(name, query) {
				items = append(items, field.Item{Title: name, Note: fmt.Sprint("note ", i), Keys: fmt.Sprint("Ctrl+", i), Do: d.do(name)})
			}
		}
		return items
	}
	if with != nil {
		with(pal)
	}
	pal.Open(p.canvas())
	return p, &d, below
}

// marked gives the row that is marked.
func marked(p *person) (row string) {
	for _, w := range p.words() {
		if strings.HasPrefix(w.text, "row ") && p.behind(w.text).fill == theme.Color(theme.Sel) {
			row += w.text
		}
	}
	return row
}

func TestPaletteShows(t *testing.T) {
	p, _, _ := openPalette(t, 30, nil)
	title, note, keys := p.see("row 3"), p.see("note 3"), p.see("Ctrl+3")
	if title.right() > note.x || note.right() > keys.x || keys.ink != theme.Color(theme.Muted) || title.ink != theme.Color(theme.Ink) {
		t.Errorf("a row is %+v %+v %+v", title, note, keys)
	}
	if len(p.all("row 9")) != 1 || len(p.all("row 10")) != 0 {
		t.Errorf("shown are: %s", p.says())
	}
	if got := marked(p); got != "row 0" {
		t.Errorf("marked is %q", got)
	}
	p.write("2")
	if got := marked(p); got != "row 2" || len(p.all("row 12")) != 1 || len(p.all("row 1")) != 0 {
		t.Errorf("of %q marked is %q", p.says(), got)
	}
	p.write("99")
	p.see("Nothing is called so")
	p.press(fyne.KeyReturn)
	if !p.open() {
		t.Error("Return without a row closed it")
	}
	p.press(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
	p.see("row 0")
}

func TestPaletteKeys(t *testing.T) {
	for _, c := range []struct {
		write string
		keys  []fyne.KeyName
		want  string
	}{
		{"", []fyne.KeyName{fyne.KeyReturn}, "closed, row 0"},
		{"", []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn}, "closed, row 29"},
		{"", []fyne.KeyName{fyne.KeyPageDown, fyne.KeyReturn}, "closed, row 10"},
		{"", []fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyReturn}, "closed, row 29"},
		{"", []fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyPageUp, fyne.KeyReturn}, "closed, row 0"},
		{"7", []fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "closed, row 17"},
		{"7", []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn}, "closed, row 7"},
		{"7", []fyne.KeyName{fyne.KeyDown, fyne.KeyEscape}, "closed"},
	} {
		p, d, below := openPalette(t, 30, nil)
		p.write(c.write)
		p.press(c.keys...)
		if got := d.take(); got != c.want {
			t.Errorf("%q %v did %q, want %q", c.write, c.keys, got, c.want)
		}
		if p.open() || p.canvas().Focused() != fyne.Focusable(below) || below.Text() != "" {
			t.Errorf("%q %v: it is open, or the focus is elsewhere, or %q came through", c.write, c.keys, below.Text())
		}
	}
}

func TestPaletteMouse(t *testing.T) {
	p, d, _ := openPalette(t, 30, nil)
	m := p.see("row 4").middle()
	p.point(m.X, m.Y)
	if got := marked(p); got != "row 4" {
		t.Errorf("under the pointer is row 4, marked is %q", got)
	}
	p.press(fyne.KeyDown)
	if got := marked(p); got != "row 5" {
		t.Errorf("Down from there marks %q", got)
	}
	p.wheel(m.X, m.Y, -1)
	p.wheel(m.X, m.Y, -1)
	if len(p.all("row 11")) != 1 || len(p.all("row 12")) != 0 || len(p.all("row 1")) != 0 || len(p.all("row 2")) != 1 {
		t.Errorf("after the wheel: %s", p.says())
	}
	for range 40 {
		p.wheel(m.X, m.Y, -1)
	}
	p.see("row 29")
	for range 40 {
		p.wheel(m.X, m.Y, 1)
	}
	p.clickOn("row 7")
	if got := d.take(); got != "closed, row 7" || p.open() {
		t.Errorf("a click did %q", got)
	}

	p, d, _ = openPalette(t, 3, nil)
	p.click(400, p.see("row 0").y-20)
	if got := d.take(); got != "" || !p.open() {
		t.Errorf("a click on the field did %q", got)
	}
	p.click(5, 5)
	if got := d.take(); got != "closed" || p.open() {
		t.Errorf("a click outside did %q", got)
	}
}

func TestPaletteStarts(t *testing.T) {
	p, d, _ := openPalette(t, 30, func(pal *field.Palette) { pal.First = 20 })
	if got := marked(p); got != "row 20" {
		t.Errorf("marked is %q", got)
	}
	p.press(fyne.KeyReturn)
	if got := d.take(); got != "closed, row 20" {
		t.Errorf("Return did %q", got)
	}

	// What is typed replaces the marked part of the text.
	p, d, _ = openPalette(t, 30, func(pal *field.Palette) { pal.Text, pal.Mark = "row 12", "12" })
	p.write("3")
	p.see("row 3")
	p.press(fyne.KeyReturn)
	if got := d.take(); got != "closed, row 3" {
		t.Errorf("it did %q, of %s", got, p.says())
	}

	// A step on the way fills the field and goes on.
	p, d, _ = openPalette(t, 1, func(pal *field.Palette) {
		find := pal.Find
		pal.Find = func(q string) []field.Item {
			if q == "" {
				return []field.Item{{Title: "a folder", Fill: "row"}}
			}
			return find(q)
		}
	})
	p.clickOn("a folder")
	p.write(" ")
	if got := d.take(); got != "" || !p.open() {
		t.Errorf("a step on the way did %q", got)
	}
	p.press(fyne.KeyReturn)
	if got := d.take(); got != "closed, row 0" {
		t.Errorf("it did %q", got)
	}

	// One that belongs to something ends at its corner.
	corner := fyne.NewPos(500, 600)
	p, _, _ = openPalette(t, 3, func(pal *field.Palette) { pal.Above = &corner })
	last := p.see("row 2")
	if keys := p.see("Ctrl+2"); keys.right() > corner.X || last.y+last.h > corner.Y || last.y < corner.Y-60 || keys.right() < corner.X-40 {
		t.Errorf("its last row is %+v to %+v", last, keys)
	}
}

// Long titles are cut before the keys.
func TestPaletteCuts(t *testing.T) {
	p, _, _ := openPalette(t, 0, func(pal *field.Palette) {
		pal.Find = func(string) []field.Item {
			return []field.Item{{Title: strings.Repeat("very long ", 30), Note: "not seen", Keys: "Ctrl+L"}}
		}
	})
	keys := p.see("Ctrl+L")
	for _, w := range p.words() {
		if strings.HasPrefix(w.text, "very") && (w.right() > keys.x || !strings.HasSuffix(w.text, "…")) || w.text == "not seen" {
			t.Errorf("%+v beside %+v", w, keys)
		}
	}
}

// A palette shows as many rows as there is room for, and the arrows reach the others.
func TestPaletteFits(t *testing.T) {
	for _, c := range []struct {
		height float32
		rows   int
	}{{700, 10}, {420, 9}, {300, 6}} {
		p := sit(t, field.New(field.Style{}), 600, c.height)
		pal := &field.Palette{Find: func(string) (items []field.Item) {
			for i := range 25 {
				items = append(items, field.Item{Title: fmt.Sprint("row ", i)})
			}
			return items
		}}
		pal.Open(p.canvas())
		p.press(fyne.KeyUp)
		seen := 0
		for _, w := range p.words() {
			if seen++; w.y+w.h > c.height-8 {
				t.Errorf("at %v %q ends at %v", c.height, w.text, w.y+w.h)
			}
		}
		if got := marked(p); got != "row 24" || seen != c.rows {
			t.Errorf("at %v %d rows are seen, want %d; marked is %q", c.height, seen, c.rows, got)
		}
	}
}
