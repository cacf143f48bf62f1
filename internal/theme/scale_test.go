package theme

import (
	"os"
	"testing"

	"fyne.io/fyne/v2/test"
)

// What the environment says of the scale is kept, as far as it says a number, and
// nothing is said where nothing was chosen.
func TestScale(t *testing.T) {
	for _, c := range []struct {
		env  string
		by   []float64
		want string
	}{
		{"", []float64{1}, ""},
		{"1.5", []float64{1}, "1.5"},
		{"", []float64{1, 1.2}, "1.20"},
		{"", []float64{1.2, 1}, "1.00"},
		{"2", []float64{1.25}, "2.50"},
		{"2", []float64{1.25, 0.5, 1}, "2.00"},
		{"auto", []float64{1.5}, "1.50"},
		{"-3", []float64{1.5}, "1.50"},
	} {
		t.Setenv(scaleVariable, c.env)
		themes := &Themes{App: test.NewTempApp(t)}
		for _, by := range c.by {
			themes.Scale(by)
		}
		if got := os.Getenv(scaleVariable); got != c.want {
			t.Errorf("%q, then %v: %q, want %q", c.env, c.by, got, c.want)
		}
	}
}
