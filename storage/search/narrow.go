package search

import (
	"bytes"
	"slices"
	"weak"

	"galley.app/galley/storage"
)

// narrowing is what the last search found among the posts that it knew by what is
// kept of them. Who types on asks for less than before: what was not found then is
// not looked at again.
type narrowing struct {
	query matcher
	first weak.Pointer[storage.Entry] // the first post of the library that was searched
	asked []bool                      // by posts of the library: it was looked at
	found []bool
	// looked is at how many posts it looked.
	looked int
}

// narrows reports whether whatever a query finds in a library the last one found
// as well.
func (n *narrowing) narrows(lib storage.Library, q *matcher) bool {
	if n.asked == nil || len(lib.Entries) != len(n.asked) || len(n.asked) == 0 || n.first != weak.Make(&lib.Entries[0]) || !q.narrow() {
		return false
	}
	for i := range n.query.needles {
		was := &n.query.needles[i]
		if !slices.ContainsFunc(q.needles, func(is needle) bool { return is.implies(was) }) {
			return false
		}
	}
	return true
}

// narrow reports whether a query can be one of those that become narrower as they
// are typed: by words whose case counts or that are whole, and by expressions, more
// may be found when there is more of them.
func (m *matcher) narrow() bool { return m.finder == nil && !m.q.Case && !m.q.Words && !m.q.Regexp }

// implies reports whether a post that is like one term is like the other.
func (n *needle) implies(o *needle) bool {
	if n.Kind <= Phrase && o.Kind <= Phrase && !n.Not && !o.Not {
		return len(o.text) > 0 && bytes.Contains(n.text, o.text)
	}
	return n.Term == o.Term
}

// keep notes what was found, for the next search.
func (n *narrowing) keep(r *run) {
	*n = narrowing{}
	if len(r.Library.Entries) == 0 || !r.exact.narrow() || !r.counted {
		return
	}
	n.query, n.first = *r.exact, weak.Make(&r.Library.Entries[0])
	n.asked, n.found, n.looked = r.asked, make([]bool, len(r.Library.Entries)), int(r.looked.Load())
	for i := range r.like {
		if at := r.like[i].doc.at; at >= 0 {
			n.found[at] = true
		}
	}
}

// passes reports whether the last search found that a post is none of those that are
// looked for.
func (n *narrowing) passes(at int) bool { return at >= 0 && n.asked[at] && !n.found[at] }
