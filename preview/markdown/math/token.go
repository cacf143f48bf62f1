package math

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A token is a part of the source: a command with its backslash, or a
// character. The end of the source is an empty token.
type token struct {
	text     string
	off, end int
	own      bool // a command that may be one of the text's own
}

// A reader gives the tokens of one formula. In place of a command of the text's
// own stands what it means, and what defines one is read here.
type reader struct {
	src      string
	pos      int
	problems []Problem

	scope      *Scope            // what was defined before
	defs       map[string]*macro // what is defined here: the scope's until it is cloned
	cloned     bool
	groups     int       // in which definitions hold
	undo       []binding // what groups that are open end with
	defined    []string  // for formulas to come
	used       []string  // of the scope
	places     []place   // where the bytes of src come from, in order
	expansions int
	stuck      int  // where a command ends whose arguments are not there
	kept       bool // src is what is wanted, not what it stands for
	effort     int
	endless    *Problem // why the formula was given up
}

func (r *reader) problem(off int, format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{r.source(off), fmt.Sprintf(format, args...)})
	}
}

func (t token) command() (string, bool) { return strings.CutPrefix(t.text, `\`) }

// next gives the token at r.pos behind blanks and comments, without taking it.
// In place of a command that the text defines stands what it means.
func (r *reader) next() token {
	for {
		t := r.plain()
		if !r.replaced(t, false) {
			return t
		}
	}
}

// rawNext is next for words, where blanks count.
func (r *reader) rawNext() token {
	for {
		t := r.raw()
		if !r.replaced(t, true) {
			return t
		}
	}
}

// plain is next without a look at what the text defines.
func (r *reader) plain() token {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\t', '\n', '\r', '\f', '\v':
			r.pos++
			continue
		case '%':
			r.comment()
			continue
		}
		break
	}
	return r.raw()
}

// comment goes on behind the comment at r.pos.
func (r *reader) comment() {
	if i := strings.IndexByte(r.src[r.pos:], '\n'); i >= 0 {
		r.pos += i + 1
	} else {
		r.pos = len(r.src)
	}
}

// primitive stands for the backslash of a command that means what it means
// without the text's own ones.
const primitive = '\x01'

// raw gives the token at r.pos, be it a blank.
func (r *reader) raw() token {
	s := r.src[r.pos:]
	if s == "" {
		return token{off: r.pos, end: r.pos}
	}
	n := 0
	switch {
	case s[0] != '\\' && s[0] != primitive:
		_, n = utf8.DecodeRuneInString(s)
	case len(s) == 1:
		n = 1
	default:
		for n = 1; n < len(s) && isASCIILetter(s[n]); n++ {
		}
		if n == 1 {
			_, size := utf8.DecodeRuneInString(s[1:])
			n += size
			if s[1] == '@' { // it is a letter in names that begin with it
				for n < len(s) && (isASCIILetter(s[n]) || s[n] == '@') {
					n++
				}
			}
		}
	}
	if s[0] == primitive && n > 1 {
		return token{text: `\` + s[1:n], off: r.pos, end: r.pos + n}
	}
	return token{s[:n], r.pos, r.pos + n, s[0] == '\\'}
}

func isASCIILetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// take gives the next token and goes on behind it.
func (r *reader) take() token {
	t := r.next()
	r.pos = t.end
	return t
}

// accept takes the next token if it is the given one.
func (r *reader) accept(text string) bool {
	if t := r.next(); t.text == text && text != "" {
		r.pos = t.end
		return true
	}
	return false
}

// verbatim takes a group in braces as it is written, without the braces. A
// brace that is not closed ends with the source.
func (r *reader) verbatim() (string, bool) {
	if !r.accept("{") {
		return "", false
	}
	start := r.pos
	if group, ok := r.balanced(); ok {
		return group, true
	}
	return r.src[start:], false
}

// option takes an optional argument in brackets as it is written.
func (r *reader) option() (string, bool) {
	at := r.pos
	if !r.accept("[") {
		r.pos = at
		return "", false
	}
	i := strings.IndexByte(r.src[r.pos:], ']')
	if i < 0 {
		r.pos = at
		return "", false
	}
	s := r.src[r.pos : r.pos+i]
	r.pos += i + 1
	return s, true
}
