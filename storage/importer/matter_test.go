package importer

import (
	"strings"
	"testing"

	"galley.app/galley/storage/post"
)

// told writes front matter as lines, for comparing.
func told(m matter) string {
	var lines []string
	for _, p := range m.pairs {
		lines = append(lines, p.key+"="+p.value.line())
	}
	for _, n := range m.notes {
		lines = append(lines, "("+strings.TrimPrefix(n.field+": ", ": ")+n.text+")")
	}
	return strings.Join(lines, "|")
}

func TestReadMatter(t *testing.T) {
	for _, tt := range []struct{ src, want, body string }{
		{"words", "", "words"},
		{"---\na: b\n---\nx", "a=b", "x"},
		{"---\na: b\n---", "a=b", ""},
		{"---\r\na: b\r\n---\r\n\r\nx\r\n", "a=b", "\r\nx\r\n"},
		{"\ufeff---  \na: b\n...\t\nx", "a=b", "x"},
		{"---\na: b\nx", "", "---\na: b\nx"},
		{"---\njust words\n---\nx", "", "---\njust words\n---\nx"},
		{"---\n---\nx", "", "x"},
		{" ---\na: b\n---\n", "", " ---\na: b\n---\n"},
		// YAML and its traps.
		{"---\na: yes\nb: 'no'\nc: ~\nd: 010\ne: 1e3\nf: 2024-01-02\ng: 12:30\n---\n", "a=yes|b=no|c=|d=010|e=1e3|f=2024-01-02|g=12:30", ""},
		{"---\na: |\n  one\n  two\nb: >\n  one\n  two\nc: \" x \"\n---\n", `a="one\ntwo\n"|b="one two\n"|c=" x "`, ""},
		{"---\na: [x, y]\nb: [x]\nc: []\nd: [\"x, y\", z]\ne: [[x], y]\nf: ['', x]\ng: [1, yes, null]\n---\n", `a=x, y|b=x|c=[]|d=["x, y", "z"]|e=[["x"], "y"]|f=["", "x"]|g=[1, "yes", null]`, ""},
		{"---\na: {x: 1, y: {z: \"q\\u2028\"}}\n---\n", `a={"x": 1, "y": {"z": "q\u2028"}}`, ""},
		{"---\na: &n {x: 1}\nb: *n\nc:\n  <<: *n\n  y: 2\n---\n", `a={"x": 1}|b={"x": 1}|c={"y": 2, "x": 1}`, ""},
		{"---\na: 1\na: 2\n---\n", `a=2|(a: it is there twice; "1" was left out)`, ""},
		{"---\na:\n\t- x\n\t- y\n---\n", `a=x, y|(its front matter is set in with tabs, which YAML forbids; they were read as two blanks)`, ""},
		{"---\ntitle: A: b\nq: \"x\"\n- odd\n---\n", `title=A: b|q=x|(its front matter is not YAML (line 2: mapping values are not allowed in this context); it was read line by line)|(line 4 was left out: "- odd")`, ""},
		{"---\na: !!binary aGk=\nb: !x y\n---\n", "a=aGk=|b=y", ""},
		{"---\na: &a [*a]\nb: c\n---\n", "(its front matter was left out: it holds more than 20000 values, or lists more than 50 deep)", ""},
		{"---\na: b\n? [x, y]\n: z\n---\n", `a=b|["x", "y"]=z`, ""},
		// TOML.
		{"+++\nb = 1\na = \"x\"\nc = [1, 2]\nd = 2024-01-02\ne = 2024-01-02T03:04:05\nf = 2024-01-02T03:04:05.5+01:00\n[t]\nz = true\ny = {x = 1}\n[[u]]\nk = 1\n[[u]]\nk = 2\n+++\nx", `b=1|a=x|c=1, 2|d=2024-01-02|e=2024-01-02T03:04:05|f=2024-01-02T03:04:05.5+01:00|t={"z": true, "y": {"x": 1}}|u=[{"k": 1}, {"k": 2}]`, "x"},
		{"+++\na = 'x'\nb\n+++\n", `a=x|(its front matter is not TOML (line 3: expected '.' or '=', but got '\n' instead); it was read line by line)|(line 3 was left out: "b")`, ""},
		{"+++\nx", "", "+++\nx"},
		// JSON.
		{"{\"a\": \"b\", \"n\": [1, {\"x\": null}], \"u\": \"\\ud83d\\ude00\"}\n\nx", `a=b|n=[1, {"x": null}]|u=😀`, "\nx"},
		{"{\"a\": 1, \"b\": 2, \"a\": 3}\nx", `b=2|a=3|(a: it is there twice; "1" was left out)`, "x"},
		{"{\"a\": 1} x", "", "{\"a\": 1} x"},
		{"{{< x >}}\n", "", "{{< x >}}\n"},
		{"{}\nx", "", "{}\nx"},
		{"---js\na\n---\nx", `(its front matter is a program and was left out: "a\n")`, "x"},
	} {
		m, body := readMatter(tt.src)
		if got := told(m); got != tt.want || body != tt.body {
			t.Errorf("%q:\ngot  %s\nwant %s\nbody %q", tt.src, got, tt.want, body)
		}
	}
}

