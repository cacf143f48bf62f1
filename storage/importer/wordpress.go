package importer

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"galley.app/galley/internal/fromhtml"
	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// The limits of a WordPress export.
const (
	maxWXR   = 200 << 20 // bytes of the file
	maxItems = 100_000
	maxText  = fromhtml.MaxSize // bytes of one element
	maxNest  = 64               // elements in each other
	maxToken = 64 << 20         // bytes of one text, of which those beyond maxText are not kept
)

// isXML tells whether a file may be a WordPress export, by its first bytes.
func isXML(file string) bool {
	head := headOf(file)
	return bytes.Contains(head, []byte("<rss")) || bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\uFEFF"))), []byte("<?xml"))
}

// isWXR tells whether a file says of itself that it is a WordPress export.
func isWXR(file string) bool { return bytes.Contains(headOf(file), []byte("wordpress.org/export/")) }

func headOf(file string) []byte {
	f, err := safefile.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 8<<10))
	if err != nil {
		return nil
	}
	return head
}

// wordpress takes in what WordPress calls an export.
func (w *planner) wordpress(file, shown string) error {
	f, err := safefile.Open(file)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", shown, safefile.Cause(err))
	}
	defer f.Close()
	most := w.o.Limits.Of(maxWXR)
	if info, err := f.Stat(); err != nil || info.Size() > most {
		return fmt.Errorf("%s: is larger than %d MB; nothing was imported; export fewer posts at a time, or raise the limits", shown, most>>20)
	}
	x, err := readWXR(io.LimitReader(f, most))
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", shown, err)
	}
	if !x.wordpress {
		return fmt.Errorf("%s: is not a WordPress export; nothing was imported", shown)
	}
	x.folder, x.shown = filepath.Dir(file), shown
	w.takeWXR(x)
	return nil
}

// wxr is a WordPress export that was read.
type wxr struct {
	wordpress bool // it says that it is one
	items     []wxrItem
	large     int    // items that were too large
	odd       int    // control characters that were left out
	folder    string // that it lies in
	shown     string

	media    media
	patterns map[string]string // id of a block that is written once to what it holds
	put      int               // bytes of patterns that were put into the present post
	allPut   int               // into all
	hidden   map[string]int    // keys of plug-ins' own fields that are left out, to how often
	index    map[string]string // file name, in lower case, to an image below the folder
	walked   bool
}

// wxrItem is one item of any type.
type wxrItem struct {
	title, link, creator, content, excerpt string
	id, date, gmt, name, status, kind      string
	password, address                      string
	categories, tags                       []string
	guid, parent, sticky                   string
	order, line                            int
	metas                                  []meta
	terms                                  []meta // of other taxonomies
	comments                               int
	too                                    bool // too large to be taken in
}

// meta is a field of a post that a plug-in or an author made.
type meta struct{ key, value string }

func (it *wxrItem) meta(key string) string {
	for _, m := range it.metas {
		if m.key == key {
			return strings.TrimSpace(m.value)
		}
	}
	return ""
}

// cleanXML leaves out the control characters that XML forbids and that
// WordPress writes all the same.
type cleanXML struct {
	r    io.Reader
	left int
}

func (c *cleanXML) Read(p []byte) (int, error) {
	for {
		n, err := c.r.Read(p)
		k := 0
		for _, b := range p[:n] {
			if b < ' ' && b != '\n' && b != '\r' && b != '\t' {
				c.left++
				continue
			}
			p[k] = b
			k++
		}
		if k > 0 || err != nil {
			return k, err
		}
	}
}

// readWXR reads the items of an export as a stream.
func readWXR(r io.Reader) (*wxr, error) {
	buf := bufio.NewReaderSize(r, 64<<10)
	head, _ := buf.Peek(512)
	var in io.Reader = transform.NewReader(buf, unicode.UTF8BOM.NewDecoder())
	if k := declared().FindSubmatch(head); k != nil && !strings.EqualFold(string(k[1]), "utf-8") {
		var err error
		if in, err = charset.NewReaderLabel(string(k[1]), buf); err != nil {
			return nil, fmt.Errorf("its encoding %s is not known", k[1])
		}
	}
	clean := &cleanXML{r: in}
	d := bounded.NewXML(clean, bounded.Limits{Token: maxToken})
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	d.Entity = xml.HTMLEntity
	x := &wxr{media: newMedia(), patterns: map[string]string{}, hidden: map[string]int{}}
	err := x.read(d)
	x.odd = clean.left
	return x, err
}

var declared = pattern(`^\s*<\?xml[^>]*encoding=["']([\w.:-]+)["']`)

