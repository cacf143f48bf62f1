// Package searching finds words in all posts of a library: what is typed is
// looked for at once, and the posts are listed with the sentences that it is in.
package searching

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/search"
)

// Options are what the searcher is told by the window.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Post   func(func())        // runs a function on the UI goroutine
	Hint   func(string) string // a text with the keys in it that commands have now

	Posts    func() int    // how many posts there are to look in
	Selected func() string // the words that are selected in the text; "" for none
	// Prepare returns what searches the posts as they are now. It is called on the UI goroutine, what it returns on
	// another one.
	Prepare func() Find
	// Warm returns what reads the posts ahead, to be called as what Prepare returns.
	Warm    func(ctx context.Context) func()
	Open    func(Hit)
	Replace func(words string) // in all posts
}

// Find searches posts. It tells step now and then what is found so far.
type Find func(ctx context.Context, q search.Query, step func(search.Found)) (search.Found, error)

// Hit is a place to open.
type Hit struct {
	Path  string
	Place search.Place
	Words text.Query // to go on with in the post
}

// Searcher looks for words in all posts. It remembers what was looked for last.
type Searcher struct {
	o    Options
	over func() // nil while it is closed
	view *view

	query   string
	regexp  bool
	exact   bool
	words   bool
	found   search.Found
	wrong   string // with the query; "" for nothing
	looking bool   // a search is under way
	turn    int    // number of the newest one
	stop    context.CancelFunc
	typing  control.Delay
	chosen  string // path of the post that is marked; "" for none
	asked   bool   // the first post is to be opened when the search is over
}

// How long typing rests before it is looked for.
const restAfter = 40 * time.Millisecond

// New makes a searcher that is closed.
func New(o Options) *Searcher {
	s := &Searcher{o: o, stop: func() {}, typing: control.Delay{Post: o.Post, After: restAfter}}
	return s
}

// IsOpen reports whether the searcher is shown.
func (s *Searcher) IsOpen() bool { return s.over != nil }

// Open shows the searcher with the words that are selected in the text, or those
// of the last time.
func (s *Searcher) Open() {
	if s.o.Modal.Depth() > 0 {
		return
	}
	if words := s.o.Selected(); words != "" && !s.regexp {
		s.query = words
		if strings.ContainsAny(words, " \t:\"") || strings.HasPrefix(words, "-") {
			s.query = `"` + strings.ReplaceAll(words, `"`, " ") + `"`
		}
		s.chosen = ""
	}
	s.view = newView(s)
	s.over = s.o.Modal.Cover(s.Close)
	s.view.open()
	s.look()
}

// Close takes the searcher away.
func (s *Searcher) Close() {
	if s.over == nil {
		return
	}
	s.end()
	s.view.overlay.Close()
	s.over()
	s.over = nil
}

// end ends the search that is under way.
func (s *Searcher) end() {
	s.typing.Stop()
	s.stop()
	s.turn++
	s.looking, s.asked = false, false
}

// ToggleCase tells capitals apart, or no more.
func (s *Searcher) ToggleCase() { s.press(s.view.exact) }

// ToggleWords looks for whole words only, or no more.
func (s *Searcher) ToggleWords() { s.press(s.view.words) }

// ToggleRegexp looks for a regular expression, or for words.
func (s *Searcher) ToggleRegexp() { s.press(s.view.regexp) }

func (s *Searcher) press(pill *control.Button) {
	if s.IsOpen() {
		pill.OnTap()
	}
}

// typed looks again once typing rests. What was found before stays listed until
// something else is.
func (s *Searcher) typed() {
	v := s.view
	s.query, s.regexp, s.exact, s.words = v.field.Text(), v.regexp.On(), v.exact.On(), v.words.On()
	s.end()
	s.chosen = ""
	v.list.Go(-1)
	v.resting = true
	s.typing.Start(s.look)
}

// parsed is what is looked for.
func (s *Searcher) parsed() search.Query {
	q := search.Parse(s.query)
	if s.regexp {
		q = search.Pattern(s.query)
	}
	q.Case, q.Words = s.exact, s.words
	return q
}

// look searches all posts aside.
func (s *Searcher) look() {
	s.end()
	if !s.IsOpen() {
		return
	}
	q := s.parsed()
	s.view.resting = false
	if s.wrong = ""; q.Empty() {
		s.found = search.Found{Whole: true}
		s.view.update()
		ctx, cancel := context.WithCancel(context.Background())
		s.stop = cancel
		go s.o.Warm(ctx)()
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	turn, find := s.turn, s.o.Prepare()
	s.stop, s.looking = cancel, true
	take := func(f search.Found, err error, over bool) {
		s.o.Post(func() {
			if turn == s.turn && s.IsOpen() {
				s.take(f, err, over)
			}
		})
	}
	go func() {
		defer cancel()
		f, err := find(ctx, q, func(f search.Found) { take(f, nil, false) })
		take(f, err, true)
	}()
	s.view.update()
}

// take shows what was found.
func (s *Searcher) take(f search.Found, err error, over bool) {
	s.looking = !over
	if !over && len(f.Results) == 0 && len(s.found.Results) > 0 {
		return // what was listed stays until there is something
	}
	s.found, s.wrong = f, ""
	if err != nil {
		s.found, s.wrong = search.Found{}, "This is not a regular expression: "+reason(err)
	}
	s.view.update()
	if over && s.asked {
		s.open(0)
	}
}

// reason is what is wrong with an expression.
func reason(err error) string {
	why, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "error parsing regexp: "), ": `")
	return why + "."
}

