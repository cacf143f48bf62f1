package compose

import (
	"cmp"
	"slices"
	"strings"

	"galley.app/galley/editor/text"
)

// leading is what marks the block of a line: quotation marks, indentation, a list marker, a task's box.
type leading struct {
	quote  string // up to and with the last >, and one blank behind it
	indent string
	marker string // "-", "*", "+", "1.", "1)"; "" for no list item
	gap    string // blanks behind the marker
	box    string // "[ ] " or "[x] " of a task
	size   int    // bytes in all
}

// leadOf reads the leading marks of a line.
func leadOf(line string) leading {
	var l leading
	at := 0
	for {
		rest := strings.TrimLeft(line[at:], " \t")
		if !strings.HasPrefix(rest, ">") {
			break
		}
		at = len(line) - len(rest) + 1
		if strings.HasPrefix(line[at:], " ") {
			at++
		}
	}
	l.quote = line[:at]
	rest := strings.TrimLeft(line[at:], " \t")
	l.indent = line[at : len(line)-len(rest)]
	n := markerSize(rest)
	if n > 0 && !isRule(rest) {
		l.marker = rest[:n]
		rest = rest[n:]
		text := strings.TrimLeft(rest, " \t")
		l.gap = rest[:len(rest)-len(text)]
		if isBox(text) {
			l.box = text[:min(4, len(text))]
		}
	}
	l.size = len(l.quote) + len(l.indent) + len(l.marker) + len(l.gap) + len(l.box)
	return l
}

// ordered reports whether the line is an item of an ordered list.
func (l leading) ordered() bool { return l.marker != "" && l.marker[0] >= '0' && l.marker[0] <= '9' }

// number returns the number of an ordered item.
func (l leading) number() int {
	n := 0
	for i := 0; i < len(l.marker)-1; i++ {
		n = n*10 + int(l.marker[i]-'0')
	}
	return n
}

// columns returns how wide s is, with tabs to every fourth column.
func columns(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] == '\t' {
			n += 4 - n%4
		} else {
			n++
		}
	}
	return n
}

// markerSize returns the size of the list marker that s starts with, 0 if there is none.
func markerSize(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	switch {
	case n > 9 || n == len(s):
		return 0
	case n == 0 && !strings.ContainsRune("-*+", rune(s[0])):
		return 0
	case n > 0 && s[n] != '.' && s[n] != ')':
		return 0
	}
	n++
	if n < len(s) && s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return n
}

// isBox reports whether s starts with a task's box.
func isBox(s string) bool {
	return len(s) >= 3 && s[0] == '[' && s[2] == ']' && strings.IndexByte(" xX", s[1]) >= 0 &&
		(len(s) == 3 || s[3] == ' ')
}

// isRule reports whether a line is a thematic break.
func isRule(s string) bool {
	s = strings.NewReplacer(" ", "", "\t", "").Replace(s)
	return len(s) >= 3 && strings.IndexByte("-*_", s[0]) >= 0 && strings.Trim(s, s[:1]) == ""
}

// headingSize returns the size of an ATX heading's marks and the blanks behind them, 0 for no heading.
func headingSize(s string) int {
	n := 0
	for n < len(s) && s[n] == '#' {
		n++
	}
	if n == 0 || n > 6 || n < len(s) && s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return len(s) - len(strings.TrimLeft(s[n:], " \t"))
}

// fenceOf returns the run of ` or ~ that a line opens or closes fenced code with, "" if it does not,
// and what stands behind it.
func fenceOf(line string) (fence, info string) {
	if !strings.Contains(line, "```") && !strings.Contains(line, "~~~") {
		return "", ""
	}
	rest := line[leadOf(line).size:]
	n := len(rest) - len(strings.TrimLeft(rest, "`"))
	if n == 0 {
		n = len(rest) - len(strings.TrimLeft(rest, "~"))
	}
	if n < 3 {
		return "", ""
	}
	info = strings.TrimSpace(rest[n:])
	if rest[0] == '`' && strings.Contains(info, "`") {
		return "", ""
	}
	return rest[:n], info
}

// fenceReach is how far back fenced code is looked for at each key. In a longer body the search
// starts there as if it were outside of code.
const fenceReach = 64 << 10

// fencedFrom returns the line that opens the fenced code which line lies in or closes, -1 if it
// does not; the search goes back reach bytes.
func (s State) fencedFrom(line, reach int) int {
	first := s.Text.LineAt(s.Start)
	if at := s.Text.LineStart(line) - reach; at > s.Start {
		first = s.Text.LineAt(at) + 1
	}
	if first >= line {
		return -1
	}
	words := s.Text.Slice(s.lineStart(first), s.Text.LineStart(line))
	if !strings.Contains(words, "```") && !strings.Contains(words, "~~~") {
		return -1
	}
	opened, open := -1, ""
	for i := first; words != ""; i++ {
		n := text.LineSize(words)
		fence, info := fenceOf(strings.TrimRight(words[:n], "\r\n"))
		switch {
		case fence == "":
		case opened < 0:
			opened, open = i, fence
		case fence[0] == open[0] && len(fence) >= len(open) && info == "":
			opened = -1
		}
		words = words[n:]
	}
	return opened
}

// isBlank reports whether a line is empty or holds blanks only.
func isBlank(line string) bool { return strings.Trim(line, " \t") == "" }

// lineStart returns where the part of a line starts that is body.
func (s State) lineStart(line int) int { return max(s.Start, s.Text.LineStart(line)) }

// line returns the part of a line that is body, without its ending.
func (s State) line(line int) string {
	end := s.Text.LineEnd(line)
	return s.Text.Slice(min(end, s.lineStart(line)), end)
}

// block is a run of lines, first to last.
type block struct{ first, last int }

// blocks returns the lines of the body that the selections are in, with all that are shown as one with them, in
// order, those that touch joined.
// A selection that ends at the start of a line is not in that line.
func (s State) blocks() []block {
	var all []block
	for _, x := range s.Selections {
		if x.End() < s.Start {
			continue
		}
		b := block{s.Text.LineAt(max(s.Start, x.Start())), s.Text.LineAt(x.End())}
		if b.last > b.first && s.Text.LineStart(b.last) == x.End() {
			b.last--
		}
		all = append(all, s.shown(b))
	}
	slices.SortFunc(all, func(a, b block) int { return cmp.Compare(a.first, b.first) })
	var out []block
	for _, b := range all {
		if n := len(out); n > 0 && b.first <= out[n-1].last+1 {
			out[n-1].last = max(out[n-1].last, b.last)
			continue
		}
		out = append(out, b)
	}
	return out
}

// worked returns the lines that a command on lines works on: those of a block that are not blank, or
// the only one.
func (s State) worked(b block) []int {
	var lines []int
	for line := b.first; line <= b.last; line++ {
		if b.first == b.last || !isBlank(s.line(line)) {
			lines = append(lines, line)
		}
	}
	return lines
}
