package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"galley.app/galley/storage/post"
)

// matterKey is the key of what only Galley understands in front matter.
const matterKey = "galley"

// ownMatter is what makes the post identical again.
type ownMatter struct {
	Name       string  `yaml:"name"`       // of the file
	Head       string  `yaml:"head"`       // all before the text; "" where the fields say it all
	Shortcodes bool    `yaml:"shortcodes"` // were commented out
	Images     []asset `yaml:"images"`
}

// bundlePage gives the files of a page bundle: index.md, and the images that it
// names beside it.
func (p *Plan) bundlePage(e Post, hugo bool) ([]file, []Finding, error) {
	m := move(e, p.options.Image, "")
	own := ownMatter{Name: e.Name, Images: m.assets}
	if hugo {
		if out := hideShortcodes(m.text); out != m.text {
			if showShortcodes(out) == m.text {
				m.text, own.Shortcodes = out, true
			} else {
				m.notes = append(m.notes, Finding{Path: e.Path, Message: "it holds {{< or {{%, which Hugo will take for a shortcode"})
			}
		}
	}
	known, extras := e.matterFields()
	if head := e.Text[:e.textStart]; canonicalHead(slices.Concat(known, extras)) != head || slices.ContainsFunc(extras, isTyped) {
		own.Head = head
	}
	var b strings.Builder
	b.WriteString("---\n")
	for _, f := range known {
		if f.Key == "published" {
			b.WriteString("date: " + f.Value + "\n")
		} else {
			yamlPair(&b, "", f.Key, f.Value)
		}
	}
	if e.Status == post.Draft {
		b.WriteString("draft: true\n")
	}
	indent := ""
	if hugo {
		// Hugo has many keys of its own; what is not one of them must be here.
		b.WriteString("params:\n")
		indent = "  "
	}
	for _, f := range extras {
		b.WriteString(indent + yamlKey(f.Key) + ": " + yamlValue(f.Key, f.Value) + "\n")
	}
	own.write(&b, indent)
	b.WriteString("---\n\n" + m.text)
	files := []file{{"index.md", []byte(b.String())}}
	for i, pic := range m.images {
		files = append(files, file{m.assets[i].Path, pic.data})
	}
	return files, m.notes, nil
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
	if len(o.Images) == 0 {
		return
	}
	b.WriteString(indent + "images:\n")
	for _, a := range o.Images {
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
func (e Post) matterFields() (known, extras []Pair) {
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

// isTyped reports whether a field means something else than its text.
func isTyped(f Pair) bool { return TypedValue(f.Key, f.Value) != JSONString(f.Value) }

// yamlValue is what a field means as YAML.
func yamlValue(key, value string) string {
	if !isTyped(Pair{Key: key, Value: value}) {
		return yamlString(value)
	}
	return TypedValue(key, value)
}

// canonicalHead is the head that a post with these fields has if nobody said
// otherwise, as far as its text.
func canonicalHead(fields []Pair) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString("!! " + f.Key + ": " + f.Value + "\n")
	}
	return b.String() + "\n---\n\n"
}

var (
	shortcode = regexp.MustCompile(`(?s)\{\{([<%])(.*?)([>%])\}\}`)
	hidden    = regexp.MustCompile(`(?s)\{\{([<%])/\*(.*?)\*/([>%])\}\}`)
)

// hideShortcodes writes what Hugo takes for shortcodes so that it shows them.
func hideShortcodes(s string) string { return shortcode.ReplaceAllString(s, "{{$1/*$2*/$3}}") }

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

// treeHugo writes a page bundle for each post, for Hugo.
func (p *Plan) treeHugo(f *folder) error { return p.treeBundles(f, true) }

// treeYAML writes a page bundle for each post, with plain keys.
func (p *Plan) treeYAML(f *folder) error { return p.treeBundles(f, false) }

func (p *Plan) treeBundles(f *folder, hugo bool) error {
	return p.eachPost(f, func(e Post) ([]file, []Finding, error) {
		return p.bundlePage(e, hugo)
	}, func(f *folder, e Post) (string, error) { return f.free(fileName(e.Slug)) + "/", nil })
}
