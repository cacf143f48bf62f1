package export

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/site"
)

// treeTextbundle writes a bundle for each post, or where the folder is itself
// called so, the one bundle.
func (p *Plan) treeTextbundle(f *folder) error {
	if strings.EqualFold(path.Ext(p.folderName), bundle.Suffix) {
		if n := len(p.Posts); n != 1 {
			return fmt.Errorf("a folder whose name ends in %s holds one post, but %d were given; give one without that ending to get a bundle for each", bundle.Suffix, n)
		}
		f.noMark = true
	}
	return p.eachPost(f, func(i int) ([]pack.File, []site.Finding, error) { return bundle.Of(p.Posts[i], p.options.images()) }, func(f *folder, i int) (string, error) {
		if f.noMark {
			return "", nil
		}
		return f.free(site.FileName(p.Posts[i].Slug)+bundle.Suffix) + "/", nil
	})
}

// eachPost makes the files of each post on all cores and adds them in order,
// below the folder that place gives.
func (p *Plan) eachPost(f *folder, files func(i int) ([]pack.File, []site.Finding, error), place func(f *folder, i int) (string, error)) error {
	type made struct {
		files []pack.File
		notes []site.Finding
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
			if err := f.add(dir+file.Name, file.Data, ""); err != nil {
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
	data, notes, err := bundle.Pack(e, p.options.images(), p.stamp(e.Date))
	p.notes = append(p.notes, notes...)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, p.step())
}

// treeTextpack writes a pack for each post.
func (p *Plan) treeTextpack(f *folder) error {
	return p.eachPost(f, func(i int) ([]pack.File, []site.Finding, error) {
		data, notes, err := bundle.Pack(p.Posts[i], p.options.images(), p.stamp(p.Posts[i].Date))
		return []pack.File{{Data: data}}, notes, err
	}, func(f *folder, i int) (string, error) {
		return f.free(site.FileName(p.Posts[i].Slug) + ".textpack"), nil
	})
}

// stamp is the time stamp of what was made of a post of that date.
func (p *Plan) stamp(date time.Time) time.Time {
	if epoch := p.options.Epoch; !epoch.IsZero() && date.After(epoch) {
		return epoch
	}
	return date
}

// treeHugo writes a page bundle for each post, for Hugo.
func (p *Plan) treeHugo(f *folder) error { return p.treePages(f, true) }

// treeYAML writes a page bundle for each post, with plain keys.
func (p *Plan) treeYAML(f *folder) error { return p.treePages(f, false) }

func (p *Plan) treePages(f *folder, hugo bool) error {
	b := bundle.NewPages(p.options.Site, p.Posts, p.options.images(), hugo)
	return p.eachPost(f, b.Files, func(_ *folder, i int) (string, error) { return b.Places[i] + "/", nil })
}
