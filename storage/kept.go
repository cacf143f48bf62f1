package storage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/storage/history"
	"galley.app/galley/storage/safefile"
)

// Keeping is where the versions go that a save leaves behind. The zero value
// keeps none.
type Keeping struct {
	Store   *history.Store
	Kind    history.Kind // of the text that is written
	Library string       // folder; "" for none
	From    string       // path of the post that it is another copy of; "" for none
	Now     time.Time
	Was     history.Kind // of what is replaced, where that is not kept yet; 0 is history.Found
}

// keepWait is how long a save waits until a text that it is about to replace is
// kept. The history may lie on a disk that does not answer.
const keepWait = 2 * time.Second

// Before keeps what the file at path holds and is about to be replaced, if it is
// not kept yet. Expect is what it should hold; where it holds something else,
// the save will say so. It returns when the text is on the disk, could not be
// kept or takes too long.
func (k Keeping) Before(path string, expect *safefile.Fingerprint) {
	if k.Store == nil || expect != nil && !expect.Exists() {
		return
	}
	if expect != nil && k.Store.Has(path, expect.Sum) {
		return
	}
	text, fp, err := safefile.ReadText(path, MaxSize)
	if err != nil || expect != nil && !fp.SameBytes(*expect) || k.Store.Has(path, fp.Sum) {
		return
	}
	at := fp.ModTime
	if at.After(k.Now) {
		at = k.Now
	}
	was := k.Was
	if was == history.Unknown {
		was = history.Found
	}
	k.Store.RecordText(history.Point{Path: path, Library: k.Library, Time: at, Kind: was, Text: text})
	ctx, cancel := context.WithTimeout(context.Background(), keepWait)
	defer cancel()
	_ = k.Store.Flush(ctx) // what could not be kept is told by the store
}

// After keeps what was written.
func (k Keeping) After(path string, data []byte) {
	if k.Store != nil {
		if k.From != "" {
			k.Store.RecordCopied(k.From, path)
		}
		k.Store.RecordText(history.Point{Path: path, Library: k.Library, Time: k.Now, Kind: k.Kind, Text: string(data)})
	}
}

// keeping is where versions of the post go, on the UI goroutine.
func (f *OpenFile) keeping(kind history.Kind, path string) Keeping {
	return Keeping{Store: f.w.o.History, Kind: kind, Library: f.w.libraryOf(path), Now: f.w.o.Now()}
}

// libraryOf is the folder of the library if path lies in it.
func (w *Workspace) libraryOf(path string) string {
	if w.lib.Dir != "" && safefile.IsBelow(path, w.lib.Dir) {
		return w.lib.Dir
	}
	return ""
}

// Keep keeps a text of the post that no save keeps, such as one that is given
// up. Of a post that has no file yet it is kept under the name that a draft with
// that slug would get.
func (f *OpenFile) Keep(kind history.Kind, slug string, text iter.Seq[string]) {
	f.w.o.History.Record(f.point(kind, slug), text)
}

// KeepBase keeps what the file holds, whose text is given, as soon as a text is
// made of it: that one can be merged then with what the file comes to hold.
func (f *OpenFile) KeepBase(text iter.Seq[string]) {
	if f.path == "" || !f.known.Exists() {
		return
	}
	p := f.point(history.Found, "")
	if at := f.known.ModTime; at.Before(p.Time) {
		p.Time = at
	}
	f.w.o.History.Record(p, text)
}

// giveUpWait is how long it may take to keep a text that is given up.
const giveUpWait = 10 * time.Second

// errNoAnswer tells that a disk does not answer.
var errNoAnswer = errors.New("the disk does not answer")

// GiveUp is Keep for a text that is given up, and calls done when it is kept or
// could not be in time.
func (f *OpenFile) GiveUp(slug string, text iter.Seq[string], done func(error)) {
	p := f.point(history.GivenUp, slug)
	kept := make(chan error, 1)
	go func() {
		var b strings.Builder
		for piece := range text {
			b.WriteString(piece)
		}
		p.Text = b.String()
		kept <- f.w.o.History.Add(p)
	}()
	go func() {
		var err error
		select {
		case err = <-kept:
		case <-time.After(giveUpWait):
			err = errNoAnswer
		}
		f.w.o.Post(func() { done(err) })
	}()
}

// point is a version of the post as it is now, without its text.
func (f *OpenFile) point(kind history.Kind, slug string) history.Point {
	path := f.path
	if path == "" {
		if f.w.lib.Dir == "" {
			path = filepath.Join(f.w.o.Paths.State, "untitled.md")
		} else {
			path = f.w.draftName(slug)
		}
	}
	return history.Point{Path: path, Library: f.w.libraryOf(path), Time: f.w.o.Now(), Kind: kind}
}

// draftName is the path that a new draft with a slug would get, by what is known of
// the library: the disk, which may not answer, is not asked.
func (w *Workspace) draftName(slug string) string {
	stem := strings.TrimSuffix(newName(nil, slug, true), ".md")
	path := filepath.Join(w.lib.Dir, stem+".md")
	for n := 2; ; n++ {
		_, listed := w.lib.Entry(path)
		if held := w.Owner(path) != nil; !listed && !held {
			return path
		}
		path = filepath.Join(w.lib.Dir, fmt.Sprintf("%s-%d.md", stem, n))
	}
}

// KeepsVersions reports whether texts that are given up can be found again.
func (w *Workspace) KeepsVersions() bool { return w.o.History != nil }
