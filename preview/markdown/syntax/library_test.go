package syntax

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	rules "github.com/dlclark/regexp2/v2/syntax"

	"galley.app/galley/internal/growth"
)

// borrowed are languages that are read by another one's rules.
var borrowed = map[string]string{"Raku": "Perl"}

// TestLanguages holds that every language of the library can be read here.
func TestLanguages(t *testing.T) {
	growth.Alone(t)
	var l Languages
	for _, from := range lexers.GlobalLexerRegistry.Lexers {
		name := from.Config().Name
		src := l.sourceOf(from)
		if src == nil {
			t.Errorf("%s cannot be read", name)
			continue
		}
		if other := borrowed[name]; other != "" && src != l.source(other) {
			t.Errorf("%s is not read as %s", name, other)
		}
		for _, lex := range lexersOf(src) {
			for state, s := range lex.states {
				if !s.prepare(lex.flags) {
					t.Errorf("%s: a rule of state %s cannot be matched", name, state)
				}
			}
		}
	}
}

// lexersOf lists the languages that a source is joined from.
func lexersOf(src source) []*lexer {
	switch src := src.(type) {
	case *lexer:
		return []*lexer{src}
	case joined:
		return append(lexersOf(src.root), lexersOf(src.language)...)
	case renamed:
		return lexersOf(src.source)
	case headed:
		return append(lexersOf(src.head), lexersOf(src.body)...)
	case message:
		return lexersOf(src.head)
	}
	return nil
}

// libraryRuns are the runs of a text as the library finds them, with its own
// matcher. Its clock may keep it from seeing a rule when the machine is busy.
func libraryRuns(from chroma.Lexer, src string) (list []Run) {
	defer func() {
		if recover() != nil {
			list = nil
		}
	}()
	next, err := chroma.Coalesce(from).Tokenise(&chroma.TokeniseOptions{State: "root"}, src)
	if err != nil {
		return nil
	}
	rest := src
	for t := next(); t != chroma.EOF; t = next() {
		value := t.Value
		if len(value) > len(rest) {
			value = strings.TrimSuffix(value, "\n")
		}
		if !strings.HasPrefix(rest, value) {
			return nil
		}
		rest = rest[len(value):]
		list = grow(list, Run{len(value), roleOf(t.Type)}, value)
	}
	return grow(list, Run{len(rest), Plain}, rest)
}

// same fails the test unless a text has the colours that the library gives it,
// and reports whether it has any. What would keep the library busy for long is
// not compared.
func same(t *testing.T, l *Languages, from chroma.Lexer, src string) (coloured bool) {
	t.Helper()
	r := &reading{Languages: l}
	r.Steps = maxSteps
	got := r.runs(from, src)
	if maxSteps-r.Steps-len(r.sought)*searchSteps > 200*len(src)+10_000 {
		return false
	}
	var want []Run
	for range 4 { // its clock
		if want = libraryRuns(from, src); slices.Equal(got, want) {
			return len(got) > 1
		}
	}
	t.Errorf("%s: %q\n got %s\nwant %s", from.Config().Name, src, notation(src, got), notation(src, want))
	return false
}

// TestLibrary holds that words which each language knows, one after the other,
// have the colours that the library gives them.
func TestLibrary(t *testing.T) {
	growth.Alone(t)
	var l Languages
	all, coloured := 0, 0
	for _, from := range lexers.GlobalLexerRegistry.Lexers {
		name := from.Config().Name
		if borrowed[name] != "" {
			continue
		}
		w := words{Rand: rand.New(rand.NewPCG(1, uint64(len(name))))}
		for _, lex := range lexersOf(l.sourceOf(from)) {
			w.learn(lex)
		}
		for range 3 {
			all++
			if same(t, &l, from, w.text(300)) {
				coloured++
			}
		}
	}
	if t.Logf("%d of %d texts have colours", coloured, all); coloured < all*9/10 {
		t.Error("too few to compare")
	}
}

// words writes text of what a language's rules match.
type words struct {
	*rand.Rand
	trees []*rules.RegexNode
}

func (w *words) learn(lex *lexer) {
	var names []string
	for name := range lex.states {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, rule := range lex.states[name].rules {
			if tree, err := rules.Parse("(?"+lex.flags+":"+rule.Pattern+")", rules.ParseOptions{}); err == nil {
				w.trees = append(w.trees, tree.Root)
			}
		}
	}
}

