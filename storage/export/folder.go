package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/safefile"
)

// markName is the file that tells that a folder was written by Galley, and
// what was written. A lone TextBundle has it in its info.json.
const markName = ".galley-export.json"

const (
	markFormat  = "galley-folder"
	markVersion = 1
)

// mark lists what an export wrote into a folder. Only what it lists is ever
// replaced or removed, and only while it still has these bytes.
type mark struct {
	Format  string     `json:"format"`
	Version int        `json:"version"`
	To      string     `json:"to"` // name of the format
	Files   []markFile `json:"files"`
}

// markFile is one file; hashes are in hexadecimal.
type markFile struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Input  string `json:"input,omitempty"` // hash of what the file was made from
	Asks   []ask  `json:"asks,omitempty"`  // what else it was made from
}

func (m mark) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(m)
	return b.Bytes(), err
}

// earlier is a folder of an earlier export that may be replaced.
type earlier struct {
	dir     string
	info    fs.FileInfo
	mark    mark
	marked  string              // name of the file that holds the mark; "" for an empty folder
	files   map[string]markFile // by path; those that are still there
	clutter []string
	linked  map[string]bool // files that the new export has, too
	known   bool            // this user's state remembers the mark, so what it says is true
}

// lookAt tells whether there is a folder at dir, and what export it was written
// by, if it is not empty; or why it must be left alone.
func lookAt(dir string) (old *earlier, exists bool, err error) {
	refuse := func(what string, err error) error {
		return &site.Error{Path: dir, What: what, Err: err, Kept: "nothing was written", Ways: []site.Way{site.AnotherFolder}}
	}
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, refuse("cannot be looked at", safefile.Cause(err))
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, false, refuse("is a link", nil)
	case !info.IsDir():
		return nil, false, refuse("is a file, not a folder", nil)
	}
	m, marked, err := readMark(dir)
	if err != nil {
		return nil, false, refuse("", err)
	}
	old = &earlier{dir: dir, info: info, mark: m, marked: marked, files: map[string]markFile{}, linked: map[string]bool{}}
	folders := map[string]bool{}
	for _, f := range m.Files {
		old.files[f.Path] = f
		for d := path.Dir(f.Path); d != "."; d = path.Dir(d) {
			folders[d] = true
		}
	}
	var there []string // of what the mark lists
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return safefile.Cause(err)
		}
		rel, err := filepath.Rel(dir, file)
		if err != nil || rel == "." {
			return err
		}
		rel = filepath.ToSlash(rel)
		_, listed := old.files[rel]
		switch {
		case d.IsDir() && folders[rel], rel == marked && d.Type().IsRegular():
		case listed && d.Type().IsRegular():
			there = append(there, rel)
		case d.Type().IsRegular() && pack.IsClutter(rel):
			old.clutter = append(old.clutter, rel)
		case marked == "":
			return fmt.Errorf("%s in it was not written by Galley", rel)
		default:
			return fmt.Errorf("%s in it was not written by this export", rel)
		}
		return nil
	})
	if err != nil {
		return nil, false, &site.Error{Path: dir, Err: err, Kept: allKept, Ways: []site.Way{site.AnotherFolder}}
	}
	if bad := old.altered(dir, there); len(bad) > 0 {
		return nil, false, &site.Error{Path: dir, What: bad[0] + " in it was changed since it was exported", Kept: allKept, Ways: []site.Way{site.AnotherFolder, site.MoveFileAway}}
	}
	missing := map[string]bool{}
	for _, f := range m.Files {
		missing[f.Path] = true
	}
	for _, name := range there {
		delete(missing, name)
	}
	for name := range missing {
		delete(old.files, name)
	}
	return old, true, nil
}

// altered gives those of names whose files, below dir, do not have the bytes
// that the mark lists, or cannot be read.
func (old *earlier) altered(dir string, names []string) []string {
	bad := make([]bool, len(names))
	everywhere(len(names), func(i int) {
		f := old.files[names[i]]
		sum, size, err := sumFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		bad[i] = err != nil || size != f.Size || sum != f.SHA256
	})
	var list []string
	for i, name := range names {
		if bad[i] {
			list = append(list, name)
		}
	}
	return list
}

