package linking

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// jars is a catalog for tests.
func jars() Catalog {
	posts := []Post{
		{Path: "jar", Title: "The jar", Slug: "jar"},
		{Path: "bee", Title: "A bee", Slug: "bee", Draft: true},
		{Path: "c#", Title: "Notes on C# in jars", Slug: "c-sharp"},
		{Path: "über", Title: "Übung", Slug: "uebung"},
	}
	return Catalog{
		Posts: func() []Post { return posts },
		Headings: func(path string) []Heading {
			return []Heading{{1, "Lid of " + path, "lid"}, {2, "Glass", "glass"}}
		},
		Address: func(path, id string) string {
			if id != "" {
				id = "#" + id
			}
			return "/posts/" + path + id
		},
		Resolve: func(address string) (string, bool) {
			return "bee", address == "/posts/bee"
		},
		Prefixes: []string{"https://example.org/posts/", "/posts/", "./posts/", "posts/"},
		Own:      []Heading{{2, "Mine", "mine"}, {2, "Yours", "yours"}},
		Lately:   []string{"https://example.com/jars", "https://example.net/"},
	}
}

func TestSearch(t *testing.T) {
	lately := []string{"https://example.com/jars", "https://example.net/"}
	for _, c := range []struct {
		name string
		q    query
		want []string // addresses
	}{
		{"nothing typed", query{}, []string{"/posts/jar", "/posts/bee", "/posts/c#", "/posts/über"}},
		{"nothing typed of an address", query{address: true}, append([]string{"/posts/jar", "/posts/bee", "/posts/c#", "/posts/über"}, lately...)},
		{"a title", query{words: "the j"}, []string{"/posts/jar"}},
		{"a title without an accent", query{words: "ubung"}, []string{"/posts/über"}},
		{"an address", query{words: "/posts/bee", address: true}, []string{"/posts/bee"}},
		{"the beginning of one", query{words: "/po", address: true}, []string{"/posts/jar", "/posts/bee", "/posts/c#", "/posts/über"}},
		{"a slash", query{words: "/", address: true}, append([]string{"/posts/jar", "/posts/bee", "/posts/c#", "/posts/über"}, lately...)},
		{"a file", query{words: "./bee.md", address: true}, []string{"/posts/bee"}},
		{"the site's own address", query{words: "https://example.org/posts/bee", address: true}, []string{"/posts/bee"}},
		{"another site's", query{words: "https://example.c", address: true}, []string{"https://example.com/jars"}},
		{"one that is whole", query{words: "https://example.com/jars", address: true}, nil},
		{"headings of this post", query{words: "#"}, []string{"#mine", "#yours"}},
		{"one of them", query{words: "#you", address: true}, []string{"#yours"}},
		{"headings behind an address", query{words: "/posts/bee#", address: true}, []string{"/posts/bee#lid", "/posts/bee#glass"}},
		{"headings behind a title", query{words: "the jar#gl"}, []string{"/posts/jar#glass"}},
		{"a sign in a title", query{words: "C# in"}, []string{"/posts/c#"}},
		{"no heading", query{words: "#qq"}, nil},
		{"a hint", query{hint: "übung", address: true, posts: true}, []string{"/posts/über"}},
		{"a hint that finds nothing", query{hint: "qqq", posts: true}, []string{"/posts/jar", "/posts/bee", "/posts/c#", "/posts/über"}},
		{"nothing", query{words: "qqq"}, nil},
	} {
		f := finder{cat: jars()}
		var got []string
		for _, r := range f.search(c.q) {
			got = append(got, r.address)
			if r.label == "" {
				t.Errorf("%s: %s has no label", c.name, r.address)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A list covers no caret and is within the window, whatever its size.
func TestPlaced(t *testing.T) {
	for _, room := range []fyne.Size{{Width: 1400, Height: 900}, {Width: 500, Height: 300}, {Width: 200, Height: 100}} {
		for y := float32(0); y < room.Height; y += 7 {
			for _, x := range []float32{-5, 0, 100, room.Width - 10} {
				for _, n := range []int{1, 3, 50} {
					pos, size := placed(room, fyne.NewPos(x, y), 26, n)
					if size.Height == 0 {
						if y > 100 || room.Height-y-26 > 100 {
							t.Fatalf("%v in %v: not shown", y, room)
						}
						continue
					}
					end := pos.Add(size)
					if pos.X < 0 || pos.Y < 0 || end.X > room.Width || end.Y > room.Height || pos.Y < y+26 && end.Y > y {
						t.Fatalf("%d rows at %v, %v in %v: from %v to %v", n, x, y, room, pos, end)
					}
				}
			}
		}
	}
}

// A search among 10,000 posts is done before the next key comes.
func BenchmarkSearch(b *testing.B) {
	c := jars()
	posts := make([]Post, 10_000)
	for i := range posts {
		posts[i] = Post{Path: fmt.Sprint(i), Title: fmt.Sprintf("Post number %d of very many", i), Slug: fmt.Sprintf("post-number-%d", i)}
	}
	c.Posts = func() []Post { return posts }
	for b.Loop() {
		f := finder{cat: c}
		f.search(query{words: "n"})
		f.search(query{words: "nu"})
	}
	if b.Elapsed()/time.Duration(b.N) > time.Second {
		b.Error("too slow")
	}
}
