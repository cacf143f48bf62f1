package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// Pages are the posts of a site as folders of a site generator's content.
type Pages struct {
	Places []string // folders, by post, without a slash at the end

	posts  []site.Post
	images images.Options
	hugo   bool
	links  *site.Links
}

// NewPages returns the page bundles of the posts, for Hugo or with plain keys.
func NewPages(s site.Site, posts []site.Post, o images.Options, hugo bool) *Pages {
	b := &Pages{posts: posts, images: o, hugo: hugo, links: site.NewLinks(s, posts)}
	taken := pack.Names{}
	for _, e := range posts {
		b.Places = append(b.Places, taken.Free(site.FileName(e.Slug)))
	}
	return b
}

var plainPlace = regexp.MustCompile(`^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$`)

// link gives how post i names another post that it names by its file, and for
// Hugo by its place on the site, which is known there only when it is built.
// What names any other place is right as it is.
func (b *Pages) link(i int, dest string) (string, bool) {
	if strings.HasPrefix(dest, "/") && !b.hugo {
		return "", false
	}
	to, fragment, ok := b.links.Find(dest)
	if !ok || !refs.IsLocal(dest) {
		return "", false
	}
	place := b.Places[to]
	// Hugo ends with an error where relref names a page that it does not show.
	seen := b.posts[to].Status == post.Published
	if b.hugo && seen && plainPlace.MatchString(place) && (fragment == "" || plainPlace.MatchString(fragment[1:])) {
		return `{{< relref "` + place + fragment + `" >}}`, true
	}
	return "../" + url.PathEscape(place) + "/" + refs.Escape(fragment), true
}

// Files returns the files of the page bundle of post i: index.md, and the
// images that it names beside it.
func (b *Pages) Files(i int) ([]pack.File, []site.Finding, error) {
	e := b.posts[i]
	m := move(e, b.images, "", func(dest string) (string, bool) { return b.link(i, dest) })
	own := OwnMatter{Name: e.Name, Images: m.assets, Links: m.links}
	if b.hugo {
		if out := HideShortcodes(m.text); out != m.text && ShowShortcodes(out) == m.text {
			m.text, own.Shortcodes = out, true
			m.notes = append(m.notes, site.Finding{Path: e.Path, Message: "shortcodes in code are written so that Hugo shows them; those outside of code are for Hugo to run"})
		}
	}
	known, extras := matterFields(e)
	date, dated := firstDate(e)
	own.Dates = dated
	if head := e.Text[:e.TextStart]; dated || fields.Head(slices.Concat(known, extras)) != head || slices.ContainsFunc(extras, fields.IsTyped) {
		own.Head = head
	}
	var w, reserved strings.Builder
	w.WriteString("---\n")
	for _, f := range known {
		switch {
		case f.Key != "published":
			WritePair(&w, "", f.Key, f.Value)
		case dated:
			w.WriteString("date: " + date + "\npublishDate: " + f.Value + "\n")
		default:
			w.WriteString("date: " + f.Value + "\n")
		}
	}
	if e.Status == post.Draft {
		w.WriteString("draft: true\n")
	}
	hasAliases := slices.ContainsFunc(extras, func(f fields.Pair) bool { return strings.EqualFold(f.Key, "aliases") })
	for _, f := range extras {
		value, _ := yamlValue(f.Key, f.Value) // those of the extras can be written
		line := YAMLKey(f.Key) + ": " + value + "\n"
		if b.hugo && hugoReserves(f.Key) {
			reserved.WriteString("  " + line)
		} else {
			w.WriteString(line)
		}
		if b.hugo && strings.EqualFold(f.Key, "redirect_from") && !hasAliases && !own.Aliases {
			own.Aliases = true
			w.WriteString("aliases: " + value + "\n")
		}
	}
	indent := ""
	if b.hugo {
		// Hugo has keys of its own; what must not be one of them is here.
		w.WriteString("params:\n" + reserved.String())
		indent = "  "
	}
	own.Write(&w, indent)
	if err := bounded.CheckYAML([]byte(w.String()), PageLimits); err != nil {
		return nil, nil, fmt.Errorf("%s: its front matter could not be read again: %w", e.Path, err)
	}
	w.WriteString("---\n\n" + m.text)
	files := []pack.File{{Name: "index.md", Data: []byte(w.String())}}
	for i, pic := range m.images {
		files = append(files, pack.File{Name: m.assets[i].Path, Data: pic.Data})
	}
	more, notes := b.fieldImages(e, files)
	return append(files, more...), append(m.notes, notes...), nil
}

