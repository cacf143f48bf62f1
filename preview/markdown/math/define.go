package math

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// define gives a command its meaning, for this group or for all that follows.
func (p *parser) define(m *macro, global bool) {
	switch {
	case p.defs == nil:
		p.defs = make(map[string]*macro)
		p.cloned = true
	case !p.cloned:
		p.defs, p.cloned = maps.Clone(p.defs), true
	}
	old := p.defs[m.name]
	if global || p.groups == 0 {
		for i := range p.undo {
			if p.undo[i].name == m.name {
				p.undo[i].m = m
			}
		}
		p.defined = append(p.defined, m.name)
	} else {
		p.undo = append(p.undo, binding{m.name, old})
	}
	p.defs[m.name] = m
}

// A binding is what a name stood for outside of a group.
type binding struct {
	name string
	m    *macro // nil for nothing
}

// open begins a group in which definitions hold; the function that it gives
// ends it.
func (p *parser) open() (end func()) {
	mark := len(p.undo)
	p.groups++
	return func() {
		p.groups--
		for len(p.undo) > mark {
			last := p.undo[len(p.undo)-1]
			p.undo = p.undo[:len(p.undo)-1]
			if last.m == nil {
				delete(p.defs, last.name)
			} else {
				p.defs[last.name] = last.m
			}
		}
	}
}

// definition reads what defines a command, and reports whether name does.
func (p *parser) definition(name string, t token) bool {
	global := false
	for name == "global" || name == "long" {
		global = global || name == "global"
		next := p.plain()
		n, _ := next.command()
		if !isDefinition(n) {
			p.problem(t.off, `%s is followed by no definition`, t.text)
			return true
		}
		p.pos, name = next.end, n
	}
	switch name {
	case "def", "gdef", "edef", "xdef":
		p.def(t, global || name[0] == 'g' || name[0] == 'x', name[0] == 'e' || name[0] == 'x')
	case "let":
		p.let(t, global)
	case "futurelet":
		p.futureLet(t, global)
	case "newcommand", "renewcommand", "providecommand":
		p.newCommand(name, t)
	case "DeclareMathOperator":
		star := ""
		if p.starred() {
			star = "*"
		}
		if n, ok := p.named(t); ok {
			if body, ok := p.given(); ok {
				p.define(&macro{name: n, body: string(primitive) + "operatorname" + star + "{" + body + "}"}, false)
			} else {
				p.lacking(t)
			}
		}
	default:
		return false
	}
	return true
}

func isDefinition(name string) bool {
	switch name {
	case "def", "gdef", "edef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand", "DeclareMathOperator", "global", "long":
		return true
	}
	return false
}

func (p *parser) lacking(t token) { p.problem(t.off, "%s lacks what belongs to it", t.text) }

// starred takes a star.
func (p *parser) starred() bool {
	if t := p.plain(); t.text == "*" {
		p.pos = t.end
		return true
	}
	return false
}

// named takes the name of a command that is to be defined, in braces or not.
func (p *parser) named(of token) (string, bool) {
	t := p.plain()
	braced := t.text == "{"
	if braced {
		p.pos = t.end
		t = p.plain()
	}
	name, ok := t.command()
	if !ok || name == "" {
		p.problem(of.off, "%s is not followed by the name of a command", of.text)
		return "", false
	}
	p.pos = t.end
	if braced {
		if t := p.plain(); t.text != "}" {
			p.problem(of.off, "%s is not followed by the name of a command", of.text)
			return "", false
		}
		p.pos++
	}
	return name, true
}

