package control_test

import (
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
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
func openCalendar(t *testing.T, marked, today string) (p *seen.Person, c *control.Calendar, d *seen.Did, below *control.Entry) {
	t.Helper()
	below = control.NewEntry()
	p = seen.Sit(t, below, 600, 500)
	p.Canvas().Focus(below)
	d = &seen.Did{}
	c = &control.Calendar{Day: day(t, marked), Today: day(t, today), OnClose: d.Do("closed")}
	c.OnPick = func(day time.Time) { d.Do(day.Format(time.DateOnly))() }
	c.Open(p.Canvas(), fyne.NewPos(40, 30))
	return p, c, d, below
}

// TestCalendarShows: the month by weeks from Monday on, the marked day and today.
func TestCalendarShows(t *testing.T) {
	p, _, _, _ := openCalendar(t, "2026-11-17", "2026-11-23")
	p.See("November 2026")
	columns := map[string]seen.Word{}
	for _, name := range []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"} {
		columns[name] = p.See(name)
	}
	if columns["Mo"].X >= columns["Su"].X {
		t.Error("weeks do not begin with Monday")
	}
	for date, column := range map[string]string{"17": "Tu", "22": "Su", "23": "Mo"} {
		if a, b := p.See(date).Middle().X, columns[column].Middle().X; a < b-2 || a > b+2 {
			t.Errorf("day %s is at %v, %s at %v", date, a, column, b)
		}
	}
	if b := p.Behind("17"); b.Fill != theme.Color(theme.Accent) || p.See("17").Ink != theme.Color(theme.OnAccent) {
		t.Errorf("the marked day is %+v on %+v", p.See("17"), b)
	}
	if !p.See("23").Bold || p.See("24").Bold {
		t.Error("today is not told from other days")
	}
	total := 0
	for i := 1; i <= 31; i++ {
		total += len(p.All(strconv.Itoa(i)))
	}
	if total != 42 || len(p.All("26")) != 2 || p.All("26")[0].Ink != theme.Color(theme.Muted) || p.All("26")[1].Ink != theme.Color(theme.Ink) {
		t.Errorf("%d days are shown, the 26th so: %+v", total, p.All("26"))
	}
}

func TestCalendarMouse(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(p *seen.Person)
		want string
		open bool
	}{
		{"a day", func(p *seen.Person) { p.ClickOn("19") }, "closed, 2026-11-19", false},
		{"a day of the month before", func(p *seen.Person) { f := p.All("30")[0]; p.Click(f.Middle().X, f.Middle().Y) }, "closed, 2026-10-30", false},
		{"a day of the month after", func(p *seen.Person) { p.ClickOn("6") }, "closed, 2026-12-06", false},
		{"today", func(p *seen.Person) { p.ClickOn("Today") }, "closed, 2026-11-23", false},
		{"the month before", func(p *seen.Person) { p.ClickOn("‹"); p.See("October 2026") }, "", true},
		{"the month after", func(p *seen.Person) { p.ClickOn("›"); p.ClickOn("›"); p.See("January 2027") }, "", true},
		{"a name of a day", func(p *seen.Person) { p.ClickOn("Fr") }, "", true},
		{"outside", func(p *seen.Person) { p.Click(590, 490) }, "closed", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, _, d, below := openCalendar(t, "2026-11-17", "2026-11-23")
			c.do(p)
			if got := d.Take(); got != c.want || p.Open() != c.open {
				t.Errorf("it did %q, and is open: %v", got, p.Open())
			}
			if !c.open && p.Canvas().Focused() != fyne.Focusable(below) {
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
		p.Press(c.keys...)
		if got := d.Take(); got != c.want {
			t.Errorf("%s %v did %q, want %q", c.from, c.keys, got, c.want)
		}
		switch {
		case c.month != "":
			p.See(c.month)
		case p.Open() || p.Canvas().Focused() != fyne.Focusable(below) || below.Text() != "":
			t.Errorf("%s %v: it is open, or the focus is elsewhere, or the field has %q", c.from, c.keys, below.Text())
		}
	}
}

// A calendar at the window's edge is seen whole, and can be opened again.
func TestCalendarPlace(t *testing.T) {
	p, c, d, _ := openCalendar(t, "2026-11-17", "2026-11-23")
	c.Close()
	c.Close()
	if got := d.Take(); got != "closed" {
		t.Errorf("closing twice did %q", got)
	}
	c.Open(p.Canvas(), fyne.NewPos(590, 490))
	for _, w := range p.Words() {
		if w.Right() > 600 || w.Y+w.H > 500 || w.X < 0 || w.Y < 0 {
			t.Errorf("%+v is out of the window", w)
		}
	}
	p.ClickOn("19")
	if got := d.Take(); got != "closed, 2026-11-19" {
		t.Errorf("it did %q", got)
	}
}
