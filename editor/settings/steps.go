package settings

import (
	"fmt"
	"math"

	"galley.app/galley/internal/wording"
)

// steps are the values that the window offers for a number, a part of those
// that it may have.
type steps struct {
	before       []float64 // values below from, rising
	from, to, by float64
	zero         bool // 0 comes last
	words        func(v float64) string
}

// stepsOf returns the steps of a setting; ok is false for one that has none.
func stepsOf(name string) (s steps, ok bool) {
	switch name {
	case "editor.size":
		return steps{from: 10, to: 30, by: 1, words: func(v float64) string { return fmt.Sprintf("%v pixels", v) }}, true
	case "editor.line_height":
		return steps{from: 1.3, to: 2.2, by: 0.05, words: func(v float64) string { return fmt.Sprintf("%.2f", v) }}, true
	case "editor.measure":
		return steps{from: 50, to: 120, by: 2, zero: true, words: func(v float64) string {
			if v == 0 {
				return "all there is"
			}
			return fmt.Sprintf("%v characters", v)
		}}, true
	case "writing.goal":
		return steps{before: []float64{50, 100, 150, 200}, from: 250, to: 5000, by: 250, zero: true, words: func(v float64) string {
			if v == 0 {
				return "no goal"
			}
			return wording.Count(int(v), "word")
		}}, true
	case "saving.rest":
		return steps{from: 5, to: 120, by: 5, words: func(v float64) string { return wording.Count(int(v), "second") }}, true
	case "history.days":
		return steps{before: []float64{30, 90, 180}, from: 365, to: 3650, by: 365, words: func(v float64) string {
			if v < 365 {
				return wording.Count(int(v), "day")
			}
			return wording.Count(int(v)/365, "year")
		}}, true
	case "history.size":
		return steps{before: []float64{100, 250, 500}, from: 1000, to: 20000, by: 1000, words: func(v float64) string {
			if v < 1000 {
				return fmt.Sprintf("%v MB", v)
			}
			return fmt.Sprintf("%v GB", v/1000)
		}}, true
	case "pictures.longest":
		return steps{from: 1000, to: 5000, by: 250, words: func(v float64) string { return fmt.Sprintf("%v pixels", v) }}, true
	case "window.scale":
		return steps{from: 0.8, to: 2, by: 0.1, words: percent}, true
	case "preview.zoom":
		return steps{from: 0.7, to: 2, by: 0.1, words: percent}, true
	}
	return steps{}, false
}

func percent(v float64) string { return fmt.Sprintf("%.0f %%", v*100) }

// Step returns the value that lies by steps from v in what the window offers
// for a setting, or the last one there is in that direction.
func Step(name string, v float64, by int) float64 {
	s, _ := stepsOf(name)
	return s.at(s.of(v) + by)
}

func (s steps) count() int {
	n := len(s.before) + int(math.Round((s.to-s.from)/s.by)) + 1
	if s.zero {
		n++
	}
	return n
}

// at returns the value of a step, or of the nearest one that there is.
func (s steps) at(i int) float64 {
	last := s.count() - 1
	if i = min(max(0, i), last); s.zero && i == last {
		return 0
	}
	if i < len(s.before) {
		return s.before[i]
	}
	return math.Round((s.from+float64(i-len(s.before))*s.by)*100) / 100
}

// of returns the step that a value is at, or behind.
func (s steps) of(v float64) int {
	last := s.count() - 1
	if s.zero {
		if v == 0 {
			return last
		}
		last--
	}
	if v < s.from {
		i := len(s.before)
		for i > 0 && (i == len(s.before) || v < s.before[i]) {
			i--
		}
		return i
	}
	const close = 1e-9 // as numbers such as 0.05 are
	return min(len(s.before)+int(math.Floor((v-s.from)/s.by+close)), last)
}
