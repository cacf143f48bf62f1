package export

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
)

// writeMarkdown writes the body of the one post, or of several, each below its
// title.
func (p *Plan) writeMarkdown(w io.Writer) error {
	if len(p.Posts) == 1 {
		_, err := io.WriteString(w, p.Posts[0].markdown())
		return errors.Join(err, p.step())
	}
	for i, e := range p.Posts {
		piece := "# " + escapeMarkdown(e.heading()) + "\n\n" + strings.Trim(e.markdown(), "\n") + "\n"
		if i > 0 {
			piece = "\n" + piece
		}
		if _, err := io.WriteString(w, piece); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}

// treeMarkdown writes a file for each post.
func (p *Plan) treeMarkdown(f *folder) error {
	files := make([]string, len(p.Posts))
	taken := pack.Names{}
	for i, e := range p.Posts {
		files[i] = taken.Free(fileName(e.Slug) + ".md")
		p.sweep.owns(files[i], i)
	}
	links := p.postLinks()
	for i, e := range p.Posts {
		if err := f.add(files[i], []byte(e.linked(links.besides(files[i], files))), ""); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}

// markdown is the body without the empty line that parts it from the head, with
// LF line endings, the last one included.
func (e Post) markdown() string { return ended(lineFeeds(e.Text[e.textStart:])) }

// linked is markdown with other addresses for the files of other posts.
func (e Post) linked(lead func(dest string) string) string {
	src := e.markdown()
	return refs.Replace(src, refs.All(src), func(r refs.Ref) string {
		to := r.Dest
		if r.IsLink && namesPost(r.Dest) {
			to = lead(r.Dest)
		}
		switch {
		case to == r.Dest:
			return r.Written
		case r.HTML && (r.Written[0] == '"' || r.Written[0] == '\''):
			return r.Written[:1] + to + r.Written[:1]
		}
		return markdownAddress(to)
	})
}

// ended gives s with a line ending behind its last line.
func ended(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// escapeMarkdown gives text that Markdown shows as it is within a line.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_{}[]<>#&~|!$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// writeText writes the words of the one post, or of several, each below its
// title, a line of stars between two.
func (p *Plan) writeText(w io.Writer) error {
	if len(p.Posts) == 1 {
		_, err := io.WriteString(w, p.Posts[0].words(p.options.Site.dialect()))
		return errors.Join(err, p.step())
	}
	return inOrder(len(p.Posts), func(i int) (string, error) {
		e := p.Posts[i]
		piece := e.heading() + "\n\n" + strings.Trim(e.words(p.options.Site.dialect()), "\n") + "\n"
		if i > 0 {
			piece = "\n* * *\n\n" + piece
		}
		return piece, nil
	}, func(_ int, piece string) error {
		if _, err := io.WriteString(w, piece); err != nil {
			return err
		}
		return p.step()
	})
}

// treeText writes a file for each post.
func (p *Plan) treeText(f *folder) error {
	return inOrder(len(p.Posts), func(i int) (string, error) {
		return p.Posts[i].words(p.options.Site.dialect()), nil
	}, func(i int, words string) error {
		if err := f.add(f.free(fileName(p.Posts[i].Slug)+".txt"), []byte(words), ""); err != nil {
			return err
		}
		return p.step()
	})
}

// words is what readers see of the body, a line for each paragraph.
func (e Post) words(x markdown.Dialect) string {
	return ended(x.Parse(nil, text.New(e.Text), e.bodyStart).Text())
}

// fileName is a slug as the name of a file or folder, whatever the slug holds.
func fileName(slug string) string {
	return pack.Portable(strings.ReplaceAll(slug, "/", "_"))
}

// free gives a name that is not yet taken in the folder.
func (f *folder) free(name string) string {
	for i := 1; ; i++ {
		try := name
		if i > 1 {
			try = pack.Numbered(name, i)
		}
		if f.taken.IsFree(try) {
			return try
		}
	}
}

// onePost is the post of a file that can hold one only.
func (p *Plan) onePost() (Post, error) {
	f := p.options.Format
	if n := len(p.Posts); n != 1 {
		other := "use --to zip"
		if f.Shape == Either {
			other = "give a folder, its name with a slash at its end"
		}
		return Post{}, fmt.Errorf("%s holds one post, but %d were given; name one file, or %s", f.Name, n, other)
	}
	return p.Posts[0], nil
}
