// Package pattern matches regular expressions that look around and refer back,
// and counts its steps, so that what is too much work is so on every machine.
//
// Expressions are those of the regexp2 package, whose parser reads them; its
// own matcher can only be stopped by a clock.
package pattern

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2/syntax"
)

// A Pattern is an expression that was made ready for a Matcher. It does not
// change, so that any number of matchers may use it.
type Pattern struct {
	prog     []inst
	groups   int // with group 0, the whole
	regs     int // of which the first two a group are its ends
	first    bytes256
	nullable bool // it may match no text at all
}

// Compile reads an expression. A pattern without groups keeps only those that
// it refers back to, which is less work.
func Compile(expr string, groups bool) (*Pattern, error) {
	tree, err := syntax.Parse(expr, syntax.ParseOptions{})
	if err != nil {
		return nil, err
	}
	if n := len(tree.Capnumlist); n != 0 && n != tree.Captop {
		return nil, fmt.Errorf("pattern: groups of %q are not numbered in order", expr)
	}
	c := compiler{p: &Pattern{groups: tree.Captop, regs: 2 * tree.Captop}, keep: make([]bool, tree.Captop)}
	c.keep[0] = true
	for i := range c.keep {
		c.keep[i] = c.keep[i] || groups
	}
	c.references(tree.Root)
	if err := c.node(tree.Root); err != nil {
		return nil, fmt.Errorf("pattern: %q: %w", expr, err)
	}
	c.emit(inst{op: opEnd})
	c.p.prog = slices.Clone(c.p.prog) // which has no room left over
	c.p.first, c.p.nullable = first(tree.Root)
	return c.p, nil
}

// Groups returns the number of groups, with the whole match as the first.
func (p *Pattern) Groups() int { return p.groups }

// An op is what an instruction does.
type op uint8

const (
	opEnd      op = iota // the text matches
	opFail               // it does not
	opJump               // go on at to
	opOne                // a character of the class
	opRun                // as many of the class as there are, from lo to hi of them, and fewer if that fails
	opHog                // opRun that never gives back
	opLazy               // as few as possible, and more if that fails
	opText               // str
	opRef                // what group a holds
	opSplit              // go on, and at to if that fails
	opAlt                // the choices in turn
	opMark               // register a is the place
	opGroup              // group a is from register b to the place
	opLoop               // once more to the body at to, register a is where the last began, b how often; to go on otherwise
	opLazyLoop           // to go on, and once more if that fails
	opCount              // register a is no place, b is lo
	opHold               // register a is the height of the stack, b the place
	opCommit             // forget the choices since opHold
	opReturn             // opCommit, and the place is that of opHold
	opNever              // opHold, and go on at to if what follows fails
	opRefute             // what follows opNever did not fail: that is a failure

	opLineStart
	opLineEnd
	opBoundary
	opNoBoundary
	opTextStart
	opTextEnd
	opLastLineEnd
	opHere // where the match began
)

// An inst is an instruction.
type inst struct {
	op     op
	back   bool // to the left
	fold   bool // letters are alike in both cases
	a, b   int32
	lo, hi int32
	to     int32
	class  *class
	str    string
	alt    *choices
}

// choices are where the branches of an alternative begin.
type choices struct {
	all   []int32
	end   []int32     // those that may match no text
	start *[129]uint8 // which of the lists may match what begins with a byte; the last stands for all of other alphabets
	lists [][]int32   // each once
}

// at returns the branches that may match what stands at a place.
func (c *choices) at(text string, pos int) []int32 {
	switch {
	case c.start == nil:
		return c.all
	case pos == len(text):
		return c.end
	}
	return c.lists[c.start[min(text[pos], utf8.RuneSelf)]]
}

// A class is a set of characters.
type class struct {
	ascii [2]uint64
	other func(r rune) bool // for those of other alphabets
	not   byte              // if it is not 0, the class is all but this byte
}

// has reports whether a byte that is a character of its own is in the class.
func (c *class) has(b byte) bool { return c.ascii[b>>6&1]&(1<<(b&63)) != 0 }

func newClass(other func(r rune) bool) *class {
	c := &class{other: other}
	for b := range byte(utf8.RuneSelf) {
		if other(rune(b)) {
			c.ascii[b>>6] |= 1 << (b & 63)
		}
	}
	return c
}

// bytes256 is a set of bytes.
type bytes256 [4]uint64

func (s *bytes256) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }
func (s *bytes256) add(b byte)      { s[b>>6] |= 1 << (b & 63) }

func (s *bytes256) union(t bytes256) {
	for i := range s {
		s[i] |= t[i]
	}
}

// addOther adds every byte of characters that have more than one.
func (s *bytes256) addOther() { s[2], s[3] = math.MaxUint64, math.MaxUint64 }

// classOf returns the characters that a node stands for.
func classOf(n *syntax.RegexNode) *class {
	ch := n.Ch
	switch {
	case n.IsOneFamily():
		c := &class{other: func(r rune) bool { return r == ch }}
		if ch < utf8.RuneSelf {
			c.ascii[ch>>6] |= 1 << (ch & 63)
		}
		return c
	case n.IsNotoneFamily():
		c := &class{ascii: [2]uint64{math.MaxUint64, math.MaxUint64}, other: func(r rune) bool { return r != ch }}
		if ch > 0 && ch < utf8.RuneSelf {
			c.ascii[ch>>6] &^= 1 << (ch & 63)
			c.not = byte(ch)
		}
		return c
	}
	return newClass(n.Set.CharIn)
}

// first returns what a text that matches may begin with, and whether it may be
// empty. It may say too much, never too little.
func first(n *syntax.RegexNode) (set bytes256, nullable bool) {
	switch {
	case n.T == syntax.NtPosLook || n.T == syntax.NtNegLook:
		return set, true
	case n.Options&syntax.RightToLeft != 0:
		return bytes256{math.MaxUint64, math.MaxUint64, math.MaxUint64, math.MaxUint64}, true
	case n.IsOneFamily() || n.IsNotoneFamily() || n.IsSetFamily():
		c := classOf(n)
		set[0], set[1] = c.ascii[0], c.ascii[1]
		if n.IsOneFamily() && n.Ch >= utf8.RuneSelf {
			set.add(string(n.Ch)[0])
		} else if !n.IsOneFamily() {
			set.addOther()
		}
		single := n.T == syntax.NtOne || n.T == syntax.NtNotone || n.T == syntax.NtSet
		return set, !single && n.M == 0
	}
	switch n.T {
	case syntax.NtMulti:
		set.add(string(n.Str[:1])[0])
		return set, false
	case syntax.NtNothing:
		return set, false
	case syntax.NtRef:
		return bytes256{math.MaxUint64, math.MaxUint64, math.MaxUint64, math.MaxUint64}, true
	case syntax.NtAlternate:
		for _, child := range n.Children {
			s, empty := first(child)
			set.union(s)
			nullable = nullable || empty
		}
		return set, nullable
	case syntax.NtConcatenate, syntax.NtCapture, syntax.NtGroup, syntax.NtAtomic:
		for _, child := range n.Children {
			s, empty := first(child)
			set.union(s)
			if !empty {
				return set, false
			}
		}
		return set, true
	case syntax.NtLoop, syntax.NtLazyloop:
		set, nullable = first(n.Children[0])
		return set, nullable || n.M == 0
	}
	return set, true
}
