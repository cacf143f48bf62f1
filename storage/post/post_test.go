package post

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const sample = "!! title: Engineer to Manager - Management vs Leadership\n" +
	"!! slug: e2m-management-and-leadership\n" +
	"!! published: 2023-12-11\n" +
	"!! description: Discussing an interview question\n" +
	"\n---\n\nI have recently been\n"

func pairs(p Post) string {
	var out []string
	for _, f := range p.Fields() {
		out = append(out, f.Key+"="+f.Value)
	}
	return strings.Join(out, "|")
}

func rules(ps []Problem) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Rule)
	}
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, src    string
		fields, body string
		rules        string
	}{
		{"sample", sample, "title=Engineer to Manager - Management vs Leadership|slug=e2m-management-and-leadership|published=2023-12-11|description=Discussing an interview question", "\nI have recently been\n", ""},
		{"empty file", "", "", "", "head-missing"},
		{"blank lines only", "\n \t\n", "", "\n \t\n", "head-missing"},
		{"later separators are body", "!! a: b\n---\nx\n\n---\n\ny\n", "a=b", "x\n\n---\n\ny\n", ""},
		{"separator with trailing blanks", "!! a: b\n--- \t \nx", "a=b", "x", ""},
		{"separator with a leading blank is none", "!! a: b\n ---\nx", "a=b", " ---\nx", "separator-missing"},
		{"four dashes are none", "!! a: b\n----\n---\nx", "a=b", "x", "head-text"},
		{"a no-break space behind it is no blank", "!! a: b\n---\u00a0\n---\nx", "a=b", "x", "head-text"},
		{"em dashes, YAML dots, pluses", "!! a: b\n———\n...\n+++\n---\nx", "a=b", "x", "head-text"},
		{"separator at the end of the file", "!! a: b\n---", "a=b", "", ""},
		{"value holds anything", "!! a: b: c --- \"d\" 'e' #f [g] : \n---\n", "a=b: c --- \"d\" 'e' #f [g] :", "", ""},
		{"value is a separator", "!! a: ---\n---\n", "a=---", "", ""},
		{"no blanks", "!!a:b\n---\n", "a=b", "", ""},
		{"tabs", "!!\ta\t:\t\tb\t\n---\n", "a=b", "", ""},
		{"no-break space at the ends is trimmed", "!! a:\u00a0b\u00a0\n---\n", "a=b", "", ""},
		{"key with blanks, upper case, dashes", "!! My key-1: b\n---\n", "My key-1=b", "", ""},
		{"known keys are case-sensitive", "!! Title: b\n---\n", "Title=b", "", ""},
		{"three marks", "!!! a: b\n---\n", "! a=b", "", ""},
		{"empty value", "!! a:\n!! b: \n---\n", "a=|b=", "", ""},
		{"empty key", "!! a: b\n!! : v\n---\n", "a=b|=v", "", "key-empty"},
		{"no colon", "!! a: b\n!! c\n---\nx", "a=b", "x", "field-colon"},
		{"blank before the mark", "!! a: b\n !! c: d\n---\nx", "a=b", "x", "head-text"},
		{"blank and other lines stay", "\n!! a: b\n\nnote: c\n# d\n!! e: f\n---\nx", "a=b|e=f", "x", "head-text"},
		{"key body", "!! body: b\n---\nx", "body=b", "x", "key-body"},
		{"repeated key", "!! a: 1\n!! b: 2\n!! a: 3\n---\nx", "a=1|b=2|a=3", "x", "key-repeated"},
		{"special keys", "!! __proto__: 1\n!! constructor: 2\n---\n", "__proto__=1|constructor=2", "", ""},
		{"no field at the start", "Hello\n!! a: b\n---\nx", "", "Hello\n!! a: b\n---\nx", "head-missing"},
		{"YAML head", "---\ntitle: x\n---\nbody", "", "---\ntitle: x\n---\nbody", "head-missing"},
		{"TOML head", "+++\ntitle = 'x'\n+++\n", "", "+++\ntitle = 'x'\n+++\n", "head-missing"},
		{"JSON head", "{\"title\": 1}\n", "", "{\"title\": 1}\n", "head-missing"},
		{"empty head", "---\nbody", "", "---\nbody", "head-missing"},
		{"first line without colon", "!! a\n!! b: c\n---\n", "", "!! a\n!! b: c\n---\n", "head-missing"},
		{"first field not at the margin", " !! a: b\n---\n", "", " !! a: b\n---\n", "head-missing"},
		{"no separator", "!! a: b\n!! c: d\n\nText\n\n!! e: f\n", "a=b|c=d", "Text\n\n!! e: f\n", "separator-missing"},
		{"no separator, no body", "!! a: b\n!! c: d\n\n", "a=b|c=d", "", "separator-missing"},
		{"no separator, no ending", "!! a: b", "a=b", "", "separator-missing"},
		{"no separator, line without colon", "!! a: b\n!! c\n", "a=b", "!! c\n", "separator-missing"},
		{"two marks alone", "!!", "", "!!", "head-missing"},
		{"one dash", "-", "", "-", "head-missing"},
		{"CRLF", "!! a: b\r\n\r\n---\r\n\r\nx\r\n", "a=b", "\r\nx\r\n", ""},
		{"lone CR", "!! a: b\r\r---\r\rx\r", "a=b", "\rx\r", ""},
		{"CR CR LF", "!! a: b\r\r\n---\r\r\nx", "a=b", "\r\nx", ""},
		{"LF CR", "!! a: b\n\r---\n\rx", "a=b", "\rx", ""},
		{"mixture", "!! a: b\r!! c: d\r\n!! e: f\n---\rx\n", "a=b|c=d|e=f", "x\n", ""},
		{"NEL, VT, FF, LS, PS end no line", "!! a: b\u0085!! c: d\v\f\u2028---\u2029e\n---\nx", "a=b\u0085!! c: d\v\f\u2028---\u2029e", "x", ""},
		{"BOM", "\ufeff!! a: b\n---\nx", "a=b", "x", ""},
		{"BOM and no head", "\ufeffx\n---\n", "", "x\n---\n", "head-missing"},
		{"BOM alone", "\ufeff", "", "", "head-missing"},
		{"two BOMs", "\ufeff\ufeff!! a: b\n---\nx", "", "\ufeff!! a: b\n---\nx", "head-missing"},
		{"misplaced BOM", "!! a: b\n\ufeff---\n---\nx", "a=b", "x", "head-text"},
		{"bidi, zero width, private use", "!! a: \u202eb\u200b\ue000\n---\n", "a=\u202eb\u200b\ue000", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Parse(c.src)
			if got := pairs(p); got != c.fields {
				t.Errorf("fields %q, want %q", got, c.fields)
			}
			if got := c.src[p.BodyStart():]; got != c.body {
				t.Errorf("body %q, want %q", got, c.body)
			}
			if got := rules(p.Problems()); got != c.rules {
				t.Errorf("problems %q, want %q", got, c.rules)
			}
			checkSpans(t, c.src, p)
		})
	}
}

