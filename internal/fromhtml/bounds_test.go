package fromhtml

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

var rep = strings.Repeat

// numbered repeats a pattern with a number for each %d.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// Each of these became gigabytes, or took minutes.
func TestTables(t *testing.T) {
	const (
		spans  = "A table's cells span more rows or columns than are shown; they are one cell each."
		ragged = "The rows of a table are too different to be a table; its cells follow each other."
	)
	for _, tt := range []struct{ name, src, want, note string }{
		{"spans as they are", "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>", "| a |   | b |\n|---|---|---|\n| c | d | e |", ""},
		{"rows as they are", "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", "| a | b |\n|---|---|\n|   | c |", ""},
		{"too wide", "<table><tr><td colspan=100000000>a<td>b</table>", "| a | b |\n|---|---|", spans},
		{"too wide for a number", "<table><tr><td colspan=99999999999999999999999>a<td>b</table>", "| a | b |\n|---|---|", spans},
		{"too high", "<table><tr><td rowspan=100000000>a<td>b</table>", "| a | b |\n|---|---|", spans},
		{"ten large ones", "<table><tr>" + rep("<td colspan=1000 rowspan=1000>a", 10) + "</table>", rep("| a ", 10) + "|\n" + rep("|---", 10) + "|", spans},
		{"far right and far down", "<table><tr>" + rep("<td>a", 3000) + "<td rowspan=9000>b</table>", rep("| a ", 3000) + "| b |\n" + rep("|---", 3001) + "|", spans},
		{"one long row of many", "<table><tr>" + rep("<td>a", 3000) + rep("<tr><td>b", 3000) + "</table>", rep("a\n\n", 3000) + rep("b\n\n", 2999) + "b", spans + ragged},
	} {
		r, err := Convert(t.Context(), tt.src, Options{})
		note := ""
		for _, n := range r.Notes {
			note += n.String()
		}
		if got := r.Markdown; err != nil || got != tt.want || note != tt.note {
			t.Errorf("%s: %d bytes %.200q, want %.200q; notes %q, want %q; %v", tt.name, len(got), got, tt.want, note, tt.note, err)
		}
	}
}

// work is input of a size, by name, that once cost far more than its size, or
// might.
var work = map[string]func(n int) string{
	"words":           func(n int) string { return rep("<p>word <b>word</b>", n) },
	"spans":           func(n int) string { return "<table><tr>" + rep("<td colspan=1000 rowspan=1000>a", n) + "</table>" },
	"spans in bounds": func(n int) string { return rep("<table><tr><td colspan=50 rowspan=100>a<td>b</table>", n) },
	"ragged rows":     func(n int) string { return "<table><tr>" + rep("<td>a", n) + rep("<tr><td>b", n) + "</table>" },
	"one wide cell": func(n int) string {
		return "<table><tr><td>" + rep("wide ", 4*n) + rep("<tr><td>b<td>c", n) + "</table>"
	},
	"a wide link": func(n int) string {
		return "<table><tr><td><a href=http://x/" + rep("y", 10*n) + ">a</a>" + rep("<tr><td>b<td>c", n) + "</table>"
	},
	"a long base":        func(n int) string { return "<base href=http://x/" + rep("y", 10*n) + "/>" + rep("<a href=z>z</a> ", n) },
	"elements left open": func(n int) string { return "<p>" + numbered(n/10, "<b id=%d>") + rep("<p>x", n) },
	"open and in tables": func(n int) string { return numbered(n/10, "<b id=%d><table></b>") + rep("<td><p>x", n) },
	"attributes":         func(n int) string { return "<p " + numbered(n, "a%d ") + ">x" + numbered(n, "<body b%d>") },
	"notes": func(n int) string {
		return numbered(n, "<p><a href=#n%[1]d id=r%[1]d>1</a>") + "<hr>" + numbered(n, "<p id=n%[1]d>x <a href=#r%[1]d>b</a>")
	},
	"Word's items": func(n int) string { return rep("<p style='mso-list:l0 level1'>a</p><!-- -->", n) },
	"nested lists": func(n int) string { return rep("<ul><li>a", n) },
	"code":         func(n int) string { return rep("<pre><code>a\nb</code></pre>", n) },
	"marks":        func(n int) string { return rep("*_`[](", n) },
}

func TestWork(t *testing.T) {
	growth.Alone(t)
	for name, src := range work {
		n := 2000
		if growth.Race {
			n = 500
		}
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, n, func(n int) func() {
				src := src(n)
				return func() {
					if _, err := Convert(t.Context(), src, Options{}); err != nil && !errors.Is(err, ErrTooLarge) {
						t.Error(err)
					}
				}
			})
		})
	}
}

// counted is a context that ends when it has been asked so often.
type counted struct {
	context.Context
	left, asked int
}

func (c *counted) Err() error {
	if c.asked++; c.asked > c.left {
		return context.Canceled
	}
	return nil
}

// TestEnds has a conversion end at every stage of it.
func TestEnds(t *testing.T) {
	src := rep("<p>word <b>word</b> <a href=x>y</a><ul><li>z</ul><table><tr><td>a<td>b</table>", 200)
	whole := &counted{Context: t.Context(), left: 1 << 30}
	if _, err := Convert(whole, src, Options{}); err != nil {
		t.Fatal(err)
	}
	if whole.asked < 2000 {
		t.Errorf("the context is asked only %d times", whole.asked)
	}
	for left := 0; left < whole.asked; left += whole.asked/50 + 1 {
		ctx := &counted{Context: t.Context(), left: left}
		if r, err := Convert(ctx, src, Options{}); !errors.Is(err, context.Canceled) || r.Markdown != "" {
			t.Errorf("ended after %d of %d: %d bytes, %v", left, whole.asked, len(r.Markdown), err)
		}
		// What is around the node that it ended in is left, nothing more.
		if ctx.asked > left+1000 {
			t.Errorf("ended after %d, and asked %d times", left, ctx.asked)
		}
	}
}
