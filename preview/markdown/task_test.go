package markdown

import (
	"strings"
	"testing"
)

// A box of a task is one only where a blank follows it.
func TestTaskBox(t *testing.T) {
	for src, want := range map[string]Task{
		"- [ ] a\n": Open, "- [x] a\n": Done, "- [X]\ta\n": Done, "1. [ ] a\n": Open, "- [x]\n": Done, "- [ ]\n  a\n": Open,
		"- [x](https://example.org)\n": NoTask, "- [x][r]\n\n[r]: u\n": NoTask, "- [ ](u)\n": NoTask, "- [ ]a\n": NoTask, "- [x]: a\n": NoTask,
	} {
		d := parseString(src)
		checkLaws(t, d, src)
		if got := d.Block(0).Children[0].Task; got != want {
			t.Errorf("%q: %v, want %v", src, got, want)
		}
	}
	d := parseString("- [x](https://example.org)\n")
	if in := d.Block(0).Children[0].Children[0].Inlines; len(in) != 1 || in[0].Text != "x" || in[0].Attrs().Link != "https://example.org" {
		t.Errorf("the link is %+v", in)
	}
}

// A numbered task has both its number and its box in plain text.
func TestTaskText(t *testing.T) {
	for src, want := range map[string]string{
		"- [ ] a\n- [x] b\n- c\n": "[ ] a\n[x] b\n• c", "3. [ ] a\n4. [x] b\n5. c\n": "3. [ ] a\n4. [x] b\n5. c",
	} {
		if got := strings.TrimSpace(parseString(src).Text()); got != want {
			t.Errorf("%q reads %q, want %q", src, got, want)
		}
	}
}
