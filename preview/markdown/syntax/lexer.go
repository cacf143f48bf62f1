package syntax

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"

	"galley.app/galley/preview/markdown/syntax/pattern"
)

const (
	// maxDepth is how many texts may be read inside each other.
	maxDepth = 64
	// maxStates is how many states of a language may lie on each other.
	maxStates = 1 << 18
	// Steps of what is not matching: taking a token, and finding a language by
	// its name, in the library's list and elsewhere.
	tokenSteps  = 8
	nameSteps   = 1_000
	searchSteps = 1_000_000
)

// A source is a language, or some joined: what divides a text into tokens.
type source interface {
	// tokens gives the text's tokens to a reading. State is where to begin,
	// and nested tells that the text is part of another.
	tokens(r *reading, state string, nested bool, text string, take func(chroma.TokenType, string))
}

// A reading is the work on one text.
type reading struct {
	*Languages
	pattern.Matcher
	depth  int      // texts that are read inside each other
	sought []string // names that the library had to look for
}

// A failure ends a reading, as what a panic is about.
type failure uint8

const (
	tooMuch  failure = iota // its steps are used up
	notCover                // its tokens are not the text
	noRules                 // the language cannot be read
)

// spend takes steps away, and ends the reading when none are left.
func (r *reading) spend(n int) {
	if r.Steps -= n; r.Steps <= 0 {
		panic(tooMuch)
	}
}

// A lexer is a language with the library's rules for it.
type lexer struct {
	states map[string]*state
	config *chroma.Config
	flags  string
}

// A state is what may come next.
type state struct {
	rules []*rule
	ready bool
}

// A rule is what to do about a text that matches.
type rule struct {
	*chroma.CompiledRule
	emit    emitter
	matcher *pattern.Pattern
}

// newLexer reads the library's rules. It gives nil if they cannot be carried
// out here.
func newLexer(from *chroma.RegexLexer) *lexer {
	raw, err := from.Rules()
	if err != nil {
		return nil
	}
	l := &lexer{states: map[string]*state{}, config: from.Config()}
	for _, f := range []struct {
		is   bool
		flag string
	}{{!l.config.NotMultiline, "m"}, {l.config.CaseInsensitive, "i"}, {l.config.DotAll, "s"}} {
		if f.is {
			l.flags += f.flag
		}
	}
	rules := chroma.CompiledRules{}
	for name, list := range raw {
		rules[name] = nil
		for _, rule := range list {
			rules[name] = append(rules[name], &chroma.CompiledRule{Rule: rule})
		}
	}
	if !include(rules) {
		return nil
	}
	made := map[*chroma.CompiledRule]*rule{} // states share rules
	for name, list := range rules {
		s := &state{}
		for _, c := range list {
			if made[c] == nil {
				emit, ok := emitterOf(c.Rule, l.config.Name)
				if !ok {
					return nil
				}
				made[c] = &rule{CompiledRule: c, emit: emit}
			}
			s.rules = append(s.rules, made[c])
		}
		l.states[name] = s
	}
	return l
}

// include puts the rules of other states where a rule asks for them.
func include(rules chroma.CompiledRules) bool {
	for again := true; again; {
		again = false
		for _, name := range slices.Sorted(maps.Keys(rules)) {
			for i := 0; i < len(rules[name]); i++ {
				m, ok := rules[name][i].Mutator.(chroma.LexerMutator)
				if !ok {
					continue
				}
				again = true
				if m.MutateLexer(rules, name, i) != nil {
					return false
				}
				i--
			}
		}
	}
	return true
}

// prepare compiles the rules of a state.
func (s *state) prepare(flags string) bool {
	for _, rule := range s.rules {
		if rule.matcher != nil {
			continue
		}
		expr := "(?:" + rule.Pattern + ")"
		if flags != "" {
			expr = "(?" + flags + ")" + expr
		}
		_, whole := rule.emit.(token)
		_, push := rule.Mutator.(chroma.SerialisableMutator)
		groups := !whole || rule.Mutator != nil && !push
		m, err := pattern.Compile(`\G`+expr, groups)
		if err != nil {
			return false
		}
		rule.matcher = m
	}
	s.ready = true
	return true
}

func (l *lexer) tokens(r *reading, begin string, nested bool, text string, take func(chroma.TokenType, string)) {
	if r.depth++; r.depth > maxDepth {
		panic(tooMuch)
	}
	defer func() { r.depth-- }()
	end := len(text)
	if !nested && l.config.EnsureNL && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	at := chroma.LexerState{Stack: []string{begin}, MutatorContext: map[any]any{}}
	pos := 0
	for pos < end && len(at.Stack) > 0 {
		if len(at.Stack) > maxStates {
			panic(tooMuch)
		}
		at.State = at.Stack[len(at.Stack)-1]
		s := l.states[at.State]
		if s == nil || !s.ready && !s.prepare(l.flags) {
			panic(noRules)
		}
		rule := r.match(s, text, pos)
		r.spend(tokenSteps)
		if rule == nil {
			if text[pos] == '\n' && at.State != begin {
				at.Stack = []string{begin}
				continue
			}
			_, n := utf8.DecodeRuneInString(text[pos:])
			take(chroma.Error, text[pos:pos+n])
			pos += n
			continue
		}
		groups := r.groups(text)
		pos = int(r.Groups[1])
		if rule.Mutator != nil {
			if _, ok := rule.Mutator.(chroma.SerialisableMutator); !ok {
				at.Groups = groups
			}
			if rule.Mutator.Mutate(&at) != nil {
				panic(noRules)
			}
		}
		if rule.emit != nil {
			rule.emit.emit(r, l, groups, take)
		}
	}
	if pos < len(text) && len(at.Stack) == 0 {
		take(chroma.Error, text[pos:])
	}
}

// match returns the first rule of a state that matches.
func (r *reading) match(s *state, text string, pos int) *rule {
	for _, rule := range s.rules {
		if r.Match(rule.matcher, text, pos) {
			return rule
		}
	}
	return nil
}

// groups are the parts of a text that the groups of the last match hold.
func (r *reading) groups(text string) []string {
	list := make([]string, len(r.Groups)/2)
	for i := range list {
		if from := r.Groups[2*i]; from >= 0 {
			list[i] = text[from:r.Groups[2*i+1]]
		}
	}
	return list
}
