package pictures

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/sniff"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/safefile"
)

// AllSuffixes are those that pictures have, with their dots.
func AllSuffixes() []string { return imagefile.Suffixes() }

// Suffixes are those of files that may be pictures.
func Suffixes(name string) bool { return imagefile.HasSuffix(name) }

// Read returns the bytes of a file if they are those of a picture that a page
// can show. The error says in plain words what is wrong with it.
func Read(path string) ([]byte, error) {
	data, err := storage.ReadImage(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("there is no such file")
		}
		return nil, fmt.Errorf("%s: %w", safefile.Shown(path), err)
	}
	if imagefile.Type(data) == "" {
		return nil, fmt.Errorf("%s: this is not a picture that a page can show: PNG, JPEG, GIF, WebP, AVIF or SVG", safefile.Shown(path))
	}
	return data, nil
}

// Photo is what is known of a photograph before it is copied.
type Photo struct {
	Width, Height int  // in pixels, as it is shown
	Private       bool // it says where, when or with what it was taken
}

// PhotoOf reports whether a picture is a photograph, which may be made smaller.
func PhotoOf(data []byte) (Photo, bool) {
	info := sniff.Image(data)
	if info.Kind != sniff.JPEG {
		return Photo{}, false
	}
	bare, err := imagefile.WithoutCamera(data, string(info.Kind))
	p := Photo{Private: err == nil && len(bare) != len(data)}
	p.Width, p.Height = info.Shown()
	return p, true
}

// Options are what becomes of a picture on its way into a library.
type Options struct {
	Longest int               // of a photograph's sides, in pixels; 0 keeps its size
	Bare    bool              // what a camera said of it is left out
	Decoder imagework.Decoder // makes pixels of what is made smaller; nil makes nothing smaller
}

// quality is that of photographs that are made smaller, of 100.
const quality = 88

// Prepare returns a picture as the library gets it, with the suffix of its kind.
// A drawing is written without what could run or fetch something.
func Prepare(ctx context.Context, data []byte, o Options) (out []byte, suffix string, err error) {
	mime, out, err := imagefile.Admit(data)
	if err != nil {
		return nil, "", fmt.Errorf("it %w", err)
	}
	suffix = imagefile.Suffix(mime)
	photo, is := PhotoOf(out)
	if is && o.Longest > 0 && o.Decoder != nil && max(photo.Width, photo.Height) > o.Longest {
		small, err := smaller(ctx, out, o)
		if err != nil {
			return nil, "", err
		}
		return small, suffix, nil
	}
	if o.Bare {
		if bare, err := imagefile.WithoutCamera(out, mime); err == nil {
			out = bare
		}
	}
	return out, suffix, nil
}

// smaller makes a photograph so small that no side is longer than wanted. Its
// colour profile stays, unless it is one of inks.
func smaller(ctx context.Context, data []byte, o Options) ([]byte, error) {
	img, err := o.Decoder.Decode(ctx, data, imagework.Want{Width: o.Longest, Height: o.Longest})
	if err != nil {
		return nil, err
	}
	made, err := encode(img)
	if err != nil {
		return nil, err
	}
	profile := profileOf(data)
	return append(append(append(make([]byte, 0, len(made)+len(profile)), made[:2]...), profile...), made[2:]...), nil
}

func encode(img image.Image) ([]byte, error) {
	var b strings.Builder
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("the smaller copy was not made: %w", err)
	}
	return []byte(b.String()), nil
}

// profileOf returns the segments of a JPEG that hold a colour profile of light.
func profileOf(data []byte) (segments []byte) {
	const head = "ICC_PROFILE\x00"
	for at := 2; at+4 <= len(data) && data[at] == 0xFF; {
		marker, size := data[at+1], int(data[at+2])<<8|int(data[at+3])
		if marker == 0xDA || size < 2 || at+2+size > len(data) {
			break
		}
		body := string(data[at+4 : at+2+size])
		if marker == 0xE2 && strings.HasPrefix(body, head) {
			const space = len(head) + 2 + 16 // number, count, and the profile up to its colour space
			if len(segments) == 0 && (len(body) < space+4 || body[space:space+4] != "RGB ") {
				return nil
			}
			segments = append(segments, data[at:at+2+size]...)
		}
		at += 2 + size
	}
	return segments
}

