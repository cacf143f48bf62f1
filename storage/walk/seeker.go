package walk

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"galley.app/galley/storage/safefile"
)

// Seeker finds the files that many links lead to, and asks the disk once for each
// folder. Several goroutines may ask it. A nil one asks for each file.
type Seeker struct {
	mu    sync.Mutex
	real  map[string]string // folders with their links followed; "" for one that is not there
	names map[string]map[string]fs.FileMode
}

// NewSeeker makes a Seeker that has asked for nothing yet.
func NewSeeker() *Seeker {
	return &Seeker{real: map[string]string{}, names: map[string]map[string]fs.FileMode{}}
}

// Regular returns path when it is a regular file in one of the folders, links
// followed on both sides.
func (s *Seeker) Regular(path string, within []string) (string, bool) {
	inside := false
	for _, dir := range within {
		inside = inside || safefile.IsBelow(path, dir)
	}
	if !inside {
		return "", false // not even asked for
	}
	real, ok := s.file(path)
	if !ok {
		return "", false
	}
	for _, dir := range within {
		if d := s.folder(dir); d != "" && safefile.IsBelow(real, d) {
			return path, true
		}
	}
	return "", false
}

// file returns where the regular file at path really is.
func (s *Seeker) file(path string) (real string, ok bool) {
	if s != nil {
		dir, name := filepath.Split(path)
		at := s.folder(filepath.Clean(dir))
		if at == "" {
			return "", false
		}
		names := s.list(at)
		mode, there := names[name]
		switch {
		case names == nil: // it cannot be listed, but files in it may be read
		case there && mode.IsRegular():
			return filepath.Join(at, name), true
		case there && mode&fs.ModeSymlink == 0 && mode&fs.ModeIrregular == 0:
			return "", false
		case !there && runtime.GOOS == "linux": // elsewhere a file may have other names than that in the list
			return "", false
		}
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", false
	}
	st, err := os.Stat(real)
	return real, err == nil && st.Mode().IsRegular()
}

// folder returns where a folder really is, "" where there is none.
func (s *Seeker) folder(dir string) string {
	if s == nil {
		real, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return ""
		}
		return real
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.follow(dir)
}

// follow is folder under the lock. What lies above is known to other folders too,
// so that each part of a path is asked for once.
func (s *Seeker) follow(dir string) (real string) {
	if real, known := s.real[dir]; known {
		return real
	}
	defer func() { s.real[dir] = real }()
	parent := filepath.Dir(dir)
	if parent == dir {
		return dir
	}
	above := s.follow(parent)
	if above == "" {
		return ""
	}
	real = filepath.Join(above, filepath.Base(dir))
	switch info, err := os.Lstat(real); {
	case err != nil:
		return ""
	case info.Mode()&fs.ModeSymlink != 0:
		real, _ = filepath.EvalSymlinks(real)
	}
	return real
}

// list returns what is in a folder; nil where that cannot be told.
func (s *Seeker) list(dir string) map[string]fs.FileMode {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.names[dir]
	if !ok {
		if list, err := os.ReadDir(dir); err == nil {
			m = make(map[string]fs.FileMode, len(list))
			for _, d := range list {
				m[d.Name()] = d.Type()
			}
		}
		s.names[dir] = m
	}
	return m
}
