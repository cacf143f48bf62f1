// Package policy says which HTML a page keeps: harmless elements, attributes and
// addresses. What a page shows, what an export writes and what is told of as
// left out are made of the same lists.
package policy

import (
	"regexp"
	"slices"
	"strings"
)

// A List says which HTML is kept: elements, each with attributes of its own
// besides those of [Everywhere].
type List map[string][]string

// Everywhere returns the attributes that every element may have.
func Everywhere() []string { return []string{"id", "title", "lang", "dir", "role"} }

// New returns the list.
func New() List {
	list := List{
		"a": {"href", "class", "name"}, "img": {"src", "alt", "width", "height"},
		"ol": {"start", "type", "reversed"}, "li": {"value"},
		"td": {"align", "colspan", "rowspan"}, "th": {"align", "colspan", "rowspan", "scope"},
		"col": {"span"}, "colgroup": {"span"}, "details": {"open"}, "time": {"datetime"},
		"input": {"type", "checked", "disabled"}, "code": {"class"},
		"p": {"align"}, "div": {"align", "class"},
		"h1": {"align"}, "h2": {"align"}, "h3": {"align"}, "h4": {"align"}, "h5": {"align"}, "h6": {"align"},
	}
	for name := range strings.FieldsSeq(`abbr article aside b bdi bdo blockquote br caption cite dd del dfn dl dt em
		figcaption figure hr i ins kbd mark pre q rp rt ruby s samp section small span strong sub summary sup
		table tbody tfoot thead tr u ul var wbr`) {
		list[name] = nil
	}
	return list
}

// Attribute reports whether an element may have an attribute.
func (l List) Attribute(element, name string) bool {
	return slices.Contains(l[element], name) || slices.Contains(Everywhere(), name)
}

// Has reports whether an element is kept.
func (l List) Has(element string) bool {
	_, ok := l[element]
	return ok
}

// What the values of attributes must look like. They are made once: a sanitiser is
// made for each text.
var (
	isNumber    = regexp.MustCompile(`^-?[0-9]{1,9}%?$`)
	isAlign     = regexp.MustCompile(`(?i)^(left|right|center|justify)$`)
	isClass     = regexp.MustCompile(`^(language-[^\s"'<>]+|footnotes|footnote-(ref|backref))$`)
	isScope     = regexp.MustCompile(`(?i)^(row|col|rowgroup|colgroup)$`)
	isSet       = regexp.MustCompile(`(?i)^(|open|checked|disabled|reversed)$`)
	isType      = regexp.MustCompile(`^(checkbox|[1aAiI])$`)
	isID        = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_:.-]+$`)
	isLanguage  = regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)
	isDirection = regexp.MustCompile(`(?i)^(ltr|rtl|auto)$`)
	isRole      = regexp.MustCompile(`^doc-[a-z]+$`)
	isTime      = regexp.MustCompile(`^[0-9A-Za-z:.+ -]{1,40}$`)
)

// Value returns what an attribute's value must look like, nil for anything.
func Value(name string) *regexp.Regexp {
	switch name {
	case "width", "height", "start", "value", "colspan", "rowspan", "span":
		return isNumber
	case "align":
		return isAlign
	case "class":
		return isClass
	case "name":
		return isID
	case "scope":
		return isScope
	case "open", "checked", "disabled", "reversed":
		return isSet
	case "type":
		return isType
	case "id":
		return isID
	case "lang":
		return isLanguage
	case "dir":
		return isDirection
	case "role":
		return isRole
	case "datetime":
		return isTime
	}
	return nil
}

// Hides reports whether nothing within an element is kept; it is the
// sanitiser's own list.
func Hides(element string) bool {
	switch element {
	case "frame", "frameset", "iframe", "noembed", "noframes", "noscript", "nostyle", "object", "script", "style", "title":
		return true
	}
	return false
}

// IsBlock reports whether an element stands on lines of its own.
func IsBlock(element string) bool {
	switch element {
	case "address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
		"figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
		"pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul":
		return true
	}
	return false
}

// IsVoid reports whether an element has no end tag.
func IsVoid(element string) bool {
	switch element {
	case "br", "col", "hr", "img", "input", "wbr":
		return true
	}
	return false
}
