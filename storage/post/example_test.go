package post_test

import (
	"fmt"

	"galley.app/galley/storage/post"
)

const source = `!! title: Engineer to Manager
!! slug: engineer-to-manager
!! mood: curious

---

The body, in *Markdown*.
`

// A post is read without being changed; what is wrong with it is told.
func ExampleParse() {
	p := post.Parse(source)
	for _, f := range p.Fields() {
		fmt.Printf("line %d: %s is %q\n", f.Line, f.Key, f.Value)
	}
	fmt.Print(source[p.TextStart():])
	for _, problem := range p.Problems() {
		fmt.Println(problem)
	}
	// Output:
	// line 1: title is "Engineer to Manager"
	// line 2: slug is "engineer-to-manager"
	// line 3: mood is "curious"
	// The body, in *Markdown*.
}

// Setting a field is an edit of the bytes of its value, and all else stays as it
// is. A field that is not there yet gets a line.
func ExamplePost_Set() {
	src := post.Apply(source, post.Parse(source).Set("title", "From Engineer to Manager"))
	src = post.Apply(src, post.Parse(src).Set("published", "2023-12-11"))
	fmt.Print(src)
	// Output:
	// !! title: From Engineer to Manager
	// !! slug: engineer-to-manager
	// !! published: 2023-12-11
	// !! mood: curious
	//
	// ---
	//
	// The body, in *Markdown*.
}

// The last field with a key is the one that counts.
func ExamplePost_Value() {
	p := post.Parse("!! title: Old\n!! title: New\n\n---\n")
	value, ok := p.Value("title")
	fmt.Println(value, ok)
	_, ok = p.Value("slug")
	fmt.Println(ok)
	// Output:
	// New true
	// false
}

// A new post has its fields and an empty body.
func ExampleNew() {
	title := "Über Grüße & mehr"
	fmt.Printf("%q\n", post.New(title, post.SlugIn(title, "de"), "2024-05-06"))
	// Output: "!! title: Über Grüße & mehr\n!! slug: ueber-gruesse-und-mehr\n!! published: 2024-05-06\n!! description:\n\n---\n\n\n"
}

// A file name says which number a post has, and whether it is a draft.
func ExampleNamePart() {
	for _, name := range []string{"0021-some-slug.md", "wip-some-slug.md"} {
		number, numbered, slug, draft := post.NamePart(name)
		fmt.Println(number, numbered, slug, draft)
	}
	// Output:
	// 21 true some-slug false
	// 0 false some-slug true
}
