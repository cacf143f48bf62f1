package bundle

import (
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// moved is a post whose images stand beside its text.
type moved struct {
	text   string
	assets []Asset
	links  []Asset         // Link is empty
	images []*images.Image // those of the assets
	notes  []site.Finding
}

// move rewrites the image links of the post's text to names below folder, and
// other links to what link gives for them, if it does. It takes care that
// restore gives the text back byte for byte.
func move(e site.Post, o images.Options, folder string, link func(dest string) (string, bool)) moved {
	src := e.Text[e.TextStart:]
	m := moveImages(e, o, folder, src)
	if link == nil {
		return m
	}
	at := map[string]int{}
	text := m.text
	out := refs.Replace(text, refs.All(text), func(r refs.Ref) string {
		to, ok := "", false
		if r.IsLink {
			to, ok = link(r.Dest)
		}
		if !ok {
			return r.Written
		}
		i, known := at[to]
		if !known {
			i = len(m.links)
			at[to] = i
			m.links = append(m.links, Asset{Path: to})
		}
		m.links[i].Written = append(m.links[i].Written, r.Written)
		if r.HTML && (r.Written[0] == '"' || r.Written[0] == '\'') {
			return r.Written[:1] + to + r.Written[:1]
		}
		return to
	})
	if RestoreLinks(out, m.links) != text {
		m.links = nil
		m.notes = append(m.notes, site.Finding{Path: e.Path, Message: "its links to other posts are left as they are, since they could not be told apart again"})
		return m
	}
	m.text = out
	return m
}

// moveImages is move for images.
func moveImages(e site.Post, o images.Options, folder, src string) moved {
	all := refs.Images(src)
	ps := images.NewSet(e.Path, o)
	taken := pack.Names{}
	var m moved
	local := all[:0:0]
	for _, r := range all {
		if ps.Get(r.Dest).Data != nil {
			local = append(local, r)
		} else if pack.CheckName(r.Dest) == nil {
			_ = taken.Take(r.Dest) // must not name an image that it did not name before
		}
	}
	m.notes = ps.Findings()
	type source struct {
		*images.Stored
		file string
	}
	at := map[source]int{} // files of the same bytes come back under their own names
	out := refs.Replace(src, local, func(r refs.Ref) string {
		pic := ps.Get(r.Dest)
		i, ok := at[source{pic.Stored, pic.At}]
		if !ok {
			i = len(m.assets)
			at[source{pic.Stored, pic.At}] = i
			m.assets = append(m.assets, Asset{Path: images.FileName(r.Dest, pic.MIME, folder, taken), Link: r.Dest})
			m.images = append(m.images, pic)
		}
		m.assets[i].Written = append(m.assets[i].Written, r.Written)
		if r.HTML && (r.Written[0] == '"' || r.Written[0] == '\'') {
			return r.Written[:1] + m.assets[i].Path + r.Written[:1]
		}
		return m.assets[i].Path
	})
	m.text = out
	if Restore(out, m.assets) != src {
		m.text = src
		for i := range m.assets {
			m.assets[i].Written = nil
		}
		m.notes = append(m.notes, site.Finding{Path: e.Path, Message: "its image links are left as they are, since they could not be told apart again"})
	}
	return m
}
