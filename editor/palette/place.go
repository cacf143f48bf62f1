package palette

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"galley.app/galley/editor/field"
	"galley.app/galley/preview/markdown"
)

// Outline lists the headings of a post to go to, from the one that the caret is
// below. now says where a heading stands by now, since edits may have moved it.
func Outline(heads []markdown.Head, caret int, now func(markdown.Head) int, jump func(off int)) *field.Palette {
	names, top := make([]string, len(heads)), 6 // the highest level, which is not indented
	for i, h := range heads {
		names[i], top = h.Text, min(top, h.Level)
	}
	none := "No heading matches."
	if len(heads) == 0 {
		none = "This post has no headings yet."
	}
	p := Choose("Go to a heading", none, names, func(i int) field.Item {
		return field.Item{
			Title: strings.Repeat("    ", max(0, heads[i].Level-top)) + heads[i].Text,
			Do:    func() { jump(now(heads[i])) },
		}
	})
	p.First = max(0, sort.Search(len(heads), func(i int) bool { return now(heads[i]) > caret })-1)
	return p
}

// Line asks for a line, counted from 1 to last.
func Line(last int, jump func(line int)) *field.Palette {
	return &field.Palette{
		Placeholder: fmt.Sprintf("Line, 1 to %d", last),
		Empty:       fmt.Sprintf("Type a number from 1 to %d.", last),
		Find: func(q string) []field.Item {
			n, err := strconv.Atoi(strings.TrimSpace(q))
			if err != nil || n < 1 || n > last {
				return nil
			}
			return []field.Item{{Title: fmt.Sprintf("Go to line %d", n), Keys: "Enter", Do: func() { jump(n) }}}
		},
	}
}
