package recent

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/bounded"
)

// The names of what stands in a list.
const (
	nsBookmark = "http://www.freedesktop.org/standards/desktop-bookmarks"
	nsMime     = "http://www.freedesktop.org/standards/shared-mime-info"
	owner      = "http://freedesktop.org"
)

// empty is a list without entries.
const empty = `<?xml version="1.0" encoding="UTF-8"?>
<xbel version="1.0"
      xmlns:bookmark="` + nsBookmark + `"
      xmlns:mime="` + nsMime + `"
>
</xbel>
`

// entry is what is to stand in the list of a document.
type entry struct {
	href, mime, name, exec string
	at                     time.Time
}

// span is a part of the text.
type span struct{ from, to int }

// found is where things stand in a list.
type found struct {
	end      int  // of the list, before its closing tag
	mark     span // the opening tag of the document's entry; empty for none
	markEnd  int  // before its closing tag
	metadata int  // before the closing tag of its metadata of the desktop; 0 for none
	programs int  // before the closing tag of those that opened it; 0 for none
	program  span // the element that is this program's; empty for none
	count    int  // how often it did, so far
	bookmark string
	mime     string // prefixes that the list has for the two name spaces; "" for none
}

// insert puts an entry into the text of a list, or changes the one that is there.
func insert(text string, e entry) (string, error) {
	if strings.TrimSpace(text) == "" {
		text = empty
	}
	f, err := find(text, e)
	if err != nil {
		return "", err
	}
	stamp := e.at.Format("2006-01-02T15:04:05.000000Z")
	b, m, declaresB, declaresM := f.bookmark, f.mime, "", ""
	if b == "" { // the list's first tag has no name for it
		b, declaresB = "bookmark", ` xmlns:bookmark="`+nsBookmark+`"`
	}
	if m == "" {
		m, declaresM = "mime", ` xmlns:mime="`+nsMime+`"`
	}
	program := "<" + b + ":application" + declaresB + ` name="` + escaped(e.name) + `" exec="` + escaped(e.exec) + `" modified="` + stamp + `" count="` + strconv.Itoa(f.count+1) + `"/>`
	programs := "        <" + b + ":applications" + declaresB + ">\n          " + program + "\n        </" + b + ":applications>\n"
	metadata := `      <metadata owner="` + owner + "\">\n        <" + m + ":mime-type" + declaresM + ` type="` + escaped(e.mime) + "\"/>\n" + programs + "      </metadata>\n"
	switch {
	case f.mark.to == 0:
		return text[:f.end] + `  <bookmark href="` + escaped(e.href) + `" added="` + stamp + `" modified="` + stamp + `" visited="` + stamp + "\">\n    <info>\n" + metadata + "    </info>\n  </bookmark>\n" + text[f.end:], nil
	case f.program.to > 0:
		text = text[:f.program.from] + program + text[f.program.to:]
	case f.programs > 0:
		text = text[:f.programs] + "          " + program + "\n" + text[f.programs:]
	case f.metadata > 0:
		text = text[:f.metadata] + programs + text[f.metadata:]
	default: // an entry without what the desktop keeps
		text = text[:f.markEnd] + "    <info>\n" + metadata + "    </info>\n" + text[f.markEnd:]
	}
	tag := text[f.mark.from:f.mark.to] // all else stands behind it
	for _, name := range []string{"modified", "visited"} {
		tag = withAttribute(tag, name, stamp)
	}
	return text[:f.mark.from] + tag + text[f.mark.to:], nil
}

