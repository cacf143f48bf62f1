package storage

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// NewSource is the text of a new post in the shape of all others, dated today.
// The slug is made from the title; both may be empty.
func NewSource(title string, today time.Time) (src, slug string) {
	title = post.Fold(title)
	slug = post.Slug(title)
	return post.New(title, slug, today.Format("2006-01-02")), slug
}

// InstallSample copies the sample posts in fsys into the folder dst, which
// appears complete or not at all, for its user alone. A folder that has anything in it is the
// author's: nothing is copied, so a post that he deleted stays away.
func InstallSample(dst string, fsys fs.FS) error {
	switch list, err := folderNames(dst); {
	case err == nil && len(list) > 0:
		return nil
	case err != nil && !os.IsNotExist(safefile.Cause(unwrapLoad(err))):
		return fmt.Errorf("%s: sample posts not copied: %s", safefile.Shown(dst), reason(unwrapLoad(err)))
	}
	if err := installSample(dst, fsys); err != nil {
		return fmt.Errorf("%s: sample posts not copied: %s", safefile.Shown(dst), reason(err))
	}
	return nil
}

func installSample(dst string, fsys fs.FS) (err error) {
	parent := filepath.Dir(dst)
	if err := os.MkdirAll(parent, 0o700); err != nil { // nothing of the user's is there yet
		return err
	}
	tmp, err := os.MkdirTemp(parent, ".galley-sample-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(tmp) // ours alone, and of no use
		}
	}()
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(tmp, filepath.FromSlash(name))
		switch {
		case name == ".":
			return nil
		case d.IsDir():
			return os.Mkdir(to, 0o700)
		case d.Type().IsRegular():
			return copyFile(to, fsys, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_ = os.Remove(dst) // an empty folder; anything else stays, and the rename fails
	return os.Rename(tmp, dst)
}

func copyFile(to string, fsys fs.FS, name string) error {
	in, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		_ = out.Close()
		return err
	}
	if err := out.Sync(); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}

func unwrapLoad(err error) error {
	if le, ok := err.(*LoadError); ok {
		return le.Err
	}
	return err
}
