package svg

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"galley.app/galley/internal/sniff"
)

// attribute is one that is written.
type attribute struct{ name, value string }

var errOutside = errors.New("it refers to something outside of itself")

// attributes gives those of an element that stay. What other programs wrote
// for themselves goes; what would run or fetch something is refused, whether
// the element stays or not.
func (r *reader) attributes(e xml.StartElement, what kind) ([]attribute, error) {
	var list []attribute
	seen := map[string]bool{}
	for _, a := range e.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		name, value, err := r.attribute(e.Name.Local, a)
		if err != nil {
			return nil, err
		}
		if name == "" || what != kept || seen[name] {
			continue
		}
		seen[name] = true
		list = append(list, attribute{name, value})
	}
	if what == kept {
		// Books must say what others may leave out.
		for _, a := range required[e.Name.Local] {
			if !seen[a.name] {
				list = append(list, a)
			}
		}
	}
	return list, nil
}

// attribute gives one as it is written; no name where it goes.
func (r *reader) attribute(element string, a xml.Attr) (name, value string, err error) {
	lower := strings.ToLower(a.Name.Local)
	if strings.HasPrefix(lower, "on") {
		return "", "", fmt.Errorf("it holds the event attribute %.40s", a.Name.Local)
	}
	switch a.Name.Space {
	case "":
	case xlinkSpace, "xlink":
		if lower != "href" {
			return "", "", nil
		}
	case xmlSpace, "xml":
		switch {
		case lower == "base" && strings.TrimSpace(a.Value) != "":
			return "", "", errOutside
		case a.Name.Local == "space" || a.Name.Local == "lang":
			return "xml:" + a.Name.Local, a.Value, nil
		}
		return "", "", nil
	default:
		if lower == "href" && !foreignHref(a.Value) {
			return "", "", errOutside
		}
		return "", "", nil
	}
	switch {
	case lower == "href":
		return r.href(element, a)
	case a.Name.Local == "attributeName":
		if !presentation[a.Value] && !geometry[a.Value] {
			return "", "", fmt.Errorf("it animates the attribute %.40q", a.Value)
		}
		return a.Name.Local, a.Value, nil
	case a.Name.Local == "style", presentation[a.Name.Local], a.Name.Local == "to", a.Name.Local == "from", a.Name.Local == "by", a.Name.Local == "values":
		if _, err := references(a.Value); err != nil {
			return "", "", err
		}
		return a.Name.Local, a.Value, nil
	case a.Name.Local == "role" && a.Value != "img" && a.Value != "document" && a.Value != "application":
		return "", "", nil // no role that a drawing in a book may have
	case geometry[a.Name.Local]:
		if (element == "style" || element == "script") && a.Name.Local != "type" && a.Name.Local != "media" {
			return "", "", nil
		}
		if a.Name.Local == "id" && r.written[a.Value] {
			return "", "", nil // the first one has the name
		}
		if a.Name.Local == "id" {
			if r.written == nil {
				r.written = map[string]bool{}
			}
			r.written[a.Value] = true
		}
		return a.Name.Local, a.Value, nil
	}
	if strings.HasPrefix(lower, "data-") || strings.HasPrefix(lower, "aria-") {
		return "", "", nil
	}
	if !foreignHref(a.Value) || strings.Contains(strings.ToLower(a.Value), "script:") {
		return "", "", errOutside
	}
	return "", "", nil
}

// foreignHref reports whether the value of an attribute that is not known names
// nothing that is fetched.
func foreignHref(s string) bool {
	s = strings.TrimSpace(s)
	return !strings.Contains(s, "://") && !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, `\\`)
}

// href gives an address that leads to a part of the drawing, or holds an image
// itself.
func (r *reader) href(element string, a xml.Attr) (name, value string, err error) {
	value = strings.TrimSpace(a.Value)
	if value == "" {
		return "", "", nil
	}
	name = "href"
	if a.Name.Space != "" {
		name = "xlink:href"
	}
	if strings.HasPrefix(value, "#") {
		return name, value, nil
	}
	if element == "image" || element == "feImage" {
		if value, err = r.image(value); err != nil {
			return "", "", err
		}
		return name, value, nil
	}
	return "", "", errOutside
}

// maxPixels is how many pixels the images in a drawing may have together.
const maxPixels = 50 << 20

// image gives the data: address of an image, whose bytes decide what it is.
func (r *reader) image(address string) (string, error) {
	head, body, found := strings.Cut(address, ",")
	head = strings.ToLower(head)
	if !found || !strings.HasPrefix(head, "data:") || !strings.HasSuffix(head, ";base64") {
		return "", errOutside
	}
	if s, err := url.PathUnescape(body); err == nil {
		body = s
	}
	data, err := base64.StdEncoding.DecodeString(strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, body))
	if err != nil {
		return "", errors.New("an image in it cannot be read")
	}
	im := sniff.Image(data)
	switch im.Kind {
	case sniff.PNG, sniff.JPEG, sniff.GIF, sniff.WebP:
	default:
		return "", errors.New("it holds an image that is not a PNG, JPEG, GIF or WebP")
	}
	if r.pixels += float64(im.Width) * float64(im.Height); r.pixels > maxPixels {
		return "", errors.New("the images in it are too large")
	}
	return "data:" + string(im.Kind) + ";base64," + base64.StdEncoding.EncodeToString(data), nil
}

// size is that of the drawing as the pane shows it: of its view box, else what
// it asks for.
func size(attrs []attribute) (w, h float64) {
	for _, a := range attrs {
		if a.name == "viewBox" {
			if n := numbers(a.value); len(n) == 4 {
				w, h = n[2], n[3]
			}
		}
	}
	for _, a := range attrs {
		switch {
		case a.name == "width" && w == 0:
			w = length(a.value)
		case a.name == "height" && h == 0:
			h = length(a.value)
		}
	}
	if !(w > 0 && h > 0) || math.IsInf(w, 0) || math.IsInf(h, 0) {
		return 0, 0
	}
	return w, h
}

// length reads a number and leaves out its unit, as what draws it does.
func length(s string) float64 {
	s = strings.TrimSpace(s)
	for _, unit := range []string{"cm", "mm", "px", "pt"} {
		s = strings.TrimSuffix(s, unit)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return f
}
