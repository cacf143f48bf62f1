// Package verify opens what exports wrote, and what other programs wrote of the
// same kind, and checks it: packages, books and bundles.
package verify

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Fault is one way in which a package is not what its manifest says.
type Fault struct {
	Name    string // of the file in the package; "" for the package itself
	Message string
}

func (f Fault) String() string {
	if f.Name == "" {
		return f.Message
	}
	return fmt.Sprintf("%q: %s", f.Name, f.Message)
}

// DamagedError says that a package is not to be trusted.
type DamagedError struct{ Faults []Fault }

func (e *DamagedError) Error() string {
	if n := len(e.Faults); n > 1 {
		return fmt.Sprintf("%s (and %d more faults)", e.Faults[0], n-1)
	}
	return e.Faults[0].String()
}

// Package is a zip package that was found to be sound.
type Package struct {
	Manifest pack.Manifest
	entries  map[string]*zip.File
	sums     map[string]string
	loose    map[string]content // files that are no entries
	bundle   *otherBundle       // another program's TextBundle that it was made of
}

// otherBundle is a bundle that another program wrote.
type otherBundle struct {
	name, text string
	files      map[string]content
}

// BundleFile is a file of another program's bundle.
type BundleFile struct {
	Size int64
	Sum  string // SHA-256 in hexadecimal
	Head []byte // its first bytes
	Read func() ([]byte, error)
}

// Foreign returns the text of a TextBundle that another program wrote, with the
// name and the files of the bundle; not ok for packages of Galley's.
func (p *Package) Foreign() (name, text string, files map[string]BundleFile, ok bool) {
	if p.bundle == nil {
		return "", "", nil, false
	}
	files = map[string]BundleFile{}
	for name, c := range p.bundle.files {
		files[name] = BundleFile{c.size, c.sum, c.head, func() ([]byte, error) {
			r, err := c.open()
			if err != nil {
				return nil, err
			}
			defer r.Close()
			data, err := io.ReadAll(io.LimitReader(r, c.size+1))
			if err == nil && pack.Sum(data) != c.sum {
				err = errors.New("the bundle changed while it was read")
			}
			return data, err
		}}
	}
	return p.bundle.name, p.bundle.text, files, true
}

// size is that of a file in the package.
func (p *Package) size(name string) int64 {
	if c, ok := p.loose[name]; ok {
		return c.size
	}
	return int64(p.entries[name].UncompressedSize64)
}

func (p *Package) open(name string) (io.ReadCloser, error) {
	if c, ok := p.loose[name]; ok {
		return c.open()
	}
	return p.entries[name].Open()
}

// Read returns the bytes of a file of the package, which were checked when it was
// opened; it fails when they are others by now.
func (p *Package) Read(name string) ([]byte, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, p.size(name)) // as many as came out when it was opened
	_, err = io.ReadFull(r, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && pack.Sum(data) != p.sums[name] {
		err = errors.New("the package changed while it was read")
	}
	return data, err
}

// Sums returns the SHA-256, in hexadecimal, of each file of the package that its
// manifest lists.
func (p *Package) Sums() map[string]string { return maps.Clone(p.sums) }

// Sum returns the SHA-256, in hexadecimal, of a file of the package, and its size.
func (p *Package) Sum(name string) (sum string, size int64) { return p.sums[name], p.size(name) }

// Open reads a package and checks it against its manifest, both ways. A
// *DamagedError lists every fault found.
func Open(r io.ReaderAt, size int64, l pack.Limits) (*Package, error) {
	v := &verifier{limits: l, pkg: &Package{entries: map[string]*zip.File{}, sums: map[string]string{}}, size: size}
	v.run(r)
	if len(v.faults) > 0 {
		return nil, &DamagedError{Faults: v.faults}
	}
	return v.pkg, nil
}

type verifier struct {
	pkg    *Package
	limits pack.Limits
	size   int64
	faults []Fault
	budget int64 // bytes that may still be unpacked
}

func (v *verifier) fault(name, format string, args ...any) {
	const most = 100
	if len(v.faults) < most {
		v.faults = append(v.faults, Fault{Name: name, Message: fmt.Sprintf(format, args...)})
	}
}

