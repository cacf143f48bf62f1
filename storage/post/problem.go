package post

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Severity tells how much a problem matters.
type Severity uint8

// Severities, the gravest first.
const (
	Error Severity = iota
	Warning
	Hint
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "hint"
}

// Problem is one thing that is wrong with a post. The message says what is
// wrong and what to do.
type Problem struct {
	Line, Col int // 1-based; a column is a character as readers count them
	Severity  Severity
	Rule      string // such as "title-missing"
	Message   string
	Key       string // of the field it is about, "" for none

	Start, End int  // bytes of the source that it is about; End is 0 where no more is known than the line
	Fix        *Fix // nil where nothing mends it
}

// Fix is what would mend a problem: a field that gets another value, or bytes of
// the source that others take the place of.
type Fix struct {
	Label      string // what it does, as on a button
	Key        string // of the field that gets the value Text; "" for a place in the body
	Start, End int    // bytes of the source that Text takes the place of; where both say nothing the caret is put at Start
	Old        string // what stands there
	Text       string
}

// Writes reports whether the fix changes the text, and not only leads to where
// it is to be changed.
func (f Fix) Writes() bool { return f.Key != "" || f.Old != f.Text }

func (p Problem) String() string {
	return fmt.Sprintf("%d:%d: %s: %s [%s]", p.Line, p.Col, p.Severity, p.Message, p.Rule)
}

// Problems returns what is wrong with the format of the source, in the order of
// its lines. What fields mean is judged elsewhere.
func (p Post) Problems() []Problem {
	if !p.head {
		return []Problem{p.headMissing()}
	}
	var out []Problem
	out = append(out, p.keyProblems()...)
	if p.colonCount > 0 {
		out = append(out, Problem{
			Line: p.colonLine, Col: 1, Severity: Warning, Rule: "field-colon",
			Message: plural(p.colonCount, "this line starts with !! but has no colon, so it is not a field",
				"%d lines from here on start with !! but have no colon, so they are not fields") +
				"; write it as !! name: value",
		})
	}
	if p.textCount > 0 {
		out = append(out, Problem{
			Line: p.textLine, Col: 1, Severity: Warning, Rule: "head-text",
			Message: plural(p.textCount, "this line of the head is not a field and will not be published",
				"%d lines of the head from here on are not fields and will not be published") +
				"; start a field with !! at the margin, or put the separator --- above what belongs to the body",
		})
	}
	if !p.separator {
		out = append(out, Problem{
			Line: p.bodyLine, Col: 1, Severity: Error, Rule: "separator-missing",
			Message: "the line --- between the head and the body is missing; it is put in when an edited post is saved",
		})
	}
	sortProblems(out)
	return out
}

func (p Post) headMissing() Problem {
	why := "the file does not start with a field such as !! title: …, so all of it is read as body; fill in a title to give it a head"
	s := newScanner(p.src, p.bom)
	for s.next() && IsBlank(p.src[s.start:s.textEnd]) {
	}
	line := p.src[s.start:s.textEnd]
	severity := Hint
	m, foreign := CutFrontMatter(p.src)
	switch {
	case foreign:
		severity = Warning
		why = "the file starts with " + m.Called() + " of another program, which Galley shows to readers as text; import the file, so that it becomes fields"
	case IsSeparator(line):
		why = "the file starts with --- and not with a field such as !! title: …, so all of it is read as body; import turns a YAML head into ours"
	case strings.HasPrefix(line, mark):
		why = "the first line starts with !! but has no colon, so it is not a field and all of the file is read as body; write it as !! title: …"
	case strings.HasPrefix(strings.TrimSpace(line), mark):
		why = "the first field does not start at the margin, so all of the file is read as body; remove the blanks before !!"
	}
	return Problem{Line: max(1, s.line), Col: 1, Severity: severity, Rule: "head-missing", Message: why}
}

func (p Post) keyProblems() []Problem {
	var out []Problem
	lines := make(map[string]int, len(p.fields)) // how many have the key
	for _, f := range p.fields {
		lines[f.Key]++
	}
	for i := len(p.fields) - 1; i >= 0; i-- {
		f := p.fields[i]
		n := lines[f.Key]
		if n == 0 {
			continue // told with the effective one
		}
		lines[f.Key] = 0
		if n > 1 {
			out = append(out, Problem{
				Line: f.Line, Col: 1, Severity: Warning, Rule: "key-repeated", Key: f.Key,
				Message: fmt.Sprintf("the field %s is given %d times, first on line %d; this last one counts; remove the others",
					quote(f.Key), n, p.first(f.Key).Line),
			})
		}
		switch f.Key {
		case "body":
			out = append(out, Problem{
				Line: f.Line, Col: 1, Severity: Error, Rule: "key-body", Key: f.Key,
				Message: "a field cannot be named body, which is the name of the text in packaged posts; give it another name",
			})
		case "":
			out = append(out, Problem{
				Line: f.Line, Col: 1, Severity: Error, Rule: "key-empty",
				Message: "this field has no name; write one between !! and the colon, or remove the line",
			})
		}
	}
	return out
}

func (p Post) first(key string) Field {
	for _, f := range p.fields {
		if f.Key == key {
			return f
		}
	}
	return Field{}
}

// quote shows a key or the like in a message: in one line, and not at any length.
func quote(s string) string {
	const most = 40 // characters
	n := 0
	for i := range s {
		if n == most {
			s = s[:i] + "…"
			break
		}
		n++
	}
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r == ' ' || r == '\ufffd' || !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
