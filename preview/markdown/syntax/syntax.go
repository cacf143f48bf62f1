// Package syntax tells the parts of program text that are worth a colour:
// keywords, names, strings, numbers and comments, in a few hundred languages.
// It is the only package that knows which library finds them.
package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
)

// Role is what a part of program text is to its reader.
type Role uint8

// The roles.
const (
	Plain Role = iota
	Keyword
	Name // what is defined or called: functions, types, attributes
	String
	Number
	Comment
)

var roleNames = [...]string{"plain", "keyword", "name", "string", "number", "comment"}

// String gives the role's name in lower case.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return "plain"
}

// Run is the next Len bytes of a text, all in one role.
type Run struct {
	Len  int
	Role Role
}

// Bounds of what has colours. They are counted in bytes, so that a text has the
// same colours on every machine. Lines and blanks longer than these are no
// program that anybody reads, but what makes readers of languages go back and
// forth.
const (
	MaxBytes = 64 << 10
	maxLine  = 4 << 10
	maxBlank = 256
)

// maxSteps is the work on one text, of which usual ones take a hundredth. What
// is made to keep a language's rules busy has no colours, on every machine.
const maxSteps = 40_000_000

// Known reports whether there are colours for a language, by a name that may
// stand behind a code fence.
func (l *Languages) Known(language string) bool { return l.find(language) != nil }

func (l *Languages) find(language string) chroma.Lexer {
	from, _ := l.names.find(strings.Trim(language, "{.}"))
	if from == nil || from.Config().Name == "plaintext" {
		return nil
	}
	return from
}

// Runs divides a text into runs that cover all of it. It gives nil if nothing
// is known of the language, or the text passes the bounds.
func (l *Languages) Runs(language, src string) []Run {
	list, _ := l.Parts(language, src)
	return list
}

// Parts is Runs, and tells whether there are none only because they are too
// much work.
func (l *Languages) Parts(language, src string) (list []Run, tooMuch bool) {
	list, left := l.parts(language, src, maxSteps)
	return list, left <= 0
}

// parts is Parts within a number of steps, and tells how many of them are left.
func (l *Languages) parts(language, src string, steps int) (list []Run, left int) {
	if src == "" || len(src) > MaxBytes || isTangled(src) || !utf8.ValidString(src) {
		return nil, steps
	}
	from := l.find(language)
	if from == nil {
		return nil, steps
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	r := &reading{Languages: l}
	r.Steps = steps
	list = r.runs(from, src)
	return list, r.Steps
}

// isTangled reports whether a text has a line or blanks that are too long.
func isTangled(src string) bool {
	line, blank := 0, 0
	for i := 0; i < len(src); i++ {
		line++
		blank++
		switch src[i] {
		case '\n':
			line = 0
		case ' ', '\t', '\r', '\v', '\f':
		default:
			blank = 0
		}
		if line > maxLine || blank > maxBlank {
			return true
		}
	}
	return false
}

// runs reads a text. It gives nil if that failed.
func (r *reading) runs(from chroma.Lexer, src string) (list []Run) {
	defer func() {
		if why := recover(); why != nil { // a fault of a language's rules costs the colours only
			list = nil
			if why == tooMuch {
				r.Steps = 0
			}
		}
	}()
	source := r.sourceOf(from)
	if source == nil {
		return nil
	}
	c := cover{rest: src}
	source.tokens(r, "root", false, src, c.token)
	r.spend(0)
	return c.end()
}

// A cover is the runs of a text so far.
type cover struct {
	list []Run
	rest string // what has no run yet
	kind chroma.TokenType
	size int // of the last token, which is not a run yet
}

// oneToken is the size from which on a token is a run of its own, even if the
// next one is of its type.
const oneToken = 8 << 10

// token adds a token. Tokens of a type that follow each other are one.
func (c *cover) token(t chroma.TokenType, value string) {
	if value == "" {
		return
	}
	if c.size > 0 && (t != c.kind || c.size >= oneToken) {
		c.run()
	}
	end := min(c.size+len(value), len(c.rest))
	over := c.size + len(value) - end
	if over > 1 || over == 1 && value[len(value)-1] != '\n' { // some end the last line themselves
		panic(notCover)
	}
	if c.rest[c.size:end] != value[:len(value)-over] {
		panic(notCover)
	}
	c.kind, c.size = t, end
}

// run makes a run of the last token.
func (c *cover) run() {
	c.list = grow(c.list, Run{c.size, roleOf(c.kind)}, c.rest[:c.size])
	c.rest = c.rest[c.size:]
	c.size = 0
}

// end makes a run of what is left, too.
func (c *cover) end() []Run {
	c.run()
	return grow(c.list, Run{len(c.rest), Plain}, c.rest)
}

// grow adds a run, as part of the one before it if they look the same: blanks
// look like anything.
func grow(list []Run, r Run, value string) []Run {
	if r.Len == 0 {
		return list
	}
	if n := len(list); n > 0 && (list[n-1].Role == r.Role || strings.TrimSpace(value) == "") {
		list[n-1].Len += r.Len
		return list
	}
	return append(list, r)
}

func roleOf(t chroma.TokenType) Role {
	switch t {
	case chroma.OperatorWord, chroma.NameTag, chroma.CommentPreproc, chroma.GenericHeading, chroma.GenericSubheading,
		chroma.GenericDeleted:
		return Keyword
	case chroma.NameAttribute, chroma.NameBuiltin, chroma.NameBuiltinPseudo, chroma.NameClass, chroma.NameConstant,
		chroma.NameDecorator, chroma.NameEntity, chroma.NameException, chroma.NameFunction, chroma.NameFunctionMagic,
		chroma.NameProperty:
		return Name
	case chroma.GenericInserted, chroma.CommentPreprocFile:
		return String
	case chroma.GenericPrompt, chroma.GenericOutput:
		return Comment
	}
	switch {
	case t.InCategory(chroma.Keyword):
		return Keyword
	case t.InCategory(chroma.Comment):
		return Comment
	case t.InSubCategory(chroma.LiteralString):
		return String
	case t.InCategory(chroma.Literal):
		return Number
	}
	return Plain
}
