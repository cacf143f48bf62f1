package palette

import (
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/editor/library"
)

// TestPostsFinds finds posts by all that they are called, the closest first.
func TestPostsFinds(t *testing.T) {
	posts := []library.Item{
		{Path: "open", Title: "Zebras at home", Slug: "zebras"},
		{Path: "a", Title: "A review of reviews", Slug: "pr-review-part-1", Name: "0007-pr-review-part-1.md"},
		{Path: "b", Title: "Über den Äpfeln", Slug: "apples", Name: "0008-apples.md"},
		{Path: "c", Title: "Reviews", Slug: "reviews"},
		{Path: "d", Title: "Peer review", Slug: "peers"},
	}
	did := ""
	o := PostsOptions{
		Posts: posts, Opened: 1, Open: func(it library.Item) { did += it.Path },
		GoTo: func(path string, line int) { did += fmt.Sprint(path, ":", line) },
		Heads: func(path string) []Head {
			return []Head{{Text: "The stripes of " + path, Line: 12}}
		},
	}
	f := &finder{o: o}
	f.learn()
	for _, tt := range []struct{ query, want string }{
		{"", "open a b c d"},
		{"pr review part 1", "a"},
		{"0008", "b"},
		{"apfel uber", "b"},
		{"review", "c a d"}, // as it begins, then as they lie
		{"stripes of b", "b:12"},
		{"zbr", "open"},
		{"nothing like it", ""},
	} {
		did = ""
		var got []string
		for _, row := range f.find(tt.query) {
			did = ""
			row.Do()
			got = append(got, did)
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%q finds %s, want %s", tt.query, g, tt.want)
		}
	}
	if note := f.find("zebras")[0].Note; note != "open" {
		t.Errorf("the note of an open post is %q", note)
	}
}

// A library without posts, or one that is not read yet, has nothing to find.
func TestPostsFindsNone(t *testing.T) {
	f := &finder{}
	for _, query := range []string{"", "c", "clay"} {
		if rows := f.find(query); len(rows) != 0 {
			t.Errorf("%q finds %d rows", query, len(rows))
		}
	}
}
