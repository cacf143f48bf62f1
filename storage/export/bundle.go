package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
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
	Version int        `json:"version"`
	Name    string     `json:"name"` // of the file
	Head    string     `json:"head"` // all before the text, separator included
	Assets  []asset    `json:"assets"`
	Files   []markFile `json:"files"`  // all but info.json
	SHA256  string     `json:"sha256"` // of all else here
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

// infoLimits are those of an info.json, whoever wrote it.
var infoLimits = bounded.Limits{Bytes: 8 << 20, Depth: 32, Values: 500_000}

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

// moved is a post whose images stand beside its text.
type moved struct {
	text   string
	assets []asset
	links  []asset    // Link is empty
	images []*picture // those of the assets
	notes  []Finding
}

// move rewrites the image links of the post's text to names below folder, and
// other links to what link gives for them, if it does. It takes care that
// restore gives the text back byte for byte.
func move(e Post, o Options, folder string, link func(dest string) (string, bool)) moved {
	src := e.Text[e.textStart:]
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
			m.links = append(m.links, asset{Path: to})
		}
		m.links[i].Written = append(m.links[i].Written, r.Written)
		if r.HTML && (r.Written[0] == '"' || r.Written[0] == '\'') {
			return r.Written[:1] + to + r.Written[:1]
		}
		return to
	})
	if restoreLinks(out, m.links) != text {
		m.links = nil
		m.notes = append(m.notes, Finding{Path: e.Path, Message: "its links to other posts are left as they are, since they could not be told apart again"})
		return m
	}
	m.text = out
	return m
}

// restoreLinks undoes what move does to links: an address that is in the text
// as often as it was written becomes what it was; of several that begin at one
// place the longest. A text that would become larger than a post may be stays
// as it is.
func restoreLinks(text string, links []asset) string {
	queues := map[string][]string{}
	var begins [256]bool
	var lengths []int // of the addresses, the longest first
	for _, l := range links {
		if l.Path == "" || len(l.Written) == 0 {
			continue
		}
		queues[l.Path] = l.Written
		begins[l.Path[0]] = true
		lengths = append(lengths, len(l.Path))
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	slices.Reverse(lengths)
	var b strings.Builder
	done := 0 // of text
	for at := 0; at < len(text); at++ {
		if !begins[text[at]] {
			continue
		}
		for _, n := range lengths {
			if at+n > len(text) {
				continue
			}
			q, ok := queues[text[at:at+n]]
			if !ok {
				continue
			}
			w := q[0]
			if len(q) > 1 {
				queues[text[at:at+n]] = q[1:]
			}
			if isQuoted(w) && at > 0 && at+n < len(text) && text[at-1] == w[0] && text[at+n] == w[0] {
				w = w[1 : len(w)-1] // in a tag, whose quotes are there
			}
			if b.Len()+at-done+len(w) > pack.MaxSource {
				return text
			}
			b.WriteString(text[done:at] + w)
			at += n - 1
			done = at + 1
			break
		}
	}
	return b.String() + text[done:]
}

func isQuoted(s string) bool {
	return len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]
}

// moveImages is move for images.
func moveImages(e Post, o Options, folder, src string) moved {
	all := refs.Images(src)
	ps := newPictures(e.Path, o)
	taken := pack.Names{}
	var m moved
	local := all[:0:0]
	for _, r := range all {
		if ps.get(r.Dest).data != nil {
			local = append(local, r)
		} else if pack.CheckName(r.Dest) == nil {
			_ = taken.Take(r.Dest) // must not name an image that it did not name before
		}
	}
	m.notes = ps.findings()
	type source struct {
		*stored
		file string
	}
	at := map[source]int{} // files of the same bytes come back under their own names
	out := refs.Replace(src, local, func(r refs.Ref) string {
		pic := ps.get(r.Dest)
		i, ok := at[source{pic.stored, pic.at}]
		if !ok {
			i = len(m.assets)
			at[source{pic.stored, pic.at}] = i
			m.assets = append(m.assets, asset{Path: assetName(r.Dest, pic.mime, folder, taken), Link: r.Dest})
			m.images = append(m.images, pic)
		}
		m.assets[i].Written = append(m.assets[i].Written, r.Written)
		if r.HTML && (r.Written[0] == '"' || r.Written[0] == '\'') {
			return r.Written[:1] + m.assets[i].Path + r.Written[:1]
		}
		return m.assets[i].Path
	})
	m.text = out
	if restore(out, m.assets) != src {
		m.text = src
		for i := range m.assets {
			m.assets[i].Written = nil
		}
		m.notes = append(m.notes, Finding{Path: e.Path, Message: "its image links are left as they are, since they could not be told apart again"})
	}
	return m
}

