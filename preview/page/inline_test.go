package page

import "testing"

func TestCollapse(t *testing.T) {
	for _, c := range []struct {
		in    string
		after bool
		want  string
	}{
		{"a b", false, "a b"},
		{"a  b\t\nc ", false, "a b c "},
		{" a", true, "a"},
		{" a", false, " a"},
		{"  ", true, ""},
	} {
		if got := collapse(c.in, c.after); got != c.want {
			t.Errorf("collapse(%q, %v) = %q, want %q", c.in, c.after, got, c.want)
		}
	}
}
