package editor

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/look"
)

// exports are the packages that the dialog offers: the format's name, what
// it is for, and the file name that is suggested.
var exports = []struct{ format, label, note, file string }{
	{"posts-json", "posts.json", "one file for a site's pipeline", "posts.json"},
	{"rss", "RSS feed", "for feed readers", "rss.xml"},
	{"atom", "Atom feed", "for feed readers, with the whole text", "atom.xml"},
	{"json-feed", "JSON feed", "the same as JSON", "feed.json"},
	{"zip", "Zip package", "source, images, page and checksums", "posts.zip"},
	{"site", "Site", "a folder of pages with index, feeds and sitemap", "site"},
	{"epub", "Book", "EPUB, a chapter for each post", "posts.epub"},
	{"sitemap", "Sitemap", "the addresses, for search engines", "sitemap.xml"},
	{"textbundle", "TextBundle", "a folder for other writing apps", "posts"},
	{"hugo", "Hugo bundles", "a folder for Hugo", "content"},
	{"yaml", "YAML bundles", "a folder for other site generators", "posts"},
	{"md", "Markdown", "all posts in one file, without the fields", "posts.md"},
	{"txt", "Text", "the words alone", "posts.txt"},
}

// askExport packs the library. What stands against it is shown first, and
// nothing is written when it cannot be whole.
func (w *Window) askExport() {
	if w.lib.Dir == "" {
		w.say("Open a folder first; its posts are what is exported.")
		return
	}
	for _, p := range w.posts {
		if p.s.Dirty() && !p.blank() {
			w.ask(&control.Question{
				Title:  "Save changes to “" + p.title() + "” before exporting?",
				Text:   "What is exported is read from the files of the library.",
				Apart:  []control.Choice{{Label: "Export without them", Do: w.exportDialog}},
				Cancel: control.Choice{Label: "Cancel"},
				Main: control.Choice{Label: "Save", Do: func() {
					w.save(p, func(ok bool) {
						if ok {
							w.askExport()
						}
					})
				}},
			})
			return
		}
	}
	w.exportDialog()
}

func (w *Window) exportDialog() {
	const width = 640
	summary := control.NewLabel("Reading the posts…", look.Muted)
	summary.Wrap = width - 48
	against := control.NewLabel("", look.Warn)
	against.Wrap = width - 48
	path := control.NewField(control.Style{})
	out := filepath.Dir(w.lib.Dir)
	var items [][2]string
	for _, e := range exports {
		items = append(items, [2]string{e.label, e.note})
	}
	q := &control.Question{}
	chosen := 0
	pick := func(i int) {
		chosen = i
		if t := path.Text(); t != "" {
			out = filepath.Dir(t)
		}
		path.SetText(filepath.Join(out, exports[i].file))
		w.o.Store.Plan(exports[i].format, func(s string, problems []string) {
			if i != chosen {
				return
			}
			if len(problems) > 4 {
				problems = append(problems[:4], "… and more; the ▲ filter of the library lists the posts.")
			}
			summary.SetText(s)
			against.SetText(strings.Join(problems, "\n"))
			q.Refresh()
		})
	}
	var list *container.Scroll
	radio := control.NewRadio(items, func(i int) {
		pick(i)
		reveal(list, i, len(items))
	})
	list = container.NewVScroll(radio)
	list.SetMinSize(fyne.NewSize(width-48, radio.MinSize().Height*exportRows/float32(len(items))))
	pick(0)
	keys := func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyEscape:
			q.Escape()
		case fyne.KeyReturn, fyne.KeyEnter:
			q.Submit()
		default:
			return false
		}
		return true
	}
	radio.OnKey, path.OnKey = keys, keys
	name := control.NewLabel("Save as", look.Muted)
	line := container.NewBorder(nil, nil, container.New(inset{0, 5}, container.New(fixedWidth(80), name)), nil, path)
	*q = control.Question{
		Title:  "Export the posts of “" + w.lib.Name + "”",
		Width:  width,
		Extra:  control.NewStack(8, summary, list, line, against),
		First:  radio,
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: "Export", Do: func() { w.export(exports[chosen].format, path.Text(), false) }},
	}
	w.ask(q)
}

// exportRows is how many formats the dialog shows at a time: with it and what
// stands against an export it is as high as a small window.
const exportRows = 8.5

// reveal scrolls to row i of n.
func reveal(list *container.Scroll, i, n int) {
	row := list.Content.MinSize().Height / float32(n)
	top, bottom := row*float32(i), row*float32(i+1)
	list.ScrollToOffset(fyne.NewPos(0, min(top, max(list.Offset.Y, bottom-list.Size().Height))))
}

func (w *Window) export(format, out string, skip bool) {
	w.say("Exporting…")
	w.o.Store.Export(format, out, skip, func(report string, err error) {
		if err == nil {
			w.say(report)
			return
		}
		w.say("")
		q := &control.Question{Title: "Nothing was exported", Text: err.Error(), Main: control.Choice{Label: "Close"}}
		if !skip {
			q.Apart = []control.Choice{{Label: "Export the posts without errors", Do: func() { w.export(format, out, true) }}}
		}
		w.ask(q)
	})
}

// fixedWidth gives every object that width.
type fixedWidth float32

func (f fixedWidth) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(f), o[0].MinSize().Height)
}

func (f fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}