// checkSpans holds for any source.
func checkSpans(t *testing.T, src string, p Post) {
	t.Helper()
	at := 0
	if strings.HasPrefix(src, BOM) {
		at = len(BOM)
	}
	for _, f := range p.Fields() {
		ordered := []int{at, f.Start, f.KeyStart, f.KeyEnd, f.ValueStart, f.ValueEnd, f.End, p.BodyStart()}
		if !slices.IsSorted(ordered) {
			t.Fatalf("spans of %+v are not in order: %v", f, ordered)
		}
		if src[f.KeyStart:f.KeyEnd] != f.Key || src[f.ValueStart:f.ValueEnd] != f.Value {
			t.Fatalf("spans of %+v hold other text", f)
		}
		if line := 1 + strings.Count(strings.ReplaceAll(strings.ReplaceAll(src[:f.Start], "\r\n", "\n"), "\r", "\n"), "\n"); line != f.Line {
			t.Fatalf("%+v is on line %d", f, line)
		}
		at = f.End
	}
	if p.BodyStart() > p.TextStart() || p.TextStart() > len(src) {
		t.Fatalf("body %d, text %d of %d", p.BodyStart(), p.TextStart(), len(src))
	}
	if p.HasSeparator() && !p.HasHead() || p.HasHead() != (len(p.Fields()) > 0) {
		t.Fatalf("head %v, separator %v, %d fields", p.HasHead(), p.HasSeparator(), len(p.Fields()))
	}
	if got := Apply(src, nil); got != src {
		t.Fatalf("no edits give %q", got)
	}
}

