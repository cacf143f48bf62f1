package math

import (
	"slices"
	"strconv"
	"strings"
)

// Bounds of what commands of a text's own stand for. A formula beyond them is
// not read at all.
const (
	maxExpansions = 1000     // of a formula, as KaTeX has it
	maxExpanded   = 64 << 10 // bytes of a formula with all in place
	maxDefined    = 64 << 10 // bytes of the definitions of a text
	maxEffort     = 8 << 20  // of all formulas of a text, about a byte each
)

// A Scope holds the commands that the formulas of a text define for those that
// follow. The zero value holds none.
type Scope struct {
	// Effort is how much work commands of the text's own were so far.
	Effort int

	defs map[string]*macro
	size int // bytes of what was defined
}

// Defines reports whether tex may hold a definition, in little time.
func Defines[T string | []byte](tex T) bool {
	for i := 0; i < len(tex); i++ {
		if tex[i] != '\\' {
			continue
		}
		for _, name := range [...]string{"def", "gdef", "edef", "xdef", "let", "futurelet", "newcommand", "renewcommand", "providecommand", "DeclareMathOperator", "global"} {
			if len(tex)-i > len(name) && string(tex[i+1:i+1+len(name)]) == name {
				return true
			}
		}
	}
	return false
}

// Empty reports whether nothing was defined yet.
func (s *Scope) Empty() bool { return len(s.defs) == 0 }

// Exhausted reports whether so much effort is more than commands of a text's own
// may be: they are read no more.
func Exhausted(effort int) bool { return effort > maxEffort }

// Read reads the next formula. Uses are the definitions of formulas before it
// that it needs, as TeX to be given to [ParseWith], and defines those that it
// leaves for others, as TeX that Read takes too.
func (s *Scope) Read(tex string) (f *Formula, uses, defines string) {
	if Exhausted(s.Effort) {
		f = Parse(tex)
		if len(f.Problems) > 0 {
			f.Problems = append([]Problem{{Message: "commands of the text's own are read no more: they are too much work"}}, f.Problems...)
		}
		return f, "", ""
	}
	return s.read(tex, MaxLength)
}

func (s *Scope) read(tex string, most int) (f *Formula, uses, defines string) {
	f = &Formula{Source: tex}
	if len(tex) > most {
		f.refuse(0, "a formula of more than "+strconv.Itoa(MaxLength>>10)+" KB is shown as its source")
		return f, "", ""
	}
	p := &parser{reader: reader{src: tex, defs: s.defs, scope: s, places: []place{{}}}}
	f.root = p.formula()
	uses = p.uses()
	s.Effort += p.effort + len(uses)
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Off - b.Off })
	f.Problems = p.problems
	switch {
	case p.deep:
		f.refuse(0, "a formula with more than "+strconv.Itoa(maxDepth)+" groups within each other is shown as its source")
		return f, uses, ""
	case p.endless != nil:
		f.refuse(p.endless.Off, p.endless.Message)
		return f, uses, ""
	}
	var out strings.Builder
	for i, name := range p.defined {
		m := p.defs[name]
		if m == nil || m == s.defs[name] || slices.Contains(p.defined[i+1:], name) {
			continue
		}
		text := m.tex()
		if s.size+len(text) > maxDefined {
			f.Problems = append(f.Problems, Problem{Message: "definitions of more than " + strconv.Itoa(maxDefined>>10) + " KB are left out"})
			break
		}
		if s.defs == nil {
			s.defs = make(map[string]*macro)
		}
		s.defs[name] = m
		s.size += len(text)
		out.WriteString(text)
	}
	return f, uses, out.String()
}

// ParseWith is [Parse] for a formula that needs definitions: uses, as
// [Scope.Read] gave it.
func ParseWith(uses, tex string) *Formula {
	var s Scope
	if uses != "" {
		s.read(uses, len(uses))
		s.Effort = 0
	}
	f, _, _ := s.Read(tex)
	return f
}

// A macro is a command of the text's own.
type macro struct {
	name   string
	params int
	marks  []string // what stands before the first argument and behind each, if anything does
	option *string  // what the first argument is where none is given in brackets
	body   string   // #1 … for the arguments
}

