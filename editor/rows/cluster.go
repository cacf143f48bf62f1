package rows

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// clusterLen returns the length in bytes of the grapheme cluster at the start
// of s, which must start at a cluster's start; 0 for the empty string.
func clusterLen(s string) int {
	if s == "" {
		return 0
	}
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		if len(s) > 1 && s[0] == '\r' && s[1] == '\n' {
			return 2
		}
		return 1
	}
	c, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return len(c)
}

// clusterBefore returns the start of the cluster of s that ends at or holds
// the byte before off; 0 < off <= len(s), and s starts at a cluster's start.
func clusterBefore(s string, off int) int {
	i := off - 1
	// Between two ASCII bytes there always is a border, but within CRLF.
	for i > 0 && (s[i] >= utf8.RuneSelf || s[i-1] >= utf8.RuneSelf || s[i] == '\n') {
		i--
	}
	for {
		n := clusterLen(s[i:])
		if i+n >= off {
			return i
		}
		i += n
	}
}

// JoinLen returns the length of the join at the start of s: of a line end behind
// which a line flows, and of the blanks and marks of quotations that this line
// begins with, which are shown as one blank. It is 0 where s starts with no line
// end.
func JoinLen(s string) int {
	n := endingLen(s)
	if n == 0 {
		return 0
	}
	first := n
	for n < len(s) && leads(s[n]) {
		n++
	}
	if n > first && n < len(s) && s[n] >= utf8.RuneSelf && clusterLen(s[n-1:]) > 1 {
		n-- // a mark over the last of them
	}
	return n
}

// leads tells whether a line that flows may begin with c without it being seen.
func leads(c byte) bool { return c == ' ' || c == '\t' || c == '>' }

// endingLen returns the length of the line end at the start of s, or 0.
func endingLen(s string) int {
	switch {
	case s == "" || !isEnding(s[0]):
		return 0
	case s[0] == '\r' && len(s) > 1 && s[1] == '\n':
		return 2
	}
	return 1
}

// stopLen is clusterLen within the text of a piece, in which all line ends are
// joins.
func stopLen(s string) int {
	if n := JoinLen(s); n > 0 {
		return n
	}
	return clusterLen(s)
}

// stopBefore is clusterBefore within the text of a piece.
func stopBefore(s string, off int) int {
	i := off - 1
	for i > 0 && leads(s[i]) {
		i--
	}
	if isEnding(s[i]) {
		if s[i] == '\n' && i > 0 && s[i-1] == '\r' {
			i--
		}
		if i+JoinLen(s[i:]) >= off {
			return i
		}
	}
	return clusterBefore(s, off)
}

// countClusters returns the number of clusters in s.
func countClusters(s string) (n int) {
	for len(s) > 0 {
		s = s[clusterLen(s):]
		n++
	}
	return n
}

// cutAt returns where to cut s, which is longer than at, into pieces: at or
// not far before at, behind a space if there is one, never inside of a
// cluster that is shorter than what is looked through.
func cutAt(s string, at int) int {
	from := max(1, at-1024, at/2)
	for i := at; i > from; i-- {
		if s[i-1] == ' ' && s[i] < utf8.RuneSelf && s[i] != ' ' && s[i] != '>' {
			return i
		}
	}
	for i := at; i > from; i-- {
		if s[i-1] < utf8.RuneSelf && s[i] < utf8.RuneSelf && !isEnding(s[i-1]) && s[i] != '\n' {
			return i
		}
	}
	i := from
	for i < at && !utf8.RuneStart(s[i]) {
		i++
	}
	for {
		n := clusterLen(s[i:])
		if i+n > at {
			break
		}
		i += n
	}
	if i == 0 {
		return at
	}
	return i
}

// class is what wrapping needs to know of a cluster.
type class uint8

const (
	other  class = iota
	word         // letters
	digit        // digits
	space        // hangs over the row's end; a line end that is shown as a blank, too
	tab          // hangs too, and reaches to the next tab stop
	zero         // a zero-width space: a break may follow
	hyphen       // a break may follow between letters
	dash         // a break may follow
	wide         // a script written without spaces: a break on either side
	opener       // no break behind it
	closer       // no break before it
)

