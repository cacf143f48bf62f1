package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/safefile"
)

// MaxLibraries is of how many libraries something is remembered.
const MaxLibraries = 50

const maxState = 32 << 20 // bytes of a file that is read

// stateLimits are those of what the files of the state folder hold: more than
// the places and exports that are remembered.
var stateLimits = bounded.Limits{Bytes: maxState, Depth: 32, Values: 2_000_000}

// ReadState decodes a JSON file of the state folder into v. A file that is not
// there is as one that says nothing. A broken one is set aside under a name with
// the date of now, and the error says so, and with lost what that means; then v
// may hold a part of it. The fingerprint is nil where the file is still there
// and must not be written over.
func ReadState(path, lost string, v any, now time.Time) (*safefile.Fingerprint, error) {
	none := &safefile.Fingerprint{}
	if path == "" {
		return none, nil
	}
	data, fp, err := safefile.Read(path, maxState)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	broken := safefile.IsBroken(err)
	if err == nil {
		if err = bounded.JSON(data, v, stateLimits); err == nil {
			return &fp, nil
		}
		broken = true
	}
	err = fmt.Errorf("%s: %s: %s", safefile.Shown(path), lost, safefile.Reason(err))
	if !broken {
		return nil, err
	}
	aside, asideErr := safefile.SetAside(path, now)
	if asideErr != nil {
		return nil, err
	}
	return none, fmt.Errorf("%w; it was set aside as %s", err, safefile.Shown(aside))
}

// DropOldest keeps the n that were used last.
func DropOldest[V any](m map[string]V, n int, used func(V) time.Time) {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(used(m[b]).Compare(used(m[a])), cmp.Compare(a, b))
	})
	for _, k := range keys[min(n, len(keys)):] {
		delete(m, k)
	}
}
