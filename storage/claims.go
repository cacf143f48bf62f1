package storage

import (
	"path/filepath"
	"strings"

	"galley.app/galley/storage/safefile"
)

// claims are the paths that posts have, or had and lost: none of them is given
// to another post, so that a post whose file comes back finds no other's text
// in its place.
type claims map[any]claim

// claim is the path of one post. It is empty while the post has no file.
type claim struct {
	path string // as it is called
	real string // with its folder's links followed
	file string // with its own link followed too
}

// claimOf looks where links lead.
func claimOf(path string) claim {
	c := claim{path: filepath.Clean(path)}
	dir, base := filepath.Split(c.path)
	if real, err := filepath.EvalSymlinks(filepath.Clean(dir)); err == nil {
		dir = real
	}
	c.real = filepath.Join(dir, base)
	c.file = c.real
	if real, err := filepath.EvalSymlinks(c.path); err == nil {
		c.file = real
	}
	return c
}

// names reports whether two paths are one name in one folder. Names that
// differ in case alone are one: posts are shared with systems where they are.
func (c claim) names(o claim) bool {
	return c.path != "" && (strings.EqualFold(c.path, o.path) || strings.EqualFold(c.real, o.real))
}

// is reports whether two paths lead to one file.
func (c claim) is(o claim) bool {
	return c.path != "" && (c.path == o.path || c.file == o.file)
}

// Claim says that the post of key has the file at path, "" for none yet. Until
// Release no other post gets that name, also when the file is removed. Saves and
// changes of its name take the claim along.
func (k *Keeper) Claim(key any, path string) {
	var c claim
	if path != "" {
		c = claimOf(path)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.claims[key] = c
}

// claimSoon is Claim for a goroutine that must not wait for a disk, of a path whose
// links are followed aside.
func (k *Keeper) claimSoon(key any, path string) {
	c := named(path)
	k.mu.Lock()
	k.claims[key] = c
	k.mu.Unlock()
	k.resolve(key, c)
}

// reserveSoon is reserve for such a goroutine.
func (k *Keeper) reserveSoon(key any, path string) {
	c := named(path)
	k.mu.Lock()
	if _, ok := k.claims[key]; ok {
		k.pending[key] = c
	}
	k.mu.Unlock()
	k.resolve(key, c)
}

// movedSoon is moved for such a goroutine.
func (k *Keeper) movedSoon(key any, path string) {
	k.mu.Lock()
	c := k.pending[key]
	delete(k.pending, key)
	_, ok := k.claims[key]
	if ok = ok && path != ""; ok {
		if c.path != filepath.Clean(path) {
			c = named(path)
		}
		k.claims[key] = c
	}
	k.mu.Unlock()
	if ok {
		k.resolve(key, c)
	}
}

// named is a claim as long as it is not known where links lead.
func named(path string) claim {
	path = filepath.Clean(path)
	return claim{path: path, real: path, file: path}
}

// resolve has it looked aside where the links of a claim lead.
func (k *Keeper) resolve(key any, c claim) {
	go func() {
		real := claimOf(c.path)
		k.mu.Lock()
		defer k.mu.Unlock()
		for _, of := range []claims{k.claims, k.pending} {
			if have, ok := of[key]; ok && have.path == c.path {
				of[key] = real
			}
		}
	}()
}

// take gives the file at a path, of which it is known where its links lead, to the
// post of key, unless another has it, whose key it returns.
func (k *Keeper) take(key any, c claim) (has any) {
	if other, ok := k.claimant(func(have claim) bool { return have.is(c) }); ok {
		return other
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.claims[key] = c
	return key
}

// Release says that the post of key is not open any more.
func (k *Keeper) Release(key any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.claims, key)
	delete(k.pending, key)
}

// Holder finds the post that has the file at path, whatever links lead there,
// or had it.
func (k *Keeper) Holder(path string) (key any, ok bool) {
	c := claimOf(path)
	return k.claimant(func(have claim) bool { return have.is(c) })
}

// Claimant finds the post whose name no other may get at path.
func (k *Keeper) Claimant(path string) (key any, ok bool) {
	c := claimOf(path)
	return k.claimant(func(have claim) bool { return have.is(c) || have.names(c) })
}

func (k *Keeper) claimant(is func(claim) bool) (key any, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, of := range []claims{k.claims, k.pending} {
		for key, have := range of {
			if is(have) {
				return key, true
			}
		}
	}
	return nil, false
}

// Taken lists the names in dir that belong to other posts than that of key,
// whether their files are there or not.
func (k *Keeper) Taken(key any, dir string) (names []string) {
	return k.takenAt(key, claimOf(filepath.Join(dir, "x")))
}

// takenAt is Taken in the folder of some claim.
func (k *Keeper) takenAt(key any, at claim) (names []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, of := range []claims{k.claims, k.pending} {
		for other, c := range of {
			if other != key && c.path != "" && (filepath.Dir(c.path) == filepath.Dir(at.path) || filepath.Dir(c.real) == filepath.Dir(at.real)) {
				names = append(names, filepath.Base(c.path))
			}
		}
	}
	return names
}

// reserve claims a path that the file of a post is about to get, beside the one
// that it has: the file may be there, and be opened, long before the result.
func (k *Keeper) reserve(key any, path string) {
	c := claimOf(path)
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.claims[key]; ok {
		k.pending[key] = c
	}
}

// moved takes the claim of a post along to the path that its file has now; ""
// where it got none.
func (k *Keeper) moved(key any, path string) {
	var c claim
	if path != "" {
		c = claimOf(path)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.pending, key)
	if _, ok := k.claims[key]; ok && path != "" {
		k.claims[key] = c
	}
}

// known is a path with its links followed, as far as that can be told without
// asking the disk: those that lead to the library, and a post of it that is one.
func (w *Workspace) known(path string) claim { return knownIn(w.lib, w.real, path) }

func knownIn(lib Library, real, path string) claim {
	c := named(path)
	if real != "" && safefile.IsBelow(c.path, lib.Dir) {
		c.real = filepath.Join(real, filepath.FromSlash(lib.Rel(c.path)))
		c.file = c.real
	}
	if e, ok := lib.Entry(path); ok && e.Outside != "" {
		c.file = e.Outside
	}
	return c
}

// Owner is the file of the open post that has path, or had it and lost it; nil
// if none does. No disk is asked: it goes by what was known when posts and library
// were opened.
func (w *Workspace) Owner(path string) *OpenFile { return w.Owners()(path) }

// Owners returns what is Owner on any goroutine, by the library as it is now.
func (w *Workspace) Owners() func(path string) *OpenFile {
	lib, real, keeper := w.lib, w.real, w.o.Keeper
	return func(path string) *OpenFile {
		c := knownIn(lib, real, path)
		key, _ := keeper.claimant(func(have claim) bool { return have.is(c) || have.names(c) })
		f, _ := key.(*OpenFile)
		return f
	}
}
