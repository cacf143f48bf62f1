// Package picturing puts pictures into posts: chosen, pasted or dropped ones are
// copied to where the library keeps pictures, and shown in the text. It changes
// what is said of a picture, and lists those that no post shows and those that
// are not there.
//
// What must hold:
//   - A picture is read, made smaller and copied aside; the text changes once all
//     of that is done, in one step.
//   - The file that a picture came from is never touched, and none is overwritten.
package picturing

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/pictures"
	"galley.app/galley/storage/post"
)

// Options are what a Picturer needs of the window.
type Options struct {
	Modal  *modal.Stack
	Canvas fyne.Canvas
	Say    func(string) // in the status bar
	Post   func(func()) // runs a function on the UI goroutine
	Now    func() time.Time
	// Chooser has files chosen; nil has only the dialog of this package.
	Chooser *choosing.Chooser

	// Session is that of the post that is open; nil where none is.
	Session func() *session.Session
	// Open reports whether a session is still that of an open post.
	Open func(*session.Session) bool
	// Library is the one that the post at a path belongs to; "" is one without a file.
	Library func(path string) storage.Library
	// Doc is the meaning of an open post's text as it is now.
	Doc func(*session.Session) *markdown.Doc
	// Facts returns what finds out, on any goroutine, what open posts hold that differ
	// from their files, by path.
	Facts func() func() map[string]index.Facts
	// Do has work that writes in a library done in its turn.
	Do      func(work func() error, done func(error))
	Decoder imagework.Decoder // nil makes no pixels

	Settings func() config.Settings
	Choose   func(func(*config.Settings)) // changes and keeps them

	// Offers and Read ask the clipboard; nil where it holds nothing but text.
	Offers func() []string
	Read   func(name string, limit int, timeout time.Duration) ([]byte, error)

	// Offer shows a line over the text with something to do; "" takes it away.
	Offer func(words string, act control.Choice)
	// FocusText gives the text the keys, with the caret in view.
	FocusText func()
	// GoTo shows a line of a post, from 1.
	GoTo func(path string, line int)
	// Show opens a file in the program that the system has for it.
	Show func(path string) error
	// Trash moves files out of the way so that they can be had back; nil where that is
	// not known.
	Trash func(paths []string, done func(error))
	// Discard moves a file to the trash, or removes it where there is none, on the goroutine of Do.
	Discard func(path string) error
	// Changed is called when pictures came or went, for what shows them.
	Changed func()
}

// Picturer puts pictures into posts. It belongs to the UI goroutine.
type Picturer struct {
	o    Options
	made []insertion // that undo may take back, the last one last
	last string      // folder that was chosen from last
}

// New makes a Picturer.
func New(o Options) *Picturer { return &Picturer{o: o} }

// Source is a picture that is to be put into a post: a file, or bytes.
type Source struct {
	Path string
	Data []byte // where there is no file
}

func (s Source) name() string {
	if s.Path == "" {
		return ""
	}
	return filepath.Base(s.Path)
}

// taken is a picture on its way into a post.
type taken struct {
	source Source
	data   []byte
	link   string // of one that lies in the library already
}

// job is pictures that go into a post.
type job struct {
	*Spot
	then  func(address string) // gets it; nil for the text
	of    pictures.Post
	lib   storage.Library
	all   []taken
	wrong []string // what could not be read, a line each
}

// Spot is where pictures go, in a text that changes until they are there.
type Spot struct {
	s   *session.Session
	at  *text.Mark     // before what is typed there
	sel text.Selection // whose place they take
	own text.Selection // the writer's
	was uint64         // the revision
}

// Spot is one in the post that is open: at an offset of its text, or where off is
// less than 0 in place of what is selected. It is nil where no post is open, and of no
// use once Insert or Release had it.
func (p *Picturer) Spot(off int) *Spot {
	s := p.o.Session()
	if s == nil {
		return nil
	}
	x := &Spot{s: s, sel: s.Primary(), own: s.Primary(), was: s.Revision()}
	if off >= 0 {
		x.sel = text.Caret(off)
	}
	x.at = s.Mark(x.sel.Start(), text.Before)
	return x
}

