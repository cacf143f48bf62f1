package post

import (
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	four := "!! title: T\n!! slug: s\n!! published: 2023-12-11\n!! description: D\n"
	for _, c := range []struct{ name, src, key, value, want string }{
		{"value only", "!! a: 1\n---\nx", "a", "2", "!! a: 2\n---\nx"},
		{"spacing, blanks at the end, line ending stay", "!!  a \t:\t 1 \r\n---\nx", "a", "2", "!!  a \t:\t 2 \r\n---\nx"},
		{"no spacing stays", "!!a:1\n---\nx", "a", "2", "!!a:2\n---\nx"},
		{"same value", "!! a: 1\n---\nx", "a", "1", ""},
		{"same value after folding", "!! a: 1 2\n---\nx", "a", " 1\n2 ", ""},
		{"same value with what folding would change", "!! a: 1\v2\n---\nx", "a", "1\v2", ""},
		{"line breaks become single spaces", "!! a: 1\n---\nx", "a", "b\r\n\r\n c \n\nd\u2028e\u2029f\u0085g\vh\fi\x00j\rk", "!! a: b c d e f g h i j k\n---\nx"},
		{"double blanks stay", "!! a: 1\n---\nx", "a", "b  c", "!! a: b  c\n---\nx"},
		{"a separator is no danger", "!! a: 1\n---\nx", "a", "\n---\n", "!! a: ---\n---\nx"},
		{"a field is no danger", "!! a: 1\n---\nx", "a", "2\n!! b: 3", "!! a: 2 !! b: 3\n---\nx"},
		{"not UTF-8", "!! a: 1\n---\nx", "a", "\xff", "!! a: \ufffd\n---\nx"},
		{"empty", "!! a: 1\n---\nx", "a", "", "!! a: \n---\nx"},
		{"from empty", "!! a: \n---\nx", "a", "1", "!! a: 1\n---\nx"},
		{"from empty, no blank there", "!! a:\n---\nx", "a", "1", "!! a: 1\n---\nx"},
		{"from empty, many blanks there", "!! a:   \n---\nx", "a", "1", "!! a:   1\n---\nx"},
		{"from empty, as the neighbour", "!!b:2\n!!a:\n---\nx", "a", "1", "!!b:2\n!!a:1\n---\nx"},
		{"from empty, as the neighbour with a tab", "!! a:\n!! b:\t2\n---\nx", "a", "1", "!! a:\t1\n!! b:\t2\n---\nx"},
		{"repeated: the last", "!! a: 1\n!! a: 2\n---\nx", "a", "3", "!! a: 1\n!! a: 3\n---\nx"},
		{"BOM", "\ufeff!! a: 1\n---\nx", "a", "2", "\ufeff!! a: 2\n---\nx"},
		{"no final newline", "!! a: 1\n---", "a", "2", "!! a: 2\n---"},
		{"other lines stay", "\n!! a: 1\nnote\n\n!! b: 2\n---\nx", "b", "3", "\n!! a: 1\nnote\n\n!! b: 3\n---\nx"},
		{"only in the head", "!! a: 1\n---\n!! b: 2\n", "b", "3", "!! a: 1\n!! b: 3\n---\n!! b: 2\n"},

		{"add: an extra behind all", four + "\n---\nx", "tags", "a", four + "!! tags: a\n\n---\nx"},
		{"add: slug behind the title", "!! title: T\n!! description: D\n\n---\n", "slug", "s", "!! title: T\n!! slug: s\n!! description: D\n\n---\n"},
		{"add: title first", "!! slug: s\n\n---\n", "title", "T", "!! title: T\n!! slug: s\n\n---\n"},
		{"add: published before description", "!! description: D\n\n---\n", "published", "1", "!! published: 1\n!! description: D\n\n---\n"},
		{"add: description before an extra", "!! title: T\n!! x: 1\n\n---\n", "description", "D", "!! title: T\n!! description: D\n!! x: 1\n\n---\n"},
		{"add: behind the predecessor in another order", "!! description: D\n!! title: T\n\n---\n", "slug", "s", "!! description: D\n!! title: T\n!! slug: s\n\n---\n"},
		{"add: two extras in order of adding", "!! x: 1\n\n---\n", "y", "2", "!! x: 1\n!! y: 2\n\n---\n"},
		{"add: style of the neighbour", "!!\ttitle :  T\n---\n", "slug", "s", "!!\ttitle :  T\n!!\tslug :  s\n---\n"},
		{"add: an empty value", "!! title: T\n---\n", "slug", "", "!! title: T\n!! slug:\n---\n"},
		{"add: the majority's line ending", "!! title: T\n---\r\na\r\nb\r\n", "slug", "s", "!! title: T\n!! slug: s\r\n---\r\na\r\nb\r\n"},
		{"add: CRLF", "!! title: T\r\n---\r\n", "slug", "s", "!! title: T\r\n!! slug: s\r\n---\r\n"},
		{"add: lone CR", "!! title: T\r---\r", "slug", "s", "!! title: T\r!! slug: s\r---\r"},
		{"add: a CR does not join an LF", "!! title: T\r\n\n---\rx\ry\rz\r", "slug", "s", "!! title: T\r\n!! slug: s\r\n\n---\rx\ry\rz\r"},
		{"add: to a file without final newline", "!! title: T", "slug", "s", "!! title: T\n!! slug: s"},
		{"add: BOM stays first", "\ufeff!! slug: s\n---\n", "title", "T", "\ufeff!! title: T\n!! slug: s\n---\n"},
		{"add: no separator, before the body", "!! title: T\n\nBody", "slug", "s", "!! title: T\n!! slug: s\n\nBody"},

		{"head for a body", "Body\n", "title", "T", "!! title: T\n\n---\n\nBody\n"},
		{"head for an empty file", "", "title", "T", "!! title: T\n\n---\n\n"},
		{"head for a body with BOM and CRLF", "\ufeffBody\r\n", "title", "T", "\ufeff!! title: T\r\n\r\n---\r\n\r\nBody\r\n"},
		{"head for a body that starts with a rule", "---\nBody\n", "title", "T", "!! title: T\n\n---\n\n---\nBody\n"},
		{"head for a body of CRs with an LF first", "\nB\rc\rd\r", "title", "T", "!! title: T\r\r---\r\r\n\nB\rc\rd\r"},

		{"key not valid", "!! a: 1\n---\n", "b:c", "1", ""},
		{"key not valid, no head", "x", "", "1", ""},
		{"a key that could not be added can be changed", "!! a: 1\n!! : 2\n---\n", "", "3", "!! a: 1\n!! : 3\n---\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Parse(c.src)
			edits := p.Set(c.key, c.value)
			if c.want == "" {
				if edits != nil {
					t.Fatalf("edits %+v, want none", edits)
				}
				return
			}
			got := Apply(c.src, edits)
			if got != c.want {
				t.Fatalf("got  %q\nwant %q", got, c.want)
			}
			checkSet(t, c.src, c.key, c.value)
		})
	}
}

