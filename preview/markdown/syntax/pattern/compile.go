package pattern

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

// manyChoices is the number of branches from which on a table tells which of
// them may match at all.
const manyChoices = 4

var errKind = errors.New("holds what is not known here")

// A compiler makes instructions of an expression's tree.
type compiler struct {
	p    *Pattern
	keep []bool // groups that somebody wants to know
}

// references finds the groups that the expression refers back to.
func (c *compiler) references(n *syntax.RegexNode) {
	if n.T == syntax.NtRef && n.M < len(c.keep) {
		c.keep[n.M] = true
	}
	for _, child := range n.Children {
		c.references(child)
	}
}

func (c *compiler) emit(in inst) int {
	c.p.prog = append(c.p.prog, in)
	return len(c.p.prog) - 1
}

// here is where the next instruction will be.
func (c *compiler) here() int32 { return int32(len(c.p.prog)) }

// register returns a new register.
func (c *compiler) register() int32 {
	c.p.regs++
	return int32(c.p.regs - 1)
}

func (c *compiler) children(n *syntax.RegexNode) error {
	for _, child := range n.Children {
		if err := c.node(child); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) node(n *syntax.RegexNode) error {
	back := n.Options&syntax.RightToLeft != 0
	fold := n.Options&syntax.IgnoreCase != 0
	if o, ok := assertions(n.T); ok {
		c.emit(inst{op: o})
		return nil
	}
	if n.IsOneFamily() || n.IsNotoneFamily() || n.IsSetFamily() || n.T == syntax.NtMulti {
		if fold { // the parser makes sets of letters in both cases
			return errKind
		}
		return c.chars(n, back)
	}
	switch n.T {
	case syntax.NtEmpty, syntax.NtUpdateBumpalong:
	case syntax.NtNothing:
		c.emit(inst{op: opFail})
	case syntax.NtRef:
		if n.M >= len(c.keep) {
			return errKind
		}
		c.emit(inst{op: opRef, back: back, fold: fold, a: int32(n.M)})
	case syntax.NtConcatenate, syntax.NtGroup:
		return c.children(n)
	case syntax.NtAlternate:
		return c.alternate(n, back)
	case syntax.NtLoop, syntax.NtLazyloop:
		return c.loop(n)
	case syntax.NtCapture:
		return c.capture(n)
	case syntax.NtAtomic:
		return c.held(n, opCommit)
	case syntax.NtPosLook:
		return c.held(n, opReturn)
	case syntax.NtNegLook:
		return c.refuted(n)
	default:
		return fmt.Errorf("node of type %d: %w", n.T, errKind)
	}
	return nil
}

// assertions tells which instruction tests a place.
func assertions(t syntax.NodeType) (op, bool) {
	switch t {
	case syntax.NtBol:
		return opLineStart, true
	case syntax.NtEol:
		return opLineEnd, true
	case syntax.NtBoundary:
		return opBoundary, true
	case syntax.NtNonboundary:
		return opNoBoundary, true
	case syntax.NtBeginning:
		return opTextStart, true
	case syntax.NtEnd:
		return opTextEnd, true
	case syntax.NtEndZ:
		return opLastLineEnd, true
	case syntax.NtStart:
		return opHere, true
	}
	return 0, false
}

// chars is for nodes that stand for characters.
func (c *compiler) chars(n *syntax.RegexNode, back bool) error {
	in := inst{op: opOne, back: back, lo: int32(n.M), hi: int32(n.N)}
	switch n.T {
	case syntax.NtMulti:
		c.emit(inst{op: opText, back: back, str: string(n.Str)})
		return nil
	case syntax.NtOne:
		c.emit(inst{op: opText, back: back, str: string(n.Ch)})
		return nil
	case syntax.NtNotone, syntax.NtSet:
	case syntax.NtOneloop, syntax.NtNotoneloop, syntax.NtSetloop:
		in.op = opRun
	case syntax.NtOneloopatomic, syntax.NtNotoneloopatomic, syntax.NtSetloopatomic:
		in.op = opHog
	case syntax.NtOnelazy, syntax.NtNotonelazy, syntax.NtSetlazy:
		in.op = opLazy
	}
	in.class = classOf(n)
	c.emit(in)
	return nil
}

func (c *compiler) alternate(n *syntax.RegexNode, back bool) error {
	alt := &choices{}
	c.emit(inst{op: opAlt, alt: alt})
	var ends []int
	for i, child := range n.Children {
		alt.all = append(alt.all, c.here())
		if err := c.node(child); err != nil {
			return err
		}
		if i < len(n.Children)-1 {
			ends = append(ends, c.emit(inst{op: opJump}))
		}
	}
	for _, e := range ends {
		c.p.prog[e].to = c.here()
	}
	if back || len(n.Children) < manyChoices {
		return nil
	}
	alt.sort(n.Children)
	return nil
}

// sort makes the lists of which branches may match what.
func (c *choices) sort(branches []*syntax.RegexNode) {
	sets := make([]bytes256, len(branches))
	empty := make([]bool, len(branches))
	for i, n := range branches {
		if sets[i], empty[i] = first(n); empty[i] {
			c.end = append(c.end, c.all[i])
		}
	}
	c.start = new([129]uint8)
	for b := range c.start {
		var list []int32
		for i, set := range sets {
			if empty[i] || b < utf8.RuneSelf && set.has(byte(b)) || b == utf8.RuneSelf && set[2]|set[3] != 0 {
				list = append(list, c.all[i])
			}
		}
		at := slices.IndexFunc(c.lists, func(l []int32) bool { return slices.Equal(l, list) })
		if at < 0 {
			at = len(c.lists)
			c.lists = append(c.lists, list)
		}
		c.start[b] = uint8(at)
	}
}

// loop repeats what is more than a character. What matches no text ends the
// repetition, once it was repeated as often as it must be.
func (c *compiler) loop(n *syntax.RegexNode) error {
	lazy := n.T == syntax.NtLazyloop
	body := n.Children[0]
	_, empty := first(body)
	switch {
	case n.N == 0:
		return nil
	case n.M == 0 && n.N == 1:
		return c.optional(body, lazy)
	case n.N == math.MaxInt32 && n.M <= 1 && !empty && !lazy:
		return c.repeat(body, n.M == 0)
	}
	in := inst{op: opLoop, a: c.register(), b: c.register(), hi: math.MaxInt32}
	if lazy {
		in.op = opLazyLoop
	}
	if n.N != math.MaxInt32 {
		in.hi = int32(n.N - n.M)
	}
	jump := -1
	if n.M == 0 {
		c.emit(inst{op: opCount, a: in.a, b: in.b})
		jump = c.emit(inst{op: opJump})
	} else {
		c.emit(inst{op: opCount, a: in.a, b: in.b, lo: int32(1 - n.M), hi: 1})
	}
	in.to = c.here()
	if err := c.node(body); err != nil {
		return err
	}
	if jump >= 0 {
		c.p.prog[jump].to = c.here()
	}
	c.emit(in)
	return nil
}

func (c *compiler) optional(body *syntax.RegexNode, lazy bool) error {
	if !lazy {
		split := c.emit(inst{op: opSplit})
		err := c.node(body)
		c.p.prog[split].to = c.here()
		return err
	}
	split := c.emit(inst{op: opSplit})
	jump := c.emit(inst{op: opJump})
	c.p.prog[split].to = c.here()
	err := c.node(body)
	c.p.prog[jump].to = c.here()
	return err
}

// repeat is loop for what always matches some text, as often as possible.
func (c *compiler) repeat(body *syntax.RegexNode, none bool) error {
	start := c.here()
	split := -1
	if none {
		split = c.emit(inst{op: opSplit})
	}
	if err := c.node(body); err != nil {
		return err
	}
	if none {
		c.emit(inst{op: opJump, to: start})
		c.p.prog[split].to = c.here()
		return nil
	}
	c.emit(inst{op: opSplit, to: c.here() + 2})
	c.emit(inst{op: opJump, to: start})
	return nil
}

func (c *compiler) capture(n *syntax.RegexNode) error {
	if n.N != -1 {
		return errKind // what balances groups
	}
	if !c.keep[n.M] {
		return c.children(n)
	}
	mark := c.register()
	c.emit(inst{op: opMark, a: mark})
	if err := c.children(n); err != nil {
		return err
	}
	c.emit(inst{op: opGroup, a: int32(n.M), b: mark})
	return nil
}

// held is for what is not gone back into, once it has matched.
func (c *compiler) held(n *syntax.RegexNode, end op) error {
	height, place := c.register(), c.register()
	c.emit(inst{op: opHold, a: height, b: place})
	if err := c.children(n); err != nil {
		return err
	}
	c.emit(inst{op: end, a: height, b: place})
	return nil
}

// refuted is for what must not match.
func (c *compiler) refuted(n *syntax.RegexNode) error {
	height := c.register()
	at := c.emit(inst{op: opNever, a: height})
	if err := c.children(n); err != nil {
		return err
	}
	c.emit(inst{op: opRefute, a: height})
	c.p.prog[at].to = c.here()
	return nil
}
