package history

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"

	"galley.app/galley/storage/post"
)

// Hit is a version that holds what was looked for.
type Hit struct {
	Version Version
	Path    string // of the post now, as far as is known
	Excerpt string // the words around the first place, in one line
	Start   int    // of what was found, a byte offset in Excerpt
	End     int
}

// maxQuery is how much of a query is looked for, in bytes.
const maxQuery = 1000

// Search looks for words in all versions of all posts, whatever their case and
// however blanks and line ends stand between them. It yields the posts written
// last first, and of each its newest versions first; versions next to each
// other with the same excerpt are one hit. What cannot be read is an error
// among the hits. It ends with ctx's error when ctx ends.
func (s *Store) Search(ctx context.Context, query string) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		if len(query) > maxQuery {
			query = strings.ToValidUTF8(query[:maxQuery], "")
		}
		sought := search{s: s, want: folded(query)}
		if len(sought.want) == 0 {
			return
		}
		names, err := s.logs()
		if err != nil && !yield(Hit{}, err) {
			return
		}
		for _, name := range names {
			if !sought.log(ctx, name, yield) {
				return
			}
		}
	}
}

// search is a search that is under way.
type search struct {
	s     *Store
	want  []byte
	runes runes
	buf   []byte
}

// log looks in the versions of one log, and reports whether to go on.
func (f *search) log(ctx context.Context, name string, yield func(Hit, error) bool) bool {
	s := f.s
	if ctx.Err() != nil {
		yield(Hit{}, ctx.Err())
		return false
	}
	l, err := s.readLog(name)
	if err != nil && !yield(Hit{}, err) {
		return false
	}
	if len(l.records) == 0 {
		return true
	}
	file, err := s.openLog(name)
	if errors.Is(err, os.ErrNotExist) {
		return true
	}
	if err != nil {
		return yield(Hit{}, s.wrap("not read", name, err))
	}
	defer file.Close()
	var whole struct {
		seq  uint64
		text string
	}
	last := ""
	now := s.pathNow(l)
	for i, r := range slices.Backward(l.records) {
		if r.what != isVersion || r.hidden {
			continue
		}
		if ctx.Err() != nil {
			yield(Hit{}, ctx.Err())
			return false
		}
		var text string
		if r.packed == packedDelta && r.base == whole.seq {
			var d []byte
			if d, err = r.payload(file); err == nil {
				if d, err = s.codec.decompress(d); err == nil {
					text, err = r.patched(whole.text, d)
				}
			}
		} else {
			if r.packed == packedDelta {
				if base, ok := l.find(r.base); ok {
					if whole.text, err = s.codec.textOf(file, base, nil); err == nil {
						whole.seq = base.seq
					}
				}
			}
			text, err = s.codec.textOf(file, r, l)
		}
		if err != nil {
			if !yield(Hit{}, s.wrap("not read", name, err)) {
				return false
			}
			continue
		}
		h, ok := find(text, f.want, &f.runes, &f.buf)
		if !ok {
			last = ""
			continue
		}
		if h.Excerpt == last {
			continue
		}
		last = h.Excerpt
		h.Version, h.Path = r.version(name), now[i]
		if !yield(h, nil) {
			return false
		}
	}
	return true
}

// pathNow is, for each record of a log, the path that its post has now, as far
// as is known.
func (s *Store) pathNow(l *log) []string {
	now := make([]string, len(l.records))
	path := ""
	for i, r := range slices.Backward(l.records) {
		switch {
		case r.what == isEnd:
			path = s.follow(r.log, r.path)
		case r.what == isVersion && path == "":
			path = r.path
		}
		now[i] = path
		if r.what == isFrom {
			path = "" // before is another post
		}
	}
	return now
}

// follow is the path that a post has which went to another log.
func (s *Store) follow(name, path string) string {
	for range maxCame {
		if !isLog(name) {
			break
		}
		l, _ := s.readLog(name)
		moved := false
		for _, r := range slices.Backward(l.records) {
			if r.what == isFrom {
				break
			}
			if r.what == isEnd && r.path != "" {
				name, path, moved = r.log, r.path, true
			}
		}
		if !moved {
			break
		}
	}
	return path
}

// folded is the query as texts are compared with it.
func folded(query string) []byte {
	b, _ := flatten(nil, query, &runes{}, -1)
	return bytes.TrimSpace(b)
}

// runes remembers what characters beyond ASCII fold to.
type runes map[rune]string

func (m *runes) fold(r rune) string {
	if s, ok := (*m)[r]; ok {
		return s
	}
	s := cases.Fold().String(string(r))
	if unicode.IsSpace(r) {
		s = " "
	}
	if *m == nil {
		*m = runes{}
	}
	(*m)[r] = s
	return s
}

// flatten appends a text to b as it is compared: in folded case, with one blank
// for all white space between two words. It stops when b is as long as until,
// unless that is negative, and returns how much of the text it took.
func flatten(b []byte, text string, m *runes, until int) (flat []byte, at int) {
	blank := true // the last byte is one
	for at < len(text) && (until < 0 || len(b) < until) {
		c := text[at]
		switch {
		case 'A' <= c && c <= 'Z':
			b, blank = append(b, c|0x20), false
			at++
		case c > ' ' && c < utf8.RuneSelf:
			b, blank = append(b, c), false
			at++
		case c < utf8.RuneSelf: // control characters are white space here
			if !blank {
				b, blank = append(b, ' '), true
			}
			at++
		default:
			r, n := utf8.DecodeRuneInString(text[at:])
			s := m.fold(r)
			if s != " " || !blank {
				b = append(b, s...)
			}
			blank = s == " "
			at += n
		}
	}
	return b, at
}

const around = 60 // bytes of an excerpt before and after what was found

// find looks for want, which is folded, and makes an excerpt of where it is.
// What it needs room for it finds in buf.
func find(text string, want []byte, m *runes, buf *[]byte) (Hit, bool) {
	*buf, _ = flatten((*buf)[:0], text, m, -1)
	at := bytes.Index(*buf, want)
	if at < 0 {
		return Hit{}, false
	}
	_, start := flatten((*buf)[:0], text, m, at)
	_, end := flatten((*buf)[:0], text, m, at+len(want))
	for start < end { // white space before it counts for the blank before
		r, n := utf8.DecodeRuneInString(text[start:])
		if !unicode.IsSpace(r) && r >= ' ' {
			break
		}
		start += n
	}
	from := max(0, start-around)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	to := min(len(text), end+around)
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	before, found, after := post.OneLine(text[from:start]), post.OneLine(text[start:end]), post.OneLine(text[end:to])
	if from > 0 {
		if i := strings.IndexByte(before, ' '); i >= 0 {
			before = before[i+1:]
		}
		before = "…" + before
	}
	if to < len(text) {
		if i := strings.LastIndexByte(after, ' '); i >= 0 {
			after = after[:i]
		}
		after += "…"
	}
	return Hit{Excerpt: before + found + after, Start: len(before), End: len(before) + len(found)}, true
}
