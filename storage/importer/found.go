package importer

import (
	"slices"
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

	file       string            // it is in; "" where it has none of its own
	site       *site             // that the file lies in
	now        time.Time         // of the import
	jekyll     bool              // its site is one of Jekyll or a kin
	bodyLine   int               // of the file, where the body starts
	things     []thing           // that the source holds
	mapped     map[thing]bool    // things that have a counterpart of another form
	originals  map[string]string // address to what a program would have made it of
	anchors    []string          // that headings were given
	heads      map[string]string // anchor of the site to that of a heading here
	addressed  []string          // addresses of its page on its site
	categories []string
	slugHere   string // slug that it gets, as far as that is known
}

// newFound begins a post that was found.
func (w *planner) newFound(from string) *found {
	return &found{from: from, now: w.o.Now, mapped: map[thing]bool{}, originals: map[string]string{}, bodyLine: 1}
}

// fixed is an image that has its place already.
type fixed struct {
	name string // below the target
	pic  picture
}

type field struct{ key, value string }

func (f *found) note(field, text string) { f.noteAt(0, field, text) }

func (f *found) noteAt(line int, field, text string) {
	f.notes = append(f.notes, note{field, text, line})
}

// kept says that a key of front matter has a counterpart.
func (f *found) kept(key string) {
	if f.mapped == nil {
		f.mapped = map[thing]bool{}
	}
	f.mapped[thing{sort: aField, name: key}] = true
}

// set takes over the front matter.
func (f *found) set(m matter) {
	f.notes = append(f.notes, m.notes...)
	pairs := flatten(m.pairs)
	for _, p := range pairs {
		f.things = append(f.things, thing{aField, p.key, p.line})
		if p.value.kind == nothing || p.value.kind == text && p.value.text == "" {
			f.kept(p.key) // it says nothing
		}
	}
	used := map[string]bool{}
	defer func() {
		for key := range used {
			f.kept(key)
		}
	}()
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
	for _, key := range []string{"path", "url", "permalink"} { // they stay, since they say more than a slug, and go before it
		for _, p := range pairs {
			address := p.value.words()
			if p.key != key || p.value.kind != text || strings.ContainsAny(address, ":{}") || strings.Contains(address, "://") {
				continue
			}
			if s := lastSegment(address); s != "" {
				f.slugs = append(f.slugs, s)
				f.addressed = append(f.addressed, address)
			}
		}
	}
	if len(f.slugs) > 0 { // the address is another one; the slug stays as a field
		for _, p := range pairs {
			if p.key == "slug" {
				f.slugs = append(f.slugs, p.value.words())
			}
		}
	} else if p, ok := take("slug"); ok {
		s := p.value.words()
		if i := strings.LastIndexByte(strings.Trim(s, "/"), '/'); i >= 0 {
			s = lastSegment(s)
		}
		f.slugGiven = true
		f.slugs = append(f.slugs, s)
	}
	for _, p := range pairs {
		switch strings.ToLower(p.key) {
		case "aliases", "redirect_from":
			for _, it := range append(p.value.items, p.value) {
				f.addressed = append(f.addressed, it.text)
			}
		case "tags", "categories", "category", "tag":
			if f.jekyll && p.value.kind == text && !strings.Contains(p.value.text, ",") && (p.key == "tags" || p.key == "categories") {
				v := value{kind: list} // blanks part them, says Jekyll
				for _, s := range strings.Fields(p.value.text) {
					v.items = append(v.items, value{text: s})
				}
				p.value.kind, p.value.items = v.kind, v.items
				for i := range pairs {
					if pairs[i].key == p.key {
						pairs[i].value = v
					}
				}
			}
			if strings.HasPrefix(strings.ToLower(p.key), "categor") {
				var parts []string
				for _, it := range p.value.items {
					parts = append(parts, it.text)
				}
				f.categories = append(f.categories, strings.Join(parts, "/"), p.value.text)
			}
		}
	}
	f.takeDate(pairs, used)
	f.takeDays(pairs, used)
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
					f.note(p.key, shorten(p.value.text)+" is not a date that can be read; it was kept as an extra field")
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

// takeDays reads the days between which a generator shows a post.
func (f *found) takeDays(pairs []pair, used map[string]bool) {
	for _, p := range pairs {
		if used[p.key] || p.value.kind > plain {
			continue
		}
		w, ok := readWhen(p.value.text)
		switch key := strings.ToLower(p.key); {
		case !ok:
		case (key == "publishdate" || key == "pubdate" || key == "published") && w.time.After(f.now) && w.time.After(f.date):
			if f.published != "" && !slices.ContainsFunc(pairs, func(o pair) bool { return strings.EqualFold(o.key, "date") && !used[o.key] }) {
				f.extras = append(f.extras, field{"date", f.published})
			}
			used[p.key] = true
			f.setWhen(p.key, w)
			f.note(p.key, "it is not seen before "+w.text+"; that is when it is published")
		case key == "expirydate" || key == "unpublishdate":
			if !w.time.After(f.now) {
				f.draft = true
				f.note(p.key, "it was not seen anymore from "+w.text+" on; it is a draft now")
			} else {
				f.note(p.key, "it was to be seen until "+w.text+"; that is kept as a field, and here it stays")
			}
		}
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
		case key == "status" && slices.Contains([]string{"draft", "published", "publish"}, strings.ToLower(p.value.text)):
			f.draft = f.draft || strings.EqualFold(p.value.text, "draft")
			used[p.key] = true
		case key == "status" && (strings.EqualFold(p.value.text, "hidden") || strings.EqualFold(p.value.text, "skip")):
			f.draft = true
			f.note(p.key, "it was "+shorten(p.value.text)+"; it is a draft now")
		case key == "permalink" && ok && !yes, key == "headless" && yes, key == "render" && ok && !yes:
			f.draft = true
			f.note(p.key, "its site did not show it; it is a draft now")
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
	f.kept(p.key)
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
			if p.value.kind == nothing {
				continue // it is empty
			}
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
func (f *found) source(slug, body string) string { return f.sourceWith(slug, body, f.extras) }

func (f *found) sourceWith(slug, body string, extras []field) string {
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
	for _, e := range extras {
		line(e.key, e.value)
	}
	b.WriteString(end + "---" + end + body)
	return b.String()
}
