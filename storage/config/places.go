package config

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"galley.app/galley/storage/safefile"
)

// How many places, and addresses of other sites, are remembered in one library.
const (
	maxPlaces    = 1000
	maxAddresses = 50
	maxAddress   = 2000 // bytes of one
)

// Place is where the author was in a post. Offsets are bytes.
type Place struct {
	Anchor   int       `json:"anchor"`
	Caret    int       `json:"caret"`
	Top      int       `json:"top"`      // of the text at the top edge
	Fraction float32   `json:"fraction"` // of that line that is above the edge
	Used     time.Time `json:"used"`
}

// Places remembers for each library the last post and the place in each one.
// It belongs to one goroutine; the work of Writing may run on another. The zero
// value is empty and usable.
type Places struct {
	libraries map[string]*places
	changed   bool
	written   atomic.Pointer[map[string]*places] // as they were read or written last; nil for nothing
}

// Opened is a post that was open when the program ended.
type Opened struct {
	Path string `json:"path"` // as Places returns and takes it; in the file a slash path within the library where it lies there
	Rank int    `json:"rank"` // by when it was used: 0 is the last one
}

type places struct {
	Open  []Opened         `json:"open,omitempty"` // in the order of the window
	Last  string           `json:"last"`           // file name
	Used  time.Time        `json:"used"`
	Posts map[string]Place `json:"posts"` // by file name

	Addresses []string `json:"addresses,omitempty"` // of other sites, written in links lately, the last first

	Flow string `json:"flow,omitempty"` // see Flow

	had map[string]bool // what was in Open at any time since the start of this window
}

type placesFile struct {
	Version   int                `json:"version"`
	Libraries map[string]*places `json:"libraries"`
}

// ReadPlaces reads the places from the state folder. They are usable whatever
// happens; a broken file is set aside and reported.
func ReadPlaces(p Paths, now time.Time) (*Places, error) {
	var f placesFile
	_, err := ReadState(p.placesFile(), "places in posts not read", &f, now)
	if err != nil {
		return &Places{}, err
	}
	maps.DeleteFunc(f.Libraries, func(_ string, l *places) bool { return l == nil })
	read := &Places{libraries: f.Libraries}
	read.written.Store(new(read.copied()))
	return read, nil
}

// Last is the path of the post that was open last in the library in dir; "" for
// none.
func (p *Places) Last(dir string) (path string) {
	if open := p.Open(dir); len(open) > 0 { // it may lie in a folder below
		return slices.MinFunc(open, func(a, b Opened) int { return cmp.Compare(a.Rank, b.Rank) }).Path
	}
	if l := p.libraries[dir]; l != nil && l.Last != "" {
		return filepath.Join(dir, l.Last)
	}
	return ""
}

// SetLast remembers that the post at path is open in its library.
func (p *Places) SetLast(path string, now time.Time) {
	dir, name := filepath.Dir(path), filepath.Base(path)
	l := p.library(dir)
	if l.Last != name {
		l.Last, p.changed = name, true
	}
	l.Used = now
}

// Open returns the posts that were open in the library in dir, in the order that
// they were listed in.
func (p *Places) Open(dir string) (list []Opened) {
	l := p.libraries[dir]
	if l == nil {
		return nil
	}
	for _, o := range l.Open {
		if o.Path == "" {
			continue
		}
		if o.Path = filepath.FromSlash(o.Path); !filepath.IsAbs(o.Path) {
			o.Path = filepath.Join(dir, o.Path)
		}
		list = append(list, o)
	}
	return list
}

// SetOpen remembers which posts are open in the library in dir, at most as many as
// there are places for. Those that are open in other windows, which remember them,
// are remembered beside.
func (p *Places) SetOpen(dir string, list []Opened, now time.Time) {
	kept := p.have(dir, list)
	if l := p.library(dir); !slices.Equal(l.Open, kept) {
		l.Open, l.Used, p.changed = kept, now, true
	}
}

// Reopened says that posts which Open returned are open in this window now, or
// will not be opened any more: once SetOpen leaves them out they are forgotten.
func (p *Places) Reopened(dir string, list []Opened) { p.have(dir, list) }

// Leave says that the window ends: what is open in it is written although nothing
// changed, as another window may have closed the same posts.
func (p *Places) Leave(dir string) {
	if l := p.libraries[dir]; l != nil && len(l.had) > 0 {
		p.changed = true
	}
}

