package export

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// Limits says in words what a package may be.
func Limits() string {
	return fmt.Sprintf(`A package has at most %d,000 files of together %d GB, each of at most %d MB
and a post of %d MB; a TextBundle or TextPack has at most %d GB. Beyond %d MB it
must not be more than %d times as large as its zip file.`,
		maxEntries/1000, maxPackage>>30, maxFile>>20, maxSource>>20, maxLoose>>30, freeRatio>>20, maxRatio)
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

func decodeManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
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
