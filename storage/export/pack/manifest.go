// Package pack says what is put where in a package: names that every system
// knows, the manifest, limits, and entries of zip files that are always the same
// bytes.
package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
)

// What a manifest is called and says of itself.
const (
	ManifestName    = "manifest.json"
	ManifestFormat  = "galley-package"
	ManifestVersion = 1
)

// Limits of a package; reading stops where one is passed, whatever the
// package says of itself.
const (
	MaxEntries  = 50_000
	MaxManifest = 64 << 20
	MaxSource   = 64 << 20  // bytes of one post
	MaxFile     = 512 << 20 // bytes of any other file
	MaxPackage  = 4 << 30   // bytes of all files
	MaxBundle   = 1 << 30   // bytes of all files of a bundle, which is read whole
	FreeRatio   = 256 << 20 // bytes that may unpack from however few
	maxRatio    = 100       // unpacked bytes for each packed one beyond that
)

// MostTimes is how far limits can be raised.
const MostTimes = 1000

// Limits are what a package may be; the zero value is the usual ones. Only that
// a post is small enough to be opened stays as it is.
type Limits struct {
	Times int // of the usual, 1 to MostTimes; 0 is 1
}

// Of returns what a limit that is usually n is.
func (l Limits) Of(n int64) int64 { return n * int64(max(1, min(l.Times, MostTimes))) }

// Budget returns how many bytes a zip file of size bytes may unpack to, and never
// more than most.
func (l Limits) Budget(size, most int64) int64 {
	return min(l.Of(most), max(l.Of(FreeRatio), l.Of(maxRatio)*size))
}

// String says in words what a package may be.
func (l Limits) String() string {
	return fmt.Sprintf(`A package has at most %d,000 files of together %d GB, each of at most %d MB
and a post of %d MB; a TextBundle or TextPack has at most %d GB. Beyond %d MB it
must not be more than %d times as large as its zip file.`,
		l.Of(MaxEntries)/1000, l.Of(MaxPackage)>>30, l.Of(MaxFile)>>20, MaxSource>>20, l.Of(MaxBundle)>>30, l.Of(FreeRatio)>>20, l.Of(maxRatio))
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
	Fields []fields.Pair   `json:"fields"`
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

// Encode returns the manifest as a package holds it.
func (m Manifest) Encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ManifestLimits returns what a manifest may hold: a million and a half of values
// are five for each of as many files and posts as a package may have, and for
// each post fifty fields. In memory they are some hundred megabytes.
func (l Limits) ManifestLimits() bounded.Limits {
	return bounded.Limits{Bytes: l.Of(MaxManifest), Depth: 32, Values: int(l.Of(1_500_000))}
}

// DecodeManifest reads a manifest.
func (l Limits) DecodeManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := bounded.JSON(data, &m, l.ManifestLimits()); err != nil {
		return m, fmt.Errorf("%s cannot be read: %v", ManifestName, err)
	}
	if m.Format != ManifestFormat {
		return m, fmt.Errorf("%s is not that of a Galley package: its format is %q, not %q", ManifestName, m.Format, ManifestFormat)
	}
	if m.Version != ManifestVersion {
		return m, fmt.Errorf("%s has version %d; this Galley reads version %d", ManifestName, m.Version, ManifestVersion)
	}
	return m, nil
}

// Sum returns the SHA-256 of data in hexadecimal.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
