package export

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/storage/safefile"
)

// ImportOptions say where a package goes.
type ImportOptions struct {
	// Assets is the folder below the target where images go whose links
	// start with a slash; "assets" when empty.
	Assets string
}

// Imported tells what an import did. Paths are below the target folder.
type Imported struct {
	Posts   []string          // written
	Images  []string          // written
	Same    []string          // were there already, with the same bytes
	Renamed map[string]string // name in the package to the one written, of posts whose name was taken
}

// Import puts the posts of the package and their images below the folder dir:
// all of them, or none. It never replaces a file: a post whose name is taken
// by another text gets the next free name, an image whose name is taken by
// another picture stops the import, since links name it.
func (p *Package) Import(dir string, o ImportOptions) (Imported, error) {
	made := false
	if err := os.Mkdir(dir, 0o777); err == nil {
		made = true
	} else if !errors.Is(err, fs.ErrExist) {
		return Imported{}, fmt.Errorf("%s: cannot be made: %w; nothing was imported; make the folder first, or choose another with --out", dir, bare(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Imported{}, fmt.Errorf("%s: is no folder that can be written to: %w; nothing was imported; choose another with --out", dir, bare(err))
	}
	im := &importer{pkg: p, root: root, dir: dir, assets: o.Assets}
	if im.assets == "" {
		im.assets = "assets"
	}
	err = im.run()
	if err != nil {
		im.undo()
	}
	err = errors.Join(err, root.Close())
	if err != nil {
		if made {
			os.Remove(dir) // only while it is empty
		}
		return Imported{}, err
	}
	return im.done, safefile.OS{}.SyncDir(dir)
}

type importer struct {
	pkg    *Package
	root   *os.Root
	dir    string
	assets string
	done   Imported

	staging string
	jobs    []job
	placed  []string // files and folders made, in that order
}

// job is one file to be written.
type job struct {
	entry  string // in the package
	target string // below the folder
	post   bool
	staged string
}

func (im *importer) run() error {
	if err := im.plan(); err != nil {
		return err
	}
	if len(im.jobs) == 0 {
		return nil
	}
	if err := im.stage(); err != nil {
		return fmt.Errorf("%s: nothing was imported: %w; try again, or choose another folder with --out", im.dir, bare(err))
	}
	for _, j := range im.jobs {
		if err := im.place(j); err != nil {
			return fmt.Errorf("%s: nothing was imported: %s: %w; try again, or choose another folder with --out", im.dir, j.target, bare(err))
		}
	}
	return im.root.RemoveAll(im.staging)
}

// plan finds a place for each file before anything is written.
func (im *importer) plan() error {
	taken := names{}
	targets := map[string]string{} // target to entry
	for _, p := range im.pkg.Manifest.Posts {
		target, same := im.freeName(p.Source, taken)
		switch {
		case target == "":
			return fmt.Errorf("%s: there is no free name for %s; nothing was imported", im.dir, p.Source)
		case same:
			im.done.Same = append(im.done.Same, target)
		default:
			im.jobs = append(im.jobs, job{entry: p.Source, target: target, post: true})
			if target != p.Source {
				if im.done.Renamed == nil {
					im.done.Renamed = map[string]string{}
				}
				im.done.Renamed[p.Source] = target
			}
		}
	}
	for _, p := range im.pkg.Manifest.Posts {
		for _, i := range p.Images {
			target := i.Path
			if rest, ok := strings.CutPrefix(i.Path, "assets/"); ok && strings.HasPrefix(i.Link, "/") {
				target = path.Join(im.assets, rest)
			}
			if targets[target] == i.Path {
				continue
			}
			targets[target] = i.Path
			if err := taken.take(target); err != nil {
				return fmt.Errorf("%s: image %s: %w; nothing was imported", im.dir, target, err)
			}
			switch exists, same := im.look(target, i.Path); {
			case same:
				im.done.Same = append(im.done.Same, target)
			case exists:
				return fmt.Errorf("%s: there is another image called %s already; it is kept and nothing was imported; import into another folder", im.dir, target)
			default:
				im.jobs = append(im.jobs, job{entry: i.Path, target: target})
			}
		}
	}
	return nil
}

// freeName is the first name for a post that is free, or taken by the same
// post.
func (im *importer) freeName(name string, taken names) (string, bool) {
	try := name
	for n := 2; n < 10_000; n++ {
		exists, same := im.look(try, name)
		if (!exists || same) && taken.take(try) == nil {
			return try, same
		}
		try = numbered(name, n)
	}
	return "", false
}

// look tells whether there is something at target, and whether it is a file
// with the same bytes as the entry.
func (im *importer) look(target, entry string) (exists, same bool) {
	info, err := im.root.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, false
	}
	if err != nil || !info.Mode().IsRegular() || info.Size() != im.pkg.size(entry) {
		return true, false
	}
	f, err := im.root.Open(target)
	if err != nil {
		return true, false
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return true, false
	}
	return true, hex.EncodeToString(hash.Sum(nil)) == im.pkg.sums[entry]
}

// stage unpacks every file into a folder of its own below the target, so that
// a full disk or a damaged package is met before any file gets its name.
func (im *importer) stage() error {
	var random [6]byte
	rand.Read(random[:])
	im.staging = ".galley-import-" + hex.EncodeToString(random[:])
	if err := im.root.Mkdir(im.staging, 0o700); err != nil {
		im.staging = ""
		return err
	}
	for i := range im.jobs {
		j := &im.jobs[i]
		j.staged = im.staging + "/" + strconv.Itoa(i)
		if err := im.unpack(j.entry, j.staged); err != nil {
			return fmt.Errorf("%s: %w", j.entry, bare(err))
		}
	}
	return nil
}

func (im *importer) unpack(entry, to string) (err error) {
	r, err := im.pkg.open(entry)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := im.root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(w, hash), io.LimitReader(r, im.pkg.size(entry)+1))
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != im.pkg.sums[entry] {
		err = errors.New("the package changed while it was read")
	}
	if err == nil {
		err = w.Sync()
	}
	return errors.Join(err, w.Close())
}

// place gives a staged file its name, unless that has been taken meanwhile.
func (im *importer) place(j job) error {
	if err := im.makeFolders(path.Dir(j.target)); err != nil {
		return err
	}
	if err := im.root.Link(j.staged, j.target); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, seen := im.root.Lstat(j.target); !errors.Is(seen, fs.ErrNotExist) {
			return err
		}
		// A file system without hard links: write it again under its name.
		im.placed = append(im.placed, j.target)
		if err := im.unpack(j.entry, j.target); err != nil {
			return err
		}
	} else {
		im.placed = append(im.placed, j.target)
	}
	if j.post {
		im.done.Posts = append(im.done.Posts, j.target)
	} else {
		im.done.Images = append(im.done.Images, j.target)
	}
	return nil
}

func (im *importer) makeFolders(dir string) error {
	if dir == "." {
		return nil
	}
	if info, err := im.root.Stat(dir); err == nil {
		if info.IsDir() {
			return nil
		}
		return fmt.Errorf("%s is a file, not a folder", dir)
	}
	if err := im.makeFolders(path.Dir(dir)); err != nil {
		return err
	}
	if err := im.root.Mkdir(dir, 0o777); err != nil {
		return err
	}
	im.placed = append(im.placed, dir)
	return nil
}

// undo takes away what an import that failed has made; folders only while
// they are empty.
func (im *importer) undo() {
	for _, name := range slices.Backward(im.placed) {
		im.root.Remove(name)
	}
	if im.staging != "" {
		im.root.RemoveAll(im.staging)
	}
}
