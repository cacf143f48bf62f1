package growth

import "testing"

// fails is a test that only remembers whether it failed.
type fails struct {
	testing.TB
	failed bool
}

func (f *fails) Helper()               {}
func (f *fails) Logf(string, ...any)   {}
func (f *fails) Errorf(string, ...any) { f.failed = true }

func TestSteps(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps func(n int) int
		fails bool
	}{
		{"linear", func(n int) int { return 3 * n }, false},
		{"with a logarithm", func(n int) int {
			steps := 0
			for m := n; m > 0; m /= 2 {
				steps += n
			}
			return steps
		}, false},
		{"quadratic", func(n int) int { return n * n }, true},
		{"nothing is counted", func(int) int { return 0 }, true},
	} {
		f := &fails{TB: t}
		if Steps(f, 100, tt.steps); f.failed != tt.fails {
			t.Errorf("%s: failed %v, want %v", tt.name, f.failed, tt.fails)
		}
	}
}

func TestBytes(t *testing.T) {
	var keep []byte
	linear, quadratic := &fails{TB: t}, &fails{TB: t}
	Bytes(linear, 1<<20, func(n int) func() { return func() { keep = make([]byte, n) } })
	Bytes(quadratic, 1<<11, func(n int) func() { return func() { keep = make([]byte, n*n) } })
	if linear.failed || !quadratic.failed || keep == nil {
		t.Errorf("linear failed %v, quadratic failed %v", linear.failed, quadratic.failed)
	}
}
