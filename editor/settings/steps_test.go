package settings

import (
	"testing"

	"galley.app/galley/editor/textedit"
)

// Each step's value is at that step, and what lies beyond is at the nearest.
func TestSteps(t *testing.T) {
	for i := range Measures {
		if got := MeasureStep(MeasureAt(i)); got != i {
			t.Errorf("measure %d is at step %d, want %d", MeasureAt(i), got, i)
		}
	}
	for i := range LineHeights {
		if got := LineHeightStep(LineHeightAt(i)); got != i {
			t.Errorf("line height %v is at step %d, want %d", LineHeightAt(i), got, i)
		}
	}
	for _, tt := range []struct{ step, want int }{{-1, MinMeasure}, {Measures - 2, MaxMeasure}, {Measures - 1, textedit.Full}, {Measures + 5, textedit.Full}} {
		if got := MeasureAt(tt.step); got != tt.want {
			t.Errorf("measure at step %d: %d, want %d", tt.step, got, tt.want)
		}
	}
	if got := MeasureStep(73); got != MeasureStep(72) {
		t.Errorf("a measure between steps is at %d", got)
	}
	if lo, hi := LineHeightAt(-3), LineHeightAt(LineHeights+3); lo != MinLineHeight || hi != MaxLineHeight {
		t.Errorf("line heights from %v to %v", lo, hi)
	}
}
