package text

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCommon(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	letters := 0
	word := func(n int) string {
		var b strings.Builder
		for range r.IntN(n + 1) {
			b.WriteString([]string{"a", "b", "\n", "\r\n", "é"}[r.IntN(letters)])
		}
		return b.String()
	}
	for range 20_000 {
		letters = 1 + r.IntN(5) // with few, much is alike that is not shared
		s := word(24 + 300*r.IntN(2)*r.IntN(2)*r.IntN(2))
		a := newLimited(s, 4+r.IntN(6))
		b := a
		if at := r.IntN(len(s) + 1); r.IntN(3) > 0 {
			b, _ = a.Apply(Edit{Start: at, End: at + r.IntN(len(s)-at+1), New: word(4)})
		} else {
			b = newLimited(word(24), 4+r.IntN(6))
		}
		i, j := r.IntN(a.Len()+1), r.IntN(b.Len()+1)
		x, y := a.String()[i:], b.String()[j:]
		want := 0
		for want < len(x) && want < len(y) && x[want] == y[want] {
			want++
		}
		if got := CommonPrefix(a, i, b, j); got != want {
			t.Fatalf("prefix of %q and %q: %d, want %d", x, y, got, want)
		}
		want = 0
		for want < len(x) && want < len(y) && x[len(x)-1-want] == y[len(y)-1-want] {
			want++
		}
		if got := CommonSuffix(a, i, b, j); got != want {
			t.Fatalf("suffix of %q and %q: %d, want %d", x, y, got, want)
		}
	}
}
