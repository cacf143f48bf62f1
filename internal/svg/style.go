package svg

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// reference is a part of the drawing that style refers to.
type reference struct {
	property string // in small letters, "" if it is a value alone
	id       string
}

// references lists what style refers to. It is an error if that is outside of
// the drawing, or not known.
func references(css string) ([]reference, error) {
	if !strings.ContainsAny(css, "(@:\\") {
		return nil, nil // nearly all
	}
	if err := suspicious(css); err != nil {
		return nil, err
	}
	css, err := plain(css)
	if err != nil {
		return nil, err
	}
	var list []reference
	property := ""
	for i := 0; i < len(css); i++ {
		switch c := css[i]; {
		case c == '"' || c == '\'':
			i += quoted(css[i:]) - 1
		case c == ';' || c == '{' || c == '}':
			property = ""
		case c == ':':
			property = word(strings.TrimRight(css[:i], " \t\r\n"))
		case c == '@':
			name := leading(css[i+1:])
			switch name {
			case "font-face", "media", "keyframes", "-webkit-keyframes", "supports", "namespace":
			default:
				return nil, fmt.Errorf("its style holds @%.40s", name)
			}
		case c == '(':
			name := word(css[:i])
			if name == "" {
				continue // brackets around a part of a condition
			}
			if !functions[name] {
				return nil, fmt.Errorf("its style calls %.40s(", name)
			}
			if name != "url" {
				continue
			}
			target, n := address(css[i+1:])
			i += n
			id, local := strings.CutPrefix(target, "#")
			switch {
			case local:
				list = append(list, reference{property, id})
			case target == "" || embedded(target):
			default:
				return nil, errOutside
			}
		}
	}
	return list, nil
}

// maxReread is how often all of a style may be read for the addresses in it.
const maxReread = 100

// suspicious refuses an address outside wherever it stands, in a string or a
// comment too: a reader who takes their ends to be elsewhere would follow it.
func suspicious(css string) error {
	lower := strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c // others could take more or fewer bytes
	}, css)
	if strings.Contains(lower, "javascript:") {
		return errors.New("its style holds a script")
	}
	read := 0 // addresses lie beside each other; where they lie in each other, each is read to its end again
	for at := 0; ; {
		i := strings.Index(lower[at:], "url(")
		if i < 0 {
			return nil
		}
		at += i + len("url(")
		target, n := address(css[min(at, len(css)):])
		if read += n; read > maxReread*len(css) {
			return errors.New("its style holds addresses within addresses")
		}
		if target != "" && !strings.HasPrefix(target, "#") && !embedded(target) {
			return errOutside
		}
	}
}

