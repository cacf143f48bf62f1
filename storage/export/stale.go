package export

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/storage/export/bundle"
)

// While an export is made it lies beside its place under a name of its own. An
// export that is killed leaves that behind; the next one to the same place
// clears it away.

// settled is how long something must have lain untouched to be cleared: a
// moment passes before an export holds what it has made.
const settled = time.Minute

const temporarySuffix = ".tmp"

// asideSuffix is added to it for the earlier export, where two names cannot be
// exchanged in one step: while the new one is given the name, there is none.
const asideSuffix = ".old"

// putBack gives an earlier export its name back that was put aside by an export
// which was killed before the new one had the name. Where that has it, or the
// place is taken, what was put aside is cleared away.
func putBack(dir string, d disk) {
	parent, base := filepath.Dir(dir), filepath.Base(dir)
	for _, name := range staleNames(parent, temporaryPrefix(base), temporarySuffix+asideSuffix) {
		aside := filepath.Join(parent, name)
		if release, ok := hold(strings.TrimSuffix(aside, asideSuffix), time.Time{}); ok {
			release()
		} else if exists(strings.TrimSuffix(aside, asideSuffix)) {
			continue // somebody is at it
		}
		old, _, err := lookAt(aside)
		if err != nil || old == nil || old.marked == "" {
			continue // not what an export wrote, or somebody put files into it
		}
		if exists(dir) {
			_ = old.remove(aside, d)
		} else {
			_ = d.rename(aside, dir)
		}
	}
}

// temporary is a new name for what will be called base.
func temporary(base string) string {
	var random [6]byte
	rand.Read(random[:])
	return temporaryPrefix(base) + hex.EncodeToString(random[:]) + temporarySuffix
}

func temporaryPrefix(base string) string {
	sum := sha256.Sum256([]byte(base))
	return ".galley-" + hex.EncodeToString(sum[:4]) + "-"
}

// clearStale takes away what exports that were killed have left in dir under
// temporary names for base. What cannot be cleared stays; it is in nobody's way.
func clearStale(dir, base string, d disk) {
	for _, name := range staleNames(dir, temporaryPrefix(base), temporarySuffix) {
		path := filepath.Join(dir, name)
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() {
			os.Remove(path)
			continue
		}
		// It is either half made, and has never had another name, or an earlier
		// export, whose place someone may have put files into.
		old, _, err := lookAt(path)
		switch {
		case err == nil && old != nil && old.marked != "":
			_ = old.remove(path, d)
		case !marked(path):
			os.RemoveAll(path)
		}
	}
}

// marked tells whether a folder may have been whole once.
func marked(dir string) bool {
	for _, name := range []string{markName, bundle.InfoName} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}

// staleNames lists the files and folders of dir that are called so, that have
// lain there for a while and that nobody holds.
func staleNames(dir, prefix, suffix string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		name := e.Name()
		middle, ok := strings.CutPrefix(name, prefix)
		if ok {
			middle, ok = strings.CutSuffix(middle, suffix)
		}
		if _, err := hex.DecodeString(middle); !ok || err != nil || len(middle) != 12 || !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < settled {
			continue
		}
		path := filepath.Join(dir, name)
		if release, ok := hold(path, info.ModTime()); ok {
			release()
			list = append(list, name)
		}
	}
	return list
}

// ImportPrefix begins the name of a folder in a library that an import is built
// in; twelve hexadecimal digits follow.
const ImportPrefix = ".galley-import-"

// StaleImports lists the folders in dir that imports which were killed were
// built in.
func StaleImports(dir string) []string { return staleNames(dir, ImportPrefix, "") }

// Hold keeps a folder from being listed as stale, until it is released or this
// process ends. It fails where another one holds it.
func Hold(path string) (release func(), ok bool) { return hold(path, time.Now()) }
