package pattern

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

const (
	// slow is the steps that a character of another alphabet takes, whose
	// class is looked up in tables.
	slow = 16
	// quick is the characters of a run that take a step.
	quick = 4
	// most is the choices that a match may have open; it takes their memory.
	most = 1 << 21
)

// A Matcher matches one text at a time and counts its steps.
type Matcher struct {
	// Steps are those that are left. Once they are used up nothing matches.
	Steps int
	// Groups are the ends of the groups of the last match, in bytes: first
	// those of the whole. A group that has no part in it is at -1.
	Groups []int32

	regs  []int32
	stack []choice
}

// Spent reports whether the steps are used up.
func (m *Matcher) Spent() bool { return m.Steps <= 0 }

// A kind is what a choice is for.
type kind uint8

const (
	undo   kind = iota // register pc was pos
	resume             // go on at pc
	fewer              // a run to pos may end at any place down to the limit
	more               // a run to pos may go on, over as many as limit
	again              // a lazy loop may be done once more
	branch             // the branch with number limit
)

// A choice is what may be done where a match fails.
type choice struct {
	kind  kind
	pc    int32
	pos   int32
	limit int32
}

// Match reports whether the pattern matches at a place of a text, which is
// UTF-8.
func (m *Matcher) Match(p *Pattern, text string, at int) bool {
	m.Steps--
	if !p.nullable && (at == len(text) || !p.first.has(text[at])) || m.Steps <= 0 {
		return false
	}
	if cap(m.regs) < p.regs {
		m.regs = make([]int32, p.regs)
	}
	m.regs = m.regs[:p.regs]
	for i := range 2 * p.groups {
		m.regs[i] = -1
	}
	m.stack = m.stack[:0]
	if !m.run(p, text, at) {
		return false
	}
	m.Groups = m.regs[:2*p.groups]
	return true
}

// set gives a register another value, and remembers the old one while there is
// a choice to go back to.
func (m *Matcher) set(reg, value int32) {
	if len(m.stack) > 0 {
		m.stack = append(m.stack, choice{kind: undo, pc: reg, pos: m.regs[reg]})
		m.bound()
	}
	m.regs[reg] = value
}

func (m *Matcher) push(k kind, pc int32, pos int, limit int32) {
	m.stack = append(m.stack, choice{k, pc, int32(pos), limit})
	m.bound()
}

// bound uses up the steps of a match that has too many choices open.
func (m *Matcher) bound() {
	if len(m.stack) > most {
		m.Steps = 0
	}
}

// commit forgets the choices above a height, but not what registers were.
func (m *Matcher) commit(height int) {
	m.Steps -= (len(m.stack) - height) / quick
	keep := m.stack[:height]
	for _, c := range m.stack[height:] {
		if c.kind == undo {
			keep = append(keep, c)
		}
	}
	m.stack = keep
}

// unwind forgets the choices above a height, and what was done since.
func (m *Matcher) unwind(height int) {
	m.Steps -= (len(m.stack) - height) / quick
	for n := len(m.stack) - 1; n >= height; n-- {
		if c := m.stack[n]; c.kind == undo {
			m.regs[c.pc] = c.pos
		}
	}
	m.stack = m.stack[:height]
}

// next returns the place behind the character at a place, if it is in a class,
// or that before it if the way is back.
func (m *Matcher) next(c *class, text string, pos int, back bool) (int, bool) {
	if back {
		if pos == 0 {
			return pos, false
		}
		if b := text[pos-1]; b < utf8.RuneSelf {
			return pos - 1, c.has(b)
		}
		m.Steps -= slow
		r, n := utf8.DecodeLastRuneInString(text[:pos])
		return pos - n, c.other(r)
	}
	if pos == len(text) {
		return pos, false
	}
	if b := text[pos]; b < utf8.RuneSelf {
		return pos + 1, c.has(b)
	}
	m.Steps -= slow
	r, n := utf8.DecodeRuneInString(text[pos:])
	return pos + n, c.other(r)
}

// extend returns the end of a run of at most hi characters, and the place at
// which it has lo of them; ok is false if it has not.
func (m *Matcher) extend(in *inst, text string, pos int, hi int32) (least, end int, ok bool) {
	lo := in.lo
	if hi == math.MaxInt32 && lo <= 1 && !in.back && in.class.not != 0 {
		return m.upTo(in.class.not, lo, text, pos)
	}
	least = pos
	n := int32(0)
	for ; n < hi; n++ {
		to, ok := m.next(in.class, text, pos, in.back)
		if !ok {
			break
		}
		if pos = to; n+1 == lo {
			least = pos
		}
	}
	m.Steps -= int(n) / quick
	return least, pos, n >= lo
}

