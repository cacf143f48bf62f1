package export

import (
	"bytes"
	"io"

	"galley.app/galley/storage/export/feed"
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
		feed.Quote(&b, e.Slug)
		b.WriteString(": {")
		for _, f := range e.Fields {
			if f.Key == "body" { // the body's own name
				continue
			}
			b.WriteString("\n    ")
			feed.Quote(&b, f.Key)
			b.WriteString(": ")
			feed.Quote(&b, f.Value)
			b.WriteString(",")
		}
		b.WriteString("\n    \"body\": ")
		feed.Quote(&b, e.Body)
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
