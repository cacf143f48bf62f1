package pattern

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"

	"galley.app/galley/internal/growth"
)

// plenty is more steps than any text here takes, unless it is made to.
const plenty = 100_000

// notation writes the groups of a match at a place of a text.
func notation(m *Matcher, p *Pattern, text string, at int) string {
	if m.Steps = plenty; !m.Match(p, text, at) {
		return "no"
	}
	var b strings.Builder
	for i := range p.Groups() {
		from, to := m.Groups[2*i], m.Groups[2*i+1]
		if from < 0 {
			b.WriteString("[]")
			continue
		}
		fmt.Fprintf(&b, "[%d:%s]", from, text[from:to])
	}
	return b.String()
}

// reference is notation by the library's matcher.
func reference(re *regexp2.Regexp, text string, at int) string {
	found, err := re.FindRunesMatchStartingAt([]rune(text), utf8.RuneCountInString(text[:at]))
	if err != nil {
		return err.Error()
	}
	if found == nil {
		return "no"
	}
	var b strings.Builder
	for _, g := range found.Groups() {
		if len(g.Captures) == 0 {
			b.WriteString("[]")
			continue
		}
		from := len(string([]rune(text)[:g.RuneIndex]))
		fmt.Fprintf(&b, "[%d:%s]", from, g.String())
	}
	return b.String()
}

var expressions = []string{
	`a`, `abc`, `[a-c]`, `.`, `(?s).`, `[^a]`, `\w+`, `\W`, `\s*`, `é`, `[é-ü]+`, `\p{Lu}\p{Ll}*`, `[\w-[b]]+`,
	`a*`, `a+`, `a?`, `a{2}`, `a{1,2}`, `a{2,}`, `a*?`, `a+?`, `a??`, `a{1,3}?b`, `a{2,}?`, `[ab]*?c`, `.*?c`, `.+?$`, `.*a`, `(?s).*b`,
	`(a)(b)?(c)`, `(a|b)*`, `(a|b)*?c`, `(a*)*`, `(a*)+`, `(a*?)*`, `(a|b*)*c`, `(a?){3}`, `(a?){2,4}?b`, `(ab?){2,3}`, `((a)|b)+`, `(?:a|ab)(?:c|bcd)(d*)`,
	`(a|ab|abc|abcd|b)(c|d)?`, `(?:|a|ab)b`, `(|a)+`, `(a|)+b`, `(?:(a)|(b)|(c))+`,
	`^a`, `a$`, `(?m)^a`, `(?m)a$`, `\Aa`, `a\Z`, `a\z`, `\ba`, `a\b`, `a\B`, `\Bb`, `\b`, `\b\w+\b`,
	`(?=a)`, `a(?=b)`, `a(?!b)`, `(?=(a+))a*b`, `(?=(a)|b)(\w)`, `(?!(a)b)\w`, `(?:(?!c).)*c`,
	`(?<=a)b`, `(?<!a)b`, `(?<=^|a)b`, `(?<=ab?)c`, `(?<=(a+))b`, `(?<=(a)(b?))c`, `(?<![a-c]+)d`, `(?<=é)a`, `(?<=a*?)b`, `(?<=(?:a|ab)+)c`, `(?<=a{2,3})b`, `(?<!(?<!a)b)c`, `(?<=\bab)c`,
	`(?>a+)b`, `(?>a*)a`, `(?>a|ab)c`, `(?>(a)|b)+c`, `(?>a+?)b`,
	`(a)\1`, `(a+)b\1`, `(.)(.)\2\1`, `(a)?\1b`, `(?i)(a)\1`, `(?i)aB`, `(?i)[a-c]+É`, `(?<=\1(a))b`, `(?:(a)|b)*\1`, `(?<x>a)\k<x>`,
	`(a(b(c)?)?)+`, `(?:a(?:b(?:c|d)|e)|ab)*`, `"(?:\\.|[^"])*"`, `/\*(?:.|\n)*?\*/`, `(?:a+)+b`, `(a|aa)+c`, `(?:a?b??)*`, `(?:a??)+b`, `(?:(?=a)|b)*a`,
}

var texts = []string{
	"", "a", "b", "ab", "aab", "abc", "abcd", "aaab", "aabb", "ababc", "abab", "bab", "caa", "A", "aB", "aA", "é", "éa", "aéÉ", "abÉb", "\n", "a\n", "a\nab", "\na\n\n",
	"a b-c", "a,b", "abbacd", "\"a\\\"b\"", "/* a\n*/ */", "aaaaaaaaaab", "aa aa", "cab dab", "日本a",
}