func (v *verifier) run(r io.ReaderAt) {
	v.budget = v.limits.Budget(v.size, pack.MaxPackage)
	count, err := entryCount(r, v.size)
	if err != nil {
		v.fault("", "it is not a complete zip file: %v", err)
		return
	}
	if most := v.limits.Of(pack.MaxEntries); int64(count) > most+1 {
		v.fault("", "it has more than %d files", most)
		return
	}
	z, err := zip.NewReader(r, v.size)
	if err != nil {
		v.fault("", "it is not a complete zip file: %v", err)
		return
	}
	v.checkEntries(z.File)
	if len(v.faults) > 0 {
		return // names are not to be trusted from here on
	}
	if err := checkHeaders(r, v.size, z.File); err != nil {
		v.fault("", "%v", err)
		return
	}
	if !v.readManifest() {
		return
	}
	v.checkFiles()
	if len(v.faults) == 0 {
		v.checkPosts()
	}
}

// checkEntries looks at names and kinds, without unpacking anything.
func (v *verifier) checkEntries(files []*zip.File) {
	if most := v.limits.Of(pack.MaxEntries); int64(len(files)) > most+1 {
		v.fault("", "it has more than %d files", most)
		return
	}
	taken := pack.Names{}
	for _, f := range files {
		name, isDir := strings.CutSuffix(f.Name, "/")
		if err := pack.CheckName(name); err != nil {
			v.fault(f.Name, "%v", err)
			continue
		}
		mode := f.Mode()
		switch {
		case isDir && (!mode.IsDir() || f.UncompressedSize64 > 0):
			v.fault(f.Name, "it is a folder with something in it")
			continue
		case isDir:
			continue // an empty folder says nothing; files name their own
		case mode.Type() != 0:
			v.fault(f.Name, "it is not an ordinary file but %s", kindOf(mode))
		case mode&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky) != 0:
			v.fault(f.Name, "it asks for special rights")
		case f.Flags&1 != 0:
			v.fault(f.Name, "it is encrypted")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			v.fault(f.Name, "it is packed by method %d, which is not known", f.Method)
		}
		if err := taken.Take(name); err != nil {
			v.fault(f.Name, "%v", err)
			continue
		}
		v.pkg.entries[f.Name] = f
	}
}

func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeSymlink != 0:
		return "a link"
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	}
	return "a device or socket"
}

func (v *verifier) readManifest() bool {
	f := v.pkg.entries[pack.ManifestName]
	if f == nil {
		v.fault(pack.ManifestName, "it is missing, so this is not a Galley package")
		return false
	}
	var b bytes.Buffer
	if err := v.unpack(f, &b, v.limits.Of(pack.MaxManifest)); err != nil {
		v.fault(pack.ManifestName, "%v", err)
		return false
	}
	m, err := v.limits.DecodeManifest(b.Bytes())
	if err != nil {
		v.fault("", "%v", err)
		return false
	}
	v.pkg.Manifest = m
	return true
}

// unpack inflates an entry, counting what really comes out.
func (v *verifier) unpack(f *zip.File, w io.Writer, limit int64) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("it cannot be unpacked: %v", err)
	}
	defer r.Close()
	allowed := min(limit, v.budget)
	n, err := io.Copy(w, io.LimitReader(r, allowed+1))
	v.budget -= n
	switch {
	case n > limit:
		return fmt.Errorf("it unpacks to more than the %d bytes that it may have", limit)
	case n > allowed:
		return errors.New("the package unpacks to more than its size allows")
	case err != nil:
		return fmt.Errorf("it cannot be unpacked: %v", err)
	case uint64(n) != f.UncompressedSize64:
		return fmt.Errorf("it has %d bytes, not the %d that the zip file says", n, f.UncompressedSize64)
	}
	return nil
}

