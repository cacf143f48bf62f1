package storage

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/check"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Entry is one post of a library as it is on disk.
type Entry struct {
	Path        string
	Name        string // file name
	Rel         string // slash path within the library: "2024/notes.md"
	Folder      string // that it lies in, as a slash path within the library; "" for its own folder
	Title       string // as shown: the title, else the first heading, else the file name's words
	HasTitle    bool   // the title is the post's own
	Slug        string
	Published   string // as written
	Description string
	Date        time.Time // of Published; zero when that is no date
	Status      post.Status
	Words       int // of the body
	Problems    []post.Problem
	Outside     string // where the file leads that is a link out of the library; "" for any other
	Fingerprint safefile.Fingerprint
	Err         error // why the file was refused or could not be read; then only Path, Name, Rel, Folder, Title and Status say something

	facts string    // as index.Facts encodes them
	head  string    // the source up to and with the separator line, to be checked again
	read  time.Time // when
	kept  bool      // it was not read again, and what Problems says is of the time before
}

// Errors is the number of problems that are errors.
func (e Entry) Errors() int {
	n := 0
	for _, p := range e.Problems {
		if p.Severity == post.Error {
			n++
		}
	}
	return n
}

// StatusAt is the post's status at another time, for a list shown for long.
func (e Entry) StatusAt(now time.Time) post.Status {
	return post.StatusOf(e.Name, e.Published, now)
}

// Standings of posts that are none of [post.Status].
const (
	Undated    = "undated"    // no draft, without a date that can be read; it counts as published
	Unreadable = "unreadable" // what cannot be read, and is no draft by its name
)

// Standings are the words for where posts stand, as lists and searches take them.
func Standings() []string {
	return []string{post.Draft.String(), post.Scheduled.String(), post.Published.String(), Undated, Unreadable}
}

// StandingsIn lists Standings in a sentence, with a word such as “or” before the last.
func StandingsIn(or string) string {
	list := Standings()
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " " + or + " " + list[last]
}

// Standing is the word for where a post stands; one that is undated is published.
func (e *Entry) Standing() string {
	if e.Err != nil && e.Status == post.Published {
		return Unreadable
	}
	return e.Status.String()
}

// Stands reports whether a post stands where one of Standings says.
func (e *Entry) Stands(where string) bool {
	if where == Undated {
		return e.Err == nil && e.Status != post.Draft && e.Date.IsZero()
	}
	return e.Standing() == where
}

// Facts returns what the post holds besides its words, as it was read.
func (e Entry) Facts() index.Facts {
	f, err := index.Decode(e.facts)
	if err != nil {
		return index.Facts{}
	}
	f.Fields = index.FieldsOf(post.Parse(e.head))
	return f
}

// Head returns the source of the head, up to and with the separator line, as it
// was read; of a post without a head some of its beginning.
func (e Entry) Head() string { return e.head }

// fresh tells whether the file is still the one that was read, by its stat.
func (e *Entry) fresh() bool {
	return e.Err == nil && Fresh(e.Path, e.Fingerprint, e.read)
}

// Fresh reports whether a file is still the one that was read at that time
// with that fingerprint, by its stat. A file that changed so shortly before that
// its time may not tell the next change is taken for changed.
func Fresh(path string, f safefile.Fingerprint, read time.Time) bool {
	if read.Sub(f.ModTime) < racyFor(f.ModTime) {
		return false
	}
	st, err := safefile.Stat(path)
	return err == nil && st.Size == f.Size && st.ModTime.Equal(f.ModTime) && st.Inode == f.Inode && st.Device == f.Device
}

// racyFor is how long after a change the next one may still leave the same time
// on the file: two seconds on the coarsest file systems, whose times show it.
func racyFor(t time.Time) time.Duration {
	if t.Nanosecond()%int(10*time.Millisecond) == 0 {
		return 2 * time.Second
	}
	return 100 * time.Millisecond
}

// EntryOf is the entry of a post whose text is at hand, as it would be listed
// if it were saved. Problems that need the whole library are left out.
func EntryOf(path, src string, now time.Time) Entry {
	e := newEntry(path, filepath.Base(path))
	e.fill(src)
	e.Status = e.StatusAt(now)
	e.Problems = check.Post(e.head, post.Parse(e.head), check.Context{Path: path})
	return e
}

