package finding

import (
	"slices"
	"sync/atomic"

	"galley.app/galley/internal/theme"
)

// recount counts the hits in a goroutine once typing rests, and says which
// one is selected. It finds the one that is sought, too.
func (f *Bar) recount() {
	if !f.IsOpen() && f.seek == 0 || f.o.Session() == nil {
		return
	}
	if f.stop != nil {
		f.stop.Store(true)
	}
	f.counted++
	f.stop = &atomic.Bool{}
	n, stop, s := f.counted, f.stop, f.o.Session()
	if f.query().Text == "" {
		f.setCount("", false)
		return
	}
	finder, err := f.compile()
	if err != nil {
		f.setCount("Not a valid pattern", true)
		return
	}
	count := func() {
		if n != f.counted || f.o.Session() != s {
			return
		}
		t, sel, where := s.Text(), s.Primary(), slices.Clone(f.where())
		ready := finder.Ready(t)
		c := tally{sel: sel, from: f.origin.off(s), by: f.seek}
		go func() {
			for _, in := range where {
				for hit := range finder.Hits(t, in) {
					if stop.Load() || !c.take(hit.Range) {
						break
					}
				}
			}
			f.o.Post(func() {
				if n != f.counted || !f.IsOpen() && f.seek == 0 || f.o.Session() != s {
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
				default:
					f.seek = 0
					f.leave()
					if f.say {
						f.sayNone()
					}
				}
			})
		}()
	}
	if f.seek != 0 && f.say { // somebody waits
		f.counting.Stop()
		count()
		return
	}
	f.counting.Start(count)
}

// Changed counts again for another text, or post: nobody waits any more for a hit in what was looked through
// before.
func (f *Bar) Changed() {
	f.seek = 0
	f.recount()
}

func (f *Bar) setCount(s string, warn bool) {
	color := theme.Muted
	if warn {
		color = theme.Warn
	}
	f.count.Set(s, color)
	f.Object.Refresh()
}
