package bundle

import (
	"slices"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
)

// RestoreLinks undoes what move does to links: an address that is in the text
// as often as it was written becomes what it was; of several that begin at one
// place the longest. A text that would become larger than a post may be stays
// as it is.
func RestoreLinks(text string, links []Asset) string {
	queues := map[string][]string{}
	var begins [256]bool
	var lengths []int // of the addresses, the longest first
	for _, l := range links {
		if l.Path == "" || len(l.Written) == 0 {
			continue
		}
		queues[l.Path] = l.Written
		begins[l.Path[0]] = true
		lengths = append(lengths, len(l.Path))
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	slices.Reverse(lengths)
	var b strings.Builder
	done := 0 // of text
	for at := 0; at < len(text); at++ {
		if !begins[text[at]] {
			continue
		}
		for _, n := range lengths {
			if at+n > len(text) {
				continue
			}
			q, ok := queues[text[at:at+n]]
			if !ok {
				continue
			}
			w := q[0]
			if len(q) > 1 {
				queues[text[at:at+n]] = q[1:]
			}
			if isQuoted(w) && at > 0 && at+n < len(text) && text[at-1] == w[0] && text[at+n] == w[0] {
				w = w[1 : len(w)-1] // in a tag, whose quotes are there
			}
			if b.Len()+at-done+len(w) > pack.MaxSource {
				return text
			}
			b.WriteString(text[done:at] + w)
			at += n - 1
			done = at + 1
			break
		}
	}
	return b.String() + text[done:]
}

func isQuoted(s string) bool {
	return len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]
}

// Restore undoes move: each place that names an asset names what it did, and
// one that was added since names it as the others do. A text that would become
// larger than a post may be stays as it is.
func Restore(src string, assets []Asset) string {
	queues := map[string][]string{}
	for _, a := range assets {
		if len(a.Written) > 0 {
			queues[a.Path] = a.Written
		}
	}
	if len(queues) == 0 {
		return src
	}
	size := len(src)
	out := refs.Replace(src, refs.Images(src), func(r refs.Ref) string {
		q := queues[r.Dest]
		if len(q) == 0 || size > pack.MaxSource {
			return r.Written
		}
		if len(q) > 1 {
			queues[r.Dest] = q[1:]
		}
		size += len(q[0]) - len(r.Written)
		return q[0]
	})
	if size > pack.MaxSource {
		return src
	}
	return out
}