func classOf(cluster string) class {
	if c := cluster[0]; c < utf8.RuneSelf && (c > ' ' || len(cluster) == 1) {
		switch {
		case c == ' ', c == '\n', c == '\r':
			return space
		case c == '\t':
			return tab
		case c == '-':
			return hyphen
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			return word
		case '0' <= c && c <= '9':
			return digit
		case strings.IndexByte("([{<", c) >= 0:
			return opener
		case strings.IndexByte(")]}>,.;:!?%'\"", c) >= 0:
			return closer
		}
		return other
	}
	r, _ := utf8.DecodeRuneInString(cluster)
	switch {
	case r == '\r', r == '\n', r == 0x3000, 0x2000 <= r && r <= 0x200A && r != 0x2007, r == 0x205F:
		return space
	case r == 0x200B:
		return zero
	case r == '—', r == '–', r == '…':
		return dash
	case r == 0x2010:
		return hyphen
	case strings.ContainsRune("「『（【〈《〔［｛‘“«", r):
		return opener
	case strings.ContainsRune("」』）】〉》〕］｝、。，．：；！？ー々’”»ぁぃぅぇぉっゃゅょァィゥェォッャュョ", r):
		return closer
	case isWide(r):
		return wide
	case unicode.IsLetter(r), unicode.IsMark(r):
		return word
	case unicode.IsDigit(r):
		return digit
	}
	return other
}

func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x11FF, 0x2E80 <= r && r <= 0xA4CF, 0xA960 <= r && r <= 0xA97F, 0xAC00 <= r && r <= 0xD7FF,
		0xF900 <= r && r <= 0xFAFF, 0xFE30 <= r && r <= 0xFE4F, 0xFF00 <= r && r <= 0xFFEF,
		0x1F300 <= r && r <= 0x1FAFF, 0x20000 <= r && r <= 0x3FFFF:
		return true
	}
	return false
}

func (c class) hangs() bool { return c == space || c == tab }

// breaks tells whether a row may end between two clusters, of which before
// is preceded by a cluster of class earlier.
func breaks(earlier, before, after class) bool {
	switch {
	case after.hangs() || after == zero:
		return false // spaces stay with what they follow
	case before.hangs() || before == zero:
		return true
	case before == opener || after == closer:
		return false
	case before == hyphen:
		return (earlier == word || earlier == digit) && (after == word || after == wide)
	case before == dash:
		return after != dash
	case before == wide || after == wide:
		return true
	}
	return false
}

// hangLen returns the length of what stands before the text of a list item or
// quotation, to which its other rows are indented; 0 if there is no such thing.
func hangLen(s string) int {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '>') {
		i++
	}
	j := i
	switch {
	case i < len(s) && strings.IndexByte("-*+", s[i]) >= 0:
		j++
	default:
		for j < len(s) && j-i < 9 && '0' <= s[j] && s[j] <= '9' {
			j++
		}
		if j == i || j == len(s) || s[j] != '.' && s[j] != ')' {
			return i
		}
		j++
	}
	if j == len(s) || s[j] != ' ' && s[j] != '\t' {
		return i
	}
	for j < len(s) && (s[j] == ' ' || s[j] == '\t') {
		j++
	}
	for _, box := range []string{"[ ] ", "[x] ", "[X] "} {
		if strings.HasPrefix(s[j:], box) {
			return j + len(box)
		}
	}
	return j
}

// layout is one piece of a line as rows. It is immutable.
type layout struct {
	text string
	ends []int32   // offset behind each cluster; nil when each is one byte
	xs   []float32 // left edge of each cluster in its row
	rows []span
}

// span is a row of a layout.
type span struct {
	first, last int32   // its clusters [first, last)
	indent      float32 // where the first one starts
	width       float32 // where the last one ends
}

func (l *layout) clusters() int { return len(l.xs) }

