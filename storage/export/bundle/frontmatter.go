package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/post"
	"go.yaml.in/yaml/v3"
)

// Key is the key of what only Galley understands in front matter.
const Key = "galley"

// OwnMatter is what makes the post identical again.
type OwnMatter struct {
	Name       string  `yaml:"name"`       // of the file
	Head       string  `yaml:"head"`       // all before the text; "" where the fields say it all
	Shortcodes bool    `yaml:"shortcodes"` // those in code were commented out
	Dates      bool    `yaml:"dates"`      // date is the field of that name, publishDate is published
	Aliases    bool    `yaml:"aliases"`    // they are those of redirect_from
	Images     []Asset `yaml:"images"`
	Links      []Asset `yaml:"links"` // to other posts
}

// Write adds it to front matter.
func (o OwnMatter) Write(b *strings.Builder, indent string) {
	b.WriteString(indent + Key + ":\n")
	indent += "  "
	WritePair(b, indent, "name", o.Name)
	if o.Head != "" {
		WritePair(b, indent, "head", o.Head)
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

func writeAssets(b *strings.Builder, indent, key string, list []Asset) {
	if len(list) == 0 {
		return
	}
	b.WriteString(indent + key + ":\n")
	for _, a := range list {
		b.WriteString(indent + "- path: " + YAMLString(a.Path) + "\n")
		WritePair(b, indent+"  ", "link", a.Link)
		if len(a.Written) > 0 {
			b.WriteString(indent + "  written:\n")
			for _, w := range a.Written {
				b.WriteString(indent + "  - " + YAMLString(w) + "\n")
			}
		}
	}
}

var (
	shortcode = regexp.MustCompile(`(?s)\{\{([<%])(.*?)([>%])\}\}`)
	hidden    = regexp.MustCompile(`(?s)\{\{([<%])/\*(.*?)\*/([>%])\}\}`)
)

// HideShortcodes writes shortcodes in code so that Hugo shows them, as Galley
// does. Who has written some so knows of them and means the others: then all
// stay as they are.
func HideShortcodes(src string) string {
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

// ShowShortcodes undoes HideShortcodes.
func ShowShortcodes(s string) string { return hidden.ReplaceAllString(s, "{{$1$2$3}}") }

// WritePair adds a key and text.
func WritePair(b *strings.Builder, indent, key, value string) {
	b.WriteString(indent + YAMLKey(key) + ": " + YAMLString(value) + "\n")
}

// YAMLKey returns a key bare where every YAML takes it for text.
func YAMLKey(key string) string {
	switch strings.ToLower(key) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return YAMLString(key)
	}
	for i, r := range key {
		if r < 0x80 && (unicode.IsLetter(r) || r == '_' || i > 0 && (r == '-' || unicode.IsDigit(r))) {
			continue
		}
		return YAMLString(key)
	}
	if key == "" {
		return `""`
	}
	return key
}

// MaxYAMLKey is the length in bytes of a key that every YAML reads without a
// question mark before it.
const MaxYAMLKey = 1000

// YAMLString returns text in double quotes, which YAML 1.1 and 1.2 read alike
// whatever is in it, on one line.
func YAMLString(s string) string {
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

// WithFields returns a head that says what the fields do, changed only where it does
// not.
func WithFields(head string, list []fields.Pair) string {
	p := post.Parse(head)
	says := map[string]string{}
	for _, f := range p.Fields() {
		says[f.Key] = f.Value
	}
	last := map[string]int{}
	for i, f := range list {
		last[f.Key] = i
	}
	var keys, values []string
	for i, f := range list {
		if v, has := says[f.Key]; last[f.Key] != i || has && (v == f.Value || fields.Same(f.Key, v, f.Value)) {
			continue
		}
		keys, values = append(keys, f.Key), append(values, f.Value)
	}
	return post.Apply(head, p.SetMany(keys, values))
}

// CutMatter parts YAML front matter from the text behind it.
func CutMatter(src string) (matter, text string, ok bool) {
	rest, ok := strings.CutPrefix(src, "---\n")
	if !ok {
		return "", "", false
	}
	matter, text, ok = strings.Cut(rest, "\n---\n")
	return matter + "\n", strings.TrimPrefix(text, "\n"), ok
}

// PageLimits are those of a page bundle's front matter, which may hold the
// post's whole head beside its fields.
var PageLimits = bounded.Limits{Bytes: MaxInfo, Depth: 50, Values: 500_000}

const maxNodes = 500_000 // of that front matter, with what aliases stand for

// ReadMatter reads front matter; own is nil where Galley did not write it.
// Fields come in the order of the file.
func ReadMatter(matter string) (list []fields.Pair, own *OwnMatter, err error) {
	doc, err := bounded.YAML([]byte(matter), PageLimits)
	if err != nil {
		return nil, nil, fmt.Errorf("its front matter is not YAML: %v", err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, nil, nil
	}
	if bounded.Expanded(doc, maxNodes) > maxNodes {
		return nil, nil, errors.New("its front matter stands for more than it may")
	}
	top := doc.Content[0]
	if own, err = findOwn(top); err != nil {
		return nil, nil, err
	}
	dates := own != nil && own.Dates
	all := lift(nil, top)
	for i := 0; i+1 < len(all); i += 2 {
		key, value := all[i].Value, all[i+1]
		switch {
		case key == Key && value.Kind == yaml.MappingNode:
		case key == "draft", key == "aliases" && own != nil && own.Aliases:
		case key == "date" && !dates, key == "publishDate" && dates:
			list = append(list, fields.Pair{Key: "published", Value: value.Value})
		default:
			if text, err := fieldOf(key, value); err == nil { // else it stays in the head that Galley wrote
				list = append(list, fields.Pair{Key: key, Value: text})
			}
		}
	}
	return list, own, nil
}

// lift adds the keys and values of a table, with what lies in params where
// those stand.
func lift(list []*yaml.Node, table *yaml.Node) []*yaml.Node {
	for i := 0; i+1 < len(table.Content); i += 2 {
		key, value := table.Content[i], table.Content[i+1]
		if key.Value == "params" && value.Kind == yaml.MappingNode {
			list = lift(list, value)
			continue
		}
		list = append(list, key, value)
	}
	return list
}

// findOwn finds what Galley wrote into front matter for itself.
func findOwn(top *yaml.Node) (*OwnMatter, error) {
	for i := 0; i+1 < len(top.Content); i += 2 {
		key, value := top.Content[i].Value, top.Content[i+1]
		if value.Kind != yaml.MappingNode {
			continue
		}
		switch key {
		case Key:
			own := &OwnMatter{}
			if err := value.Decode(own); err != nil {
				return nil, fmt.Errorf("its front matter cannot be read: %v", err)
			}
			return own, nil
		case "params":
			if own, err := findOwn(value); own != nil || err != nil {
				return own, err
			}
		}
	}
	return nil, nil
}

// fieldOf is a value of front matter as a field holds it.
func fieldOf(key string, n *yaml.Node) (string, error) {
	switch key {
	case "title", "slug", "description":
		return n.Value, nil
	}
	if n.Kind == yaml.ScalarNode {
		if n.ShortTag() == "!!str" && !fields.IsListKey(key) && (fields.IsDate(n.Value) || fields.IsTyped(fields.Pair{Key: key, Value: n.Value})) {
			return fields.JSONString(n.Value), nil
		}
		return n.Value, nil
	}
	var v any
	if err := n.Decode(&v); err != nil {
		return "", err
	}
	data, err := json.Marshal(v)
	return string(data), err
}
