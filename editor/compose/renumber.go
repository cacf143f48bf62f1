package compose

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/editor/text"
)

const (
	// numberReach is how many lines behind an edit are looked at for items to be counted.
	numberReach = 5000
	// numberBytes is the size of an edit past which no items are counted.
	numberBytes = 256 << 10
)

// counted returns the transaction of commands that put in, take out or move lines: in the same transaction
// the items behind them in ordered lists count on. Only the bytes of numbers change, and where a
// number gets a digit more what lies in the item moves to the right with its text; the start of a
// list stays, and one whose items all have the same number keeps that.
func counted(s State, kind text.Kind, after []text.Selection, edits ...text.Edit) Transaction {
	edits = s.Text.Effective(edits)
	next, p := s.Text.Apply(edits...)
	more := renumber(s, next, p)
	if len(more) == 0 {
		return Transaction{Kind: kind, Edits: edits, Selections: after}
	}
	if after == nil {
		after = text.MapSelections(s.Selections, p)
	}
	_, q := next.Apply(more...)
	moved := make([]text.Selection, len(after))
	for i, x := range after {
		moved[i] = text.Selection{Anchor: q.Map(x.Anchor, text.After), Head: q.Map(x.Head, text.After)}
	}
	return Transaction{Kind: kind, Edits: p.Then(q).Edits(), Selections: moved}
}

// renumber returns the edits of next, which p leads to, that let the items behind what changed count
// on.
func renumber(s State, next text.Text, p text.Patch) []text.Edit {
	for _, c := range p.Changes {
		if c.Start < s.Start || len(c.Old)+len(c.New) > numberBytes {
			return nil
		}
	}
	v := s.later(next, p)
	var back text.Patch
	var edits []text.Edit
	done, shift := -1, 0 // the last line looked at
	for _, c := range p.Changes {
		start := c.Start + shift
		shift += len(c.New) - len(c.Old)
		line := next.LineAt(start)
		if line <= done {
			continue
		}
		var items []item
		items, done = v.items(line, next.LineAt(start+len(c.New)))
		if !hasNumbers(items) {
			continue
		}
		if back.To == 0 {
			_, back = next.Apply(p.Inverse()...)
		}
		edits = append(edits, recountItems(s, v, items, start, p, back)...)
	}
	return edits
}

func hasNumbers(items []item) bool {
	for _, it := range items {
		if it.ordered {
			return true
		}
	}
	return false
}

// item is a list item of a text.
type item struct {
	at, size int // of the marker's digits
	line     int
	list     int // items with the same are of one list
	nested   bool
	ordered  bool
	number   int
}

// items returns the list items around the lines first to last, from the start of the outermost list
// that holds first to the end of those that hold last, and the last line looked at.
func (s State) items(first, last int) ([]item, int) {
	top := s.Text.LineAt(s.Start)
	quote := strings.TrimSpace(leadOf(s.line(first)).quote)
	if s.fencedFrom(first, fenceReach) >= 0 {
		return nil, last
	}
	from := first
	for blank := false; from > max(top, first-listReach); from-- {
		words := s.line(from - 1)
		l := leadOf(words)
		if strings.TrimSpace(l.quote) != quote {
			break
		}
		if isBlank(words[len(l.quote):]) {
			blank = true
			continue
		}
		if l.marker == "" && l.indent == "" && blank {
			break // a paragraph of its own
		}
		blank = false
	}
	for reach := last + listReach; last+1 < min(s.Text.Lines(), reach) && isBlank(strings.TrimLeft(s.line(last), "> \t")); {
		last++ // what follows blank lines may go on with the list before
	}
	w := listWalk{fence: -1}
	line := from
	for ; line < s.Text.Lines() && line <= last+numberReach; line++ {
		words := s.line(line)
		l := leadOf(words)
		if line > last && (w.done() || strings.TrimSpace(l.quote) != quote) {
			break
		}
		w.take(words, l, line, s.lineStart(line))
	}
	return w.items, line - 1
}

// level is an item that the present line may lie in.
type level struct {
	depth, content int // columns where its marker and its text start
	kind           byte
	list           int
}

// listWalk goes through the lines of lists.
type listWalk struct {
	items []item
	open  []level // outermost first
	lists int
	blank bool // the last line was
	fence int  // columns of the fence that the line lies in, -1 for none
	mark  string
}

// done reports whether the lists are over.
func (w *listWalk) done() bool { return len(w.open) == 0 && w.fence < 0 }

// take goes on by a line, which starts at off.
func (w *listWalk) take(words string, l leading, line, off int) {
	rest := words[len(l.quote):]
	if isBlank(rest) {
		w.blank = true
		return
	}
	defer func() { w.blank = false }()
	col := columns(l.indent)
	fence, info := fenceOf(words)
	switch {
	case w.fence >= 0 && fence != "" && fence[0] == w.mark[0] && len(fence) >= len(w.mark) && info == "":
		w.fence = -1
		return
	case w.fence >= 0 && len(w.open) > 0 && col < w.open[0].content && w.fence >= w.open[0].content:
		w.fence = -1 // the item ended, and with it its code
	case w.fence >= 0:
		return
	}
	if l.marker == "" {
		if w.blank || fence != "" || headingSize(words[l.size:]) > 0 || isRule(rest) {
			w.close(col)
		}
	} else if !w.item(l, line, off, col) {
		return
	}
	if fence != "" {
		w.fence, w.mark = col, fence
	}
}