func (w *words) text(size int) string {
	var b strings.Builder
	for b.Len() < size {
		w.write(&b, w.trees[w.IntN(len(w.trees))])
		b.WriteString([]string{" ", " ", "", "\n", "\n", "\"", "("}[w.IntN(7)])
	}
	return strings.ToValidUTF8(b.String(), "?")
}

// write adds what a part of an expression may match. It does not look around.
func (w *words) write(b *strings.Builder, n *rules.RegexNode) {
	times := 1
	if n.N > 0 && (n.T == rules.NtLoop || n.T == rules.NtLazyloop || n.IsOneloopFamily() || n.IsNotoneloopFamily() || n.IsSetloopFamily()) {
		times = n.M + w.IntN(min(n.N-n.M, 4)+1)
	}
	for range times {
		switch {
		case n.IsOneFamily():
			b.WriteRune(n.Ch)
		case n.IsNotoneFamily(), n.IsSetFamily():
			b.WriteRune(w.char(n))
		case n.T == rules.NtMulti:
			b.WriteString(string(n.Str))
		case n.T == rules.NtNegLook:
		case n.T == rules.NtAlternate:
			w.write(b, n.Children[w.IntN(len(n.Children))])
		default:
			for _, child := range n.Children {
				w.write(b, child)
			}
		}
	}
}

func (w *words) char(n *rules.RegexNode) rune {
	const usual = "aeinrtxfuzAEZ019_ \n\t.,;:-+*/=<>()[]{}'\"\\#$%&!?@|^~`é漢"
	all := []rune(usual)
	for range 20 {
		r := all[w.IntN(len(all))]
		if n.IsNotoneFamily() && r != n.Ch || n.Set != nil && n.Set.CharIn(r) {
			return r
		}
	}
	if n.Set != nil {
		for r := rune(0); r < 0x3000; r++ {
			if n.Set.CharIn(r) {
				return r
			}
		}
	}
	return 'a'
}

// TestSamples is TestLibrary for programs as people write them.
func TestSamples(t *testing.T) {
	growth.Alone(t)
	var l Languages
	for language, src := range samples() {
		from := l.find(language)
		if from == nil {
			t.Errorf("%s is not known", language)
			continue
		}
		for n := 1; n <= 3; n++ {
			if !same(t, &l, from, strings.Repeat(src, n)[:len(src)*n-n+1]) {
				t.Errorf("%d times the sample of %s has no colours", n, language)
			}
		}
	}
}

// TestJoined holds the colours of languages inside others.
func TestJoined(t *testing.T) {
	var l Languages
	for _, c := range []struct{ language, src, want string }{
		{"http", "GET / HTTP/1.1\nContent-Type: application/json; charset=x\n\n{\"a\": 1}\n", "[name:GET] / [keyword:HTTP]/[number:1.1]\nContent-Type: [number:application/json; charset=x]\n\n{[keyword:\"a\"]: [number:1]}\n"},
		{"markdown", "---\na: 1\n---\n# b\n\n```go\nif\n```\n", ""},
		{"rst", ".. code:: go\n\n    if true {}\n", ""},
		{"go", "x := `{{ if .A }}b{{ end }}`\n", ""},
		{"html", "<style>a { color: #fff }</style><script>if (1) {}</script>", ""},
		{"phtml", "<p class=\"a\"><?php echo 1; ?></p>", ""},
		{"svelte", "<script lang=\"ts\">let a: string</script>{#if a}<p>{a}</p>{/if}", ""},
		{"common-lisp", "(defun f (x) (mapcar #'car x))", ""},
		{"emacs-lisp", "(defun f (x) (mapcar #'car x))", ""},
		{"raku", "sub f($a) { return 1 } # b", "[keyword:sub] [name:f]($a) { [keyword:return] [number:1] } [comment:# b]"},
	} {
		got := notation(c.src, l.Runs(c.language, c.src))
		if c.want == "" {
			c.want = notation(c.src, libraryRuns(l.find(c.language), c.src))
		}
		if got != c.want || !strings.Contains(got, ":") {
			t.Errorf("%s\n got %s\nwant %s", c.language, got, c.want)
		}
	}
}

// FuzzLibrary is TestSamples for texts of every kind.
func FuzzLibrary(f *testing.F) {
	growth.Alone(f)
	for language, src := range samples() {
		f.Add(language, src)
	}
	var l Languages
	f.Fuzz(func(t *testing.T, language, src string) {
		from := l.find(language)
		if from == nil || len(src) > 400 || borrowed[from.Config().Name] != "" {
			return
		}
		if list := l.Runs(language, src); list != nil {
			same(t, &l, from, src)
		}
	})
}
