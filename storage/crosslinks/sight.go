package crosslinks

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// Sight is what is to be said of where an address leads.
type Sight struct {
	Title string
	Text  string
	Image []byte // of a picture's file
}

// Sight says where an address in the post at from leads, that of a link or image
// with a title, which may be "". It may read a picture's file.
func (g *Guide) Sight(from, dest, title string, image bool) Sight {
	s := Sight{Title: title}
	switch t := g.Target(from, dest, image); t.Kind {
	case storage.ToPost, storage.ToHeading:
		e, _ := g.lib.Entry(t.Path)
		s.Title, s.Text = e.Title, e.Description
		for _, h := range g.Headings(t.Path) {
			if h.ID == t.Fragment && h.ID != "" {
				s.Title = e.Title + " › " + h.Text
			}
		}
		if e.Status != post.Published {
			s.Text = strings.TrimSuffix(capital(e.Status.String())+". "+s.Text, " ")
		}
		if title != "" {
			s.Text = strings.TrimSuffix("“"+title+"” "+s.Text, " ") // what readers see when they point at it
		}
	case storage.ToFile:
		if s.Title = cmp.Or(title, filepath.Base(t.Path)); image {
			s.Text, s.Image = picture(t.Path)
		}
	case storage.ToWeb:
		if image {
			s.Text = "On another site, where it is not looked for."
		}
	case storage.ToNothing:
		s.Title = "▲ " + capital(t.Why)
	}
	return s
}

// picture returns in words how large a picture is, and its bytes; or what is wrong
// with it.
func picture(path string) (words string, data []byte) {
	data, err := storage.ReadImage(path)
	if err == nil {
		var width, height int
		if width, height, err = imagework.Measure(data); err == nil {
			return fmt.Sprintf("%d × %d pixels, %d KB", width, height, (len(data)+1023)>>10), data
		}
	}
	return "▲ " + capital(err.Error()), nil
}

// capital is a sentence with a capital, in ASCII.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
