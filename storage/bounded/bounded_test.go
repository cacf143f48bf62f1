package bounded

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/internal/growth"
)

var rep = strings.Repeat

var limits = Limits{Bytes: 100_000, Depth: 4, Values: 200, Dots: 3, Token: 1000}

// read reads in a language, and tells nothing of what it read.
var read = map[string]func(src string, l Limits) error{
	"TOML": func(src string, l Limits) error { _, _, err := TOML(src, l); return err },
	"YAML": func(src string, l Limits) error { _, err := YAML([]byte(src), l); return err },
	"JSON": func(src string, l Limits) error { var v any; return JSON([]byte(src), &v, l) },
	"XML": func(src string, l Limits) error {
		x := NewXML(strings.NewReader(src), l)
		for {
			if _, err := x.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	},
}

func TestLimits(t *testing.T) {
	for _, tt := range []struct{ language, src, want string }{
		{"TOML", "a.b.c.d = 1\n[e.f]\n'g.h.i.j.k' = \"\"\"\nx.x.x.x.x [[[[[\n\"\"\"\nl = '''[[[[[''''' # .....[[[[[\nm = 1.5", ""},
		{"TOML", "a = [[[[1]]]]", ""},
		{"TOML", "a = 1\n\na.b.c.d.e = 1", "line 3: it has a key of more than 4 parts"},
		{"TOML", "[a.a.a.a.a]", "line 1: it has a key of more than 4 parts"},
		{"TOML", "\"a\".'b'. c .d.e = 1", "line 1: it has a key of more than 4 parts"},
		{"TOML", "a = [\n[[[[1]]]]]", "line 2: it has lists or tables more than 4 deep"},
		{"TOML", "a = {a={a={a={a={a=1}}}}}", "line 1: it has lists or tables more than 4 deep"},
		{"TOML", rep("[[a]]\n", 200), "line 101: it has more than 200 keys and values"},
		{"TOML", "a = [" + rep("1,", 300) + "]", "line 1: it has more than 200 keys and values"},
		{"TOML", rep("# a comment, and more\n", 300) + "a = '" + rep(",", 300) + "'", ""},
		{"TOML", rep(" ", 100_001), "it is larger than 100000 bytes"},
		{"YAML", "a: [[[1]]]", ""},
		{"YAML", "a: [[[[1]]]]", "line 1: it has lists or tables more than 4 deep"},
		{"YAML", "a:\n b:\n  c:\n   d:\n    e: 1", "line 5: it has lists or tables more than 4 deep"},
		{"YAML", "- - - - - 1", "line 1: it has lists or tables more than 4 deep"},
		{"YAML", rep("a\n", 201), "line 202: it has more than 200 keys and values"},
		{"YAML", "[" + rep("1,", 201) + "]", "line 1: it has more than 200 keys and values"},
		{"YAML", "a: http://a-b.c/?d:e", ""},
		{"YAML", rep(" ", 100_001), "it is larger than 100000 bytes"},
		{"JSON", `{"a":[[["[[[[[[\"[[[["]]]}`, ""},
		{"JSON", `[[[[[1]]]]]`, "line 1: it has lists or tables more than 4 deep"},
		{"JSON", "[" + rep("{},", 100) + "{}]", "line 1: it has more than 200 keys and values"},
		{"JSON", rep(" ", 100_001), "it is larger than 100000 bytes"},
		{"XML", "<a><b><c><d>x</d></c></b></a>", ""},
		{"XML", "<a>\n<b><c><d><e>x</e></d></c></b></a>", "line 2: it has elements more than 4 deep"},
		{"XML", "<a>" + rep("<b/>", 101) + "</a>", "line 1: it has more than 200 keys and values"},
		{"XML", "<a " + rep("b='' ", 201) + "/>", "line 1: it has more than 200 keys and values"},
		{"XML", "<a>" + rep("x", 99_000) + "</a>", "line 1: a tag, a text or a comment in it is larger than 1000 bytes"},
		{"XML", "<a b='" + rep("x", 99_000) + "'/>", "line 1: a tag, a text or a comment in it is larger than 1000 bytes"},
		{"XML", "<a><!--" + rep("<x", 99_000/2) + "--></a>", "line 1: a tag, a text or a comment in it is larger than 1000 bytes"},
		{"XML", rep("<a></a>\n", 50_000), "line 51: it has more than 200 keys and values"},
	} {
		err := read[tt.language](tt.src, limits)
		got := ""
		if e, ok := errors.AsType[*Error](err); ok {
			got = e.Error()
		} else if err != nil {
			t.Errorf("%s %.60q: %v, no *Error", tt.language, tt.src, err)
		}
		if got != tt.want {
			t.Errorf("%s %.60q: %q, want %q", tt.language, tt.src, got, tt.want)
		}
	}
}

func TestXMLInto(t *testing.T) {
	var got struct {
		XMLName xml.Name
		Items   []struct {
			ID string `xml:"id,attr"`
		} `xml:"list>item"`
	}
	const src = `<o:a xmlns:o="urn:o"><list><item id="1"/><item id="2"/></list></o:a>`
	if err := XMLInto(strings.NewReader(src), &got, limits); err != nil || len(got.Items) != 2 || got.Items[1].ID != "2" || got.XMLName.Space != "urn:o" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := XMLInto(strings.NewReader("<a>"+rep("<list>", 5)), &got, limits); err == nil || !strings.Contains(err.Error(), "more than 4 deep") {
		t.Errorf("deep: %v", err)
	}
	if err := XMLInto(strings.NewReader("<a><b></a>"), &got, limits); err == nil {
		t.Error("an element that ends in another is read")
	}
}

// work is input of a size, by language and name, that once cost far more than
// its size, or might.
var work = map[string]map[string]func(n int) string{
	"TOML": {
		"a key of many parts":  func(n int) string { return "[" + rep("a.", n) + "a]" },
		"keys of many parts":   func(n int) string { return numbered(n, "a%d.b.c.d.e.f.g.h = 1\n") },
		"tables in tables":     func(n int) string { return "a = " + rep("{a=", n) },
		"lists in lists":       func(n int) string { return "a = " + rep("[", n) },
		"lists":                func(n int) string { return "a = [" + rep("1,", n) + "]" },
		"tables of a list":     func(n int) string { return rep("[[a]]\n", n) },
		"tables":               func(n int) string { return numbered(n, "[a.b%d]\n") },
		"keys of a table":      func(n int) string { return "[a.b.c]\n" + numbered(n, "k%d = 1\n") },
		"strings that are not": func(n int) string { return rep(`a = """" `, n) },
		"comments":             func(n int) string { return rep("#\n", n) },
	},
	"YAML": {
		"lists in lists":     func(n int) string { return rep("[", n) },
		"dashes":             func(n int) string { return rep("- ", n) + "a" },
		"questions":          func(n int) string { return rep("? ", n) + "a" },
		"steps":              func(n int) string { return numbered(min(n, 400), "%[1]*[2]sa:\n") },
		"aliases":            func(n int) string { return "a: &a [1]\nb: [" + rep("*a,", n) + "]" },
		"aliases of aliases": func(n int) string { return "a0: &a0 [1]\n" + numbered(n, "a%[3]d: &a%[3]d [*a%[1]d, *a%[1]d]\n") },
		"keys":               func(n int) string { return numbered(n, "a%d: 1\n") },
		"comments":           func(n int) string { return "a: 1\n" + rep("# b\n", n) },
		"comments of keys":   func(n int) string { return rep("# b\na: 1 # c\n", n) },
		"a long text":        func(n int) string { return "a: |\n" + rep("  b\n", n) },
		"a folded text":      func(n int) string { return "a: >\n" + rep("  b\n\n", n) },
		"a long line":        func(n int) string { return "a: " + rep("b ", n) },
		"quoted":             func(n int) string { return "a: '" + rep("b\n\n", n) + "'" },
		"never quoted":       func(n int) string { return "a: \"" + rep("\\", n) },
		"tags":               func(n int) string { return rep("!!a ", n) },
		"directives":         func(n int) string { return rep("%TAG ! a\n", n) },
		"documents":          func(n int) string { return rep("---\na\n", n) },
		"colons":             func(n int) string { return rep(":", n) + rep("a: ", n) },
	},
	"JSON": {
		"lists in lists": func(n int) string { return rep("[", n) },
		"objects":        func(n int) string { return "[" + rep("{},", n) + "{}]" },
		"one key":        func(n int) string { return "{" + rep(`"a":1,`, n) + `"a":1}` },
		"escapes":        func(n int) string { return `"` + rep(`\u0000`, n) + `"` },
		"digits":         func(n int) string { return rep("1", n) },
	},
	"XML": {
		"elements in elements": func(n int) string { return rep("<a>", n) },
		"elements":             func(n int) string { return "<a>" + rep("<b/>", n) + "</a>" },
		"attributes":           func(n int) string { return "<a " + numbered(n, "b%d='' ") + "/>" },
		"namespaces":           func(n int) string { return numbered(min(n, 200), "<a xmlns:b%d=''>") },
		"entities":             func(n int) string { return "<a>" + rep("&amp;", n) + "</a>" },
		"comments":             func(n int) string { return rep("<!---->", n) + "<a/>" },
		"a directive":          func(n int) string { return "<!DOCTYPE a [" + rep("<!ENTITY b 'c'>", n) + "]><a/>" },
	},
}

// numbered repeats a pattern with a number, a blank and the number after it.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		s := fmt.Sprintf(format, i, "", i+1)
		s, _, _ = strings.Cut(s, "%!(EXTRA")
		b.WriteString(s)
	}
	return b.String()
}

