package walk

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

const ignoreName = ".gitignore"

// ignores are the files of patterns that hold in a folder, the outermost first.
type ignores []*ignoreFile

// ignoreFile is one file of patterns.
type ignoreFile struct {
	dir      string // that it lies in
	patterns []ignorePattern
}

// ignorePattern is one line of such a file.
type ignorePattern struct {
	gitignore.Pattern
	name bool // it is for names, wherever they lie below
}

// above are the patterns of the folders over dir up to that of its repository. A
// repository that ignores dir itself has no say in what is in it.
func above(dir string) ignores {
	var dirs []string
	for d := dir; ; {
		if _, err := os.Lstat(filepath.Join(d, ".git")); err == nil {
			break
		}
		parent := filepath.Dir(d)
		if parent == d {
			return nil // no repository
		}
		d = parent
		dirs = append(dirs, d)
	}
	var ig ignores
	for i := len(dirs) - 1; i >= 0; i-- {
		ig = ig.with(dirs[i])
		below := dir
		if i > 0 {
			below = dirs[i-1]
		}
		if ig.match(below, true) {
			return nil
		}
	}
	return ig
}

// with adds the patterns of a folder.
func (ig ignores) with(dir string) ignores {
	f := readIgnore(dir)
	if f == nil {
		return ig
	}
	return append(ig[:len(ig):len(ig)], f)
}

const maxIgnore = 1 << 20 // bytes of a file of patterns

func readIgnore(dir string) *ignoreFile {
	path := filepath.Join(dir, ignoreName)
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() || st.Size() > maxIgnore {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	f := &ignoreFile{dir: dir}
	lines := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		line = strings.ReplaceAll(line, "[!", "[^")
		f.patterns = append(f.patterns, ignorePattern{
			Pattern: gitignore.ParsePattern(line, nil),
			name:    !strings.Contains(strings.TrimRight(strings.TrimRight(line, " "), "/"), "/"),
		})
	}
	return f
}

// match reports whether the file or folder at path is ignored. Those above it are
// not.
func (ig ignores) match(path string, isDir bool) bool {
	for i := len(ig) - 1; i >= 0; i-- {
		f := ig[i]
		rel, err := filepath.Rel(f.dir, path)
		if err != nil {
			continue
		}
		parts := strings.Split(filepath.ToSlash(rel), "/")
		for k := len(f.patterns) - 1; k >= 0; k-- {
			p := f.patterns[k]
			on := parts
			if p.name {
				on = parts[len(parts)-1:]
			}
			switch p.Match(on, isDir) {
			case gitignore.Exclude:
				return true
			case gitignore.Include:
				return false
			}
		}
	}
	return false
}
