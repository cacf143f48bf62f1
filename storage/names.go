package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// maxSlug is the length in bytes of the longest slug that a file name takes.
const maxSlug = 120

var errNotFolder = errors.New("it is not a folder")

// NewName is the path in dir of a new post: a draft is wip-SLUG.md, any other
// NNNN-SLUG.md where the library numbers its files, else SLUG.md. A name that
// is taken, in whatever case, gets -2, -3 and so on. Nothing is created, so
// the name may be taken by the time it is used: write it with Expect set to
// no file, or through the Keeper, which looks for the next one.
func NewName(dir, slug string, draft bool) (string, error) {
	names, err := folderNames(dir)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, newName(names, slug, draft)), nil
}

func newName(names []string, slug string, draft bool) string {
	return namesOf(names).New(slug, draft)
}

// Names gives out the names of several new posts of one folder, which all
// differ, whatever their case, from each other and from what is there.
type Names struct {
	taken    map[string]bool // in lower case
	tried    map[string]int  // the number that was last tried for a name
	next     int             // number of the next post
	numbered bool            // posts have numbers here
}

// FolderNames gives out names in dir; a folder that is not there is empty.
func FolderNames(dir string) (*Names, error) {
	names, err := folderNames(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return namesOf(names), nil
}

func namesOf(names []string) *Names {
	n := &Names{taken: make(map[string]bool, len(names)), tried: map[string]int{}}
	for _, name := range names {
		n.taken[strings.ToLower(name)] = true
	}
	n.next, n.numbered = nextNumber(names)
	return n
}

// New is the file name that NewName would give a post, and takes it.
func (n *Names) New(slug string, draft bool) string {
	if !post.ValidSlug(slug) {
		slug = post.Slug(slug)
	}
	slug = shorten(slug, maxSlug)
	if slug == "" {
		slug = "untitled"
	}
	prefix := ""
	if draft {
		prefix = "wip-"
	} else if n.numbered {
		prefix = fmt.Sprintf("%04d-", n.next)
		n.next++
	}
	// A published post may not look like a draft.
	if !draft && prefix == "" && post.IsDraft(slug) {
		prefix = "post-"
	}
	return n.Free(prefix + slug + ".md")
}

// Free is name, or name-2, name-3 and so on, and takes it.
func (n *Names) Free(name string) string {
	name = freeAmong(n.taken, n.tried, name)
	n.taken[strings.ToLower(name)] = true
	return name
}

// freeName is name, or name-2, name-3 and so on, whatever is not taken in any
// case and is no device.
func freeName(names []string, name string) string {
	taken := make(map[string]bool, len(names))
	for _, n := range names {
		taken[strings.ToLower(n)] = true
	}
	return freeAmong(taken, map[string]int{}, name)
}

// freeAmong is freeName where taken holds names in lower case, and tried the
// last number that each, in lower case too, was tried with.
func freeAmong(taken map[string]bool, tried map[string]int, name string) string {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	key := strings.ToLower(name)
	for taken[strings.ToLower(name)] || isDevice(name) {
		tried[key] = max(tried[key], 1) + 1
		name = stem + "-" + strconv.Itoa(tried[key]) + ext
	}
	return name
}

// nextNumber is the number of the library's next post. There is none unless at
// least half of the posts that are no drafts are numbered.
func nextNumber(names []string) (int, bool) {
	last, numbered, all := 0, 0, 0
	for _, name := range names {
		if !IsPostName(name) || post.IsDraft(name) {
			continue
		}
		all++
		if n, ok, slug, _ := post.NamePart(name); ok && slug != "" {
			numbered++
			last = max(last, n)
		}
	}
	return last + 1, numbered > 0 && 2*numbered >= all
}

// slugPart is a file name without number, date, draft mark and ending; of a name
// that is a number alone, that.
func slugPart(name string) string {
	number, numbered, slug, _ := post.NamePart(name)
	if numbered && slug == "" {
		return fmt.Sprintf("%04d", number)
	}
	return slug
}

// Renamed is the file name of a post that gets another slug, in the form that it
// has: number, date and the mark of a draft stay. A name without a slug stays.
func Renamed(name, slug string) string {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	_, numbered, part, _ := post.NamePart(name)
	switch strings.ToLower(stem) {
	case "index", "_index", "readme":
		return name
	}
	if part == "" || numbered && part == stem || !post.ValidSlug(slug) {
		return name
	}
	return strings.TrimSuffix(stem, part) + shorten(slug, maxSlug) + ext
}

// shorten cuts a slug at a hyphen to at most n bytes.
func shorten(slug string, n int) string {
	if len(slug) <= n {
		return slug
	}
	cut := slug[:n]
	if slug[n] != '-' {
		if i := strings.LastIndexByte(cut, '-'); i > n/2 {
			cut = cut[:i]
		}
	}
	return strings.Trim(cut, "-")
}

// folderNames lists everything in dir, hidden things too.
func folderNames(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, &LoadError{Path: dir, Err: folderError(err)}
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	if err != nil {
		return nil, &LoadError{Path: dir, Err: folderError(err)}
	}
	return names, nil
}

// isDevice reports whether a file name means a device on Windows, with which
// posts are shared.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToLower(strings.TrimRight(stem, " "))
	switch stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	if rest, ok := strings.CutPrefix(stem, "com"); ok || strings.HasPrefix(stem, "lpt") {
		if !ok {
			rest = stem[3:]
		}
		return len(rest) == 1 && rest[0] >= '0' && rest[0] <= '9' || rest == "¹" || rest == "²" || rest == "³"
	}
	return false
}

