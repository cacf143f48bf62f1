package importer

import (
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"
)

// media are the files of a WordPress site, by their numbers.
type media struct {
	pictures map[string]attached
	children map[string][]string // of posts that files were put up with
}

// attached is a file of a WordPress site.
type attached struct {
	address, alt, caption string
	order, number         int
}

func newMedia() media { return media{map[string]attached{}, map[string][]string{}} }

func (m media) add(it *wxrItem) {
	n, _ := strconv.Atoi(it.id) // what is no number comes first
	m.pictures[it.id] = attached{it.address, plainWords(it.meta("_wp_attachment_image_alt")), plainWords(it.excerpt), it.order, n}
	if it.parent != "" && it.parent != "0" {
		m.children[it.parent] = append(m.children[it.parent], it.id)
	}
}

// pictured is what the shortcodes of one post can show.
type pictured struct {
	media
	post string
}

func (m media) of(post string) pictured { return pictured{m, post} }

// gallery lists the pictures that a gallery shows: those it names, or else
// those that were put up with its post or the one that it names, in their
// order, as WordPress's documentation of it says.
func (p pictured) gallery(attrs map[string]string) []string {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	}
	if ids := split(first(attrs["ids"], attrs["include"])); len(ids) > 0 {
		return ids
	}
	without := split(attrs["exclude"])
	var ids []string
	for _, id := range p.children[first(attrs["id"], p.post)] {
		if isPictureName(p.pictures[id].address) && !slices.Contains(without, id) {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		x, y := p.pictures[a], p.pictures[b]
		return cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(x.number, y.number))
	})
	if strings.EqualFold(attrs["order"], "desc") {
		slices.Reverse(ids)
	}
	return ids
}

func isPictureName(address string) bool {
	s := strings.ToLower(plainPath(address))
	return slices.ContainsFunc([]string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp"}, func(ext string) bool { return strings.HasSuffix(s, ext) })
}

func (a attached) html() string {
	out := `<p><img src="` + html.EscapeString(a.address) + `" alt="` + html.EscapeString(a.alt) + `"></p>` + "\n\n"
	if a.caption != "" {
		out += "<p><em>" + html.EscapeString(a.caption) + "</em></p>\n\n"
	}
	return out
}
