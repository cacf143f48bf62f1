package text

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
)

// checkInvariants panics if the tree of t is not as it must be.
func checkInvariants(t Text) {
	limit, fan := t.limit, 6
	if limit == 0 {
		limit, fan = chunkSize, fanOut
	}
	if t.root == nil {
		return
	}
	last := "" // the chunk before
	depth := -1
	var check func(n *node, level int)
	check = func(n *node, level int) {
		var sum node
		switch {
		case (n.chunks == nil) == (n.kids == nil) || n.parts() == 0 || n.parts() > fan:
			panic(fmt.Sprintf("a node has %d chunks and %d kids", len(n.chunks), len(n.kids)))
		case n.chunks != nil && depth < 0:
			depth = level
		case n.chunks != nil && depth != level:
			panic(fmt.Sprintf("leaves are %d and %d below the root", depth, level))
		case level == 0 && len(n.kids) == 1:
			panic("the root has one kid")
		}
		for i, c := range n.chunks {
			switch {
			case c.s == "":
				panic(fmt.Sprintf("chunk %d is empty", i))
			case len(c.s) > limit+1:
				panic(fmt.Sprintf("chunk %d has %d bytes", i, len(c.s)))
			case int(c.off) != sum.size || int(c.line) != sum.ends:
				panic(fmt.Sprintf("chunk %d is at %d and line %d, want %d, %d", i, c.off, c.line, sum.size, sum.ends))
			case c.s[0] == '\n' && strings.HasSuffix(last, "\r"):
				panic(fmt.Sprintf("a CRLF is split before chunk %d", i))
			}
			all, crlf, cr := naiveEndings(c.s)
			if int(c.ends) != all || int(c.crlf) != crlf || int(c.cr) != cr {
				panic(fmt.Sprintf("chunk %d counts %d, %d CRLF, %d CR, want %d, %d, %d", i, c.ends, c.crlf, c.cr, all, crlf, cr))
			}
			sum.size, sum.ends, sum.crlf, sum.cr = sum.size+len(c.s), sum.ends+all, sum.crlf+crlf, sum.cr+cr
			last = c.s
		}
		for i, k := range n.kids {
			if k.off != sum.size || k.line != sum.ends {
				panic(fmt.Sprintf("kid %d is at %d and line %d, want %d, %d", i, k.off, k.line, sum.size, sum.ends))
			}
			check(k.node, level+1)
			sum.size, sum.ends, sum.crlf, sum.cr = sum.size+k.size, sum.ends+k.ends, sum.crlf+k.crlf, sum.cr+k.cr
		}
		if n.size != sum.size || n.ends != sum.ends || n.crlf != sum.crlf || n.cr != sum.cr {
			panic(fmt.Sprintf("a node counts %d %d %d %d, want %d %d %d %d",
				n.size, n.ends, n.crlf, n.cr, sum.size, sum.ends, sum.crlf, sum.cr))
		}
	}
	check(t.root, 0)
}

func naiveEndings(s string) (all, crlf, cr int) {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
			crlf++
			all++
			i++
		case s[i] == '\r':
			cr++
			all++
		case s[i] == '\n':
			all++
		}
	}
	return all, crlf, cr
}

// naiveStarts returns the starts and ends of all lines.
func naiveStarts(s string) (starts, ends []int) {
	starts = []int{0}
	for i := 0; i < len(s); i++ {
		if s[i] != '\r' && s[i] != '\n' {
			continue
		}
		ends = append(ends, i)
		if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
			i++
		}
		starts = append(starts, i+1)
	}
	return starts, append(ends, len(s))
}

func naiveApply(s string, edits []Edit) string {
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(s[at:e.Start] + e.New)
		at = e.End
	}
	return b.String() + s[at:]
}

// naiveMap maps a mark through the edits one after the other, last one first, so that no edit moves
// another.
func naiveMap(m Mark, edits []Edit) Mark {
	off, touched := m.Off, false
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		switch {
		case e.Start == e.End && e.Start == m.Off:
			if m.Bias == After && !touched {
				off += len(e.New)
			} else if m.Bias == Before {
				off = e.Start
			}
		case e.End <= m.Off:
			off += len(e.New) - (e.End - e.Start)
		case e.Start < m.Off:
			off, touched = e.Start, true
			if m.Bias == After {
				off += len(e.New)
			}
		}
	}
	return Mark{Off: off, Bias: m.Bias}
}

