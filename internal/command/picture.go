package command

import (
	"fmt"
	"image/png"

	"galley.app/galley/internal/theme"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
)

// picture paints the preview without a display.
func (c *cli) picture(d *markdown.Doc, e site.Post, name string, resolve func(dest string) (string, bool), look string, o renderOptions) error {
	h := page.Header{Title: e.Title}
	if e.Title != "" {
		h.Minutes = post.Minutes(post.Words(e.Body))
	}
	if !e.Date.IsZero() {
		h.Date = e.Date.Format("2 January 2006")
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
