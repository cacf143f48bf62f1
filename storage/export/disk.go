package export

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

// disk holds the steps of writing that can fail.
type disk struct {
	create   func(path string) (tempFile, error)
	rename   func(from, to string) error
	exchange func(a, b string) error // of names, in one step
	mkdir    func(dir string) error
	chmod    func(dir string, mode fs.FileMode) error
	link     func(from, to string) error
	remove   func(path string) error
	syncDir  func(dir string) error
	// settle returns when all of paths is on the disk: files and folders in the
	// folder dir, and itself.
	settle func(dir string, paths []string) error
}

// fewFiles is how many files are brought to the disk one by one; of more, it is
// faster to bring all that waits for that disk.
const fewFiles = 200

type tempFile interface {
	io.WriteCloser
	Sync() error
	Chmod(fs.FileMode) error
}

func osDisk() disk {
	return disk{
		create: func(path string) (tempFile, error) {
			return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		},
		rename:   os.Rename,
		exchange: exchange,
		mkdir:    func(dir string) error { return os.Mkdir(dir, 0o777) },
		chmod:    os.Chmod,
		link:     os.Link,
		remove:   os.Remove,
		syncDir:  safefile.OS{}.SyncDir,
		settle: func(dir string, paths []string) error {
			if len(paths) > fewFiles && canSyncAll {
				return syncAll(dir)
			}
			for _, path := range paths {
				if err := syncPath(path); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// syncPath brings a file or folder to the disk. Some systems can do so only
// with a file that is open for writing.
func syncPath(path string) error {
	info, err := os.Lstat(path)
	if err != nil || info.IsDir() {
		return errors.Join(err, safefile.OS{}.SyncDir(path))
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// sumFile gives the SHA-256 of a file, in hexadecimal, and its size.
func sumFile(path string) (string, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	hash := sha256.New()
	n, err := io.Copy(hash, f)
	return hex.EncodeToString(hash.Sum(nil)), n, err
}

// readSmall reads a file of a package that tells about it.
func readSmall(path string) ([]byte, error) {
	data, _, err := safefile.Read(path, pack.MaxManifest)
	return data, err
}
