package feed

import (
	"cmp"
	"io"
	"strings"
	"time"
)

// Atom writes an Atom 1.0 feed.
func Atom(w io.Writer, f Feed, entries Entries) error {
	var b strings.Builder
	element := func(indent, name, text string) {
		open, _, _ := strings.Cut(name, " ")
		b.WriteString(indent + "<" + name + ">" + xmlText(text) + "</" + open + ">\n")
	}
	author := cmp.Or(f.Author, f.Title)
	b.WriteString(XMLHead)
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="` + xmlText(f.Language) + `">` + "\n")
	element("  ", "id", f.Base+"/")
	element("  ", "title", f.Title)
	if f.Description != "" {
		element("  ", "subtitle", f.Description)
	}
	element("  ", "updated", updated(f.Newest))
	b.WriteString("  <author>\n")
	element("    ", "name", author)
	b.WriteString("  </author>\n")
	b.WriteString(`  <link rel="self" type="application/atom+xml" href="` + xmlText(f.Base+"/atom.xml") + `"/>` + "\n")
	b.WriteString(`  <link rel="alternate" type="text/html" href="` + xmlText(f.Base+"/") + `"/>` + "\n")
	element("  ", "generator", "Galley")
	if f.Head != "" {
		b.WriteString("  " + f.Head + "\n")
	}
	err := entries(func(e Entry) error {
		b.WriteString("  <entry>\n")
		element("    ", "id", e.Address)
		element("    ", "title", e.Title)
		element("    ", "updated", updated(e.Date))
		if !e.Date.IsZero() {
			element("    ", "published", updated(e.Date))
		}
		b.WriteString(`    <link rel="alternate" type="text/html" href="` + xmlText(e.Address) + `"/>` + "\n")
		if e.Summary != "" {
			element("    ", "summary", e.Summary)
		}
		element("    ", `content type="html"`, e.Content)
		b.WriteString("  </entry>\n")
		_, err := io.WriteString(w, b.String())
		b.Reset()
		return err
	})
	if err != nil {
		return err
	}
	b.WriteString("</feed>\n")
	_, err = io.WriteString(w, b.String())
	return err
}

// updated returns a date as a feed has it; it must have one, so where there is
// none the first day of the calendar in use stands for it.
func updated(date time.Time) string {
	if date.IsZero() {
		date = time.Unix(0, 0)
	}
	return date.UTC().Format(time.RFC3339)
}
