package walk

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
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

// ignorePattern is one line of such a file. What lies in a folder that is ignored
// is never asked about; the library takes it for ignored by the same line, and so
// takes it for asked for by a line with a mark of exclamation.
type ignorePattern struct {
	gitignore.Pattern
	name   bool // it is for names, wherever they lie below
	dirs   bool // it is for folders
	inside bool // it is for all that is in a folder
}

func patternOf(line string) ignorePattern {
	line = strings.ReplaceAll(line, "[!", "[^")
	if !strings.HasSuffix(line, `\ `) {
		line = strings.TrimRight(line, " ")
	}
	bare := strings.TrimSuffix(line, "/")
	mark := line[:len(line)-len(strings.TrimPrefix(line, "!"))]
	if rest, ok := strings.CutPrefix(bare, mark+"**/"); ok && !strings.Contains(rest, "/") {
		bare = mark + rest // a name wherever it lies, which says the same
	}
	p := ignorePattern{dirs: strings.HasSuffix(line, "/"), name: !strings.Contains(bare, "/"), inside: strings.HasSuffix(bare, "/**")}
	if p.inside {
		bare += "/*"
	}
	p.Pattern = gitignore.ParsePattern(bare, nil)
	return p
}

// on is what the pattern says of a file or folder by its path from where the
// pattern stands.
func (p ignorePattern) on(path []string, isDir bool) gitignore.MatchResult {
	if p.dirs && !isDir {
		return gitignore.NoMatch
	}
	if p.name {
		return p.Match(path[len(path)-1:], isDir)
	}
	found := p.Match(path, isDir)
	if found == gitignore.NoMatch || p.inside {
		return found
	}
	for i := 1; i < len(path); i++ {
		if p.Match(path[:i], true) != gitignore.NoMatch {
			return gitignore.NoMatch // it is a folder above that fits
		}
	}
	return found
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
		f.patterns = append(f.patterns, patternOf(line))
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
		for _, p := range slices.Backward(f.patterns) {
			switch p.on(parts, isDir) {
			case gitignore.Exclude:
				return true
			case gitignore.Include:
				return false
			}
		}
	}
	return false
}
