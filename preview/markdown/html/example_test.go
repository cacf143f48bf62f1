package html_test

import (
	"fmt"
	"os"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
)

// A page is written as HTML. What the reader does not see as it was written is
// told.
func ExampleOf() {
	const src = "# Title\n\nSome *words*, a [link](other.md) and ![a picture](map.png).\n"
	problems, err := html.Of(os.Stdout, src, markdown.Dialect{}, html.Options{
		Link:  func(dest string) string { return "/posts/" + dest },
		Image: func(dest string) (string, bool) { return "/images/" + dest, true },
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range problems {
		fmt.Println(p)
	}
	// Output:
	// <h1 id="title">Title</h1>
	// <p>Some <em>words</em>, a <a href="/posts/other.md">link</a> and <img src="/images/map.png" alt="a picture"/>.</p>
}
