package site

import (
	"html"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// RightToLeft reports whether the language is written from right to left: by the
// script that its tag names, or that it is usually written in.
func (s Site) RightToLeft() bool {
	tag, err := language.Parse(s.Tag())
	if err != nil {
		return false
	}
	script, _ := tag.Script()
	return slices.Contains([]string{"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}, script.String())
}

// Direction is the attribute that elements of a page of the site need for it,
// with a blank before; "" for none.
func (s Site) Direction() string {
	if s.RightToLeft() {
		return ` dir="rtl"`
	}
	return ""
}

// CodeDirection has code run from left to right, whatever the words around it do.
var CodeDirection = strings.NewReplacer("<pre>", `<pre dir="ltr">`, "<code>", `<code dir="ltr">`)

// Directed returns HTML that stands by itself, as in a feed, the direction of
// the site.
func (s Site) Directed(fragment string) string {
	if !s.RightToLeft() {
		return fragment
	}
	return `<div lang="` + HTMLText(s.Tag()) + `" dir="rtl">` + "\n" + CodeDirection.Replace(fragment) + "</div>\n"
}

// AsHTML returns plain text as HTML that says the same.
func (s Site) AsHTML(text string) string {
	// Readers that take it for plain text show what is escaped, so only what has
	// to be is: a quotation mark outside of tags has not.
	text = strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(html.EscapeString(text))
	if text != "" && s.RightToLeft() {
		return `<span dir="rtl">` + text + "</span>"
	}
	return text
}
