package schema

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"galley.app/galley/storage/post"
)

const (
	mostNames  = 200  // fields that are remembered
	mostValues = 1000 // values of each
	longValue  = 120  // bytes; nobody completes more
)

// Usage is which fields the posts of a library have beside the usual four, and
// what stands in them.
type Usage struct {
	Names  []string            // the most used first
	Values map[string][]string // of each name the most used first; of a list its items
}

// Gather looks through the heads of posts.
func Gather(heads iter.Seq[post.Post], s Schema) Usage {
	names, values := map[string]int{}, map[string]map[string]int{}
	for p := range heads {
		for _, f := range p.Fields() {
			switch f.Key {
			case "", "title", "slug", "published", "description":
				continue
			}
			if values[f.Key] == nil {
				if len(values) == mostNames {
					continue
				}
				values[f.Key] = map[string]int{}
			}
			names[f.Key]++
			count(values[f.Key], s.Of(f.Key, f.Value), f.Value)
		}
	}
	u := Usage{Names: ranked(names), Values: make(map[string][]string, len(values))}
	for name, all := range values {
		u.Values[name] = ranked(all)
	}
	return u
}

// count counts what stands in a field.
func count(all map[string]int, f Field, value string) {
	list := []string{value}
	switch f.Kind {
	case List:
		list = nil
		if len(value) < 100*longValue {
			list = Items(value)
		}
	case Boolean, Number, Date:
		return
	}
	for _, v := range list {
		if _, known := all[v]; v == "" || len(v) > longValue || !known && len(all) == mostValues {
			continue
		}
		all[strings.Clone(v)]++
	}
}

// ranked lists what was counted, the most used first.
func ranked(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
}
