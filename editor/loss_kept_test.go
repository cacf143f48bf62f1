package editor_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"time"

	"galley.app/galley/editor"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/safefile"
)

// keptAfter is how long a word may be in no journal.
const keptAfter = 1100 * time.Millisecond

// remember gives a window what keeps its texts outside of the library.
func (w *lossWindow) remember(dir string) {
	w.state = &lossState{}
	w.journals = journal.NewWriter(journal.Options{Dirs: []string{filepath.Join(dir, "recovery")}, FS: w.state})
	w.versions = history.New(filepath.Join(dir, "history"), history.Options{})
}

// forget ends what keeps the texts of a window that is dead.
func (m *lossModel) forget(w *lossWindow) {
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	defer cancel()
	_ = w.journals.Close(ctx) // it cannot write any more
	_ = w.versions.Close()    // all is written
}

// undone lets go of what is in the undo of a post alone, whose text is given up:
// that is kept in the history.
func (m *lossModel) undone(k *lossPost) {
	for x := range k.seen {
		if !k.now[x] {
			m.release(words{x: true})
		}
	}
}

// unkept lets go of what was not in the journal of a window that was killed, and
// need not have been.
func (m *lossModel) unkept(k *lossPost) {
	m.undone(k)
	for x := range k.now {
		if time.Since(k.since[x]) < keptAfter {
			m.release(words{x: true})
		}
	}
}

// noteSave takes in that a post was saved by this step, if it was.
func (m *lossModel) noteSave(p editor.Post, k *lossPost, before map[string]string, outside bool) {
	was := k.dirty
	k.dirty = p.Dirty()
	name := filepath.Base(p.Path())
	if was && !k.dirty && !outside && p.Path() != "" && m.texts[name] == p.Text() && before[name] != m.texts[name] {
		for x := range k.now {
			m.saved[x] = true
		}
	}
}

// isKept reports whether a word is in the history or in the journal of a window
// that is dead.
func (m *lossModel) isKept(x string) bool {
	if m.kept[x] {
		return true
	}
	add := func(text string) {
		for x := range wordsOf(text) {
			m.kept[x] = true
		}
	}
	found, problems := journal.Find([]string{filepath.Join(m.state, "recovery")})
	for _, err := range problems {
		m.fail("the journals: %v", err)
	}
	for _, f := range found {
		k, err := f.Read()
		f.Release()
		if err != nil {
			m.fail("the journals: %v", err)
		}
		add(k.Text.String())
	}
	if m.kept[x] {
		return true
	}
	versions := m.windows[0].versions
	for hit, err := range versions.Search(m.t.Context(), x) {
		if err != nil {
			m.fail("the history: %v", err)
		}
		text, err := versions.Text(hit.Version)
		if err != nil {
			m.fail("the history: %v", err)
		}
		add(text)
	}
	return m.kept[x]
}

// lossState is the files of the journals, of a program that can be killed.
type lossState struct {
	safefile.OS
	dead atomic.Bool
}

func (s *lossState) alive() error {
	if s.dead.Load() {
		return errKilled
	}
	return nil
}

func (s *lossState) file(f safefile.File, err error) (safefile.File, error) {
	if err != nil {
		return nil, err
	}
	return &lossStateFile{File: f, state: s}, nil
}

func (s *lossState) Create(name string, mode fs.FileMode) (safefile.File, error) {
	if err := s.alive(); err != nil {
		return nil, err
	}
	return s.file(s.OS.Create(name, mode))
}

func (s *lossState) Append(name string) (safefile.File, error) {
	if err := s.alive(); err != nil {
		return nil, err
	}
	return s.file(s.OS.Append(name))
}

func (s *lossState) Rename(from, to string) error {
	if err := s.alive(); err != nil {
		return err
	}
	return s.OS.Rename(from, to)
}

func (s *lossState) Remove(name string) error {
	if err := s.alive(); err != nil {
		return err
	}
	return s.OS.Remove(name)
}

// SyncFile need not wait for the disk: no power is cut here.
func (s *lossState) SyncFile(string) error { return s.alive() }

func (s *lossState) SyncDir(string) error { return s.alive() }

type lossStateFile struct {
	safefile.File
	state *lossState
}

func (f *lossStateFile) Write(b []byte) (int, error) {
	if err := f.state.alive(); err != nil {
		return 0, err
	}
	return f.File.Write(b)
}

func (f *lossStateFile) Sync() error { return f.state.alive() }
