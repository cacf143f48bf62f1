package export

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tags calls each for the tags of a page that have attributes, and css with what
// stands in its style elements. Most of a page is neither, and is passed over
// without being read as HTML; a page that holds what is to be read otherwise, such
// as a comment, is read whole.
func tags(data []byte, each func(html.Token), css func(string)) {
	var found []html.Token
	var styles []string
	if !quickTags(data, func(t html.Token) { found = append(found, t) }, func(s string) { found = append(found, html.Token{Type: html.TextToken}); styles = append(styles, s) }) {
		wholeTags(data, each, css)
		return
	}
	for _, t := range found {
		if t.Type == html.TextToken {
			css(styles[0])
			styles = styles[1:]
			continue
		}
		each(t)
	}
}

// wholeTags is tags for any page.
func wholeTags(data []byte, each func(html.Token), css func(string)) {
	z := html.NewTokenizer(bytes.NewReader(data))
	style := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if style {
				css(string(z.Raw()))
			}
		case html.EndTagToken:
			style = false
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			style = tok.Data == "style"
			if len(tok.Attr) > 0 {
				each(tok)
			}
		}
	}
}

// quickTags is tags for a page as Galley makes them; false for another one, of
// which some may have been told.
func quickTags(data []byte, each func(html.Token), css func(string)) bool {
	for {
		i := bytes.IndexByte(data, '<')
		if i < 0 {
			return true
		}
		data = data[i:]
		if len(data) < 2 {
			return true
		}
		switch c := data[1]; {
		case c == '/' && len(data) > 2 && data[2]|0x20 >= 'a' && data[2]|0x20 <= 'z', c|0x20 >= 'a' && c|0x20 <= 'z':
		case c == '!' && len(data) > 9 && bytes.EqualFold(data[2:9], []byte("doctype")):
		case c == '!', c == '?', c == '/':
			return false
		default: // a sign
			data = data[1:]
			continue
		}
		end := tagEnd(data)
		if end < 0 {
			return false
		}
		tag := data[:end]
		data = data[end:]
		if tag[1] == '/' || tag[1] == '!' {
			continue
		}
		if bytes.IndexByte(tag, '=') >= 0 {
			tok, ok := plainTag(tag)
			if !ok {
				z := html.NewTokenizer(bytes.NewReader(tag))
				if z.Next(); len(z.Raw()) != len(tag) {
					return false
				}
				tok = z.Token()
			}
			if len(tok.Attr) > 0 {
				each(tok)
			}
		}
		n := 1 + bytes.IndexAny(tag[1:], " \t\r\n\f/>")
		name := strings.ToLower(string(tag[1:n])) // which may be longer: bytes that are no UTF-8 become a sign of three
		if rest := string(tag[n:]); rest != ">" && rest != "/>" && bytes.IndexByte(tag, '=') < 0 {
			return false // maybe attributes without values
		}
		switch name {
		case "style", "script", "title", "textarea":
			if tag[end-2] == '/' {
				return false
			}
			close := indexFold(data, "</"+name)
			if close < 0 || name == "script" && bytes.Contains(data[:close], []byte("<!--")) {
				return false
			}
			if at := close + len("</") + len(name); at == len(data) || strings.IndexByte(" \t\r\n\f/>", data[at]) < 0 {
				return false // another name, and no end
			}
			if name == "style" && close > 0 {
				css(string(data[:close]))
			}
			data = data[close:]
		case "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp":
			return false
		}
	}
}

// plainTag reads a tag that is written as Galley writes them, in small letters and
// with values in double quotes that have nothing to be resolved in them; ok is false
// for any other. A tokenizer for each takes four kilobytes, and most of the time.
func plainTag(tag []byte) (tok html.Token, ok bool) {
	name, rest := plainName(tag[1:])
	if len(name) == 0 {
		return tok, false
	}
	tok = html.Token{Type: html.StartTagToken, DataAtom: atom.Lookup(name), Data: string(name)}
	for len(rest) > 0 && rest[0] == ' ' {
		key, after := plainName(rest[1:])
		if len(key) == 0 || len(after) < 2 || after[0] != '=' || after[1] != '"' {
			return tok, false
		}
		if slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == string(key) }) {
			return tok, false
		}
		end := bytes.IndexByte(after[2:], '"')
		if end < 0 {
			return tok, false
		}
		value := after[2 : 2+end]
		if bytes.IndexByte(value, '&') >= 0 || bytes.IndexByte(value, '\r') >= 0 || bytes.IndexByte(value, 0) >= 0 {
			return tok, false
		}
		tok.Attr = append(tok.Attr, html.Attribute{Key: string(key), Val: string(value)})
		rest = after[2+end+1:]
	}
	switch string(rest) {
	case ">":
		return tok, true
	case "/>":
		tok.Type = html.SelfClosingTagToken
		return tok, true
	}
	return tok, false
}

// plainName is the name that b begins with, of a tag or an attribute, as far as it
// is of small letters, digits, colons and dashes.
func plainName(b []byte) (name, rest []byte) {
	n := 0
	for n < len(b) && (b[n] >= 'a' && b[n] <= 'z' || n > 0 && (b[n] >= '0' && b[n] <= '9' || b[n] == '-' || b[n] == ':')) {
		n++
	}
	return b[:n], b[n:]
}

// tagEnd is where a tag ends; -1 where it does not, or is written oddly.
func tagEnd(data []byte) int {
	const space, odd = " \t\r\n\f", "<\"'=`\x00"
	at := 1
	// until passes over what is before one of the ends; false where that is nothing, odd or all there is.
	until := func(ends string) bool {
		n := bytes.IndexAny(data[at:], ends)
		if n <= 0 || bytes.ContainsAny(data[at:at+n], odd) {
			return false
		}
		at += n
		return true
	}
	if data[at] == '/' || data[at] == '!' {
		at++
	}
	if !until(space + "/>") {
		return -1
	}
	for {
		for at < len(data) && strings.IndexByte(space+"/", data[at]) >= 0 {
			at++
		}
		switch {
		case at == len(data):
			return -1
		case data[at] == '>':
			return at + 1
		case !until(space + "/>="):
			return -1
		}
		if data[at] != '=' {
			continue
		}
		if at++; at == len(data) {
			return -1
		}
		if quote := data[at]; quote == '"' || quote == '\'' {
			n := bytes.IndexByte(data[at+1:], quote)
			if n < 0 {
				return -1
			}
			at += 1 + n + 1
		} else if !until(space + ">") {
			return -1
		}
	}
}

// indexFold is where a small name of ASCII stands, whatever its case.
func indexFold(data []byte, name string) int {
	for at := 0; ; at++ {
		i := bytes.IndexAny(data[at:], name[:1]+strings.ToUpper(name[:1]))
		if i < 0 || at+i+len(name) > len(data) {
			return -1
		}
		at += i
		if strings.EqualFold(string(data[at:at+len(name)]), name) {
			return at
		}
	}
}