func TestEffectiveValueIsTheLast(t *testing.T) {
	p := Parse("!! a: 1\n!! b: 2\n!! a: 3\n---\n")
	if v, ok := p.Value("a"); v != "3" || !ok {
		t.Errorf("a = %q, %v", v, ok)
	}
	if v, ok := p.Value("c"); v != "" || ok {
		t.Errorf("c = %q, %v", v, ok)
	}
}

func TestTextStart(t *testing.T) {
	for _, c := range []struct{ src, text string }{
		{"!! a: b\n---\n\nx", "x"},
		{"!! a: b\n---\nx", "x"},
		{"!! a: b\n---\n\n\nx", "\nx"},
		{"!! a: b\r\n---\r\n\r\nx", "x"},
		{"!! a: b\n---\n \nx", " \nx"}, // a line with a blank is not empty
		{"!! a: b\n---\n", ""},
		{"!! a: b\n\nx", "x"},
		{"\n\nx", "\n\nx"},
		{"\ufeffx", "x"},
	} {
		if got := c.src[Parse(c.src).TextStart():]; got != c.text {
			t.Errorf("%q shows %q, want %q", c.src, got, c.text)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"!! a: 1\n!! b: 2\n!! a: 3\n---\n", "3:1: warning: the field a is given 2 times, first on line 1; this last one counts; remove the others [key-repeated]"},
		{"!! a: b\n\n\nText", "4:1: error: the line --- between"},
		{"!! a: b", "1:1: error: the line --- between"},
		{"!! a: b\n", "2:1: error: the line --- between"},
		{"!! a: b\nx\n\ny\n---\n", "2:1: warning: 2 lines of the head"},
		{"!! a: b\nx\n---\n", "2:1: warning: this line of the head"},
		{"\n\nHello", "3:1: hint: the file does not start with a field"},
		{"---\na: b\n", "1:1: hint: the file starts with ---"},
		{"!! a", "1:1: hint: the first line starts with !! but has no colon"},
		{"  !! a: b\n---\n", "1:1: hint: the first field does not start at the margin"},
		{"", "1:1: hint: "},
		{"!! a: b\n!!\n!! c\n---\n", "2:1: warning: 2 lines from here on start with !!"},
		{"!! " + strings.Repeat("k", 1<<20) + ": 1\n!! " + strings.Repeat("k", 1<<20) + ": 2\n---\n", "2:1: warning: the field " + strings.Repeat("k", 40) + "… is given"},
	} {
		ps := Parse(c.src).Problems()
		if len(ps) != 1 || !strings.HasPrefix(ps[0].String(), c.want) {
			t.Errorf("%.40q: %v, want %s", c.src, ps, c.want)
		}
	}
}

func TestProblemsStayFew(t *testing.T) {
	src := strings.Repeat("!! a: b\n", 50_000) + strings.Repeat("text\n!! c\n", 50_000) + "---\n"
	if ps := Parse(src).Problems(); len(ps) != 3 {
		t.Errorf("%d problems, want 3", len(ps))
	}
}

func TestHostileSizes(t *testing.T) {
	for name, src := range map[string]string{
		"many fields":        strings.Repeat("!! a: b\n", 100_000) + "---\n",
		"CR only":            "!! a: b\r" + strings.Repeat("\r", 1<<20),
		"long line":          "!! a: " + strings.Repeat("x", 1<<20),
		"many lines":         "!! a: b\n" + strings.Repeat("x\n", 500_000),
		"openings of tags":   "!! a: b\n---\n" + strings.Repeat("<a", 1<<19),
		"openings of links":  "!! a: b\n---\n" + strings.Repeat("](", 1<<19),
		"addresses in angle": "!! a: b\n---\n" + strings.Repeat("<a@b", 1<<18) + ">",
	} {
		p := Parse(src)
		_ = p.Problems()
		_ = Words(src)
		for _, key := range []string{"a", "title", "z"} {
			if got, _ := Parse(Apply(src, p.Set(key, "new"))).Value(key); got != "new" {
				t.Errorf("%s: %s reads back %.20q", name, key, got)
			}
		}
		Parse(Apply(src, p.Unset("a")))
	}
}