// enter opens the post that is marked, or else the first, as soon as it is found.
func (s *Searcher) enter() {
	if at := s.view.list.Current(); at >= 0 && !s.view.helps() {
		s.open(at)
		return
	}
	if s.view.resting {
		s.look()
	}
	if s.asked = s.looking; !s.asked {
		s.open(0)
	}
}

// open opens the post of row i.
func (s *Searcher) open(i int) {
	if i < 0 || i >= len(s.found.Results) {
		return
	}
	r := s.found.Results[i]
	s.chosen = r.Path
	q := s.parsed()
	s.Close()
	s.o.Open(Hit{Path: r.Path, Place: r.Place(), Words: words(q, r.Place())})
}

// words are what to go on with in a post that was found at a place.
func words(q search.Query, p search.Place) text.Query {
	t := text.Query{IgnoreCase: !q.Case, Words: q.Words}
	if q.Regexp {
		t.Text, t.Regexp = q.Terms[0].Text, true
		return t
	}
	t.Text = p.Found
	if own := slices.DeleteFunc(slices.Clone(q.Terms), func(t search.Term) bool { return t.Kind > search.Field || t.Not }); len(own) == 1 && own[0].Kind == search.Word {
		t.Text = own[0].Text
	}
	if parts := strings.Fields(t.Text); strings.ContainsAny(t.Text, "\r\n\t") || strings.Contains(t.Text, "  ") { // a phrase over lines
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		t.Text, t.Regexp = strings.Join(parts, `[\s\n]+`), true
	}
	return t
}

// replace hands the words to the dialog that replaces them.
func (s *Searcher) replace() {
	words := s.query
	for _, t := range s.parsed().Terms {
		if t.Kind <= search.Phrase && !t.Not {
			words = t.Text
			break
		}
	}
	s.Close()
	s.o.Replace(words)
}

// status is what is said below the list, and whether it is bad news.
func (s *Searcher) status() (words string, warn bool) {
	f := &s.found
	var parts []string
	switch {
	case s.wrong != "":
		return "▲ " + s.wrong, true
	case s.parsed().Empty():
		return s.o.Hint("Enter opens a post at its words, and F3 goes on in it."), false
	case len(f.Results) == 0: // which stands in the list
	case s.looking:
		parts = append(parts, wording.Count(f.Posts, "post")+"…")
	case f.Posts > len(f.Results):
		parts = append(parts, "The best "+wording.Count(len(f.Results), "post")+" of "+strings.Fields(wording.Count(f.Posts, "post"))[0]+"; more words find fewer.")
	default:
		parts = append(parts, wording.Count(f.Posts, "post"))
	}
	if f.Late {
		parts = append(parts, "▲ Stopped after some seconds; not all posts were searched.")
	}
	for _, n := range f.Notes {
		parts = append(parts, "▲ "+n)
	}
	if say := f.Say(); say != "" {
		parts = append(parts, "▲ "+say)
	}
	return strings.Join(parts, "   "), len(f.Notes) > 0 || f.Missing > 0 || f.Late
}

// none is what is said where nothing is listed.
func (s *Searcher) none() string {
	switch {
	case s.looking:
		return "Searching " + wording.Count(s.o.Posts(), "post") + "…"
	case s.wrong != "" || s.found.Late || s.parsed().Empty():
		return ""
	}
	return "Nothing found in " + wording.Count(s.found.Of, "post") + "."
}

// help is what a query can be made of.
var help = [...][2]string{
	{"two words", "both, in any order"},
	{`"a phrase"`, "words that follow one another"},
	{"title:word", "in the title; so for description:, tags: and any other field"},
	{"status:draft", "draft, scheduled, published, undated or unreadable"},
	{"before:2024-06", "a year, month or day; so after:2023"},
	{"has:image", "an image, a link, a heading, or a field"},
	{"links-to:slug", "links to a post, a file or an address"},
	{"file:2024/", "in the path of the file"},
	{"-word", "not that; so for all of these"},
}

func ink(warn bool) fyne.ThemeColorName {
	if warn {
		return theme.Warn
	}
	return theme.Muted
}
