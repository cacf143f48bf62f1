package editor

import (
	"strings"

	"galley.app/galley/internal/control"
)

// askOutside asks whether images are read from folders outside of the library,
// which it names and which may hold anything, unless something else is asked:
// then the next look at the folder brings the question back.
func (w *Window) askOutside() {
	if len(w.lib.Asks) == 0 || w.modal.Depth() > 0 {
		return
	}
	folders := w.lib.Asks
	w.lib.Asks = nil
	w.askReads(folders)
}

// imagesFromOutside asks anew.
func (w *Window) imagesFromOutside() {
	if folders := w.o.Workspace.Outside(); len(folders) > 0 {
		w.askReads(folders)
		return
	}
	w.say("All images of this library are looked for in the library itself, or beside it.")
}

func (w *Window) askReads(folders []string) {
	dir := w.lib.Dir
	answer := func(yes bool, said string) func() {
		return func() {
			if w.lib.Dir != dir {
				return
			}
			if err := w.o.Workspace.SetReads(folders, yes); err != nil {
				said += " You will be asked again: " + err.Error()
			}
			w.say(said)
			w.preview.recheck()
			w.reread()
		}
	}
	text := strings.Join(folders, "\n") + "\nThe library “" + w.lib.Name() + "” names it for its images. " +
		"What is shown goes along when posts are exported. You are asked once."
	if len(folders) > 1 {
		text = strings.Replace(text, "names it for", "names them for", 1)
	}
	// It jumps in when a library is opened: keys on their way to the text must
	// not say yes.
	w.modal.Ask(&control.Question{
		Title: "Read images from outside of the library?", Text: text,
		Apart: []control.Choice{{Label: "Read them", Do: answer(true, "Images are read from "+folders[0]+".")}},
		Main:  control.Choice{Label: "Don't read", Do: answer(false, "Images from outside of the library are not read; File > Images from outside changes that.")},
	})
}

// linked tells of a post whose file lies elsewhere: saving writes there.
func (w *Window) linked(path string) {
	if it, ok := itemAt(w.items, path); ok && it.Outside != "" {
		w.say("↗ This post is a link out of the library; its file is " + it.Outside)
	}
}
