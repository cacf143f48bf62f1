package safefile

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// settled is how long something must have lain untouched to be a leftover: a
// moment passes before a Stage is held.
const settled = time.Minute

const (
	temporaryPrefix = ".galley-"
	temporarySuffix = ".tmp" // not .md: a library must not list it
	// asideSuffix is added to the name of a Stage for the folder that it replaces,
	// where two names cannot be exchanged in one step.
	asideSuffix  = ".old"
	randomDigits = 12 // hexadecimal, in names
)

// IsTemporary reports whether a file name is one that Replace gives its
// temporaries. One that stays was left by a killed process or a power cut.
func IsTemporary(name string) bool { return isRandom(name, temporaryPrefix, temporarySuffix) }

// TemporaryOf returns the file name of a temporary for [Beside], which is another
// one for each seed.
func TemporaryOf(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return temporaryPrefix + hex.EncodeToString(sum[:randomDigits/2]) + temporarySuffix
}

// isRandom reports whether a name is nothing but random digits between prefix and
// suffix. A name that happens to look like one of ours is not enough to remove a
// file.
func isRandom(name, prefix, suffix string) bool {
	digits, ok := strings.CutPrefix(name, prefix)
	if ok {
		digits, ok = strings.CutSuffix(digits, suffix)
	}
	return ok && len(digits) == randomDigits && strings.Trim(digits, "0123456789abcdef") == ""
}

// stageName returns what is around the random digits of the name of a Stage. It
// does not grow with the place's, which may have all the bytes that a name can.
func stageName(place string, o StageOptions) (prefix, suffix string) {
	if o.Name != "" {
		return temporaryPrefix + o.Name + "-", ""
	}
	sum := sha256.Sum256([]byte(filepath.Base(place)))
	return temporaryPrefix + hex.EncodeToString(sum[:4]) + "-", temporarySuffix
}

// Leftovers returns what is beside a place of stages that did not come to their
// end, and that no process holds: those that were built, and folders that were to
// be replaced and have lost their names. One that was built may be a whole folder
// which the new one has exchanged names with.
func Leftovers(place string, o StageOptions) (built, aside []string) {
	prefix, suffix := stageName(place, o)
	dir := filepath.Dir(place)
	for _, path := range leftovers(dir, prefix, suffix+asideSuffix) {
		stage := strings.TrimSuffix(path, asideSuffix)
		if release, ok := hold(stage, time.Time{}); ok {
			release()
		} else if _, err := os.Lstat(stage); err == nil {
			continue // somebody is at it
		}
		aside = append(aside, path)
	}
	return leftovers(dir, prefix, suffix), aside
}

// leftovers lists the files and folders of dir that are called so, that have lain
// there for a while and that nobody holds.
func leftovers(dir, prefix, suffix string) (list []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if !isRandom(e.Name(), prefix, suffix) || !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < settled {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if release, ok := hold(path, info.ModTime()); ok {
			release()
			list = append(list, path)
		}
	}
	return list
}

// ClearLeftovers removes the stages that Leftovers finds, for places that hold
// nothing but what can be made again. What cannot be removed is in nobody's way.
func ClearLeftovers(place string, o StageOptions) {
	if o.FS == nil {
		o.FS = OS{}
	}
	built, _ := Leftovers(place, o)
	for _, path := range built {
		_ = o.FS.RemoveAll(path)
	}
}