// marked is a mark and where the plainest way there is has it.
type marked struct {
	mark *Mark
	want Mark
}

// source gives the choices of a random program: from a generator, or from the bytes of the fuzzer.
type source struct {
	rng  *rand.Rand
	data []byte
}

func (s *source) done() bool { return s.rng == nil && len(s.data) == 0 }

func (s *source) below(n int) int {
	if n <= 1 {
		return 0
	}
	if s.rng != nil {
		return s.rng.IntN(n)
	}
	v := 0
	for k := 1; k < n; k *= 256 {
		if len(s.data) == 0 {
			break
		}
		v = v*256 + int(s.data[0])
		s.data = s.data[1:]
	}
	return v % n
}

var pieces = []string{
	"a", "b", " ", "\n", "\r", "\r\n", "\n\r", "word", "é", "日本", "👩‍👧", "\xff", "\x80", "e\u0301",
	"one line\n", "\r\r\n\n", "1234567", "12345678", "123456789", strings.Repeat("long ", 9),
}

func (s *source) piece() string {
	var b strings.Builder
	for n := s.below(3); n >= 0; n-- {
		b.WriteString(pieces[s.below(len(pieces))])
	}
	if s.rng != nil && s.below(40) == 0 {
		return strings.Repeat(b.String(), 200)
	}
	return b.String()
}

// model is what the text and its history must agree with: plain strings.
type model struct {
	t     testing.TB
	src   source
	limit int

	text Text
	hist History
	now  time.Time
	sels []Selection

	want  string
	saved struct {
		revision uint64
		text     string
	}
	states  map[uint64]string // every state by its revision
	marks   Marks
	marked  []marked
	snaps   []snap
	patches []Patch
	first   uint64 // version before patches[0]
}

type snap struct {
	text Text
	want string
}

func newModel(t testing.TB, src source, limit int, start string) *model {
	m := &model{t: t, src: src, limit: limit, text: newLimited(start, limit), want: start, now: time.Unix(0, 0)}
	m.hist = History{Now: func() time.Time { return m.now }, Limit: 1 << 20}
	m.states = map[uint64]string{0: start}
	m.saved.text = start
	m.sels = []Selection{{}}
	m.first = m.text.Version()
	m.check()
	return m
}

func (m *model) fail(format string, args ...any) {
	m.t.Helper()
	m.t.Fatalf(format, args...)
}

// apply makes edits on the text and the model and checks the patch.
func (m *model) apply(edits []Edit) Patch {
	old, oldWant := m.text, m.want
	next, p := m.text.Apply(edits...)
	m.want = naiveApply(oldWant, edits)
	back, q := next.Apply(p.Inverse()...)
	if back.String() != oldWant {
		m.fail("inverse of %v on %q gives %q", edits, oldWant, back.String())
	}
	if id := p.Then(q); len(id.Changes) != 0 {
		m.fail("%v and its inverse leave %v", edits, id.Changes)
	}
	if old.String() != oldWant {
		m.fail("the old text changed")
	}
	m.marks.Apply(p)
	for i, x := range m.marked {
		want := naiveMap(x.want, edits)
		if x.mark.Off != want.Off || x.mark.Bias != want.Bias {
			m.fail("mark %v through %v is at %d, want %d", x.want, edits, x.mark.Off, want.Off)
		}
		m.marked[i].want = want
	}
	if m.marks.Len() != len(m.marked) {
		m.fail("there are %d marks, want %d", m.marks.Len(), len(m.marked))
	}
	m.text = next
	m.patches = append(m.patches, p)
	return p
}

// edits returns n random edits in order.
func (m *model) edits(n int) []Edit {
	at := make([]int, 2*n)
	for i := range at {
		at[i] = m.src.below(len(m.want) + 1)
	}
	slices.Sort(at)
	edits := make([]Edit, n)
	for i := range edits {
		e := Edit{Start: at[2*i], End: at[2*i+1]}
		if m.src.below(2) == 0 || e.End-e.Start > 60 && m.src.below(4) > 0 {
			e.End = e.Start
		}
		if m.src.below(3) > 0 {
			e.New = m.src.piece()
		}
		edits[i] = e
	}
	return edits
}