// checkSet holds for any source, key and value.
func checkSet(t *testing.T, src, key, value string) {
	t.Helper()
	p := Parse(src)
	old, had := p.Field(key)
	edits := p.Set(key, value)
	if len(edits) > 1 {
		t.Fatalf("%d edits", len(edits))
	}
	if edits == nil {
		if !had && ValidKey(key) == nil || had && old.Value != value && old.Value != Fold(value) {
			t.Fatalf("no edit for %q = %q", key, value)
		}
		return
	}
	e := edits[0]
	if had && (e.Start != old.ValueStart || e.End != old.ValueEnd) {
		t.Fatalf("edit %+v, value at %d to %d", e, old.ValueStart, old.ValueEnd)
	}
	if had && old.Value != "" && e.New != Fold(value) {
		t.Fatalf("edit %+v writes more than the value %q", e, Fold(value))
	}
	if !had && (e.Start != e.End || e.Start > p.BodyStart()) {
		t.Fatalf("adding is the edit %+v, body at %d", e, p.BodyStart())
	}
	got := Apply(src, edits)
	q := Parse(got)
	checkSpans(t, got, q)
	if v, ok := q.Value(key); !ok || v != Fold(value) {
		t.Fatalf("%q reads back %q, want %q", key, v, Fold(value))
	}
	if _, err := Decode([]byte(e.New)); err != nil {
		t.Fatalf("edit %+v: %v", e, err)
	}
	if !p.HasHead() {
		if body := src[p.TextStart():]; got[q.TextStart():] != body || !q.HasSeparator() || len(q.Fields()) != 1 {
			t.Fatalf("a head turned %q into %q", src, got)
		}
		return
	}
	if src[p.BodyStart():] != got[q.BodyStart():] || p.HasSeparator() != q.HasSeparator() {
		t.Fatalf("the body changed: %q to %q", src, got)
	}
	i := 0
	for _, f := range q.Fields() {
		if f.Key == key && (!had || i < len(p.Fields()) && p.Fields()[i].Start == old.Start) {
			if had {
				i++
			}
			continue
		}
		if i >= len(p.Fields()) || p.Fields()[i].Key != f.Key || p.Fields()[i].Value != f.Value {
			t.Fatalf("other fields changed: %s to %s", pairs(p), pairs(q))
		}
		i++
	}
	if i != len(p.Fields()) {
		t.Fatalf("fields are lost: %s to %s", pairs(p), pairs(q))
	}
}