// readMark finds the mark of a folder, and the name of the file that it is in;
// "" where there is none.
func readMark(dir string) (m mark, name string, err error) {
	if data, err := readSmall(filepath.Join(dir, markName)); err == nil {
		name = markName
		if m, err = decodeMark(data); err != nil {
			return m, "", fmt.Errorf("%s in it cannot be read", markName)
		}
		if m.Version != markVersion {
			return m, "", fmt.Errorf("it was written by another version of Galley (%d)", m.Version)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return m, "", fmt.Errorf("%s in it cannot be read: %w", markName, safefile.Cause(err))
	} else if data, err := readSmall(filepath.Join(dir, bundle.InfoName)); err == nil {
		info, err := bundle.DecodeInfo(data)
		if err != nil || info.Own == nil {
			return m, "", nil
		}
		name, m = bundle.InfoName, mark{Format: markFormat, Version: markVersion, To: "textbundle"}
		for _, f := range info.Own.Files {
			m.Files = append(m.Files, markFile{Path: f.Path, Size: f.Size, SHA256: f.SHA256})
		}
	} else {
		return m, "", nil
	}
	for _, f := range m.Files {
		if err := checkMarked(f.Path); err != nil {
			return m, "", fmt.Errorf("its list of files names %q: %w", f.Path, err)
		}
	}
	return m, name, nil
}

// A mark that came with a library may hold millions of entries that cost
// nothing to write: those of a site of 20,000 posts, each with a dozen links and
// images, are within these.
const (
	maxMark      = 32 << 20 // bytes
	maxMarkItems = 1_500_000
)

// decodeMark reads a mark of a bounded size. An entry has some keys and values.
func decodeMark(data []byte) (m mark, err error) {
	limits := bounded.Limits{Bytes: maxMark, Depth: 32, Values: 2 * maxMarkItems}
	if err := bounded.JSON(data, &m, limits); err != nil {
		return mark{}, err
	}
	if m.Format != markFormat {
		return mark{}, errors.New("it is of another format")
	}
	return m, nil
}

func checkMarked(name string) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) || path.Clean(name) != name || name == "." {
		return errors.New("the name leads out of it")
	}
	return nil
}

// folder takes the files of a package that is a folder.
type folder struct {
	stage *safefile.Stage
	ended func() error // whether the writing is to end; nil while nobody can end it
	old   *earlier
	to    string

	taken  pack.Names
	files  []markFile
	reused int    // pages taken from the earlier export
	noMark bool   // the package tells itself what it holds
	sweep  *sweep // is told of each file
}

// add writes a file, whose name must not have been used. Input is a hash of
// all that data was made from, "" where nobody will ask.
func (f *folder) add(name string, data []byte, input string) error {
	return f.put(name, data, input, f.look(name, data))
}

// looked is what is found out of a file's bytes.
type looked struct {
	sum   string
	asked []asked
}

// look looks at a file that put is to write, or that is taken over as it was; this
// is most of the work. Several goroutines may call it.
func (f *folder) look(name string, data []byte) looked {
	return looked{pack.Sum(data), f.sweep.look(name, data)}
}

// put is add for a file that was looked at.
func (f *folder) put(name string, data []byte, input string, l looked) error {
	if err := f.prepare(name); err != nil {
		return err
	}
	if err := f.write(name, data); err != nil {
		return err
	}
	f.files = append(f.files, markFile{Path: name, Size: int64(len(data)), SHA256: l.sum, Input: input})
	f.sweep.take(name, l.asked)
	return nil
}

// has tells whether an earlier export of this user made that file from the same
// input.
func (f *folder) has(name, input string) bool {
	if f.old == nil || !f.old.known || f.old.mark.To != f.to {
		return false
	}
	m, ok := f.old.files[name]
	return ok && m.Input == input && input != ""
}

// reuse takes over a file that has said yes to.
func (f *folder) reuse(name string) error {
	data, err := f.before(name)
	if err != nil {
		return err
	}
	return f.keep(name, data, f.sweep.look(name, data))
}

// before reads a file of the earlier export.
func (f *folder) before(name string) ([]byte, error) {
	data, _, err := safefile.Read(filepath.Join(f.old.dir, filepath.FromSlash(name)), pack.MaxFile)
	return data, err
}

// keep is reuse for a file that was read and looked at.
func (f *folder) keep(name string, data []byte, found []asked) error {
	if err := f.prepare(name); err != nil {
		return err
	}
	f.sweep.take(name, found)
	if err := f.stage.Link(filepath.Join(f.old.dir, filepath.FromSlash(name)), name); err != nil {
		if err := f.write(name, data); err != nil {
			return err
		}
	} else {
		f.old.linked[name] = true
	}
	f.files = append(f.files, f.old.files[name])
	return nil
}

