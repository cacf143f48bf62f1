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
	g := graph{calls: map[string][]call{}, at: map[string]string{}}
	for _, t := range s.master.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		g.at[t.Name()] = t.Tree.ParseName
		g.walk(t.Tree, t.Name(), t.Tree.Root, 0)
		stepFirst(t.Tree, t.Tree.Root, t.Tree.Root)
	}
	for _, name := range slices.Sorted(maps.Keys(g.at)) {
		if err := g.check(name); err != nil {
			problems = append(problems, s.problem(g.at[name], err))
		}
	}
	return problems
}

// A graph is which templates call which.
type graph struct {
	calls map[string][]call
	at    map[string]string // name to file
	loops map[string]int
	path  []string
}

// call is one place that calls a template, or that is just deep in loops.
type call struct {
	name  string // "" for none
	loops int
	where string // file and line
}

// walk notes what a template calls, and has its loops counted.
func (g *graph) walk(t *parse.Tree, name string, n parse.Node, loops int) {
	note := func(n parse.Node, to string) {
		where, _ := t.ErrorContext(n)
		g.calls[name] = append(g.calls[name], call{to, loops, where})
	}
	list := func(l *parse.ListNode, loops int) {
		if l != nil {
			g.walk(t, name, l, loops)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			g.walk(t, name, c, loops)
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
		stepFirst(t, n, n.List)
	case *parse.TemplateNode:
		note(n, n.Name)
	}
}

// stepFirst has a step counted before what a list does, at the place of a node. It
// is an assignment, so that nothing is written for it, whatever stands around it.
func stepFirst(t *parse.Tree, at parse.Node, l *parse.ListNode) {
	where, _ := t.ErrorContext(at)
	line, _ := strconv.Atoi(strings.Split(strings.TrimPrefix(where, t.ParseName+":"), ":")[0])
	text := strings.Repeat("\n", max(0, line-1)) + "{{$" + step + " := " + step + "}}"
	trees, err := parse.Parse(t.ParseName, text, "", "", map[string]any{step: step})
	if err != nil {
		panic(err) // it is always the same text
	}
	nodes := trees[t.ParseName].Root.Nodes
	l.Nodes = append([]parse.Node{nodes[len(nodes)-1]}, l.Nodes...)
}

// check tells why a template cannot be used.
func (g *graph) check(name string) error {
	g.path, g.loops = nil, map[string]int{}
	_, err := g.depth(name)
	return err
}

// depth returns how many loops lie in each other in what a template does.
func (g *graph) depth(name string) (int, error) {
	if n, ok := g.loops[name]; ok {
		return n, nil
	}
	if len(g.path) >= maxCalls {
		return 0, fmt.Errorf("%s: templates call each other too deep", g.at[name])
	}
	g.path = append(g.path, name)
	defer func() { g.path = g.path[:len(g.path)-1] }()
	most := 0
	for _, c := range g.calls[name] {
		n := c.loops
		if c.name != "" {
			if _, ok := g.at[c.name]; !ok {
				return 0, fmt.Errorf("template: %s: there is no template %q", c.where, c.name)
			}
			if slices.Contains(g.path, c.name) {
				return 0, fmt.Errorf("template: %s: the template %q calls itself, which would never end", c.where, c.name)
			}
			below, err := g.depth(c.name)
			if err != nil {
				return 0, err
			}
			n += below
		}
		if most = max(most, n); most > maxLoops {
			return 0, fmt.Errorf("template: %s: more than %d loops lie in each other", c.where, maxLoops)
		}
	}
	g.loops[name] = most
	return most, nil
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
	p.Message = strings.ReplaceAll(p.Message, "layout.", "") // types of values, as the documentation calls them
	return p
}
