package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/post"
)

// matterKey is the key of what only Galley understands in front matter.
const matterKey = "galley"

// ownMatter is what makes the post identical again.
type ownMatter struct {
	Name       string  `yaml:"name"`       // of the file
	Head       string  `yaml:"head"`       // all before the text; "" where the fields say it all
	Shortcodes bool    `yaml:"shortcodes"` // those in code were commented out
	Dates      bool    `yaml:"dates"`      // date is the field of that name, publishDate is published
	Aliases    bool    `yaml:"aliases"`    // they are those of redirect_from
	Images     []asset `yaml:"images"`
	Links      []asset `yaml:"links"` // to other posts
}

// bundlePage gives the files of the page bundle of post i: index.md, and the
// images that it names beside it.
func (b *pageBundles) page(i int) ([]file, []Finding, error) {
	e := b.plan.Posts[i]
	m := move(e, b.plan.options, "", func(dest string) (string, bool) { return b.link(i, dest) })
	own := ownMatter{Name: e.Name, Images: m.assets, Links: m.links}
	if b.hugo {
		if out := hideShortcodes(m.text); out != m.text && showShortcodes(out) == m.text {
			m.text, own.Shortcodes = out, true
			m.notes = append(m.notes, Finding{Path: e.Path, Message: "shortcodes in code are written so that Hugo shows them; those outside of code are for Hugo to run"})
		}
	}
	known, extras := e.matterFields()
	date, dated := e.firstDate()
	own.Dates = dated
	if head := e.Text[:e.textStart]; dated || fields.Head(slices.Concat(known, extras)) != head || slices.ContainsFunc(extras, fields.IsTyped) {
		own.Head = head
	}
	var w, reserved strings.Builder
	w.WriteString("---\n")
	for _, f := range known {
		switch {
		case f.Key != "published":
			yamlPair(&w, "", f.Key, f.Value)
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
		line := yamlKey(f.Key) + ": " + yamlValue(f.Key, f.Value) + "\n"
		if b.hugo && hugoReserves(f.Key) {
			reserved.WriteString("  " + line)
		} else {
			w.WriteString(line)
		}
		if b.hugo && strings.EqualFold(f.Key, "redirect_from") && !hasAliases && !own.Aliases {
			own.Aliases = true
			w.WriteString("aliases: " + yamlValue("aliases", f.Value) + "\n")
		}
	}
	indent := ""
	if b.hugo {
		// Hugo has keys of its own; what must not be one of them is here.
		w.WriteString("params:\n" + reserved.String())
		indent = "  "
	}
	own.write(&w, indent)
	if err := bounded.CheckYAML([]byte(w.String()), pageLimits); err != nil {
		return nil, nil, fmt.Errorf("%s: its front matter could not be read again: %w", e.Path, err)
	}
	w.WriteString("---\n\n" + m.text)
	files := []file{{"index.md", []byte(w.String())}}
	for i, pic := range m.images {
		files = append(files, file{m.assets[i].Path, pic.data})
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
func (e Post) firstDate() (string, bool) {
	v := e.value("date")
	return v, v != "" && !e.Date.IsZero() && fields.IsDate(v)
}

// Images gives the images that fields such as cover name, where they lie
// beside the post, so that they do in the bundle.
func (b *pageBundles) fieldImages(e Post, files []file) (more []file, notes []Finding) {
	taken := map[string]bool{}
	for _, f := range files {
		taken[pack.FoldName(f.name)] = true
	}
	ps := newPictures(e.Path, b.plan.options)
	for _, dest := range fields.Images(e.Fields) {
		name, good := pack.ImagePath(dest)
		if strings.HasPrefix(dest, "/") || !good || taken[pack.FoldName(name)] || !imagefile.HasSuffix(name) {
			continue // the site has it elsewhere, or it is there; else it is told that it is not
		}
		if pic := ps.get(dest); pic.data != nil {
			taken[pack.FoldName(name)] = true
			more = append(more, file{name, pic.data})
			if pic.note != nil {
				notes = append(notes, Finding{Path: e.Path, Message: fmt.Sprintf("image %q: %v", shortLink(dest), pic.note)})
			}
		}
	}
	return more, notes
}

func (o ownMatter) write(b *strings.Builder, indent string) {
	b.WriteString(indent + matterKey + ":\n")
	indent += "  "
	yamlPair(b, indent, "name", o.Name)
	if o.Head != "" {
		yamlPair(b, indent, "head", o.Head)
	}
	if o.Shortcodes {
		b.WriteString(indent + "shortcodes: true\n")
	}
	if o.Dates {
		b.WriteString(indent + "dates: true\n")
	}
	if o.Aliases {
		b.WriteString(indent + "aliases: true\n")
	}
	writeAssets(b, indent, "images", o.Images)
	writeAssets(b, indent, "links", o.Links)
}

func writeAssets(b *strings.Builder, indent, key string, list []asset) {
	if len(list) == 0 {
		return
	}
	b.WriteString(indent + key + ":\n")
	for _, a := range list {
		b.WriteString(indent + "- path: " + yamlString(a.Path) + "\n")
		yamlPair(b, indent+"  ", "link", a.Link)
		if len(a.Written) > 0 {
			b.WriteString(indent + "  written:\n")
			for _, w := range a.Written {
				b.WriteString(indent + "  - " + yamlString(w) + "\n")
			}
		}
	}
}

// matterFields are the fields that front matter has keys of its own for, and
// those that it can hold as extras. What is in neither is in the head alone.
func (e Post) matterFields() (known, extras []fields.Pair) {
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
		case matterKey, "date", "draft", "params", "<<", "=", "__proto__", "":
		default:
			if len(yamlKey(f.Key)) <= maxYAMLKey {
				extras = append(extras, f)
			}
		}
	}
	return known, extras
}

// yamlValue is what a field means as YAML.
func yamlValue(key, value string) string {
	switch {
	case fields.IsDate(value) && !fields.IsListKey(key):
		return value
	case !fields.IsTyped(fields.Pair{Key: key, Value: value}):
		return yamlString(value)
	}
	return fields.TypedValue(key, value)
}

var (
	shortcode = regexp.MustCompile(`(?s)\{\{([<%])(.*?)([>%])\}\}`)
	hidden    = regexp.MustCompile(`(?s)\{\{([<%])/\*(.*?)\*/([>%])\}\}`)
)

// hideShortcodes writes shortcodes in code so that Hugo shows them, as Galley
// does. Who has written some so knows of them and means the others: then all
// stay as they are.
func hideShortcodes(src string) string {
	if !shortcode.MatchString(src) || hidden.MatchString(src) {
		return src
	}
	d := markdown.Parse(nil, text.New(src), 0)
	var b strings.Builder
	at := 0
	for _, span := range d.CodeSpans() {
		if span[0] < at {
			continue
		}
		b.WriteString(src[at:span[0]])
		b.WriteString(shortcode.ReplaceAllString(src[span[0]:span[1]], "{{$1/*$2*/$3}}"))
		at = span[1]
	}
	b.WriteString(src[at:])
	return b.String()
}

func showShortcodes(s string) string { return hidden.ReplaceAllString(s, "{{$1$2$3}}") }

func yamlPair(b *strings.Builder, indent, key, value string) {
	b.WriteString(indent + yamlKey(key) + ": " + yamlString(value) + "\n")
}

// yamlKey gives a key bare where every YAML takes it for text.
func yamlKey(key string) string {
	switch strings.ToLower(key) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return yamlString(key)
	}
	for i, r := range key {
		if r < 0x80 && (unicode.IsLetter(r) || r == '_' || i > 0 && (r == '-' || unicode.IsDigit(r))) {
			continue
		}
		return yamlString(key)
	}
	if key == "" {
		return `""`
	}
	return key
}

// maxYAMLKey is the length in bytes of a key that every YAML reads without a
// question mark before it.
const maxYAMLKey = 1000

// yamlString gives text in double quotes, which YAML 1.1 and 1.2 read alike
// whatever is in it, on one line.
func yamlString(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r >= 0x7F && r < 0xA0:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r >= 0x10000 && (r&0xFFFE == 0xFFFE || !unicode.IsPrint(r)):
			fmt.Fprintf(&b, `\U%08X`, r)
		case r < 0x10000 && (r == 0xFEFF || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE || r > 0x7F && !unicode.IsPrint(r)):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
