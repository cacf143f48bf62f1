package storage

import (
	"errors"
	"fmt"
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

func installSample(dst string, fsys fs.FS) error {
	if err := os.MkdirAll(filepath.Dir(dst), 0o700); err != nil { // nothing of the user's is there yet
		return err
	}
	o := safefile.StageOptions{Name: "sample", Private: true}
	safefile.ClearLeftovers(dst, o)
	s, err := safefile.StageFolder(dst, o)
	if err != nil {
		return err
	}
	defer s.Discard() // ours alone, and of no use
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return s.Add(name, data)
	})
	if err != nil {
		return err
	}
	_ = os.Remove(dst) // an empty folder; anything else stays, and is not replaced
	var unsure *safefile.NotConfirmedError
	if err := s.Commit(); !errors.As(err, &unsure) { // it can be copied again
		return err
	}
	return nil
}

func unwrapLoad(err error) error {
	if le, ok := err.(*LoadError); ok {
		return le.Err
	}
	return err
}
