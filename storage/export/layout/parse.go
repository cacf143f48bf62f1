package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Limits of what a template may be, for whoever makes ready what it says: the
// work of html/template doubles with each loop that lies in another.
const (
	maxLoops = 6   // that lie in each other, also through other templates
	maxCalls = 100 // of templates by templates by templates
)

var asksForFonts = regexp.MustCompile(`\.Fonts\b`)

// AsksForFonts reports whether a template may use the typefaces of the page theme.
func (s *Set) AsksForFonts() bool { return s != nil && s.fonts }

// step is the name of the function that counts the steps of a template.
const step = "galleyStep"

// parse makes the templates ready, and returns what is wrong with them. A file
// that is wrong is left out.
func (s *Set) parse(files []string, texts map[string]string) (problems []Problem) {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		fmt.Fprintf(hash, "%q %q\n", name, texts[name])
	}
	s.sum = hex.EncodeToString(hash.Sum(nil))
	s.kinds, s.broken = map[Kind]bool{}, map[string]bool{}
	for { // until what is left is right together
		found := s.build(files, texts)
		problems = append(problems, found...)
		left := len(texts)
		for _, p := range found {
			delete(texts, filepath.Base(p.Path))
		}
		if len(texts) == left {
			break
		}
	}
	for _, text := range texts {
		s.fonts = s.fonts || asksForFonts.MatchString(text)
	}
	for _, k := range append(Kinds(), feeds) {
		if _, ok := texts[string(k)+".html"]; ok {
			s.kinds[k] = true
		}
	}
	return problems
}

