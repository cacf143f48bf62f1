package session

import (
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

const (
	// longLine is the length from which a line is not counted as a whole at each edit.
	longLine = 16 << 10
	// nearby is how far around an edit the words of a long line are counted. Words that only the
	// rest of the line would explain, such as a link with an address as long, may be off by some.
	nearby = 2 << 10
)

// recount returns by how much p changed the number of words of the body, looking at the lines that
// it touched. The body starts at from in the old text and at to in the new one, the session's.
func (s *Session) recount(old text.Text, p text.Patch, from, to int) int {
	if len(p.Changes) == 0 {
		return 0
	}
	if p.Map(from, text.Before) != to && p.Map(from, text.After) != to {
		return post.Words(s.text.Slice(to, s.text.Len())) - s.words
	}
	n, shift := 0, 0
	for i := 0; i < len(p.Changes); {
		start, end := around(old, p.Changes[i])
		newStart := start + shift
		for ; i < len(p.Changes); i++ {
			c := p.Changes[i]
			from, to := around(old, c)
			if from > end {
				break
			}
			end = max(end, to)
			shift += len(c.New) - len(c.Old)
		}
		n += wordsIn(s.text, max(newStart, to), end+shift) - wordsIn(old, max(start, from), end)
	}
	return n
}

func wordsIn(t text.Text, start, end int) int {
	if start >= end {
		return 0
	}
	return post.Words(t.Slice(start, end))
}

// around returns the lines of t that a change touches or borders on, or words of them where they
// are long.
func around(t text.Text, c text.Change) (start, end int) {
	start = t.LineStart(t.LineAt(max(0, c.Start-1)))
	end = t.AfterLine(t.LineAt(min(t.Len(), c.End+1)))
	if c.Start-start > longLine {
		start = c.Start - nearby
		if i := strings.IndexByte(t.Slice(start, c.Start), ' '); i >= 0 {
			start += i
		}
	}
	if end-c.End > longLine {
		end = c.End + nearby
		if i := strings.LastIndexByte(t.Slice(c.End, end), ' '); i >= 0 {
			end = c.End + i
		}
	}
	return start, end
}