// checkFiles compares manifest and contents both ways.
func (v *verifier) checkFiles() {
	m := v.pkg.Manifest
	listed := map[string]bool{pack.ManifestName: true}
	for _, file := range m.Files {
		if listed[file.Path] {
			v.fault(file.Path, "the manifest lists it twice")
			continue
		}
		listed[file.Path] = true
		f := v.pkg.entries[file.Path]
		if f == nil {
			v.fault(file.Path, "it is missing; the manifest lists it")
			continue
		}
		if file.Size < 0 || file.Size > v.limits.Of(pack.MaxFile) {
			v.fault(file.Path, "the manifest gives it a size of %d bytes, which no file of a package may have", file.Size)
			continue
		}
		hash := sha256.New()
		if err := v.unpack(f, hash, file.Size); err != nil {
			v.fault(file.Path, "%v", err)
			if v.budget <= 0 {
				return
			}
			continue
		}
		if int64(f.UncompressedSize64) != file.Size {
			v.fault(file.Path, "it has %d bytes, not the %d of the manifest", f.UncompressedSize64, file.Size)
			continue
		}
		sum := hex.EncodeToString(hash.Sum(nil))
		if sum != strings.ToLower(file.SHA256) {
			v.fault(file.Path, "its bytes are not those of the manifest (SHA-256 differs)")
			continue
		}
		v.pkg.sums[file.Path] = sum
	}
	var extra []string
	for name := range v.pkg.entries {
		if !listed[name] {
			extra = append(extra, name)
		}
	}
	slices.Sort(extra)
	for _, name := range extra {
		v.fault(name, "it is not in the manifest")
	}
}

// checkPosts looks at what the manifest says about posts.
func (v *verifier) checkPosts() {
	used := map[string]string{}
	use := func(name, as string) bool {
		switch before, ok := used[name]; {
		case v.pkg.sums[name] == "":
			v.fault(name, "the manifest names it as %s but does not list it", as)
			return false
		case ok && (before != as || as != "an image"):
			v.fault(name, "the manifest names it as %s and as %s", before, as)
			return false
		}
		used[name] = as
		return true
	}
	if len(v.pkg.Manifest.Posts) == 0 {
		v.fault(pack.ManifestName, "it names no post")
	}
	for _, p := range v.pkg.Manifest.Posts {
		if use(p.Source, "the source of a post") {
			v.checkSource(p)
		}
		if use(p.Page, "the page of a post") {
			v.checkPage(p.Page)
		}
		for _, i := range p.Images {
			if use(i.Path, "an image") {
				v.checkImage(i.Path)
			}
		}
	}
	for _, f := range v.pkg.Manifest.Files {
		if used[f.Path] == "" {
			v.fault(f.Path, "it belongs to no post")
		}
	}
}

func (v *verifier) checkSource(p pack.ManifestPost) {
	switch strings.ToLower(path.Ext(p.Source)) {
	case ".md", ".markdown", ".txt":
	default:
		v.fault(p.Source, "a post must end in .md, .markdown or .txt")
		return
	}
	var b bytes.Buffer
	v.budget += int64(v.pkg.entries[p.Source].UncompressedSize64) // counted once already
	if err := v.unpack(v.pkg.entries[p.Source], &b, pack.MaxSource); err != nil {
		v.fault(p.Source, "%v", err)
		return
	}
	src, err := post.Decode(b.Bytes())
	if err != nil {
		v.fault(p.Source, "it is not a post: %v", err)
		return
	}
	if !slices.Equal(fields.Of(post.Parse(src)), p.Fields) {
		v.fault(p.Source, "its fields are not those of the manifest")
	}
}

func (v *verifier) checkImage(name string) {
	if !imagefile.HasSuffix(name) {
		v.fault(name, "it has no image's name")
		return
	}
	r, err := v.pkg.entries[name].Open()
	if err != nil {
		v.fault(name, "it cannot be unpacked: %v", err)
		return
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, 1<<16))
	if err != nil || imagefile.Type(head) == "" {
		v.fault(name, "it is not an image")
	}
}

const endRecord = 22 // bytes of the record at the end of a zip file

// entryCount reads the end record, which must be the last bytes of the file,
// before anything is allocated for what it promises.
func entryCount(r io.ReaderAt, size int64) (int, error) {
	if size < endRecord {
		return 0, errors.New("it is too short")
	}
	var end [endRecord]byte
	if _, err := r.ReadAt(end[:], size-endRecord); err != nil {
		return 0, safefile.Cause(err)
	}
	if string(end[:4]) != "PK\x05\x06" || end[20] != 0 || end[21] != 0 {
		return 0, errors.New("its end is missing, or other bytes follow it")
	}
	if end[4] != 0 || end[5] != 0 || end[6] != 0 || end[7] != 0 {
		return 0, errors.New("it is one of several parts")
	}
	count := int(binary.LittleEndian.Uint16(end[10:]))
	if count != int(binary.LittleEndian.Uint16(end[8:])) {
		return 0, errors.New("its end record contradicts itself")
	}
	return count, nil
}