// Copy is a picture that was put into a library.
type Copy struct {
	Path string
	Link string // its address, as the post has it
	Made bool   // it was not there before

	found   safefile.Fingerprint
	folders []string // that were made for it, the innermost first
}

// mostTries is how many names are tried for a picture.
const mostTries = 10000

// Put writes a picture into its place under the first of its names that is free,
// and never over another file. Where one of them is this very picture already,
// that is taken. It is for the goroutine that does all writing.
func Put(p Place, names Names, data []byte) (Copy, error) {
	folders, err := makeFolders(p.Dir)
	if err != nil {
		return Copy{}, err
	}
	sum := safefile.SumOf(data)
	for n := 1; n <= mostTries; n++ {
		path := filepath.Join(p.Dir, names.At(n))
		c := Copy{Path: path, Link: p.Link(names.At(n))}
		switch info, err := os.Lstat(path); {
		case err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)):
			if there, err := safefile.Sum(path, storage.MaxImage); err == nil && there.Sum == sum {
				return c, nil
			}
			continue
		case err == nil || taken(p.Dir, names.At(n)):
			continue
		}
		fp, err := safefile.Replace(path, data, safefile.Options{Expect: new(safefile.Fingerprint)})
		var faster *safefile.ConflictError
		var unsure *safefile.NotConfirmedError
		switch {
		case errors.As(err, &faster):
			continue
		case err == nil, errors.As(err, &unsure):
			c.Made, c.found, c.folders = true, fp, folders
			if !fp.Exists() {
				c.found, _ = safefile.Sum(path, storage.MaxImage)
			}
			return c, err
		}
		removeFolders(folders)
		return Copy{}, err
	}
	return Copy{}, fmt.Errorf("%s: there are too many pictures of this name", safefile.Shown(p.Dir))
}

// taken reports whether a folder has a file of that name in other capitals, which
// would be the same file on other systems.
func taken(dir, name string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if strings.EqualFold(e.Name(), name) {
			return true
		}
	}
	return false
}

// makeFolders makes a folder and those above it, and returns those that it made.
func makeFolders(dir string) (made []string, err error) {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		made = append(made, at)
	}
	if len(made) == 0 {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("%s: the folder was not made: %s", safefile.Shown(dir), safefile.Reason(err))
	}
	return made, nil
}

// There reports whether there is a file under the name of the copy.
func (c Copy) There() bool {
	_, err := os.Stat(c.Path)
	return err == nil
}

// PutBack writes a copy again that Remove took away, under the name that posts
// have it by, and over no other file.
func (c Copy) PutBack(data []byte) error {
	if _, err := makeFolders(filepath.Dir(c.Path)); err != nil {
		return err
	}
	_, err := safefile.Replace(c.Path, data, safefile.Options{Expect: new(safefile.Fingerprint), Mode: 0o666})
	if conflict := (*safefile.ConflictError)(nil); errors.As(err, &conflict) {
		if there, err := safefile.Sum(c.Path, storage.MaxImage); err == nil && there.SameBytes(c.found) {
			return nil
		}
		return fmt.Errorf("%s: another file has this name now", safefile.Shown(c.Path))
	}
	return err
}

func removeFolders(made []string) {
	for _, dir := range made {
		if os.Remove(dir) != nil { // it is not empty
			return
		}
	}
}

// ErrChanged says that a copy is not the file any more that was made.
var ErrChanged = errors.New("it was changed since, so it is left where it is")

// Remove takes a copy away again that was made, by discard, with the folders that
// were made for it, if it is still what was written.
func (c Copy) Remove(discard func(path string) error) error {
	if !c.Made {
		return nil
	}
	now, err := safefile.Sum(c.Path, storage.MaxImage)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %s", safefile.Shown(c.Path), safefile.Reason(err))
	case !now.SameBytes(c.found):
		return fmt.Errorf("%s: %w", safefile.Shown(c.Path), ErrChanged)
	}
	if err := discard(c.Path); err != nil {
		return fmt.Errorf("%s: it was not taken away: %s", safefile.Shown(c.Path), safefile.Reason(err))
	}
	removeFolders(c.folders)
	return nil
}
