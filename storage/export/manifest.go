package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"galley.app/galley/storage/bounded"
)

const (
	manifestName    = "manifest.json"
	manifestFormat  = "galley-package"
	manifestVersion = 1
)

// Limits of a package; reading stops where one is passed, whatever the
// package says of itself.
const (
	maxEntries  = 50_000
	maxManifest = 64 << 20
	maxSource   = 64 << 20  // bytes of one post
	maxFile     = 512 << 20 // bytes of any other file
	maxPackage  = 4 << 30   // bytes of all files
	freeRatio   = 256 << 20 // bytes that may unpack from however few
	maxRatio    = 100       // unpacked bytes for each packed one beyond that
)

// MostTimes is how far limits can be raised.
const MostTimes = 1000

// Limits are what a package may be; the zero value is the usual ones. Only that
// a post is small enough to be opened stays as it is.
type Limits struct {
	Times int // of the usual, 1 to MostTimes; 0 is 1
}

// Of is what a limit that is usually n is.
func (l Limits) Of(n int64) int64 { return n * int64(max(1, min(l.Times, MostTimes))) }

// budget is how many bytes a zip file of size bytes may unpack to, and never
// more than most.
func (l Limits) budget(size, most int64) int64 {
	return min(l.Of(most), max(l.Of(freeRatio), l.Of(maxRatio)*size))
}

// String says in words what a package may be.
func (l Limits) String() string {
	return fmt.Sprintf(`A package has at most %d,000 files of together %d GB, each of at most %d MB
and a post of %d MB; a TextBundle or TextPack has at most %d GB. Beyond %d MB it
must not be more than %d times as large as its zip file.`,
		l.Of(maxEntries)/1000, l.Of(maxPackage)>>30, l.Of(maxFile)>>20, maxSource>>20, l.Of(maxLoose)>>30, l.Of(freeRatio)>>20, l.Of(maxRatio))
}

// Manifest lists what is in a package.
type Manifest struct {
	Format  string         `json:"format"`
	Version int            `json:"version"`
	Posts   []ManifestPost `json:"posts"`
	Files   []ManifestFile `json:"files"`
}

// ManifestPost is one post of a package; paths are those of files in it.
type ManifestPost struct {
	Source string          `json:"source"`
	Page   string          `json:"page"`
	Fields []Pair          `json:"fields"`
	Images []ManifestImage `json:"images"`
}

// ManifestImage is an image of a post.
type ManifestImage struct {
	Link string `json:"link"` // as written in the post
	Path string `json:"path"`
}

// ManifestFile is one file; SHA256 is in hexadecimal.
type ManifestFile struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func (m Manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// manifestLimits are what a manifest may hold: a million and a half of values
// are five for each of as many files and posts as a package may have, and for
// each post fifty fields. In memory they are some hundred megabytes.
func (l Limits) manifestLimits() bounded.Limits {
	return bounded.Limits{Bytes: l.Of(maxManifest), Depth: 32, Values: int(l.Of(1_500_000))}
}

func (l Limits) decodeManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := bounded.JSON(data, &m, l.manifestLimits()); err != nil {
		return m, fmt.Errorf("%s cannot be read: %v", manifestName, err)
	}
	if m.Format != manifestFormat {
		return m, fmt.Errorf("%s is not that of a Galley package: its format is %q, not %q", manifestName, m.Format, manifestFormat)
	}
	if m.Version != manifestVersion {
		return m, fmt.Errorf("%s has version %d; this Galley reads version %d", manifestName, m.Version, manifestVersion)
	}
	return m, nil
}

func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
