package storage

import (
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// What comes from elsewhere, or is many, must not cost far more than its size.
func TestWork(t *testing.T) {
	for name, make := range map[string]func(n int) func(){
		"names that are taken": func(n int) func() {
			return func() {
				names := namesOf(nil)
				for range n {
					names.New("a", false)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) { growth.Bytes(t, 2000, make) })
	}
}

func TestFreeCountsOn(t *testing.T) {
	n := namesOf([]string{"a.md", "a-3.md", "B.md"})
	var got []string
	for _, name := range []string{"a.md", "A.md", "a.md", "b.md", "a-3.md", "con.md"} {
		got = append(got, n.Free(name))
	}
	if want := "a-2.md A-4.md a-5.md b-2.md a-3-2.md con-2.md"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", strings.Join(got, " "), want)
	}
}
