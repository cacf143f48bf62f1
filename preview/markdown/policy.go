package markdown

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// An allowList says which HTML is kept: elements, each with attributes of its
// own. The sanitiser and the report of what it drops are made of it.
type allowList map[string][]string

// everywhere are the attributes that every element may have.
func everywhere() []string { return []string{"id", "title", "lang", "dir", "role"} }

func newAllowList() allowList {
	list := allowList{
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

// attribute reports whether an element may have an attribute.
func (l allowList) attribute(element, name string) bool {
	return slices.Contains(l[element], name) || slices.Contains(everywhere(), name)
}

// sanitiser gives the policy that keeps what the list allows and nothing else.
func (l allowList) sanitiser() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for name, attrs := range l {
		p.AllowElements(name)
		p.AllowNoAttrs().OnElements(name)
		for _, a := range attrs {
			if value := attributeValue(a); value != nil {
				p.AllowAttrs(a).Matching(value).OnElements(name)
			} else {
				p.AllowAttrs(a).OnElements(name)
			}
		}
	}
	for _, a := range everywhere() {
		if value := attributeValue(a); value != nil {
			p.AllowAttrs(a).Matching(value).Globally()
		} else {
			p.AllowAttrs(a).Globally()
		}
	}
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes(strings.Fields("http https mailto tel ftp irc xmpp sms geo magnet news nntp")...)
	p.AllowURLSchemeWithCustomPolicy("data", func(u *url.URL) bool { return isPicture.MatchString(u.Opaque) })
	return p
}

// What the values of attributes must look like. They are made once: a policy is
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
	isPicture   = regexp.MustCompile(`^image/(png|jpeg|gif|webp|avif|bmp|svg\+xml)[;,]`)
	isTime      = regexp.MustCompile(`^[0-9A-Za-z:.+ -]{1,40}$`)
)

// attributeValue gives what an attribute's value must look like, nil for
// anything.
func attributeValue(name string) *regexp.Regexp {
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
