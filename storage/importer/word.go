package importer

import (
	"fmt"
	"path"
	"strings"

	source "galley.app/galley/editor/text"
	"galley.app/galley/internal/fromhtml"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/importer/word"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// isWord tells whether a file is a document of Word's by its name.
func isWord(file string) bool { return strings.EqualFold(path.Ext(file), ".docx") }

// word takes in a document of Word's. One that does not say when it was published
// is a draft.
func (w *planner) word(file, shown string) error {
	fail := func(err error) error {
		return fmt.Errorf("%s: it cannot be read as a document: %w; nothing was imported", shown, safefile.Cause(err))
	}
	in, err := safefile.Open(file)
	if err != nil {
		return fail(err)
	}
	info, err := in.Stat()
	if err != nil {
		in.Close()
		return fail(err)
	}
	d, err := word.Read(in, info.Size(), w.o.Limits)
	if err != nil {
		in.Close()
		return fail(err)
	}
	if len(d.Images) == 0 { // so that many of them need not be open at a time
		in.Close()
	} else {
		w.plan.open = append(w.plan.open, in.Close)
	}
	f := w.newFound(shown)
	f.converted, f.pictures = true, inDocument{d, shown}
	f.title, f.description = post.Fold(d.Title), post.Fold(d.Description)
	line, ours := byline(d.Day)
	for _, when := range []string{d.Fields["published"], line} {
		if at, ok := readWhen(when); ok && f.published == "" {
			f.setWhen("published", at)
		}
	}
	if f.draft = f.published == ""; ours || !f.draft {
		d.TakeDay() // else it is no date, and words as others are
	}
	if s := d.Fields["slug"]; post.ValidSlug(s) {
		f.slugs, f.slugGiven = append(f.slugs, s), true
	}
	if d.Author != "" {
		f.extras = append(f.extras, field{"author", post.Fold(d.Author)})
	}
	for _, key := range []string{"tags", "categories", "keywords"} {
		if v := post.Fold(d.Fields[key]); v != "" {
			f.extras = append(f.extras, field{key, v})
		}
	}
	for _, s := range d.Left {
		f.note("", s+" left out")
	}
	if err := f.setDocument(w, d); err != nil {
		return fail(err)
	}
	if f.title != "" {
		f.slugs = append(f.slugs, f.title)
	}
	f.byName(file)
	if f.title == "" {
		f.title = f.stem
	}
	w.found = append(w.found, f)
	return nil
}

// minutes is how long a post takes to read, as it stands behind its date.
var minutes = pattern(`(?:^| · )\d+ min read$`)

// byline returns the date of the line below a title, and whether it is one that
// Galley wrote.
func byline(line string) (date string, ours bool) {
	at := minutes().FindStringIndex(line)
	if at == nil {
		return line, false
	}
	return line[:at[0]], true
}

// setDocument makes the body of a document's HTML and its notes.
func (f *found) setDocument(w *planner, d *word.Document) error {
	whole := d.HTML + strings.Join(d.Notes, "")
	doc, err := fromhtml.Parse(whole)
	if err == nil {
		f.holdHTML(doc, "", 0, "")
	}
	notes := map[string]bool{}
	convert := func(src string) (string, error) {
		md, list, err := fromhtml.Markdown(w.ctx, src, fromhtml.Options{})
		for _, n := range list {
			if s := n.String(); !notes[s] {
				notes[s] = true
				f.note("", s)
			}
		}
		return md, err
	}
	body, err := convert(d.HTML)
	if err != nil {
		return err
	}
	if body, err = d.Put(body, convert); err != nil {
		return err
	}
	f.body = "\n" + strings.Trim(anchored(body, d.Headings), "\n") + "\n"
	return nil
}

// anchored has links lead to the anchors that the headings of Markdown have; ids
// are those of the headings that they had.
func anchored(md string, ids []string) string {
	heads := markdown.Parse(nil, source.New(md), 0).Outline()
	if len(heads) < len(ids) {
		return md
	}
	var pairs []string
	for i, id := range ids {
		if id != "" {
			pairs = append(pairs, "](#"+id+")", "](#"+heads[i].ID+")", "](#"+id+" ", "](#"+heads[i].ID+" ")
		}
	}
	return strings.NewReplacer(pairs...).Replace(md)
}

// inDocument finds the pictures of a document.
type inDocument struct {
	d    *word.Document
	from string
}

func (i inDocument) find(dest string) (picture, bool, bool) {
	if !refs.IsLocal(dest) {
		return picture{}, false, false
	}
	entry := i.d.Images[dest]
	if entry == "" || !imagefile.HasSuffix(entry) {
		return picture{}, true, false
	}
	if i.d.Size(entry) > maxImage {
		return picture{huge: true}, true, false
	}
	return picture{
		key: i.from + ": " + entry, name: path.Base(entry), size: i.d.Size(entry),
		read: func() ([]byte, error) { return i.d.Image(entry) },
	}, true, true
}

func (i inDocument) file(string) (picture, bool, bool) { return picture{}, false, false }
