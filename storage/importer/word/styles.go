package word

import (
	"maps"
	"strconv"
	"strings"
)

// reader makes HTML of a document.
type reader struct {
	d    *Document
	dir  string // of the part that is read
	rels map[string]relation

	styles map[string]style
	lists  map[string]map[int]level // by the number of the list and the level
	notes  map[string]int           // ids of notes to their numbers, in the order of their marks
	noted  []string                 // those ids, in that order
	marked map[string]string        // bookmarks of marks of notes to their ids
	places map[string]string        // bookmarks in headings to the headings' ids
	titled bool
	inNote bool

	open                                     []openList
	boxes, charts, comments, deleted, chunks int
	fields                                   []*field
	loose                                    bool  // some field does not end, so that all words are shown
	box                                      *node // that stands for the item's mark, and is no word of it

	addresses map[string]string // entries to the addresses that stand for them
	called    map[string]int    // how many entries have a name
}

// style is what a paragraph or character style says, with that of those it is
// based on.
type style struct {
	names []string // lower case, the own one first
	num   string
	level int
	ind   int
	bold  bool
	ital  bool
	mono  bool
}

// level is a level of a list.
type level struct {
	ordered bool
	start   int
	ind     int
	kind    string // of list; lists of a kind go on counting
	anew    bool   // but for this one
}

// name is the style's own name, "" for none.
func (s style) name() string {
	if len(s.names) == 0 {
		return ""
	}
	return s.names[0]
}

func (r *reader) readStyles() {
	type own struct {
		style
		based string
	}
	r.styles = map[string]style{}
	byID := map[string]own{}
	for _, s := range r.d.optional(r.dir + "/styles.xml").kid("styles").list() {
		if s.name != "style" {
			continue
		}
		ppr, rpr := s.kid("pPr"), s.kid("rPr")
		byID[s.attr("styleId")] = own{style{
			names: []string{strings.ToLower(s.val("name"))},
			num:   ppr.val("numPr", "numId"), level: ppr.number(0, "numPr", "ilvl"), ind: indent(ppr),
			bold: rpr.on("b"), ital: rpr.on("i"), mono: isMono(rpr.kid("rFonts").attr("ascii")),
		}, s.val("basedOn")}
	}
	for id, at := range byID {
		st := at.style
		for range 9 { // as deep as they are based on each other
			base, ok := byID[at.based]
			if !ok {
				break
			}
			at = base
			st.names = append(st.names, at.names...)
			if st.num == "" {
				st.num, st.level = at.num, at.level
			}
			if st.ind == 0 {
				st.ind = at.ind
			}
			st.bold, st.ital, st.mono = st.bold || at.bold, st.ital || at.ital, st.mono || at.mono
		}
		r.styles[id] = st
	}
}

func isMono(face string) bool {
	switch strings.ToLower(face) {
	case "courier", "courier new", "consolas", "menlo", "monaco", "cascadia code", "cascadia mono", "liberation mono", "dejavu sans mono", "source code pro", "fira code":
		return true
	}
	return false
}

// indent is how far a paragraph stands in by itself.
func indent(ppr *node) int {
	ind := ppr.kid("ind")
	for _, key := range []string{"left", "start"} {
		if n, err := strconv.Atoi(ind.attr(key)); err == nil {
			return n
		}
	}
	return 0
}

// levels is how many a list of Word's has.
const levels = 9

func (r *reader) readNumbering() {
	r.lists = map[string]map[int]level{}
	kinds := map[string]map[int]level{}
	root := r.d.optional(r.dir + "/numbering.xml").kid("numbering")
	for _, n := range root.list() {
		if n.name != "abstractNum" {
			continue
		}
		list := map[int]level{}
		for _, l := range n.kids {
			at, err := strconv.Atoi(l.attr("ilvl"))
			if l.name != "lvl" || err != nil || at < 0 || at >= levels {
				continue
			}
			format := l.val("numFmt")
			list[at] = level{
				ordered: format != "bullet" && format != "none" && format != "",
				start:   l.number(1, "start"), ind: indent(l.kid("pPr")), kind: n.attr("abstractNumId"),
			}
		}
		kinds[n.attr("abstractNumId")] = list
	}
	for _, n := range root.list() {
		if n.name != "num" {
			continue
		}
		list := maps.Clone(kinds[n.val("abstractNumId")])
		if list == nil {
			list = map[int]level{}
		}
		for _, o := range n.kids {
			if at, err := strconv.Atoi(o.attr("ilvl")); o.name == "lvlOverride" && err == nil && at >= 0 && at < levels {
				l := list[at]
				l.start, l.anew = o.number(l.start, "startOverride"), o.kid("startOverride") != nil
				list[at] = l
			}
		}
		r.lists[n.attr("numId")] = list
	}
}

// kind is what a paragraph is by its style.
type kind uint8

const (
	plain kind = iota
	title
	day
	heading
	quote
	code
	item // goes on in an item
	contents
	line
	figure
)

// kindOf returns what a style makes of paragraphs, and the level of headings.
func (s style) kindOf() (kind, int) {
	for _, name := range s.names {
		if rest, ok := strings.CutPrefix(name, "heading "); ok {
			if n, err := strconv.Atoi(rest); err == nil && n >= 1 {
				return heading, min(n, 6)
			}
		}
		switch {
		case name == "title":
			return title, 0
		case name == "date":
			return day, 0
		case name == "quote", name == "intense quote", name == "block text", name == "block quote", name == "quotations":
			return quote, 0
		case name == "source code", strings.HasPrefix(name, "source code "), name == "html preformatted", name == "preformatted text", name == "plain text", name == "code":
			return code, 0
		case strings.HasPrefix(name, "list continue"):
			return item, 0
		case strings.HasPrefix(name, "toc "), name == "toc heading", name == "contents heading":
			return contents, 0
		case name == "horizontal line":
			return line, 0
		}
	}
	return plain, 0
}

// language is what a style of code says of the code, "" for nothing.
func (s style) language() string {
	for _, name := range s.names {
		if rest, ok := strings.CutPrefix(name, "source code "); ok && !strings.ContainsAny(rest, " \t\"<>&") {
			return rest
		}
	}
	return ""
}