// tex gives the definition as TeX that defines the command for all that
// follows.
func (m *macro) tex() string {
	var b strings.Builder
	if m.option != nil {
		b.WriteString(`\newcommand{\` + m.name + "}[" + strconv.Itoa(m.params) + "][" + *m.option + "]{" + m.body + "}")
		return b.String()
	}
	b.WriteString(`\gdef\` + m.name)
	for i := range m.params + 1 {
		if i > 0 {
			b.WriteString("#" + strconv.Itoa(i))
		}
		if i < len(m.marks) {
			b.WriteString(m.marks[i])
		}
	}
	b.WriteString("{" + m.body + "}")
	return b.String()
}

// A place says where the bytes of a formula from at on come from once commands
// of the text's own were replaced.
type place struct {
	at, off int  // in the formula as it is read, and in its source
	fixed   bool // all of it stands for what is at off
}

// source gives the source offset of a byte of the formula as it is read.
func (r *reader) source(at int) int {
	i, found := slices.BinarySearchFunc(r.places, at, func(c place, at int) int { return c.at - at })
	if !found {
		i--
	}
	if c := r.places[i]; !c.fixed {
		return c.off + at - c.at
	}
	return r.places[i].off
}

// splice puts text in place of the bytes from start to end of the formula as it
// is read.
func (r *reader) splice(start, end int, text string) {
	from := r.source(start)
	to := place{at: start + len(text), off: r.source(end)}
	i, found := slices.BinarySearchFunc(r.places, end, func(c place, at int) int { return c.at - at })
	if !found {
		i--
	}
	to.fixed = r.places[i].fixed
	first, _ := slices.BinarySearchFunc(r.places, start, func(c place, at int) int { return c.at - at })
	after := slices.Clone(r.places[i+1:])
	for k := range after {
		after[k].at += len(text) - (end - start)
	}
	r.places = append(r.places[:first], place{start, from, true}, to)
	if len(text) == 0 {
		r.places = append(r.places[:first], to)
	}
	r.places = append(r.places, after...)
	r.effort += len(text) + (len(r.src)-end)/64 + 16
	r.src = r.src[:start] + text + r.src[end:]
}

// expanded replaces a command of the text's own by what it means, and reports
// whether it is one.
func (r *reader) expanded(t token) bool {
	name, _ := t.command()
	m := r.lookUp(name)
	if m == nil || r.endless != nil || r.stuck == t.end {
		return false
	}
	if r.expansions++; r.expansions > maxExpansions {
		r.tooMuch(t.off, `\%s stands for too much: commands of the text's own are replaced at most %d times in a formula`, name, maxExpansions)
		return true
	}
	r.pos = t.end
	if isASCIILetter(name[0]) { // blanks behind such a name belong to it
		r.pos += len(r.src[r.pos:]) - len(strings.TrimLeft(r.src[r.pos:], blanks))
	}
	args, ok := r.arguments(m)
	if !ok {
		r.effort += r.pos - t.end
		r.pos, r.stuck = t.off, t.end
		return false
	}
	text := m.with(args, r.src[r.pos:])
	if len(r.src)+len(text) > maxExpanded {
		r.tooMuch(t.off, `\%s stands for too much: a formula with all in place has more than %d KB`, name, maxExpanded>>10)
		return true
	}
	r.splice(t.off, r.pos, r.apart(t.off, text))
	r.pos = t.off
	return true
}

// tooMuch gives the formula up.
func (r *reader) tooMuch(off int, format string, args ...any) {
	if r.endless == nil {
		n := len(r.problems)
		r.problems = r.problems[:0]
		r.problem(off, format, args...)
		r.endless = &Problem{r.problems[0].Off, r.problems[0].Message}
		r.problems = r.problems[:min(n, 1)]
	}
	r.pos = len(r.src)
}

// lookUp gives a command of the text's own, nil if there is none of that name.
func (r *reader) lookUp(name string) *macro {
	m, ok := r.defs[name]
	if ok && !slices.Contains(r.used, name) && r.scope.defs[name] == m {
		r.used = append(r.used, name)
	}
	return m
}

// uses gives the definitions from before that were needed.
func (r *reader) uses() string {
	var b strings.Builder
	for _, name := range r.used {
		b.WriteString(r.scope.defs[name].tex())
	}
	return b.String()
}

// arguments reads what a command is given.
func (r *reader) arguments(m *macro) ([]string, bool) {
	args := make([]string, 0, m.params)
	if len(m.marks) > 0 && !r.mark(m.marks[0]) {
		return nil, false
	}
	for i := range m.params {
		if i == 0 && m.option != nil {
			s, ok := r.bracketed()
			if !ok {
				s = *m.option
			}
			args = append(args, s)
			continue
		}
		var s string
		var ok bool
		if i+1 < len(m.marks) && m.marks[i+1] != "" {
			s, ok = r.upTo(m.marks[i+1])
		} else {
			s, ok = r.given()
		}
		if !ok {
			return nil, false
		}
		args = append(args, s)
	}
	return args, true
}

// mark takes text that has to stand here.
func (r *reader) mark(text string) bool {
	if text == "" {
		return true
	}
	r.plain()
	if strings.HasPrefix(r.src[r.pos:], text) {
		r.pos += len(text)
		return true
	}
	return false
}

// given takes a group without its braces, or one token.
func (r *reader) given() (string, bool) {
	t := r.plain()
	switch t.text {
	case "", "}", `\`:
		return "", false
	case "{":
		r.pos = t.end
		return r.balanced()
	}
	r.pos = t.end
	return r.src[t.off:t.end], true
}

// balanced takes what stands up to the brace that closes.
func (r *reader) balanced() (string, bool) {
	start, depth := r.pos, 1
	for r.pos < len(r.src) {
		t := r.raw()
		r.pos = t.end
		switch t.text {
		case "%":
			r.comment()
		case "{":
			depth++
		case "}":
			if depth--; depth == 0 {
				return r.src[start:t.off], true
			}
		}
	}
	return "", false
}

// upTo takes what stands before text, which is outside of braces.
func (r *reader) upTo(text string) (string, bool) {
	r.plain()
	start := r.pos
	for r.pos < len(r.src) {
		if strings.HasPrefix(r.src[r.pos:], text) {
			s := strings.TrimSpace(r.src[start:r.pos])
			r.pos += len(text)
			if inner, ok := strings.CutPrefix(s, "{"); ok && wholeGroup(s) {
				s = inner[:len(inner)-1]
			}
			return s, true
		}
		t := r.raw()
		r.pos = t.end
		switch t.text {
		case "{":
			if _, ok := r.balanced(); !ok {
				return "", false
			}
		case "}":
			return "", false
		}
	}
	return "", false
}

// wholeGroup reports whether s is one group in braces.
func wholeGroup(s string) bool {
	q := &reader{src: s, pos: 1}
	_, ok := q.balanced()
	return ok && q.pos == len(s)
}

// bracketed takes an argument in brackets.
func (r *reader) bracketed() (string, bool) {
	at := r.pos
	if t := r.plain(); t.text == "[" {
		r.pos = t.end
		if s, ok := r.upTo("]"); ok {
			return s, true
		}
	}
	r.pos = at
	return "", false
}

// with gives what a command with arguments stands for, before rest.
func (m *macro) with(args []string, rest string) string {
	var b strings.Builder
	add := func(s string) {
		if s == "" {
			return
		}
		if isASCIILetter(s[0]) && endsInCommand(b.String()) {
			b.WriteByte(' ')
		}
		b.WriteString(s)
		if b.Len() > maxExpanded {
			return
		}
	}
	for body := m.body; body != ""; {
		i := strings.IndexByte(body, '#')
		if i < 0 || i+1 == len(body) {
			add(body)
			break
		}
		if escaped(body[:i]) {
			add(body[:i+1])
			body = body[i+1:]
			continue
		}
		add(body[:i])
		switch n := int(body[i+1] - '1'); {
		case n >= 0 && n < len(args):
			add(args[n])
		case body[i+1] == '#':
			b.WriteByte('#')
		default:
			b.WriteString(body[i : i+2])
		}
		body = body[i+2:]
		if b.Len() > maxExpanded {
			break
		}
	}
	if rest != "" && isASCIILetter(rest[0]) && endsInCommand(b.String()) {
		b.WriteByte(' ')
	}
	return b.String()
}

// endsInCommand reports whether a letter behind s would belong to a command.
func endsInCommand(s string) bool {
	i := len(s)
	for i > 0 && (isASCIILetter(s[i-1]) || s[i-1] == '@') {
		i--
	}
	word := s[i:]
	if word == "" || strings.Contains(word, "@") && word[0] != '@' {
		return false
	}
	return escaped(s[:i]) || i > 0 && s[i-1] == primitive
}

// escaped reports whether a backslash at the end of s belongs to what follows.
func escaped(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}
