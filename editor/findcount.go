package editor

import (
	"slices"
	"strconv"
	"sync/atomic"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
)

// recount counts the hits in a goroutine once typing rests, and says which
// one is selected. It finds the one that is sought, too.
func (f *findBar) recount() {
	if !f.open() && f.seek == 0 || f.w.cur == nil {
		return
	}
	if f.stop != nil {
		f.stop.Store(true)
	}
	f.counted++
	f.stop = &atomic.Bool{}
	n, stop, s := f.counted, f.stop, f.w.cur.s
	if f.query().Text == "" {
		f.setCount("", false)
		return
	}
	finder, err := f.compile()
	if err != nil {
		f.setCount("no valid pattern", true)
		return
	}
	count := func() {
		if n != f.counted || f.w.cur == nil || f.w.cur.s != s {
			return
		}
		t, sel, where := s.Text(), s.Primary(), slices.Clone(f.where())
		ready := finder.Ready(t)
		c := tally{sel: sel, from: f.from, by: f.seek}
		go func() {
			for _, in := range where {
				for hit := range finder.Hits(t, in) {
					if stop.Load() || !c.take(hit.Range) {
						break
					}
				}
			}
			f.w.o.Post(func() {
				if n != f.counted || !f.open() && f.seek == 0 || f.w.cur == nil || f.w.cur.s != s {
					return
				}
				f.setCount(c.String(), c.total == 0)
				if !ready {
					f.mark()
				}
				switch sought := f.seek; {
				case sought == 0 || t.Version() != s.Text().Version():
				case c.total > 0:
					f.choose(c.hit)
				case f.say:
					f.seek = 0
					f.sayNone()
				}
			})
		}()
	}
	if f.seek != 0 && f.say { // somebody waits
		f.counting.stop()
		count()
		return
	}
	f.counting.start(count)
}

// unseek counts again: nobody waits any more for a hit in what was looked through
// before.
func (f *findBar) unseek() {
	f.seek = 0
	f.recount()
}

// tally is what a count of hits comes to.
type tally struct {
	sel   text.Selection // if it is a hit, at says which one
	from  int            // where a hit is looked for
	by    int            // the first behind from (1), the last before it (-1), or none (0)
	total int
	at    int
	more  bool       // there are more hits than were counted
	hit   text.Range // that was looked for; the one farthest from there if there is none
	found bool       // it is on that side
}

// take counts a hit, and tells whether the next one is of interest.
func (c *tally) take(hit text.Range) (next bool) {
	switch {
	case c.by > 0 && !c.found:
		if c.found = hit.Start >= c.from; c.found || c.total == 0 {
			c.hit = hit
		}
		next = !c.found
	case c.by < 0:
		if before := hit.End <= c.from; before || !c.found {
			c.hit, c.found, next = hit, c.found || before, true
		}
	}
	if c.total == mostCounted {
		c.more = true
		return next
	}
	c.total++
	if hit.Start == c.sel.Start() && hit.End == c.sel.End() {
		c.at = c.total
	}
	return true
}

func (c *tally) String() string {
	total := strconv.Itoa(c.total)
	if c.more {
		total += "+"
	}
	switch {
	case c.total == 0:
		return "nothing found"
	case c.at > 0:
		return strconv.Itoa(c.at) + " of " + total
	case c.more:
		return total + " hits"
	}
	return count(c.total, "hit")
}

func (f *findBar) setCount(s string, warn bool) {
	color := theme.Muted
	if warn {
		color = theme.Warn
	}
	f.count.Set(s, color)
	f.object.Refresh()
}
