package command

import (
	"bytes"
	"fmt"
	"image/png"
	"path/filepath"

	"github.com/spf13/cobra"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

const (
	usualWidth = 720 // pixels
	leastWidth = 200
	mostWidth  = 4000
)

type renderOptions struct {
	to    string
	width int
	theme string

	assets bool // outside are agreed to
}

func (c *cli) render() *cobra.Command {
	var o renderOptions
	cmd := &cobra.Command{
		Use:   "render [--to html|page|text|png] [FILE]",
		Short: "Show a post, or Markdown from standard input, as readers will see it",
		Long: `Write a post as an HTML fragment, a whole page, the words of the preview, or
a picture of the preview. Without FILE standard input is read; it is Markdown
without a head, and its images are looked up in the current folder. Nothing that
is written fetches anything: an image of another host is a link.

` + assetsHelp,
		Args: atMostOne("render", "FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			if len(args) == 0 || args[0] == "-" {
				return c.renderInput(o)
			}
			return c.renderFile(args[0], o)
		},
	}
	cmd.Flags().StringVar(&o.to, "to", "html", "`format`: html, page, text or png")
	cmd.Flags().IntVar(&o.width, "width", usualWidth, "of the picture, in `pixels`")
	cmd.Flags().StringVar(&o.theme, "theme", "", "`colours`: light or dark; without it a page follows the reader's system")
	assetsFlag(cmd, &o.assets)
	return cmd
}

func (o renderOptions) check() error {
	switch o.to {
	case "html", "page", "text", "png":
	default:
		return usage("render: unknown format %q; there are html, page, text and png", o.to)
	}
	switch o.theme {
	case "", "light", "dark":
	default:
		return usage("render: unknown theme %q; there are light and dark", o.theme)
	}
	if o.width < leastWidth || o.width > mostWidth {
		return usage("render: the width %d is not between %d and %d", o.width, leastWidth, mostWidth)
	}
	return nil
}

func (c *cli) renderInput(o renderOptions) error {
	src, err := c.readAll()
	if err != nil {
		return err
	}
	return c.renderPost(export.Plain(src), 0, "standard input", c.around("."), o)
}

// around is the library of one post in dir; what is wrong with its settings is
// said.
func (c *cli) around(dir string) storage.Library {
	lib := storage.Around(dir)
	for _, p := range lib.Problems {
		c.warn("%s", p)
	}
	return lib
}

func (c *cli) renderFile(path string, o renderOptions) error {
	src, err := c.load(path)
	if err != nil {
		return err
	}
	lib := c.around(filepath.Dir(path))
	e := export.ReadPost(export.Source{Path: path, Text: src}, c.env.Now())
	return c.renderPost(e, post.Parse(src).BodyStart(), path, lib, o)
}

// renderPost writes one text; name is what messages call it.
func (c *cli) renderPost(e site.Post, start int, name string, lib storage.Library, o renderOptions) error {
	lib = c.trusted(lib, o.assets)
	var b barred
	defer b.tell(c)
	image := func(dest string) (string, bool) { return b.image(lib, lib.Dir, dest) }
	dialect := markdown.Dialect{InlineMath: lib.Site.InlineMath}
	switch o.to {
	case "html":
		var out bytes.Buffer
		problems, err := html.Of(&out, e.Body, dialect, html.Options{Image: func(dest string) (string, bool) {
			_, far := refs.Elsewhere(dest)
			if far {
				c.warn("%s: image %q is on another host; a link stands for it", name, dest)
			}
			uri, err := images.Embedded(dest)
			if err != nil {
				c.warn("%s: image %.100q: %v; its description stands for it", name, dest, err)
				return "", false
			}
			if uri != "" {
				return uri, true
			}
			return dest, !far
		}})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c.text(out.String())
		head := site.Lines(e.Text[:start])
		for _, p := range problems {
			c.warn("%s:%d: %s", name, head+p.Line, p.Message)
		}
	case "page":
		found, err := export.Page(c.out, e, export.PageOptions{
			Site: publish.Site(lib.Site), Theme: o.theme,
			Image:   func(_, dest string) (string, bool) { return image(dest) },
			Missing: func(_, dest string) string { return lib.Missing(lib.Dir, dest) },
		})
		if err != nil {
			return err
		}
		for _, f := range found {
			f.Path = name
			c.warn("%s", f)
		}
	case "text":
		c.text(dialect.Parse(nil, text.New(e.Text), start).Text())
	case "png":
		return c.picture(dialect.Parse(nil, text.New(e.Text), start), e, name, image, lib.Site.Page, o)
	}
	return nil
}

// picture paints the preview without a display.
func (c *cli) picture(d *markdown.Doc, e site.Post, name string, resolve func(dest string) (string, bool), look string, o renderOptions) error {
	h := page.Header{Title: e.Title}
	if e.Title != "" {
		h.Byline = e.Byline()
	}
	theme.FindFonts(config.UserPaths(c.env.Getenv).Cache)
	picture, err := preview.Picture(d, h, preview.PictureOptions{
		Width: o.width, Dark: o.theme == "dark", Theme: look,
		Images: preview.Images{Resolve: resolve, Read: storage.ReadImage, Decoder: c.env.Decoder},
	})
	if err != nil {
		return fmt.Errorf("%s: cannot be painted: %w", name, err)
	}
	return png.Encode(c.out, picture)
}
