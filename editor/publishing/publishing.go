// Package publishing takes a post out of draft, and back: a sheet in which its
// date, address, file name and description are chosen, beside what is still wrong
// with it and the page, card and feed that readers will get.
package publishing

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
)

// Post is the post that a sheet is about.
type Post struct {
	Path  string
	Title string
	Text  string // as it is in the window, saved or not
	Dirty bool   // it has changes that are not saved
}

// Wanted is what a post is to become.
type Wanted struct {
	Path string // of its file, as it is
	Old  string // what the file says
	Text string // with its fields, but for links that the new name changes
	Name string // of its file
	Slug string
}

// Becomes is what changes with it.
type Becomes struct {
	Changes []plan.Change
	Links   int      // that are written anew
	Posts   int      // that they stand in
	Leading []string // titles of the posts with links that lead to it
	Left    []string // what stays as it is though it may be wrong then, a line each
}

// Proof shows a post as its readers get it.
type Proof struct {
	Object fyne.CanvasObject
	Keys   func(take func(*fyne.KeyEvent) bool) // take sees the keys that nothing in it takes
	// Read returns what shows a text under a path; any goroutine may call it, and
	// what it returns is for the UI's.
	Read  func(path, text string) (show func())
	Close func()
}

// Deed is what is done, and what is said of it.
type Deed struct {
	Changes []plan.Change
	Failed  string // title of the message that it was not done
	Doing   string
	Did     string
	Undone  string
	Then    func() // called when it is done
}

// Options are what posts are published with. All functions are called on the UI
// goroutine, and what those return that look aside on another.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Post   func(func()) // runs a function on the UI goroutine
	Now    func() time.Time
	Say    func(string) // in the status bar

	Find  func(path string) func() (Post, error) // reads a post that is not open
	Proof func() Proof
	Save  func(path string, then func()) // what is changed; then is called once it is saved
	Slug  func(title string) string      // as posts of the library get them
	// Name is what the file of a post will be called, which is none of taken.
	Name    func(path, text string, draft bool, taken ...string) string
	Merge   func(base, a, b string) (string, bool)                  // joins two changes of a text, where they do not meet
	Taken   func(path, slug string) string                          // title of another post with that slug; "" for none
	Address func(path, slug string) string                          // on the site
	Check   func(path, text string) func() []post.Problem           // what is wrong with a post
	Becomes func(w Wanted) func() (Becomes, error)                  // what changes in the library
	Do      func(Deed)                                              // all or none
	Targets func() []string                                         // that the library can be exported to, by name
	Export  func(target string, then func(done bool))               // to one of them
	Commits func(path string) func() bool                           // whether the post can be committed
	Commit  func(paths []string, message string, done func(string)) // with the words for that; it says itself why not
	Tell    func(words string)                                      // in the line over the text, in the place of what was told there
	GoTo    func(path string, p post.Problem)
}

// Publisher publishes the posts of a window.
type Publisher struct{ o Options }

// New returns a publisher.
func New(o Options) *Publisher { return &Publisher{o} }

// Publish opens the sheet of a draft.
func (p *Publisher) Publish(path string) { p.open(path, false) }

// Withdraw opens the sheet in which a post becomes a draft again.
func (p *Publisher) Withdraw(path string) { p.open(path, true) }

func (p *Publisher) open(path string, back bool) {
	if p.o.Modal.Depth() > 0 {
		return
	}
	p.find([]string{path}, func(posts []Post) { newSheet(p.o, posts[0], back).open() })
}

// find finds posts that a sheet is to be opened for.
func (p *Publisher) find(paths []string, open func([]Post)) {
	p.o.find(paths, func(posts []Post, err error) {
		switch {
		case err != nil:
			p.o.Modal.Tell("“"+filepath.Base(paths[len(posts)])+"” cannot be read", sentence(err), nil)
		case p.o.Modal.Depth() > 0: // the disk took its time, and keys are meant for something else
			p.o.Say("The disk took its time with the post; choose that again.")
		default:
			open(posts)
		}
	})
}

