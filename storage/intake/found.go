package intake

import (
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/post"
)

// found is a post as it was found, before it has a name and a slug of its own.
type found struct {
	from string // file that it is from, and its place there

	title       string
	description string
	published   string    // as the field will say it; "" where it is not known
	date        time.Time // of published, for the order; zero where that is ""
	draft       bool
	slugs       []string // what the slug may be made from, the best first
	slugGiven   bool     // the first of them is called so
	extras      []field
	keys        map[string]int // of the extras that front matter gave, to the number that was last tried for it
	stem        string         // words of the file's name
	body        string         // all behind the separator
	converted   bool           // the body is not the author's own Markdown, but made of something else

	// head is all before the body of a post that has our own format already; it
	// stays as it is, and so does its name. Such a post has one slug, maybe "".
	head string
	name string

	pictures pictures // of its links; nil where they are all fixed
	fixed    []fixed
	notes    []note
}

// fixed is an image that has its place already.
type fixed struct {
	name string // below the target
	pic  picture
}

type field struct{ key, value string }

func (f *found) note(field, text string) { f.notes = append(f.notes, note{field, text}) }

// set takes over the front matter.
func (f *found) set(m matter) {
	f.notes = append(f.notes, m.notes...)
	pairs := flatten(m.pairs)
	used := map[string]bool{}
	take := func(keys ...string) (pair, bool) {
		for _, key := range keys {
			for _, p := range pairs {
				if strings.EqualFold(p.key, key) && !used[p.key] && p.value.words() != "" {
					used[p.key] = true
					return p, true
				}
			}
		}
		return pair{}, false
	}
	if p, ok := take("title"); ok {
		f.title = p.value.words()
	}
	if p, ok := take("slug"); ok {
		f.slugs, f.slugGiven = append(f.slugs, p.value.words()), true
	}
	for _, key := range []string{"permalink", "url"} { // they stay, since they say more than a slug
		for _, p := range pairs {
			if p.key == key {
				if s := lastSegment(p.value.words()); s != "" {
					f.slugs = append(f.slugs, s)
				}
			}
		}
	}
	f.takeDate(pairs, used)
	if p, ok := take("description", "summary", "excerpt"); ok {
		f.description = p.value.words()
		if strings.Contains(strings.TrimSpace(p.value.text), "\n") {
			f.note(p.key, "its lines were joined to one")
		}
	}
	f.takeStatus(pairs, used)
	for _, p := range pairs {
		if used[p.key] {
			continue
		}
		f.extra(p)
	}
}

// takeDate finds the date under the names that it has elsewhere.
func (f *found) takeDate(pairs []pair, used map[string]bool) {
	for _, key := range []string{"date", "published", "pubDate", "publishDate", "published_at", "publishedAt", "datePublished", "created"} {
		for _, p := range pairs {
			if !strings.EqualFold(p.key, key) || used[p.key] || f.published != "" || p.value.kind > plain || p.value.text == "" {
				continue
			}
			w, ok := readWhen(p.value.text)
			if !ok {
				if _, is := p.value.truth(); !is { // as in published: false
					f.note(p.key, shorten(p.value.text)+" is no date that can be read; it was kept as an extra field")
				}
				continue
			}
			used[p.key] = true
			f.setWhen(p.key, w)
		}
	}
}

func (f *found) setWhen(key string, w when) {
	f.published, f.date = w.text, w.time
	if w.note != "" {
		f.note(key, w.note)
	}
}

// takeStatus reads what says that a post is not to be seen yet.
func (f *found) takeStatus(pairs []pair, used map[string]bool) {
	for _, p := range pairs {
		yes, ok := p.value.truth()
		switch key := strings.ToLower(p.key); {
		case used[p.key]:
		case key == "draft" && ok:
			f.draft = f.draft || yes
			used[p.key] = true
		case key == "published" && ok:
			f.draft = f.draft || !yes
			used[p.key] = true
		case key == "status" && (p.value.text == "draft" || p.value.text == "published" || p.value.text == "publish"):
			f.draft = f.draft || p.value.text == "draft"
			used[p.key] = true
		}
	}
}

// extra keeps what has no field of its own.
func (f *found) extra(p pair) {
	key := p.key
	switch strings.ToLower(key) {
	case "body":
		key = "body-text" // would be an error here
	case "title", "slug", "published", "description":
		key = "other-" + strings.ToLower(key)
	}
	if post.ValidKey(key) != nil {
		key = strings.Trim(post.Fold(strings.Map(func(r rune) rune {
			if r == ':' || r < ' ' {
				return '-'
			}
			return r
		}, strings.TrimLeft(key, "!"))), "- ")
	}
	if post.ValidKey(key) != nil {
		f.note(p.key, "no field can be called that; left out: "+shorten(p.value.line()))
		return
	}
	key = f.freeKey(key)
	if key != p.key {
		f.note(p.key, "it was kept as "+key)
	}
	f.extras = append(f.extras, field{key, p.value.field(key)})
}

// freeKey is a key that no extra field has, and takes it.
func (f *found) freeKey(key string) string {
	if f.keys == nil {
		f.keys = map[string]int{}
		for _, e := range f.extras {
			f.keys[e.key] = 1
		}
	}
	free := key
	for f.keys[free] > 0 {
		f.keys[key]++
		free = key + "-" + strconv.Itoa(f.keys[key])
	}
	f.keys[free] = 1
	return free
}

// flatten lifts what generators keep in tables of their own, where no other key
// has that name.
func flatten(pairs []pair) []pair {
	taken := map[string]bool{}
	for _, p := range pairs {
		taken[strings.ToLower(p.key)] = true
	}
	var out []pair
	for _, p := range pairs {
		switch p.key {
		case "taxonomies", "extra", "params":
			if p.value.kind != table {
				break
			}
			for _, in := range p.value.pairs {
				key := in.key
				if taken[strings.ToLower(key)] || meaningful(key) {
					key = p.key + "." + key
				}
				taken[strings.ToLower(key)] = true
				out = append(out, pair{key, in.value, in.line})
			}
			continue
		}
		out = append(out, p)
	}
	return out
}

// meaningful tells whether a key means something here that it does not mean in
// a table of extras.
func meaningful(key string) bool {
	switch strings.ToLower(key) {
	case "date", "published", "draft", "slug", "status", "title":
		return true
	}
	return false
}

// lastSegment is the last part of an address that says something.
func lastSegment(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	s = strings.TrimSuffix(strings.TrimSuffix(strings.Trim(s, "/"), "index.html"), "/")
	s = s[strings.LastIndexByte(s, '/')+1:]
	if strings.HasPrefix(s, ":") || strings.ContainsAny(s, "{}") {
		return "" // a pattern
	}
	return strings.TrimSuffix(s, ".html")
}

// source writes the post in our format.
func (f *found) source(slug, body string) string {
	if f.head != "" {
		return f.head + body
	}
	end := "\n"
	if n := strings.Count(f.body, "\r\n"); n > 0 && 2*n >= strings.Count(f.body, "\n") {
		end = "\r\n"
	}
	var b strings.Builder
	line := func(key, value string) {
		b.WriteString("!! " + key + ":")
		if value = post.Fold(value); value != "" {
			b.WriteString(" " + value)
		}
		b.WriteString(end)
	}
	line("title", f.title)
	line("slug", slug)
	line("published", f.published)
	line("description", f.description)
	for _, e := range f.extras {
		line(e.key, e.value)
	}
	b.WriteString(end + "---" + end + body)
	return b.String()
}
