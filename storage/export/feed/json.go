package feed

import (
	"bytes"
	"fmt"
	"io"
)

// JSON writes a JSON Feed 1.1.
func JSON(w io.Writer, f Feed, entries Entries) error {
	var b bytes.Buffer
	member := func(indent, name, text string) {
		b.WriteString(indent)
		Quote(&b, name)
		b.WriteString(": ")
		Quote(&b, text)
	}
	b.WriteString("{\n")
	member("  ", "version", "https://jsonfeed.org/version/1.1")
	b.WriteString(",\n")
	member("  ", "title", f.Title)
	b.WriteString(",\n")
	member("  ", "home_page_url", f.Base+"/")
	b.WriteString(",\n")
	member("  ", "feed_url", f.Base+"/feed.json")
	if f.Description != "" {
		b.WriteString(",\n")
		member("  ", "description", f.Description)
	}
	if f.Author != "" {
		b.WriteString(",\n  \"authors\": [\n    {\n")
		member("      ", "name", f.Author)
		b.WriteString("\n    }\n  ]")
	}
	b.WriteString(",\n")
	member("  ", "language", f.Language)
	b.WriteString(",\n  \"items\": [")
	some := false
	err := entries(func(e Entry) error {
		if some {
			b.WriteString(",")
		}
		some = true
		b.WriteString("\n    {\n")
		member("      ", "id", e.Address)
		b.WriteString(",\n")
		member("      ", "url", e.Address)
		b.WriteString(",\n")
		member("      ", "title", e.Title)
		b.WriteString(",\n")
		member("      ", "content_html", e.Content)
		if e.Summary != "" {
			b.WriteString(",\n")
			member("      ", "summary", e.Summary)
		}
		if !e.Date.IsZero() {
			b.WriteString(",\n")
			member("      ", "date_published", updated(e.Date))
		}
		b.WriteString("\n    }")
		_, err := b.WriteTo(w)
		return err
	})
	if err != nil {
		return err
	}
	if some {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	_, err = b.WriteTo(w)
	return err
}

// Quote writes s as a JSON string that escapes only what JSON demands, so that
// text stays readable in the file.
func Quote(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b.WriteString(s[start:i])
		start = i + 1
		switch c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\b':
			b.WriteString(`\b`)
		case '\f':
			b.WriteString(`\f`)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		default:
			fmt.Fprintf(b, `\u%04x`, c)
		}
	}
	b.WriteString(s[start:])
	b.WriteByte('"')
}
