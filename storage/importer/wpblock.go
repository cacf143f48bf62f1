package importer

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"galley.app/galley/storage/bounded"
)

var (
	// wholeBlock is a block of which the post holds nothing but the name.
	wholeBlock = pattern(`(?s)<!--\s*wp:([\w/-]+)(\s+\{.*?\})?\s*/-->`)
	noteMark   = pattern(`(?s)<(sup|a)\s[^>]*\bdata-fn=["']([^"']+)["'][^>]*>(.*?)</(?:sup|a)>`)
)

// blockLimits bound what is said of a block, and its notes.
var blockLimits = bounded.Limits{Bytes: 1 << 20, Depth: 50, Values: 20_000}

// blocks puts in what blocks name that hold nothing themselves: patterns, which
// are written once and shown in many posts, and what is embedded.
func (x *wxr) blocks(f *found, src string, inside map[string]bool) string {
	return wholeBlock().ReplaceAllStringFunc(src, func(s string) string {
		k := wholeBlock().FindStringSubmatch(s)
		var is struct {
			Ref json.Number `json:"ref"`
			URL string      `json:"url"`
		}
		if k[2] != "" {
			_ = bounded.JSON([]byte(k[2]), &is, blockLimits) // what cannot be read names nothing
		}
		name := strings.TrimPrefix(k[1], "core/")
		switch name {
		case "footnotes":
			return s // for footnotes
		case "spacer", "separator", "more", "nextpage":
			return ""
		case "block":
			ref := is.Ref.String()
			content, ok := x.patterns[ref]
			const most = 8 // patterns in each other
			if !ok || inside[ref] || len(inside) >= most {
				f.note("", "pattern "+ref+" is not in the export; it was left out")
				return ""
			}
			if x.put+len(content) > maxText || x.allPut+len(content) > maxWXR {
				f.note("", "pattern "+ref+" was left out: patterns make the posts too large")
				return ""
			}
			x.put += len(content)
			x.allPut += len(content)
			inside[ref] = true
			defer delete(inside, ref)
			return x.blocks(f, content, inside)
		}
		if strings.HasPrefix(is.URL, "http") {
			to := html.EscapeString(is.URL)
			return `<p><a href="` + to + `">` + to + "</a></p>"
		}
		f.note("", "block "+name+" was left out: WordPress makes what it shows anew each time")
		return ""
	})
}

// footnotes puts the notes, which WordPress keeps in a field of their own,
// where the post shows them.
func (x *wxr) footnotes(f *found, it *wxrItem, src string) string {
	var notes []struct{ ID, Content string }
	if s := it.meta("footnotes"); s != "" {
		if err := bounded.JSON([]byte(s), &notes, blockLimits); err != nil {
			f.note("footnotes", "they cannot be read; they were kept as a field")
			f.extra(pair{key: "footnotes", value: value{text: s}})
			return src
		}
	}
	number := map[string]int{}
	src = noteMark().ReplaceAllStringFunc(src, func(s string) string {
		k := noteMark().FindStringSubmatch(s)
		id := html.EscapeString(html.UnescapeString(k[2]))
		if number[id] > 0 {
			return fmt.Sprintf(`<sup><a href="#%s">%d</a></sup>`, id, number[id])
		}
		number[id] = len(number) + 1
		return fmt.Sprintf(`<sup><a href="#%s" id="%s-link">%d</a></sup>`, id, id, number[id])
	})
	if len(notes) == 0 {
		return src
	}
	var b strings.Builder
	b.WriteString("<ol>")
	for _, n := range notes {
		id := html.EscapeString(n.ID)
		back := ""
		if number[id] > 0 {
			back = ` <a href="#` + id + `-link">↩</a>`
		}
		b.WriteString(`<li id="` + id + `">` + n.Content + back + "</li>")
	}
	b.WriteString("</ol>")
	placed := false
	src = wholeBlock().ReplaceAllStringFunc(src, func(s string) string {
		if placed {
			return ""
		}
		placed = true
		return b.String()
	})
	if !placed {
		src += "\n\n" + b.String()
	}
	return src
}

// descriptionKeys are where plug-ins keep what searches are to show.
var descriptionKeys = []string{"_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description", "_seopress_titles_desc", "_genesis_description", "_su_description"}

// takeMetas takes over a post's own fields, and its picture.
func (x *wxr) takeMetas(f *found, it *wxrItem) {
	taken := map[string]bool{"footnotes": true, "_thumbnail_id": true, "": true}
	for _, key := range descriptionKeys {
		s := plainWords(it.meta(key))
		if s == "" {
			continue
		}
		taken[key] = true
		switch f.description {
		case "", s:
			f.description = s
		default:
			f.extra(pair{key: "seo_description", value: value{text: s}})
		}
	}
	if id := it.meta("_thumbnail_id"); id != "" && id != "0" {
		if p, ok := x.media.pictures[id]; ok {
			f.extra(pair{key: "image", value: value{text: p.address}})
			if p.alt != "" {
				f.extra(pair{key: "image_alt", value: value{text: p.alt}})
			}
		} else {
			f.note("_thumbnail_id", "picture "+id+" is not in the export; it was left out")
		}
	}
	if it.sticky == "1" {
		f.extra(pair{key: "sticky", value: value{kind: plain, text: "true"}})
	}
	terms := map[string]*value{}
	var order []string
	for _, t := range it.terms {
		if terms[t.key] == nil {
			terms[t.key] = &value{kind: list}
			order = append(order, t.key)
		}
		terms[t.key].items = append(terms[t.key].items, value{text: plainWords(t.value)})
	}
	for _, key := range order {
		f.extra(pair{key: key, value: *terms[key]})
	}
	for _, m := range it.metas {
		switch {
		case taken[m.key] || strings.TrimSpace(m.value) == "":
		case strings.HasPrefix(m.key, "_"):
			x.hidden[m.key]++
		default:
			f.extra(pair{key: m.key, value: value{kind: plain, text: m.value}})
		}
	}
}