func TestUnset(t *testing.T) {
	for _, c := range []struct{ name, src, key, want string }{
		{"its line", "!! a: 1\n!! b: 2\n!! c: 3\n---\nx", "b", "!! a: 1\n!! c: 3\n---\nx"},
		{"blank lines stay", "!! a: 1\n\n!! b: 2\n\n---\nx", "b", "!! a: 1\n\n\n---\nx"},
		{"missing key", "!! a: 1\n---\nx", "b", ""},
		{"no head", "x", "b", ""},
		{"all lines of a repeated key", "!! a: 1\n!! b: 2\n!! a: 3\n---\nx", "a", "!! b: 2\n---\nx"},
		{"BOM stays", "\ufeff!! a: 1\n!! b: 2\n---\n", "a", "\ufeff!! b: 2\n---\n"},
		{"a missing final newline stays missing", "!! a: 1\r\n!! b: 2", "b", "!! a: 1"},
		{"the same with two lines", "!! a: 1\n!! b: 2\n!! b: 3", "b", "!! a: 1"},
		{"the first, with text behind it", "!! a: 1\nnote\n!! b: 2\n!! c: 3\n---\nx", "a", "!! b: 2\nnote\n!! c: 3\n---\nx"},
		{"the first two", "!! a: 1\n!! a: 2\nnote\n!! b: 2\n!! c: 3\n---\nx", "a", "!! b: 2\nnote\n!! c: 3\n---\nx"},
		{"the last field takes the separator along", "!! a: 1\n\n---\n\nx\n", "a", "x\n"},
		{"the same without separator", "!! a: 1\n\nx\n", "a", "x\n"},
		{"the same with BOM", "\ufeff!! a: 1\n---\nx\n", "a", "\ufeffx\n"},
		{"but not text", "!! a: 1\nnote\n---\nx\n", "a", "!! a: \nnote\n---\nx\n"},
		{"nor does it make a head of the body", "!! a: 1\n---\n\n!! b: 2\n---\nx", "a", "!! a: \n---\n\n!! b: 2\n---\nx"},
		{"nor a byte order mark", "!! a: 1\n---\n\ufeffx", "a", "!! a: \n---\n\ufeffx"},
		{"which is nothing to do when it is empty", "!! a:\nnote\n---\nx\n", "a", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			edits := Parse(c.src).Unset(c.key)
			if c.want == "" {
				if edits != nil {
					t.Fatalf("edits %+v, want none", edits)
				}
				return
			}
			if got := Apply(c.src, edits); got != c.want {
				t.Fatalf("got  %q\nwant %q", got, c.want)
			}
			checkUnset(t, c.src, c.key)
		})
	}
}

// checkUnset holds for any source and key.
func checkUnset(t *testing.T, src, key string) {
	t.Helper()
	p := Parse(src)
	var kept []string
	for _, f := range p.Fields() {
		if f.Key != key {
			kept = append(kept, f.Key+"="+f.Value)
		}
	}
	got := Apply(src, p.Unset(key))
	q := Parse(got)
	checkSpans(t, got, q)
	if src[p.TextStart():] != got[q.TextStart():] {
		t.Fatalf("the text changed: %q to %q", src, got)
	}
	if len(kept) == 0 && q.HasHead() {
		if v, ok := q.Value(key); !ok || v != "" || len(q.Fields()) != 1 {
			t.Fatalf("%q became %q", src, got)
		}
		return
	}
	if pairs(q) != strings.Join(kept, "|") {
		t.Fatalf("fields %s became %s", pairs(p), pairs(q))
	}
	if len(kept) > 0 && p.HasSeparator() != q.HasSeparator() {
		t.Fatalf("separator of %q: %q", src, got)
	}
}