func (x *wxr) read(d *bounded.XML) error {
	var it *wxrItem
	var words strings.Builder
	depth, top, inMeta := 0, false, false
	var category xml.StartElement
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth > 0 || !top {
				return errors.New("it ends in the middle, so it is not a complete export")
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is not well-formed XML (%v)", err)
		}
		switch t := t.(type) {
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return errors.New("it declares entities, which no WordPress export does")
			}
		case xml.StartElement:
			if depth++; depth > maxNest {
				return fmt.Errorf("its elements lie more than %d deep", maxNest)
			}
			if !top && t.Name.Local != "rss" {
				return fmt.Errorf("it is a document of type %s, not a WordPress export", shorten(t.Name.Local))
			}
			top = true
			words.Reset()
			switch {
			case named(t.Name, "wp", "wxr_version"):
				x.wordpress = true
			case t.Name.Space == "" && t.Name.Local == "item":
				if len(x.items) >= maxItems {
					return fmt.Errorf("it has more than %d items", maxItems)
				}
				x.items = append(x.items, wxrItem{})
				it = &x.items[len(x.items)-1]
			case t.Name.Local == "category":
				category = t.Copy()
			case named(t.Name, "wp", "postmeta") && it != nil:
				inMeta = true
				it.metas = append(it.metas, meta{})
			case named(t.Name, "content", "encoded") && it != nil:
				it.line, _ = d.InputPos()
			case named(t.Name, "wp", "comment") && it != nil:
				it.comments++
			}
		case xml.CharData:
			if words.Len()+len(t) > maxText {
				if it != nil {
					it.too = true
				}
				words.Reset()
				continue
			}
			words.Write(t)
		case xml.EndElement:
			depth--
			if it == nil {
				continue
			}
			if t.Name.Space == "" && t.Name.Local == "item" {
				x.end(it)
				it = nil
				continue
			}
			switch m := len(it.metas) - 1; {
			case named(t.Name, "wp", "postmeta"):
				inMeta = false
			case inMeta && named(t.Name, "wp", "meta_key"):
				it.metas[m].key = strings.TrimSpace(words.String())
			case inMeta && named(t.Name, "wp", "meta_value"):
				it.metas[m].value = words.String()
			}
			it.take(t.Name, category, words.String())
			words.Reset()
		}
	}
}

func named(n xml.Name, space, local string) bool { return n.Space == space && n.Local == local }

// take keeps the text of an element. Only those of the item itself are asked
// for: no name below comments or custom fields is the same.
func (it *wxrItem) take(n xml.Name, category xml.StartElement, s string) {
	switch n.Space + ":" + n.Local {
	case ":title":
		it.title = s
	case ":link":
		it.link = strings.TrimSpace(s)
	case "dc:creator":
		it.creator = s
	case "content:encoded":
		it.content = s
	case "excerpt:encoded":
		it.excerpt = s
	case "wp:post_id":
		it.id = strings.TrimSpace(s)
	case "wp:post_date":
		it.date = strings.TrimSpace(s)
	case "wp:post_date_gmt":
		it.gmt = strings.TrimSpace(s)
	case "wp:post_name":
		it.name = strings.TrimSpace(s)
	case "wp:status":
		it.status = strings.TrimSpace(s)
	case "wp:post_type":
		it.kind = strings.TrimSpace(s)
	case "wp:post_password":
		it.password = s
	case ":guid":
		it.guid = strings.TrimSpace(s)
	case "wp:post_parent":
		it.parent = strings.TrimSpace(s)
	case "wp:menu_order":
		it.order, _ = strconv.Atoi(strings.TrimSpace(s))
	case "wp:is_sticky":
		it.sticky = strings.TrimSpace(s)
	case "wp:attachment_url":
		it.address = strings.TrimSpace(s)
	case ":category":
		for _, a := range category.Attr {
			if a.Name.Local != "domain" {
				continue
			}
			switch a.Value {
			case "category":
				it.categories = append(it.categories, s)
			case "post_tag":
				it.tags = append(it.tags, s)
			default:
				it.terms = append(it.terms, meta{a.Value, s})
			}
		}
	}
}

// end keeps what an item is wanted for later.
func (x *wxr) end(it *wxrItem) {
	if it.kind == "attachment" && it.address != "" {
		x.media.add(it)
		it.content = ""
	}
	if it.kind == "wp_block" {
		x.patterns[it.id] = it.content
	}
	if it.too {
		x.large++
	}
}

