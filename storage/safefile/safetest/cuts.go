//go:build unix

package safetest

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
)

// cuts is in how many ways a power cut can leave bytes that were not synced.
const cuts = 6

// after returns what can have become of a file's bytes by a power cut, in one
// of the ways. Bytes that were synced and only added to since are there in each.
func (n *Inode) after(cut int) []byte {
	kept := 0
	if bytes.HasPrefix(n.Data, n.disk) {
		kept = len(n.disk)
	}
	added := n.Data[kept:]
	switch cut {
	case 0:
		return n.disk
	case 1:
		return n.Data[:kept]
	case 2: // the length came to the disk, the bytes did not
		return slices.Concat(n.Data[:kept], make([]byte, len(added)))
	case 3:
		return n.Data[:kept+len(added)/2]
	case 4:
		return slices.Concat(n.Data[:kept+len(added)/2], make([]byte, len(added)-len(added)/2))
	}
	return n.Data
}

// WriteAt puts bytes into a file, which grows where that is needed.
func (m *Memory) WriteAt(name string, b []byte, at int64) error {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("write", name)
	if err != nil {
		return err
	}
	data := bytes.Clone(n.Data) // what is on the disk may share the old one
	if end := int(at) + len(b); end > len(data) {
		data = append(data, make([]byte, end-len(data))...)
	}
	copy(data[at:], b)
	n.Data = data
	return nil
}

// Truncate gives a file that many bytes.
func (m *Memory) Truncate(name string, size int64) error {
	m.Lock()
	defer m.Unlock()
	n, err := m.get("truncate", name)
	if err != nil {
		return err
	}
	data := make([]byte, size)
	copy(data, n.Data)
	n.Data = data
	return nil
}

// AfterPowerCuts calls f with how that many power cuts now may leave the files,
// chosen at random: for changes of names that are too many to go through all of
// what can become of them. A file whose folder is lost is lost. The first are
// those where nothing, and where everything, that was not synced came to the
// disk.
func (m *Memory) AfterPowerCuts(most int, rng *rand.Rand, f func(files map[string]string)) {
	m.Lock()
	defer m.Unlock()
	for i := range most {
		names := maps.Clone(m.disk)
		for _, c := range m.pending {
			if i == 1 || i > 1 && rng.IntN(2) == 0 {
				c.do(names)
			}
		}
		files := map[string]string{}
		for name, n := range names {
			cut := i * (cuts - 1) // all or nothing
			if i > 1 {
				cut = rng.IntN(cuts)
			}
			if !n.Mode.IsDir() && reached(names, name) {
				files[name] = string(n.after(cut))
			}
		}
		f(files)
	}
}

// reached reports whether the folders that a name lies in are there.
func reached(names map[string]*Inode, name string) bool {
	for dir := filepath.Dir(name); dir != "."; dir = filepath.Dir(dir) {
		if n := names[dir]; n == nil || !n.Mode.IsDir() {
			return false
		}
	}
	return true
}
