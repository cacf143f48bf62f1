package verify

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

// Bundle checks a TextBundle or TextPack, and counts its files; is reports
// whether path is one. A *DamagedError lists every fault found.
func Bundle(path string, l pack.Limits) (count int, is bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false, err
	}
	var files map[string]content
	if info.IsDir() {
		if _, err := os.Lstat(filepath.Join(path, bundle.InfoName)); err != nil {
			return 0, false, nil
		}
		files, err = readTree(path, l)
	} else if info.Mode().IsRegular() {
		files, err = readPack(path, info.Size(), l)
		if files == nil && err == nil {
			return 0, false, nil
		}
	} else {
		return 0, false, nil
	}
	if err == nil {
		_, err = unbundle(files, "")
	}
	if err != nil {
		return 0, true, &DamagedError{Faults: []Fault{{Message: err.Error()}}}
	}
	own, err := bundle.DecodeInfo(files[bundle.InfoName].data)
	if err == nil && own.Own == nil && own.Creator == bundle.Creator {
		err = &DamagedError{Faults: []Fault{{bundle.InfoName, "what Galley writes into it is missing"}}}
	}
	if err != nil || own.Own == nil {
		return len(files), true, err
	}
	faults := listFaults(own.Own, files)
	if info.Mode().IsRegular() {
		more, err := packFaults(path, info.Size(), files)
		if err != nil {
			return 0, true, err
		}
		faults = append(faults, more...)
	}
	if len(faults) > 0 {
		return 0, true, &DamagedError{Faults: faults}
	}
	return len(files), true, nil
}

// listFaults compares the list of files with what there is, both ways.
func listFaults(o *bundle.Own, files map[string]content) []Fault {
	var faults []Fault
	if o.SHA256 != o.Sum() {
		faults = append(faults, Fault{bundle.InfoName, "what Galley wrote into it was changed"})
	}
	listed := map[string]bool{bundle.InfoName: true}
	for _, f := range o.Files {
		listed[f.Path] = true
		switch c, ok := files[f.Path]; {
		case !ok:
			faults = append(faults, Fault{f.Path, "it is missing; " + bundle.InfoName + " lists it"})
		case c.size != f.Size || c.sum != f.SHA256:
			faults = append(faults, Fault{f.Path, "its bytes are not those that " + bundle.InfoName + " lists"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !listed[name] && !pack.IsClutter(name) {
			faults = append(faults, Fault{name, "it is not listed in " + bundle.InfoName})
		}
	}
	return faults
}

// packFaults looks at the zip file around a bundle that Galley wrote: there
// must be nothing else in it, and no two readers may see two bundles.
func packFaults(path string, size int64, files map[string]content) ([]Fault, error) {
	f, err := safefile.Open(path)
	if err != nil {
		return nil, safefile.Cause(err)
	}
	defer f.Close()
	z, err := zip.NewReader(f, size)
	if err != nil {
		return []Fault{{Message: fmt.Sprintf("it is not a complete zip file: %v", err)}}, nil
	}
	return entryFaults(f, size, z.File, len(files)), nil
}

func entryFaults(r io.ReaderAt, size int64, entries []*zip.File, want int) []Fault {
	var faults []Fault
	taken, ordinary := pack.Names{}, 0
	for _, f := range entries {
		mode := f.Mode()
		if mode.IsDir() && f.UncompressedSize64 == 0 {
			continue
		}
		if mode.Type() != 0 {
			faults = append(faults, Fault{f.Name, "it is not an ordinary file but " + kindOf(mode)})
			continue
		}
		if mode&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky) != 0 {
			faults = append(faults, Fault{f.Name, "it asks for special rights"})
		}
		if err := taken.Take(f.Name); err != nil {
			faults = append(faults, Fault{f.Name, err.Error()})
			continue
		}
		ordinary++
	}
	if len(faults) > 0 {
		return faults
	}
	if ordinary != want {
		faults = append(faults, Fault{Message: fmt.Sprintf("it has %d files, not the %d of the bundle", ordinary, want)})
	}
	if err := checkHeaders(r, size, entries); err != nil {
		faults = append(faults, Fault{Message: err.Error()})
	}
	return faults
}
