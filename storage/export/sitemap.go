package export

import (
	"errors"
	"fmt"
	"io"
	"time"

	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/export/site"
)

// sitemaps returns the addresses of the site and its posts, the newest first, and
// of more pages, in as many files as the limits ask for.
func (p *Plan) sitemaps(maxURLs, maxSize int, more []feed.Place) ([]string, error) {
	base, err := p.options.Site.Base()
	if err != nil {
		return nil, err
	}
	places := []feed.Place{{Address: base + "/"}}
	for i, e := range site.NewestFirst(p.Posts) {
		if i == 0 {
			places[0].Changed = lastMod(e)
		}
		places = append(places, feed.Place{Address: p.options.Site.Address(e.Slug), Changed: lastMod(e)})
	}
	return feed.Sitemaps(append(places, more...), maxURLs, maxSize), nil
}

// lastMod is the date of a post as precisely as the post gives it.
func lastMod(e site.Post) string {
	if e.Date.IsZero() {
		return ""
	}
	if len(e.Value("published")) <= len(time.DateOnly) {
		return e.Date.Format(time.DateOnly)
	}
	return e.Date.UTC().Format(time.RFC3339)
}

func (p *Plan) writeSitemap(w io.Writer) error {
	list, err := p.sitemaps(feed.MaxURLs, feed.MaxSize, nil)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return &site.Error{What: fmt.Sprintf("a sitemap holds at most %d addresses in %d MB", feed.MaxURLs, feed.MaxSize>>20), Ways: []site.Way{site.FolderOfMaps}}
	}
	_, err = io.WriteString(w, list[0])
	return errors.Join(err, p.stepAll())
}

func (p *Plan) treeSitemap(f *folder) error {
	return errors.Join(p.addSitemap(f, feed.MaxURLs, feed.MaxSize, nil), p.stepAll())
}

// listPlaces are the pages of tags and years, and those behind the first of each
// list, with the dates of the newest posts on them.
func (s *siteWriter) listPlaces() (places []feed.Place) {
	for _, l := range s.lists {
		if l.place == s.catalog.Home {
			continue
		}
		at := feed.Place{Address: s.listAddress(l)}
		switch {
		case len(l.posts) > 0:
			at.Changed = lastMod(s.newest[l.posts[0]])
		case len(s.newest) > 0:
			at.Changed = lastMod(s.newest[0])
		}
		places = append(places, at)
	}
	return places
}

// stepAll counts all posts at once.
func (p *Plan) stepAll() error {
	for range p.Posts {
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}

// addSitemap writes sitemap.xml: the addresses, or where they are too many an
// index of the files that hold them.
func (p *Plan) addSitemap(f *folder, maxURLs, maxSize int, more []feed.Place) error {
	list, err := p.sitemaps(maxURLs, maxSize, more)
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return f.add("sitemap.xml", []byte(list[0]), "")
	}
	base, err := p.options.Site.Base()
	if err != nil {
		return err
	}
	var addresses []string
	for i, s := range list {
		name := fmt.Sprintf("sitemap-%d.xml", i+1)
		if err := f.add(name, []byte(s), ""); err != nil {
			return err
		}
		addresses = append(addresses, base+"/"+name)
	}
	return f.add("sitemap.xml", []byte(feed.SitemapIndex(addresses)), "")
}