func (m *model) record(edits []Edit, kind Kind) {
	before := m.sels
	p := m.apply(edits)
	m.sels = []Selection{before[0].Map(p)}
	r := m.hist.Record(p, before, m.sels, kind, "")
	if _, ok := m.states[r]; ok {
		m.fail("revision %d was given twice", r)
	}
	m.states[r] = m.want
}

// step makes one random move.
func (m *model) step() {
	m.now = m.now.Add(time.Duration(m.src.below(4)) * 300 * time.Millisecond)
	caret := m.sels[0].Head
	switch m.src.below(12) {
	case 0, 1:
		m.record(m.edits(1), Other)
	case 2:
		m.record(m.edits(2+m.src.below(12)), Other)
	case 3, 4:
		m.record([]Edit{{caret, caret, pieces[m.src.below(len(pieces))]}}, Typing)
	case 5:
		if caret > 0 {
			m.record([]Edit{{caret - 1, caret, ""}}, Deleting)
		}
	case 6:
		if x, ok := m.hist.Undo(); ok {
			m.apply(x.Patch.Inverse())
			m.sels = x.Before
		}
	case 7:
		if x, ok := m.hist.Redo(); ok {
			m.apply(x.Patch.Edits())
			m.sels = x.After
		}
	case 8:
		m.hist.Break()
		m.sels = []Selection{Caret(m.src.below(len(m.want) + 1))}
	case 9:
		m.hist.Break()
		m.saved.revision, m.saved.text = m.hist.Revision(), m.want
	case 10:
		m.snaps = append(m.snaps, snap{m.text, m.want})
		want := Mark{Off: m.src.below(len(m.want) + 1), Bias: Bias(m.src.below(2))}
		m.marked = append(m.marked, marked{m.marks.Add(want.Off, want.Bias), want})
		if len(m.snaps) > 5 {
			m.snaps = m.snaps[1:]
			i := m.src.below(len(m.marked))
			m.marks.Release(m.marked[i].mark)
			m.marks.Release(m.marked[i].mark) // once is enough
			m.marked = slices.Delete(m.marked, i, i+1)
		}
	case 11: // the file was changed outside
		at := m.src.below(len(m.want) + 1)
		m.record([]Edit{{at, len(m.want), m.src.piece()}}, Reload)
		m.hist.Break()
		m.saved.revision, m.saved.text = m.hist.Revision(), m.want
	}
	if len(m.want) > 1<<14 {
		m.record([]Edit{{100, len(m.want), "\n"}}, Other)
	}
}

// check compares everything with the naive answers.
func (m *model) check() {
	checkInvariants(m.text)
	got := m.text.String()
	if got != m.want {
		m.fail("text is %q, want %q", got, m.want)
	}
	if m.text.Len() != len(m.want) {
		m.fail("length is %d, want %d", m.text.Len(), len(m.want))
	}
	starts, ends := naiveStarts(m.want)
	if m.text.Lines() != len(starts) {
		m.fail("%d lines, want %d in %q", m.text.Lines(), len(starts), m.want)
	}
	for range min(6, len(starts)) {
		line := m.src.below(len(starts))
		if got, want := m.text.LineStart(line), starts[line]; got != want {
			m.fail("line %d starts at %d, want %d in %q", line, got, want, m.want)
		}
		if got, want := m.text.LineEnd(line), ends[line]; got != want {
			m.fail("line %d ends at %d, want %d in %q", line, got, want, m.want)
		}
		if got, want := m.text.Line(line), m.want[starts[line]:ends[line]]; got != want {
			m.fail("line %d is %q, want %q", line, got, want)
		}
		off := m.src.below(len(m.want) + 1)
		if got, want := m.text.LineAt(off), lineOf(starts, off); got != want {
			m.fail("offset %d is on line %d, want %d in %q", off, got, want, m.want)
		}
		end := off + m.src.below(len(m.want)-off+1)
		if got, want := m.text.Slice(off, end), m.want[off:end]; got != want {
			m.fail("[%d, %d) is %q, want %q", off, end, got, want)
		}
		if off < len(m.want) && m.text.Byte(off) != m.want[off] {
			m.fail("byte %d is %q, want %q", off, m.text.Byte(off), m.want[off])
		}
	}
	if want, ok := m.states[m.hist.Revision()]; !ok || want != m.want {
		m.fail("revision %d stands for %q, the text is %q", m.hist.Revision(), want, m.want)
	}
	if m.hist.Revision() == m.saved.revision && m.want != m.saved.text {
		m.fail("clean, but the text is %q and %q was saved", m.want, m.saved.text)
	}
	for _, s := range m.snaps {
		if s.text.String() != s.want {
			m.fail("an older snapshot changed")
		}
	}
	m.checkPatches()
}

