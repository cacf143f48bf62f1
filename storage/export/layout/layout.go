// Package layout sets the pages of a library in its own templates.
//
// A library may have a folder templates with files of html/template, and a folder
// static with what its pages need besides. Either may come from a stranger, so
// that a template can only say how a page looks: it reads no file and asks no
// other machine, and what it may write, how often it may loop and how long it
// may take has limits. Where a template is missing or wrong, whoever renders has
// a page of its own.
package layout

import (
	"errors"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"galley.app/galley/storage/safefile"
)

// The folders of a library.
const (
	Folder       = "templates"
	StaticFolder = "static"
)

// A Kind is what a page is of. Its template is the file of that name that ends
// in .html.
type Kind string

// The kinds of pages.
const (
	PostPage Kind = "post"    // one post
	Index    Kind = "index"   // all posts, the newest first
	TagPage  Kind = "tag"     // the posts with a tag
	Tags     Kind = "tags"    // all tags
	YearPage Kind = "year"    // the posts of a year
	Archive  Kind = "archive" // all years
	feeds    Kind = "feed"    // no page: what the heads of feeds hold besides
)

// Kinds lists the kinds of pages.
func Kinds() []Kind { return []Kind{PostPage, Index, TagPage, Tags, YearPage, Archive} }

// Limits of what is read.
const (
	maxFile  = 256 << 10 // bytes of a template
	maxFiles = 64        // templates
)

// Problem is something wrong with a template, or with a file of static.
type Problem struct {
	Path      string // of the file, or the folder
	Line, Col int    // from 1; 0 where it is about the whole file
	Message   string
	Static    bool // it is about a file of static
}

// Set is the templates of a library as they were read. Several goroutines may
// use it. The zero value has no templates.
type Set struct {
	dir    string             // of the templates
	master *template.Template // never executed, so that it can be cloned
	fonts  bool               // a template may use the typefaces of the page theme
	kinds  map[Kind]bool
	broken map[string]bool // files that are not to be used
	sum    string

	mu   sync.Mutex
	idle []*engine
}

// Is reports whether the library in dir has templates or static files, as far as
// two looks at the disk tell.
func Is(dir string) bool {
	if _, err := os.Lstat(filepath.Join(dir, StaticFolder)); err == nil {
		return true
	}
	return len(names(filepath.Join(dir, Folder))) > 0
}

// names are those of the template files in a folder, sorted.
func names(dir string) (list []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, ".") && !e.IsDir() {
			list = append(list, name)
		}
	}
	return list
}

// Read reads the templates of the library in dir, and tells what is wrong with
// them as far as that can be told without a page. A library without any has a
// Set without any. What is wrong in one file leaves the others in use.
func Read(dir string) (*Set, []Problem) {
	s := &Set{dir: filepath.Join(dir, Folder)}
	files := names(s.dir)
	var problems []Problem
	if len(files) > maxFiles {
		problems = append(problems, Problem{Path: s.dir, Message: "there are too many templates in it; those behind " + files[maxFiles-1] + " are left out"})
		files = files[:maxFiles]
	}
	texts := map[string]string{}
	for _, name := range files {
		text, err := readFile(dir, filepath.Join(s.dir, name), maxFile)
		if err != nil {
			problems = append(problems, Problem{Path: filepath.Join(s.dir, name), Message: reason(err)})
			continue
		}
		texts[name] = string(text)
	}
	return s, append(problems, s.parse(files, texts)...)
}

// errOutside is of a file that is a link out of its library.
var errOutside = errors.New("it is a link out of the library")

// readFile reads an ordinary file of the library in dir, which may be a link to
// another one of it.
func readFile(dir, path string, limit int64) ([]byte, error) {
	if _, out := safefile.LinkOut(dir, path); out {
		return nil, errOutside
	}
	data, _, err := safefile.Read(path, limit)
	return data, err
}

// reason is why a file cannot be used, in words.
func reason(err error) string {
	if errors.Is(err, errOutside) || errors.Is(err, fs.ErrNotExist) {
		return err.Error()
	}
	if large, ok := errors.AsType[*safefile.TooLargeError](err); ok {
		return "the file is larger than " + size(large.Limit)
	}
	return safefile.Reason(err)
}

// Has reports whether there is a template for pages of a kind.
func (s *Set) Has(k Kind) bool { return s != nil && s.kinds[k] }

// Path is that of the template for pages of a kind, which may not be there.
func (s *Set) Path(k Kind) string {
	if s == nil {
		return ""
	}
	return filepath.Join(s.dir, string(k)+".html")
}

// Any reports whether there is a template for any page.
func (s *Set) Any() bool { return s != nil && len(s.kinds) > 0 }

// Sum tells templates from others: it is another one where any of them differs.
func (s *Set) Sum() string {
	if s == nil {
		return ""
	}
	return s.sum
}
