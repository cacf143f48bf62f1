package layout

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"galley.app/galley/storage/bounded"
)

// xmlSpace is that of attributes such as xml:lang.
const xmlSpace = "http://www.w3.org/XML/1998/namespace"

// FeedKinds are the templates in feed.html: what the head of such a feed holds
// besides what it has always.
func FeedKinds() []string { return []string{"rss", "atom"} }

// atomSpace is the namespace of Atom. A feed of RSS has the prefix atom for it; in
// one of Atom it is that of all elements without a prefix.
const atomSpace = "http://www.w3.org/2005/Atom"

// FeedHead returns the elements that the head of a feed of a kind holds besides
// its own; "" where there is no template for it. What is no XML is an [*Error].
func (s *Set) FeedHead(ctx context.Context, c *Catalog, kind string) (string, error) {
	if !s.Has(feeds) || !s.defines(kind) {
		return "", nil
	}
	data, err := s.render(ctx, kind, c, Request{Kind: feeds, Place: kind + ".xml", Address: c.Address, Title: c.Title, Description: c.Description})
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(data))
	if err := wellFormed(text, kind); err != nil {
		return "", &Error{Problem{Path: filepath.Join(s.dir, "feed.html"), Line: 1, Message: fmt.Sprintf("what the template %q makes cannot be in a feed: %v", kind, err)}}
	}
	return text, nil
}

// wellFormed tells why a text cannot be among the elements of a feed of a kind.
func wellFormed(text, kind string) error {
	declares := "xmlns"
	if kind == "rss" {
		declares = "xmlns:atom"
	}
	whole := "<head " + declares + `="` + atomSpace + `">` + text + "</head>"
	known := func(name xml.Name) bool { return name.Space == "" || name.Space == atomSpace }
	d := bounded.NewXML(strings.NewReader(whole), bounded.Limits{Bytes: maxText, Depth: 20, Values: 2000})
	for depth := 0; ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				return errors.New(syntax.Msg)
			}
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth > 1 && (tok.Name.Local == "item" || tok.Name.Local == "entry" || tok.Name.Local == "channel"):
				return fmt.Errorf("it holds the element %s, which does not belong in a head", tok.Name.Local)
			case depth > 1 && !known(tok.Name):
				return fmt.Errorf("the prefix %s is not known", tok.Name.Space)
			}
			for _, a := range tok.Attr {
				if space := a.Name.Space; depth > 1 && !known(a.Name) && space != "xmlns" && space != xmlSpace {
					return fmt.Errorf("the prefix %s is not known", space)
				}
			}
		case xml.EndElement:
			if depth--; depth == 0 {
				if rest := d.InputOffset(); int(rest) != len(whole) {
					return errors.New("an element ends that does not begin")
				}
			}
		case xml.CharData:
			if depth == 1 && strings.TrimSpace(string(tok)) != "" {
				return errors.New("it has text outside of its elements")
			}
		case xml.Directive, xml.ProcInst:
			return errors.New("it has more than elements")
		}
	}
}