// find finds posts as they are now. The disk is asked aside; on an error the posts
// are those before the one that cannot be read.
func (o Options) find(paths []string, then func([]Post, error)) {
	finds := make([]func() (Post, error), len(paths))
	for i, path := range paths {
		finds[i] = o.Find(path)
	}
	aside.Each(o.Modal.Desk, finds, then)
}

// rests is how long what was typed rests before it is looked through.
const rests = 150 * time.Millisecond

// values are what is chosen in a sheet.
type values struct{ day, clock, slug, name, description string }

// over puts what is another value than was in the place of what is.
func (v values) over(was, is values) values {
	for _, x := range []struct{ to, was, chosen *string }{
		{&is.day, &was.day, &v.day}, {&is.clock, &was.clock, &v.clock}, {&is.slug, &was.slug, &v.slug}, {&is.name, &was.name, &v.name}, {&is.description, &was.description, &v.description},
	} {
		if *x.chosen != *x.was {
			*x.to = *x.chosen
		}
	}
	return is
}

// sheet is one that is open.
type sheet struct {
	o     Options
	post  Post
	back  bool   // it becomes a draft again
	text  string // the post's, with what was mended in the sheet
	is    values
	was   values // before anything was chosen
	named bool   // the file name was typed, and follows nothing
	zone  string

	view    *view
	targets []string // that the library can be exported to
	proof   Proof
	closed  func() // nil while it is not shown
	resting control.Delay
	turn    int // counts what is looked for; older results are dropped

	found   []post.Problem
	of      string // the text that these are of
	becomes Becomes
	err     error // why it cannot be done
	known   bool  // found, becomes and err are of what is chosen now
	busy    bool  // it is being done
	commits bool
}

func newSheet(o Options, is Post, back bool) *sheet {
	s := &sheet{o: o, post: is, back: back, text: is.Text, resting: control.Delay{Post: o.Post, After: rests}}
	p := post.Parse(is.Text)
	s.is.slug, _ = p.Value("slug")
	s.is.description, _ = p.Value("description")
	if published, _ := p.Value("published"); back {
		s.is.day = published
	} else {
		s.date(published)
	}
	if s.is.slug == "" && !back {
		if s.is.slug = o.Slug(is.Title); s.is.slug == "" {
			_, _, s.is.slug, _ = post.NamePart(filepath.Base(is.Path))
		}
	}
	s.follow()
	s.was, s.targets = s.is, o.Targets()
	return s
}

// date takes the date and time that the post has where those are still to come,
// else today.
func (s *sheet) date(published string) {
	now := s.o.Now()
	s.is.day = now.Format(time.DateOnly)
	if post.StatusOf("", published, now) != post.Scheduled {
		return
	}
	s.is.day = published[:len(time.DateOnly)]
	if len(published) > len(time.DateOnly) {
		if t, err := post.ParseDate(published); err == nil {
			s.is.clock, s.zone = t.Format("15:04"), published[len(time.DateOnly):]
		}
	}
}

// published is the field of that name, as it is to be; ok is false where what was
// typed is no date.
func (s *sheet) published() (value string, ok bool) {
	day, clock := strings.TrimSpace(s.is.day), strings.TrimSpace(s.is.clock)
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return day, false
	}
	if clock == "" {
		return day, true
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, s.o.Now().Location())
	if err != nil {
		return day, false
	}
	if s.zone != "" { // the time that it had
		if had, err := post.ParseDate(day + s.zone); err == nil && had.Format("15:04") == t.Format("15:04") {
			return day + s.zone, true
		}
	}
	return t.Format(time.RFC3339), true
}

// waits reports whether the post is to wait for its date.
func (s *sheet) waits() bool {
	value, ok := s.published()
	return ok && post.StatusOf("", value, s.o.Now()) == post.Scheduled
}

var errForeign = errors.New("it starts with front matter of another program; import it first")

// whole is the text that the post is to have.
func (s *sheet) whole() (string, error) {
	if s.back {
		return s.text, nil
	}
	p := post.Parse(s.text)
	if _, foreign := post.CutFrontMatter(s.text); foreign && !p.HasHead() {
		return "", errForeign
	}
	published, _ := s.published()
	var keys, to []string
	for _, f := range [][2]string{{"slug", s.is.slug}, {"published", published}, {"description", post.Fold(s.is.description)}} {
		if now, _ := p.Value(f[0]); now != f[1] {
			keys, to = append(keys, f[0]), append(to, f[1])
		}
	}
	if len(keys) == 0 {
		return s.text, nil
	}
	text := post.Apply(s.text, p.SetMany(keys, to))
	return post.Apply(text, post.Parse(text).Separate()), nil
}

