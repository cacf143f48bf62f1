package xhtml

import (
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

var work = map[string]func(n int) string{
	"one id":               func(n int) string { return strings.Repeat(`<p id="a">x</p>`, n) },
	"ids without letters":  func(n int) string { return numbered(n, `<h2 id="第%d章">x</h2>`) },
	"ids that differ":      func(n int) string { return numbered(n, `<p id="a%d">x</p>`) },
	"ids that are counted": func(n int) string { return numbered(n, `<p id="a-%d">x</p>`) + strings.Repeat(`<p id="a">x</p>`, n) },
	"headings without":     func(n int) string { return strings.Repeat("<h2>x</h2>", n) },
	"left open":            func(n int) string { return numbered(n/10, "<b id=b%d>") + strings.Repeat("<p>x", n) },
	"tables":               func(n int) string { return strings.Repeat("<table><tr><td>a<td>b</table>", n) },
	"one table":            func(n int) string { return "<table>" + strings.Repeat("<tr><td>a<td>b", n) + "</table>" },
	"ragged": func(n int) string {
		return "<table><tr>" + strings.Repeat("<td>a", n) + strings.Repeat("<tr><td>b", n) + "</table>"
	},
	"spans": func(n int) string {
		return "<table><tr>" + strings.Repeat("<td colspan=1000 rowspan=1000>a", n) + "</table>"
	},
	"lists":       func(n int) string { return strings.Repeat("<ul><li>a", n) },
	"definitions": func(n int) string { return "<dl>" + strings.Repeat("<dt>a<dd>b", n) + "</dl>" },
}

func TestWork(t *testing.T) {
	for name, src := range work {
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, 1000, func(n int) func() {
				src := src(n)
				return func() { Fragment(src, Options{}) }
			})
			growth.Steps(t, 500, func(n int) int {
				w := newWriter(Options{})
				body, err := w.read(src(n))
				if err == nil {
					w.children(body, flow, 0)
				}
				return n + w.tries
			})
		})
	}
}

func TestFree(t *testing.T) {
	w := newWriter(Options{IDs: []string{"a", "a-2", "b-2"}})
	var got []string
	for _, id := range []string{"a", "a", "a-2", "a-3", "b", "b", "b"} {
		got = append(got, w.free(id))
	}
	if want := "a-3 a-4 a-2-2 a-3-2 b b-3 b-4"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", strings.Join(got, " "), want)
	}
}
