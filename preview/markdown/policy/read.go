package policy

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A Token is a tag or a run of words of raw HTML.
type Token struct {
	html.Token          // with the attributes that are kept, addresses as a browser reads them
	Off        int      // byte of the piece that it starts at
	Dropped    bool     // the element is not kept; what it holds is, unless it hides that
	Lost       []string // names of the attributes of a kept element that are not kept
}

// ID returns the id that a start tag gives its element, "" for none.
func (t *Token) ID() string {
	if t.Dropped || t.Type == html.EndTagToken {
		return ""
	}
	for _, a := range t.Attr {
		if a.Key == "id" && isID.MatchString(a.Val) {
			return a.Val
		}
	}
	return ""
}

// IDs returns the ids that a piece of raw HTML gives its elements.
func (l List) IDs(piece string) (ids []string) {
	for t := range l.Read(piece) {
		if id := t.ID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// Read gives the tags and words of a piece of raw HTML as a page keeps them:
// without comments, declarations and what stands in elements that hide it.
// Nothing that is left open in a piece reaches beyond it.
func (l List) Read(piece string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		z := html.NewTokenizer(strings.NewReader(piece))
		hidden, hiding := false, 0 // as the sanitiser counts: start tags that hide, less their end tags
		for pos := 0; ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				return
			}
			t := Token{Off: pos}
			pos += len(z.Raw())
			switch kind {
			case html.TextToken:
				if hidden {
					continue
				}
				t.Token = z.Token()
			case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
				t.Token = z.Token()
				if Hides(t.Data) {
					switch kind {
					case html.StartTagToken:
						hidden = true
						hiding++
					case html.EndTagToken:
						hiding--
						hidden = hidden && hiding != 0
					}
				} else if hidden {
					continue
				}
				l.keep(&t)
			default:
				continue
			}
			if !yield(t) {
				return
			}
		}
	}
}

// keep takes out of a tag what the list does not have.
func (l List) keep(t *Token) {
	if !l.Has(t.Data) {
		t.Dropped, t.Attr = true, nil
		return
	}
	if at := slices.IndexFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "name" }); at >= 0 && t.Data == "a" {
		// The place that an older page names by the name of a link has that as its id.
		if slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "id" }) {
			t.Attr = slices.Delete(t.Attr, at, at+1)
		} else {
			t.Attr[at].Key = "id"
		}
	}
	t.Attr = slices.DeleteFunc(t.Attr, func(a html.Attribute) bool {
		if !l.Attribute(t.Data, a.Key) {
			t.Lost = append(t.Lost, a.Key)
			return true
		}
		return false
	})
}