// close ends the items that text in a column is not in, and returns the outermost of them.
func (w *listWalk) close(col int) (ended level, some bool) {
	for n := len(w.open); n > 0 && w.open[n-1].content > col; n-- {
		ended, some = w.open[n-1], true
		w.open = w.open[:n-1]
	}
	return ended, some
}

// item takes in a line that looks like an item, and reports whether it is one.
func (w *listWalk) item(l leading, line, off, col int) bool {
	inner := 0
	for _, x := range w.open {
		if x.content <= col {
			inner = x.content
		}
	}
	if col-inner >= 4 {
		return false // indented code, or a line of a paragraph
	}
	sibling, some := w.close(col)
	kind := l.marker[len(l.marker)-1]
	x := level{depth: col, content: col + len(l.marker) + max(1, min(4, columns(l.gap))), kind: kind}
	if some && sibling.kind == kind {
		x.list = sibling.list
	} else {
		w.lists++
		x.list = w.lists
	}
	w.open = append(w.open, x)
	it := item{at: off + len(l.quote) + len(l.indent), line: line, list: x.list, nested: len(w.open) > 1, ordered: l.ordered()}
	if it.ordered {
		it.size, it.number = len(l.marker)-1, l.number()
	}
	w.items = append(w.items, it)
	return true
}

// oldList is what a list was before an edit.
type oldList struct {
	start int  // its first number
	same  bool // all items had that
	taken bool // some list goes on with its start
}

// recountItems returns the edits that number the items from the first one whose marker lies at or
// behind the offset from. v is the session of the text after p.
func recountItems(s State, v State, items []item, from int, p, back text.Patch) []text.Edit {
	old := oldLists(s, items, back)
	var edits []text.Edit
	deeper := map[int]int{} // spaces that go in before the text of lines
	type state struct {
		old    *oldList
		number int
		some   bool
	}
	lists := map[int]*state{}
	for _, it := range items {
		if !it.ordered {
			continue
		}
		x := lists[it.list]
		if x == nil {
			x = &state{}
			for _, other := range items {
				if other.list == it.list && x.old == nil && !inserted(other.at, p) {
					x.old = old[back.Map(other.at, text.After)]
				}
			}
			lists[it.list] = x
		}
		if x.old == nil && it.nested && !x.some && it.at >= from && it.number != 1 {
			x.old = &oldList{start: 1}
		}
		number := it.number
		switch {
		case it.at < from || x.old == nil:
		case x.some && x.old.same:
			number = x.old.start
		case x.some:
			number = min(x.number+1, 999999999)
		case !x.old.taken || x.old.same:
			number = x.old.start
		case it.nested:
			number = 1 // the rest of a list, now below another item; no other number may follow that directly
		}
		if x.old != nil {
			x.old.taken = true
		}
		x.some, x.number = true, number
		if number != it.number {
			digits := strconv.Itoa(number)
			edits = append(edits, text.Edit{Start: it.at, End: it.at + it.size, New: digits})
			if more := len(digits) - it.size; more > 0 {
				deepen(v, it.line, more, deeper)
			}
		}
	}
	for line, n := range deeper {
		l := leadOf(v.line(line))
		at := v.lineStart(line) + len(l.quote) + len(l.indent)
		edits = append(edits, text.Edit{Start: at, End: at, New: strings.Repeat(" ", n)})
	}
	slices.SortFunc(edits, func(a, b text.Edit) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	return edits
}

// deepen notes how many spaces the lines that lie in the item on a line need before their text to
// lie in it still when its marker is some bytes longer. Lines that are deep enough stay.
func deepen(s State, line, longer int, deeper map[int]int) {
	l := leadOf(s.line(line))
	quote := strings.TrimSpace(l.quote)
	content := columns(l.indent) + len(l.marker) + max(1, min(4, columns(l.gap)))
	var inside []int
	need, blank := 0, false
	for at := line + 1; at < min(s.Text.Lines(), line+numberReach); at++ {
		words := s.line(at)
		l := leadOf(words)
		if isBlank(words[len(l.quote):]) {
			blank = true
			continue
		}
		col := columns(l.indent)
		if strings.TrimSpace(l.quote) != quote || col < content && (blank || l.marker != "") {
			break
		}
		if blank = false; col >= content { // else the paragraph goes on without a space before it
			inside = append(inside, at)
			need = max(need, content+longer-col)
		}
	}
	for _, at := range inside {
		deeper[at] += need
	}
}

// oldLists returns the ordered lists of the text that were where items are now, by the offsets of
// their items' numbers.
func oldLists(s State, items []item, back text.Patch) map[int]*oldList {
	first, last := items[0], items[len(items)-1]
	was, _ := s.items(s.Text.LineAt(back.Map(first.at, text.Before)), s.Text.LineAt(back.Map(last.at+last.size, text.After)))
	lists, out := map[int]*oldList{}, map[int]*oldList{}
	count := map[int]int{}
	for _, it := range was {
		if !it.ordered {
			continue
		}
		x := lists[it.list]
		if x == nil {
			x = &oldList{start: it.number, same: true}
			lists[it.list] = x
		}
		count[it.list]++
		x.same = x.same && it.number == x.start
		out[it.at] = x
	}
	for list, x := range lists {
		x.same = x.same && count[list] > 1
	}
	return out
}

// inserted reports whether a line that p put in starts before an offset of the text after it.
func inserted(off int, p text.Patch) bool {
	shift := 0
	for _, c := range p.Changes {
		start := c.Start + shift
		shift += len(c.New) - len(c.Old)
		if start <= off && off < start+len(c.New) && strings.ContainsAny(c.New, "\r\n") {
			return true
		}
	}
	return false
}