// checkHeaders follows the entries from the first byte to the central
// directory: each header must say the same as the directory, and nothing may
// lie before, between or behind them. So no two readers can see two packages.
func checkHeaders(r io.ReaderAt, size int64, files []*zip.File) error {
	type place struct {
		*zip.File
		data int64
	}
	places := make([]place, 0, len(files))
	for _, f := range files {
		data, err := f.DataOffset()
		if err != nil {
			return fmt.Errorf("%q: its header cannot be read: %v", f.Name, err)
		}
		places = append(places, place{f, data})
	}
	slices.SortStableFunc(places, func(a, b place) int { return int(min(1, max(-1, a.data-b.data))) })
	var at int64
	for _, p := range places {
		var h [30]byte
		if _, err := r.ReadAt(h[:], at); err != nil || string(h[:4]) != "PK\x03\x04" {
			return fmt.Errorf("%q: there are other bytes where the file should begin", p.Name)
		}
		le := binary.LittleEndian
		n, extra := int64(le.Uint16(h[26:])), int64(le.Uint16(h[28:]))
		name := make([]byte, n)
		if _, err := r.ReadAt(name, at+30); err != nil || string(name) != p.Name || at+30+n+extra != p.data {
			return fmt.Errorf("%q: its header and the directory name different files", p.Name)
		}
		flags, method := le.Uint16(h[6:]), le.Uint16(h[8:])
		sum, packed, unpacked := le.Uint32(h[14:]), le.Uint32(h[18:]), le.Uint32(h[22:])
		streamed := flags&8 != 0
		same := flags == p.Flags && method == p.Method
		if !streamed {
			same = same && sum == p.CRC32 && sizeIs(packed, p.CompressedSize64) && sizeIs(unpacked, p.UncompressedSize64)
		}
		if !same {
			return fmt.Errorf("%q: its header contradicts the directory", p.Name)
		}
		at = p.data + int64(p.CompressedSize64)
		if at < p.data || at > size {
			return fmt.Errorf("%q: it is longer than the package", p.Name)
		}
		if streamed {
			at += descriptorLength(r, at, p.File)
		}
	}
	// The directory follows, in the file and in what the end record says.
	var end [endRecord]byte
	if _, err := r.ReadAt(end[:], size-endRecord); err != nil {
		return safefile.Cause(err)
	}
	directory := binary.LittleEndian.Uint32(end[16:])
	var sig [4]byte
	if _, err := r.ReadAt(sig[:], at); err != nil {
		return safefile.Cause(err)
	}
	if !sizeIs(directory, uint64(at)) || (len(files) > 0 && string(sig[:]) != "PK\x01\x02") {
		return errors.New("there are bytes that belong to no file")
	}
	if length := int64(binary.LittleEndian.Uint32(end[12:])); directory != 1<<32-1 && at+length+endRecord != size {
		return errors.New("there are bytes that belong to no file")
	}
	return nil
}

// sizeIs compares a size of a header with the true one; large ones are kept
// elsewhere and marked by all bits set.
func sizeIs(small uint32, size uint64) bool {
	return uint64(small) == size || small == 1<<32-1
}

// descriptorLength is that of the record behind a streamed entry: with or
// without signature, with short or long sizes.
func descriptorLength(r io.ReaderAt, at int64, f *zip.File) int64 {
	var b [24]byte
	n, _ := r.ReadAt(b[:], at)
	d, length := b[:n], int64(12)
	if bytes.HasPrefix(d, []byte("PK\x07\x08")) {
		d, length = d[4:], 16
	}
	if len(d) >= 12 && uint64(binary.LittleEndian.Uint32(d[4:])) == f.CompressedSize64 &&
		uint64(binary.LittleEndian.Uint32(d[8:])) == f.UncompressedSize64 {
		return length
	}
	return length + 8
}
