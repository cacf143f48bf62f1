// Package template makes new posts of files that the writer prepared: a library
// has them in its folder templates.
package template

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Folder is the folder of a library that its templates are in.
const Folder = "templates"

// MaxSize is the size in bytes of the largest template.
const MaxSize = 1 << 20

// Template is a file that new posts begin with.
type Template struct{ Path, Name string }

// List returns the templates of the library in dir, by name. It asks the disk.
// A library without the folder has none.
func List(dir string) ([]Template, error) {
	at := filepath.Join(dir, Folder)
	entries, err := os.ReadDir(at)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Path: at, Err: err}
	}
	var list []Template
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".md"); ok && !e.IsDir() && !strings.HasPrefix(name, ".") {
			list = append(list, Template{Path: filepath.Join(at, e.Name()), Name: name})
		}
	}
	return list, nil
}

// In reports whether the file at path is one of the templates of the library in dir.
func In(dir, path string) bool {
	return dir != "" && path != "" && filepath.Dir(path) == filepath.Join(dir, Folder)
}

// Error tells that a template cannot be read.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string { return safefile.Shown(e.Path) + ": " + safefile.Reason(e.Err) }

func (e *Error) Unwrap() error { return e.Err }

// Read returns the text of a template.
func Read(path string) (string, error) {
	src, _, err := safefile.ReadText(path, MaxSize)
	if err == nil {
		err = post.CheckEncoding(src)
	}
	if err != nil {
		return "", &Error{Path: path, Err: err}
	}
	return src, nil
}

// Post is what a template is filled with.
type Post struct {
	Title string // in one line
	Slug  string
	Date  string // as the field published has it
}

var blank = regexp.MustCompile(`\{\{[ \t]*(title|slug|date)[ \t]*\}\}`)

// NeedsTitle reports whether a template says where title or slug go, also by a
// field that is empty.
func NeedsTitle(src string) bool {
	for _, m := range blank.FindAllStringSubmatch(src, -1) {
		if m[1] != "date" {
			return true
		}
	}
	p := post.Parse(src)
	if _, foreign := post.CutFrontMatter(src); foreign && !p.HasHead() {
		return false
	}
	title, _ := p.Value("title")
	return title == ""
}

// Fill returns the text of a new post: the template with its blanks {{title}},
// {{slug}} and {{date}} filled, and what of a post's head it lacks. All else of
// the template stays as it is.
func Fill(src string, p Post) string {
	p.Title = post.Fold(p.Title)
	text := blank.ReplaceAllStringFunc(src, func(s string) string {
		switch strings.Trim(s, "{} \t") {
		case "title":
			return p.Title
		case "slug":
			return p.Slug
		}
		return p.Date
	})
	head := post.Parse(text)
	if !head.HasHead() {
		if _, foreign := post.CutFrontMatter(text); foreign {
			return text
		}
		src, body := post.New(p.Title, p.Slug, p.Date), strings.TrimLeft(text, "\r\n\ufeff")
		if body != "" {
			src = strings.TrimSuffix(src, "\n") // its empty line is where the words go
		}
		return src + body
	}
	for _, f := range []struct{ key, value string }{{"title", p.Title}, {"slug", p.Slug}, {"published", p.Date}} {
		head := post.Parse(text)
		if now, _ := head.Value(f.key); now == "" && f.value != "" {
			text = post.Apply(text, head.Set(f.key, f.value))
		}
	}
	return post.Apply(text, post.Parse(text).Separate())
}
