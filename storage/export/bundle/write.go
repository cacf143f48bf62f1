package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
)

// Of returns the files of the TextBundle of a post, info.json first.
func Of(e site.Post, o images.Options) ([]pack.File, []site.Finding, error) {
	m := move(e, o, AssetsFolder, nil)
	own := &Own{Version: OwnVersion, Name: e.Name, Head: e.Text[:e.TextStart], Assets: m.assets}
	if own.Assets == nil {
		own.Assets = []Asset{}
	}
	files := []pack.File{{}, {Name: TextName, Data: []byte(m.text)}}
	for i, pic := range m.images {
		files = append(files, pack.File{Name: m.assets[i].Path, Data: pic.Data})
	}
	for _, f := range files[1:] {
		own.Files = append(own.Files, pack.ManifestFile{Path: f.Name, Size: int64(len(f.Data)), SHA256: pack.Sum(f.Data)})
	}
	own.SHA256 = own.Sum()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(Info{Version: "2", Type: Type, Creator: Creator, Own: own})
	files[0] = pack.File{Name: InfoName, Data: b.Bytes()}
	if err == nil {
		if err = bounded.CheckJSON(b.Bytes(), InfoLimits); err != nil {
			err = fmt.Errorf("%s: its bundle could not be read again: %w", e.Path, err)
		}
	}
	return files, m.notes, err
}

// Pack returns the TextBundle of a post as one file, a TextPack, whose files
// have that time stamp.
func Pack(e site.Post, o images.Options, stamp time.Time) ([]byte, []site.Finding, error) {
	files, notes, err := Of(e, o)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	z := pack.NewWriter(&b, stamp, nil)
	top := strings.TrimSuffix(site.FileName(e.Slug), Suffix) + Suffix + "/"
	for _, f := range files {
		if err := z.Add(top+f.Name, f.Data, !imagefile.HasSuffix(f.Name) || strings.HasSuffix(f.Name, ".svg")); err != nil {
			return nil, nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), notes, err
}