// follow gives the file the name that goes with the slug, unless one was typed.
func (s *sheet) follow() {
	if s.named {
		return
	}
	if text, err := s.whole(); err == nil {
		s.is.name = s.o.Name(s.post.Path, text, s.back)
	}
}

// changed takes over that something was typed.
func (s *sheet) changed() {
	s.known = false
	s.view.update()
	s.resting.Start(s.look)
}

// look looks aside for what is wrong with the post as it is to be, what changes
// with it, and how it looks.
func (s *sheet) look() {
	if s.closed == nil {
		return
	}
	s.resting.Stop()
	s.turn++
	turn, wrong := s.turn, s.wrong()
	text, err := s.whole()
	if err != nil {
		s.known, s.err = true, err
		s.view.update()
		return
	}
	check := s.o.Check(s.post.Path, text)
	becomes := func() (Becomes, error) { return Becomes{}, nil }
	if wrong == nothing {
		becomes = s.o.Becomes(Wanted{Path: s.post.Path, Old: s.post.Text, Text: text, Name: s.is.name, Slug: s.is.slug})
	}
	path, read := filepath.Join(filepath.Dir(s.post.Path), s.is.name), s.proof.Read
	go func() {
		found := slices.DeleteFunc(check(), func(p post.Problem) bool { return p.Severity == post.Hint })
		change, err := becomes()
		show := func() {}
		if read != nil {
			show = read(path, text)
		}
		s.o.Post(func() {
			if turn != s.turn || s.closed == nil {
				return
			}
			s.known, s.found, s.of, s.becomes, s.err = true, found, text, change, err
			show()
			s.view.update()
		})
	}()
}

// mend mends a problem in the text that the post is to have.
func (s *sheet) mend(p post.Problem) {
	f := p.Fix
	text, err := s.whole()
	if f == nil || err != nil || !s.known {
		return
	}
	switch {
	case !f.Writes():
		s.goTo(p)
		return
	case f.Key == "slug":
		s.is.slug = f.Text
		s.follow()
	case f.Key == "description":
		s.is.description = f.Text
	case f.Key == "published":
		s.is.day, s.is.clock = f.Text, ""
	case f.Key != "":
		s.text = post.Apply(text, post.Parse(text).Set(f.Key, f.Text))
	case f.End <= len(text) && text[f.Start:f.End] == f.Old:
		s.text = text[:f.Start] + f.Text + text[f.End:]
	default:
		return
	}
	s.view.fill()
	s.known = false
	s.view.update()
	s.look()
}

// goTo leaves the sheet for the place of a problem, which is one of the text that
// the post was to have: with a field more its body begins further down.
func (s *sheet) goTo(p post.Problem) {
	is, was := post.Parse(s.of).BodyStart(), post.Parse(s.post.Text).BodyStart()
	lines := text.New(s.of[:is]).Lines()
	if p.Key == "" && p.Line >= lines {
		p.Line += text.New(s.post.Text[:was]).Lines() - lines
		if p.End > 0 {
			p.Start, p.End = p.Start-is+was, p.End-is+was
		}
	}
	s.close()
	s.o.GoTo(s.post.Path, p)
}

// after is what follows when it is done.
type after struct {
	target string // it is exported to; "" for none
	commit bool
}

// submit does it, and what is to follow.
func (s *sheet) submit(then after) {
	if s.closed == nil || s.busy {
		return
	}
	if w := s.wrong(); w != nothing {
		s.view.focus(w)
		return
	}
	s.o.Save(s.post.Path, func() { s.saved(then) })
}

// saved goes on once the post is in its file.
func (s *sheet) saved(then after) {
	if s.closed == nil || s.busy {
		return
	}
	s.busy = true
	s.o.find([]string{s.post.Path}, func(posts []Post, err error) {
		s.busy = false
		switch {
		case s.closed == nil:
		case err != nil:
			s.failed(err)
		default:
			s.read(posts[0], then)
		}
	})
}

