package syntax

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// notation writes runs as text: [role:words] for everything that is not plain.
func notation(src string, list []Run) string {
	var b strings.Builder
	for _, r := range list {
		part := src[:r.Len]
		src = src[r.Len:]
		if r.Role == Plain {
			b.WriteString(part)
			continue
		}
		words := strings.TrimRight(part, " \n")
		fmt.Fprintf(&b, "[%s:%s]%s", r.Role, words, part[len(words):])
	}
	return b.String()
}

func TestRuns(t *testing.T) {
	for _, c := range []struct{ language, src, want string }{
		{"go", "func f(n int) string { return \"a\" } // note", `[keyword:func] [name:f](n [keyword:int]) [keyword:string] { [keyword:return] [string:"a"] } [comment:// note]`},
		{"Go", "x := 0x1F\n", "x := [number:0x1F]\n"},
		{"python", "def f():\n    return None  # é", "[keyword:def] [name:f]():\n    [keyword:return None]  [comment:# é]"},
		{"json", `{"a": 12}`, `{[keyword:"a"]: [number:12]}`},
		{"html", `<a href="x">y</a>`, `<[keyword:a] [name:href]=[string:"x"]>y</[keyword:a]>`},
		{"{.js}", "let a = 1", "[keyword:let] a = [number:1]"},
		{"diff", "-old\n+new\n", "[keyword:-old]\n[string:+new]\n"},
		{"sql", "select 1", "[keyword:select] [number:1]"},
	} {
		list := new(Languages).Runs(c.language, c.src)
		if got := notation(c.src, list); list == nil || got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.language, got, c.want)
		}
	}
}

func TestNoColours(t *testing.T) {
	for _, c := range []struct{ name, language, src string }{
		{"no language", "", "func"},
		{"unknown", "no-such-language", "func"},
		{"plain text", "text", "func"},
		{"a pattern", "*.go", "func"},
		{"long name", strings.Repeat("go", 40), "func"},
		{"no text", "go", ""},
		{"too long", "go", strings.Repeat("a", MaxBytes+1)},
		{"not UTF-8", "go", "a \xff b"},
	} {
		if got := new(Languages).Runs(c.language, c.src); got != nil {
			t.Errorf("%s: %v, want none", c.name, got)
		}
	}
	var l Languages
	if l.Known("text") || !l.Known("go") || !l.Known("yaml") {
		t.Error("Known does not agree with Runs")
	}
}

// TestTangled holds that what is too long has no colours, on whatever machine.
func TestTangled(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		coloured  bool
	}{
		{"empty lines", "int a;" + strings.Repeat("\n", maxBlank) + "int b;", true},
		{"too many empty lines", "int a;" + strings.Repeat("\n", maxBlank+1) + "int b;", false},
		{"a long line", strings.Repeat("a;", maxLine/2), true},
		{"too long a line", strings.Repeat("a;", maxLine/2) + "b", false},
		{"lines set in", strings.Repeat("\t\t int a; \r\n", 1000), true},
	} {
		for range 3 {
			list, late := new(Languages).Parts("c", tt.src)
			if (list != nil) != tt.coloured || late {
				t.Errorf("%s: %d runs, late %v", tt.name, len(list), late)
			}
		}
	}
}

// FuzzRuns holds that runs cover the text and end between characters, and that
// they take no more steps than there are, whatever the text and the language
// are.
func FuzzRuns(f *testing.F) {
	for _, language := range []string{"go", "python", "html", "bash", "c++", "markdown", "php", "yaml", "sql", "haskell", "diff", "ruby"} {
		f.Add(language, "a 'b\" <?php /* \n\n# é 0x1 \\ {{ ]] >")
		f.Add(language, strings.Repeat("(", 300)+strings.Repeat("\"\\", 300))
		f.Add(language, "\r\n\t\x00")
	}
	language, src := busy()
	f.Add(language, src)
	var l Languages
	f.Fuzz(func(t *testing.T, language, src string) {
		list, left := l.parts(language, src, maxSteps)
		if left <= -searchSteps-len(src) || (left <= 0) && list != nil {
			t.Fatalf("%d runs, %d steps are left", len(list), left)
		}
		if list == nil {
			return
		}
		rest := src
		for i, r := range list {
			if r.Len <= 0 || r.Len > len(rest) || !utf8.ValidString(rest[:r.Len]) {
				t.Fatalf("run %d of %d bytes, %d are left", i, r.Len, len(rest))
			}
			rest = rest[r.Len:]
		}
		if rest != "" {
			t.Fatalf("%q has no run", rest)
		}
	})
}