// def reads \def and its kin.
func (p *parser) def(t token, global, now bool) {
	name, ok := p.named(t)
	if !ok {
		return
	}
	m := &macro{name: name}
	start := p.pos
	var marks []string
	for {
		c := p.raw()
		switch c.text {
		case "", "}":
			p.lacking(t)
			return
		case "#":
			marks = append(marks, strings.TrimSpace(p.src[start:c.off]))
			p.pos = c.end
			if n := p.raw(); n.text != strconv.Itoa(m.params+1) {
				p.problem(t.off, `the arguments of \%s are not numbered from #1 on`, name)
				return
			} else {
				p.pos, start = n.end, n.end
			}
			m.params++
			continue
		case "{":
			marks = append(marks, strings.TrimSpace(p.src[start:c.off]))
			p.pos = c.end
		default:
			p.pos = c.end
			continue
		}
		break
	}
	if slices.ContainsFunc(marks, func(s string) bool { return s != "" }) {
		m.marks = marks
	}
	if m.body, ok = p.balanced(); !ok {
		p.problem(t.off, "an opening brace is not closed")
		return
	}
	if now {
		m.body = p.resolved(m.body)
	}
	p.define(m, global)
}

// resolved gives tex with the text's own commands replaced by what they mean
// now.
func (p *parser) resolved(tex string) string {
	q := &parser{src: tex, defs: p.defs, scope: p.scope, used: p.used, expansions: p.expansions, places: []place{{}}, kept: true}
	for t := q.rawNext(); t.text != ""; t = q.rawNext() {
		q.pos = t.end
	}
	p.used, p.expansions, p.effort = q.used, q.expansions, p.effort+q.effort
	if q.endless != nil {
		p.tooMuch(p.pos, "%s", q.endless.Message)
		return ""
	}
	return q.src
}

// let reads \let, which gives a command the meaning that another one has now.
func (p *parser) let(t token, global bool) {
	name, ok := p.named(t)
	if !ok {
		return
	}
	p.plain()
	if strings.HasPrefix(p.src[p.pos:], "=") {
		p.pos++
	}
	of := p.plain()
	if of.text == "" || of.text == `\` {
		p.lacking(t)
		return
	}
	p.pos = of.end
	p.bind(name, of, global)
}

// futureLet reads \futurelet, which gives a command the meaning that the token
// after the next one has now, and leaves both.
func (p *parser) futureLet(t token, global bool) {
	name, ok := p.named(t)
	if !ok {
		return
	}
	next := p.plain()
	p.pos = next.end
	of := p.plain()
	if p.pos = next.off; of.text == "" || of.text == `\` {
		p.lacking(t)
		return
	}
	p.bind(name, of, global)
}

// bind gives a command the meaning of a token.
func (p *parser) bind(name string, of token, global bool) {
	m := &macro{name: name, body: of.text}
	switch of.text { // one brace is no body
	case "{":
		m.body = string(primitive) + "bgroup"
	case "}":
		m.body = string(primitive) + "egroup"
	}
	if n, ok := of.command(); ok && n != "" {
		m.body = string(primitive) + n
		if has := p.lookUp(n); has != nil && of.own {
			same := *has
			same.name = name
			m = &same
		}
	}
	p.define(m, global)
}

// newCommand reads \newcommand and its kin.
func (p *parser) newCommand(kind string, t token) {
	p.starred()
	name, ok := p.named(t)
	if !ok {
		return
	}
	m := &macro{name: name}
	if s, ok := p.bracketed(); ok {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 0 || n > 9 {
			p.problem(t.off, `the number of arguments of \%s is not 0 to 9`, name)
			n = 0
		}
		m.params = n
		if s, ok := p.bracketed(); ok && n > 0 {
			m.option = &s
		}
	}
	if m.body, ok = p.given(); !ok {
		p.lacking(t)
		return
	}
	has := p.lookUp(name)
	switch {
	case kind == "providecommand" && (has != nil || known(name)):
		return
	case kind == "newcommand" && has != nil && has != p.scope.defs[name] && has.tex() != m.tex():
		p.problem(t.off, `\%s is defined already; \renewcommand gives it another meaning`, name)
	case kind == "renewcommand" && has == nil && !known(name):
		p.problem(t.off, `\%s is not defined yet; \newcommand defines it`, name)
	}
	p.define(m, false)
}

// known reports whether a command means something without the text's own ones.
func known(name string) bool {
	p := &parser{src: `\` + name, places: []place{{}}}
	p.formula()
	return !slices.ContainsFunc(p.problems, func(q Problem) bool { return strings.HasSuffix(q.Message, "is not known") })
}