// find looks through a list for the entry of a document.
func find(text string, e entry) (f found, err error) {
	d := bounded.NewXML(strings.NewReader(text), bounded.Limits{Depth: 64, Values: 1 << 20})
	var open []xml.StartElement
	within := false // the entry
	desktop := false
	fail := func() (found, error) { return found{}, ErrDamaged }
	for {
		from := int(d.InputOffset())
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			if f.end == 0 || len(open) > 0 {
				return fail()
			}
			return f, nil
		}
		if err != nil {
			return fail()
		}
		to := int(d.InputOffset())
		switch t := tok.(type) {
		case xml.StartElement:
			t = t.Copy()
			switch {
			case len(open) == 0:
				if t.Name.Local != "xbel" || f.end > 0 {
					return fail()
				}
				for _, a := range t.Attr {
					switch {
					case a.Name.Space != "xmlns":
					case a.Value == nsBookmark:
						f.bookmark = a.Name.Local
					case a.Value == nsMime:
						f.mime = a.Name.Local
					}
				}
			case len(open) == 1 && t.Name.Local == "bookmark" && f.mark.to == 0 && sameFile(attribute(t, "href"), e.href):
				f.mark, within = span{from, to}, true
			case within && len(open) == 3 && t.Name.Local == "metadata" && attribute(t, "owner") == owner:
				desktop = true
			case within && desktop && t.Name == xml.Name{Space: nsBookmark, Local: "application"} && attribute(t, "name") == e.name && f.program.to == 0:
				f.program.from = from
				f.count, _ = strconv.Atoi(attribute(t, "count")) // what is no number begins anew
				f.count = min(max(f.count, 0), 1e6)
			}
			open = append(open, t)
		case xml.EndElement:
			if len(open) == 0 {
				return fail()
			}
			open = open[:len(open)-1]
			selfClosed := from == to // the decoder makes an end of <x/>
			switch {
			case len(open) == 0:
				if selfClosed {
					return fail() // <xbel/> is nothing to put an entry into
				}
				f.end = lineStart(text, from)
			case within && len(open) == 1:
				if within = false; selfClosed {
					return fail()
				}
				f.markEnd = lineStart(text, from)
			case within && len(open) == 3 && t.Name.Local == "metadata" && desktop:
				if desktop = false; !selfClosed {
					f.metadata = lineStart(text, from)
				}
			case within && desktop && t.Name == xml.Name{Space: nsBookmark, Local: "applications"} && !selfClosed:
				f.programs = lineStart(text, from)
			case within && desktop && t.Name == xml.Name{Space: nsBookmark, Local: "application"} && f.program.from > 0 && f.program.to == 0:
				f.program.to = to
			}
		case xml.CharData:
			if len(open) == 0 && strings.TrimSpace(strings.TrimPrefix(string(t), "\ufeff")) != "" {
				return fail()
			}
		}
	}
}

// lineStart is where the blanks before a tag begin, if it stands in a line of its
// own.
func lineStart(text string, at int) int {
	i := len(strings.TrimRight(text[:at], " \t"))
	if i > 0 && text[i-1] == '\n' {
		return i
	}
	return at
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// sameFile reports whether two addresses are of one file, however they are
// written.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := url.Parse(a)
	y, err2 := url.Parse(b)
	return err == nil && err2 == nil && x.Scheme == "file" && y.Scheme == "file" && x.Path == y.Path && x.Host == y.Host
}

// withAttribute is a tag with an attribute set; the others stay as they are.
func withAttribute(tag, name, value string) string {
	inside := byte(0)
	for i := 0; i < len(tag); i++ {
		switch c := tag[i]; {
		case inside != 0:
			if c == inside {
				inside = 0
			}
		case c == '"' || c == '\'':
			inside = c
		case strings.HasPrefix(tag[i:], name) && strings.ContainsRune(" \t\r\n", rune(tag[i-1])):
			rest := strings.TrimLeft(tag[i+len(name):], " \t\r\n")
			if !strings.HasPrefix(rest, "=") {
				continue
			}
			rest = strings.TrimLeft(rest[1:], " \t\r\n")
			from := len(tag) - len(rest) + 1
			to := from + strings.IndexByte(tag[from:], rest[0])
			return tag[:from] + value + tag[to:]
		}
	}
	return strings.TrimSuffix(tag, ">") + " " + name + `="` + value + `">`
}

// escaped is a text as the value of an attribute.
func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "\n", "&#10;", "\t", "&#9;").Replace(s)
}