func TestMatch(t *testing.T) {
	var m Matcher
	for _, expr := range expressions {
		re := regexp2.MustCompile(`\G(?:` + expr + `)`)
		if _, err := regexp2.Compile(expr); err != nil {
			return // it may be one between the brackets put around it, but is not what it looks like
		}
		p, err := Compile(`\G(?:`+expr+`)`, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			for at := range len(text) + 1 {
				if at < len(text) && !utf8.RuneStart(text[at]) {
					continue
				}
				if got, want := notation(&m, p, text, at), reference(re, text, at); got != want {
					t.Errorf("%s in %q at %d\n got %s\nwant %s", expr, text, at, got, want)
				}
			}
		}
	}
}

// TestGroups holds that a pattern that keeps no groups matches the same.
func TestGroups(t *testing.T) {
	var m Matcher
	for _, expr := range expressions {
		all, err := Compile(expr, true)
		if err != nil {
			t.Fatal(err)
		}
		none, err := Compile(expr, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			want, _, _ := strings.Cut(notation(&m, all, text, 0), "]")
			if got, _, _ := strings.Cut(notation(&m, none, text, 0), "]"); got != want {
				t.Errorf("%s in %q: %s without groups, %s with them", expr, text, got, want)
			}
		}
	}
}

func TestUnknown(t *testing.T) {
	for _, expr := range []string{`(`, `[a`, `(?(a)b|c)`, `(?<a>x)(?<b-a>y)`, `(?<5>a)`} {
		if _, err := Compile(expr, true); err == nil {
			t.Errorf("%s can be matched", expr)
		}
	}
}

// TestSteps holds that what is too much work ends, after the same steps each
// time, and that other work grows with the text.
func TestSteps(t *testing.T) {
	for _, tt := range []struct {
		expr, part string
		much       bool
	}{
		{`(?:a|aa)+c`, "a", true},
		{`(?:a+b?)+c`, "a", true},
		{`(?:a|b|ab)*c`, "ab", true},
		{`(?s)(.*)*\1c`, "a", true},
		{`(?:a+?b?)+c|d`, "a", true},
		{`(?:a|b)*c`, "ab", false},
		{`a*c`, "a", false},
		{`(?>a+)+c`, "a", false},
		{`(?:\\.|[^"])*"`, `\"`, false},
		{`(?:a|.)*?\*/`, "/*a", false},
		{`\p{L}+c`, "é", false},
	} {
		p, err := Compile(tt.expr, true)
		if err != nil {
			t.Fatal(err)
		}
		var m Matcher
		steps := func(n int) int {
			m.Steps = plenty * 10
			m.Match(p, strings.Repeat(tt.part, n), 0)
			return plenty*10 - m.Steps
		}
		if !tt.much {
			growth.Steps(t, 1000, steps)
			continue
		}
		one, two := steps(5000), steps(5000)
		if !m.Spent() || one != two || one > plenty*10+5000 {
			t.Errorf("%s: %d and %d steps, spent %v", tt.expr, one, two, m.Spent())
		}
		if m.Match(p, tt.part+"c", 0) {
			t.Errorf("%s matches without steps", tt.expr)
		}
	}
}

// TestChoices holds that a match which never fails keeps no more choices open
// than there is memory for.
func TestChoices(t *testing.T) {
	p, err := Compile(`(?:ab|c)*`, true)
	if err != nil {
		t.Fatal(err)
	}
	m := Matcher{Steps: 1 << 40}
	if m.Match(p, strings.Repeat("ab", most+1), 0) || !m.Spent() || len(m.stack) > most+1 {
		t.Errorf("%d choices are open, spent %v", len(m.stack), m.Spent())
	}
	m.Steps = plenty
	if !m.Match(p, "abab", 0) {
		t.Error("nothing is matched afterwards")
	}
}

// FuzzMatch holds that the library matches the same, where that is not too much
// work.
func FuzzMatch(f *testing.F) {
	for i, expr := range expressions {
		f.Add(expr, texts[i%len(texts)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, expr, text string, at uint8) {
		if len(expr) > 60 || len(text) > 60 || !utf8.ValidString(text) || strings.Contains(expr, "r") && strings.Contains(expr, "(?") {
			return // to the left is only what looks behind
		}
		place := min(int(at), len(text))
		for place < len(text) && !utf8.RuneStart(text[place]) {
			place++
		}
		if _, err := regexp2.Compile(expr); err != nil {
			return // it may be one between the brackets put around it, but is not what it looks like
		}
		p, err := Compile(`\G(?:`+expr+`)`, true)
		if err != nil {
			return
		}
		re, err := regexp2.Compile(`\G(?:` + expr + `)`)
		if err != nil {
			t.Fatalf("%q: %v", expr, err)
		}
		var m Matcher
		got := notation(&m, p, text, place)
		if m.Spent() {
			return
		}
		if want := reference(re, text, place); got != want {
			t.Errorf("%q in %q at %d\n got %s\nwant %s", expr, text, place, got, want)
		}
	})
}
