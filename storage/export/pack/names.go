package pack

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	maxName    = 1000 // bytes of a name in a package
	maxSegment = 200  // bytes between two slashes
)

// CheckName returns why a file of a package, or of a library that comes from
// elsewhere, must not be called that: names, which are paths with slashes, must
// be harmless and mean the same file on every system.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("the name is empty")
	case !utf8.ValidString(name):
		return errors.New("the name is not UTF-8")
	case len(name) > maxName:
		return fmt.Errorf("the name is longer than %d bytes", maxName)
	case strings.HasPrefix(name, "/"):
		return errors.New("the name is absolute")
	case strings.Contains(name, `\`):
		return errors.New(`the name holds a \`)
	}
	for segment := range strings.SplitSeq(name, "/") {
		if err := checkSegment(segment); err != nil {
			return err
		}
	}
	return nil
}

func checkSegment(s string) error {
	switch {
	case s == "":
		return errors.New("the name has an empty part")
	case s == "." || s == "..":
		return errors.New("the name leads out of the package")
	case len(s) > maxSegment:
		return fmt.Errorf("a part of the name is longer than %d bytes", maxSegment)
	case s[0] == '.':
		return errors.New("the name is that of a hidden file")
	case strings.HasSuffix(s, ".") || strings.HasSuffix(s, " "):
		return errors.New("a part of the name ends in a dot or blank")
	case strings.IndexFunc(s, unsafeRune) >= 0:
		return errors.New("the name holds a character that not every system allows")
	case isDevice(s):
		return errors.New("the name is that of a device on some systems")
	}
	return nil
}

func unsafeRune(r rune) bool {
	return unicode.IsControl(r) || strings.ContainsRune(`<>:"|?*\/`, r) || r == utf8.RuneError
}

// isDevice tells whether Windows takes the name for a device.
func isDevice(s string) bool {
	s, _, _ = strings.Cut(s, ".")
	s = strings.ToUpper(strings.TrimRight(s, " "))
	switch s {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	rest, ok := strings.CutPrefix(s, "COM")
	if !ok {
		rest, ok = strings.CutPrefix(s, "LPT")
	}
	return ok && utf8.RuneCountInString(rest) == 1 && strings.Contains("0123456789¹²³", rest)
}

// Portable returns name with as little changed as makes it pass CheckName.
func Portable(name string) string {
	var segments []string
	for s := range strings.SplitSeq(strings.ToValidUTF8(name, "_"), "/") {
		s = strings.Map(func(r rune) rune {
			if unsafeRune(r) {
				return '_'
			}
			return r
		}, s)
		ext := path.Ext(s)
		if len(ext) > 20 {
			ext = ""
		}
		for stem := strings.TrimSuffix(s, ext); len(stem)+len(ext) > maxSegment-10; {
			_, n := utf8.DecodeLastRuneInString(stem)
			stem = stem[:len(stem)-n]
			s = stem + ext
		}
		if t := strings.TrimRight(s, ". "); t != s {
			s = t + "_"
		}
		if strings.HasPrefix(s, ".") {
			s = "_" + strings.TrimLeft(s, ".")
		}
		if isDevice(s) {
			s = "_" + s
		}
		if s != "" {
			segments = append(segments, s)
		}
	}
	for len(segments) > 1 && len(strings.Join(segments, "/")) > maxName-10 {
		segments = segments[1:]
	}
	if len(segments) == 0 {
		return "_"
	}
	return strings.Join(segments, "/")
}

// FoldName returns the same for two names that are one file on some system.
func FoldName(name string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
}

// Numbered returns a name before its suffix: a-2.png.
func Numbered(name string, n int) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + strconv.Itoa(n) + ext
}

// Names gives out names that stay apart on every system: folded name (and each
// of its folders) to the name as first written. Behind a NUL, which no name
// holds, it keeps the number that was last tried for a name.
type Names map[string]string

