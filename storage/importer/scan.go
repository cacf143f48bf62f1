package importer

import (
	"html"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	source "galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/export/refs"
)

// sort of a thing that a text holds beside its words.
type sortOf uint8

const (
	aPicture sortOf = iota
	aLink
	aFile      // shown or named by an element or a shortcode
	aShortcode // of Hugo or Zola
	aTag       // of Liquid and its kin
	aField     // of front matter
)

func (s sortOf) String() string {
	return [...]string{"image", "link", "file", "shortcode", "template tag", "field"}[s]
}

// thing is something that a source holds and an import could lose.
type thing struct {
	sort sortOf
	name string // address, name or key
	line int    // of the source; 0 where it is not known
}

// place is a thing in Markdown: where its address or its source is.
type place struct {
	sort       sortOf
	name       string // what the address means; the name of a shortcode
	start, end int    // bytes of the body, quotes included
	quote      byte   // around the address, 0 for none
}

// written is how an address that needs no escapes is written in its place.
func (p place) written(to string) string {
	if p.quote != 0 {
		return string(p.quote) + to + string(p.quote)
	}
	return to
}

var (
	// shownBy are elements of HTML with an address other than that of an image.
	shownBy      = pattern(`(?i)<(a|video|audio|source|embed|iframe|track|object)\s(?:[^<>"']|"[^"]*"|'[^']*')*>`)
	shownAddress = pattern(`(?i)\s(href|src|data|poster)\s*=\s*("[^"]*"|'[^']*')`)
	hugoCode     = pattern(`(?s)\{\{([<%])-?\s*(/?)\s*([\w./-]+)(.*?)/?\s*-?[>%]\}\}`)
	zolaCode     = pattern(`\{\{-?\s*([\w:]+)\(([^{}]*)\)\s*-?\}\}`)
	liquidTag    = pattern(`\{%-?\s*(\w+)([^%]*)-?%\}|\{\{-?\s*([^}{<%]*?)\s*-?\}\}`)
	codeAddress  = pattern(`\b(src|image|img|file|url|href|link|poster|path|link_to|source)\s*=\s*("[^"]*"|'[^']*')`)
	codeFirst    = pattern(`^\s*("[^"]*"|'[^']*')`)
)

// placesIn lists what Markdown without a head holds, in order. What is in code
// is none.
func placesIn(body string) []place {
	var all []place
	for _, l := range refs.All(body) {
		p := place{sort: aPicture, name: l.Dest, start: l.Start, end: l.End}
		if l.IsLink {
			p.sort = aLink
		}
		if c := body[l.Start]; c == '"' || c == '\'' {
			p.quote = c
		} else if l.As("x") != "x" {
			p.quote = '"'
		}
		all = append(all, p)
	}
	if !strings.Contains(body, "<") && !strings.Contains(body, "{") {
		return all
	}
	code := codeIn(body)
	add := func(p place) {
		if !code.holds(p.start) {
			all = append(all, p)
		}
	}
	addresses := func(m []int, re *regexp.Regexp, sortFor func(key string) sortOf) {
		for _, k := range re.FindAllStringSubmatchIndex(body[m[0]:m[1]], -1) {
			n := len(k) - 2
			key, start, end := "", m[0]+k[n], m[0]+k[n+1]
			if n > 2 {
				key = strings.ToLower(body[m[0]+k[2] : m[0]+k[3]])
			}
			if dest := html.UnescapeString(body[start+1 : end-1]); dest != "" {
				add(place{sortFor(key), dest, start, end, body[start]})
			}
		}
	}
	for _, m := range shownBy().FindAllStringSubmatchIndex(body, -1) {
		of := aFile
		if strings.EqualFold(body[m[2]:m[3]], "a") {
			of = aLink
		}
		addresses(m, shownAddress(), func(string) sortOf { return of })
	}
	file := func(string) sortOf { return aFile }
	for _, m := range hugoCode().FindAllStringSubmatchIndex(body, -1) {
		if m[4] == m[5] { // no end
			name := body[m[6]:m[7]]
			add(place{aShortcode, name, m[0], m[1], 0})
			if name != "ref" && name != "relref" { // which name posts
				addresses(m, codeAddress(), file)
				addresses(m[8:10], codeFirst(), file)
			}
		}
	}
	for _, m := range zolaCode().FindAllStringSubmatchIndex(body, -1) {
		add(place{aShortcode, body[m[2]:m[3]], m[0], m[1], 0})
		addresses(m, codeAddress(), file)
	}
	for _, m := range liquidTag().FindAllStringSubmatchIndex(body, -1) {
		if m[0] > 0 && body[m[0]-1] == '{' {
			continue // Hugo's
		}
		name := body[m[0]:m[1]]
		if m[2] >= 0 {
			if name = body[m[2]:m[3]]; strings.HasPrefix(name, "end") {
				continue
			}
			addresses(m, codeAddress(), file)
		} else if zolaCode().MatchString(name) {
			continue
		}
		add(place{aTag, name, m[0], m[1], 0})
	}
	slices.SortStableFunc(all, func(a, b place) int { return a.start - b.start })
	return slices.DeleteFunc(all, func(p place) bool { // arguments that are no names of files
		return p.sort == aFile && (path.Ext(plainPath(p.name)) == "" || strings.ContainsAny(p.name, "{}"))
	})
}

// plainPath is an address without its query and fragment.
func plainPath(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		return s[:i]
	}
	return s
}

// ranges are parts of a text, in order.
type ranges [][2]int

func (r ranges) holds(at int) bool {
	i := sort.Search(len(r), func(i int) bool { return r[i][1] > at })
	return i < len(r) && r[i][0] <= at
}

// codeIn lists the parts of Markdown that are code.
func codeIn(body string) ranges {
	return markdown.Parse(nil, source.New(body), 0).CodeSpans()
}

// outsideCode replaces what an expression finds outside of code; with gives
// the text as it is to leave it.
func outsideCode(body string, re *regexp.Regexp, with func(k []string) string) string {
	found := re.FindAllStringSubmatchIndex(body, -1)
	if found == nil {
		return body
	}
	code := codeIn(body)
	var b strings.Builder
	at := 0
	for _, m := range found {
		if code.holds(m[0]) {
			continue
		}
		k := make([]string, len(m)/2)
		for i := range k {
			if m[2*i] >= 0 {
				k[i] = body[m[2*i]:m[2*i+1]]
			}
		}
		b.WriteString(body[at:m[0]] + with(k))
		at = m[1]
	}
	return b.String() + body[at:]
}

// lineAt is the line of a byte, counted from first.
func lineAt(s string, at, first int) int { return first + strings.Count(s[:min(at, len(s))], "\n") }

// pattern returns a function that gives an expression, which is compiled when it is
// first asked for: most starts of the program take nothing in.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
