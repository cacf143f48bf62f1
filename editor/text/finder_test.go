package text

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/internal/growth"
)

func TestRegexp(t *testing.T) {
	tests := []struct {
		src   string
		query Query
		want  []Range
	}{
		{"one two one", Query{Text: "o.e"}, []Range{{0, 3}, {8, 11}}},
		{"a\nb\n", Query{Text: "^"}, []Range{{0, 0}, {2, 2}, {4, 4}}},
		{"a\r\nb\rc", Query{Text: "$"}, []Range{{1, 1}, {4, 4}, {6, 6}}},
		{"a\r\nb", Query{Text: ".+$"}, []Range{{0, 1}, {3, 4}}},
		{"a b\n c", Query{Text: `\s*`}, []Range{{0, 0}, {1, 2}, {3, 3}, {4, 5}, {6, 6}}},
		{"a\n\nb", Query{Text: `\n+b`}, []Range{{1, 4}}},
		{"a\nb", Query{Text: `(?s)a.b`}, []Range{{0, 3}}},
		{"ab\nab", Query{Text: `\Aab`}, []Range{{0, 2}}},
		{"a\nb", Query{Text: `[^x]+`}, []Range{{0, 1}, {2, 3}}},
		{"a\r\n\r\nb", Query{Text: `[\r\n]+`}, []Range{{1, 5}}},
		{"Aa K\u212a", Query{Text: "(?:a|k)+", IgnoreCase: true}, []Range{{0, 2}, {3, 7}}},
		{"ß SS İ i I", Query{Text: "ss|i", IgnoreCase: true}, []Range{{3, 5}, {9, 10}, {11, 12}}},
		{"cat concat cats cat", Query{Text: "ca.", Words: true}, []Range{{0, 3}, {16, 19}}},
		{"x", Query{Text: "("}, nil},
		{"x", Query{Text: "a)(b"}, nil},
		{"x", Query{Text: ""}, nil},
		{"", Query{Text: "^$"}, []Range{{0, 0}}},
	}
	for _, tt := range tests {
		for _, limit := range []int{8, 0} {
			tt.query.Regexp = true
			x := newLimited(tt.src, limit)
			got := slices.Collect(tt.query.All(x, 0))
			if !slices.Equal(got, tt.want) {
				t.Errorf("%+v in %q: %v, want %v", tt.query, tt.src, got, tt.want)
			}
			for at := range len(tt.src) + 1 {
				i := slices.IndexFunc(tt.want, func(r Range) bool { return r.Start >= at })
				r, ok := tt.query.Next(x, at)
				if ok != (i >= 0) || ok && r != tt.want[i] {
					t.Errorf("%+v in %q: next from %d is %v", tt.query, tt.src, at, r)
				}
			}
		}
	}
}

