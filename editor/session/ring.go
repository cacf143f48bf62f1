package session

import "galley.app/galley/editor/text"

const (
	ringPatches = 512
	ringBytes   = 16 << 20
)

// ring holds the last patches, bounded in number and bytes.
type ring struct {
	patches []text.Patch // oldest first
	size    int          // bytes
}

func (r *ring) add(p text.Patch) {
	r.patches = append(r.patches, p)
	r.size += weight(p)
	drop := 0
	for len(r.patches)-drop > ringPatches || r.size > ringBytes && len(r.patches)-drop > 1 {
		r.size -= weight(r.patches[drop])
		drop++
	}
	if drop > 0 {
		clear(r.patches[:drop])
		r.patches = r.patches[drop:]
	}
}

func weight(p text.Patch) int {
	n := 0
	for _, c := range p.Changes {
		n += 64 + len(c.Old) + len(c.New)
	}
	return n
}

// since returns all patches from version on, as one.
func (r *ring) since(version uint64) (text.Patch, bool) {
	for i := range r.patches {
		if r.patches[i].From != version {
			continue
		}
		p := r.patches[i]
		for _, q := range r.patches[i+1:] {
			p = p.Then(q)
		}
		return p, true
	}
	return text.Patch{}, false
}