// have notes that this window had posts open, and returns them as they are kept.
func (p *Places) have(dir string, list []Opened) []Opened {
	l := p.library(dir)
	if l.had == nil {
		l.had = map[string]bool{}
	}
	kept := make([]Opened, 0, len(list))
	for _, o := range list[:min(len(list), maxPlaces)] {
		if rel, err := filepath.Rel(dir, o.Path); err == nil && filepath.IsLocal(rel) {
			o.Path = filepath.ToSlash(rel)
		}
		kept = append(kept, o)
		l.had[o.Path] = true
	}
	return kept
}

// closed are the posts that this window had open once, and has no more.
func (l *places) closed() map[string]bool {
	all := maps.Clone(l.had)
	for _, o := range l.Open {
		delete(all, o.Path)
	}
	return all
}

// Place is where the author was in a post; ok is false where he never was.
// The post may have become shorter since.
func (p *Places) Place(path string) (at Place, ok bool) {
	if l := p.libraries[filepath.Dir(path)]; l != nil {
		at, ok = l.Posts[filepath.Base(path)]
	}
	return at, ok
}

// SetPlace remembers where the author is in a post.
func (p *Places) SetPlace(path string, at Place) {
	l, name := p.library(filepath.Dir(path)), filepath.Base(path)
	old, ok := l.Posts[name]
	old.Used = at.Used
	if ok && old == at {
		return
	}
	l.Posts[name] = at
	l.Used = at.Used
	p.changed = true
	if len(l.Posts) > maxPlaces {
		DropOldest(l.Posts, maxPlaces*9/10, func(pl Place) time.Time { return pl.Used })
	}
}

// Recent are the paths of the posts in the library in dir and below it that a
// place is remembered of, the one that was used last first.
func (p *Places) Recent(dir string) (paths []string) {
	used := map[string]time.Time{}
	for d, l := range p.libraries {
		if d != dir && !safefile.IsBelow(d, dir) {
			continue
		}
		for name, at := range l.Posts {
			path := filepath.Join(d, name)
			paths, used[path] = append(paths, path), at.Used
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return cmp.Or(used[b].Compare(used[a]), cmp.Compare(a, b)) })
	return paths
}

// Addresses are those of other sites that were written in the posts of the
// library in dir lately, the last first; at most 50.
func (p *Places) Addresses(dir string) []string {
	if l := p.libraries[dir]; l != nil {
		return slices.Clone(l.Addresses[:min(len(l.Addresses), maxAddresses)])
	}
	return nil
}

// AddAddresses remembers addresses that were written in a post of the library in
// dir, the last one last.
func (p *Places) AddAddresses(dir string, now time.Time, addresses ...string) {
	l := p.library(dir)
	was := l.Addresses
	list := slices.Clone(was)
	for _, a := range addresses {
		if len(a) > maxAddress {
			continue
		}
		list = slices.DeleteFunc(list, func(b string) bool { return a == b })
		list = slices.Insert(list, 0, a)
	}
	list = list[:min(len(list), maxAddresses)]
	if !slices.Equal(list, was) {
		l.Addresses, l.Used, p.changed = list, now, true
	}
}

// Flow says of the library in dir whether the wrapped lines of its posts flow in
// the window: "on" or "off", or "" where that depends on each post.
func (p *Places) Flow(dir string) string {
	if l := p.libraries[dir]; l != nil {
		return l.Flow
	}
	return ""
}

// SetFlow remembers what Flow says of the library in dir.
func (p *Places) SetFlow(dir, flow string, now time.Time) {
	if l := p.library(dir); l.Flow != flow {
		l.Flow, l.Used, p.changed = flow, now, true
	}
}

// Renamed moves the place of a post to its new name in the same folder.
func (p *Places) Renamed(oldPath, newPath string) {
	l, old, new := p.library(filepath.Dir(oldPath)), filepath.Base(oldPath), filepath.Base(newPath)
	if at, ok := l.Posts[old]; ok {
		delete(l.Posts, old)
		l.Posts[new] = at
		p.changed = true
	}
	if l.Last == old {
		l.Last, p.changed = new, true
	}
	for i := range l.Open {
		if l.Open[i].Path == old {
			l.Open[i].Path, p.changed = new, true
		}
	}
}