// Aliases of aliases do not blow up.
func TestAliasBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 10; i++ {
		prev, this := string(rune('0'+i-1)), string(rune('0'+i))
		b.WriteString("a" + this + ": &a" + this + " [" + strings.TrimSuffix(strings.Repeat("*a"+prev+",", 9), ",") + "]\n")
	}
	b.WriteString("---\nbody\n")
	m, body := readMatter(b.String())
	if got := told(m); !strings.Contains(got, "left out") || len(got) > 1000 || body != "body\n" {
		t.Errorf("%d bytes, body %q", len(got), body)
	}
}

func TestReadWhen(t *testing.T) {
	for s, want := range map[string]string{
		"2024-01-02": "2024-01-02", "2024-1-2": "2024-01-02", "2024/01/02": "2024-01-02", "Jul 08 2022": "2022-07-08", "July 8, 2022": "2022-07-08", "8 July 2022": "2022-07-08",
		"2024-01-02T03:04:05Z": "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.123+05:30": "2024-01-02T03:04:05.123+05:30",
		"2024-01-02 03:04:05 -0500": "2024-01-02T03:04:05-05:00", "2024-01-02 03:04 +01:00": "2024-01-02T03:04:00+01:00", "2024-01-02 03:04:05 UTC": "2024-01-02T03:04:05Z",
		"2024-01-02T03:04Z": "2024-01-02T03:04:00Z", "Tue, 02 Jan 2024 03:04:05 GMT": "2024-01-02T03:04:05Z", "Tue, 02 Jan 2024 03:04:05 +0100": "2024-01-02T03:04:05+01:00",
		"2024-01-02 03:04:05": "2024-01-02T03:04:05Z?", "2024-01-02T00:00:00": "2024-01-02", "2024-01-02 03:04": "2024-01-02T03:04:00Z?",
		"Tue Jan 02 2024 03:04:05 GMT+0100 (Central European Standard Time)": "2024-01-02T03:04:05+01:00",
		"2024-02-30": "", "soon": "", "": "", "2024": "", "true": "", "2024-01-02 03:04:05 CET": "", "0000-00-00": "",
	} {
		w, ok := readWhen(s)
		got := w.text
		if w.note != "" {
			got += "?"
		}
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
		if _, err := post.ParseDate(w.text); ok && err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// wantOneHead checks that a post's head is as it was made: no value has broken
// out of it.
func wantOneHead(t testing.TB, src string) {
	t.Helper()
	p := post.Parse(src)
	if !p.HasHead() || !p.HasSeparator() {
		t.Fatalf("no head: %q", src)
	}
	for i, key := range []string{"title", "slug", "published", "description"} {
		if got := p.Fields()[i].Key; got != key {
			t.Fatalf("field %d is %q: %q", i, got, src)
		}
	}
	if v, _ := p.Value("slug"); v != "s" {
		t.Fatalf("slug is %q: %q", v, src)
	}
}

func FuzzReadMatter(f *testing.F) {
	for _, s := range []string{"---\na: [b, *c]\n---\nx", "+++\na = 1\n+++\n", "{\"a\": {}}\n", "---\na: &a [*a]\n---\n", "---\ntitle: \"a\\n---\\nb\"\n\"!! x\": y\n---\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		m, body := readMatter(src)
		if !strings.HasSuffix(src, body) {
			t.Fatalf("the body is no end of the source: %q, %q", src, body)
		}
		if strings.ContainsRune(src, 0) || strings.ToValidUTF8(src, "") != src {
			return // refused before
		}
		found := &found{body: body}
		found.set(m)
		out := found.source("s", body)
		wantOneHead(t, out)
		p := post.Parse(out)
		if got := out[p.BodyStart():]; got != body {
			t.Fatalf("the body is %q, want %q", got, body)
		}
		fields := p.Fields()[4:]
		if len(fields) != len(found.extras) {
			t.Fatalf("%d extra fields, want %d: %q", len(fields), len(found.extras), out)
		}
		for i, e := range found.extras {
			if fields[i].Key != e.key || fields[i].Value != e.value {
				t.Fatalf("field %q is %q: %q, want %q", e.key, fields[i].Key, fields[i].Value, e.value)
			}
		}
	})
}
