package settings

import (
	"testing"

	"galley.app/galley/storage/config"
)

// Each step's value is at that step, and what lies beyond is at the nearest.
func TestSteps(t *testing.T) {
	for _, name := range []string{"editor.size", "editor.line_height", "editor.measure", "history.days", "history.size", "window.scale", "preview.zoom"} {
		s, ok := stepsOf(name)
		x, found := config.Named(name)
		if !ok || !found {
			t.Fatalf("%s has no steps, or is no setting", name)
		}
		for i := range s.count() {
			if got := s.of(s.at(i)); got != i {
				t.Errorf("%s: %v is at step %d, want %d", name, s.at(i), got, i)
			}
			if !x.Allows(s.at(i)) {
				t.Errorf("%s: %v is offered and not allowed", name, s.at(i))
			}
		}
		if s.at(s.of(x.Default.(float64))) != x.Default {
			t.Errorf("%s: the default %v is not offered", name, x.Default)
		}
	}
	for _, c := range []struct {
		name string
		v    float64
		by   int
		want float64
	}{
		{"editor.measure", 120, 1, 0},
		{"editor.measure", 0, 1, 0},
		{"editor.measure", 0, -1, 120},
		{"editor.measure", 73, 1, 74},
		{"editor.measure", 20, -1, 50},
		{"editor.measure", 400, 0, 120},
		{"editor.size", 18.5, 1, 19},
		{"editor.size", 96, 1, 30},
		{"editor.size", 6, -1, 10},
		{"editor.line_height", 1.75, 1, 1.8},
		{"editor.line_height", 4, 0, 2.2},
		{"editor.line_height", 1, 0, 1.3},
		{"history.days", 365, -1, 180},
		{"history.days", 100, 0, 90},
		{"history.days", 7, 1, 90},
		{"history.days", 7, 0, 30},
		{"history.days", 364, 0, 180},
		{"history.days", 180, 1, 365},
		{"history.days", 36500, 0, 3650},
		{"history.size", 1000, -1, 500},
		{"history.size", 20000, 1, 20000},
	} {
		if got := Step(c.name, c.v, c.by); got != c.want {
			t.Errorf("%s: %d steps from %v is %v, want %v", c.name, c.by, c.v, got, c.want)
		}
	}
}

// What the dialog shows is in the table of settings, with words for each choice.
func TestRowsAreSettings(t *testing.T) {
	shown := map[string]bool{}
	for _, s := range sections() {
		for _, r := range s.rows {
			x, ok := config.Named(r.name)
			_, box := x.Default.(bool)
			if !ok || x.Label == "" || shown[r.name] || len(r.words) != len(x.Choices) || r.off != "" && !box {
				t.Errorf("the row %+v does not fit the setting %+v", r, x)
			}
			shown[r.name] = true
		}
	}
	for _, x := range config.Table() {
		if (x.Label != "") != shown[x.Name] {
			t.Errorf("%s: label %q, shown %v", x.Name, x.Label, shown[x.Name])
		}
	}
}
