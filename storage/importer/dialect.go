package importer

import (
	"fmt"
	"html"
	"strings"

	"galley.app/galley/storage/post"
)

// Beginnings of addresses that name a source file as generators do.
const (
	fromContent = "@/"     // Zola: below content
	fromPosts   = "@post/" // Jekyll: the name of a post, without its ending
	fromRef     = "@ref/"  // Hugo: beside the page, below content, or a name that is there once
)

var (
	siteVariable = pattern(`(?:\{\{-?\s*site\.(?:url|baseurl)\s*-?\}\})+(/?)`)
	urlFilter    = pattern(`\{\{-?\s*(?:"([^"]*)"|'([^']*)')\s*\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:baseurl|url))(?:\s*\|\s*prepend:\s*site\.(?:baseurl|url))?\s*-?\}\}`)
	postURL      = pattern(`\{%-?\s*(post_url|link)\s+([^%\s]+)\s*-?%\}`)
	rawTags      = pattern(`\{%-?\s*(?:end)?raw\s*-?%\}`)
	besideSource = pattern(`(\]\(<?|\]:[ \t]*<?|=["'])\{(?:filename|static|attach)\}([^\s<>()"']*)`)
	refCode      = pattern(`\{\{[<%]\s*(?:rel)?ref\s+(?:"([^"]+)"|([^\s"{}]+))\s*[>%]\}\}`)

	highlight    = pattern(`(?m)^[ \t]*\{%-?\s*highlight\s+([\w+#-]+)([^%]*)-?%\}[ \t]*$`)
	endHighlight = pattern(`(?m)^[ \t]*\{%-?\s*endhighlight\s*-?%\}[ \t]*$`)

	contents    = pattern(`(?m)^[ \t]*[*+-] .*\n[ \t]*\{:\s*toc[^}\n]*\}[ \t]*$`)
	headingAttr = pattern(`(?m)^(#{1,6}[ \t]+)(.*?)[ \t]*#*[ \t]*\{:?\s*((?:[#.][\w:.-]+|[\w-]+=(?:"[^"\n]*"|[^\s{}"]+))(?:[ \t]+(?:[#.][\w:.-]+|[\w-]+=(?:"[^"\n]*"|[^\s{}"]+)))*)\s*\}[ \t]*(\r?)$`)
	lineAttr    = pattern(`(?m)^[ \t]*\{:[^}\n]*\}[ \t]*(\r?)$`)
	spanAttr    = pattern(`([)*_` + "`" + `])\{:[^}\n]*\}`)
	anchorAttr  = pattern(`#([\w:.-]+)`)
)

// undialect writes what only the Markdown of a generator has as what Galley
// reads: anchors, code and addresses. What else there is is taken out where it
// would be shown to readers, and told.
func (f *found) undialect() {
	if !strings.Contains(f.body, "{") {
		f.meanings()
		return
	}
	f.addresses()
	if opened := len(highlight().FindAllString(f.body, -1)); opened > 0 && opened == len(endHighlight().FindAllString(f.body, -1)) {
		f.body = highlight().ReplaceAllStringFunc(f.body, func(s string) string {
			k := highlight().FindStringSubmatch(s)
			f.mapped[thing{sort: aTag, name: "highlight"}] = true
			if rest := strings.TrimSpace(k[2]); rest != "" {
				f.note("", "of highlight was left out: "+shorten(rest))
			}
			return "```" + k[1]
		})
		f.body = endHighlight().ReplaceAllString(f.body, "```")
	}
	told := map[string]int{}
	var order []string
	tell := func(s string) {
		if told[s]++; told[s] == 1 {
			order = append(order, s)
		}
	}
	f.body = outsideCode(f.body, contents(), func([]string) string { tell("the table of contents"); return "\n" })
	f.body = outsideCode(f.body, headingAttr(), func(k []string) string {
		anchor := ""
		if a := anchorAttr().FindStringSubmatch(k[3]); a != nil && strings.HasPrefix(strings.TrimSpace(k[3]), "#") {
			anchor = `<a id="` + a[1] + `"></a>`
			f.anchors = append(f.anchors, a[1])
		}
		for _, part := range strings.Fields(k[3]) {
			if !strings.HasPrefix(part, "#") {
				tell("{" + part + "}")
			}
		}
		return k[1] + anchor + k[2] + k[4]
	})
	f.body = outsideCode(f.body, lineAttr(), func(k []string) string {
		s := strings.TrimSpace(k[0])
		if a := anchorAttr().FindStringSubmatch(s); a != nil {
			return `<a id="` + a[1] + `"></a>` + k[1]
		}
		tell(s)
		return k[1]
	})
	f.body = outsideCode(f.body, spanAttr(), func(k []string) string { tell(strings.TrimPrefix(k[0], k[1])); return k[1] })
	for _, s := range order[:min(len(order), 10)] {
		times := ""
		if told[s] > 1 {
			times = fmt.Sprintf(" (%d times)", told[s])
		}
		f.note("", s+" was left out"+times)
	}
	if n := len(order) - 10; n > 0 {
		f.note("", count(n, "other list of attributes was", "other lists of attributes were")+" left out")
	}
	f.meanings()
}