// assetName is a free name below folder for the image that dest names.
func assetName(dest, mime, folder string, taken pack.Names) string {
	p, _ := pack.ImagePath(dest)
	name := pack.PlainName(path.Base(p))
	if !imagefile.HasSuffix(name) {
		name += imagefile.Suffix(mime)
	}
	return taken.Free(folder + name)
}

// restore undoes move: each place that names an asset names what it did, and
// one that was added since names it as the others do. A text that would become
// larger than a post may be stays as it is.
func restore(src string, assets []asset) string {
	queues := map[string][]string{}
	for _, a := range assets {
		if len(a.Written) > 0 {
			queues[a.Path] = a.Written
		}
	}
	if len(queues) == 0 {
		return src
	}
	size := len(src)
	out := refs.Replace(src, refs.Images(src), func(r refs.Ref) string {
		q := queues[r.Dest]
		if len(q) == 0 || size > pack.MaxSource {
			return r.Written
		}
		if len(q) > 1 {
			queues[r.Dest] = q[1:]
		}
		size += len(q[0]) - len(r.Written)
		return q[0]
	})
	if size > pack.MaxSource {
		return src
	}
	return out
}

// bundle gives the files of a TextBundle, info.json first.
func (p *Plan) bundle(e Post) ([]file, []Finding, error) {
	m := move(e, p.options, bundleAssets, nil)
	own := &ownInfo{Version: ownVersion, Name: e.Name, Head: e.Text[:e.textStart], Assets: m.assets}
	if own.Assets == nil {
		own.Assets = []asset{}
	}
	files := []file{{}, {bundleText, []byte(m.text)}}
	for i, pic := range m.images {
		files = append(files, file{m.assets[i].Path, pic.data})
	}
	for _, f := range files[1:] {
		own.Files = append(own.Files, markFile{Path: f.name, Size: int64(len(f.data)), SHA256: pack.Sum(f.data)})
	}
	own.SHA256 = own.sum()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(bundleInfo{Version: "2", Type: bundleType, Creator: bundleOwner, Own: own})
	files[0] = file{infoName, b.Bytes()}
	if err == nil {
		if err = bounded.CheckJSON(b.Bytes(), infoLimits); err != nil {
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
	if strings.EqualFold(path.Ext(p.folderName), bundleSuffix) {
		if n := len(p.Posts); n != 1 {
			return fmt.Errorf("a folder whose name ends in %s holds one post, but %d were given; give one without that ending to get a bundle for each", bundleSuffix, n)
		}
		f.noMark = true
	}
	return p.eachPost(f, func(i int) ([]file, []Finding, error) { return p.bundle(p.Posts[i]) }, func(f *folder, i int) (string, error) {
		if f.noMark {
			return "", nil
		}
		return f.free(fileName(p.Posts[i].Slug)+bundleSuffix) + "/", nil
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
	}, func(f *folder, i int) (string, error) { return f.free(fileName(p.Posts[i].Slug) + ".textpack"), nil })
}

func (p *Plan) textpack(e Post) ([]byte, []Finding, error) {
	files, notes, err := p.bundle(e)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	z := pack.NewWriter(&b, p.stamp(e.Date), nil)
	top := strings.TrimSuffix(fileName(e.Slug), bundleSuffix) + bundleSuffix + "/"
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
