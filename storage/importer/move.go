package importer

import (
	"strings"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/safefile"
)

// mover takes along what a post shows and links to, and leads its links there.
type mover struct {
	w       *planner
	d       *draft
	f       *found
	slug    string
	mine    map[string]spot
	missing map[string]bool
}

// move gives the address that a place gets, if it is another one.
func (m *mover) move(p place) (string, bool) {
	to, ok := m.d.mapped[p.name]
	if !ok {
		to = m.follow(p)
		m.d.mapped[p.name] = to
	}
	return to, to != p.name
}

// follow finds what an address means and gives the one that means it here.
func (m *mover) follow(p place) string {
	f, dest := m.f, p.name
	if p.sort != aPicture && f.head == "" {
		if to, ok := m.post(p); ok {
			return to
		}
	}
	pic, local, ok := f.pictures.find(dest)
	if !ok && p.sort != aPicture && f.head == "" {
		pic, local, ok = f.pictures.file(dest)
	}
	switch {
	case ok:
		to, err := m.w.target(m.d, f, m.slug, dest, pic, m.mine)
		if err == nil {
			return to
		}
		m.d.notes = append(m.d.notes, note{text: "the file " + dest + " was left out: " + safefile.Cause(err).Error(), line: m.line(p)})
	case p.sort == aPicture && local, f.head == "" && (local || strings.HasPrefix(dest, "@")) && !strings.HasPrefix(dest, "#"):
		m.miss(p, pic.huge)
	}
	if original := f.originals[dest]; original != "" && strings.HasPrefix(dest, "@") {
		return original
	}
	return dest
}

// post gives the address of the post that a link leads to.
func (m *mover) post(p place) (string, bool) {
	to, fragment, ok := m.w.post(m.f, p.name)
	if !ok {
		return "", false
	}
	anchor, known := to.anchor(fragment)
	if !known {
		m.miss(p, false)
		anchor = fragment
	}
	if anchor == "" {
		anchor = fragment
	}
	if fragment != "" {
		anchor = "#" + anchor
	}
	switch {
	case to == m.f && strings.HasPrefix(p.name, "#"):
		return anchor, true
	case to.head != "" && to.slugHere == "":
		return to.name + anchor, true
	}
	posts := m.w.lib.Site.Posts
	if posts == "" {
		posts = config.DefaultSite().Posts
	}
	return posts + to.slugHere + anchor, true
}

func (m *mover) miss(p place, huge bool) {
	if m.missing[p.name] {
		return
	}
	m.missing[p.name] = true
	what := p.sort.String()
	name := p.name
	if o := m.f.originals[name]; o != "" && strings.HasPrefix(name, "@") {
		name = o
	}
	m.d.missing = append(m.d.missing, Missing{What: what, Link: name, Line: m.line(p), Huge: huge})
}

// line is that of a place in the source.
func (m *mover) line(p place) int {
	if p.sort == aField {
		return p.start
	}
	if m.f.converted {
		for _, t := range m.f.things {
			if t.name == p.name {
				return t.line
			}
		}
		return 0
	}
	return lineAt(m.f.body, p.start, m.f.bodyLine)
}

// fileInField is what in a field may be the name of a file beside the post.
var fileInField = pattern(`(?i)[^\s",\[\]{}]+\.(?:png|jpe?g|gif|webp|svg|avif|bmp|pdf|mp4|webm|mp3|m4a|ogg)\b`)

// fields takes along what the fields name, such as a cover.
func (m *mover) fields() []field {
	var out []field
	for _, e := range m.f.extras {
		line := 0
		for _, t := range m.f.things {
			if t.sort == aField && t.name == e.key {
				line = t.line
			}
		}
		replace := func(name string) string {
			if !strings.Contains(name, "/") && strings.ContainsAny(name, "<>|") {
				return name
			}
			to, ok := m.d.mapped[name]
			if !ok {
				pic, local, found := m.f.pictures.find(name)
				if !found && mayComeAlong(name) {
					pic, local, found = m.f.pictures.file(name)
				}
				to = name
				if found {
					if t, err := m.w.target(m.d, m.f, m.slug, name, pic, m.mine); err == nil {
						to = t
					}
				} else if local {
					m.miss(place{sort: aField, name: name, start: line}, pic.huge)
					m.d.missing[len(m.d.missing)-1].What = "file"
				}
				m.d.mapped[name] = to
			}
			return to
		}
		switch v := e.value; {
		case fileInField().FindString(v) == v && v != "", !strings.ContainsAny(v, `,[{"`) && refs.IsLocal(v) && fileInField().MatchString(v) && strings.HasSuffix(v, fileInField().FindString(v)):
			e.value = replace(v)
		default:
			e.value = fileInField().ReplaceAllStringFunc(v, replace)
		}
		out = append(out, e)
	}
	return out
}