// Release gives up a spot that nothing is put at.
func (x *Spot) Release() {
	if x != nil {
		x.s.Release(x.at)
	}
}

// left reports whether the writer has gone on since, so that the caret is not to be
// taken away from where it is.
func (x *Spot) left() bool { return x.s.Revision() != x.was || x.s.Primary() != x.own }

// Insert puts pictures at a spot; nil is the selection of the post that is open.
func (p *Picturer) Insert(list []Source, at *Spot) { p.insert(list, at, nil) }

// insert is Insert, but for pictures whose addresses somebody else gets.
func (p *Picturer) insert(list []Source, at *Spot, then func(address string)) {
	if at == nil {
		at = p.Spot(-1)
	}
	if at == nil {
		p.o.Say("Open a post first: a picture goes into its text.")
		return
	}
	if len(list) == 0 {
		at.Release()
		return
	}
	s := at.s
	j := &job{Spot: at, then: then, lib: p.o.Library(s.Path()), of: p.subject(s)}
	p.o.Say("Copying " + wording.Count(len(list), "picture") + "…")
	now := s.Text()
	go func() {
		j.of.Links = index.Of(now.String(), markdown.Dialect{}).Links
		for _, src := range list {
			t, err := take(j, src)
			if err != nil {
				j.wrong = append(j.wrong, sentence(err))
				continue
			}
			j.all = append(j.all, t)
		}
		p.o.Post(func() { p.consider(j) })
	}()
}

// subject is what storage needs to know of the post, but for its links.
func (p *Picturer) subject(s *session.Session) pictures.Post {
	of := pictures.Post{Path: s.Path(), Slug: s.Value("slug"), Date: p.o.Now()}
	if of.Slug == "" {
		of.Slug = s.SuggestedSlug()
	}
	if t, err := post.ParseDate(s.Value("published")); err == nil {
		of.Date = t
	}
	return of
}

// take reads a picture; one that lies where the post can show it stays there.
func take(j *job, src Source) (taken, error) {
	if src.Path == "" {
		return taken{source: src, data: src.Data}, nil
	}
	data, err := pictures.Read(src.Path)
	if err != nil {
		return taken{}, err
	}
	t := taken{source: src, data: data}
	if link, ok := pictures.LinkTo(j.lib, j.of, src.Path); ok {
		t.link = link
	}
	return t, nil
}

// consider asks once what becomes of photographs.
func (p *Picturer) consider(j *job) {
	set := p.o.Settings()
	for _, t := range j.all {
		photo, is := pictures.PhotoOf(t.data)
		large := float64(max(photo.Width, photo.Height)) > set.PhotosLong
		if t.link != "" || !is || set.Photos != "ask" || !large && !photo.Private {
			continue
		}
		p.askPhotos(j, t, photo, large)
		return
	}
	p.copy(j)
}

func (p *Picturer) askPhotos(j *job, t taken, photo pictures.Photo, large bool) {
	name := "This photograph"
	if n := t.source.name(); n != "" {
		name = "“" + n + "”"
	}
	var says []string
	if large {
		says = append(says, fmt.Sprintf("is %d × %d pixels", photo.Width, photo.Height))
	}
	if photo.Private {
		says = append(says, "says where, when or with what it was taken")
	}
	choose := func(how string) func() {
		return func() {
			p.o.Choose(func(s *config.Settings) { s.Photos = how })
			p.copy(j)
		}
	}
	longest := int(p.o.Settings().PhotosLong)
	p.o.Modal.Ask(&control.Question{
		Title: "Make copies of photographs smaller?",
		Text: name + " " + strings.Join(says, ", and ") + ".\n" +
			fmt.Sprintf("The copy in your library can have at most %d pixels a side, and nothing of place, time and camera. ", longest) +
			"Your own file stays as it is. This is asked once; Settings has it under Pictures.",
		Width:  560,
		Apart:  []control.Choice{{Label: "Copy as they are", Do: choose("same")}},
		Cancel: control.Choice{Label: "Cancel", Do: func() { p.drop(j, "No picture was put in.") }},
		Main:   control.Choice{Label: "Make smaller", Do: choose("smaller")},
	})
}

