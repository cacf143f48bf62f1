package replace

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

const head = "!! title: A jar of jars\n!! slug: jar\n!! published: 2024-01-01\n!! description: About a jar\n\n---\n\n"

func TestOf(t *testing.T) {
	for _, c := range []struct {
		name, find, with string
		query            text.Query
		src, want        string
		count            int
	}{
		{name: "title, description and body, no other field", find: "jar", with: "pot", src: head + "One jar.\n", count: 4, want: strings.NewReplacer("A jar of jars", "A pot of pots", "a jar", "a pot", "One jar", "One pot").Replace(head + "One jar.\n")},
		{name: "nothing", find: "zebra", with: "horse", src: head, want: head},
		{name: "the same", find: "jar", with: "jar", src: head, want: head},
		{name: "words", find: "jar", with: "pot", query: text.Query{Words: true}, src: head + "jars jar\n", count: 3, want: strings.NewReplacer("A jar", "A pot", "a jar", "a pot", "jars jar", "jars pot").Replace(head + "jars jar\n")},
		{name: "groups", find: `(\w+)-(\w+)`, with: "$2 $1", query: text.Query{Regexp: true}, src: head + "a-b c-d\n", count: 2, want: head + "b a d c\n"},
		{name: "a line break in the head is a blank", find: "jar ", with: "jar\n!! x: y\n", src: head, count: 1, want: strings.Replace(head, "A jar of", "A jar !! x: y of", 1)},
		{name: "line endings stay", find: "b", with: "c", src: "a\r\nb\r\n", count: 1, want: "a\r\nc\r\n"},
		{name: "case", find: "STRASSE", with: "way", query: text.Query{IgnoreCase: true}, src: "Strasse straße\n", count: 1, want: "way straße\n"},
		{name: "an expression that finds nothing between characters", find: "x*", with: "", query: text.Query{Regexp: true}, src: "axxb\n", count: 1, want: "ab\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := Query{Query: c.query, With: c.with}
			q.Text = c.find
			r, err := q.Compile()
			if err != nil {
				t.Fatal(err)
			}
			got := r.Of(c.src)
			if got.New != c.want || got.Count != c.count || len(got.Places) != c.count {
				t.Errorf("got %q, %d places %+v\nwant %q, %d", got.New, got.Count, got.Places, c.want, c.count)
			}
		})
	}
}

func TestPlaces(t *testing.T) {
	q := Query{With: "pots\nand pans"}
	q.Text = "jars"
	r, _ := q.Compile()
	got := r.Of(head + "first\r\n" + strings.Repeat("ä", 50) + "jars" + strings.Repeat("ö", 50) + "\n")
	last := got.Places[len(got.Places)-1]
	if last.Line != 9 || last.Old != "jars" || last.New != "pots and pans" || last.Before != "…"+strings.Repeat("ä", 20) || last.After != strings.Repeat("ö", 20)+"…" {
		t.Errorf("%+v", last)
	}
}

// FuzzOf: a replacement changes values and body and nothing else: the head has the
// same fields, and replacing the new words by the old ones where neither is in
// the other leads back.
func FuzzOf(f *testing.F) {
	f.Add(head+"One jar.\n", "jar", "pot")
	f.Add("!! title: a\n!! slug: a\n---\na\n", "a", "\n---\n")
	f.Add("!! title: x:y\n\n---\n", "x", "!! slug: z")
	f.Fuzz(func(t *testing.T, src, find, with string) {
		q := Query{With: with}
		q.Text = find
		r, err := q.Compile()
		if err != nil {
			t.Fatal(err)
		}
		got := r.Of(src)
		if got.Count == 0 && got.New != src {
			t.Fatal("changed by nothing")
		}
		a, b := post.Parse(src), post.Parse(got.New)
		if len(a.Fields()) != len(b.Fields()) {
			t.Fatalf("%q: %d fields, then %d in %q", src, len(a.Fields()), len(b.Fields()), got.New)
		}
		for i, f := range a.Fields() {
			g := b.Fields()[i]
			if f.Key != g.Key || f.Value != g.Value && f.Key != "title" && f.Key != "description" {
				t.Fatalf("%q: the field %q became %q: %q", src, f.Key, g.Key, g.Value)
			}
		}
	})
}
