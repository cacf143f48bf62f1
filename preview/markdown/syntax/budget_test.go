package syntax

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"galley.app/galley/internal/growth"
)

// busy is text within the bounds that keeps the rules of a language busy.
func busy() (language, src string) {
	return "java", strings.Repeat(strings.Repeat("a ", 1000)+"\n", 30)
}

// TestTooMuch holds that what is too much work has no colours, after the same
// steps wherever and whenever it is read.
func TestTooMuch(t *testing.T) {
	growth.Alone(t)
	language, src := busy()
	var shared Languages
	_, want := shared.parts(language, src, maxSteps)
	if want > 0 {
		t.Fatalf("%d steps are left", want)
	}
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			l := &shared
			if i%2 == 0 {
				l = new(Languages)
			}
			if list, left := l.parts(language, src, maxSteps); list != nil || left != want {
				t.Errorf("%d runs, %d steps are left, want %d", len(list), left, want)
			}
		})
	}
	wait.Wait()
	if list, tooMuch := shared.Parts(language, src); list != nil || !tooMuch {
		t.Errorf("%d runs, too much %v", len(list), tooMuch)
	}
	if list, tooMuch := shared.Parts(language, src[:1000]); list == nil || tooMuch {
		t.Errorf("a part of it has %d runs, too much %v", len(list), tooMuch)
	}
}

// TestBudget holds that the steps decide, to the very last.
func TestBudget(t *testing.T) {
	growth.Alone(t)
	var l Languages
	for language, src := range samples() {
		want, left := l.parts(language, src, maxSteps)
		used := maxSteps - left
		if want == nil || used > maxSteps/100+searchSteps {
			t.Errorf("%s: %d runs after %d steps", language, len(want), used)
		}
		if got, left := l.parts(language, src, used+1); !slices.Equal(got, want) || left != 1 {
			t.Errorf("%s: %d runs with the steps it takes, want %d", language, len(got), len(want))
		}
		for _, steps := range []int{used, used / 2, 1} {
			if got, left := l.parts(language, src, steps); got != nil || left > 0 {
				t.Errorf("%s: %d runs with %d of %d steps", language, len(got), steps, used)
			}
		}
	}
}

// TestGrowth holds that the work on usual programs grows with them.
func TestGrowth(t *testing.T) {
	var l Languages
	all := samples()
	for _, language := range []string{"go", "python", "javascript", "html", "css", "bash", "c", "java", "rust", "php", "sql", "yaml", "json", "markdown"} {
		growth.Steps(t, 10, func(n int) int {
			list, left := l.parts(language, strings.Repeat(all[language], n), maxSteps)
			if list == nil {
				t.Fatalf("%d times the sample of %s has no colours", n, language)
			}
			return maxSteps - left
		})
	}
}

func BenchmarkRuns(b *testing.B) {
	all := samples()
	for _, language := range []string{"go", "python", "javascript", "html", "bash", "sql"} {
		src := strings.Repeat(all[language], 10)
		b.Run(language, func(b *testing.B) {
			var l Languages
			l.Runs(language, src)
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				l.Runs(language, src)
			}
		})
		b.Run(language+"-library", func(b *testing.B) {
			from := new(Languages).find(language)
			libraryRuns(from, src)
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				libraryRuns(from, src)
			}
		})
	}
}