// plain gives style without its comments. Escapes are refused: they hide what it
// says, and no program that draws writes them.
func plain(css string) (string, error) {
	if strings.Contains(css, `\`) {
		return "", errors.New("its style holds escapes")
	}
	if !strings.Contains(css, "/*") {
		return css, nil
	}
	var b strings.Builder
	for i := 0; i < len(css); {
		n := 1
		switch {
		case css[i] == '"' || css[i] == '\'':
			n = quoted(css[i:])
		case css[i] == '(' && word(css[:i]) == "url":
			_, n = address(css[i+1:])
			n++
		case strings.HasPrefix(css[i:], "/*"):
			b.WriteByte(' ')
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return b.String(), nil
			}
			i += end + 4
			continue
		}
		b.WriteString(css[i : i+n])
		i += n
	}
	return b.String(), nil
}

// quoted is how many bytes of s the string takes that it begins with. The end
// of a line ends it too.
func quoted(s string) int {
	n := strings.IndexAny(s[1:], s[:1]+"\n\r\f")
	if n < 0 {
		return len(s)
	}
	return n + 2
}

// word is the name that s ends with, in small letters.
func word(s string) string {
	i := len(s)
	for i > 0 && nameByte(s[i-1]) {
		i--
	}
	return strings.ToLower(s[i:])
}

// leading is the name that s begins with, in small letters.
func leading(s string) string {
	i := 0
	for i < len(s) && nameByte(s[i]) {
		i++
	}
	return strings.ToLower(s[:i])
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c >= 0x80
}

// address is what url( holds, and how many bytes of s it takes.
func address(s string) (string, int) {
	trimmed := strings.TrimLeft(s, " \t\r\n")
	skip := len(s) - len(trimmed)
	if trimmed != "" && (trimmed[0] == '"' || trimmed[0] == '\'') {
		n := quoted(trimmed)
		return strings.TrimSpace(strings.Trim(trimmed[:n], "\"'\n\r\f")), skip + n
	}
	in, _, _ := strings.Cut(trimmed, ")")
	return strings.TrimSpace(in), skip + len(in)
}

// embedded reports whether an address holds an image or a typeface itself.
func embedded(address string) bool {
	head, body, found := strings.Cut(address, ",")
	head = strings.ToLower(head)
	if !found || !strings.HasPrefix(head, "data:") || !strings.HasSuffix(head, ";base64") {
		return false
	}
	// Its first bytes tell what it is, whatever it is said to be.
	body = body[:min(len(body), 1024)/4*4]
	data, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return false
	}
	switch t := http.DetectContentType(data); t {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "font/ttf", "font/otf", "font/woff", "font/woff2", "font/collection":
		return true
	}
	return false
}

// rule is what a style sheet gives to the elements of one key: a class with its
// dot, an id with its #, the name of an element, or * for all.
type rule struct {
	refs []reference
	dash dash
}

// sheet reads a style sheet.
func (r *reader) sheet(css string) error {
	if _, err := references(css); err != nil {
		return err
	}
	css, err := plain(css)
	if err != nil {
		return err
	}
	if r.rules == nil {
		r.rules = map[string]*rule{}
	}
	for rest := css; ; {
		i := strings.IndexByte(rest, '{')
		if i < 0 {
			return nil
		}
		selector := rest[:i]
		if at := strings.LastIndexAny(selector, ";}"); at >= 0 {
			selector = selector[at+1:]
		}
		rest = rest[i+1:]
		n := strings.IndexAny(rest, "{}")
		if n < 0 {
			n = len(rest)
		}
		if n < len(rest) && rest[n] == '{' {
			continue // of rules, such as those for a kind of screen
		}
		block := rest[:n]
		if strings.Contains(selector, "@") {
			continue // of a typeface; it was looked at
		}
		refs, err := references(block)
		if err != nil {
			return err
		}
		d := dashOf(block)
		if len(refs) == 0 && !d.set() {
			continue
		}
		for _, s := range strings.Split(selector, ",") {
			if len(r.rules) > maxRules {
				return errors.New("its style sheet has too many rules")
			}
			r.rule(key(s), refs, d)
		}
	}
}

const (
	maxRules = 10_000
	maxRefs  = 20 // of the rules for one key
)

// rule remembers what a rule gives.
func (r *reader) rule(key string, refs []reference, d dash) {
	got := r.rules[key]
	if got == nil {
		got = &rule{}
		r.rules[key] = got
	}
	for _, ref := range refs {
		if len(got.refs) < maxRefs {
			got.refs = append(got.refs, ref)
		} else {
			r.crowded = true
		}
	}
	got.dash = got.dash.worse(d)
}

// key is what an element must have for a selector to mean it: what stands last
// in it, or * where that is not a plain word.
func key(selector string) string {
	fields := strings.FieldsFunc(selector, func(c rune) bool { return strings.ContainsRune(" \t\r\n>+~", c) })
	if len(fields) == 0 {
		return "*"
	}
	last := fields[len(fields)-1]
	if strings.ContainsAny(last, ":[()*%") {
		return "*"
	}
	if i := strings.IndexAny(last[1:], ".#"); i >= 0 {
		last = last[:i+1] // a part of what it needs is enough
	}
	return last
}
