package palette

import (
	"fmt"
	"slices"
	"testing"
)

func TestRank(t *testing.T) {
	names := []string{"Engineer to Manager", "Marbles", "Über den Äpfeln", "Toggle preview", "Go to published"}
	for _, c := range []struct{ query, first string }{
		{"marb", "Marbles"}, {"uber", "Über den Äpfeln"}, {"ETM", "Engineer to Manager"}, {"toggle p", "Toggle preview"}, {"apfel", "Über den Äpfeln"},
	} {
		rank := Ranker(names)
		for i := range c.query { // as it is typed
			rank(c.query[:i])
		}
		at := rank(c.query)
		if want := Ranker(names)(c.query); !slices.Equal(at, want) {
			t.Errorf("%q finds %v, and %v letter by letter", c.query, want, at)
		}
		if len(at) == 0 || names[at[0]] != c.first {
			t.Errorf("%q finds %v", c.query, at)
		}
	}
	rank := Ranker(names)
	if len(rank("zzz")) != 0 {
		t.Error("zzz finds something")
	}
	if got := fmt.Sprint(rank(" ")); got != "[0 1 2 3 4]" {
		t.Errorf("nothing typed finds %s", got)
	}
	if at := rank("marb"); len(at) != 1 {
		t.Errorf("after other words marb finds %v", at)
	}
}
