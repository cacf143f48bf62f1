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
	"galley.app/galley/storage/export/site"
)

// writeMarkdown writes the body of the one post, or of several, each below its
// title.
func (p *Plan) writeMarkdown(w io.Writer) error {
	if len(p.Posts) == 1 {
		_, err := io.WriteString(w, markdownOf(p.Posts[0]))
		return errors.Join(err, p.step())
	}
	for i, e := range p.Posts {
		piece := "# " + escapeMarkdown(e.Heading()) + "\n\n" + strings.Trim(markdownOf(e), "\n") + "\n"
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
		files[i] = taken.Free(site.FileName(e.Slug) + ".md")
		p.sweep.owns(files[i], i)
	}
	links := p.links()
	for i, e := range p.Posts {
		if err := f.add(files[i], []byte(relinked(e, links.Besides(files[i], files))), ""); err != nil {
			return err
		}
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}

// markdownOf returns the body without the empty line that parts it from the head, with
// LF line endings, the last one included.
func markdownOf(e site.Post) string { return ended(site.LineFeeds(e.Text[e.TextStart:])) }

// relinked is markdownOf with other addresses for the files of other posts.
func relinked(e site.Post, lead func(dest string) string) string {
	src := markdownOf(e)
	return refs.Replace(src, refs.All(src), func(r refs.Ref) string {
		to := r.Dest
		if r.IsLink && site.NamesPost(r.Dest) {
			to = lead(r.Dest)
		}
		switch {
		case to == r.Dest:
			return r.Written
		case r.HTML && (r.Written[0] == '"' || r.Written[0] == '\''):
			return r.Written[:1] + to + r.Written[:1]
		}
		return refs.Escape(to)
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
		_, err := io.WriteString(w, wordsOf(p.Posts[0], p.options.Site.Dialect()))
		return errors.Join(err, p.step())
	}
	return inOrder(len(p.Posts), func(i int) (string, error) {
		e := p.Posts[i]
		piece := e.Heading() + "\n\n" + strings.Trim(wordsOf(e, p.options.Site.Dialect()), "\n") + "\n"
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
		return wordsOf(p.Posts[i], p.options.Site.Dialect()), nil
	}, func(i int, words string) error {
		if err := f.add(f.free(site.FileName(p.Posts[i].Slug)+".txt"), []byte(words), ""); err != nil {
			return err
		}
		return p.step()
	})
}

// wordsOf returns what readers see of the body, a line for each paragraph.
func wordsOf(e site.Post, x markdown.Dialect) string {
	return ended(x.Parse(nil, text.New(e.Text), e.BodyStart).Text())
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
func (p *Plan) onePost() (site.Post, error) {
	f := p.options.Format
	if n := len(p.Posts); n != 1 {
		other := site.Zip
		if f.Shape == Either {
			other = site.FolderOfPosts
		}
		return site.Post{}, &site.Error{What: fmt.Sprintf("%s holds one post, but %d were given", f.Name, n), Ways: []site.Way{site.OnePost, other}}
	}
	return p.Posts[0], nil
}