// drop ends a job that nothing comes of.
func (p *Picturer) drop(j *job, say string) {
	j.Release()
	p.o.Say(say)
	p.o.FocusText()
}

// ready is a picture that can be written.
type ready struct {
	data  []byte
	names pictures.Names
	link  string
}

// copy makes the pictures ready and has them written, and then puts them into the
// text.
func (p *Picturer) copy(j *job) {
	o := pictures.Options{Decoder: p.o.Decoder}
	if set := p.o.Settings(); set.Photos == "smaller" {
		o.Longest, o.Bare = int(set.PhotosLong), true
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		place := pictures.Find(j.lib, j.of)
		var list []ready
		for _, t := range j.all {
			if t.link != "" {
				list = append(list, ready{link: t.link})
				continue
			}
			data, suffix, err := pictures.Prepare(ctx, t.data, o)
			if err != nil {
				name := t.source.name()
				if name == "" {
					name = "The picture"
				}
				j.wrong = append(j.wrong, name+": "+err.Error()+".")
				continue
			}
			list = append(list, ready{data: data, names: pictures.NamesOf(j.of.Slug, t.source.name(), suffix, j.lib.Language())})
		}
		p.o.Post(func() { p.write(j, place, list) })
	}()
}

// write has the copies written in their turn.
func (p *Picturer) write(j *job, place pictures.Place, list []ready) {
	var links []string
	var copies []pictures.Copy
	p.o.Do(func() error {
		for _, r := range list {
			if r.link != "" {
				links = append(links, r.link)
				continue
			}
			c, err := pictures.Put(place, r.names, r.data)
			if c.Path == "" {
				return err
			}
			links, copies = append(links, c.Link), append(copies, c)
			if err != nil { // the disk did not confirm it
				return err
			}
		}
		return nil
	}, func(err error) {
		if err != nil {
			j.wrong = append(j.wrong, sentence(err))
		}
		p.put(j, links, copies)
	})
}

// put puts the links into the text.
func (p *Picturer) put(j *job, links []string, copies []pictures.Copy) {
	at, stays := j.at.Off, j.left()
	j.Release()
	if !p.o.Open(j.s) && len(copies) > 0 {
		p.o.Do(func() error { return remove(copies, p.o.Discard) }, func(error) {})
		p.o.Say("The post was closed, so no picture was put into it.")
		return
	}
	if len(links) > 0 {
		was := j.s.Revision()
		sel := text.Caret(at)
		if !stays {
			sel = j.sel
		}
		if j.then != nil {
			j.then(links[0])
		} else {
			j.s.Do(func(st compose.State) compose.Transaction {
				st.Selections = []text.Selection{sel}
				t := compose.InsertImages(st, links...)
				if stays {
					t.Selections = nil
				}
				return t
			})
		}
		p.made = append(p.made, insertion{away: &away{}, s: j.s, before: was, after: j.s.Revision(), copies: slices.DeleteFunc(slices.Clone(copies), func(c pictures.Copy) bool { return !c.Made })})
		p.Forget()
		p.o.Changed()
	}
	if j.then == nil && !stays {
		p.o.FocusText()
	}
	p.tell(j, links, copies, stays)
}