// build makes one set of all texts, or says what is wrong with some of them.
func (s *Set) build(files []string, texts map[string]string) (problems []Problem) {
	s.master = template.New("").Funcs(functions(&run{}))
	for _, name := range files {
		text, ok := texts[name]
		if !ok {
			continue
		}
		if _, err := s.master.New(name).Parse(text); err != nil {
			problems = append(problems, s.problem(name, err))
		}
	}
	if len(problems) > 0 {
		return problems
	}
	g := graph{calls: map[string][]call{}, at: map[string]string{}, known: map[string]reach{}, files: map[string]*lines{}}
	for name, text := range texts {
		g.files[name] = newLines(text)
	}
	for _, t := range s.master.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		name := t.Tree.ParseName
		g.at[t.Name()] = name
		g.walk(name, t.Name(), t.Tree.Root, 0)
		g.files[name].stepFirst(t.Tree.Root, t.Tree.Root)
	}
	for name, f := range g.files {
		f.addSteps(name)
	}
	for _, name := range slices.Sorted(maps.Keys(g.at)) {
		if r := g.reach(name); r.err != nil {
			if p := s.problem(g.at[name], r.err); !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// A graph is which templates call which.
type graph struct {
	calls map[string][]call
	at    map[string]string // name to file
	files map[string]*lines
	known map[string]reach
	path  []string
}

// reach is what a template does with those that it calls.
type reach struct {
	loops int // that lie in each other
	calls int // of templates by templates
	err   error
}

// call is one place that calls a template, or that is just deep in loops.
type call struct {
	name  string // "" for none
	loops int
	where string // file and line
}

// walk notes what a template of a file calls, and has its loops counted.
func (g *graph) walk(file, name string, n parse.Node, loops int) {
	note := func(n parse.Node, to string) {
		line, col := g.files[file].at(n)
		g.calls[name] = append(g.calls[name], call{to, loops, fmt.Sprintf("%s:%d:%d", file, line, col)})
	}
	list := func(l *parse.ListNode, loops int) {
		if l != nil {
			g.walk(file, name, l, loops)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			g.walk(file, name, c, loops)
		}
	case *parse.IfNode:
		list(n.List, loops)
		list(n.ElseList, loops)
	case *parse.WithNode:
		list(n.List, loops)
		list(n.ElseList, loops)
	case *parse.RangeNode:
		loops++
		note(n, "")
		list(n.List, loops)
		list(n.ElseList, loops-1)
		g.files[file].stepFirst(n, n.List)
	case *parse.TemplateNode:
		note(n, n.Name)
	}
}

// reach returns what a template does with those that it calls, or why it cannot be
// used.
func (g *graph) reach(name string) (r reach) {
	if r, ok := g.known[name]; ok {
		return r
	}
	if len(g.path) >= maxCalls {
		return reach{err: g.tooDeep(name)}
	}
	g.path = append(g.path, name)
	defer func() {
		g.path = g.path[:len(g.path)-1]
		g.known[name] = r
	}()
	for _, c := range g.calls[name] {
		loops := c.loops
		if c.name != "" {
			if _, ok := g.at[c.name]; !ok {
				return reach{err: fmt.Errorf("template: %s: there is no template %q", c.where, c.name)}
			}
			if slices.Contains(g.path, c.name) {
				return reach{err: fmt.Errorf("template: %s: the template %q calls itself, which would never end", c.where, c.name)}
			}
			below := g.reach(c.name)
			if below.err != nil {
				return below
			}
			loops += below.loops
			if r.calls = max(r.calls, below.calls+1); r.calls >= maxCalls {
				return reach{err: g.tooDeep(name)}
			}
		}
		if r.loops = max(r.loops, loops); r.loops > maxLoops {
			return reach{err: fmt.Errorf("template: %s: more than %d loops lie in each other", c.where, maxLoops)}
		}
	}
	return r
}

func (g *graph) tooDeep(name string) error {
	return fmt.Errorf("%s: templates call each other too deep", g.at[name])
}

// lines knows where the lines of a file begin, and where in its templates steps are
// to be counted. A tree of a template would go through the whole text for each.
type lines struct {
	begin []int
	steps map[int][]*parse.ListNode // by the line that they are counted at
}

func newLines(text string) *lines {
	l := &lines{begin: []int{0}, steps: map[int][]*parse.ListNode{}}
	for i := range len(text) {
		if text[i] == '\n' {
			l.begin = append(l.begin, i+1)
		}
	}
	return l
}

// at is the line of a node, from 1, and how many bytes stand before it there.
func (l *lines) at(n parse.Node) (line, col int) {
	pos := int(n.Position())
	line, found := slices.BinarySearch(l.begin, pos)
	if found {
		line++
	}
	return line, pos - l.begin[line-1]
}

// stepFirst has a step counted before what a list does, at the place of a node.
func (l *lines) stepFirst(at parse.Node, list *parse.ListNode) {
	line, _ := l.at(at)
	l.steps[line] = append(l.steps[line], list)
}

// addSteps has the steps of a file counted. Each is an assignment, so that nothing
// is written for it, whatever stands around it.
func (l *lines) addSteps(name string) {
	var text strings.Builder
	wanted := slices.Sorted(maps.Keys(l.steps))
	for i, line := range wanted {
		before := 1
		if i > 0 {
			before = wanted[i-1]
		}
		text.WriteString(strings.Repeat("\n", line-before) + "{{$" + step + " := " + step + "}}")
	}
	trees, err := parse.Parse(name, text.String(), "", "", map[string]any{step: step})
	if err != nil {
		panic(err) // it is always the same text
	}
	for _, n := range trees[name].Root.Nodes {
		action, ok := n.(*parse.ActionNode)
		if !ok {
			continue
		}
		for _, list := range l.steps[action.Line] {
			list.Nodes = append([]parse.Node{action.Copy()}, list.Nodes...)
		}
	}
}

// located is an error of text/template or html/template: the file, the line, the
// column where it is known, and what is wrong.
var located = regexp.MustCompile(`(?s)^(?:html/)?template: ?([^:\n]+\.html):(\d+)(?::(\d+))?: (.*)$`)

// executing is what an error of a run says of the place, which is known already.
var executing = regexp.MustCompile(`(?s)^executing "[^"]*" at (<.*?>): (.*)$`)

// problem makes a problem of an error of a template; name is the file that it is
// in unless it says otherwise.
func (s *Set) problem(name string, err error) Problem {
	p := Problem{Path: filepath.Join(s.dir, name), Line: 1, Message: err.Error()}
	if e, ok := errors.AsType[*template.Error](err); ok && e.Line > 0 && strings.HasSuffix(e.Name, ".html") {
		p.Path, p.Line, p.Message = filepath.Join(s.dir, e.Name), e.Line, e.Description
	} else if m := located.FindStringSubmatch(err.Error()); m != nil {
		p.Path, p.Message = filepath.Join(s.dir, m[1]), m[4]
		p.Line, _ = strconv.Atoi(m[2])
		p.Col, _ = strconv.Atoi(m[3])
		if m[3] != "" {
			p.Col++ // it counts from 0
		}
	}
	if m := executing.FindStringSubmatch(p.Message); m != nil {
		p.Message = m[1] + ": " + m[2]
	}
	if p.Message == "unexpected EOF" {
		p.Message = "the file ends before an {{end}} that it needs"
	}
	p.Message = strings.ReplaceAll(p.Message, "layout.", "") // types of values, as the documentation calls them
	return p
}