// Take makes name its own, or tells that it is taken.
func (n Names) Take(name string) error {
	for at := 0; ; {
		i := strings.IndexByte(name[at:], '/')
		if i < 0 {
			break
		}
		at += i + 1
		dir := name[:at]
		if first, ok := n[FoldName(dir)]; ok && first != dir {
			return folderTaken("its folder differs from " + first + " only in case or normalisation")
		}
		if first, ok := n[FoldName(name[:at-1])]; ok {
			return folderTaken(first + " is a file, so it cannot be a folder")
		}
		n[FoldName(dir)] = dir
	}
	if first, ok := n[FoldName(name)]; ok {
		if first == name {
			return errors.New("the name is there twice")
		}
		return fmt.Errorf("the name differs from %s only in case or normalisation", first)
	}
	if first, ok := n[FoldName(name)+"/"]; ok {
		return fmt.Errorf("%s is a folder, so it cannot be a file", first)
	}
	n[FoldName(name)] = name
	return nil
}

// Free makes name, or the next free one with a number, its own.
func (n Names) Free(name string) string {
	for {
		if n.Take(name) == nil {
			return name
		}
		last := "\x00" + FoldName(name)
		from, _ := strconv.Atoi(n[last]) // 0 where none was tried
		for i := max(from, 1) + 1; ; i++ {
			s := Numbered(name, i)
			err := n.Take(s)
			if err == nil {
				n[last] = strconv.Itoa(i)
				return s
			}
			if _, ok := errors.AsType[folderTaken](err); ok {
				break
			}
		}
		name = strings.ReplaceAll(name, "/", "-")
	}
}

// FreeFolder returns a name for a folder that is like name and not used, and takes
// it.
func (n Names) FreeFolder(name string) string {
	name = n.Free(name)
	delete(n, FoldName(name))
	n[FoldName(name+"/")] = name + "/"
	return name
}

// folderTaken says that a name cannot be for its folder's sake, with whatever
// number.
type folderTaken string

func (e folderTaken) Error() string { return string(e) }

// SourceName returns the portable name of a post's file.
func SourceName(name string) string {
	name = Portable(strings.ReplaceAll(name, "/", "_"))
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".txt":
		return name
	}
	return name + ".md"
}

// PlainName returns a name that passes CheckName and of which Markdown, HTML and
// an address need escape nothing.
func PlainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("-_./", r):
			return r
		case r > 0x7F && !unsafeRune(r):
			return r
		}
		return '-'
	}, Portable(name))
}

// ImagePath returns the place of an image in a package, which is the one a library
// would look at after unpacking: relative links beside the post, others below
// assets. The second value reports whether the link will find it there.
func ImagePath(dest string) (string, bool) {
	p, _, _ := strings.Cut(dest, "#")
	p, _, _ = strings.Cut(p, "?")
	if s, err := url.PathUnescape(p); err == nil {
		p = s
	}
	if strings.HasPrefix(p, "/") {
		p = "assets" + path.Clean(p)
	} else {
		p = path.Clean(p)
	}
	good := true
	if p == ".." || strings.HasPrefix(p, "../") {
		good = false
		for p == ".." || strings.HasPrefix(p, "../") {
			p = strings.TrimPrefix(strings.TrimPrefix(p, ".."), "/")
		}
		p = "assets/" + p
	}
	if CheckName(p) != nil {
		return Portable(p), false
	}
	return p, good
}

// IsFree tells whether take would succeed.
func (n Names) IsFree(name string) bool {
	_, file := n[FoldName(name)]
	_, dir := n[FoldName(name)+"/"]
	return !file && !dir
}

// IsClutter are files that file managers put into folders unasked. They are
// taken along when a folder is replaced.
func IsClutter(name string) bool {
	switch path.Base(name) {
	case ".DS_Store", "Thumbs.db", "desktop.ini", ".directory":
		return true
	}
	return false
}

// File is one file of a package.
type File struct {
	Name string
	Data []byte
}
