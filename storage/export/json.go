package export

import (
	"bytes"
	"fmt"
	"io"
)

// writePostsJSON writes one object: slug to fields in file order, and body.
func (p *Plan) writePostsJSON(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("{")
	for i, e := range p.Posts {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  ")
		quote(&b, e.Slug)
		b.WriteString(": {")
		for _, f := range e.Fields {
			if f.Key == "body" { // the body's own name
				continue
			}
			b.WriteString("\n    ")
			quote(&b, f.Key)
			b.WriteString(": ")
			quote(&b, f.Value)
			b.WriteString(",")
		}
		b.WriteString("\n    \"body\": ")
		quote(&b, e.Body)
		b.WriteString("\n  }")
		if _, err := b.WriteTo(w); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	if len(p.Posts) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("}\n")
	_, err := b.WriteTo(w)
	return err
}

// quote writes s as a JSON string that escapes only what JSON demands, so that
// text stays readable in the file.
func quote(b *bytes.Buffer, s string) {
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