func TestBodyIsNotScanned(t *testing.T) {
	head := "!! a: b\n---\n"
	small, big := Parse(head), Parse(head+strings.Repeat("line\n", 1<<20))
	if !slices.Equal(small.Fields(), big.Fields()) || small.BodyStart() != big.BodyStart() {
		t.Error("the body changes what is read of the head")
	}
	src := head + strings.Repeat("line\n", 1<<20)
	best := time.Hour
	for range 20 {
		start := time.Now()
		Parse(src)
		best = min(best, time.Since(start))
	}
	if best > time.Millisecond {
		t.Errorf("a head of two lines took %v", best)
	}
}

func TestSampleFile(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "0021-e2m-management-and-leadership.md"))
	if err != nil {
		t.Fatal(err)
	}
	src, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	p := Parse(src)
	if len(p.Problems()) > 0 || len(p.Fields()) != 4 {
		t.Errorf("%d fields, problems %v", len(p.Fields()), p.Problems())
	}
	if head := src[:p.TextStart()]; head+"\n" != strings.Replace(New("Engineer to Manager - Management vs Leadership", "e2m-management-and-leadership", "2023-12-11"),
		"description:", "description: Discussing an interview question", 1) {
		t.Errorf("a new post has not the sample's shape: %q", head)
	}
	if n := Words(src[p.TextStart():]); n != 669 {
		t.Errorf("%d words", n)
	}
}

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		in, err string
	}{
		{"", ""},
		{sample, ""},
		{"\ufeffa\r\nb\rc", ""},
		{"+ADw-", ""}, // UTF-7 is valid UTF-8
		{"a\x1b$Bb", ""},
		{"\xff\xfea\x00", "it starts with a UTF-16 byte order mark"},
		{"\xfe\xff\x00a", "it starts with a UTF-16 byte order mark"},
		{"\xff\xfe\x00\x00a", "it starts with a UTF-32 byte order mark"},
		{"\x00\x00\xfe\xffa", "it starts with a UTF-32 byte order mark"},
		{"a\x00b\x00", "a NUL byte (as in UTF-16, or in a file that is not text) at byte 2 (line 1)"},
		{"a\r\nb\rc\n" + strings.Repeat("x", 100_000) + "\x00", "at byte 100008 (line 4)"},
		{"caf\xe9\n", "the byte 0xE9 (as in Latin-1 and other older encodings) at byte 4 (line 1)"},
		{"\xe9", "it starts with the byte 0xE9"},
		{"a\xc0\xafb", "the byte 0xC0"},         // overlong
		{"a\xed\xa0\x80b", "the byte 0xED"},     // lone surrogate
		{"a\xf4\x90\x80\x80b", "the byte 0xF4"}, // above U+10FFFF
		{"a\xe2\x82", "the byte 0xE2"},          // cut
		{"a\ufffd\xe2", "the byte 0xE2"},        // a real U+FFFD is fine
		{"a\xe9\x00", "the byte 0xE9"},          // the first of two faults
		{"a\x00\xe9", "a NUL byte"},             //
		{strings.Repeat("x", 4095) + "€", ""},   // across a buffer's border
		{strings.Repeat("x", 65535) + "\xe2", "byte 65536"},
	} {
		got, err := Decode([]byte(c.in))
		if c.err == "" {
			if err != nil || got != c.in {
				t.Errorf("%.20q: %q, %v", c.in, got, err)
			}
			continue
		}
		var e *EncodingError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.err) || !strings.HasSuffix(err.Error(), "; save it as UTF-8 first") {
			t.Errorf("%.20q: %v, want %s", c.in, err, c.err)
		}
		if strings.Contains(err.Error(), "\n") || got != "" {
			t.Errorf("%.20q: %q %v", c.in, got, err)
		}
	}
}

func TestOneLine(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"one two", "one two"},
		{"one \r\n\t two", "one two"},
		{"\none\n", " one "}, // what stands before and behind is not known here
		{"a\x00b\u00a0c\u2028d", "a b c d"},
		{"über\v日本", "über 日本"},
	} {
		if got := OneLine(c.in); got != c.want {
			t.Errorf("OneLine(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}