func (f *folder) prepare(name string) error {
	if err := f.taken.Take(name); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (f *folder) write(name string, data []byte) error {
	if f.ended != nil {
		if err := f.ended(); err != nil {
			return err
		}
	}
	return f.stage.Add(name, data)
}

// finish writes the mark and takes along what belongs to nobody.
func (f *folder) finish() error {
	if f.old != nil {
		for _, name := range f.old.clutter {
			data, err := readSmall(filepath.Join(f.old.dir, filepath.FromSlash(name)))
			if err != nil {
				return err
			}
			if !f.stage.Has(path.Dir(name)) {
				continue // its folder goes, and it with it
			}
			if err := f.write(name, data); err != nil {
				return err
			}
		}
	}
	if f.noMark {
		return nil
	}
	data, err := mark{Format: markFormat, Version: markVersion, To: f.to, Files: f.files}.encode()
	if err != nil {
		return err
	}
	return f.write(markName, data)
}

// writeFolder builds the folder beside its place and then gives it its name.
func (p *Plan) writeFolder(dir string) error {
	dir = filepath.Clean(dir)
	if abs, err := filepath.Abs(dir); err != nil || filepath.Dir(abs) == abs {
		return &site.Error{Path: dir, What: "cannot be replaced", Kept: "nothing was written", Ways: []site.Way{site.AnotherFolder}}
	} else if base := filepath.Base(dir); base == "." || base == ".." {
		dir = abs
	}
	parent := filepath.Dir(dir)
	if info, err := os.Stat(parent); err != nil || !info.IsDir() {
		return &site.Error{Path: dir, What: "there is no folder " + parent, Kept: "nothing was written", Try: "make it first"}
	}
	if err := p.mayReplaceFolder(dir); err != nil {
		return err
	}
	p.putBack(dir)
	old, exists, err := lookAt(dir)
	if err != nil {
		return err
	}
	if old != nil {
		old.known = old.marked != "" && p.options.Guard.wrote(filepath.Join(dir, old.marked))
	}
	kept := "nothing was written"
	if exists {
		kept = "what was there is kept"
	}
	fail := func(err error) error {
		if p.ended() != nil {
			return &site.Error{Path: dir, Err: err, Kept: kept}
		}
		return &site.Error{Path: dir, What: "not exported", Err: safefile.Cause(err), Kept: kept, Try: "try again", Ways: []site.Way{site.AnotherFolder}}
	}
	p.clearLeftovers(dir)
	o := safefile.StageOptions{FS: p.fs}
	if exists {
		o.Old = old.info
	}
	stage, err := safefile.StageFolder(dir, o)
	if err != nil {
		return &site.Error{Path: dir, What: "cannot be written", Err: safefile.Cause(err), Kept: kept, Ways: []site.Way{site.AnotherFolder}}
	}
	defer stage.Discard()
	f := &folder{stage: stage, ended: p.ended, old: old, to: p.options.Format.Name, taken: pack.Names{}, sweep: p.sweep}
	p.folderName = filepath.Base(dir)
	err = p.options.Format.tree(p, f)
	if err == nil {
		err = f.finish()
	}
	if err == nil {
		err = p.ended()
	}
	if err == nil {
		err = stage.Sync()
	}
	if err == nil {
		err = p.ended()
	}
	if err != nil {
		return fail(err)
	}
	p.reused = f.reused
	err = commit(stage, dir, fail)
	if at := stage.Old(); at != "" {
		if err := old.remove(at, p.files()); err != nil {
			p.note(dir, "what was there before could not be removed and is now at %s: %v", at, safefile.Cause(err))
		}
	}
	return err
}

// remove takes away an earlier export that has lost its name: the files that
// it wrote, while they are still as it did, and folders while they are empty.
func (old *earlier) remove(dir string, fsys safefile.FS) error {
	dirs := map[string]bool{".": true}
	names := slices.Sorted(maps.Keys(old.files))
	var first error
	alone := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return old.linked[name] }) // of another nothing is lost
	for _, name := range old.altered(dir, alone) {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			names = slices.DeleteFunc(names, func(n string) bool { return n == name })
			first = fmt.Errorf("%s in it was changed during the export", name)
		}
	}
	names = append(names, old.clutter...)
	for _, name := range names {
		for up := path.Dir(name); !dirs[up]; up = path.Dir(up) {
			dirs[up] = true
		}
		if err := fsys.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, f := range old.mark.Files { // whose files were missing
		for up := path.Dir(f.Path); !dirs[up]; up = path.Dir(up) {
			dirs[up] = true
		}
	}
	list := make([]string, 0, len(dirs))
	for name := range dirs {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Count(b, "/") - strings.Count(a, "/") })
	for _, name := range list {
		if name == "." {
			continue
		}
		if err := fsys.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) && first == nil {
			first = err
		}
	}
	if first != nil {
		return first
	}
	// While something else is in it, the mark stays with it and tells whose it is.
	if old.marked != "" {
		left, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		if len(left) > 1 {
			return &fs.PathError{Op: "remove", Path: dir, Err: errors.New("there is something in it that is not of the export")}
		}
		if err := fsys.Remove(filepath.Join(dir, old.marked)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return fsys.Remove(dir)
}

// sumFile returns the SHA-256 of a file, in hexadecimal, and its size.
func sumFile(path string) (string, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	hash := sha256.New()
	n, err := io.Copy(hash, f)
	return hex.EncodeToString(hash.Sum(nil)), n, err
}

// readSmall reads a file of a package that tells about it.
func readSmall(path string) ([]byte, error) {
	data, _, err := safefile.Read(path, pack.MaxManifest)
	return data, err
}
