package verify

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/pack"
)

const bookType = "application/epub+zip"

// Book checks what can be checked of an EPUB book, and counts its files:
// that each is whole and listed in the book, that all that is listed is there,
// and that what is XML is well-formed. A book has no sums of its own, so that a
// file that was replaced by another whole one is not found. Is reports whether it
// is a book; a *DamagedError lists every fault found.
func Book(r io.ReaderAt, size int64, l pack.Limits) (count int, is bool, err error) {
	n, err := entryCount(r, size)
	if err != nil || n == 0 || int64(n) > l.Of(pack.MaxEntries) {
		return 0, false, nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil || !slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == bookContainer }) {
		return 0, false, nil
	}
	v := &verifier{limits: l, pkg: &Package{entries: map[string]*zip.File{}}, size: size, budget: l.Budget(size, pack.MaxPackage)}
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

// bookLimits are those of the XML in a book. It is read as a stream, of which
// only one tag or text is held; tags, attributes and texts of all files count
// together.
var bookLimits = bounded.Limits{Depth: 1000, Token: 64 << 20, Values: 20_000_000}

// listLimits are those of the files that list a book's others, which are held.
func listLimits(l pack.Limits) bounded.Limits {
	return bounded.Limits{Bytes: l.Of(pack.MaxManifest), Depth: 100, Values: int(l.Of(20 * pack.MaxEntries)), Token: 1 << 20}
}

const bookContainer = "META-INF/container.xml"

func (v *verifier) checkBook(files []*zip.File) {
	limits := bookLimits
	limits.Values = int(v.limits.Of(int64(limits.Values)))
	for _, f := range files {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		err := v.unpackInto(f, v.limits.Of(pack.MaxFile), func(r io.Reader) error {
			switch path.Ext(f.Name) {
			case ".xml", ".opf", ".xhtml", ".ncx":
				values, err := wellFormedXML(r, limits)
				limits.Values = max(1, limits.Values-values)
				return err
			}
			return nil
		})
		if err != nil {
			v.fault(f.Name, "%v", err)
		}
	}
	if len(v.faults) == 0 {
		v.checkListed()
	}
	f := files[0]
	kind := ""
	if f.Name == "mimetype" && f.Method == zip.Store && f.UncompressedSize64 < 100 {
		_ = v.again(f, func(r io.Reader) error {
			data, err := io.ReadAll(r)
			kind = string(data)
			return err
		})
	}
	if kind != bookType {
		v.fault(f.Name, "a book must begin with the file mimetype, unpacked, which says %s", bookType)
	}
}

// unpackInto unpacks an entry for a function that reads it, as far as it wants,
// and unpacks the rest all the same.
func (v *verifier) unpackInto(f *zip.File, limit int64, read func(io.Reader) error) error {
	pr, pw := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := read(pr)
		_, _ = io.Copy(io.Discard, pr) // what the reader did not look at
		done <- err
	}()
	err := v.unpack(f, pw, limit)
	_ = pw.CloseWithError(err) // never fails
	if found := <-done; err == nil {
		err = found
	}
	return err
}

// again is unpackInto for an entry that was counted already.
func (v *verifier) again(f *zip.File, read func(io.Reader) error) error {
	v.budget += int64(f.UncompressedSize64)
	return v.unpackInto(f, v.limits.Of(pack.MaxFile), read)
}

// checkListed compares what the book lists with what is in it, both ways.
func (v *verifier) checkListed() {
	var container struct {
		Roots []struct {
			Path string `xml:"full-path,attr"`
		} `xml:"rootfiles>rootfile"`
	}
	limits := listLimits(v.limits)
	err := v.again(v.pkg.entries[bookContainer], func(r io.Reader) error { return bounded.XMLInto(r, &container, limits) })
	if err != nil || len(container.Roots) == 0 || v.pkg.entries[container.Roots[0].Path] == nil {
		v.fault(bookContainer, "it does not lead to the list of the book's files")
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
	err = v.again(v.pkg.entries[opf], func(r io.Reader) error { return bounded.XMLInto(r, &book, limits) })
	if err != nil {
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

// wellFormedXML reads a document to its end, and tells how many values it has.
func wellFormedXML(r io.Reader, l bounded.Limits) (values int, err error) {
	x := bounded.NewXML(r, l)
	x.Entity = xml.HTMLEntity // older books have them
	seen := false
	for {
		token, err := x.Token()
		switch {
		case errors.Is(err, io.EOF) && seen:
			return x.Values(), nil
		case errors.Is(err, io.EOF):
			return 0, errors.New("it is not well-formed: there is nothing in it")
		case err != nil:
			if e, ok := errors.AsType[*bounded.Error](err); ok {
				return 0, e
			}
			return 0, fmt.Errorf("it is not well-formed: line %d: %w", x.Line(), err)
		}
		if _, ok := token.(xml.StartElement); ok {
			seen = true
		}
	}
}
