package post

import "testing"

func TestWrongName(t *testing.T) {
	for name, wrong := range map[string]bool{
		"0001-jars.md": false, "jars": true, "a/b.md": true, ".a.md": true, " a.md": true, "a\nb.md": true, "wip-a.md": true, "-rf.md": false, "ä.md": false,
	} {
		if got := WrongName(name, false); (got != "") != wrong {
			t.Errorf("%q: %q", name, got)
		}
	}
	if WrongName("wip-a.md", true) != "" || WrongName("a.md", true) == "" {
		t.Error("a draft has another name")
	}
}

// What stands below a title is the same wherever a post is read.
func TestByline(t *testing.T) {
	for _, x := range []struct {
		published, want string
		words           int
	}{
		{"2023-12-11", "11 December 2023 · 4 min read", 800},
		{"2024-03-01T23:30:00-05:00", "1 March 2024 · 1 min read", 0},
		{"", "1 min read", 3},
		{"2024-13-45", "2 min read", 400},
	} {
		if got := Byline(x.published, x.words); got != x.want {
			t.Errorf("%s with %d words: %q, want %q", x.published, x.words, got, x.want)
		}
	}
}