// upTo is extend for a run of everything up to a byte.
func (m *Matcher) upTo(stop byte, lo int32, text string, pos int) (least, end int, ok bool) {
	n := strings.IndexByte(text[pos:], stop)
	if n < 0 {
		n = len(text) - pos
	}
	m.Steps -= n / quick
	least = pos
	if lo == 1 {
		if n == 0 {
			return pos, pos, false
		}
		_, size := utf8.DecodeRuneInString(text[pos:])
		least += size
	}
	return least, pos + n, true
}

// run carries the pattern out.
func (m *Matcher) run(p *Pattern, text string, at int) bool {
	prog := p.prog
	pos, pc := at, int32(0)
	for {
		if m.Steps--; m.Steps <= 0 {
			return false
		}
		in := &prog[pc]
		ok := true
		pc++
		switch in.op {
		case opEnd:
			return true
		case opOne:
			pos, ok = m.next(in.class, text, pos, in.back)
		case opJump:
			pc = in.to
		case opSplit:
			m.push(resume, in.to, pos, 0)
		case opRun, opHog:
			var least int
			if least, pos, ok = m.extend(in, text, pos, in.hi); ok && least != pos && in.op == opRun {
				m.push(fewer, pc, pos, int32(least))
			}
		case opLazy:
			if _, pos, ok = m.extend(in, text, pos, in.lo); ok && in.hi > in.lo {
				m.push(more, pc, pos, in.hi-in.lo)
			}
		case opText:
			m.Steps -= len(in.str) / quick
			if in.back {
				ok = strings.HasSuffix(text[:pos], in.str)
				pos -= len(in.str)
			} else {
				ok = strings.HasPrefix(text[pos:], in.str)
				pos += len(in.str)
			}
		case opAlt:
			pc, ok = m.branch(in, pc-1, text, pos, 0)
		case opFail:
			ok = false
		default:
			pc, pos, ok = m.other(in, pc, text, pos, at)
		}
		if ok {
			continue
		}
		if pc, pos, ok = m.back(p, text); !ok {
			return false
		}
	}
}

// branch goes to a branch of an alternative.
func (m *Matcher) branch(in *inst, pc int32, text string, pos int, n int32) (int32, bool) {
	list := in.alt.at(text, pos)
	if int(n) >= len(list) {
		return 0, false
	}
	if int(n)+1 < len(list) {
		m.push(branch, pc, pos, n+1)
	}
	return list[n], true
}

// other carries out the instructions that are not those of every expression.
func (m *Matcher) other(in *inst, pc int32, text string, pos, at int) (int32, int, bool) {
	ok := true
	switch in.op {
	case opMark:
		m.set(in.a, int32(pos))
	case opGroup:
		from, to := m.regs[in.b], int32(pos)
		m.set(2*in.a, min(from, to))
		m.set(2*in.a+1, max(from, to))
	case opCount:
		place := int32(-1)
		if in.hi != 0 {
			place = int32(pos)
		}
		m.set(in.a, place)
		m.set(in.b, in.lo)
	case opLoop, opLazyLoop:
		pc = m.loop(in, pc, pos)
	case opHold:
		m.set(in.a, 0)
		m.set(in.b, int32(pos))
		m.regs[in.a] = int32(len(m.stack))
	case opCommit:
		m.commit(int(m.regs[in.a]))
	case opReturn:
		pos = int(m.regs[in.b])
		m.commit(int(m.regs[in.a]))
	case opNever:
		m.set(in.a, 0)
		m.regs[in.a] = int32(len(m.stack))
		m.push(resume, in.to, pos, 0)
	case opRefute:
		m.unwind(int(m.regs[in.a]))
		ok = false
	case opRef:
		pos, ok = m.ref(in, text, pos)
	default:
		ok = m.holds(in.op, text, pos, at)
	}
	return pc, pos, ok
}

// loop goes on behind a loop's body, which has just matched or was not tried
// yet, or to its beginning.
func (m *Matcher) loop(in *inst, pc int32, pos int) int32 {
	place, count := m.regs[in.a], m.regs[in.b]
	if count < 0 {
		return m.once(in, pos)
	}
	if in.op == opLazyLoop {
		m.push(again, pc-1, pos, 0)
		return pc
	}
	if count >= in.hi || place == int32(pos) {
		return pc
	}
	m.push(resume, pc, pos, 0)
	return m.once(in, pos)
}

