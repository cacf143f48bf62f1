package publish

import (
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
)

// Target is a target of a library, and what comes of it.
type Target struct {
	config.Target
	Dir  string        // of the library
	Kind export.Format // none where there is none of that name
	Path string        // where it goes; "" where that is not said
	Err  error         // why it cannot be exported there

	free bool // Path needs no agreement
}

// Targets returns the targets of the library in dir. On an error those that make
// sense are usable.
func Targets(dir string, p config.Paths) ([]Target, error) {
	all, err := config.ReadTargets(dir, p)
	var list []Target
	for _, c := range all {
		t := Target{Target: c, Dir: dir}
		t.Path, t.free, t.Err = c.Place(dir)
		kind, err := export.FormatNamed(c.Format)
		t.Kind = kind
		if t.Err == nil {
			t.Err = err
		}
		list = append(list, t)
	}
	return list, err
}

// Ask is what the author has to agree to.
type Ask struct {
	Kind Matter
	Err  error // why what is agreed to would not be done all the same; may be nil

	key string // what is remembered of the answer; "" is asked each time
}

// Matter is what an Ask is about.
type Matter uint8

// The matters.
const (
	LeadsOut Matter = iota // the target lies outside of its library
	Replaces               // a file is there that no export has written
	Runs                   // a command follows
)

// Asks returns what has to be agreed to before the target is exported to its
// Path. What an export must leave alone is in g.
func (t Target) Asks(e *storage.Exports, g export.Guard) (asks []Ask) {
	if key := t.PathKey(t.Path); !t.free && !e.Approved(t.Dir, t.Name, key) {
		asks = append(asks, Ask{Kind: LeadsOut, key: key})
	}
	if !t.Own && !t.writesFolder() && !e.Replaceable(t.Path) {
		_, err := export.Look(t.Path, t.Kind, nil, g)
		asks = append(asks, Ask{Kind: Replaces, Err: err})
	}
	return asks
}

func (t Target) writesFolder() bool {
	if t.Kind.Shape == export.Folder || strings.HasSuffix(t.Path, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(t.Path)
	return err == nil && info.IsDir()
}

// AfterAsk returns what has to be agreed to before the command runs that follows
// the target; nil where that was done.
func (t Target) AfterAsk(e *storage.Exports) *Ask {
	if key := t.AfterKey(); !e.Approved(t.Dir, t.Name, key) {
		return &Ask{Kind: Runs, key: key}
	}
	return nil
}

// Agree remembers that the author agreed, where that is remembered.
func (t Target) Agree(e *storage.Exports, a Ask) error {
	if a.key == "" {
		return nil
	}
	return e.Approve(t.Dir, t.Name, a.key)
}
