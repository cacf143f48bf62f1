package editor

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/imagework"
)

// card is what is to be read on the card, and whether a picture is on it.
func (d *testWindow) card() (words []string, picture bool) {
	walk(d.linking.Object.Objects[1], func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *canvas.Text:
			words = append(words, o.Text)
		case *canvas.Image:
			picture = true
		}
	})
	return words, picture
}

// rest moves the pointer to an offset of the body and leaves it there.
func (d *testWindow) rest(off int) {
	d.t.Helper()
	at, height, ok := d.area.Box(d.posts.cur.s.Start() + off)
	if !ok {
		d.t.Fatal("not visible")
	}
	d.area.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at.AddXY(2, height/2)}})
}

func TestCards(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, body string
		off        int
		want       []string
		picture    bool
	}{
		{"a post", "[words](/posts/jar)", 3, []string{"The jar", "What it is about", "/posts/jar"}, false},
		{"from its address", "[words](/posts/jar)", 12, []string{"The jar", "What it is about", "/posts/jar"}, false},
		{"a heading", "[words](/posts/jar#lid)", 3, []string{"The jar › Lid", "What it is about", "/posts/jar#lid"}, false},
		{"a heading of this post", "[words](#here)\n\n## Here\n", 3, []string{"Here", "In this post", "#here"}, false},
		{"a footnote", "words[^1]\n\n[^1]: What it *says*.\n", 6, []string{"Footnote 1", "What it says."}, false},
		{"a site", `[words](https://example.com/a "The title")`, 3, []string{"The title", "https://example.com/a"}, false},
		{"a dead link", "[words](/posts/none)", 3, []string{"▲ No such post", "/posts/none"}, false},
		{"a dead heading", "[words](/posts/jar#none)", 3, []string{"▲ No such heading", "/posts/jar#none"}, false},
		{"a picture", "![words](jar.png)", 3, []string{"jar.png", "30 × 20 pixels, 1 KB", "jar.png"}, true},
		{"a dead picture", "![words](none.png)", 3, []string{"▲ No such image", "none.png"}, false},
		{"no picture", "![words](0001-jar.md)", 3, []string{"0001-jar.md", "▲ The image cannot be decoded", "0001-jar.md"}, false},
		{"a picture of another site", "![words](https://example.com/a.png)", 3, []string{"On another site, where it is not looked for.", "https://example.com/a.png"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := linkingWindow(t, "|"+c.body)
			d.put("jar.png", b.String())
			d.o.Decoder = imagework.Here{}
			d.rest(c.off)
			if words, _ := d.card(); words != nil {
				t.Errorf("%q at once", words)
			}
			d.until("the card is there", func() bool { words, _ := d.card(); return words != nil })
			if words, picture := d.card(); !slices.Equal(words, c.want) || picture != c.picture {
				t.Errorf("%q, picture %v; want %q", words, picture, c.want)
			}
			d.area.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 300)}})
			if words, _ := d.card(); words != nil {
				t.Errorf("%q stays when the pointer left", words)
			}
		})
	}
}

// A card goes when there is more to do than to read.
func TestCardsGo(t *testing.T) {
	for name, do := range map[string]func(d *testWindow){
		"a key":     func(d *testWindow) { d.write("x") },
		"a caret":   func(d *testWindow) { d.press(fyne.KeyRight) },
		"the wheel": func(d *testWindow) { d.area.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -40)}) },
		"a dialog":  func(d *testWindow) { d.command("Keyboard shortcuts") },
		"a press":   func(d *testWindow) { d.area.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary}) },
		"leaving":   func(d *testWindow) { d.area.MouseOut() },
	} {
		d := linkingWindow(t, "|[words](/posts/jar)\n"+strings.Repeat("\nmore\n", 60))
		d.rest(3)
		d.until("the card is there", func() bool { words, _ := d.card(); return words != nil })
		d.rest(4) // still on the link
		if words, _ := d.card(); words == nil {
			t.Errorf("%s: gone while the pointer is on the link", name)
		}
		do(d)
		if words, _ := d.card(); words != nil {
			t.Errorf("%s: it stays", name)
		}
	}
}