// takeWXR finds the posts of an export.
func (w *planner) takeWXR(x *wxr) {
	others := map[string]int{}
	for i := range x.items {
		it := &x.items[i]
		from := fmt.Sprintf("%s: %s", x.shown, shorten(cmp.Or(plainWords(it.title), it.name, "item "+it.id)))
		switch {
		case it.kind == "attachment" || it.kind == "wp_block": // in the posts that show them
		case it.kind != "post" && it.kind != "page":
			others[cmp.Or(it.kind, "no type")]++
		case it.kind == "page" && !w.o.Pages:
			w.skipPage(from, "it is a page")
		case it.status == "trash" || it.status == "auto-draft" || it.status == "inherit":
			w.skip(from, "its status is "+it.status)
		case it.too:
			w.skip(from, fmt.Sprintf("it is larger than %d MB", maxText>>20))
		default:
			if err := w.takeItem(x, it, from); err != nil {
				w.skip(from, err.Error())
			}
		}
		it.content = "" // it is in memory once
	}
	for _, kind := range slices.Sorted(maps.Keys(others)) {
		w.skip(x.shown, count(others[kind], "item", "items")+" of type "+post.Fold(kind))
	}
	if len(x.hidden) > 0 {
		var list []string
		for _, key := range slices.Sorted(maps.Keys(x.hidden)) {
			list = append(list, fmt.Sprintf("%s (%d)", key, x.hidden[key]))
		}
		w.plan.Notes = append(w.plan.Notes, Note{From: x.shown, Text: "fields that programs keep for themselves were left out: " + strings.Join(list, ", ")})
	}
	if x.odd > 0 {
		w.plan.Notes = append(w.plan.Notes, Note{From: x.shown, Text: fmt.Sprintf("%d control characters were left out", x.odd)})
	}
}

func (w *planner) takeItem(x *wxr, it *wxrItem, from string) error {
	f := w.newFound(from)
	f.converted, f.title, f.description = true, plainWords(it.title), plainWords(it.excerpt)
	f.pictures = &uploads{x: x}
	if when, ok := it.when(); ok {
		f.setWhen("post_date", when)
	}
	switch it.status {
	case "publish", "future", "":
	case "draft", "pending":
		f.draft = true
	default:
		f.draft = true
		f.note("status", "it was "+shorten(it.status)+"; it is a draft now")
	}
	if it.password != "" {
		f.draft = true
		f.note("post_password", "it had a password; it is a draft now, without one")
	}
	if name, err := url.PathUnescape(it.name); err == nil && name != "" {
		f.slugs, f.slugGiven = []string{name}, true
	} else if it.name != "" {
		f.slugs, f.slugGiven = []string{it.name}, true
	}
	for _, e := range []struct {
		key  string
		list []string
	}{{"author", []string{it.creator}}, {"categories", it.categories}, {"tags", it.tags}} {
		v := value{kind: list}
		for _, s := range e.list {
			if s = plainWords(s); s != "" {
				v.items = append(v.items, value{text: s})
			}
		}
		if len(v.items) > 0 {
			if e.key == "author" {
				v = v.items[0]
			}
			f.extras = append(f.extras, field{e.key, v.field(e.key)})
		}
	}
	if it.comments > 0 {
		f.note("comments", count(it.comments, "comment", "comments")+" left out")
	}
	f.bodyLine = max(it.line, 1)
	x.put = 0
	x.takeMetas(f, it)
	content := x.footnotes(f, it, x.blocks(f, it.content, map[string]bool{}))
	src, notes := wordpressHTML(content, x.media.of(it.id))
	f.notes = append(f.notes, notes...)
	if doc, err := fromhtml.Parse(src); err == nil {
		f.holdHTML(doc, it.content, f.bodyLine, "")
	}
	if err := f.convert(w.ctx, src, ""); err != nil {
		return err
	}
	for _, p := range placesIn(f.body) { // shortcodes of others, told above
		f.mapped[thing{sort: p.sort, name: p.name}] = true
	}
	f.addressed = append(f.addressed, it.link, it.guid)
	if u, err := url.Parse(it.link); err == nil && u.Host != "" {
		f.addressed = append(f.addressed, u.Path, u.Scheme+"://"+u.Host+"/?p="+it.id, "/?p="+it.id)
	}
	w.found = append(w.found, f)
	return nil
}

// when is the date of an item, with the zone of the site where both of its
// times tell it.
func (it *wxrItem) when() (when, bool) {
	const layout = "2006-01-02 15:04:05"
	local, errLocal := time.Parse(layout, it.date)
	gmt, errGMT := time.Parse(layout, it.gmt)
	isLocal, isGMT := errLocal == nil && local.Year() > 1, errGMT == nil && gmt.Year() > 1
	switch {
	case isLocal && isGMT:
		if off := local.Sub(gmt); off.Abs() <= 15*time.Hour && off%(15*time.Minute) == 0 {
			gmt = gmt.In(time.FixedZone("", int(off/time.Second)))
		}
		return when{text: gmt.Format(time.RFC3339), time: gmt}, usual(gmt)
	case isGMT:
		return when{text: gmt.Format(time.RFC3339), time: gmt}, usual(gmt)
	case isLocal:
		return when{text: local.Format(time.DateOnly), time: local}, usual(local)
	}
	return when{}, false
}

var anyTag = pattern(`<[^>]*>`)

// plainWords takes tags and entities out of words.
func plainWords(s string) string {
	return post.Fold(html.UnescapeString(anyTag().ReplaceAllString(s, "")))
}
