// Package replacing replaces words in all posts of a library: the words are
// given, each post in which they are is shown with what becomes of it, and all
// that stay chosen are changed together.
package replacing

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/planning"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/replace"
)

// Post is a post of the library.
type Post struct{ Path, Title string }

// Options are what the dialog is told by the window.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Post   func(func()) // runs a function on the UI goroutine
	Now    func() time.Time
	Copy   func(string)

	Library string // what it is called
	Posts   []Post
	Load    func(path string) (string, error) // reads a post, on any goroutine
	// Texts returns the texts that posts have in the window now, by their paths; the functions may be called on any
	// goroutine.
	Texts func() map[string]func() string
	Words string // to begin with
	Do    func(changes []plan.Change, places int)
}

// Replacing is the dialog while it is open.
type Replacing struct {
	o                   Options
	dialog              *planning.Dialog
	find, with          *field.Field
	exact, words, regex *control.Button
	delay               control.Delay
	stop                context.CancelFunc
	turn                int
	found               found
}

// found is what a search found.
type found struct {
	changes []plan.Change
	counts  []int
	titles  []string
	refused int // posts that could not be read
	wrong   string
}

// Open opens the dialog.
func Open(o Options) *Replacing {
	r := &Replacing{o: o, stop: func() {}, delay: control.Delay{Post: o.Post, After: 250 * time.Millisecond}}
	r.find, r.with = r.entry("Find in all posts", "search"), r.entry("Replace with", "")
	r.exact, r.words, r.regex = r.pill("Aa", "Match case"), r.pill("W", "Whole words"), r.pill(".*", "Regular expression")
	pills := control.NewBar(4, r.exact, r.words, r.regex)
	top := control.NewStack(8, container.NewBorder(nil, nil, nil, container.New(control.Inset{X: 8}, pills), r.find), r.with)
	r.dialog = planning.Open(planning.Options{
		Modal: o.Modal, Canvas: o.Canvas, Post: o.Post, Now: o.Now, Copy: o.Copy,
		Title: "Replace in all posts of “" + o.Library + "”", Top: top, First: r.find, Empty: "Nothing to replace yet.",
		Verb: func(n int) string {
			if n == 0 {
				return "Replace"
			}
			return "Replace in " + wording.Count(n, "post")
		},
		Do: r.do, Left: r.end,
	})
	r.find.SetText(o.Words)
	r.find.SelectAll()
	r.typed()
	return r
}

func (r *Replacing) entry(placeholder, leading string) *field.Field {
	f := field.New(field.Style{})
	f.SetPlaceholder(placeholder)
	f.Leading = leading
	f.OnChanged = func(string) { r.typed() }
	f.OnSubmit = func() { r.dialog.Submit() }
	f.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
			return false // the field submits
		}
		return r.dialog.Keys(e)
	}
	return f
}

func (r *Replacing) pill(label, tip string) *control.Button {
	b := control.NewButton(control.Pill, label, nil)
	b.Still, b.Tip = true, tip
	b.OnTap = func() {
		b.SetOn(!b.On())
		r.typed()
	}
	return b
}

func (r *Replacing) query() replace.Query {
	return replace.Query{
		Query: text.Query{Text: r.find.Text(), IgnoreCase: !r.exact.On(), Accents: true, Words: r.words.On(), Regexp: r.regex.On()},
		With:  r.with.Text(),
	}
}

// typed looks again once typing rests. What was found for other words cannot be
// done any more.
func (r *Replacing) typed() {
	if r.dialog == nil {
		return
	}
	r.stop()
	r.turn++
	r.dialog.Wait()
	r.delay.Start(r.look)
}

// look searches all posts aside.
func (r *Replacing) look() {
	q, turn := r.query(), r.turn
	if !r.dialog.IsOpen() {
		return
	}
	if q.Text == "" {
		r.take(found{})
		return
	}
	replacer, err := q.Compile()
	if err != nil {
		r.take(found{wrong: "This is not a regular expression: " + err.Error() + "."})
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	texts := r.o.Texts()
	go func() {
		f := search(ctx, r.o.Posts, func(path string) (string, error) {
			if text := texts[path]; text != nil {
				return text(), nil
			}
			return r.o.Load(path)
		}, replacer)
		r.o.Post(func() {
			if turn == r.turn && r.dialog.IsOpen() {
				r.take(f)
			}
		})
	}()
}

// search reads all posts.
func search(ctx context.Context, posts []Post, load func(string) (string, error), r replace.Replacer) (f found) {
	seen := map[string]bool{} // files that were looked through, whatever links lead to them
	for _, p := range posts {
		if ctx.Err() != nil {
			return found{}
		}
		if real, err := filepath.EvalSymlinks(p.Path); err == nil {
			if seen[real] {
				continue
			}
			seen[real] = true
		}
		src, err := load(p.Path)
		if err != nil {
			f.refused++
			continue
		}
		if got := r.Of(src); got.Count > 0 {
			f.changes = append(f.changes, plan.Change{Path: p.Path, Old: src, New: got.New})
			f.counts = append(f.counts, got.Count)
			f.titles = append(f.titles, p.Title)
		}
	}
	return f
}

// take shows what was found.
func (r *Replacing) take(f found) {
	r.found = f
	rows := make([]planning.Row, len(f.changes))
	places := 0
	for i, c := range f.changes {
		places += f.counts[i]
		rows[i] = planning.Row{Title: f.titles[i], Under: filepath.Base(c.Path), Note: wording.Count(f.counts[i], "place"), Old: c.Old, New: c.New}
	}
	r.dialog.Set(rows)
	switch {
	case f.wrong != "":
		r.dialog.Say("▲ "+f.wrong, true)
	case r.find.Text() == "":
		r.dialog.Say("Bodies, titles and descriptions are looked through.", false)
	case len(rows) == 0:
		r.dialog.Say("“"+r.find.Text()+"” is in no post."+refused(f.refused), false)
	default:
		r.dialog.Say(fmt.Sprintf("%s in %s. All that are chosen are changed, or none; Undo takes it back, and History keeps the texts.%s",
			wording.Count(places, "place"), wording.Count(len(rows), "post"), refused(f.refused)), false)
	}
}

// refused says how many posts could not be read.
func refused(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " One post cannot be read, and stays as it is."
	}
	return " " + strings.ToUpper(wording.Count(n, "post")[:1]) + wording.Count(n, "post")[1:] + " cannot be read, and stay as they are."
}

// do hands over what is chosen.
func (r *Replacing) do(chosen []bool) {
	r.end()
	var changes []plan.Change
	places := 0
	for i, on := range chosen {
		if on {
			changes = append(changes, r.found.changes[i])
			places += r.found.counts[i]
		}
	}
	r.o.Do(changes, places)
}

// end ends the search.
func (r *Replacing) end() {
	r.turn++
	r.stop()
	r.delay.Stop()
}