// start returns the offset of cluster i; the text's length for the one behind
// the last.
func (l *layout) start(i int) int {
	switch {
	case l.ends == nil:
		return i
	case i == 0:
		return 0
	}
	return int(l.ends[i-1])
}

// at returns the cluster that holds off, and for the text's end the number of
// clusters.
func (l *layout) at(off int) int {
	if l.ends == nil {
		return min(off, len(l.xs))
	}
	return sort.Search(len(l.ends), func(i int) bool { return int(l.ends[i]) > off })
}

// row returns the row that cluster i is on; the last for the end.
func (l *layout) row(i int) int {
	n := sort.Search(len(l.rows), func(k int) bool { return int(l.rows[k].last) > i })
	return min(n, len(l.rows)-1)
}

// right returns the right edge of cluster i of row k.
func (l *layout) right(k, i int) float32 {
	if i+1 < int(l.rows[k].last) {
		return l.xs[i+1]
	}
	return l.rows[k].width
}

// wrapper holds what wrapping needs besides the text, and its buffers.
type wrapper struct {
	measure Measurer
	width   float32
	tab     float32 // distance of tab stops
	hang    bool
	adv     []float32
	classes []class
	ends    []int32
	rows    []span
}

// wrap lays s out. first tells that s starts its line.
func (w *wrapper) wrap(s string, styles []Style, first bool) *layout {
	l := &layout{text: s}
	w.segment(s)
	if len(w.ends) < len(s) {
		l.ends = append(make([]int32, 0, len(w.ends)), w.ends...)
	}
	n := len(w.ends)
	if cap(w.adv) < n {
		w.adv = make([]float32, n+n/4)
	}
	w.adv = w.adv[:n]
	w.measure.Measure(s, w.ends, styles, w.adv)
	l.xs = make([]float32, n)
	w.fill(l, hangIf(w.hang && first, s))
	l.rows = append(make([]span, 0, len(w.rows)), w.rows...)
	return l
}

func hangIf(on bool, s string) int {
	if on {
		return hangLen(s)
	}
	return 0
}

// segment finds the clusters of s and their classes.
func (w *wrapper) segment(s string) {
	w.ends, w.classes = w.ends[:0], w.classes[:0]
	for i := 0; i < len(s); {
		n := stopLen(s[i:])
		w.classes = append(w.classes, classOf(s[i:i+n]))
		i += n
		w.ends = append(w.ends, int32(i))
	}
}

// fill breaks the clusters into rows.
func (w *wrapper) fill(l *layout, hang int) {
	w.rows = w.rows[:0]
	row := span{}
	x, indent := float32(0), float32(0)
	n := len(w.adv)
	cut := 0 // the last place in the row where it may end
	for i := 0; i < n; {
		c := w.classes[i]
		if i > int(row.first) && w.canBreak(i) {
			cut = i
		}
		a := w.adv[i]
		if c == tab {
			a = w.tab - mod(x, w.tab)
		}
		if !c.hangs() && i > int(row.first) && x+a > w.width+0.01 {
			if cut <= int(row.first) {
				cut = i
			}
			row.last, row.width = int32(cut), w.edge(l, cut, i, x)
			w.rows = append(w.rows, row)
			row = span{first: int32(cut), indent: indent}
			i, x = cut, indent
			continue
		}
		if hang > 0 && l.start(i) == hang && len(w.rows) == 0 && x <= w.width/2 {
			indent = x
		}
		l.xs[i] = x
		x += a
		i++
	}
	row.last, row.width = int32(n), x
	w.rows = append(w.rows, row)
}

// edge is where the cluster before cut ends, when x is where cluster i starts.
func (w *wrapper) edge(l *layout, cut, i int, x float32) float32 {
	if cut < i {
		return l.xs[cut]
	}
	return x
}

func (w *wrapper) canBreak(i int) bool {
	earlier := other
	if i > 1 {
		earlier = w.classes[i-2]
	}
	return breaks(earlier, w.classes[i-1], w.classes[i])
}

func mod(x, m float32) float32 {
	if m <= 0 {
		return 0
	}
	return x - float32(int(x/m))*m
}