// hugoReserves reports whether Hugo means something by a key of front matter
// that no author writes there. Fields of such a name stand below params. All
// others stand at the top: those that Hugo's documentation of front matter
// lists have their meaning there, and any other one is a parameter of the page
// there too, in each version, while versions before 0.123 do not know params.
func hugoReserves(key string) bool {
	switch strings.ToLower(key) {
	case "path", "kind", "lang", "content", "file", "page", "pages", "site", "sites", "_merge", "_target", "__build":
		return true
	}
	return false
}

// firstDate gives the date of a post that says beside the day from which it is
// seen which date it has: the value of its field date.
func firstDate(e site.Post) (string, bool) {
	v := e.Value("date")
	return v, v != "" && !e.Date.IsZero() && fields.IsDate(v)
}

// fieldImages returns the images that fields such as cover name, where they lie
// beside the post, so that they do in the bundle.
func (b *Pages) fieldImages(e site.Post, files []pack.File) (more []pack.File, notes []site.Finding) {
	taken := map[string]bool{}
	for _, f := range files {
		taken[pack.FoldName(f.Name)] = true
	}
	ps := images.NewSet(e.Path, b.images)
	for _, dest := range fields.Images(e.Fields) {
		name, good := pack.ImagePath(dest)
		if strings.HasPrefix(dest, "/") || !good || taken[pack.FoldName(name)] || !imagefile.HasSuffix(name) {
			continue // the site has it elsewhere, or it is there; else it is told that it is not
		}
		if pic := ps.Get(dest); pic.Data != nil {
			taken[pack.FoldName(name)] = true
			more = append(more, pack.File{Name: name, Data: pic.Data})
			if pic.Note != nil {
				notes = append(notes, site.Finding{Path: e.Path, Message: fmt.Sprintf("image %q: %v", refs.Short(dest), pic.Note)})
			}
		}
	}
	return more, notes
}

// matterFields are the fields that front matter has keys of its own for, and
// those that it can hold as extras. What is in neither is in the head alone.
func matterFields(e site.Post) (known, extras []fields.Pair) {
	for _, f := range e.Fields {
		key := strings.ToLower(f.Key)
		switch key {
		case "title", "slug", "description", "published":
			switch {
			case f.Key != key: // means nothing, and would be taken for the other
			case key == "published" && e.Date.IsZero():
				extras = append(extras, f)
			default:
				known = append(known, f)
			}
		case Key, "date", "draft", "params", "<<", "=", "__proto__", "":
		default:
			if _, ok := yamlValue(f.Key, f.Value); ok && len(YAMLKey(f.Key)) <= MaxYAMLKey {
				extras = append(extras, f)
			}
		}
	}
	return known, extras
}

// yamlValue is what a field means as YAML, on one line; not ok for what YAML has
// no way to write.
func yamlValue(key, value string) (string, bool) {
	switch {
	case fields.IsDate(value) && !fields.IsListKey(key):
		return value, true
	case !fields.IsTyped(fields.Pair{Key: key, Value: value}):
		return YAMLString(value), true
	}
	return yamlOfJSON(fields.TypedValue(key, value))
}

// yamlOfJSON writes JSON so that every YAML reads it. Not all JSON is YAML: \/, a
// letter escaped as two halves, and tabs between values are refused by readers,
// and so are long keys and keys that are there twice, which cannot be mended.
func yamlOfJSON(src string) (string, bool) {
	var b strings.Builder
	err := writeYAML(&b, bounded.JSONTokens([]byte(src), PageLimits))
	return b.String(), err == nil
}

var errNoYAML = errors.New("YAML has no way to write it")

// writeYAML writes the next value of d.
func writeYAML(b *strings.Builder, d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(t))
	case string:
		b.WriteString(YAMLString(t))
	case json.Number:
		if _, err := t.Float64(); err != nil { // too large for a number; readers would take it for text
			return errNoYAML
		}
		b.WriteString(t.String())
	case json.Delim:
		return writeYAMLList(b, d, t)
	}
	return nil
}

// writeYAMLList writes a list or a table of which the beginning was read.
func writeYAMLList(b *strings.Builder, d *json.Decoder, begin json.Delim) error {
	b.WriteString(begin.String())
	seen := map[string]bool{}
	for some := false; d.More(); some = true {
		if some {
			b.WriteString(", ")
		}
		if begin == '{' {
			t, err := d.Token()
			if err != nil {
				return err
			}
			key, _ := t.(string)
			written := YAMLString(key)
			if seen[key] || len(written) > MaxYAMLKey {
				return errNoYAML
			}
			seen[key] = true
			b.WriteString(written + ": ")
		}
		if err := writeYAML(b, d); err != nil {
			return err
		}
	}
	end, err := d.Token()
	if err != nil {
		return err
	}
	b.WriteString(end.(json.Delim).String())
	return nil
}
