package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
)

// bundle gives the files of a TextBundle, info.json first.
func (p *Plan) bundle(e Post) ([]file, []Finding, error) {
	m := move(e, p.options, bundle.AssetsFolder, nil)
	own := &bundle.Own{Version: bundle.OwnVersion, Name: e.Name, Head: e.Text[:e.TextStart], Assets: m.assets}
	if own.Assets == nil {
		own.Assets = []bundle.Asset{}
	}
	files := []file{{}, {bundle.TextName, []byte(m.text)}}
	for i, pic := range m.images {
		files = append(files, file{m.assets[i].Path, pic.data})
	}
	for _, f := range files[1:] {
		own.Files = append(own.Files, pack.ManifestFile{Path: f.name, Size: int64(len(f.data)), SHA256: pack.Sum(f.data)})
	}
	own.SHA256 = own.Sum()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(bundle.Info{Version: "2", Type: bundle.Type, Creator: bundle.Creator, Own: own})
	files[0] = file{bundle.InfoName, b.Bytes()}
	if err == nil {
		if err = bounded.CheckJSON(b.Bytes(), bundle.InfoLimits); err != nil {
			err = fmt.Errorf("%s: its bundle could not be read again: %w", e.Path, err)
		}
	}
	return files, m.notes, err
}

// file is one file of a package.
type file struct {
	name string
	data []byte
}

// treeTextbundle writes a bundle for each post, or where the folder is itself
// called so, the one bundle.
func (p *Plan) treeTextbundle(f *folder) error {
	if strings.EqualFold(path.Ext(p.folderName), bundle.Suffix) {
		if n := len(p.Posts); n != 1 {
			return fmt.Errorf("a folder whose name ends in %s holds one post, but %d were given; give one without that ending to get a bundle for each", bundle.Suffix, n)
		}
		f.noMark = true
	}
	return p.eachPost(f, func(i int) ([]file, []Finding, error) { return p.bundle(p.Posts[i]) }, func(f *folder, i int) (string, error) {
		if f.noMark {
			return "", nil
		}
		return f.free(site.FileName(p.Posts[i].Slug)+bundle.Suffix) + "/", nil
	})
}

// eachPost makes the files of each post on all cores and adds them in order,
// below the folder that place gives.
func (p *Plan) eachPost(f *folder, files func(i int) ([]file, []Finding, error), place func(f *folder, i int) (string, error)) error {
	type made struct {
		files []file
		notes []Finding
	}
	return inOrder(len(p.Posts), func(i int) (m made, err error) {
		m.files, m.notes, err = files(i)
		return m, err
	}, func(i int, m made) error {
		p.notes = append(p.notes, m.notes...)
		dir, err := place(f, i)
		if err != nil {
			return err
		}
		p.sweep.owns(dir, i)
		for _, file := range m.files {
			if err := f.add(dir+file.name, file.data, ""); err != nil {
				return err
			}
		}
		return p.step()
	})
}

func (p *Plan) writeTextpack(w io.Writer) error {
	e, err := p.onePost()
	if err != nil {
		return err
	}
	data, notes, err := p.textpack(e)
	p.notes = append(p.notes, notes...)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, p.step())
}

// treeTextpack writes a pack for each post.
func (p *Plan) treeTextpack(f *folder) error {
	return p.eachPost(f, func(i int) ([]file, []Finding, error) {
		data, notes, err := p.textpack(p.Posts[i])
		return []file{{"", data}}, notes, err
	}, func(f *folder, i int) (string, error) {
		return f.free(site.FileName(p.Posts[i].Slug) + ".textpack"), nil
	})
}

func (p *Plan) textpack(e Post) ([]byte, []Finding, error) {
	files, notes, err := p.bundle(e)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	z := pack.NewWriter(&b, p.stamp(e.Date), nil)
	top := strings.TrimSuffix(site.FileName(e.Slug), bundle.Suffix) + bundle.Suffix + "/"
	for _, f := range files {
		if err := z.Add(top+f.name, f.data, !imagefile.HasSuffix(f.name) || strings.HasSuffix(f.name, ".svg")); err != nil {
			return nil, nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), notes, err
}

// stamp is the time stamp of what was made of a post of that date.
func (p *Plan) stamp(date time.Time) time.Time {
	if epoch := p.options.Epoch; !epoch.IsZero() && date.After(epoch) {
		return epoch
	}
	return date
}
