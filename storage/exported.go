package storage

import (
	"time"

	"galley.app/galley/storage/config"
)

// Exported is an export of a library as it is remembered, to be done again or
// to be proposed the next time.
type Exported struct {
	Format string `json:"format"`
	Target string `json:"target,omitempty"` // name of the target that it was; "" for none
	Out    string `json:"out"`              // absolute path, with a slash at its end for a folder that could be a file
	Chosen bool   `json:"chosen,omitempty"` // the name in Out was chosen, not proposed

	Posts     []string `json:"posts,omitempty"` // paths; none are all of the library
	Drafts    bool     `json:"drafts,omitempty"`
	Published bool     `json:"published-only,omitempty"`
	Skip      bool     `json:"skip-errors,omitempty"`
	SiteURL   string   `json:"site-url,omitempty"`
	SiteTitle string   `json:"site-title,omitempty"`
}

// Key tells exports apart that are remembered beside each other: the name of
// the format, or of the target.
func (x Exported) Key() string {
	if x.Target != "" {
		return "target " + x.Target
	}
	return x.Format
}

// exported is what is remembered of one library.
type exported struct {
	Used time.Time           `json:"used"`
	Last string              `json:"last"` // key of the last one
	By   map[string]Exported `json:"by"`   // by key
}

// Done is the last export of that key from the library in dir, or with key ""
// the last one of all; false where there is none.
func (e *Exports) Done(dir, key string) (Exported, bool) {
	l := e.file.Libraries[dir]
	if l == nil {
		return Exported{}, false
	}
	if key == "" {
		key = l.Last
	}
	x, ok := l.By[key]
	return x, ok
}

// Remember keeps an export of the library in dir.
func (e *Exports) Remember(dir string, x Exported, now time.Time) error {
	return e.change(func(f *exportsFile) {
		if f.Libraries == nil {
			f.Libraries = map[string]*exported{}
		}
		l := f.Libraries[dir]
		if l == nil || l.By == nil {
			l = &exported{By: map[string]Exported{}}
			f.Libraries[dir] = l
		}
		l.Used, l.Last, l.By[x.Key()] = now, x.Key(), x
		config.DropOldest(f.Libraries, config.MaxLibraries, func(l *exported) time.Time { return l.Used })
	})
}
