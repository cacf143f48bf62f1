package feed

import "strings"

// Limits of one sitemap, by sitemaps.org.
const (
	MaxURLs = 50_000
	MaxSize = 50 << 20 // bytes
)

const sitemapSpace = `xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"`

// Place is an address of a site and when it changed last, "" where nobody knows.
type Place struct{ Address, Changed string }

// Sitemaps returns these places in as many files as the limits ask for.
func Sitemaps(places []Place, maxURLs, maxSize int) []string {
	const start = XMLHead + "<urlset " + sitemapSpace + ">\n"
	const end = "</urlset>\n"
	var list []string
	var b strings.Builder
	b.WriteString(start)
	urls := 0
	add := func(address, date string) {
		entry := "  <url>\n    <loc>" + xmlText(address) + "</loc>\n"
		if date != "" {
			entry += "    <lastmod>" + date + "</lastmod>\n"
		}
		entry += "  </url>\n"
		if urls == maxURLs || urls > 0 && b.Len()+len(entry)+len(end) > maxSize {
			list = append(list, b.String()+end)
			b.Reset()
			b.WriteString(start)
			urls = 0
		}
		b.WriteString(entry)
		urls++
	}
	for _, p := range places {
		add(p.Address, p.Changed)
	}
	return append(list, b.String()+end)
}

// SitemapIndex returns the file that lists several sitemaps by their addresses.
func SitemapIndex(addresses []string) string {
	var b strings.Builder
	b.WriteString(XMLHead + "<sitemapindex " + sitemapSpace + ">\n")
	for _, a := range addresses {
		b.WriteString("  <sitemap>\n    <loc>" + xmlText(a) + "</loc>\n  </sitemap>\n")
	}
	b.WriteString("</sitemapindex>\n")
	return b.String()
}
