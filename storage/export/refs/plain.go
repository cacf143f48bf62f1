package refs

import "strings"

// Plain lists what links in src, Markdown without a head, may lead to, where all
// of it can be seen without parsing: each address is written [words](address)
// without anything that would have to be read as something else. It may list more
// than there is, such as what stands in code, and images. It is not ok where a
// link may be written otherwise; a bare address counts as one only if it has host
// in it, "" for none.
func Plain(src, host string) (dests []string, ok bool) {
	if strings.Contains(src, "]:") || mayBeTag(src) {
		return nil, false
	}
	hosts := 0 // in what is listed
	const open = "]("
	for at := 0; ; {
		i := strings.Index(src[at:], open)
		if i < 0 {
			break
		}
		at += i + len(open)
		for at < len(src) && (src[at] == ' ' || src[at] == '\t') {
			at++
		}
		end := at
	dest:
		for ; end < len(src); end++ {
			switch c := src[end]; {
			case c == ')', c == ' ', c == '\t':
				break dest
			case c <= ' ', c == '\\', c == '&', c == '<', c == '(', c == '[', c == '|', c == '`', c == 0x7f:
				return nil, false
			}
		}
		if end == len(src) {
			return nil, false
		}
		if dest := src[at:end]; dest != "" {
			dests = append(dests, dest)
			if host != "" {
				hosts += strings.Count(dest, host)
			}
		}
		at = end
	}
	return dests, host == "" || strings.Count(src, host) == hosts
}

// mayBeTag reports whether there may be a tag or an address in <>.
func mayBeTag(src string) bool {
	for {
		i := strings.IndexByte(src, '<')
		if i < 0 || i+1 == len(src) {
			return false
		}
		src = src[i+1:]
		if c := src[0] | 0x20; 'a' <= c && c <= 'z' || src[0] == '/' || src[0] == '!' || src[0] == '?' {
			return true
		}
	}
}
