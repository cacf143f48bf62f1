package command

import (
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// assetsFlag adds the flag that agrees to a folder outside of a library.
func assetsFlag(cmd *cobra.Command, agreed *bool) {
	cmd.Flags().BoolVar(agreed, "assets-outside", false, "agree to read images from the library's assets folder outside of it")
}

// assetsHelp says what the flag is for.
const assetsHelp = `A library may come from someone else, so images in an assets folder outside of
it are read only where you agreed to that folder: in the window, or once with
--assets-outside. (One beside the library called assets, images, static or
public belongs to it, unless it is a link or lies in your home folder.)`

// trusted is the library with the folders outside of it that the author agreed
// to; agreed tells that he does now.
func (c *cli) trusted(lib storage.Library, agreed bool) storage.Library {
	user := config.UserPaths(c.env.Getenv)
	lib = storage.Trusted(lib, user, c.env.Now())
	if !agreed {
		return lib
	}
	for _, dir := range lib.Outside() {
		exports, err := storage.ReadExports(user, c.env.Now())
		if err != nil {
			c.warn("%v", err)
		}
		if err := exports.SetReads(lib.Dir, dir, true); err != nil {
			c.warn("%v; it will be asked about again", err)
		}
		lib.Agreed = append(lib.Agreed, dir)
	}
	return lib
}

// barred gathers the folders that images were not looked for in, since nobody
// agreed to them. Any goroutine may add to it.
type barred struct {
	mu      sync.Mutex
	folders []string
}

// image is lib.Image that remembers why there is none.
func (b *barred) image(lib storage.Library, postDir, dest string) (string, bool) {
	file, ok := lib.Image(postDir, dest)
	if !ok {
		if dir, is := lib.Barred(dest); is {
			b.mu.Lock()
			defer b.mu.Unlock()
			if !slices.Contains(b.folders, dir) {
				b.folders = append(b.folders, dir)
			}
		}
	}
	return file, ok
}

// tell says which folders those were.
func (b *barred) tell(c *cli) {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.Sort(b.folders)
	for _, dir := range b.folders {
		c.warn("%s: images there were not read, since it lies outside of the library; if that is right, give --assets-outside once", dir)
	}
}
