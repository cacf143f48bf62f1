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

// Bounds of what colours may cost. Longer text has none. The time is there for
// texts that make a language's expressions go back and forth; it is so long
// that no usual text reaches it on a slow machine, because what is exported
// must not depend on the machine.
const (
	MaxBytes = 64 << 10
	patience = time.Second
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
// is known of the language, or the text is longer than MaxBytes.
func Runs(language, src string) []Run { return runs(language, src, time.Now) }

func runs(language, src string, now func() time.Time) (list []Run) {
	if src == "" || len(src) > MaxBytes {
		return nil
	}
	l := find(language)
	if l == nil {
		return nil
	}
	defer func() {
		if recover() != nil { // a fault of a language's reader costs the colours only
			list = nil
		}
	}()
	next, err := l.Tokenise(&chroma.TokeniseOptions{State: "root"}, src)
	if err != nil {
		return nil
	}
	late := now().Add(patience)
	rest := src
	for t := next(); t != chroma.EOF; t = next() {
		value := t.Value
		if len(value) > len(rest) { // some readers end the last line themselves
			value = strings.TrimSuffix(value, "\n")
		}
		if !strings.HasPrefix(rest, value) || now().After(late) {
			return nil
		}
		rest = rest[len(value):]
		list = grow(list, Run{len(value), roleOf(t.Type)}, value)
	}
	return grow(list, Run{len(rest), Plain}, rest)
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
