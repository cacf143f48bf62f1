package post

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds are heads that broke other readers, and hostile ones.
func seeds() []string {
	return []string{
		"", "-", "!!", "!!:", "!! : ", "---", "--- ", "!! a: b", "!! a: b\n---", "!! a: b\n---\n", sample,
		"!! a: b\nunterminated", "!! a: b\n----\nx\n---\ny", "---\n---\n", "---\ntitle: x\n---\n",
		"\ufeff!! a: b\r\n\r\n---\r\n\r\nbody\r\n", "\ufeff\ufeff!! a: b\n---\n", "\ufeff", "\ufeff---\n",
		"!! a: 1\n!! b: 2\n!! a: 3\n---\n!! a: 4\n---\n", "!!\ta\t:\t1\t\n---\t\n",
		"!! a: b\r\r\n\n\r---\rx", "!! a: b\n\n---\rx\ry\rz\r", "\nB\rc\rd\r",
		"!! a: b\u0085!! c: d\u2028---\u2029\v\f\n---\n", "!! a:\u00a0\n---\u00a0\n---\n",
		"!! a: 1\nnote\n!! b: 2\n---\nx", "!! a: 1\n!! c\n\n---\n\n!! b: 2", "!! a: 1\n---\n\ufeffx",
		"!! body: b\n!! __proto__: c\n!!! d: e\n!! f g : h : i\n---\n", " !! a: b\n---\n",
		"!!a:b\n!!c:\n!!:d\n---\n", "!! title: T\n!! description: D\n!! x: y\n\ntext", "!! a: b\n  ",
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		p := Parse(src)
		checkSpans(t, src, p)
		if p.HasSeparator() {
			// What is behind the separator decides nothing.
			q := Parse(src[:p.BodyStart()])
			if pairs(p) != pairs(q) || q.BodyStart() != p.BodyStart() || !q.HasSeparator() {
				t.Fatalf("the head alone reads %s, the whole %s", pairs(q), pairs(p))
			}
		}
		if fields, body := naive(src); fields != pairs(p) || body != src[p.BodyStart():] {
			t.Fatalf("read %s and %q,\nwant %s and %q", pairs(p), src[p.BodyStart():], fields, body)
		}
		for _, problem := range p.Problems() {
			if s := problem.String(); strings.ContainsAny(s, "\r\n") || problem.Line < 1 || problem.Rule == "" {
				t.Fatalf("problem %q", s)
			}
		}
		for _, edits := range [][]Edit{p.Separate(), p.Opening()} {
			got := Apply(src, edits)
			q := Parse(got)
			if pairs(p) != pairs(q) || got[q.TextStart():] != src[p.TextStart():] || q.HasHead() != q.HasSeparator() {
				t.Fatalf("%q became %q", src, got)
			}
		}
		if edits := p.Opening(); p.HasHead() {
			// Text typed where an editor starts is body and nothing else.
			opened := Apply(src, edits)
			at := Parse(opened).TextStart()
			typed := opened[:at] + "typed" + opened[at:]
			if q := Parse(typed); pairs(q) != pairs(p) || !strings.HasPrefix(typed[q.TextStart():], "typed") {
				t.Fatalf("typing turned %q into %q", src, typed)
			}
		}
		_ = Words(src)
	})
}

// naive reads a source in the plainest way.
func naive(src string) (fields, body string) {
	rest := strings.TrimPrefix(src, BOM)
	all := rest
	var found []string
	run := -1 // fields of the leading run
	runRest := ""
	for rest != "" {
		end := strings.IndexAny(rest, "\r\n")
		line, next := rest, ""
		if end >= 0 {
			line, next = rest[:end], rest[end+1:]
			if rest[end] == '\r' {
				next = strings.TrimPrefix(next, "\n")
			}
		}
		isField := strings.HasPrefix(line, "!!") && strings.Contains(line, ":")
		blank := strings.Trim(line, " \t") == ""
		if len(found) == 0 && !isField && !blank {
			return "", all
		}
		if strings.TrimRight(line, " \t") == "---" {
			return strings.Join(found, "|"), next
		}
		if !isField && !blank && run < 0 {
			run, runRest = len(found), rest
		}
		if isField {
			key, value, _ := strings.Cut(line[2:], ":")
			found = append(found, strings.TrimSpace(key)+"="+strings.TrimSpace(value))
		}
		rest = next
	}
	if len(found) == 0 {
		return "", all
	}
	if run < 0 {
		return strings.Join(found, "|"), ""
	}
	return strings.Join(found[:run], "|"), runRest
}

func FuzzSet(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, "a", "new value")
		f.Add(s, "title", "\r\n---\r\n!! x: y\u2028\x00")
		f.Add(s, "extra", " ")
		f.Add(s, "", ": ")
	}
	f.Fuzz(func(t *testing.T, src, key, value string) {
		if !utf8.ValidString(src) {
			return // Decode lets none of these through
		}
		checkSet(t, src, key, value)
	})
}

func FuzzUnset(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, "a")
		f.Add(s, "title")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, src, key string) {
		checkUnset(t, src, key)
	})
}
