package settings

import (
	"math"

	"galley.app/galley/editor/textedit"
)

// The limits of what can be chosen.
const (
	MinMeasure, MaxMeasure       = 50, 120
	MinLineHeight, MaxLineHeight = 1.3, 2.2

	measureStep    = 2
	lineHeightStep = 0.05
)

// The numbers of steps.
const (
	Measures    = (MaxMeasure-MinMeasure)/measureStep + 2 // with all there is as the last
	LineHeights = 19
)

// MeasureStep returns the step that a measure is at.
func MeasureStep(measure int) int {
	if measure == textedit.Full {
		return Measures - 1
	}
	return min(max(0, (measure-MinMeasure)/measureStep), Measures-2)
}

// MeasureAt returns the measure at a step, or at the nearest one that there is.
func MeasureAt(step int) int {
	if step = min(max(0, step), Measures-1); step == Measures-1 {
		return textedit.Full
	}
	return MinMeasure + step*measureStep
}

// LineHeightStep returns the step that a line height is at.
func LineHeightStep(height float32) int {
	return int(math.Round(float64((height - MinLineHeight) / lineHeightStep)))
}

// LineHeightAt returns the line height at a step, or at the nearest one that
// there is.
func LineHeightAt(step int) float32 {
	step = min(max(0, step), LineHeights-1)
	return float32(math.Round((MinLineHeight+float64(step)*lineHeightStep)*100) / 100)
}
