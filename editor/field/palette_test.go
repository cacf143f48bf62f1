package field_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/field"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

// openPalette shows a palette of n rows that are called row 0 and so on.
func openPalette(t *testing.T, n int, with func(*field.Palette)) (*seen.Person, *seen.Did, *field.Field) {
	t.Helper()
	below := field.New(field.Style{})
	p := seen.Sit(t, below, 800, 700)
	p.Canvas().Focus(below)
	var d seen.Did
	pal := &field.Palette{Placeholder: "Type here", Empty: "Nothing is called so", OnClose: d.Do("closed")}
	pal.Find = func(query string) (items []field.Item) {
		for i := range n {
			if name := fmt.Sprint("row ", i); strings.Contains(name, query) {
				items = append(items, field.Item{Title: name, Note: fmt.Sprint("note ", i), Keys: fmt.Sprint("Ctrl+", i), Do: d.Do(name)})
			}
		}
		return items
	}
	if with != nil {
		with(pal)
	}
	pal.Open(p.Canvas())
	return p, &d, below
}

// marked gives the row that is marked.
func marked(p *seen.Person) (row string) {
	for _, w := range p.Words() {
		if strings.HasPrefix(w.Text, "row ") && p.Behind(w.Text).Fill == theme.Color(theme.Sel) {
			row += w.Text
		}
	}
	return row
}

func TestPaletteShows(t *testing.T) {
	p, _, _ := openPalette(t, 30, nil)
	title, note, keys := p.See("row 3"), p.See("note 3"), p.See("Ctrl+3")
	if title.Right() > note.X || note.Right() > keys.X || keys.Ink != theme.Color(theme.Muted) || title.Ink != theme.Color(theme.Ink) {
		t.Errorf("a row is %+v %+v %+v", title, note, keys)
	}
	if len(p.All("row 9")) != 1 || len(p.All("row 10")) != 0 {
		t.Errorf("shown are: %s", p.Says())
	}
	if got := marked(p); got != "row 0" {
		t.Errorf("marked is %q", got)
	}
	p.Write("2")
	if got := marked(p); got != "row 2" || len(p.All("row 12")) != 1 || len(p.All("row 1")) != 0 {
		t.Errorf("of %q marked is %q", p.Says(), got)
	}
	p.Write("99")
	p.See("Nothing is called so")
	p.Press(fyne.KeyReturn)
	if !p.Open() {
		t.Error("Return without a row closed it")
	}
	p.Press(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
	p.See("row 0")
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
		p.Write(c.write)
		p.Press(c.keys...)
		if got := d.Take(); got != c.want {
			t.Errorf("%q %v did %q, want %q", c.write, c.keys, got, c.want)
		}
		if p.Open() || p.Canvas().Focused() != fyne.Focusable(below) || below.Text() != "" {
			t.Errorf("%q %v: it is open, or the focus is elsewhere, or %q came through", c.write, c.keys, below.Text())
		}
	}
}

func TestPaletteMouse(t *testing.T) {
	p, d, _ := openPalette(t, 30, nil)
	m := p.See("row 4").Middle()
	p.Point(m.X, m.Y)
	if got := marked(p); got != "row 4" {
		t.Errorf("under the pointer is row 4, marked is %q", got)
	}
	p.Press(fyne.KeyDown)
	if got := marked(p); got != "row 5" {
		t.Errorf("Down from there marks %q", got)
	}
	p.Wheel(m.X, m.Y, -1)
	p.Wheel(m.X, m.Y, -1)
	if len(p.All("row 11")) != 1 || len(p.All("row 12")) != 0 || len(p.All("row 1")) != 0 || len(p.All("row 2")) != 1 {
		t.Errorf("after the wheel: %s", p.Says())
	}
	for range 40 {
		p.Wheel(m.X, m.Y, -1)
	}
	p.See("row 29")
	for range 40 {
		p.Wheel(m.X, m.Y, 1)
	}
	p.ClickOn("row 7")
	if got := d.Take(); got != "closed, row 7" || p.Open() {
		t.Errorf("a click did %q", got)
	}

	p, d, _ = openPalette(t, 3, nil)
	p.Click(400, p.See("row 0").Y-20)
	if got := d.Take(); got != "" || !p.Open() {
		t.Errorf("a click on the field did %q", got)
	}
	p.Click(5, 5)
	if got := d.Take(); got != "closed" || p.Open() {
		t.Errorf("a click outside did %q", got)
	}
}