// read goes on once the post is known as it is in its file.
func (s *sheet) read(is Post, then after) {
	if is.Text != s.post.Text { // another program changed it meanwhile
		s.close()
		fresh := newSheet(s.o, is, s.back)
		fresh.is = s.is.over(s.was, fresh.is)
		if fresh.named = s.named; !s.named {
			fresh.follow()
		}
		fresh.open()
		fresh.view.say("The post was changed meanwhile. This is how it is now, with what you chose.")
		return
	}
	text, err := s.whole()
	if err != nil {
		s.failed(err)
		return
	}
	becomes := s.o.Becomes(Wanted{Path: s.post.Path, Old: s.post.Text, Text: text, Name: s.is.name, Slug: s.is.slug})
	s.busy = true
	s.turn++
	go func() {
		change, err := becomes()
		s.o.Post(func() {
			if s.closed == nil {
				return
			}
			s.busy = false
			if err != nil {
				s.failed(err)
				return
			}
			s.do(change, then)
		})
	}()
}

func (s *sheet) failed(err error) {
	words := sentence(err) + "\nNothing was changed."
	s.o.Modal.Tell(s.said(" was not published", " is not a draft"), words, nil)
}

// said is the post's title with the words for what is done.
func (s *sheet) said(publishing, back string) string {
	if s.back {
		return "“" + s.post.Title + "”" + back
	}
	return "“" + s.post.Title + "”" + publishing
}

// do makes the changes.
func (s *sheet) do(x Becomes, then after) {
	if len(x.Changes) == 0 {
		s.close()
		s.o.Say("It is so already.")
		return
	}
	did := s.did(x)
	s.o.Do(Deed{
		Changes: x.Changes, Failed: s.said(" was not published", " is not a draft"), Doing: map[bool]string{true: "Back to draft…", false: "Publishing…"}[s.back],
		Did: did, Undone: s.said(" is a draft again.", " is published as it was."),
		Then: func() {
			s.close()
			s.next(did, x, then)
		},
	})
}

// next does what is to follow. What left the library by it cannot be undone here,
// and is not offered to be.
func (s *sheet) next(did string, x Becomes, then after) {
	did = strings.TrimSuffix(did, ".")
	switch {
	case then.target != "":
		s.o.Export(then.target, func(done bool) {
			if done {
				s.o.Tell(did + ", and “" + then.target + "” is exported.")
			}
		})
	case then.commit:
		var paths []string
		for _, c := range x.Changes {
			paths = append(paths, c.Path)
			if c.Moves() {
				paths = append(paths, c.To)
			}
		}
		verb := "Publish "
		if s.back {
			verb = "Take back "
		}
		s.o.Commit(paths, verb+"“"+s.post.Title+"”", func(as string) { s.o.Tell(did + ", and committed as " + as + ".") })
	}
}

// open shows the sheet.
func (s *sheet) open() {
	if !s.back {
		s.proof = s.o.Proof()
		s.proof.Keys(s.keys)
	}
	s.view = newView(s)
	s.closed = s.o.Modal.Cover(s.close)
	s.view.show()
	s.look()
	if commits := s.o.Commits(s.post.Path); commits != nil {
		go func() {
			yes := commits()
			s.o.Post(func() {
				if s.commits = yes; yes && s.closed != nil {
					s.view.update()
				}
			})
		}()
	}
}

// close takes the sheet away; nothing is done.
func (s *sheet) close() {
	if s.closed == nil {
		return
	}
	closed := s.closed
	s.closed = nil
	s.turn++
	s.resting.Stop()
	s.view.overlay.Close()
	if s.proof.Close != nil {
		s.proof.Close()
	}
	closed()
}

// keys are those that mean the same in all of the sheet.
func (s *sheet) keys(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape {
		s.close()
		return true
	}
	return false
}

// sentence is an error as a sentence.
func sentence(err error) string {
	s := err.Error()
	if s == "" || filepath.IsAbs(s) {
		return s + "."
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
