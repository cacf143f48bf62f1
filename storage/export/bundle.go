package export

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
	infoName      = "info.json"
	bundleText    = "text.md"
	bundleAssets  = "assets/"
	bundleSuffix  = ".textbundle"
	bundleVersion = 2
	bundleType    = "net.daringfireball.markdown"
	bundleOwner   = "app.galley.Galley" // key of what only Galley understands
	ownVersion    = 1
)

// bundleInfo is what info.json says.
type bundleInfo struct {
	Version   json.Number `json:"version"`
	Type      string      `json:"type"`
	Transient bool        `json:"transient"`
	Creator   string      `json:"creatorIdentifier"`
	Own       *ownInfo    `json:"app.galley.Galley"`
}

// ownInfo is what makes the post identical again.
type ownInfo struct {
	Version int                 `json:"version"`
	Name    string              `json:"name"` // of the file
	Head    string              `json:"head"` // all before the text, separator included
	Assets  []asset             `json:"assets"`
	Files   []pack.ManifestFile `json:"files"`  // all but info.json
	SHA256  string              `json:"sha256"` // of all else here
}

// sum is what SHA256 must be.
func (o *ownInfo) sum() string {
	rest := *o
	rest.SHA256 = ""
	data, err := json.Marshal(rest)
	if err != nil {
		return "" // strings and numbers cannot fail
	}
	return pack.Sum(data)
}

// asset is an image of a post that was moved beside it.
type asset struct {
	Path    string   `json:"path" yaml:"path"`       // in the package
	Link    string   `json:"link" yaml:"link"`       // of the post
	Written []string `json:"written" yaml:"written"` // the link as written, for each place that names it
}

const maxInfo = 8 << 20 // bytes of an info.json

// infoLimits are those of an info.json, whoever wrote it.
var infoLimits = bounded.Limits{Bytes: maxInfo, Depth: 32, Values: 500_000}

func decodeInfo(data []byte) (bundleInfo, error) {
	var info bundleInfo
	if err := bounded.JSON(data, &info, infoLimits); err != nil {
		return info, fmt.Errorf("%s cannot be read: %v", infoName, err)
	}
	if info.Version != "1" && info.Version != "2" {
		return info, fmt.Errorf("%s has version %q; this Galley reads 1 and 2", infoName, info.Version)
	}
	if info.Own != nil && info.Own.Version != ownVersion {
		return info, fmt.Errorf("%s was written by another version of Galley", infoName)
	}
	return info, nil
}

// bundleFiles tells which of the files belong to a bundle, and how they are
// called in it: packs have the bundle's folder at their top, or its files.
func bundleFiles(names []string) (map[string]string, error) {
	top := ""
	for _, name := range names {
		if dir, base := path.Split(name); base == infoName && strings.Count(dir, "/") <= 1 && !strings.HasPrefix(dir, "__MACOSX") {
			if top != "" && top != dir || slices.Contains(names, infoName) && dir != "" {
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
		case rest == infoName, strings.HasPrefix(rest, bundleAssets) && !strings.HasSuffix(rest, "/"):
			in[rest] = name
		case strings.HasPrefix(rest, "text.") && !strings.Contains(rest, "/"):
			texts = append(texts, rest)
			in[rest] = name
		}
	}
	if in[infoName] == "" {
		return nil, fmt.Errorf("it has no %s, so it is no TextBundle", infoName)
	}
	if len(texts) != 1 {
		return nil, fmt.Errorf("a TextBundle has one text file, this has %d", len(texts))
	}
	return in, nil
}
