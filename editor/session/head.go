package session

import (
	"sort"
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// bom is the byte order mark in UTF-8.
const bom = "\ufeff"

// peek is how many bytes of a line are looked at to tell whether a post starts with a field at all.
const peek = 4 << 10

// read reads the head again.
func (s *Session) read() {
	src, found := lead(s.text)
	s.post = post.Parse(src)
	s.watch = s.post.HasHead() && !found
	if !s.post.HasSeparator() {
		s.decides = len(src) + 1
		return
	}
	s.decides = s.post.BodyStart()
	if end := src[:s.decides]; !strings.HasSuffix(end, "\n") {
		s.decides++ // the separator's line goes on, or its CR gets an LF
	}
}

// lead returns the first bytes of t that decide what its head is, and whether they hold a separator
// line: the head up to and with the separator and the line behind it; without a separator the
// leading run of fields and blank lines and the line behind it; for a text that does not start with
// a field, its first line that is not blank.
func lead(t text.Text) (src string, separated bool) {
	run := -1 // line behind the leading run
	some := false
	for line := 0; line < t.Lines(); line++ {
		start := t.LineStart(line)
		if run >= 0 {
			// No field and no separator so far: look for a separator only.
			end, ok := separatorFrom(t, start)
			if !ok {
				return t.Slice(0, lineAfter(t, run)), false
			}
			return t.Slice(0, lineAfter(t, t.LineAt(end)+1)), true
		}
		words := t.Slice(start, min(t.LineEnd(line), start+peek))
		if line == 0 {
			words = strings.TrimPrefix(words, bom)
		}
		switch {
		case isSeparator(words) && some:
			return t.Slice(0, lineAfter(t, line+1)), true
		case isField(words):
			some = true
		case isBlank(words):
		case !some:
			return t.Slice(0, min(t.LineEnd(line), start+peek)), false
		default:
			run = line
			line-- // once more, in search of the separator
		}
	}
	return t.String(), false
}

// lineAfter returns the offset behind line and its ending; behind the text when there is no such line.
func lineAfter(t text.Text, line int) int {
	if line+1 >= t.Lines() {
		return t.Len()
	}
	return t.LineStart(line + 1)
}

// separatorFrom returns an offset in the first separator line that starts at or after from, which
// must be the start of a line.
func separatorFrom(t text.Text, from int) (int, bool) {
	for r := range (text.Query{Text: "---"}).All(t, from) {
		line := t.LineAt(r.Start)
		if t.LineStart(line) == r.Start && isSeparator(t.Slice(r.Start, min(t.LineEnd(line), r.Start+peek))) {
			return r.Start, true
		}
	}
	return 0, false
}

func isSeparator(line string) bool {
	return strings.HasPrefix(line, "---") && isBlank(line[3:])
}

func isField(line string) bool {
	return strings.HasPrefix(line, "!!") && (strings.Contains(line, ":") || len(line) >= peek)
}

func isBlank(line string) bool { return strings.Trim(line, " \t") == "" }

// touched reports whether the head may have to be read again after p. The session's text is already
// the new one, its reading of the head the old.
func (s *Session) touched(p text.Patch) bool {
	if len(p.Changes) == 0 {
		return false
	}
	if p.Changes[0].Start < s.decides {
		return true
	}
	if !s.watch {
		return false
	}
	shift := 0
	for _, c := range p.Changes {
		start := c.Start + shift
		shift += len(c.New) - len(c.Old)
		last := s.text.LineAt(min(s.text.Len(), start+len(c.New)+1))
		for line := s.text.LineAt(max(0, start-1)); line <= last; line++ {
			at := s.text.LineStart(line)
			if isSeparator(s.text.Slice(at, min(s.text.LineEnd(line), at+peek))) {
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
// one in the shape of a new post.
func (s *Session) SetField(key, value string) {
	if post.ValidKey(key) != nil {
		return
	}
	slug, follow := "", false
	if key == "title" && s.SlugFollows() {
		slug, follow = post.Slug(post.Fold(value)), true
	}
	f := s.headForm()
	f.set(key, value)
	if _, ok := f.post.Value("slug"); follow && (ok || slug != "") {
		f.set("slug", slug)
	}
	s.take(text.Field, key, f)
}

// Unset removes a field's line.
func (s *Session) Unset(key string) {
	f := s.headForm()
	f.edit(f.post.Unset(key))
	s.take(text.Other, "", f)
}

// Rename renames a field.
func (s *Session) Rename(old, key string) error {
	f := s.headForm()
	edits, err := f.post.Rename(old, key)
	if err != nil {
		return err
	}
	f.edit(edits)
	s.take(text.Other, "", f)
	return nil
}

// SlugFollows reports whether a new title changes the slug with it: the post is new or a draft, and
// its slug is empty or the one suggested for its title.
func (s *Session) SlugFollows() bool {
	if name := s.name(); name != "" && post.StatusOf(name, s.Value("published"), s.now()) != post.Draft {
		return false
	}
	slug := s.Value("slug")
	return slug == "" || slug == post.Slug(s.Title())
}

// form is a head while it is edited, apart from the text.
type form struct {
	src, start string // as it is and as it was
	post       post.Post
	at         int    // offset in the text
	ending     string // for a head made anew
}

// headForm returns the head's bytes for editing.
func (s *Session) headForm() *form {
	src, _ := lead(s.text)
	f := &form{src: src, start: src, post: s.post, ending: s.text.Ending()}
	return f
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
		if strings.HasPrefix(f.src, bom) {
			mark = bom
		}
		fresh := post.New("", "", "")
		head := strings.ReplaceAll(fresh[:post.Parse(fresh).TextStart()], "\n", f.ending)
		f.src = mark + head + f.src[len(mark):]
		f.post = post.Parse(f.src)
	}
	f.edit(f.post.Set(key, value))
}

// take commits what changed in the head.
func (s *Session) take(kind text.Kind, key string, f *form) {
	if edits := diffLines(f.start, f.src); len(edits) > 0 {
		s.commit(kind, key, nil, edits)
	}
}

// recount returns by how much p changed the number of words of the body. The body starts at from in
// the old text and at to in the session's, which is the new one.
func (s *Session) recount(old text.Text, p text.Patch, from, to int) int {
	if p.Map(from, text.Before) != to && p.Map(from, text.After) != to {
		return s.countAll() - s.words
	}
	_ = sort.Search
	return s.countAll() - s.words
}

// countAll counts the words of the whole body.
func (s *Session) countAll() int {
	return post.Words(s.text.Slice(s.post.BodyStart(), s.text.Len()))
}
