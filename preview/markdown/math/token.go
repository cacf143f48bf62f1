package math

import (
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

func (t token) command() (string, bool) { return strings.CutPrefix(t.text, `\`) }

// next gives the token at p.pos behind blanks and comments, without taking it.
// In place of a command that the text defines stands what it means.
func (p *parser) next() token {
	for {
		t := p.plain()
		if !p.replaced(t, false) {
			return t
		}
	}
}

// rawNext is next for words, where blanks count.
func (p *parser) rawNext() token {
	for {
		t := p.raw()
		if !p.replaced(t, true) {
			return t
		}
	}
}

// plain is next without a look at what the text defines.
func (p *parser) plain() token {
	for p.pos < len(p.src) {
		switch p.src[p.pos] {
		case ' ', '\t', '\n', '\r', '\f', '\v':
			p.pos++
			continue
		case '%':
			p.comment()
			continue
		}
		break
	}
	return p.raw()
}

// comment goes on behind the comment at p.pos.
func (p *parser) comment() {
	if i := strings.IndexByte(p.src[p.pos:], '\n'); i >= 0 {
		p.pos += i + 1
	} else {
		p.pos = len(p.src)
	}
}

// primitive stands for the backslash of a command that means what it means
// without the text's own ones.
const primitive = '\x01'

// raw gives the token at p.pos, be it a blank.
func (p *parser) raw() token {
	s := p.src[p.pos:]
	if s == "" {
		return token{off: p.pos, end: p.pos}
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
		return token{text: `\` + s[1:n], off: p.pos, end: p.pos + n}
	}
	return token{s[:n], p.pos, p.pos + n, s[0] == '\\'}
}

func isASCIILetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// take gives the next token and goes on behind it.
func (p *parser) take() token {
	t := p.next()
	p.pos = t.end
	return t
}

// accept takes the next token if it is the given one.
func (p *parser) accept(text string) bool {
	if t := p.next(); t.text == text && text != "" {
		p.pos = t.end
		return true
	}
	return false
}

// verbatim takes a group in braces as it is written, without the braces. A
// brace that is not closed ends with the source.
func (p *parser) verbatim() (string, bool) {
	if !p.accept("{") {
		return "", false
	}
	start := p.pos
	if group, ok := p.balanced(); ok {
		return group, true
	}
	return p.src[start:], false
}

// option takes an optional argument in brackets as it is written.
func (p *parser) option() (string, bool) {
	at := p.pos
	if !p.accept("[") {
		p.pos = at
		return "", false
	}
	i := strings.IndexByte(p.src[p.pos:], ']')
	if i < 0 {
		p.pos = at
		return "", false
	}
	s := p.src[p.pos : p.pos+i]
	p.pos += i + 1
	return s, true
}
