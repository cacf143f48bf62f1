package syntax

import (
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// An emitter makes tokens of the groups of a match.
type emitter interface {
	emit(r *reading, l *lexer, groups []string, take func(chroma.TokenType, string))
}

// The emitters: the whole is one token; each group has an emitter of its own;
// the same language in another state; another language; a language that is
// named in a group; and what the library does in code of its own.
type (
	token   chroma.TokenType
	byGroup []emitter
	self    string
	other   struct {
		language string
		as       map[chroma.TokenType]chroma.TokenType // tokens that become others
	}
	named struct {
		byGroup
		name, code int
	}
	listing struct{}
	code    chroma.EmitterFunc
)

// emitterOf translates what the library does with a match. It gives nil for
// nothing, and false if that is not known here.
func emitterOf(r chroma.Rule, language string) (emitter, bool) {
	if f, ok := r.Type.(chroma.EmitterFunc); ok {
		switch language {
		case "HTTP":
			return code(f), true
		case "reStructuredText":
			return listing{}, true
		}
		return nil, false
	}
	return translate(r.Type, language)
}

func translate(e chroma.Emitter, language string) (emitter, bool) {
	switch e := e.(type) {
	case nil:
		return nil, true
	case chroma.TokenType:
		return token(e), true
	case chroma.EmitterFunc:
		if language == "Go" { // a string that may be a template
			return other{"Go Text Template", map[chroma.TokenType]chroma.TokenType{chroma.Other: chroma.LiteralString}}, true
		}
		return nil, false
	case chroma.SerialisableEmitter:
		v := reflect.ValueOf(e).Elem()
		switch e.EmitterKind() {
		case "bygroups":
			list, ok := translateAll(v, language)
			return list, ok
		case "usingself":
			return self(v.FieldByName("State").String()), true
		case "using":
			return other{v.FieldByName("Lexer").String(), nil}, true
		case "usingbygroup":
			list, ok := translateAll(v, language)
			return named{list, int(v.FieldByName("SublexerNameGroup").Int()), int(v.FieldByName("CodeGroup").Int())}, ok
		}
	}
	return nil, false
}

func translateAll(v reflect.Value, language string) (byGroup, bool) {
	from, ok := v.FieldByName("Emitters").Interface().(chroma.Emitters)
	if !ok {
		return nil, false
	}
	list := make(byGroup, len(from))
	for i, e := range from {
		if list[i], ok = translate(e, language); !ok {
			return nil, false
		}
	}
	return list, true
}

func (t token) emit(r *reading, _ *lexer, groups []string, take func(chroma.TokenType, string)) {
	if groups[0] != "" && chroma.TokenType(t) != chroma.Ignore {
		take(chroma.TokenType(t), groups[0])
	}
}

func (b byGroup) emit(r *reading, l *lexer, groups []string, take func(chroma.TokenType, string)) {
	if len(groups)-1 != len(b) {
		take(chroma.Error, groups[0])
		return
	}
	for i, e := range b {
		if e != nil {
			e.emit(r, l, groups[i+1:i+2], take)
		}
	}
}

func (s self) emit(r *reading, l *lexer, groups []string, take func(chroma.TokenType, string)) {
	l.tokens(r, string(s), true, groups[0], take)
}

func (o other) emit(r *reading, _ *lexer, groups []string, take func(chroma.TokenType, string)) {
	src := r.source(o.language)
	if src == nil {
		panic(noRules)
	}
	if o.as == nil {
		src.tokens(r, "root", true, groups[0], take)
		return
	}
	src.tokens(r, "root", true, groups[0], func(t chroma.TokenType, value string) {
		if to, ok := o.as[t]; ok {
			t = to
		}
		take(t, value)
	})
}

func (n named) emit(r *reading, l *lexer, groups []string, take func(chroma.TokenType, string)) {
	if len(groups)-1 != len(n.byGroup) {
		panic(noRules)
	}
	src := r.lookUp(groups[n.name])
	for i, e := range n.byGroup {
		switch {
		case i == n.code-1 && src != nil:
			src.tokens(r, "root", false, lines(groups[i+1]), take)
		case e != nil:
			e.emit(r, l, groups[i+1:i+2], take)
		}
	}
}

// emit is for a block of code in reStructuredText.
func (listing) emit(r *reading, _ *lexer, groups []string, take func(chroma.TokenType, string)) {
	types := []chroma.TokenType{chroma.Punctuation, chroma.Text, chroma.OperatorWord, chroma.Punctuation, chroma.Text, chroma.Keyword, chroma.Text}
	for i, t := range types {
		if groups[i+1] != "" {
			take(t, groups[i+1])
		}
	}
	body := strings.Join(groups[len(types)+1:], "")
	r.spend(len(body))
	if src := r.lookUp(groups[6]); src != nil {
		src.tokens(r, "root", false, lines(body), take)
	} else {
		take(chroma.String, body)
	}
}

func (c code) emit(r *reading, _ *lexer, groups []string, take func(chroma.TokenType, string)) {
	next := chroma.EmitterFunc(c)(groups, nil)
	for t := next(); t != chroma.EOF; t = next() {
		if t.Value != "" {
			take(t.Type, t.Value)
		}
	}
}

// lookUp finds the language of a text inside another.
func (r *reading) lookUp(name string) source {
	from, listed := r.names.find(name)
	if !listed && !slices.Contains(r.sought, name) {
		r.sought = append(r.sought, name)
		r.spend(searchSteps)
	}
	r.spend(nameSteps)
	if from == nil {
		return nil
	}
	if src := r.sourceOf(from); src != nil {
		return src
	}
	panic(noRules)
}

// lines has a text's lines end as those of a text of its own do.
func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
