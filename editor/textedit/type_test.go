package textedit

import (
	"strings"
	"testing"
)

func TestTypedMarks(t *testing.T) {
	tests := []keyCase{
		{"|", "( a ) b", "(a)b|"},
		{"|", "( BackSpace", "|"},
		{"a ‹b|", "*", "a *‹b|*"},
		{"a ‹b|", "* * Right x", "a **bx|**"},
		{"- |", "[ ] x", "- []x|"},
		{"1. a|\n2. b", "Return x", "1. a\n2. x|\n3. b"},
		{"‹a|", "Return", "\n|"},
	}
	for _, tt := range tests {
		tt.check(t)
	}
	d := newFixture(t, "see ‹this|")
	d.clip.SetContent("https://example.org")
	d.keys("Ctrl+V")
	if got := d.state(); got != "see [this](https://example.org)|" {
		t.Errorf("an address pasted over words gives %q", got)
	}
}

// A table is typed, and its columns line up when the caret goes elsewhere.
func TestTypedTable(t *testing.T) {
	d := newFixture(t, "x\n\n|")
	d.keys("|", "a", "|", "b", "|", "Return", "|", "-", "|", "-", ":", "|", "Return", "x", "Tab", "l", "o", "n", "g", "Tab", "y")
	d.keys("Shift+Tab", "s", "o", "Ctrl+Home")
	want := "x\n\n| a   |   b |\n| --- | --: |\n| x   |  so |\n| y   |     |"
	if got := strings.TrimPrefix(d.s.Text().String(), head); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
	if line, col := d.ed.LineColumn(); line != 1 || col != 1 {
		t.Errorf("the caret is at %d:%d", line, col)
	}
}

// In the source view the head is text like any other.
func TestTypingInTheHead(t *testing.T) {
	d := newFixture(t, "|body")
	d.ed.SetSource(true)
	d.keys("Ctrl+Home", "x", "(", "BackSpace", "BackSpace", "Ctrl+End", "Ctrl+Home", "End", "!", "Return")
	if got, want := d.s.Text().String(), strings.Replace(head, "A post", "A post!\n", 1)+"body"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	d.keys("Ctrl+End", "Home", "BackSpace")
	if got, want := d.s.Text().String(), strings.Replace(head, "A post", "A post!\n", 1); got != strings.TrimSuffix(want, "\n")+"body" {
		t.Errorf("the line ending before the body is not deleted: %q", got)
	}
}