// Writing returns work for Keeper.Do that writes what changed of the places until
// now, and leaves what other windows wrote as it is; nil when nothing changed.
func (p *Places) Writing(paths Paths, now time.Time) func() error {
	if !p.changed {
		return nil
	}
	p.changed = false
	mine := p.copied()
	return func() error {
		path := paths.placesFile()
		if path == "" {
			return errors.New("places in posts are not saved")
		}
		if err := makePrivate(paths.State); err != nil {
			return fmt.Errorf("%s: places in posts not saved: %s", safefile.Shown(path), safefile.Reason(err))
		}
		var since map[string]*places
		if last := p.written.Load(); last != nil {
			since = *last
		}
		var err error
		for range 3 { // another window may write at the same time
			var f placesFile
			fp, readErr := ReadState(path, "places in posts not read", &f, now)
			switch {
			case fp == nil:
				return readErr // neither read nor set aside: leave it alone
			case readErr != nil:
				f.Libraries = nil
			}
			data, jsonErr := json.MarshalIndent(placesFile{Version: 1, Libraries: merged(f.Libraries, mine, since)}, "", " ")
			if jsonErr != nil {
				return fmt.Errorf("places in posts are not saved: %w", jsonErr)
			}
			_, err = safefile.Replace(path, append(data, '\n'), safefile.Options{Expect: fp, Mode: 0o600})
			if conflict := (*safefile.ConflictError)(nil); !errors.As(err, &conflict) {
				break
			}
		}
		if err == nil {
			p.written.Store(&mine)
		}
		return err
	}
}

// copied returns the places as they are now, which nothing changes any more.
func (p *Places) copied() map[string]*places {
	all := make(map[string]*places, len(p.libraries))
	for dir, l := range p.libraries {
		c := *l // its lists are never changed, but replaced
		c.Open, c.Posts, c.had = slices.Clone(l.Open), maps.Clone(l.Posts), maps.Clone(l.had)
		all[dir] = &c
	}
	return all
}

// merged returns what is in the file, theirs, with what became of mine since.
func merged(theirs, mine, since map[string]*places) map[string]*places {
	all := map[string]*places{}
	for dir, l := range theirs {
		if l != nil {
			all[dir] = l
		}
	}
	for dir, m := range mine {
		l, was := all[dir], since[dir]
		if l == nil {
			all[dir] = m
			continue
		}
		if was == nil {
			was = &places{}
		}
		l.take(m, was)
	}
	DropOldest(all, MaxLibraries, func(l *places) time.Time { return l.Used })
	return all
}

// take takes over what differs between m and what it was.
func (l *places) take(m, was *places) {
	if len(m.had) > 0 {
		l.Open = m.beside(l.Open, was.closed())
	}
	if m.Last != was.Last {
		l.Last = m.Last
	}
	if m.Flow != was.Flow {
		l.Flow = m.Flow
	}
	if m.Used.After(l.Used) {
		l.Used = m.Used
	}
	if !slices.Equal(m.Addresses, was.Addresses) {
		list := slices.Clone(m.Addresses)
		for _, a := range l.Addresses {
			if !slices.Contains(list, a) && !slices.Contains(was.Addresses, a) { // else it was one too many here
				list = append(list, a)
			}
		}
		l.Addresses = list[:min(len(list), maxAddresses)]
	}
	if l.Posts == nil {
		l.Posts = map[string]Place{}
	}
	for name, old := range was.Posts {
		if _, ok := m.Posts[name]; !ok && l.Posts[name] == old {
			delete(l.Posts, name)
		}
	}
	for name, at := range m.Posts {
		if old, ok := was.Posts[name]; !ok || at != old {
			l.Posts[name] = at
		}
	}
	if len(l.Posts) > maxPlaces {
		DropOldest(l.Posts, maxPlaces*9/10, func(at Place) time.Time { return at.Used })
	}
}

// beside returns the posts that are open here, and behind them those of others that
// were not closed here since: what was closed before, they have opened again.
func (m *places) beside(others []Opened, before map[string]bool) []Opened {
	list, gone, here := slices.Clone(m.Open), m.closed(), map[string]bool{}
	for _, o := range list {
		here[o.Path] = true
	}
	others = slices.DeleteFunc(slices.Clone(others), func(o Opened) bool { return here[o.Path] || gone[o.Path] && !before[o.Path] })
	list = append(list, others[:min(len(others), max(0, maxPlaces-len(list)))]...)
	behind := list[len(m.Open):]
	used := slices.Clone(behind)
	slices.SortStableFunc(used, func(a, b Opened) int { return cmp.Compare(a.Rank, b.Rank) })
	for i := range behind { // used before those here
		behind[i].Rank = len(m.Open) + slices.IndexFunc(used, func(o Opened) bool { return o.Path == behind[i].Path })
	}
	return list
}

func (p *Places) library(dir string) *places {
	if p.libraries == nil {
		p.libraries = map[string]*places{}
	}
	l := p.libraries[dir]
	if l == nil {
		l = &places{}
		p.libraries[dir] = l
		if len(p.libraries) > MaxLibraries {
			l.Used = time.Unix(1<<40, 0) // not this one
			DropOldest(p.libraries, MaxLibraries, func(l *places) time.Time { return l.Used })
			l.Used = time.Time{}
		}
	}
	if l.Posts == nil {
		l.Posts = map[string]Place{}
	}
	return l
}