func TestWork(t *testing.T) {
	usual := Limits{Bytes: 1 << 20, Depth: 32, Values: 50_000, Dots: 8, Token: 1 << 20}
	for language, inputs := range work {
		for name, src := range inputs {
			t.Run(language+" "+name, func(t *testing.T) {
				growth.Bytes(t, 2000, func(n int) func() {
					src := src(n)
					return func() { _ = read[language](src, usual) }
				})
			})
		}
	}
}

// fuzzed are the inputs of TestWork and of TestLimits, small.
func fuzzed(f *testing.F, language string) {
	for _, src := range work[language] {
		f.Add(src(5))
	}
}

// within reports whether a decoded value is within the limits that it passed.
func depthOf(v any) int {
	deepest := 0
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e))
		}
		return deepest + 1
	case []map[string]any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e))
		}
		return deepest + 1
	case []any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e))
		}
		return deepest + 1
	}
	return 0
}

func FuzzTOML(f *testing.F) {
	fuzzed(f, "TOML")
	for _, s := range []string{"a = '''b'''''\nc.d = 1", "a = \"\"\"\\\"\"\"\"\"\n[b.c]", "a = \"\\\"\" # .\n", "a = 2020-01-01T00:00:00.5", "\"a.b\".c = 1e5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		table, keys, err := TOML(src, limits)
		if err != nil {
			return
		}
		if n := depthOf(table); n > limits.Depth*(limits.Dots+2)+limits.Dots+2 {
			t.Errorf("%d deep: %q", n, src)
		}
		// A key is that of its table and, in each table that is written within
		// another, its own.
		for _, k := range keys {
			if len(k) > (limits.Depth+2)*(limits.Dots+1) {
				t.Errorf("a key of %d parts: %q", len(k), src)
			}
		}
		if len(keys) > limits.Values*(limits.Dots+1) {
			t.Errorf("%d keys: %q", len(keys), src)
		}
	})
}

