package export

import (
	"html"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// rightToLeft tells whether the language is written from right to left: by the
// script that its tag names, or that it is usually written in.
func (s Site) rightToLeft() bool {
	tag, err := language.Parse(s.language())
	if err != nil {
		return false
	}
	script, _ := tag.Script()
	return slices.Contains([]string{"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}, script.String())
}

// direction is the attribute that elements of a page of the site need for it,
// with a blank before; "" for none.
func (s Site) direction() string {
	if s.rightToLeft() {
		return ` dir="rtl"`
	}
	return ""
}

// code runs from left to right, whatever the words around it do.
var codeDirection = strings.NewReplacer("<pre>", `<pre dir="ltr">`, "<code>", `<code dir="ltr">`)

// directed gives HTML that stands by itself, as in a feed, the direction of
// the site.
func (s Site) directed(fragment string) string {
	if !s.rightToLeft() {
		return fragment
	}
	return `<div lang="` + htmlText(s.language()) + `" dir="rtl">` + "\n" + codeDirection.Replace(fragment) + "</div>\n"
}

// asHTML gives plain text as HTML that says the same.
func (s Site) asHTML(text string) string {
	// Readers that take it for plain text show what is escaped, so only what has
	// to be is: a quotation mark outside of tags has not.
	text = strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(html.EscapeString(text))
	if text != "" && s.rightToLeft() {
		return `<span dir="rtl">` + text + "</span>"
	}
	return text
}
