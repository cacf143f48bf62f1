package control_test

import (
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// openCalendar shows a calendar over a field that has the focus.
func openCalendar(t *testing.T, marked, today string) (p *person, c *control.Calendar, d *did, below *control.Entry) {
	t.Helper()
	below = control.NewEntry()
	p = sit(t, below, 600, 500)
	p.canvas().Focus(below)
	d = &did{}
	c = &control.Calendar{Day: day(t, marked), Today: day(t, today), OnClose: d.do("closed")}
	c.OnPick = func(day time.Time) { d.do(day.Format(time.DateOnly))() }
	c.Open(p.canvas(), fyne.NewPos(40, 30))
	return p, c, d, below
}

// TestCalendarShows: the month by weeks from Monday on, the marked day and today.
func TestCalendarShows(t *testing.T) {
	p, _, _, _ := openCalendar(t, "2026-11-17", "2026-11-23")
	p.see("November 2026")
	columns := map[string]word{}
	for _, name := range []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"} {
		columns[name] = p.see(name)
	}
	if columns["Mo"].x >= columns["Su"].x {
		t.Error("weeks do not begin with Monday")
	}
	for date, column := range map[string]string{"17": "Tu", "22": "Su", "23": "Mo"} {
		if a, b := p.see(date).middle().X, columns[column].middle().X; a < b-2 || a > b+2 {
			t.Errorf("day %s is at %v, %s at %v", date, a, column, b)
		}
	}
	if b := p.behind("17"); b.fill != theme.Color(theme.Accent) || p.see("17").ink != theme.Color(theme.OnAccent) {
		t.Errorf("the marked day is %+v on %+v", p.see("17"), b)
	}
	if !p.see("23").bold || p.see("24").bold {
		t.Error("today is not told from other days")
	}
	total := 0
	for i := 1; i <= 31; i++ {
		total += len(p.all(strconv.Itoa(i)))
	}
	if total != 42 || len(p.all("26")) != 2 || p.all("26")[0].ink != theme.Color(theme.Muted) || p.all("26")[1].ink != theme.Color(theme.Ink) {
		t.Errorf("%d days are shown, the 26th so: %+v", total, p.all("26"))
	}
}

func TestCalendarMouse(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(p *person)
		want string
		open bool
	}{
		{"a day", func(p *person) { p.clickOn("19") }, "closed, 2026-11-19", false},
		{"a day of the month before", func(p *person) { f := p.all("30")[0]; p.click(f.middle().X, f.middle().Y) }, "closed, 2026-10-30", false},
		{"a day of the month after", func(p *person) { p.clickOn("6") }, "closed, 2026-12-06", false},
		{"today", func(p *person) { p.clickOn("Today") }, "closed, 2026-11-23", false},
		{"the month before", func(p *person) { p.clickOn("‹"); p.see("October 2026") }, "", true},
		{"the month after", func(p *person) { p.clickOn("›"); p.clickOn("›"); p.see("January 2027") }, "", true},
		{"a name of a day", func(p *person) { p.clickOn("Fr") }, "", true},
		{"outside", func(p *person) { p.click(590, 490) }, "closed", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _, d, below := openCalendar(t, "2026-11-17", "2026-11-23")
			c.do(p)
			if got := d.take(); got != c.want || p.open() != c.open {
				t.Errorf("it did %q, and is open: %v", got, p.open())
			}
			if !c.open && p.canvas().Focused() != fyne.Focusable(below) {
				t.Error("the focus is not where it was")
			}
		})
	}
}

func TestCalendarKeys(t *testing.T) {
	for _, c := range []struct {
		from  string
		keys  []fyne.KeyName
		month string // shown then
		want  string
	}{
		{"2026-11-17", []fyne.KeyName{fyne.KeyLeft, fyne.KeyUp, fyne.KeyEnter}, "", "closed, 2026-11-09"},
		{"2026-11-30", []fyne.KeyName{fyne.KeyRight}, "December 2026", ""},
		{"2026-12-31", []fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageDown}, "February 2027", ""},
		{"2026-12-31", []fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "", "closed, 2027-01-07"},
		{"2026-01-15", []fyne.KeyName{fyne.KeyPageUp}, "December 2025", ""},
		{"9999-12-31", []fyne.KeyName{fyne.KeyRight, fyne.KeyPageDown, fyne.KeyReturn}, "", "closed, 9999-12-31"},
		{"0001-01-01", []fyne.KeyName{fyne.KeyUp, fyne.KeyPageUp, fyne.KeyReturn}, "", "closed, 0001-01-01"},
		{"2020-02-29", []fyne.KeyName{fyne.KeyHome}, "November 2026", ""},
		{"2026-11-17", []fyne.KeyName{fyne.KeyDown, fyne.KeyEscape}, "", "closed"},
	} {
		p, _, d, below := openCalendar(t, c.from, "2026-11-23")
		p.press(c.keys...)
		if got := d.take(); got != c.want {
			t.Errorf("%s %v did %q, want %q", c.from, c.keys, got, c.want)
		}
		switch {
		case c.month != "":
			p.see(c.month)
		case p.open() || p.canvas().Focused() != fyne.Focusable(below) || below.Text() != "":
			t.Errorf("%s %v: it is open, or the focus is elsewhere, or the field has %q", c.from, c.keys, below.Text())
		}
	}
}

// A calendar at the window's edge is seen whole, and can be opened again.
func TestCalendarPlace(t *testing.T) {
	p, c, d, _ := openCalendar(t, "2026-11-17", "2026-11-23")
	c.Close()
	c.Close()
	if got := d.take(); got != "closed" {
		t.Errorf("closing twice did %q", got)
	}
	c.Open(p.canvas(), fyne.NewPos(590, 490))
	for _, w := range p.words() {
		if w.right() > 600 || w.y+w.h > 500 || w.x < 0 || w.y < 0 {
			t.Errorf("%+v is out of the window", w)
		}
	}
	p.clickOn("19")
	if got := d.take(); got != "closed, 2026-11-19" {
		t.Errorf("it did %q", got)
	}
}
