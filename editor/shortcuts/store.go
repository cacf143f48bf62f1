package shortcuts

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// Options are what a Store works with.
type Options struct {
	Paths    config.Paths
	Post     func(func()) // runs a function on the UI goroutine
	Commands []Command
	Apply    func(keys map[string][]Chord) // has keys do their commands
	Warn     func(line string)             // says what is wrong with the file; "" that nothing is
	Say      func(line string)
	Write    func(work func() error, done func(error)) // writes in order with all else
}

// Store is the writer's shortcuts: those of the file, as it is. It belongs to the
// UI goroutine.
type Store struct {
	o       Options
	lines   []config.ShortcutLine
	keys    map[string][]Chord
	wrong   []config.ShortcutTrouble
	err     error // why the file cannot be read; nothing of it counts
	changed func()
	watcher *storage.Watcher
}

// New reads the shortcuts, has them count, and follows their file.
func New(o Options) *Store {
	s := &Store{o: o, changed: func() {}}
	s.take(config.ReadShortcuts(o.Paths))
	if dir := o.Paths.Config; dir != "" {
		s.watcher = storage.NewWatcher(storage.WatchOptions{Post: func(f func()) { f() }, Report: func(storage.Report) { s.look() }})
		s.watcher.Watch(dir)
	}
	return s
}

// Close ends the following of the file.
func (s *Store) Close() {
	if s.watcher != nil {
		s.watcher.Close()
		s.watcher = nil
	}
}

// look reads the file again, aside.
func (s *Store) look() {
	lines, err := config.ReadShortcuts(s.o.Paths)
	s.o.Post(func() {
		if fmt.Sprint(err) != fmt.Sprint(s.err) || !reflect.DeepEqual(lines, s.lines) {
			s.take(lines, err)
		}
	})
}

// take has lines count.
func (s *Store) take(lines []config.ShortcutLine, err error) {
	s.lines, s.err = lines, err
	s.keys, s.wrong = Resolve(s.o.Commands, lines)
	s.o.Apply(s.keys)
	s.o.Warn(s.Trouble())
	s.changed()
}

// Trouble says in a line what is wrong with the file; "" for nothing.
func (s *Store) Trouble() string {
	if s.err != nil {
		return s.err.Error() + "; the usual shortcuts count, and the file stays as it is"
	}
	if len(s.wrong) == 0 {
		return ""
	}
	line := fmt.Sprintf("%s:%d: %s", filepath.Base(s.o.Paths.Shortcuts()), s.wrong[0].Line, s.wrong[0].Words)
	if n := len(s.wrong) - 1; n > 0 {
		line += fmt.Sprintf("; and %d more", n)
	}
	return line
}

// Troubles are all lines about what is wrong with the file.
func (s *Store) Troubles() (list []string) {
	if s.err != nil {
		return []string{s.Trouble()}
	}
	for _, t := range s.wrong {
		list = append(list, fmt.Sprintf("%s:%d: %s", s.o.Paths.Shortcuts(), t.Line, t.Words))
	}
	return list
}

// owner is the command that a chord does.
func (s *Store) owner(k Chord) (c Command, ok bool) {
	for _, c := range s.o.Commands {
		if slices.Contains(s.keys[c.ID], k) {
			return c, true
		}
	}
	return Command{}, false
}

// usual reports whether a command has its usual keys.
func (s *Store) usual(c Command) bool { return slices.Equal(s.keys[c.ID], c.Usual) }

// set gives a command other keys, which others lose that have them. Failed is
// told why the file was left alone.
func (s *Store) set(c Command, list []Chord, failed func(error)) {
	edits := map[string][]string{}
	for _, k := range list {
		if o, ok := s.owner(k); ok && o.ID != c.ID && s.lined(o.ID) { // others have lost it by this line
			edits[o.ID] = said(o, slices.DeleteFunc(slices.Clone(s.keys[o.ID]), func(x Chord) bool { return slices.Contains(list, x) }))
		}
	}
	edits[c.ID] = said(c, list)
	s.write(edits, failed)
}

// said is what the file says of a command that has keys: nil, which is nothing,
// where they are the usual ones.
func said(c Command, list []Chord) []string {
	if slices.Equal(list, c.Usual) {
		return nil
	}
	words := []string{}
	for _, k := range list {
		words = append(words, k.String())
	}
	return words
}

// lined reports whether the file has a line for a command.
func (s *Store) lined(id string) bool {
	return slices.ContainsFunc(s.lines, func(l config.ShortcutLine) bool { return l.Name == id })
}

// reset gives all commands their usual keys.
func (s *Store) reset(failed func(error)) {
	edits := map[string][]string{}
	for _, c := range s.o.Commands {
		if s.lined(c.ID) {
			edits[c.ID] = nil
		}
	}
	s.write(edits, failed)
}

// write changes the file and has the change count. Where the file is in order
// and cannot be written, it counts until the program ends.
func (s *Store) write(edits map[string][]string, failed func(error)) {
	s.o.Write(func() error { return config.WriteShortcuts(s.o.Paths, edits) }, func(err error) {
		if err == nil {
			s.take(config.ReadShortcuts(s.o.Paths))
			return
		}
		if s.err == nil {
			s.take(merged(s.lines, edits), nil)
			s.o.Say("▲ The shortcut counts until Galley ends; it could not be kept: " + err.Error())
		}
		failed(err)
	})
}

// merged are lines with edits made to them.
func merged(lines []config.ShortcutLine, edits map[string][]string) (list []config.ShortcutLine) {
	edits = clone(edits)
	for _, l := range lines {
		if words, ok := edits[l.Name]; ok {
			delete(edits, l.Name)
			if words == nil {
				continue
			}
			l.Keys, l.Wrong = words, ""
		}
		list = append(list, l)
	}
	var names []string
	for name, words := range edits {
		if words != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		list = append(list, config.ShortcutLine{Name: name, Keys: edits[name]})
	}
	return list
}

func clone(m map[string][]string) map[string][]string {
	c := make(map[string][]string, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}
