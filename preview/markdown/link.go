package markdown

import "strings"

// SafeLink reports whether a link to dest may be kept: its scheme is known to
// be harmless or it has none.
func SafeLink(dest string) bool {
	switch scheme(dest) {
	case "", "http", "https", "mailto", "tel", "ftp", "irc", "xmpp", "sms", "geo", "magnet", "news", "nntp":
		return true
	}
	return false
}

// SafeImage reports whether dest may be the source of an image.
func SafeImage(dest string) bool {
	switch scheme(dest) {
	case "", "http", "https":
		return true
	case "data":
		media := strings.ToLower(clean(dest))
		for _, kind := range []string{"png", "jpeg", "gif", "webp", "avif"} {
			if strings.HasPrefix(media, "data:image/"+kind+";") {
				return true
			}
		}
	}
	return false
}

// scheme gives the scheme of an address as a browser would find it, in lower
// case, "" for a relative address. Browsers overlook control characters, tabs
// and line breaks anywhere and blanks at the start.
func scheme(dest string) string {
	dest = clean(dest)
	i := strings.IndexAny(dest, ":/?#\\")
	if i < 0 || dest[i] != ':' {
		return ""
	}
	if i == 0 {
		return ":" // no scheme at all, and nothing that a browser would open
	}
	return strings.ToLower(dest[:i])
}

// clean takes out what browsers overlook in an address.
func clean(dest string) string {
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