// checkPatches composes the patches since an older text.
func (m *model) checkPatches() {
	const keep = 24
	if n := len(m.patches); n > keep {
		m.patches = m.patches[n-keep:]
	}
	for _, s := range m.snaps {
		var p Patch
		some := false
		for _, q := range m.patches {
			if !some && q.From == s.text.Version() {
				p, some = q, true
			} else if some {
				p = p.Then(q)
			}
		}
		if !some {
			continue
		}
		if p.From != s.text.Version() || p.To != m.text.Version() || p.OldLen != len(s.want) || p.NewLen != len(m.want) {
			m.fail("the composed patch goes from %d (%d bytes) to %d (%d bytes)", p.From, p.OldLen, p.To, p.NewLen)
		}
		checkPatch(m.t, p, s.want, m.want)
	}
}

// checkPatch checks that p leads from one text to the other and back, and that its changes are in order.
func checkPatch(t testing.TB, p Patch, from, to string) {
	t.Helper()
	at := 0
	for _, c := range p.Changes {
		if c.Start < at || c.End < c.Start || c.End > len(from) || from[c.Start:c.End] != c.Old {
			t.Fatalf("change %+v is not one of %q", c, from)
		}
		at = c.End
	}
	if got := naiveApply(from, p.Edits()); got != to {
		t.Fatalf("the patch %v makes %q of %q, want %q", p.Changes, got, from, to)
	}
	if got := naiveApply(to, p.Inverse()); got != from {
		t.Fatalf("the inverse makes %q of %q, want %q", got, to, from)
	}
	last := 0
	for off := 0; off <= len(from); off += 1 + len(from)/16 {
		b, a := p.Map(off, Before), p.Map(off, After)
		if b > a || b < last || a > len(to) {
			t.Fatalf("offset %d maps to %d and %d, the one before to %d, in %d bytes", off, b, a, last, len(to))
		}
		last = b
		if s, e := p.MapRange(off, len(from)); s > e || e > len(to) {
			t.Fatalf("range [%d, %d) maps to [%d, %d) of %d", off, len(from), s, e, len(to))
		}
	}
}

func lineOf(starts []int, off int) int {
	line, exact := slices.BinarySearch(starts, off)
	if !exact {
		line--
	}
	return line
}

// drain undoes everything and makes it again.
func (m *model) drain() {
	end := m.want
	n := 0
	for x, ok := m.hist.Undo(); ok; x, ok = m.hist.Undo() {
		m.apply(x.Patch.Inverse())
		m.sels = x.Before
		n++
	}
	m.check()
	for range n {
		x, ok := m.hist.Redo()
		if !ok {
			m.fail("what was undone cannot be redone")
		}
		m.apply(x.Patch.Edits())
		m.sels = x.After
	}
	if n > 0 && m.want != end {
		m.fail("undo and redo of all make %q of %q", m.want, end)
	}
	m.check()
}

func TestModel(t *testing.T) {
	growth.Alone(t)
	ops := 1000
	if s := os.Getenv("OPS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		ops = n
	}
	for _, limit := range []int{8, 64, 0} {
		t.Run(fmt.Sprintf("chunk=%d", limit), func(t *testing.T) {
			for seed := range uint64(4) {
				t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
					rng := rand.New(rand.NewPCG(seed, uint64(limit)))
					m := newModel(t, source{rng: rng}, limit, strings.Repeat("start\r\n", int(seed)))
					for range ops {
						m.step()
						m.check()
					}
					m.drain()
				})
			}
		})
	}
}

func FuzzModel(f *testing.F) {
	f.Add([]byte{}, "")
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"), "a\r\nb\rc\n")
	f.Add([]byte("\x03\x05\x03\x04\x06\x06\x07\x0b\x01\x06"), "0123456\r\n\r")
	f.Fuzz(func(t *testing.T, program []byte, start string) {
		if len(start) > 4<<10 || len(program) > 4<<10 {
			return
		}
		for _, limit := range []int{8, 0} {
			m := newModel(t, source{data: slices.Clone(program)}, limit, start)
			for !m.src.done() {
				m.step()
				m.check()
			}
			m.drain()
		}
	})
}
