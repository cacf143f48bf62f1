package desk

import (
	"path/filepath"
	"time"

	"galley.app/galley/storage"
)

// Places lets the window use the places that storage remembers by folder and
// file name.
type Places struct {
	*storage.Places
	Now func() time.Time
}

// Last implements editor.Places, as all below does.
func (p *Places) Last(dir string) string {
	if name := p.Places.Last(dir); name != "" {
		return filepath.Join(dir, name)
	}
	return ""
}

func (p *Places) SetLast(path string) {
	p.Places.SetLast(filepath.Dir(path), filepath.Base(path), p.Now())
}

func (p *Places) Caret(path string) (anchor, head int, ok bool) {
	at, ok := p.Place(filepath.Dir(path), filepath.Base(path))
	return at.Anchor, at.Caret, ok
}

func (p *Places) SetCaret(path string, anchor, head int) {
	p.SetPlace(filepath.Dir(path), filepath.Base(path), storage.Place{Anchor: anchor, Caret: head, Used: p.Now()})
}

func (p *Places) Renamed(old, path string) {
	p.Places.Renamed(filepath.Dir(old), filepath.Base(old), filepath.Base(path))
}
