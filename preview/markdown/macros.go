package markdown

import (
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"

	"galley.app/galley/preview/markdown/math"
)

// A told formula is one of a text in which formulas define commands for those
// after them, as they are read in the order in which they are written.
type told struct {
	uses     string // definitions from before that it needs
	problems []math.Problem
}

// tell reads all formulas, which is for nothing where none of them defines
// anything. It gives what the blocks that start at starts define.
func (r *run) tell(starts []int) []string {
	defines := math.Defines(r.src)
	if !defines && r.before == nil {
		return nil
	}
	type formula struct {
		node ast.Node
		tex  string
		at   int
	}
	var list []formula
	_ = ast.Walk(r.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			if tex, at, ok := r.texOf(n); ok {
				list = append(list, formula{n, tex, at})
			}
		}
		return ast.WalkContinue, nil
	})
	if len(list) == 0 {
		return nil
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].at < list[j].at })
	var scope math.Scope
	if r.before != nil {
		scope = *r.before()
	}
	if scope.Empty() && !defines {
		return nil
	}
	r.told = make(map[ast.Node]told, len(list))
	made := make([]string, len(starts))
	same := "" // the uses of the formula before, which most often are those of the next
	for _, f := range list {
		formula, uses, defines := scope.Read(f.tex)
		if uses == same {
			uses = same
		}
		same = uses
		r.told[f.node] = told{uses, formula.Problems}
		if i := sort.SearchInts(starts, f.at+1) - 1; i >= 0 {
			made[i] += defines
		}
	}
	r.effort = scope.Effort
	return made
}

// texOf gives the formula that a node is, as it is written, and where that is.
func (r *run) texOf(n ast.Node) (tex string, at int, ok bool) {
	switch n := n.(type) {
	case *mathBlock:
		return n.tex(r.src), n.Pos(), n.closed
	case *mathSpan:
		return n.tex(r.src), n.segments[0].Start, true
	case *ast.FencedCodeBlock:
		if n.Info != nil && n.Lines().Len() > 0 {
			info, _, _ := strings.Cut(strings.TrimSpace(resolve(n.Info.Segment.Value(r.src))), " ")
			return string(n.Lines().Value(r.src)), n.Lines().At(0).Start, isFormula(info)
		}
	}
	return "", 0, false
}

// scope gives the commands that formulas before block i define.
func (d *Doc) scope(i int) *math.Scope {
	s := &math.Scope{}
	for k, b := range d.blocks.Marked(hasMacro, 0) {
		if k >= i {
			break
		}
		s.Read(b.macros)
	}
	s.Effort = 0
	return s
}
