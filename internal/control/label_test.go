package control_test

import (
	"strings"
	"testing"

	"galley.app/galley/internal/control"
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
		p := sit(t, control.NewStack(0, l), 300, 600)
		var lines []string
		y := float32(-1)
		for _, w := range p.words() {
			if w.w > 201 || w.y <= y || w.ink != theme.Color(theme.Muted) {
				t.Errorf("%s: %+v, the line before is at %v", c.name, w, y)
			}
			y = w.y
			lines = append(lines, w.text)
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
	p := sit(t, control.NewStack(0, l), 120, 60)
	if w := p.words(); len(w) != 1 || !strings.HasSuffix(w[0].text, "…") || w[0].w > 120 || !strings.HasPrefix(text, strings.TrimSuffix(w[0].text, "…")) {
		t.Errorf("it is cut to %+v", w)
	}
	p.w.Resize(p.w.Canvas().Size().AddWidthHeight(400, 0))
	p.see(text)
	l.Set("Another", theme.Muted)
	if w := p.see("Another"); w.ink != theme.Color(theme.Muted) || l.Text() != "Another" || len(p.all(text)) > 0 {
		t.Errorf("then it is %+v", w)
	}
	l.SetText("A third")
	if w := p.see("A third"); w.ink != theme.Color(theme.Muted) {
		t.Errorf("its words changed its colour: %+v", w)
	}
}
