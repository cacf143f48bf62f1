// Package math sets formulas. It reads a subset of TeX's mathematics into a
// tree, writes the tree as MathML and lays it out as boxes of glyphs by the
// rules of a mathematical OpenType font.
//
// It does not know where formulas come from or where they are drawn.
package math

import "fmt"

// Bounds of a formula. One beyond them is not read at all: its source is to be
// shown instead.
const (
	MaxLength   = 16 << 10 // bytes of source
	maxDepth    = 100      // groups, fractions, environments within each other
	maxProblems = 20
)

// A Formula is a formula as it was read. It never changes and may be used by
// any number of goroutines.
type Formula struct {
	Source   string
	Problems []Problem // in the order of their offsets

	root    *node
	refused bool
}

// Refused reports whether the formula is beyond the bounds, so that there is
// nothing but its source to show.
func (f *Formula) Refused() bool { return f.refused }

// A Problem is something in a formula that could not be read. Its source is
// shown in its place.
type Problem struct {
	Off     int    // byte of the formula's source
	Message string // one sentence without an ending
}

// String gives the problem as "12: message".
func (p Problem) String() string { return fmt.Sprintf("%d: %s", p.Off, p.Message) }

// class is the part that an atom plays in a formula, which decides the space
// around it.
type class uint8

const (
	ord class = iota // a variable, a number
	op               // a sum, a function's name
	bin              // plus
	rel              // equals
	opening
	closing
	punct
	inner // a fraction between delimiters
)

// kind is what a node of a formula is.
type kind uint8

const (
	rowNode      kind = iota // kids side by side
	symbolNode               // text is one character
	wordNode                 // text is set upright, as in \sin and \text
	spaceNode                // width em wide
	fractionNode             // kids: numerator, denominator; bar; style
	radicalNode              // kids: body, and index or nil
	scriptNode               // kids: base, and below and above, which may be nil
	fenceNode                // kids between delims, of which there is one more
	bigNode                  // text is a delimiter, width em tall
	accentNode               // kids: base; text is the accent
	lineNode                 // kids: base with a line over or, if under, below it
	braceNode                // kids: base; text is what is stretched over or below it
	arrowNode                // kids: above, below or nil; text is the arrow that is stretched under or over them, width em at least
	stackNode                // kids: base, above or nil, below or nil
	tableNode                // table
	styleNode                // kids: what is set in style
	phantomNode              // kids: what takes room and is not seen
	tintNode                 // kids: what is set in color, if it is not "", and scale times as large, if it is not 0
	ruleNode                 // a bar, width and height em large, raised by raise
	strikeNode               // kids: base; text is "/", "\\", "x" or "-": the lines through it
	raiseNode                // kids: base, raised by raise em
	centerNode               // kids: base, its middle on the axis
	choiceNode               // kids: one for each of the four styles
	frameNode                // kids: base, on a ground of color, within a line if bar, in edge
	lapNode                  // kids: base, without width; text is where it is put: "l", "r" or "c"
	cornerNode               // kids: base; text is "angl" or "phase": the lines at two of its sides
	sideNode                 // kids: left, right or nil, of the upright arrow that text is
	logoNode                 // kids: how it is set; text is how it is read
	errorNode                // text is source that was not understood
)

// style is how large and how dense a formula is set.
type style uint8

const (
	asIs style = iota
	displayStyle
	textStyle
	scriptStyle
	script2Style
	amongWords // as it is, but not as a display
)

// limits say where the scripts of an operator stand.
type limits uint8

const (
	noLimits limits = iota // beside it
	movable                // over and under it in display style
	always
)

// A node is a part of a formula.
type node struct {
	kind    kind
	class   class
	text    string
	off     int // in the source
	kids    []*node
	limits  limits
	large   bool // symbolNode: a sum, an integral, larger in display style
	letter  bool // symbolNode: a letter, for MathML an identifier
	alpha   alphabet
	bar     bool     // fractionNode, frameNode
	thick   *float64 // fractionNode: em, nil for that of the font
	stretch bool     // accentNode: as wide as its base
	under   bool
	width   float64 // em
	height  float64 // em
	raise   float64 // em
	scale   float64
	color   string // #rrggbb
	edge    string // frameNode: #rrggbb, "" for that of what is around it
	style   style
	delims  []string // fenceNode and fractionNode; "" for none
	table   *table
	hide    hidden
}

// hidden says what room a phantom takes.
type hidden uint8

const (
	hideAll    hidden = iota
	onlyWidth         // \hphantom
	onlyHeight        // \vphantom
	smash             // seen, but without height, or above ("t") or below ("b") the baseline only
)

// A table is an environment with rows and columns.
type table struct {
	rows    [][]*node
	tags    []*node // beside the rows, nil for none
	align   []byte  // of columns: l, c or r; the last ones again for more columns
	gaps    []float64
	lines   []int // vertical lines: lines[i] stand left of column i
	hlines  []int // horizontal lines: hlines[i] stand above row i
	style   style
	rowGap  float64 // em more than a line
	stretch float64 // how high a line is at least, in lines; 0 is 1
	arrows  bool    // a diagram: level arrows are as long as their column is wide
	dense   bool    // rows as close as they can be
	pairs   bool    // columns belong together two by two, as in align
	edge    float64 // em beside the table
	columns int
}

// alignOf gives the alignment of a column.
func (t *table) alignOf(i int) byte {
	switch {
	case t.pairs:
		return "rl"[i%2]
	case i < len(t.align):
		return t.align[i]
	case len(t.align) == 1:
		return t.align[0]
	}
	return 'c'
}

// gap gives the space in em left of column i.
func (t *table) gap(i int) float64 {
	switch {
	case i == 0:
		return t.edge
	case t.pairs && i%2 == 1:
		return 0
	case t.pairs:
		return 2
	case i-1 < len(t.gaps):
		return t.gaps[i-1]
	case len(t.gaps) > 0:
		return t.gaps[len(t.gaps)-1]
	}
	return 1
}

// hasLimits reports whether the scripts of n stand over and under it.
func (n *node) hasLimits(display bool) bool {
	return n.limits == always || n.limits == movable && display
}
