package verify

import (
	"fmt"

	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"
)

// Gaps returns the images that the posts of a sound package name and that are
// not in it: they were missing when it was made.
func (p *Package) Gaps() (list []Fault) {
	for _, mp := range p.Manifest.Posts {
		data, err := p.Read(mp.Source)
		if err != nil {
			return append(list, Fault{mp.Source, err.Error()})
		}
		named := map[string]bool{}
		for _, i := range mp.Images {
			named[i.Link] = true
		}
		src := string(data)
		parsed := post.Parse(src)
		var dests []string
		for _, r := range refs.Images(src[parsed.TextStart():]) {
			dests = append(dests, r.Dest)
		}
		for _, dest := range append(dests, fields.Images(fields.Of(parsed))...) {
			if at, _ := pack.ImagePath(dest); refs.IsLocal(dest) && !named[dest] && p.sums[at] == "" {
				named[dest] = true
				list = append(list, Fault{mp.Source, fmt.Sprintf("image %q is not in the package", refs.Short(dest))})
			}
		}
	}
	return list
}