func TestCompile(t *testing.T) {
	for _, bad := range []string{"(", "a)", "a{2,1}", `\`, "[", "*"} {
		if _, err := (Query{Text: bad, Regexp: true}).Compile(); err == nil {
			t.Errorf("%q is an expression", bad)
		}
		if _, err := (Query{Text: bad}).Compile(); err != nil {
			t.Errorf("%q is no text: %v", bad, err)
		}
	}
	if hits, more := (Finder{}).All(New("a"), Range{0, 1}, 0); len(hits) > 0 || more {
		t.Error("the zero Finder finds something")
	}
	for pattern, whole := range map[string]bool{
		`a\s+b`: false, `[^a]`: false, `^a.*$`: false, `\W`: false, `a|b(c|\d)`: false,
		`a\nb`: true, `(x|\r)`: true, `(?s)a.b`: true, `\Aa`: true, `a\z`: true,
	} {
		f, err := Query{Text: pattern, Regexp: true}.Compile()
		if err != nil || f.whole != whole {
			t.Errorf("%s is searched for in the whole text: %v, %v", pattern, f.whole, err)
		}
	}
}

func TestWithinARange(t *testing.T) {
	x := New("aaa\naaa\nbbb")
	tests := []struct {
		query Query
		in    Range
		limit int
		want  []Range
		more  bool
	}{
		{Query{Text: "a"}, Range{1, 5}, 0, []Range{{1, 2}, {2, 3}, {4, 5}}, false},
		{Query{Text: "a"}, Range{1, 5}, 2, []Range{{1, 2}, {2, 3}}, true},
		{Query{Text: "a"}, Range{1, 5}, 3, []Range{{1, 2}, {2, 3}, {4, 5}}, false},
		{Query{Text: "a+", Regexp: true}, Range{0, 5}, 0, []Range{{0, 3}}, false},
		{Query{Text: "^", Regexp: true}, Range{0, 8}, 0, []Range{{0, 0}, {4, 4}}, false},
		{Query{Text: "^", Regexp: true}, Range{4, 4}, 0, []Range{{4, 4}}, false},
		{Query{Text: "$", Regexp: true}, Range{4, 11}, 0, []Range{{7, 7}, {11, 11}}, false},
		{Query{Text: "a", Regexp: true}, Range{9, 2}, 0, nil, false},
		{Query{Text: "b", Regexp: true}, Range{-5, 99}, 1, []Range{{8, 9}}, true},
	}
	for _, tt := range tests {
		f, err := tt.query.Compile()
		if err != nil {
			t.Fatal(err)
		}
		hits, more := f.All(x, tt.in, tt.limit)
		var got []Range
		for _, h := range hits {
			got = append(got, h.Range)
		}
		if !slices.Equal(got, tt.want) || more != tt.more {
			t.Errorf("%+v in %v: %v, more %v, want %v", tt.query, tt.in, got, more, tt.want)
		}
	}
}

// What is found across lines is not looked for anew in the same text, and is in another.
func TestAcrossLines(t *testing.T) {
	f, err := Query{Text: `a\nb`, Regexp: true}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	x := New(strings.Repeat("a\nb\n", 10_000))
	last := Range{x.Len() - 4, x.Len() - 1}
	for range 2 {
		if h, ok := f.Next(x, x.Len()-4); !ok || h.Range != last {
			t.Fatalf("found %v, want %v", h.Range, last)
		}
	}
	if n := testing.AllocsPerRun(10, func() { f.Next(x, x.Len()-4) }); n > 8 {
		t.Errorf("looking again allocates %v objects", n)
	}
	y, _ := x.Apply(Edit{Start: 0, End: 1, New: "c"})
	if h, ok := f.Next(y, 0); !ok || h.Start != 4 {
		t.Errorf("in the next text %v", h)
	}
	if _, ok := f.Next(New(""), 0); ok {
		t.Error("found in nothing")
	}
}

func TestExpand(t *testing.T) {
	x := New("Jar, two")
	tests := []struct{ pattern, with, want string }{
		{`(\w+), (\w+)`, "$2, $1", "two, Jar"},
		{`(\w+), (\w+)`, "$0!", "Jar, two!"},
		{`(\w+), (\w+)`, "$1x$12", "JarxJar2"},
		{`(\w+), (\w+)`, "${1}2", "Jar2"},
		{`(?P<first>\w+), (\w+)`, "${first} ${2} ${none} ${9}", "Jar two ${none} ${9}"},
		{`(\w+), (\w+)`, `$$1 $ $3 \1 \n ${`, `$1 $ $3 \1 \n ${`},
		{`(\w+), (x)?`, "[$2]", "[]"},
		{`Jar`, "$1", "$1"},
		{`Jar`, "a$", "a$"},
	}
	for _, tt := range tests {
		f, err := Query{Text: tt.pattern, Regexp: true}.Compile()
		if err != nil {
			t.Fatal(err)
		}
		h, ok := f.Next(x, 0)
		if got := f.Expand(x, h, tt.with); !ok || got != tt.want {
			t.Errorf("%s by %s gives %q, want %q", tt.pattern, tt.with, got, tt.want)
		}
	}
	f, _ := Query{Text: "Jar"}.Compile()
	h, _ := f.Next(x, 0)
	if got := f.Expand(x, h, `$0 $$ \`); got != `$0 $$ \` {
		t.Errorf("plain text gives %q", got)
	}
}

// sameFold tells, rune by rune, whether two strings differ by case only.
func sameFold(a, b string) bool {
	for a != "" && b != "" {
		r, n := utf8.DecodeRuneInString(a)
		q, m := utf8.DecodeRuneInString(b)
		same := r == q || strings.ContainsRune("iIİ", r) && strings.ContainsRune("iIİ", q)
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			same = same || f == q
		}
		if !same {
			return false
		}
		a, b = a[n:], b[m:]
	}
	return a == b
}

// naive finds plain text by trying every offset.
func naive(src string, q Query) []Range {
	var out []Range
	for i := 0; i < len(src); {
		end := -1
		for j := i + 1; j <= len(src) && end < 0; j++ {
			if src[i:j] == q.Text || q.IgnoreCase && utf8.RuneStart(src[i]) && (j == len(src) || utf8.RuneStart(src[j])) && sameFold(src[i:j], q.Text) {
				end = j
			}
		}
		if end < 0 {
			i++
			continue
		}
		out = append(out, Range{i, end})
		i = end
	}
	return out
}

// naiveRegexp replaces line by line with what the standard library does.
func naiveRegexp(src, pattern, with string) string {
	re := regexp.MustCompile(pattern)
	with = regexp.MustCompile(`\$(\d)`).ReplaceAllString(with, "$${$1}")
	var b strings.Builder
	for {
		n := strings.IndexAny(src, "\r\n")
		if n < 0 {
			return b.String() + re.ReplaceAllString(src, with)
		}
		b.WriteString(re.ReplaceAllString(src[:n], with))
		b.WriteByte(src[n])
		if strings.HasPrefix(src[n:], "\r\n") {
			n++
			b.WriteByte('\n')
		}
		src = src[n+1:]
	}
}

// Hits and what replaces them are those that plain loops find.
func TestFinderAgainstPlainLoops(t *testing.T) {
	bits := []string{"a", "aa", "A", "b", "ab", "ß", "ẞ", "ss", "İ", "i", "I", "ı", "k", "\u212a", "ſ", "$", `\`, "\n", "\r\n", "\r", " ", "é"}
	patterns := []string{
		"a", "a*", "(a)(b)?", "(a|b)+", "[a-c]", "(?i)k", "(?i)ss", "(?i)ß", "b*$", "^.", "^", "$", `\$`, `\\`, "(.)(.)", "x?", `\b`, `(?i)i+`, `\s*`, "()",
	}
	replacements := []string{"", "x", "$1", "$$", "<$0>", "${1}$1", `\`, `$`, "[$1$2]", "a"}
	for seed := range uint64(4000) {
		rng := rand.New(rand.NewPCG(seed, 11))
		src := ""
		for range rng.IntN(12) {
			src += bits[rng.IntN(len(bits))]
		}
		x := newLimited(src, []int{0, 8}[rng.IntN(2)])
		q := Query{Text: bits[rng.IntN(len(bits))] + []string{"", bits[rng.IntN(len(bits))]}[rng.IntN(2)], IgnoreCase: rng.IntN(2) == 0}
		if got, want := slices.Collect(q.All(x, 0)), naive(src, q); !slices.Equal(got, want) {
			t.Fatalf("%+v in %q: %v, want %v", q, src, got, want)
		}
		pattern, with := patterns[rng.IntN(len(patterns))], replacements[rng.IntN(len(replacements))]
		f, err := Query{Text: pattern, Regexp: true}.Compile()
		if err != nil {
			t.Fatal(err)
		}
		if with == "$" || strings.Contains(with, "$2") && f.re.NumSubexp() < 2 || strings.Contains(with, "1") && f.re.NumSubexp() < 1 {
			continue // what names no group stays, other than in the library
		}
		hits, _ := f.All(x, Range{0, x.Len()}, 0)
		var edits []Edit
		for _, h := range hits {
			edits = append(edits, Edit{Start: h.Start, End: h.End, New: f.Expand(x, h, with)})
		}
		next, _ := x.Apply(edits...)
		if got, want := next.String(), naiveRegexp(src, pattern, with); got != want {
			t.Fatalf("%s by %s in %q: %q, want %q", pattern, with, src, got, want)
		}
	}
}

// Matches are found wherever the borders of windows are.
func TestRegexpAcrossBorders(t *testing.T) {
	var b strings.Builder
	for i := 0; b.Len() < 3*searchWindow; i++ {
		b.WriteString([]string{"a needle here", "needle", "", "hay", strings.Repeat("hay ", 700)}[i%5])
		b.WriteString([]string{"\n", "\r\n", "\r"}[i%3])
	}
	src := b.String()
	x := New(src)
	for _, pattern := range []string{"n(e+)dle", "^needle$", "needle|hay$", `(?i)NEEDLE here$`} {
		q := Query{Text: pattern, Regexp: true}
		var want []Range
		re := regexp.MustCompile(pattern)
		for line := range x.Lines() {
			for _, m := range re.FindAllStringIndex(x.Line(line), -1) {
				want = append(want, Range{x.LineStart(line) + m[0], x.LineStart(line) + m[1]})
			}
		}
		if got := slices.Collect(q.All(x, 0)); len(want) == 0 || !slices.Equal(got, want) {
			t.Fatalf("%s: %d hits, want %d", pattern, len(got), len(want))
		}
		last := want[len(want)-1]
		if got, ok := q.Prev(x, x.Len()); !ok || got != last {
			t.Errorf("%s: the last is %v, want %v", pattern, got, last)
		}
	}
}

func BenchmarkRegexp(b *testing.B) {
	x := New(strings.Repeat("A line of a post, with words that are looked through for nothing.\n", 10<<20/66))
	for _, pattern := range []string{"needle", `\bn\w+dle`, "(?i)needle"} {
		b.Run(pattern, func(b *testing.B) {
			q := Query{Text: pattern, Regexp: true}
			b.SetBytes(int64(x.Len()))
			for b.Loop() {
				q.Next(x, 0)
			}
		})
	}
}

// lookedAt is a line of words, far longer than what is searched in one go.
func lookedAt(bytes int) string {
	rng := rand.New(rand.NewPCG(5, 5))
	var b strings.Builder
	for b.Len() < bytes {
		b.WriteString([]string{"promise ", "of ", "leadership, ", "café ", "日本 ", "a1b22 ", "- "}[rng.IntN(7)])
	}
	return b.String()
}

// In a very long line hits are those of the library, whatever part of it is looked at.
func TestRegexpInALongLine(t *testing.T) {
	growth.Alone(t)
	line := lookedAt(5 * stretch)
	src := "before 1\n" + line + "\r\nafter 22\n"
	x := New(src)
	start := strings.Index(src, line)
	for _, pattern := range []string{`\w+`, `[a-z]\d+`, `^.`, `.$`, `\bof\b`, `日.`, `(p)(?:romise)`, `promise of leadership`, `(?i)LEADER`, `\d*`, `nothing`} {
		re := regexp.MustCompile(pattern)
		q := Query{Text: pattern, Regexp: true}
		f, err := q.Compile()
		if err != nil {
			t.Fatal(err)
		}
		var want []Range
		for i := range x.Lines() {
			for _, m := range re.FindAllStringIndex(x.Line(i), -1) {
				want = append(want, Range{x.LineStart(i) + m[0], x.LineStart(i) + m[1]})
			}
		}
		if got := slices.Collect(q.All(x, 0)); !slices.Equal(got, want) {
			for i := range want {
				if i >= len(got) || got[i] != want[i] {
					t.Fatalf("%s: hit %d of %d is %v, want %v of %d", pattern, i, len(got), got[min(i, len(got)-1)], want[i], len(want))
				}
			}
			t.Fatalf("%s: %d hits, want %d", pattern, len(got), len(want))
		}
		for _, in := range []Range{{start + 3*stretch - 100, start + 3*stretch + 100}, {start + stretch, start + stretch + 1}, {len(src) - 30, len(src)}, {start - 3, start + 20}} {
			var part []Range
			for _, r := range want {
				if r.Start >= in.Start && r.End <= in.End {
					part = append(part, r)
				}
			}
			var got []Range
			for h := range f.Hits(x, in) {
				got = append(got, h.Range)
			}
			if !slices.Equal(got, part) {
				t.Errorf("%s in %v: %v, want %v", pattern, in, got, part)
			}
		}
	}
}

// FuzzRegexpInALongLine asserts that what is found in a part of a long line is what is found there in
// all of it, that hits do not overlap, and that each is a match.
// Hits of words in a part of a text cost no more than that part, also where there are none.
func TestHitsOfAPart(t *testing.T) {
	x := New(prose(4 << 20))
	for _, q := range []Query{{Text: "not in there", IgnoreCase: true}, {Text: "Not In There"}} {
		f, err := q.Compile()
		if err != nil {
			t.Fatal(err)
		}
		in := Range{x.Len()/2 - 2000, x.Len()/2 + 2000}
		if n := bytesOf(func() {
			for h := range f.Hits(x, in) {
				t.Errorf("%+v finds %v", q, h)
			}
		}); n > 256<<10 {
			t.Errorf("%+v: %d bytes allocated for %d", q, n, in.End-in.Start)
		}
	}
}

func FuzzRegexpInALongLine(f *testing.F) {
	growth.Alone(f)
	f.Add(`a+b?`, "aaab", uint32(7), uint32(100))
	f.Add(`(x|xy)+`, "xyx ", uint32(16<<10), uint32(3))
	f.Add(`\b`, "é-", uint32(40000), uint32(50))
	f.Fuzz(func(t *testing.T, pattern, bit string, from, size uint32) {
		if len(bit) == 0 || len(bit) > 50 || len(pattern) > 20 || strings.ContainsAny(bit, "\r\n") {
			return
		}
		q := Query{Text: pattern, Regexp: true}
		find, err := q.Compile()
		if err != nil || find.whole {
			return
		}
		x := New(strings.Repeat(bit, (longLine+3*stretch)/len(bit)+1))
		in := Range{int(from) % x.Len(), 0}
		in.End = min(x.Len(), in.Start+int(size)%(2*stretch))
		at := 0
		var want []Range
		for h := range find.Hits(x, Range{0, x.Len()}) {
			if h.Start < at || h.End < h.Start || h.End-h.Start > longHit {
				t.Fatalf("hit %v after %d", h.Range, at)
			}
			at = h.End
			if h.Start >= in.Start && h.End <= in.End {
				want = append(want, h.Range)
			}
		}
		var got []Range
		for h := range find.Hits(x, in) {
			got = append(got, h.Range)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q in %v of %q…: %v, want %v", pattern, in, bit, got, want)
		}
	})
}

func BenchmarkRegexpInALongLine(b *testing.B) {
	x := New(lookedAt(10 << 20))
	f, err := Query{Text: `\w+ship`, Regexp: true}.Compile()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f.All(x, Range{5 << 20, 5<<20 + 4000}, 0)
	}
}
