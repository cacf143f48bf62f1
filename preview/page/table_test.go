package page

import "testing"

func TestShare(t *testing.T) {
	for _, c := range []struct {
		natural, least []int
		w              int
		want           []int
	}{
		{[]int{50, 60}, []int{20, 20}, 200, []int{50, 60}},
		{[]int{100, 300}, []int{40, 60}, 200, []int{60, 140}},
		{[]int{500, 500}, []int{300, 300}, 201, []int{100, 101}},
	} {
		got := make([]int, len(c.want))
		share(got, c.natural, c.least, c.w)
		sum := 0
		for i := range got {
			sum += got[i]
			if d := got[i] - c.want[i]; d < -1 || d > 1 {
				t.Errorf("share(%v, %v, %d) = %v, want %v", c.natural, c.least, c.w, got, c.want)
			}
		}
		if sum > c.w {
			t.Errorf("share(%v, %v, %d) = %v is too wide", c.natural, c.least, c.w, got)
		}
	}
}
