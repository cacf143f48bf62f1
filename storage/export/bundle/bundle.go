// Package bundle is the format of posts as folders: TextBundles and TextPacks,
// and page bundles with front matter, which site generators read.
package bundle

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/pack"
)

// A TextBundle, version 2 of textbundle.org, is a folder with info.json, the
// Markdown and a folder of assets. A TextPack is such a folder in a zip file.
const (
	InfoName     = "info.json"
	TextName     = "text.md"
	AssetsFolder = "assets/"
	Suffix       = ".textbundle"
	Type         = "net.daringfireball.markdown"
	Creator      = "app.galley.Galley" // key of what only Galley understands
	OwnVersion   = 1
)

// Info is what info.json says.
type Info struct {
	Version   json.Number `json:"version"`
	Type      string      `json:"type"`
	Transient bool        `json:"transient"`
	Creator   string      `json:"creatorIdentifier"`
	Own       *Own        `json:"app.galley.Galley"`
}

// Own is what makes the post identical again.
type Own struct {
	Version int                 `json:"version"`
	Name    string              `json:"name"` // of the file
	Head    string              `json:"head"` // all before the text, separator included
	Assets  []Asset             `json:"assets"`
	Files   []pack.ManifestFile `json:"files"`  // all but info.json
	SHA256  string              `json:"sha256"` // of all else here
}

// Sum returns what SHA256 must be.
func (o *Own) Sum() string {
	rest := *o
	rest.SHA256 = ""
	data, err := json.Marshal(rest)
	if err != nil {
		return "" // strings and numbers cannot fail
	}
	return pack.Sum(data)
}

// Asset is an image of a post that was moved beside it.
type Asset struct {
	Path    string   `json:"path" yaml:"path"`       // in the package
	Link    string   `json:"link" yaml:"link"`       // of the post
	Written []string `json:"written" yaml:"written"` // the link as written, for each place that names it
}

// MaxInfo is how many bytes an info.json may have.
const MaxInfo = 8 << 20

// InfoLimits are those of an info.json, whoever wrote it.
var InfoLimits = bounded.Limits{Bytes: MaxInfo, Depth: 32, Values: 500_000}

// DecodeInfo reads an info.json.
func DecodeInfo(data []byte) (Info, error) {
	var info Info
	if err := bounded.JSON(data, &info, InfoLimits); err != nil {
		return info, fmt.Errorf("%s cannot be read: %v", InfoName, err)
	}
	if info.Version != "1" && info.Version != "2" {
		return info, fmt.Errorf("%s has version %q; this Galley reads 1 and 2", InfoName, info.Version)
	}
	if info.Own != nil && info.Own.Version != OwnVersion {
		return info, fmt.Errorf("%s was written by another version of Galley", InfoName)
	}
	return info, nil
}

// Files returns which of the files belong to a bundle, and how they are
// called in it: packs have the bundle's folder at their top, or its files.
func Files(names []string) (map[string]string, error) {
	top := ""
	for _, name := range names {
		if dir, base := path.Split(name); base == InfoName && strings.Count(dir, "/") <= 1 && !strings.HasPrefix(dir, "__MACOSX") {
			if top != "" && top != dir || slices.Contains(names, InfoName) && dir != "" {
				continue
			}
			top = dir
		}
	}
	in := map[string]string{}
	texts := []string{}
	for _, name := range names {
		rest, ok := strings.CutPrefix(name, top)
		if !ok {
			continue
		}
		switch {
		case rest == InfoName, strings.HasPrefix(rest, AssetsFolder) && !strings.HasSuffix(rest, "/"):
			in[rest] = name
		case strings.HasPrefix(rest, "text.") && !strings.Contains(rest, "/"):
			texts = append(texts, rest)
			in[rest] = name
		}
	}
	if in[InfoName] == "" {
		return nil, fmt.Errorf("it has no %s, so it is not a TextBundle", InfoName)
	}
	if len(texts) != 1 {
		return nil, fmt.Errorf("a TextBundle has one text file, this has %d", len(texts))
	}
	return in, nil
}
