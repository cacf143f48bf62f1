package finding

import (
	"strconv"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/wording"
)

const mostCounted = 10_000 // hits; of more it is only said that there are

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

// take counts a hit, and reports whether the next one is of interest.
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
		return "Nothing found"
	case c.at > 0:
		return strconv.Itoa(c.at) + " of " + total
	case c.more:
		return total + " hits"
	}
	return wording.Count(c.total, "hit")
}
