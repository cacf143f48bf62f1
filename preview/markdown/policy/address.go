package policy

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
	"golang.org/x/net/idna"
)

// Address returns an address that a post names as it is written where only ASCII
// may stand: the name of a host as browsers ask for it, all else in percents. What
// is in percents already stays.
func Address(dest string) string {
	kind := Scheme(dest)
	if kind == "data" {
		return dest
	}
	at := 0
	if kind != "" {
		at = strings.IndexByte(dest, ':') + 1
		name := Clean(dest[:at]) // escaped, what browsers overlook would make another scheme of it
		dest, at = name+dest[at:], len(name)
	}
	if kind == "mailto" {
		end := at + len(untilAny(dest[at:], "?"))
		if i := strings.LastIndexByte(dest[at:end], '@'); i >= 0 {
			dest = dest[:at+i+1] + host(dest[at+i+1:end]) + dest[end:]
		}
	} else if rest := dest[at:]; strings.HasPrefix(rest, "//") {
		at += len("//")
		authority := untilAny(dest[at:], "/?#\\")
		name := authority[strings.LastIndexByte(authority, '@')+1:]
		port := ""
		if i := strings.LastIndexByte(name, ':'); i >= 0 {
			name, port = name[:i], name[i:]
		}
		dest = dest[:at] + strings.TrimSuffix(authority, name+port) + host(name) + port + dest[at+len(authority):]
	}
	out := string(util.URLEscape([]byte(percents(dest)), false))
	if kind == "" && Scheme(out) != "" { // a backslash, which ended the scheme's place, is written otherwise now
		return "./" + out // RFC 3986, section 4.2
	}
	return out
}

func untilAny(s, chars string) string {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i]
	}
	return s
}

// maxHost is more bytes than the name of a host has: 253 characters. Work for ASCII
// grows with the square of the length.
const maxHost = 253 * utf8.UTFMax

// host gives the name of a host in ASCII, or as it is where there is none.
func host(name string) string {
	if isASCII(name) || len(name) > maxHost {
		return name
	}
	rules := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.StrictDomainName(false))
	if puny, err := rules.ToASCII(name); err == nil {
		return puny
	}
	return name
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// percents escapes the percent signs that escape nothing.
func percents(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	var out strings.Builder
	for i := range len(s) {
		out.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !util.IsHexDecimal(s[i+1]) || !util.IsHexDecimal(s[i+2])) {
			out.WriteString("25")
		}
	}
	return out.String()
}

// Written returns an address in an attribute of HTML as a browser reads it: it
// overlooks blanks around it and line breaks and tabs within.
func Written(value string) string {
	value = strings.Trim(value, "\t\n\f\r ")
	if strings.ContainsAny(value, "\t\n\r") {
		value = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(value)
	}
	return value
}

// SafeLink reports whether a link to dest may be kept: its scheme is known to
// be harmless or it has none.
func SafeLink(dest string) bool {
	switch Scheme(dest) {
	case "", "http", "https", "mailto", "tel", "ftp", "irc", "xmpp", "sms", "geo", "magnet", "news", "nntp":
		return true
	}
	return false
}

// SafeImage reports whether dest may be the source of an image.
func SafeImage(dest string) bool {
	switch Scheme(dest) {
	case "", "http", "https":
		return true
	case "data":
		media := strings.ToLower(Clean(dest))
		for _, kind := range []string{"png", "jpeg", "gif", "webp", "avif"} {
			if strings.HasPrefix(media, "data:image/"+kind+";") {
				return true
			}
		}
	}
	return false
}

// Scheme returns the scheme of an address as a browser would find it, in lower
// case, "" for a relative address. Browsers overlook control characters, tabs
// and line breaks anywhere and blanks at the start.
func Scheme(dest string) string {
	dest = Clean(dest)
	i := strings.IndexAny(dest, ":/?#\\")
	if i < 0 || dest[i] != ':' {
		return ""
	}
	if i == 0 {
		return ":" // no scheme at all, and nothing that a browser would open
	}
	return strings.ToLower(dest[:i])
}

// Clean takes out what browsers overlook in an address.
func Clean(dest string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r <= ' ', r >= 0x7f && r <= 0xa0, r == 0xad,
			r >= 0x2000 && r <= 0x200f, r >= 0x2028 && r <= 0x202f, r >= 0x205f && r <= 0x206f,
			r == 0x3000, r == 0xfeff:
			return -1
		}
		return r
	}, dest)
}

// Path returns the path that a relative address in HTML stands for, with so much
// escaped that it still leads there: a percent sign that is one, and what would
// begin a query or a fragment.
func Path(dest string) string {
	if p, err := url.PathUnescape(lasting.Replace(dest)); err == nil && Scheme(dest) == "" {
		return p
	}
	return dest
}

// lasting escapes once more what Path leaves escaped.
var lasting = strings.NewReplacer("%25", "%2525", "%23", "%2523", "%3F", "%253F", "%3f", "%253f")
