package history

import (
	"context"
	"errors"
	"iter"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
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
		want := strings.Join(strings.Fields(query), " ")
		if len(want) > maxQuery {
			want = strings.ToValidUTF8(want[:maxQuery], "")
		}
		want = fold(want)
		if want == "" {
			return
		}
		names, err := s.logs()
		if err != nil && !yield(Hit{}, err) {
			return
		}
		for _, name := range names {
			if !s.searchLog(ctx, name, want, yield) {
				return
			}
		}
	}
}

// searchLog looks in the versions of one log, and reports whether to go on.
func (s *Store) searchLog(ctx context.Context, name, want string, yield func(Hit, error) bool) bool {
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
	f, err := s.openLog(name)
	if errors.Is(err, os.ErrNotExist) {
		return true
	}
	if err != nil {
		return yield(Hit{}, s.wrap("not read", name, err))
	}
	defer f.Close()
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
			if d, err = r.payload(f); err == nil {
				if d, err = decompress(d); err == nil {
					text, err = r.patched(whole.text, d)
				}
			}
		} else {
			if r.packed == packedDelta {
				if base, ok := l.find(r.base); ok {
					if whole.text, err = textOf(f, base, nil); err == nil {
						whole.seq = base.seq
					}
				}
			}
			text, err = textOf(f, r, l)
		}
		if err != nil {
			if !yield(Hit{}, s.wrap("not read", name, err)) {
				return false
			}
			continue
		}
		h, ok := find(text, want)
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

// fold is a text as texts are compared.
func fold(s string) string { return cases.Fold().String(s) }

const around = 60 // bytes of an excerpt before and after what was found

// find looks for want, which is folded and has single blanks, and makes an
// excerpt of where it is.
func find(text, want string) (Hit, bool) {
	// A quick look: most versions of most posts do not hold it.
	words := strings.Fields(text)
	flat := strings.Join(words, " ")
	at, end := index(flat, want)
	if at < 0 {
		return Hit{}, false
	}
	from := max(0, at-around)
	for from > 0 && !utf8.RuneStart(flat[from]) {
		from--
	}
	if i := strings.IndexByte(flat[from:at], ' '); from > 0 && i >= 0 {
		from += i + 1
	}
	to := min(len(flat), end+around)
	for to < len(flat) && !utf8.RuneStart(flat[to]) {
		to++
	}
	if i := strings.LastIndexByte(flat[end:to], ' '); to < len(flat) && i >= 0 {
		to = end + i
	}
	h := Hit{Excerpt: flat[from:to], Start: at - from, End: end - from}
	if from > 0 {
		h.Excerpt = "…" + h.Excerpt
		h.Start += len("…")
		h.End += len("…")
	}
	if to < len(flat) {
		h.Excerpt += "…"
	}
	return h, true
}

// index is where in text the folded want is; -1 when it is not in it.
func index(text, want string) (start, end int) {
	folded := fold(text)
	at := strings.Index(folded, want)
	if at < 0 {
		return -1, -1
	}
	if len(folded) == len(text) && ascii(text) {
		return at, at + len(want)
	}
	// Folding may change lengths: count the folded bytes of one character after the other.
	start, n := -1, 0
	for i, r := range text {
		if start < 0 && n >= at {
			start = i
		}
		if n >= at+len(want) {
			return start, i
		}
		n += len(fold(string(r)))
	}
	if start < 0 {
		return -1, -1
	}
	return start, len(text)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