// addresses writes addresses that a program puts together as what they mean.
func (f *found) addresses() {
	f.body = outsideCode(f.body, besideSource(), func(k []string) string { // Pelican names files from here, or from the root
		original := strings.TrimPrefix(k[0], k[1])
		for _, of := range []sortOf{aLink, aPicture, aFile} {
			f.mapped[thing{sort: of, name: original}] = true
		}
		return k[1] + k[2]
	})
	if !strings.Contains(f.body, "{{") && !strings.Contains(f.body, "{%") {
		return
	}
	put := func(original, name string) string {
		f.mapped[thing{sort: aTag, name: original}] = true
		f.originals[name] = original
		return name
	}
	f.body = siteVariable().ReplaceAllStringFunc(f.body, func(s string) string {
		f.mapped[thing{sort: aTag, name: s}] = true
		for _, one := range strings.SplitAfter(s, "}}") {
			f.mapped[thing{sort: aTag, name: one}] = true
		}
		return "/"
	})
	f.body = urlFilter().ReplaceAllStringFunc(f.body, func(s string) string {
		k := urlFilter().FindStringSubmatch(s)
		return put(s, "/"+strings.TrimLeft(html.UnescapeString(first(k[1], k[2])), "/"))
	})
	f.body = postURL().ReplaceAllStringFunc(f.body, func(s string) string {
		k := postURL().FindStringSubmatch(s)
		f.mapped[thing{sort: aTag, name: k[1]}] = true
		if k[1] == "link" {
			return put(s, fromContent+strings.TrimLeft(k[2], "/"))
		}
		return put(s, fromPosts+k[2])
	})
	f.body = refCode().ReplaceAllStringFunc(f.body, func(s string) string {
		k := refCode().FindStringSubmatch(s)
		for _, name := range []string{"ref", "relref"} {
			f.mapped[thing{sort: aShortcode, name: name}] = true
		}
		return put(s, fromRef+strings.TrimLeft(first(k[1], k[2]), "/"))
	})
	if f.jekyll {
		f.body = rawTags().ReplaceAllString(f.body, "")
		f.mapped[thing{sort: aTag, name: "raw"}] = true
	}
}

// readKeys reads lines of keys and values.
func (m *matter) readKeys(inner string) {
	for n := 1; inner != ""; n++ {
		line, rest := post.CutLine(inner)
		inner = rest
		if key, words, ok := post.FrontMatterLine(line); ok {
			m.pairs = append(m.pairs, pair{key, value{text: words}, n})
			continue
		}
		last := &m.pairs[len(m.pairs)-1].value // it goes on
		last.text = strings.TrimSpace(last.text + " " + strings.TrimSpace(line))
	}
	for i, p := range m.pairs {
		switch p.key {
		case "modified":
			if w, ok := readWhen(p.value.text); ok {
				m.pairs[i].value = value{kind: plain, text: w.text}
			}
		case "tags", "keywords", "authors":
			v := value{kind: list}
			sep := ","
			if strings.Contains(p.value.text, ";") { // as Pelican: so names may hold commas
				sep = ";"
			}
			for item := range strings.SplitSeq(p.value.text, sep) {
				if item = strings.TrimSpace(item); item != "" {
					v.items = append(v.items, value{text: item})
				}
			}
			m.pairs[i].value = v
		}
	}
	m.dropRepeated()
}