func FuzzYAML(f *testing.F) {
	fuzzed(f, "YAML")
	f.Fuzz(func(t *testing.T, src string) {
		doc, err := YAML([]byte(src), limits)
		if err != nil {
			return
		}
		nodes, deepest := 0, 0
		var walk func(n *yaml.Node, depth int)
		walk = func(n *yaml.Node, depth int) {
			nodes, deepest = nodes+1, max(deepest, depth)
			for _, c := range n.Content {
				walk(c, depth+1)
			}
		}
		walk(doc, 0)
		// Each mark may begin a value whose key is empty.
		if nodes > 3*limits.Values+4 || deepest > limits.Depth+1 {
			t.Errorf("%d nodes, %d deep: %q", nodes, deepest, src)
		}
	})
}

func FuzzJSON(f *testing.F) {
	fuzzed(f, "JSON")
	f.Fuzz(func(t *testing.T, src string) {
		var v, again any
		if err := JSON([]byte(src), &v, limits); err != nil {
			return
		}
		if n := depthOf(v); n > limits.Depth {
			t.Errorf("%d deep: %q", n, src)
		}
		d := JSONTokens([]byte(src), limits)
		if err := d.Decode(&again); err != nil {
			t.Errorf("%q is JSON, and not as a stream: %v", src, err)
		}
		if _, isNumber := v.(float64); !isNumber && depthOf(v) == 0 && !reflect.DeepEqual(v, again) {
			t.Errorf("%q: %v and %v", src, v, again)
		}
	})
}

func FuzzXML(f *testing.F) {
	fuzzed(f, "XML")
	f.Fuzz(func(t *testing.T, src string) {
		x := NewXML(strings.NewReader(src), limits)
		tokens, depth := 0, 0
		for {
			token, err := x.Token()
			if err != nil {
				break
			}
			tokens++
			switch token := token.(type) {
			case xml.StartElement:
				depth++
				tokens += len(token.Attr)
			case xml.EndElement:
				depth--
			case xml.CharData:
				if int64(len(token)) > limits.Token+2*ahead {
					t.Errorf("a text of %d bytes", len(token))
				}
			}
			if tokens > limits.Values || depth > limits.Depth {
				t.Fatalf("%d tokens, %d deep: %q", tokens, depth, src)
			}
		}
	})
}
