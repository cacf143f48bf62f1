package svg

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// What the drawing of an element may come to, over all places that refer to it.
const (
	maxElements = 250_000
	maxWork     = 10_000_000 // about as many as points that are drawn
	maxEdges    = 1_000_000
	maxChain    = 50 // references from one to the next
)

// graph is what refers to what. An element is drawn for its parent, and for
// each that refers to it.
type graph struct {
	nodes   []node
	ids     map[string][]int // elements by id; one that is given twice means all
	rules   map[string]*rule
	crowded bool
	pixels  float64 // of the images within
	visits  int     // steps taken in measuring
}

type node struct {
	name     string
	id       string
	class    string
	children []int
	refs     []reference
	line     line
	weight   float64
	scale    float64
	dash     dash

	state uint8 // 1: being measured, 2: measured
	sum   cost
}

// cost is what drawing an element takes with all that belongs to it.
type cost struct {
	elements, work float64
	line           line // of all in it
}

// add takes an element in, and gives its number.
func (r *reader) add(name string, attrs []attribute, parent int) (int, error) {
	if len(r.nodes) >= maxElements {
		return 0, fmt.Errorf("it has more than %d elements", maxElements)
	}
	n := node{name: name, line: shape(name, attrs), weight: weight(name), scale: 1}
	var style string
	for _, a := range attrs {
		switch {
		case a.name == "id":
			n.id = a.value
		case a.name == "class":
			n.class = a.value
		case a.name == "style":
			style = a.value
		case a.name == "transform":
			n.scale *= enlargement(a.value)
		case a.name == "stroke-dasharray" || a.name == "stroke-dashoffset":
			n.dash = n.dash.worse(dashValue(a.name, a.value))
		}
		switch {
		case a.name == "href" || a.name == "xlink:href":
			if id, local := strings.CutPrefix(a.value, "#"); local && follows(name) {
				n.refs = append(n.refs, reference{"href", id})
			}
		case a.name == "style" || presentation[a.name] || a.name == "to" || a.name == "from" || a.name == "by" || a.name == "values":
			refs, err := references(a.value)
			if err != nil {
				return 0, err
			}
			for _, ref := range refs {
				if a.name != "style" {
					ref.property = a.name
				}
				n.refs = append(n.refs, ref)
			}
		}
	}
	if style != "" {
		n.dash = n.dash.worse(dashOf(style))
		if i := strings.Index(style, "transform"); i >= 0 {
			n.scale *= max(1, enlargement(style[i:]))
		}
	}
	at := len(r.nodes)
	r.nodes = append(r.nodes, n)
	if n.id != "" {
		r.ids[n.id] = append(r.ids[n.id], at)
	}
	if parent >= 0 {
		r.nodes[parent].children = append(r.nodes[parent].children, at)
	}
	return at, nil
}

// follows reports whether an element is drawn with what its address names.
func follows(name string) bool {
	switch name {
	case "a", "animate", "animateColor", "animateMotion", "animateTransform", "set", "view", "title", "desc":
		return false
	}
	return true
}

// weight is the work of an element itself.
func weight(name string) float64 {
	switch {
	case strings.HasPrefix(name, "fe"):
		return 2000 // it may be done for every pixel
	case name == "pattern", name == "mask":
		return 200
	case name == "image":
		return 1000
	}
	return 1
}

// measure refuses a drawing whose parts lead to themselves, or come to too
// much.
func (r *reader) measure() error {
	if r.crowded {
		return errors.New("its style sheet has too many rules")
	}
	edges := 0
	for i := range r.nodes {
		n := &r.nodes[i]
		if len(r.rules) > 0 && shapes[n.name] {
			r.ruled(n, "*")
			r.ruled(n, n.name)
			if n.id != "" {
				r.ruled(n, "#"+n.id)
			}
			for class := range strings.FieldsSeq(n.class) {
				r.ruled(n, "."+class)
			}
		}
		if edges += len(n.refs); edges > maxEdges {
			return errors.New("its parts refer to each other too often")
		}
	}
	sum, err := r.cost(0, 0)
	if err != nil {
		return err
	}
	if sum.elements > maxElements {
		return fmt.Errorf("its parts repeat each other to more than %d elements", maxElements)
	}
	if !(sum.work <= maxWork) {
		return errors.New("drawing it would take too much work")
	}
	return nil
}

func (r *reader) ruled(n *node, key string) {
	r.visits++
	if got := r.rules[key]; got != nil {
		n.refs = append(n.refs, got.refs...)
		n.dash = n.dash.worse(got.dash)
	}
}

// cost is that of an element. Chain is how many references led to it.
func (r *reader) cost(i, chain int) (cost, error) {
	n := &r.nodes[i]
	r.visits++
	switch {
	case n.state == 2:
		return n.sum, nil
	case n.state == 1:
		return cost{}, errors.New("a part of it refers to itself")
	case chain > maxChain:
		return cost{}, errors.New("its parts refer to each other in too long a chain")
	}
	n.state = 1
	sum := cost{elements: 1, work: n.weight + n.line.points, line: n.line}
	join := func(c cost) {
		sum.elements += c.elements
		sum.work += c.work
		sum.line = line{sum.line.length + c.line.length, sum.line.points + c.line.points, sum.line.pieces + c.line.pieces}
	}
	for _, child := range n.children {
		c, err := r.cost(child, chain)
		if err != nil {
			return cost{}, err
		}
		join(c)
	}
	// What is drawn with parts elsewhere: once for the copy, and for each shape
	// in it what those inherit.
	inner := sum
	for _, ref := range n.refs {
		for _, to := range r.ids[ref.id] {
			c, err := r.cost(to, chain+1)
			if err != nil {
				return cost{}, err
			}
			if ref.property == "href" {
				join(c)
				inner = sum
				continue
			}
			times := 1.0
			switch {
			case ref.property == "filter", ref.property == "clip-path", ref.property == "mask":
			case strings.HasPrefix(ref.property, "marker"), ref.property == "":
				times = inner.elements + inner.line.points
			default:
				times = inner.elements
			}
			sum.work += times * c.work
			if c.elements > 1 && r.nodes[to].name != "linearGradient" && r.nodes[to].name != "radialGradient" && r.nodes[to].name != "filter" {
				sum.elements += times * (c.elements - 1) / 10 // painted, not copied
			}
		}
	}
	sum.work += n.dash.steps(sum.line)
	sum.line.length *= n.scale
	sum.elements, sum.work = min(sum.elements, math.MaxFloat64/4), min(sum.work, math.MaxFloat64/4)
	n.state, n.sum = 2, sum
	return sum, nil
}
