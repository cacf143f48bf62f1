package preview

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/seen"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// everything has every kind of block and inline.
const everything = `I have recently been a part of the hiring process for my new manager. One of the questions that came up was what the difference is between _management_ and _leadership_.

## Two words, one chair

Management keeps the **promises** that leadership makes.

> A plan is a promise with dates on it.
>
> It is read *twice*, once by ` + "`" + `people` + "`" + `.
>
> > And quoted again.

- who decides, and when
- what is measured: ` + "`lead time`" + `
- see [the earlier post](/posts/marbles), which is ~~long~~ short
  - an inner item
    - and one further in

1. first
2. second, with a footnote[^one] and text after it that goes on to the next line of the item
10. tenth

- [ ] to be done
- [x] done

# A heading of the first level

### Third level

#### Fourth level

| Name | What it says | Number |
|:-----|:------------:|-------:|
| Ink | text on the **page** that is long enough to be wrapped in its cell | 12 |
| Paper | the ` + "`ground`" + ` | 1,200 |

` + "```go" + `
func main() {
	fmt.Println("a page") // and a comment that is much too long for the width of the page
}
` + "```" + `

` + "```math" + `
e^{i\pi} + 1 = 0
` + "```" + `

` + "```mermaid" + `
graph LR; A --> B
` + "```" + `

![A red square, with a caption](red.png)

![The one that is missing](nowhere.png)

Words with a small ![icon](icon.png) among them, Ελληνικά and a very long word: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.\
A hard break.

***

<div class="box">raw <b>HTML</b></div>

The end.[^two]

[^one]: The first note, with *emphasis*.
[^two]: The second note.
`

// foreign is in scripts that the page's faces lack.
const foreign = "漢字かな交じり文がここに続く。長い段落は折り返される。漢字かな交じり文がここに続く。\n\n" +
	"한국어 문장도 있다. مرحبا بالعالم، שלום עולם, ไทยภาษา, हिन्दी, 😀👩‍👩‍👧‍👦❤️ and é.\n\n" +
	"- 漢字\n- \u200b\n- \u0301\u0301\n"

// heading is a page's heading.
func heading() page.Header {
	return page.Header{Title: "Engineer to Manager - Management vs Leadership", Date: "11 December 2023", Byline: "11 December 2023 · 4 min read"}
}

// long is a document of about n bytes.
func long(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "## Part %d\n\n", i)
		fmt.Fprintf(&b, "The *%d*th paragraph has some **words** in it, a [link](/posts/%d) and `code`, so that there is "+
			"something to set on more than a line or two of the page.\n\n", i, i)
		b.WriteString("- an item of a list\n- another one\n\n")
		b.WriteString("> A quotation that follows.\n\n")
		if i%10 == 0 {
			b.WriteString("```\none\ntwo\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n")
		}
	}
	return b.String()
}

// show puts a pane into a window of the given size.
func show(t testing.TB, o Options, w, h float32) *Pane {
	t.Helper()
	seen.App(t)
	p := NewPane(o)
	win := test.NewWindow(p)
	t.Cleanup(func() {
		win.Close()
		*p = Pane{} // Fyne's test driver keeps what is drawn of it until the process ends
	})
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return p
}

// zoom scales the type and the measures of a pane's page, as a narrow pane does.
func zoom(p *Pane, zoom float32) {
	p.options.Zoom = zoom
	p.restyle()
}

// shift tells a pane of an edit of a text, as the text's session does.
func shift(p *Pane, t text.Text, patch text.Patch) {
	if p.log == nil {
		p.SetLog(text.NewLog(t))
	}
	p.log.Add(patch)
}

// parsed parses Markdown.
func parsed(t testing.TB, src string) *markdown.Doc {
	t.Helper()
	return markdown.Parse(nil, text.New(src), 0)
}

// pictures makes a folder with images and gives its look-up.
func pictures(t testing.TB) Images {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, w, h int, c color.Color) {
		m := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				m.Set(x, y, c)
			}
		}
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, m); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write("red.png", 800, 300, color.NRGBA{R: 0xB2, G: 0x3A, B: 0x22, A: 0xFF})
	write("icon.png", 20, 20, color.NRGBA{G: 0x80, A: 0xFF})
	return from(func(dest string) (string, bool) {
		path := filepath.Join(dir, filepath.Base(dest))
		_, err := os.Stat(path)
		if err != nil {
			return "/library/images/" + dest, false
		}
		return path, true
	})
}

// from gives the images of files, decoded in the test's own process.
func from(resolve func(dest string) (string, bool)) Images {
	return Images{Resolve: resolve, Decoder: imagework.Here{}, Read: func(path string) ([]byte, error) {
		b, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("no such file today")
		}
		return b, err
	}}
}