// ErrForeign tells that a file starts with front matter of another program, above
// which no field of ours may stand.
var ErrForeign = errors.New("it starts with front matter of another program")

// ErrField tells that a field cannot be written so that it reads the same.
var ErrField = errors.New("its head cannot be changed so that it reads the same")

// StatusError tells that a post is, or is not, the draft that it would have to be.
type StatusError struct {
	Path  string
	Draft bool // it is one
}

func (e *StatusError) Error() string {
	if e.Draft {
		return safefile.Shown(e.Path) + ": it is a draft already"
	}
	return safefile.Shown(e.Path) + ": it is not a draft"
}

// PublishDate is the date under which a draft with the source src is published: its
// own where that is still to come, else today.
func PublishDate(src string, now time.Time) string {
	own, _ := post.Parse(src).Value("published")
	if post.StatusOf("", own, now) == post.Scheduled {
		return own
	}
	return now.Format(time.DateOnly)
}

// Publishing is the change that takes the draft at path out of draft, whose text
// is src: its file gets the name of a published post, which is none of taken,
// and its field published the date; "" leaves that as it is.
func Publishing(path, src, date string, taken ...string) (plan.Change, error) {
	if !post.IsDraft(filepath.Base(path)) {
		return plan.Change{}, &StatusError{Path: path}
	}
	return renaming(path, src, date, false, taken)
}

// Drafting is the change that makes the post at path a draft again, whose text
// is src: its file gets the name of a draft. The text stays as it is, with the
// date.
func Drafting(path, src string, taken ...string) (plan.Change, error) {
	if post.IsDraft(filepath.Base(path)) {
		return plan.Change{}, &StatusError{Path: path, Draft: true}
	}
	return renaming(path, src, "", true, taken)
}

// Dating is the change that gives the post at path, whose text is src, a date.
func Dating(path, src, date string) (plan.Change, error) {
	text, err := withField(path, src, "published", date)
	return plan.Change{Path: path, Old: src, New: text}, err
}

func renaming(path, src, date string, draft bool, taken []string) (plan.Change, error) {
	c := plan.Change{Path: path, Old: src, New: src}
	if date != "" {
		var err error
		if c.New, err = withField(path, src, "published", date); err != nil {
			return plan.Change{}, err
		}
	}
	dir, base := filepath.Split(path)
	slug, _ := post.Parse(src).Value("slug")
	if !post.ValidSlug(slug) {
		slug = slugPart(base)
	}
	names, err := folderNames(filepath.Clean(dir))
	if err != nil {
		return plan.Change{}, err
	}
	c.To = filepath.Join(dir, newName(append(names, taken...), slug, draft))
	return c, nil
}

// withField is the text of a post with a field set, all else as it was.
func withField(path, src, key, value string) (string, error) {
	p := post.Parse(src)
	if now, _ := p.Value(key); now == value {
		return src, nil
	}
	if _, foreign := post.CutFrontMatter(src); foreign && !p.HasHead() {
		return "", &LoadError{Path: path, Err: ErrForeign}
	}
	text := post.Apply(src, p.Set(key, value))
	text = post.Apply(text, post.Parse(text).Separate())
	if now, _ := post.Parse(text).Value(key); now != value {
		return "", &LoadError{Path: path, Err: ErrField}
	}
	return text, nil
}
