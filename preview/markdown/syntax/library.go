package syntax

import (
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Languages are the languages of code. They keep what was made ready of those
// that were read; nothing is ready in the zero value. They may be used by
// several goroutines, whose texts are read one after the other.
type Languages struct {
	names names

	mu    sync.Mutex
	known map[chroma.Lexer]source
}

// source returns what reads the language that the library calls by a name.
func (l *Languages) source(name string) source {
	lexer, _ := l.names.find(name)
	if lexer == nil {
		return nil
	}
	return l.sourceOf(lexer)
}

// sourceOf returns what reads a language of the library's, nil if that cannot
// be done here.
func (l *Languages) sourceOf(from chroma.Lexer) source {
	src, ok := l.known[from]
	if !ok {
		if l.known == nil {
			l.known = map[chroma.Lexer]source{}
		}
		src = l.read(from)
		l.known[from] = src
	}
	return src
}

// read makes a source of what the library has for a language. Most languages
// are rules. The others are put around such with code of the library's own,
// which is done anew here, since it would have the library match; what it is
// put around the library keeps to itself.
func (l *Languages) read(from chroma.Lexer) source {
	name := from.Config().Name
	if name == "Raku" {
		// Its rules are changed while they are used, by code that may never be
		// done. Those of the language that it comes from see most of it.
		return l.source("Perl")
	}
	if rules, ok := from.(*chroma.RegexLexer); ok {
		if lex := newLexer(rules); lex != nil {
			return lex
		}
		return nil
	}
	switch {
	case has(from, "root"), has(from, "language"):
		root, language := l.part(from, "root"), l.part(from, "language")
		if root != nil && language != nil {
			return joined{root, language}
		}
	case has(from, "mapper"):
		mapper, ok := hidden(from, "mapper").(func(chroma.Token) []chroma.Token)
		if inner := l.part(from, "lexer"); ok && inner != nil {
			return renamed{inner, mapper}
		}
	case name == "markdown":
		inner, yaml := l.part(from, "Lexer"), l.source("YAML")
		if inner != nil && yaml != nil {
			return headed{yaml, inner}
		}
	case name == "HTTP":
		if inner := l.part(from, "Lexer"); inner != nil {
			return message{inner}
		}
	}
	return nil
}

// part is the source of a language inside another.
func (l *Languages) part(of chroma.Lexer, field string) source {
	if inner, ok := hidden(of, field).(chroma.Lexer); ok {
		return l.sourceOf(inner)
	}
	return nil
}

// has reports whether one of the library's types has a field.
func has(from chroma.Lexer, field string) bool {
	v := reflect.ValueOf(from)
	return v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct && v.Elem().FieldByName(field).IsValid()
}

// hidden reads a field that the library keeps to itself, nil if there is none.
func hidden(from chroma.Lexer, field string) any {
	if !has(from, field) {
		return nil
	}
	f := reflect.ValueOf(from).Elem().FieldByName(field)
	return reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().Interface()
}

// renamed is a language some of whose tokens become others.
type renamed struct {
	source
	mapper func(chroma.Token) []chroma.Token
}

func (n renamed) tokens(r *reading, state string, nested bool, text string, take func(chroma.TokenType, string)) {
	n.source.tokens(r, state, nested, text, func(t chroma.TokenType, value string) {
		for _, t := range n.mapper(chroma.Token{Type: t, Value: value}) {
			take(t.Type, t.Value)
		}
	})
}

// headed is a language behind front matter in another.
type headed struct{ head, body source }

func (h headed) tokens(r *reading, state string, nested bool, text string, take func(chroma.TokenType, string)) {
	if n := frontMatter(text); n > 0 {
		h.head.tokens(r, state, nested, text[:n], take)
		text = text[n:]
	}
	h.body.tokens(r, state, nested, text, take)
}

// frontMatter is the size of the part between lines of three dashes, with the
// lines, that a text begins with.
func frontMatter(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		mark := strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r") == "---" && strings.HasSuffix(line, "\n")
		if n == 0 && !mark {
			return 0
		}
		n += len(line)
		if mark && n > len(line) {
			return n
		}
	}
	return 0
}

// message is HTTP: what is behind the head is in the language that the head
// says.
type message struct{ head source }

func (m message) tokens(r *reading, state string, nested bool, text string, take func(chroma.TokenType, string)) {
	var content string
	var says, done bool
	m.head.tokens(r, state, nested, text, func(t chroma.TokenType, value string) {
		switch {
		case done:
			return
		case t == chroma.Name && strings.EqualFold(value, "content-type"):
			says = true
		case t == chroma.Literal && says:
			says = false
			content, _, _ = strings.Cut(value, ";")
			content = strings.TrimSpace(content)
		case t == chroma.Generic && content != "":
			if src := r.ofContent(content); src != nil {
				done = true
				src.tokens(r, "root", false, lines(value), take)
				return
			}
			t = chroma.Text
		}
		take(t, value)
	})
}

// ofContent finds a language by the type of a content; one that is written in
// another may stand behind a plus.
func (r *reading) ofContent(content string) source {
	r.spend(nameSteps)
	l := lexers.MatchMimeType(content)
	if kind, rest, ok := strings.Cut(content, "/"); ok && l == nil {
		if i := strings.LastIndexByte(rest, '+'); i >= 0 {
			l = lexers.MatchMimeType(kind + "/" + rest[i+1:])
		}
	}
	if l == nil {
		return nil
	}
	if src := r.sourceOf(l); src != nil {
		return src
	}
	panic(noRules)
}

// joined is a language inside another, such as PHP in HTML.
type joined struct{ root, language source }

func (j joined) tokens(r *reading, state string, nested bool, text string, take func(chroma.TokenType, string)) {
	outer := chroma.DelegatingLexer(bound{j.root, r}, bound{j.language, r})
	next, err := outer.Tokenise(&chroma.TokeniseOptions{State: state, Nested: nested}, text)
	if err != nil {
		panic(noRules)
	}
	for t := next(); t != chroma.EOF; t = next() {
		take(t.Type, t.Value)
	}
}

// bound is a source as a lexer of the library's, for one reading.
type bound struct {
	source source
	r      *reading
}

func (b bound) Tokenise(o *chroma.TokeniseOptions, text string) (chroma.Iterator, error) {
	var list []chroma.Token
	size := 0
	b.source.tokens(b.r, o.State, o.Nested, text, func(t chroma.TokenType, value string) {
		if size += len(value); size > len(text)+1 {
			panic(notCover)
		}
		list = append(list, chroma.Token{Type: t, Value: value})
	})
	return chroma.Literator(list...), nil
}

func (b bound) Config() *chroma.Config                             { return &chroma.Config{} }
func (b bound) SetRegistry(*chroma.LexerRegistry) chroma.Lexer     { return b }
func (b bound) SetAnalyser(func(text string) float32) chroma.Lexer { return b }
func (b bound) AnalyseText(string) float32                         { return 0 }
