package verify

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"galley.app/galley/storage/export/pack"
)

// Archive is a zip file of another program, whose entries are read one by one
// within the limits of packages.
type Archive struct{ v *verifier }

// OpenArchive reads the directory of a zip file, which anybody may have written.
// The names of entries are not those of files: they may be hidden ones, or lead
// elsewhere. A *DamagedError lists what is wrong with the file.
func OpenArchive(r io.ReaderAt, size int64, l pack.Limits) (*Archive, error) {
	v := &verifier{limits: l, pkg: &Package{entries: map[string]*zip.File{}}, size: size, budget: l.Budget(size, pack.MaxPackage)}
	v.archive(r)
	if len(v.faults) > 0 {
		return nil, &DamagedError{Faults: v.faults}
	}
	return &Archive{v}, nil
}

func (v *verifier) archive(r io.ReaderAt) {
	count, err := entryCount(r, v.size)
	if err != nil {
		v.fault("", "it is not a complete zip file: %v", err)
		return
	}
	if most := v.limits.Of(pack.MaxEntries); int64(count) > most {
		v.fault("", "it has more than %d files", most)
		return
	}
	z, err := zip.NewReader(r, v.size)
	if err != nil {
		v.fault("", "it is not a complete zip file: %v", err)
		return
	}
	for _, f := range z.File {
		switch {
		case strings.HasSuffix(f.Name, "/"):
			continue
		case v.pkg.entries[f.Name] != nil:
			v.fault(f.Name, "it is there twice")
		case f.Flags&1 != 0:
			v.fault(f.Name, "it is encrypted")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			v.fault(f.Name, "it is packed by method %d, which is not known", f.Method)
		}
		v.pkg.entries[f.Name] = f
	}
	if err := checkHeaders(r, v.size, z.File); err != nil {
		v.fault("", "%v", err)
	}
}

// Has reports whether there is an entry of that name.
func (a *Archive) Has(name string) bool { return a.v.pkg.entries[name] != nil }

// Size returns how many bytes an entry says that it has.
func (a *Archive) Size(name string) int64 {
	if f := a.v.pkg.entries[name]; f != nil {
		return int64(min(f.UncompressedSize64, 1<<62))
	}
	return 0
}

// Read returns an entry of at most so many bytes.
func (a *Archive) Read(name string, most int64) ([]byte, error) {
	f := a.v.pkg.entries[name]
	if f == nil {
		return nil, fmt.Errorf("%s is missing", name)
	}
	var b bytes.Buffer
	if err := a.v.unpack(f, &b, most); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b.Bytes(), nil
}
