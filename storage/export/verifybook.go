package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
)

const bookType = "application/epub+zip"

// VerifyBook checks what can be checked of an EPUB book, and counts its files:
// that each is whole and listed in the book, that all that is listed is there,
// and that what is XML is well-formed. A book has no sums of its own, so that a
// file that was replaced by another whole one is not found. Is tells whether it
// is a book; a *DamagedError lists every fault found.
func (l Limits) VerifyBook(r io.ReaderAt, size int64) (count int, is bool, err error) {
	n, err := entryCount(r, size)
	if err != nil || n == 0 || int64(n) > l.Of(maxEntries) {
		return 0, false, nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "META-INF/container.xml" }) {
		return 0, false, nil
	}
	v := &verifier{limits: l, pkg: &Package{entries: map[string]*zip.File{}}, size: size, budget: l.budget(size, maxPackage)}
	v.checkEntries(z.File)
	if len(v.faults) == 0 {
		if err := checkHeaders(r, size, z.File); err != nil {
			v.fault("", "%v", err)
		}
	}
	if len(v.faults) == 0 {
		v.checkBook(z.File)
	}
	if len(v.faults) > 0 {
		return 0, true, &DamagedError{Faults: v.faults}
	}
	return len(v.pkg.entries), true, nil
}

func (v *verifier) checkBook(files []*zip.File) {
	texts := map[string][]byte{}
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		var b bytes.Buffer
		w, isXML := io.Discard, false
		switch path.Ext(f.Name) {
		case ".xml", ".opf", ".xhtml", ".ncx":
			w, isXML = &b, true
		}
		if f.Name == "mimetype" {
			w = &b
		}
		if err := v.unpack(f, w, v.limits.Of(maxFile)); err != nil {
			v.fault(f.Name, "%v", err)
			continue
		}
		if isXML {
			if err := wellFormedXML(b.Bytes()); err != nil {
				v.fault(f.Name, "it is not well-formed: %v", err)
			}
		}
		texts[f.Name] = b.Bytes()
	}
	if len(v.faults) == 0 {
		v.checkListed(texts)
	}
	if f := files[0]; f.Name != "mimetype" || f.Method != zip.Store || string(texts[f.Name]) != bookType {
		v.fault(f.Name, "a book must begin with the file mimetype, unpacked, which says %s", bookType)
	}
}

// checkListed compares what the book lists with what is in it, both ways.
func (v *verifier) checkListed(texts map[string][]byte) {
	var container struct {
		Roots []struct {
			Path string `xml:"full-path,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	const at = "META-INF/container.xml"
	if err := xml.Unmarshal(texts[at], &container); err != nil || len(container.Roots) == 0 || texts[container.Roots[0].Path] == nil {
		v.fault(at, "it does not lead to the list of the book's files")
		return
	}
	opf := container.Roots[0].Path
	var book struct {
		Items []struct {
			ID   string `xml:"id,attr"`
			Href string `xml:"href,attr"`
		} `xml:"manifest>item"`
		Spine []struct {
			ID string `xml:"idref,attr"`
		} `xml:"spine>itemref"`
	}
	if err := xml.Unmarshal(texts[opf], &book); err != nil {
		v.fault(opf, "it cannot be read: %v", err)
		return
	}
	listed, ids := map[string]bool{opf: true, "mimetype": true}, map[string]bool{}
	for _, item := range book.Items {
		ids[item.ID] = true
		u, err := url.Parse(item.Href)
		if err != nil || u.IsAbs() {
			continue // of another place
		}
		name := path.Join(path.Dir(opf), u.Path)
		listed[name] = true
		if v.pkg.entries[name] == nil {
			v.fault(name, "it is missing; %s lists it", opf)
		}
	}
	for _, s := range book.Spine {
		if !ids[s.ID] {
			v.fault(opf, "the order of reading names %q, which it does not list", s.ID)
		}
	}
	if len(book.Spine) == 0 {
		v.fault(opf, "it names nothing to read")
	}
	for name := range v.pkg.entries {
		if !listed[name] && !strings.HasPrefix(name, "META-INF/") {
			v.fault(name, "it is not listed in %s", opf)
		}
	}
	slices.SortFunc(v.faults, func(a, b Fault) int { return strings.Compare(a.Name, b.Name) })
}

func wellFormedXML(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Entity = xml.HTMLEntity // older books have them
	seen := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if !seen {
				return errors.New("there is nothing in it")
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", lineAt(data, d.InputOffset()), err)
		}
		if _, ok := token.(xml.StartElement); ok {
			seen = true
		}
	}
}

func lineAt(data []byte, offset int64) int {
	return bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n")) + 1
}