// once begins a loop's body once more.
func (m *Matcher) once(in *inst, pos int) int32 {
	m.set(in.a, int32(pos))
	if in.hi != math.MaxInt32 || m.regs[in.b] < 0 {
		m.set(in.b, m.regs[in.b]+1)
	}
	return in.to
}

// back takes the last choice that is left.
func (m *Matcher) back(p *Pattern, text string) (pc int32, pos int, ok bool) {
	for len(m.stack) > 0 && m.Steps > 0 {
		m.Steps--
		c := &m.stack[len(m.stack)-1]
		pos = int(c.pos)
		switch c.kind {
		case undo:
			m.regs[c.pc] = c.pos
			m.drop()
		case resume:
			pc = c.pc
			m.drop()
			return pc, pos, true
		case fewer:
			pc = c.pc
			pos = shorter(text, pos, p.prog[pc-1].back)
			if c.pos = int32(pos); c.pos == c.limit {
				m.drop()
			}
			return pc, pos, true
		case more:
			pc = c.pc
			in := &p.prog[pc-1]
			to, ok := m.next(in.class, text, pos, in.back)
			if !ok {
				m.drop()
				continue
			}
			c.pos = int32(to)
			if c.limit != math.MaxInt32 {
				c.limit--
			}
			if c.limit == 0 {
				m.drop()
			}
			return pc, to, true
		case again:
			in := &p.prog[c.pc]
			m.drop()
			if m.regs[in.b] < in.hi && m.regs[in.a] != int32(pos) {
				return m.once(in, pos), pos, true
			}
		case branch:
			at, n := c.pc, c.limit
			m.drop()
			if pc, ok := m.branch(&p.prog[at], at, text, pos, n); ok {
				return pc, pos, true
			}
		}
	}
	return 0, 0, false
}

func (m *Matcher) drop() { m.stack = m.stack[:len(m.stack)-1] }

// shorter returns the end of a run without its last character.
func shorter(text string, pos int, back bool) int {
	if back {
		_, n := utf8.DecodeRuneInString(text[pos:])
		return pos + n
	}
	if text[pos-1] < utf8.RuneSelf {
		return pos - 1
	}
	_, n := utf8.DecodeLastRuneInString(text[:pos])
	return pos - n
}

// ref matches what a group holds once more.
func (m *Matcher) ref(in *inst, text string, pos int) (int, bool) {
	from, to := int(m.regs[2*in.a]), int(m.regs[2*in.a+1])
	if from < 0 {
		return pos, false
	}
	want := text[from:to]
	m.Steps -= len(want)
	if in.fold {
		return folded(want, text, pos, in.back)
	}
	if in.back {
		return pos - len(want), strings.HasSuffix(text[:pos], want)
	}
	return pos + len(want), strings.HasPrefix(text[pos:], want)
}

// folded is ref with letters alike in both cases.
func folded(want, text string, pos int, back bool) (int, bool) {
	for want != "" {
		var a, b rune
		var na, nb int
		if back {
			a, na = utf8.DecodeLastRuneInString(want)
			b, nb = utf8.DecodeLastRuneInString(text[:pos])
			want, pos = want[:len(want)-na], pos-nb
		} else {
			a, na = utf8.DecodeRuneInString(want)
			b, nb = utf8.DecodeRuneInString(text[pos:])
			want, pos = want[na:], pos+nb
		}
		if nb == 0 || unicode.ToLower(a) != unicode.ToLower(b) {
			return pos, false
		}
	}
	return pos, true
}

// holds reports whether what an instruction says of a place is true.
func (m *Matcher) holds(o op, text string, pos, at int) bool {
	switch o {
	case opLineStart:
		return pos == 0 || text[pos-1] == '\n'
	case opLineEnd:
		return pos == len(text) || text[pos] == '\n'
	case opBoundary:
		return m.boundary(text, pos)
	case opNoBoundary:
		return !m.boundary(text, pos)
	case opTextStart:
		return pos == 0
	case opTextEnd:
		return pos == len(text)
	case opLastLineEnd:
		return pos == len(text) || pos == len(text)-1 && text[pos] == '\n'
	case opHere:
		return pos == at
	}
	return false
}

// boundary reports whether a word begins or ends at a place.
func (m *Matcher) boundary(text string, pos int) bool {
	before, after := false, false
	if pos > 0 {
		r, _ := utf8.DecodeLastRuneInString(text[:pos])
		before = m.isWord(r)
	}
	if pos < len(text) {
		r, _ := utf8.DecodeRuneInString(text[pos:])
		after = m.isWord(r)
	}
	return before != after
}

func (m *Matcher) isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
	}
	m.Steps -= slow
	return syntax.IsWordChar(r)
}