func TestRename(t *testing.T) {
	src := "!!  a : 1 \r\n!! b: 2\n!! a: 3\n---\n!! a: 4"
	for _, c := range []struct{ old, new, want, err string }{
		{"a", "c", "!!  c : 1 \r\n!! b: 2\n!! c: 3\n---\n!! a: 4", ""},
		{"a", "a", src, ""},
		{"a", "b", "", "the post has a field b already"},
		{"x", "y", "", "the post has no field x"},
		{"a", "", "", "a field needs a name"},
		{"a", "c:d", "", `the field name c:d holds a colon, which ends a name`},
		{"a", "c\nd", "", `the field name "c\nd" holds a line break or a NUL`},
		{"a", " c", "", `the field name " c" starts or ends with a blank`},
		{"a", "\xff", "", `the field name "\xff" is not UTF-8`},
	} {
		edits, err := Parse(src).Rename(c.old, c.new)
		if c.err != "" {
			if err == nil || err.Error() != c.err {
				t.Errorf("%s to %q: %v, want %s", c.old, c.new, err, c.err)
			}
			continue
		}
		if got := Apply(src, edits); err != nil || got != c.want {
			t.Errorf("%s to %s: %q, %v", c.old, c.new, got, err)
		}
	}
}

func TestValidKey(t *testing.T) {
	for key, want := range map[string]bool{
		"title": true, "a b": true, "---": true, "!": true, "ключ": true, "__proto__": true, "body": true,
		"": false, "a:": false, ":": false, " a": false, "a\t": false, "a\u00a0": false, "\ufeff": true,
		"a\rb": false, "a\nb": false, "a\u2028b": false, "a\u0085b": false, "a\x00b": false, "\xe9": false,
	} {
		if got := ValidKey(key) == nil; got != want {
			t.Errorf("%q valid: %v", key, got)
		}
	}
}

func TestSeparate(t *testing.T) {
	for _, c := range []struct{ src, separated, opened string }{
		{"!! a: b\n---\nx", "", ""},
		{"x", "", ""},
		{"", "", ""},
		{"!! a: b\n\nx", "!! a: b\n\n---\n\nx", "!! a: b\n\n---\n\nx"},
		{"!! a: b\nx", "!! a: b\n\n---\n\nx", "!! a: b\n\n---\n\nx"},
		{"!! a: b\r\n\t\r\nx\r\n", "!! a: b\r\n\t\r\n---\r\n\r\nx\r\n", "!! a: b\r\n\t\r\n---\r\n\r\nx\r\n"},
		{"!! a: b\rx\r", "!! a: b\r\r---\r\rx\r", "!! a: b\r\r---\r\rx\r"},
		{"!! a: b", "!! a: b\n\n---\n\n", "!! a: b\n\n---\n\n"},
		{"!! a: b\n", "!! a: b\n\n---\n\n", "!! a: b\n\n---\n\n"},
		{"!! a: b\n  ", "!! a: b\n  \n---\n\n", "!! a: b\n  \n---\n\n"},
		{"\ufeff!! a: b", "\ufeff!! a: b\n\n---\n\n", "\ufeff!! a: b\n\n---\n\n"},
		{"!! a: b\n---", "", "!! a: b\n---\n\n"},
		{"!! a: b\r\n--- ", "", "!! a: b\r\n--- \r\n\r\n"},
		{"!! a: b\n---\n", "", ""},
	} {
		p := Parse(c.src)
		for _, v := range []struct {
			name  string
			edits []Edit
			want  string
		}{{"Separate", p.Separate(), c.separated}, {"Opening", p.Opening(), c.opened}} {
			if v.want == "" {
				if v.edits != nil {
					t.Errorf("%s of %q: %+v", v.name, c.src, v.edits)
				}
				continue
			}
			got := Apply(c.src, v.edits)
			if got != v.want {
				t.Errorf("%s of %q: %q, want %q", v.name, c.src, got, v.want)
			}
			q := Parse(got)
			if !q.HasSeparator() || pairs(p) != pairs(q) || got[q.TextStart():] != c.src[p.TextStart():] {
				t.Errorf("%s of %q changes its meaning: %q", v.name, c.src, got)
			}
		}
	}
}

func TestNew(t *testing.T) {
	want := "!! title: A: \"b\"\n!! slug: a-b\n!! published: 2026-01-02\n!! description:\n\n---\n\n\n"
	got := New(" A:\n\"b\" ", "a-b", "2026-01-02")
	if got != want {
		t.Errorf("got %q", got)
	}
	if p := Parse(got); len(p.Problems()) > 0 || got[p.TextStart():] != "\n" {
		t.Errorf("%v, text %q", p.Problems(), got[p.TextStart():])
	}
}

func TestEnding(t *testing.T) {
	for src, want := range map[string]string{
		"": "\n", "a": "\n", "a\n": "\n", "a\r\n": "\r\n", "a\r": "\r",
		"a\nb\r\nc\r\n": "\r\n", "a\nb\nc\r\n": "\n", "a\rb\rc\n": "\r", "a\r\nb\n": "\n", "a\r\rb\r\n": "\r",
	} {
		if got := Parse(src).Ending(); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
