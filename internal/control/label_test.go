package control_test

import (
	"strings"
	"testing"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

func TestLabelWraps(t *testing.T) {
	for _, c := range []struct {
		name, text string
		lines      int // 0 for more than one
	}{
		{"short", "A few words", 1},
		{"long", strings.Repeat("words that go on and ", 10), 0},
		{"lines of its own", "one\ntwo\n\nfour", 4},
		{"nothing", "", 1},
		{"a word wider than there is room", "x" + strings.Repeat("ab", 60), 0},
		{"other scripts", strings.Repeat("漢字かな", 20) + " и слово", 0},
	} {
		l := control.NewLabel(c.text, theme.Muted)
		l.Wrap = 200
		p := seen.Sit(t, control.NewStack(0, l), 300, 600)
		var lines []string
		y := float32(-1)
		for _, w := range p.Words() {
			if w.W > 201 || w.Y <= y || w.Ink != theme.Color(theme.Muted) {
				t.Errorf("%s: %+v, the line before is at %v", c.name, w, y)
			}
			y = w.Y
			lines = append(lines, w.Text)
		}
		if got, want := strings.Join(strings.Fields(strings.Join(lines, "")), ""), strings.Join(strings.Fields(c.text), ""); got != want {
			t.Errorf("%s: shown is %q", c.name, lines)
		}
		high := l.MinSize().Height
		if c.lines > 0 && high != float32(20*c.lines) || c.lines == 0 && (high != float32(20*len(lines)) || len(lines) < 2) {
			t.Errorf("%s: %d lines are %v high", c.name, len(lines), high)
		}
	}
}

func TestLabelCut(t *testing.T) {
	const text = "A label that is longer than the room it has"
	l := control.NewSmall(text, theme.Ink)
	l.Cut = true
	p := seen.Sit(t, control.NewStack(0, l), 120, 60)
	if w := p.Words(); len(w) != 1 || !strings.HasSuffix(w[0].Text, "…") || w[0].W > 120 || !strings.HasPrefix(text, strings.TrimSuffix(w[0].Text, "…")) {
		t.Errorf("it is cut to %+v", w)
	}
	p.Resize(520, 60)
	p.See(text)
	l.Set("Another", theme.Muted)
	if w := p.See("Another"); w.Ink != theme.Color(theme.Muted) || l.Text() != "Another" || len(p.All(text)) > 0 {
		t.Errorf("then it is %+v", w)
	}
	l.SetText("A third")
	if w := p.See("A third"); w.Ink != theme.Color(theme.Muted) {
		t.Errorf("its words changed its colour: %+v", w)
	}
}
