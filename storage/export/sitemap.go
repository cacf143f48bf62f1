package export

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Limits of one sitemap, by sitemaps.org.
const (
	maxSitemapURLs = 50_000
	maxSitemapSize = 50 << 20 // bytes
)

const sitemapSpace = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`

// sitemaps gives the addresses of the site and its posts, the newest first, in
// as many files as the limits ask for.
func (p *Plan) sitemaps(maxURLs, maxSize int) ([]string, error) {
	base, err := p.options.Site.base()
	if err != nil {
		return nil, err
	}
	const start = xmlHead + "<urlset " + sitemapSpace + ">\n"
	const end = "</urlset>\n"
	var list []string
	var b strings.Builder
	urls := 0
	add := func(address, date string) {
		entry := "  <url>\n    <loc>" + xmlText(address) + "</loc>\n"
		if date != "" {
			entry += "    <lastmod>" + date + "</lastmod>\n"
		}
		entry += "  </url>\n"
		if urls == maxURLs || b.Len()+len(entry)+len(end) > maxSize {
			list = append(list, b.String()+end)
			b.Reset()
			urls = 0
		}
		if urls == 0 {
			b.WriteString(start)
		}
		b.WriteString(entry)
		urls++
	}
	posts := p.newestFirst()
	first := ""
	if len(posts) > 0 {
		first = lastMod(posts[0])
	}
	add(base+"/", first)
	for _, e := range posts {
		add(p.options.Site.address(e.Slug), lastMod(e))
	}
	return append(list, b.String()+end), nil
}

// lastMod is the date of a post as precisely as the post gives it.
func lastMod(e Post) string {
	if e.Date.IsZero() {
		return ""
	}
	if len(e.value("published")) <= len(time.DateOnly) {
		return e.Date.Format(time.DateOnly)
	}
	return e.Date.UTC().Format(time.RFC3339)
}

func (p *Plan) writeSitemap(w io.Writer) error {
	list, err := p.sitemaps(maxSitemapURLs, maxSitemapSize)
	if err != nil {
		return err
	}
	if len(list) > 1 {
		return fmt.Errorf("a sitemap holds at most %d addresses in %d MB; give a folder, its name with a slash at its end, to get an index and several files", maxSitemapURLs, maxSitemapSize>>20)
	}
	_, err = io.WriteString(w, list[0])
	return errors.Join(err, p.stepAll())
}

func (p *Plan) treeSitemap(f *folder) error {
	return errors.Join(p.addSitemap(f, maxSitemapURLs, maxSitemapSize), p.stepAll())
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
func (p *Plan) addSitemap(f *folder, maxURLs, maxSize int) error {
	list, err := p.sitemaps(maxURLs, maxSize)
	if err != nil {
		return err
	}
	if len(list) == 1 {
		return f.add("sitemap.xml", []byte(list[0]), "")
	}
	base, err := p.options.Site.base()
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(xmlHead + "<sitemapindex " + sitemapSpace + ">\n")
	for i, s := range list {
		name := fmt.Sprintf("sitemap-%d.xml", i+1)
		if err := f.add(name, []byte(s), ""); err != nil {
			return err
		}
		b.WriteString("  <sitemap>\n    <loc>" + xmlText(base+"/"+name) + "</loc>\n  </sitemap>\n")
	}
	b.WriteString("</sitemapindex>\n")
	return f.add("sitemap.xml", []byte(b.String()), "")
}
