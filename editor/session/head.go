package session

import (
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// peek is how many bytes of a line are looked at to tell whether a post starts with a field at all.
const peek = 4 << 10

// head is the reading of a text's first bytes.
type head struct {
	post    post.Post
	start   int  // offset of the first byte that the editor shows
	decides int  // an edit that starts before this offset may change the reading
	watch   bool // a separator line that is typed anywhere would change it
}

// readHead reads the head of t. The editor goes on to start at start if that is still a place to start
// at: it must not hide an empty line only because it was just typed there.
func readHead(t text.Text, start int) head {
	src, found := lead(t)
	h := head{post: post.Parse(src), start: start}
	h.watch = h.post.HasHead() && !found
	if start != h.post.BodyStart() {
		h.start = h.post.TextStart()
	}
	if !h.post.HasSeparator() {
		h.decides = len(src) + 1
		return h
	}
	h.decides = h.start
	if end := src[:h.decides]; !strings.HasSuffix(end, "\n") {
		h.decides++ // the separator's line goes on, or its CR gets an LF
	}
	return h
}

// lead returns the first bytes of t that decide what its head is, and whether they hold the
// separator: the head up to and with the separator and what follows it up to the first line that is
// not blank; without a separator the leading run of fields and blank lines and the line behind it;
// for a text that does not start with a field, its first line that is not blank.
func lead(t text.Text) (src string, separated bool) {
	some := false
	for line := range t.Lines() {
		words := lineFor(t, line)
		switch {
		case post.IsBlank(words):
		case post.IsField(words):
			some = true
		case !some:
			return t.Slice(0, min(t.LineEnd(line), t.LineStart(line)+peek)), false
		case post.IsSeparator(words):
			return t.Slice(0, behind(t, line)), true
		default:
			if at, ok := separatorFrom(t, t.LineStart(line)); ok {
				return t.Slice(0, behind(t, t.LineAt(at))), true
			}
			return t.Slice(0, t.AfterLine(line)), false
		}
	}
	return t.String(), false
}

// lineFor returns a line, or the first bytes of a long one that is no line of a head.
func lineFor(t text.Text, line int) string {
	start, end := t.LineStart(line), t.LineEnd(line)
	words := t.Slice(start, min(end, start+peek))
	if line == 0 {
		words = strings.TrimPrefix(words, post.BOM)
	}
	if strings.HasPrefix(words, "!!") || strings.HasPrefix(words, "---") || post.IsBlank(words) {
		return words + t.Slice(min(end, start+peek), end)
	}
	return words
}

// behind returns the offset behind the first line after line that is not blank, but looks at a few
// lines only.
func behind(t text.Text, line int) int {
	const few = 16
	for last := line + few; line < last; {
		line++
		if line >= t.Lines() || !post.IsBlank(lineFor(t, line)) {
			break
		}
	}
	return t.AfterLine(line)
}

// separatorFrom returns the start of the first separator line at or after from.
func separatorFrom(t text.Text, from int) (int, bool) {
	for r := range (text.Query{Text: "---"}).All(t, from) {
		if r.Start > 0 && t.Byte(r.Start-1) != '\n' && t.Byte(r.Start-1) != '\r' {
			continue
		}
		if post.IsSeparator(lineFor(t, t.LineAt(r.Start))) {
			return r.Start, true
		}
	}
	return 0, false
}

// touched reports whether the head may have to be read again after p, which leads to t.
func (h head) touched(t text.Text, p text.Patch) bool {
	if len(p.Changes) == 0 {
		return false
	}
	if p.Changes[0].Start < h.decides {
		return true
	}
	if !h.watch {
		return false
	}
	shift := 0
	for _, c := range p.Changes {
		start := c.Start + shift
		shift += len(c.New) - len(c.Old)
		last := t.LineAt(min(t.Len(), start+len(c.New)+1))
		for line := t.LineAt(max(0, start-1)); line <= last; line++ {
			if post.IsSeparator(lineFor(t, line)) {
				return true
			}
		}
	}
	return false
}

// headEdits turns edits of the head's bytes into edits of the text.
func headEdits(edits []post.Edit) []text.Edit {
	out := make([]text.Edit, len(edits))
	for i, e := range edits {
		out[i] = text.Edit{Start: e.Start, End: e.End, New: e.New}
	}
	return out
}

// SetField sets a field as one transaction. Values set to the same key in quick succession make one
// undo step. While the slug follows, a new title moves the slug with it. A post without a head gets
// one in the shape of a new post, unless it starts with front matter of another program.
func (s *Session) SetField(key, value string) {
	if _, foreign := s.FrontMatter(); foreign || post.ValidKey(key) != nil {
		return
	}
	slug, follow := "", false
	if key == "title" && s.SlugFollows() {
		slug, follow = s.slug(post.Fold(value)), true
	}
	f := s.headForm()
	f.set(key, value)
	if _, ok := f.post.Value("slug"); follow && (ok || slug != "") {
		f.set("slug", slug)
	}
	s.setHead(text.Field, key, f)
}

// FrontMatter returns the front matter of another program that the text starts with instead of a
// head, and reports whether there is some.
func (s *Session) FrontMatter() (post.FrontMatter, bool) {
	if s.head.post.HasHead() {
		return post.FrontMatter{}, false
	}
	const most = 2 << 20 // bytes; it ends before
	return post.CutFrontMatter(s.text.Slice(0, min(s.text.Len(), most)))
}

// Unset removes a field's line.
func (s *Session) Unset(key string) {
	f := s.headForm()
	f.edit(f.post.Unset(key))
	s.setHead(text.Other, "", f)
}

// Rename renames a field.
func (s *Session) Rename(old, key string) error {
	f := s.headForm()
	edits, err := f.post.Rename(old, key)
	if err != nil {
		return err
	}
	f.edit(edits)
	s.setHead(text.Other, "", f)
	return nil
}

// SuggestedSlug returns the slug suggested for the title.
func (s *Session) SuggestedSlug() string { return s.slug(s.Title()) }

// SlugFollows reports whether a new title changes the slug with it: the post is new or a draft, and
// its slug is empty or the one suggested for its title.
func (s *Session) SlugFollows() bool {
	if name := s.name(); name != "" && post.StatusOf(name, s.Value("published"), s.now()) != post.Draft {
		return false
	}
	slug := s.Value("slug")
	return slug == "" || slug == s.SuggestedSlug()
}

// form is a head while it is edited, apart from the text.
type form struct {
	src, start string // as it is and as it was
	post       post.Post
	ending     string // of a head made anew
}

// headForm returns the head's bytes for editing.
func (s *Session) headForm() *form {
	src, _ := lead(s.text)
	return &form{src: src, start: src, post: post.Parse(src), ending: s.text.Ending()}
}

func (f *form) edit(edits []post.Edit) {
	if len(edits) == 0 {
		return
	}
	f.src = post.Apply(f.src, edits)
	f.post = post.Parse(f.src)
}

func (f *form) set(key, value string) {
	if !f.post.HasHead() {
		if post.Fold(value) == "" {
			return
		}
		mark := ""
		if strings.HasPrefix(f.src, post.BOM) {
			mark = post.BOM
		}
		fresh := post.New("", "", "")
		head := strings.ReplaceAll(fresh[:post.Parse(fresh).TextStart()], "\n", f.ending)
		rest := f.src[len(mark):]
		if f.ending == "\r" && strings.HasPrefix(rest, "\n") {
			head += "\n" // else the CR would become one ending with the body's first LF
		}
		f.src = mark + head + rest
		f.post = post.Parse(f.src)
	}
	f.edit(f.post.Set(key, value))
}

// setHead commits what changed in the head.
func (s *Session) setHead(kind text.Kind, key string, f *form) {
	if edits := text.Diff(f.start, f.src); len(edits) > 0 {
		s.commit(kind, key, nil, edits)
	}
}
