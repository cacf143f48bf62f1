package layout

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

// Limits of static.
const (
	maxStatic      = 64 << 20 // bytes of a file
	maxStaticFiles = 10_000
	maxStaticDepth = 20
)

// StaticFiles are the files of a library's static folder. They lie at the top of
// a site.
type StaticFiles struct {
	Names    []string // slash paths within the folder, sorted
	Problems []Problem

	dir  string // the library
	full bool   // no more files are looked at
}

// Static lists the files that the library in dir has for its pages. Only ordinary
// files count: no names that begin with a dot, and no links out of the library.
func Static(dir string) StaticFiles {
	s := StaticFiles{dir: dir}
	s.list("", 0)
	return s
}

// Path is that of one of the files.
func (s StaticFiles) Path(name string) string {
	return filepath.Join(s.dir, StaticFolder, filepath.FromSlash(name))
}

func (s *StaticFiles) wrong(name, format string, args ...any) {
	s.Problems = append(s.Problems, Problem{Path: s.Path(name), Message: fmt.Sprintf(format, args...), Static: true})
}

// list lists a folder, which is no link.
func (s *StaticFiles) list(rel string, depth int) {
	at := s.Path(rel)
	if rel == "" {
		if info, err := os.Lstat(at); err != nil || !info.IsDir() {
			if err == nil && info.Mode()&fs.ModeSymlink != 0 {
				s.wrong("", "it is a link, so its files are left out")
			}
			return
		}
	}
	if s.full {
		return
	}
	entries, err := os.ReadDir(at)
	if err != nil {
		s.wrong(rel, "%s", safefile.Reason(err))
		return
	}
	for _, e := range entries {
		name := path.Join(rel, e.Name())
		full := s.Path(name)
		switch {
		case strings.HasPrefix(e.Name(), "."), pack.IsClutter(name):
			continue
		case e.IsDir() && depth >= maxStaticDepth:
			s.wrong(name, "folders lie too deep in each other; it is left out")
			continue
		case e.IsDir():
			s.list(name, depth+1)
			continue
		case len(s.Names) >= maxStaticFiles:
			if !s.full {
				s.full = true
				s.wrong("", "it has more than %d files; the others are left out", maxStaticFiles)
			}
			return
		}
		if to, out := safefile.LinkOut(s.dir, full); out {
			s.wrong(name, "it is left out, since it is a link out of the library, to %s", safefile.Shown(to))
			continue
		}
		info, err := os.Stat(full)
		switch {
		case err != nil:
			s.wrong(name, "it is left out: %s", safefile.Reason(err))
		case !info.Mode().IsRegular():
			if e.Type()&fs.ModeSymlink != 0 && info.IsDir() {
				s.wrong(name, "it is left out, since it is a link to a folder")
			} else {
				s.wrong(name, "it is left out, since it is not an ordinary file")
			}
		case info.Size() > maxStatic:
			s.wrong(name, "it is left out, since it is larger than %s", size(maxStatic))
		case pack.CheckName(name) != nil:
			s.wrong(name, "it is left out: %v", pack.CheckName(name))
		default:
			s.Names = append(s.Names, name)
		}
	}
}

// Read returns the bytes of one of the files. An error that is [fs.ErrNotExist]
// says that there is none of that name.
func (s StaticFiles) Read(name string) ([]byte, error) {
	if !fs.ValidPath(name) || strings.Contains("/"+name, "/.") {
		return nil, fs.ErrNotExist
	}
	data, err := readFile(s.dir, s.Path(name), maxStatic)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Path(name), err)
	}
	return data, nil
}
