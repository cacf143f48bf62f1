package export

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"galley.app/galley/storage/export/site"
)

// outside gathers the images that an export takes from outside of the library,
// so that none leaves the computer untold. Any goroutine may add to it.
type outside struct {
	mu    sync.Mutex
	found map[foreign]bool
}

// foreign is an image link and the file that it names.
type foreign struct{ post, dest, file string }

// telling is the Image of o that remembers what it finds outside.
func (out *outside) telling(o Options) func(postPath, dest string) (string, bool) {
	if o.Image == nil || o.Outside == nil {
		return o.Image
	}
	return func(postPath, dest string) (string, bool) {
		file, ok := o.Image(postPath, dest)
		if ok && o.Outside(postPath, file) {
			if real, err := filepath.EvalSymlinks(file); err == nil {
				file = real
			}
			out.mu.Lock()
			defer out.mu.Unlock()
			if out.found == nil {
				out.found = map[foreign]bool{}
			}
			out.found[foreign{postPath, dest, file}] = true
		}
		return file, ok
	}
}

// findings tells of each image, in the order of the posts.
func (out *outside) findings(posts []site.Post) (list []site.Finding) {
	if out == nil { // of a plan without posts
		return nil
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	at := map[string]int{}
	for i, e := range posts {
		at[e.Path] = i
	}
	var all []foreign
	for f := range out.found {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b foreign) int {
		return cmp.Or(at[a.post]-at[b.post], cmp.Compare(a.dest, b.dest), cmp.Compare(a.file, b.file))
	})
	for _, f := range all {
		list = append(list, site.Finding{Path: f.post, Message: fmt.Sprintf("image %q is from outside of the library: %s", f.dest, f.file)})
	}
	return list
}
