// Package syntax tells the parts of program text that are worth a colour:
// keywords, names, strings, numbers and comments, in a few hundred languages.
// It is the only package that knows which library finds them.
package syntax

import (
	"strings"
	"time"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
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
// forth: that of C needs seconds for some thousand empty lines.
const (
	MaxBytes = 64 << 10
	maxLine  = 4 << 10
	maxBlank = 256
)

// The clock is the last resort, for a text within the bounds that is made to
// keep a language's reader busy: it has no colours, and Parts says why. Usual
// texts take a hundredth of this.
const (
	patience = 4 * time.Second
	// The library gives up an expression after a quarter of a second without
	// a word, and goes on as if it did not match. Where a part took so long
	// the machine may have been busy, so the text is read again.
	pause = 200 * time.Millisecond
	tries = 4
)

// Known reports whether there are colours for a language, by a name that may
// stand behind a code fence.
func Known(language string) bool { return find(language) != nil }

// find gives the reader of a language, nil if there is none.
func find(language string) chroma.Lexer {
	if language == "" || len(language) > 40 || strings.ContainsAny(language, `/\*?[`) {
		return nil
	}
	l := lexers.Get(strings.Trim(language, "{.}"))
	if l == nil || l.Config().Name == "plaintext" {
		return nil
	}
	return chroma.Coalesce(l)
}

// Runs divides a text into runs that cover all of it. It gives nil if nothing
// is known of the language, or the text passes the bounds.
func Runs(language, src string) []Run {
	list, _ := Parts(language, src)
	return list
}

// Parts is Runs, and tells whether there are none only because the reader of
// the language was not through in time.
func Parts(language, src string) (list []Run, late bool) { return parts(language, src, time.Now) }

func parts(language, src string, now func() time.Time) ([]Run, bool) {
	if src == "" || len(src) > MaxBytes || isTangled(src) {
		return nil, false
	}
	l := find(language)
	if l == nil {
		return nil, false
	}
	end := now().Add(patience)
	for range tries {
		list, in := runs(l, src, end, now)
		if in {
			return list, false
		}
		if now().After(end) {
			break
		}
	}
	return nil, true
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

// runs reads a text once; in tells whether no part of it took too long.
func runs(l chroma.Lexer, src string, end time.Time, now func() time.Time) (list []Run, in bool) {
	defer func() {
		if recover() != nil { // a fault of a language's reader costs the colours only
			list, in = nil, true
		}
	}()
	next, err := l.Tokenise(&chroma.TokeniseOptions{State: "root"}, src)
	if err != nil {
		return nil, true
	}
	rest := src
	began := now()
	for t := next(); t != chroma.EOF; t = next() {
		at := now()
		if at.Sub(began) >= pause || at.After(end) {
			return nil, false
		}
		began = at
		value := t.Value
		if len(value) > len(rest) { // some readers end the last line themselves
			value = strings.TrimSuffix(value, "\n")
		}
		if !strings.HasPrefix(rest, value) {
			return nil, true
		}
		rest = rest[len(value):]
		list = grow(list, Run{len(value), roleOf(t.Type)}, value)
	}
	return grow(list, Run{len(rest), Plain}, rest), true
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
