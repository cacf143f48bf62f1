package math

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// define gives a command its meaning, for this group or for all that follows.
func (r *reader) define(m *macro, global bool) {
	switch {
	case r.defs == nil:
		r.defs = make(map[string]*macro)
		r.cloned = true
	case !r.cloned:
		r.defs, r.cloned = maps.Clone(r.defs), true
	}
	old := r.defs[m.name]
	if global || r.groups == 0 {
		for i := range r.undo {
			if r.undo[i].name == m.name {
				r.undo[i].m = m
			}
		}
		r.defined = append(r.defined, m.name)
	} else {
		r.undo = append(r.undo, binding{m.name, old})
	}
	r.defs[m.name] = m
}

// A binding is what a name stood for outside of a group.
type binding struct {
	name string
	m    *macro // nil for nothing
}

// open begins a group in which definitions hold; the function that it gives
// ends it.
func (r *reader) open() (end func()) {
	mark := len(r.undo)
	r.groups++
	return func() {
		r.groups--
		for len(r.undo) > mark {
			last := r.undo[len(r.undo)-1]
			r.undo = r.undo[:len(r.undo)-1]
			if last.m == nil {
				delete(r.defs, last.name)
			} else {
				r.defs[last.name] = last.m
			}
		}
	}
}

// definition reads what defines a command, and reports whether name does.
func (r *reader) definition(name string, t token) bool {
	global := false
	for name == "global" || name == "long" {
		global = global || name == "global"
		next := r.plain()
		n, _ := next.command()
		if !isDefinition(n) {
			r.problem(t.off, `%s is followed by no definition`, t.text)
			return true
		}
		r.pos, name = next.end, n
	}
	switch name {
	case "def", "gdef", "edef", "xdef":
		r.def(t, global || name[0] == 'g' || name[0] == 'x', name[0] == 'e' || name[0] == 'x')
	case "let":
		r.let(t, global)
	case "futurelet":
		r.futureLet(t, global)
	case "newcommand", "renewcommand", "providecommand":
		r.newCommand(name, t)
	case "DeclareMathOperator":
		star := ""
		if r.starred() {
			star = "*"
		}
		if n, ok := r.named(t); ok {
			if body, ok := r.given(); ok {
				r.define(&macro{name: n, body: string(primitive) + "operatorname" + star + "{" + body + "}"}, false)
			} else {
				r.lacking(t)
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

func (r *reader) lacking(t token) { r.problem(t.off, "%s lacks what belongs to it", t.text) }

// starred takes a star.
func (r *reader) starred() bool {
	if t := r.plain(); t.text == "*" {
		r.pos = t.end
		return true
	}
	return false
}

// named takes the name of a command that is to be defined, in braces or not.
func (r *reader) named(of token) (string, bool) {
	t := r.plain()
	braced := t.text == "{"
	if braced {
		r.pos = t.end
		t = r.plain()
	}
	name, ok := t.command()
	if !ok || name == "" {
		r.problem(of.off, "%s is not followed by the name of a command", of.text)
		return "", false
	}
	r.pos = t.end
	if braced {
		if t := r.plain(); t.text != "}" {
			r.problem(of.off, "%s is not followed by the name of a command", of.text)
			return "", false
		}
		r.pos++
	}
	return name, true
}

// def reads \def and its kin.
func (r *reader) def(t token, global, now bool) {
	name, ok := r.named(t)
	if !ok {
		return
	}
	m := &macro{name: name}
	start := r.pos
	var marks []string
	for {
		c := r.raw()
		switch c.text {
		case "", "}":
			r.lacking(t)
			return
		case "#":
			marks = append(marks, strings.TrimSpace(r.src[start:c.off]))
			r.pos = c.end
			if n := r.raw(); n.text != strconv.Itoa(m.params+1) {
				r.problem(t.off, `the arguments of \%s are not numbered from #1 on`, name)
				return
			} else {
				r.pos, start = n.end, n.end
			}
			m.params++
			continue
		case "{":
			marks = append(marks, strings.TrimSpace(r.src[start:c.off]))
			r.pos = c.end
		default:
			r.pos = c.end
			continue
		}
		break
	}
	if slices.ContainsFunc(marks, func(s string) bool { return s != "" }) {
		m.marks = marks
	}
	if m.body, ok = r.balanced(); !ok {
		r.problem(t.off, "an opening brace is not closed")
		return
	}
	if now {
		m.body = r.resolved(m.body)
	}
	r.define(m, global)
}

// resolved gives tex with the text's own commands replaced by what they mean
// now.
func (r *reader) resolved(tex string) string {
	q := &reader{src: tex, defs: r.defs, scope: r.scope, used: r.used, expansions: r.expansions, places: []place{{}}, kept: true}
	for t := q.rawNext(); t.text != ""; t = q.rawNext() {
		q.pos = t.end
	}
	r.used, r.expansions, r.effort = q.used, q.expansions, r.effort+q.effort
	if q.endless != nil {
		r.tooMuch(r.pos, "%s", q.endless.Message)
		return ""
	}
	return q.src
}

// let reads \let, which gives a command the meaning that another one has now.
func (r *reader) let(t token, global bool) {
	name, ok := r.named(t)
	if !ok {
		return
	}
	r.plain()
	if strings.HasPrefix(r.src[r.pos:], "=") {
		r.pos++
	}
	of := r.plain()
	if of.text == "" || of.text == `\` {
		r.lacking(t)
		return
	}
	r.pos = of.end
	r.bind(name, of, global)
}

// futureLet reads \futurelet, which gives a command the meaning that the token
// after the next one has now, and leaves both.
func (r *reader) futureLet(t token, global bool) {
	name, ok := r.named(t)
	if !ok {
		return
	}
	next := r.plain()
	r.pos = next.end
	of := r.plain()
	if r.pos = next.off; of.text == "" || of.text == `\` {
		r.lacking(t)
		return
	}
	r.bind(name, of, global)
}

// bind gives a command the meaning of a token.
func (r *reader) bind(name string, of token, global bool) {
	m := &macro{name: name, body: of.text}
	switch of.text { // one brace is no body
	case "{":
		m.body = string(primitive) + "bgroup"
	case "}":
		m.body = string(primitive) + "egroup"
	}
	if n, ok := of.command(); ok && n != "" {
		m.body = string(primitive) + n
		if has := r.lookUp(n); has != nil && of.own {
			same := *has
			same.name = name
			m = &same
		}
	}
	r.define(m, global)
}

// newCommand reads \newcommand and its kin.
func (r *reader) newCommand(kind string, t token) {
	r.starred()
	name, ok := r.named(t)
	if !ok {
		return
	}
	m := &macro{name: name}
	if s, ok := r.bracketed(); ok {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 0 || n > 9 {
			r.problem(t.off, `the number of arguments of \%s is not 0 to 9`, name)
			n = 0
		}
		m.params = n
		if s, ok := r.bracketed(); ok && n > 0 {
			m.option = &s
		}
	}
	if m.body, ok = r.given(); !ok {
		r.lacking(t)
		return
	}
	has := r.lookUp(name)
	switch {
	case kind == "providecommand" && (has != nil || known(name)):
		return
	case kind == "newcommand" && has != nil && has != r.scope.defs[name] && has.tex() != m.tex():
		r.problem(t.off, `\%s is defined already; \renewcommand gives it another meaning`, name)
	case kind == "renewcommand" && has == nil && !known(name):
		r.problem(t.off, `\%s is not defined yet; \newcommand defines it`, name)
	}
	r.define(m, false)
}

// known reports whether a command means something without the text's own ones.
func known(name string) bool {
	p := &parser{reader: reader{src: `\` + name, places: []place{{}}}}
	p.formula()
	return !slices.ContainsFunc(p.problems, func(q Problem) bool { return strings.HasSuffix(q.Message, "is not known") })
}