// tell says where the pictures went, and what went wrong.
func (p *Picturer) tell(j *job, links []string, copies []pictures.Copy, stays bool) {
	words := " Now say what it shows."
	if stays { // the caret is not there
		words = ""
	}
	switch {
	case len(links) == 0:
		p.o.Say("No picture was put in.")
	case j.then != nil && len(copies) == 0:
		p.o.Say("The picture of the library is used; no copy was made.")
	case j.then != nil:
		p.o.Say("Copied to " + pictures.Within(j.lib, copies[0].Path) + ".")
	case len(copies) == 0:
		p.o.Say(wording.Count(len(links), "picture") + " of the library put in." + words)
	case len(copies) == 1:
		p.o.Say("Copied to " + pictures.Within(j.lib, copies[0].Path) + "." + words)
	default:
		p.o.Say(wording.Count(len(copies), "picture") + " copied to " + pictures.Within(j.lib, filepath.Dir(copies[0].Path)) + ".")
	}
	if len(j.wrong) > 0 {
		title := "A picture could not be put in"
		if len(j.wrong) > 1 {
			title = fmt.Sprintf("%d pictures could not be put in", len(j.wrong))
		}
		p.o.Modal.Tell(title, strings.Join(j.wrong, "\n"), nil)
	}
}

// sentence is an error as a sentence.
func sentence(err error) string {
	s := err.Error()
	if !filepath.IsAbs(s) && s != "" {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return strings.TrimSuffix(s, ".") + "."
}

// pasteWait is how long it may take to read a picture from the clipboard, and
// askWait to ask what there is.
const pasteWait = 20 * time.Second

// Paste returns what puts the picture, or the files of pictures, on the clipboard
// into the text; nil where there are none. Words are not pictures, whatever else
// they come as.
func (p *Picturer) Paste() func() {
	if p.o.Offers == nil || p.o.Session() == nil {
		return nil
	}
	offers := p.o.Offers()
	for _, name := range offers {
		switch {
		case name == clipboard.Files:
			if files := p.pastedFiles(); len(files) > 0 {
				return func() { p.Insert(files, nil) }
			}
		case name == clipboard.HTML || slices.Contains(offers, clipboard.Text):
			return nil
		default:
			return func() { p.pastePicture(name) }
		}
	}
	return nil
}

// pastedFiles are the pictures whose addresses are on the clipboard, if all that
// is there are ones.
func (p *Picturer) pastedFiles() (files []Source) {
	b, err := p.o.Read(clipboard.Files, 1<<20, time.Second)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(strings.TrimRight(line, "\x00"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		u, err := url.Parse(line)
		if err != nil || u.Scheme != "file" {
			return nil
		}
		path := filePath(u)
		if !pictures.Suffixes(path) { // whether there is one is seen when it is read
			return nil
		}
		files = append(files, Source{Path: path})
	}
	return files
}

// filePath is the path of a file's address, which begins with a slash before the
// letter of a drive.
func filePath(u *url.URL) string {
	path := u.Path
	if rest := strings.TrimPrefix(path, "/"); filepath.VolumeName(rest) != "" {
		path = rest
	} else if u.Host != "" && filepath.Separator == '\\' {
		path = "//" + u.Host + path
	}
	return filepath.FromSlash(path)
}

// pastePicture reads a picture from the clipboard, aside.
func (p *Picturer) pastePicture(name string) {
	at := p.Spot(-1)
	if at == nil { // the post was closed since
		return
	}
	p.o.Say("Reading the picture from the clipboard…")
	go func() {
		data, err := p.o.Read(name, storage.MaxImage, pasteWait)
		p.o.Post(func() {
			switch {
			case err == nil && p.o.Session() == at.s:
				p.Insert([]Source{{Data: data}}, at)
				return
			case p.o.Session() != at.s:
				p.o.Say("Another post was opened, so no picture was put in.")
			case errors.Is(err, clipboard.ErrSize):
				p.o.Say("The picture on the clipboard is too large.")
			default:
				p.o.Say("The picture on the clipboard could not be read: " + err.Error() + ".")
			}
			at.Release()
		})
	}()
}

// IsPicture reports whether a file has the name of a picture. What its bytes are
// is seen when it is read.
func IsPicture(path string) bool {
	if !pictures.Suffixes(path) {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