// newEntry is the entry of a file of which nothing is known but where it lies.
// All names are parts of one.
func newEntry(path, rel string) Entry {
	e := Entry{Path: path, Rel: rel}
	if filepath.Separator == '/' && strings.HasSuffix(path, rel) {
		e.Rel = path[len(path)-len(rel):]
	}
	e.Name = e.Rel
	if i := strings.LastIndexByte(e.Rel, '/'); i >= 0 {
		e.Folder, e.Name = e.Rel[:i], e.Rel[i+1:]
	}
	e.Title = nameTitle(e.Name)
	return e
}

// fill takes in what a text says.
func (e *Entry) fill(src string) {
	p := post.Parse(src)
	head := src[:p.BodyStart()]
	if !p.HasHead() {
		head = clip(src, maxHeadless)
	}
	body := src[p.BodyStart():]
	e.fillHead(strings.Clone(head)) // else it would hold the whole text in memory
	e.Words = post.Words(body)
	if !e.HasTitle {
		e.Title = cmp.Or(strings.Clone(firstHeading(body)), nameTitle(e.Name))
	}
}

// maxHeadless is how much of a text without a head is kept: enough to say what it
// looks like.
const maxHeadless = 4 << 10

// fillHead takes in what a head says, and keeps it.
func (e *Entry) fillHead(head string) {
	e.head = head
	p := post.Parse(head)
	e.Title, _ = p.Value("title")
	e.HasTitle = e.Title != ""
	e.Slug, _ = p.Value("slug")
	e.Published, _ = p.Value("published")
	e.Description, _ = p.Value("description")
	e.Date = time.Time{}
	if t, err := post.ParseDate(e.Published); err == nil {
		e.Date = t
	}
}

// byPlace is the order of the list: what cannot be opened comes last.
func byPlace(a, b *Entry) int {
	ad, bd := a.Status == post.Draft, b.Status == post.Draft
	switch {
	case a.Err != nil && b.Err != nil:
		return strings.Compare(a.Rel, b.Rel)
	case a.Err != nil:
		return 1
	case b.Err != nil:
		return -1
	case ad && bd:
		return strings.Compare(a.Rel, b.Rel)
	case ad:
		return -1
	case bd:
		return 1
	}
	return cmp.Or(b.Date.Compare(a.Date), strings.Compare(b.Rel, a.Rel))
}

// sortByPlace sorts posts as the list has them. An entry is large, so that each is
// moved once, when it is known where to.
func sortByPlace(entries []Entry) {
	from := make([]int32, len(entries)) // which one belongs at a place
	for i := range from {
		from[i] = int32(i)
	}
	slices.SortFunc(from, func(a, b int32) int { return byPlace(&entries[a], &entries[b]) })
	for start := range from {
		first, at := entries[start], start
		for int(from[at]) != start { // round the circle that it is in
			next := int(from[at])
			entries[at], from[at] = entries[next], int32(at)
			at = next
		}
		entries[at], from[at] = first, int32(at)
	}
}

// firstHeading is the text of the first ATX heading among the body's first
// lines, its marks left out.
func firstHeading(body string) string {
	fence := ""
	for range 200 {
		if body == "" {
			break
		}
		line := body
		if i := strings.IndexAny(body, "\r\n"); i >= 0 {
			line, body = body[:i], body[i+1:]
		} else {
			body = ""
		}
		line = strings.TrimSpace(line)
		if fence != "" {
			if strings.HasPrefix(line, fence) {
				fence = ""
			}
			continue
		}
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			fence = line[:3]
			continue
		}
		rest := strings.TrimLeft(line, "#")
		if n := len(line) - len(rest); n < 1 || n > 6 || !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\t") {
			continue
		}
		text := strings.TrimSpace(rest)
		if t := strings.TrimRight(text, "#"); t == "" || strings.HasSuffix(t, " ") {
			text = strings.TrimSpace(t)
		}
		if text = strings.Trim(text, "*_`"); text != "" {
			return clip(text, 200)
		}
	}
	return ""
}

// nameTitle makes words of a file name: "wip-my-post.md" is "my post".
func nameTitle(name string) string {
	words := strings.ReplaceAll(slugPart(name), "-", " ")
	if words = strings.TrimSpace(words); words != "" {
		return words
	}
	return name
}

// clip cuts s to at most n bytes without cutting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