func TestPaletteStarts(t *testing.T) {
	p, d, _ := openPalette(t, 30, func(pal *field.Palette) { pal.First = 20 })
	if got := marked(p); got != "row 20" {
		t.Errorf("marked is %q", got)
	}
	p.Press(fyne.KeyReturn)
	if got := d.Take(); got != "closed, row 20" {
		t.Errorf("Return did %q", got)
	}

	// What is typed replaces the marked part of the text.
	p, d, _ = openPalette(t, 30, func(pal *field.Palette) { pal.Text, pal.Mark = "row 12", "12" })
	p.Write("3")
	p.See("row 3")
	p.Press(fyne.KeyReturn)
	if got := d.Take(); got != "closed, row 3" {
		t.Errorf("it did %q, of %s", got, p.Says())
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
	p.ClickOn("a folder")
	p.Write(" ")
	if got := d.Take(); got != "" || !p.Open() {
		t.Errorf("a step on the way did %q", got)
	}
	p.Press(fyne.KeyReturn)
	if got := d.Take(); got != "closed, row 0" {
		t.Errorf("it did %q", got)
	}

	// One that belongs to something ends at its corner.
	corner := fyne.NewPos(500, 600)
	p, _, _ = openPalette(t, 3, func(pal *field.Palette) { pal.Above = &corner })
	last := p.See("row 2")
	if keys := p.See("Ctrl+2"); keys.Right() > corner.X || last.Y+last.H > corner.Y || last.Y < corner.Y-60 || keys.Right() < corner.X-40 {
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
	keys := p.See("Ctrl+L")
	for _, w := range p.Words() {
		if strings.HasPrefix(w.Text, "very") && (w.Right() > keys.X || !strings.HasSuffix(w.Text, "…")) || w.Text == "not seen" {
			t.Errorf("%+v beside %+v", w, keys)
		}
	}
}

// A palette shows as many rows as there is room for, and the arrows reach the others.
func TestPaletteFits(t *testing.T) {
	for _, c := range []struct {
		height float32
		rows   int
	}{{700, 10}, {420, 8}, {300, 5}} {
		p := seen.Sit(t, field.New(field.Style{}), 600, c.height)
		pal := &field.Palette{Find: func(string) (items []field.Item) {
			for i := range 25 {
				items = append(items, field.Item{Title: fmt.Sprint("row ", i)})
			}
			return items
		}}
		pal.Open(p.Canvas())
		p.Press(fyne.KeyUp)
		shown := 0
		for _, w := range p.Words() {
			if shown++; w.Y+w.H > c.height-8 {
				t.Errorf("at %v %q ends at %v", c.height, w.Text, w.Y+w.H)
			}
		}
		if got := marked(p); got != "row 24" || shown != c.rows {
			t.Errorf("at %v %d rows are seen, want %d; marked is %q", c.height, shown, c.rows, got)
		}
	}
}

// A palette that asks the disk waits for nothing: what was typed stays shown with
// the rows before, Enter goes by the rows of what was typed, and what comes late
// of something typed before is not shown.
func TestPaletteAsks(t *testing.T) {
	queue := make(chan func(), 10)
	asked, goOn := make(chan string, 10), make(chan bool)
	p, d, _ := openPalette(t, 30, func(pal *field.Palette) {
		find := pal.Find
		pal.Find = func(query string) []field.Item {
			asked <- query
			<-goOn
			return find(query)
		}
		pal.Asks = true
		pal.Desk = &aside.Desk{Post: func(f func()) { queue <- f }, Patience: func() time.Duration { return 0 }}
	})
	answer := func() {
		goOn <- true
		(<-queue)()
	}
	<-asked
	answer()
	p.See("row 0")
	p.Write("2")
	<-asked
	p.See("row 0") // still
	p.Write("3")
	<-asked
	p.Press(fyne.KeyReturn)
	if !p.Open() {
		t.Fatal("Enter went by rows of something else")
	}
	answer()
	answer()
	if p.Open() || d.Take() != "closed, row 23" {
		t.Errorf("Enter did %q", d.Take())
	}
}

// What is typed after a key that waits for rows goes where that key leads.
func TestPaletteKeepsTheOrder(t *testing.T) {
	queue := make(chan func(), 10)
	asked, goOn := make(chan string, 10), make(chan bool)
	p, _, _ := openPalette(t, 30, func(pal *field.Palette) {
		pal.Find = func(query string) (rows []field.Item) {
			<-goOn
			asked <- query
			for _, path := range []string{"alpha/", "alpha/xy/"} {
				if strings.HasPrefix(path, query) {
					rows = append(rows, field.Item{Title: path, Fill: path, Do: func() {}})
				}
			}
			return rows
		}
		pal.Asks, pal.Completes = true, true
		pal.Desk = &aside.Desk{Post: func(f func()) { queue <- f }, Patience: func() time.Duration { return 0 }}
	})
	tab := func() { p.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab}) } // which the field has before the window
	goOn <- true
	(<-queue)()
	p.Write("al")
	tab()
	p.Write("xz")
	p.Press(fyne.KeyBackspace)
	tab()
	p.Write("!")
	close(goOn)
	for {
		select {
		case answer := <-queue:
			answer()
		case query := <-asked:
			if !strings.Contains(query, "!") {
				continue
			}
			if query != "alpha/xy/!" {
				t.Errorf("looked for is %q", query)
			}
			return
		}
	}
}
