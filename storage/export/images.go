package export

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"

	"galley.app/galley/storage/safefile"
)

const maxImage = 64 << 20 // bytes of one image file

// picture is an image link of a post and the file behind it.
type picture struct {
	dest string // as written in the post
	file string
	mime string
	data []byte
	uri  string // the image as a data URI; "" when it must not be shown in a page
	err  error  // why there is no image; local ones only
	note error  // what is to be said of it though it is there
}

// pictures finds the images of one post, each link once, in the order of use.
type pictures struct {
	path  string // of the post
	find  func(postPath, dest string) (string, bool)
	whole bool // images keep what a camera said of them
	known map[string]*picture
	order []*picture
}

func newPictures(postPath string, find func(postPath, dest string) (string, bool), whole bool) *pictures {
	return &pictures{path: postPath, find: find, whole: whole, known: map[string]*picture{}}
}

// source gives the data URI for an image link.
func (ps *pictures) source(dest string) (string, bool) {
	p := ps.known[dest]
	if p == nil {
		p = ps.load(dest)
		ps.known[dest] = p
		ps.order = append(ps.order, p)
	}
	return p.uri, p.uri != ""
}

func (ps *pictures) load(dest string) *picture {
	p := &picture{dest: dest}
	if !isLocal(dest) {
		if isImageData(dest) {
			p.uri = dest
		}
		return p
	}
	if ps.find == nil {
		p.err = errors.New("there is no folder to look in")
		return p
	}
	file, ok := ps.find(ps.path, dest)
	if !ok {
		p.err = errors.New("there is no such image")
		return p
	}
	data, _, err := safefile.Read(file, maxImage)
	if err != nil {
		p.err = fmt.Errorf("%s cannot be read: %v", file, bare(err))
		return p
	}
	mime := imageType(data)
	if mime == "" {
		p.err = fmt.Errorf("%s is not an image", file)
		return p
	}
	if !ps.whole {
		data, p.note = withoutCamera(data, mime)
	}
	p.file, p.mime, p.data = file, mime, data
	if mime == "image/svg+xml" {
		if err := checkSVG(data); err != nil {
			p.err = fmt.Errorf("%s is not shown in the page: %v", file, err)
			return p
		}
	}
	p.uri = "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(data)
	return p
}

// isLocal tells whether an image link names a file, not an address.
func isLocal(dest string) bool {
	if dest == "" || strings.HasPrefix(dest, "//") || strings.HasPrefix(dest, "#") {
		return false
	}
	if u, err := url.Parse(dest); err == nil {
		return u.Scheme == "" && u.Host == ""
	}
	head, _, found := strings.Cut(dest, ":")
	return !found || strings.ContainsAny(head, "/?#% ")
}

// isImageData tells whether dest is itself an image that cannot hold a script.
func isImageData(dest string) bool {
	for _, t := range []string{"png", "jpeg", "gif", "webp"} {
		if len(dest) > 22 && strings.HasPrefix(strings.ToLower(dest[:22]), "data:image/"+t+";base64,") {
			return true
		}
	}
	return false
}

// imageType tells the media type by the bytes; "" for what is no image.
func imageType(data []byte) string {
	switch t := http.DetectContentType(data); {
	case t == "image/png", t == "image/jpeg", t == "image/gif", t == "image/webp", t == "image/bmp":
		return t
	case len(data) > 12 && string(data[4:8]) == "ftyp" && (string(data[8:12]) == "avif" || string(data[8:12]) == "avis"):
		return "image/avif"
	}
	if isSVG(data) {
		return "image/svg+xml"
	}
	return ""
}

func isSVG(data []byte) bool {
	data = data[:min(len(data), 1<<16)]
	if !bytes.Contains(data, []byte("<svg")) {
		return false
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	for {
		t, err := d.Token()
		if err != nil {
			return false
		}
		if e, ok := t.(xml.StartElement); ok {
			return e.Name.Local == "svg"
		}
	}
}

// checkSVG refuses drawings that could run or fetch something.
func checkSVG(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is no well-formed SVG (%v)", err)
		}
		switch t := t.(type) {
		case xml.Directive:
			if bytes.Contains(bytes.ToUpper(t), []byte("ENTITY")) {
				return errors.New("it declares entities")
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return errors.New("it holds a processing instruction")
			}
		case xml.CharData:
			if fetches(string(t)) {
				return errors.New("its style refers to something outside")
			}
		case xml.StartElement:
			switch strings.ToLower(t.Name.Local) {
			case "script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "audio", "video":
				return fmt.Errorf("it holds a %s element", t.Name.Local)
			}
			for _, a := range t.Attr {
				name, value := strings.ToLower(a.Name.Local), strings.ToLower(strings.TrimSpace(a.Value))
				switch {
				case strings.HasPrefix(name, "on"):
					return fmt.Errorf("it holds the event attribute %s", a.Name.Local)
				case name == "href" || name == "src":
					if !strings.HasPrefix(value, "#") && !isImageData(value) {
						return errors.New("it refers to something outside")
					}
				case a.Name.Space != "xmlns" && name != "xmlns" && fetches(value):
					return errors.New("it refers to something outside")
				case (name == "values" || name == "to" || name == "from") && strings.Contains(value, "script:"):
					return errors.New("it holds a script")
				}
			}
		}
	}
}

// fetches tells whether style text loads something but a part of the drawing.
func fetches(css string) bool {
	css = strings.ToLower(css)
	if strings.Contains(css, "@import") || strings.Contains(css, "image-set(") {
		return true
	}
	for rest := css; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return false
		}
		after = strings.TrimLeft(after, " \t\r\n\"'")
		if !strings.HasPrefix(after, "#") && !strings.HasPrefix(after, "data:image/") && !strings.HasPrefix(after, "data:font/") {
			return true
		}
		rest = after
	}
}

// inPackage is the place of an image in a package, which is the one a library
// would look at after unpacking: relative links beside the post, others below
// assets. The second value tells whether the link will find it there.
func inPackage(dest string) (string, bool) {
	p, _, _ := strings.Cut(dest, "#")
	p, _, _ = strings.Cut(p, "?")
	if s, err := url.PathUnescape(p); err == nil {
		p = s
	}
	if strings.HasPrefix(p, "/") {
		p = "assets" + path.Clean(p)
	} else {
		p = path.Clean(p)
	}
	good := true
	if p == ".." || strings.HasPrefix(p, "../") {
		good = false
		for p == ".." || strings.HasPrefix(p, "../") {
			p = strings.TrimPrefix(strings.TrimPrefix(p, ".."), "/")
		}
		p = "assets/" + p
	}
	if checkName(p) != nil {
		return portable(p), false
	}
	return p, good
}
