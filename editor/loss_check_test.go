package editor_test

import (
	"path/filepath"
	"slices"
	"testing/synctest"
	"time"
)

// closed lets go of what is only in the history of a post that nobody was asked
// about, since it is saved, and of what another program took out of its file
// just before.
func (m *lossModel) closed(k *lossPost) {
	for x := range k.seen {
		if !k.now[x] || m.struck[x] {
			m.release(words{x: true})
		}
	}
}

// release forgets words that are given up, if they are in no file.
func (m *lossModel) release(given words) {
	for x := range given {
		if !m.inFile(x) && !m.saved[x] {
			delete(m.owed, x)
		}
	}
}

func (m *lossModel) inFile(x string) bool {
	for _, w := range m.files {
		if w[x] {
			return true
		}
	}
	return false
}

func (m *lossModel) inText(x string) bool {
	for _, w := range m.windows {
		for _, k := range w.posts {
			if k.now[x] {
				return true
			}
		}
	}
	return false
}

func (m *lossModel) inPost(x string) bool {
	for _, w := range m.windows {
		for _, k := range w.posts {
			if k.seen[x] {
				return true
			}
		}
	}
	return false
}

// read looks at the files.
func (m *lossModel) read() {
	before := m.texts
	m.files, m.texts = map[string]words{}, map[string]string{}
	for _, name := range m.listed() {
		text, _ := m.get(name)
		m.files[name], m.texts[name] = wordsOf(text), text
	}
	for _, w := range m.windows {
		for _, of := range []map[string]string{before, m.texts} {
			for name := range of {
				had, was := before[name]
				if text, is := m.texts[name]; is != was || text != had {
					w.news[filepath.Join(m.dir, name)] = true
				}
			}
		}
	}
}

// check takes in what a step did and holds that no word is lost by it.
func (m *lossModel) check(outside bool) {
	before, texts := m.files, m.texts
	m.read()
	for _, w := range m.windows {
		paths := map[string]bool{}
		for _, p := range w.Posts() {
			k := w.posts[p]
			if k == nil {
				k = &lossPost{had: words{}, seen: words{}, undone: words{}, since: map[string]time.Time{}}
				w.posts[p] = k
			}
			k.now = wordsOf(p.Text())
			for x := range k.now {
				k.had[x], k.seen[x] = true, true
				if k.since[x].IsZero() {
					k.since[x] = time.Now()
				}
			}
			for x := range k.since {
				if !k.now[x] {
					delete(k.since, x)
				}
			}
			m.noteSave(p, k, texts, outside)
			if !p.CanRedo() { // what was taken back by hand is given up by going on
				for x := range k.undone {
					if !k.now[x] {
						delete(k.seen, x)
						if !m.inPost(x) {
							m.release(words{x: true})
						}
					}
				}
				k.undone = words{}
			}
			if p.Path() != "" && paths[p.Path()] {
				m.note("two posts have the path %s", p.Path())
			}
			paths[p.Path()] = true
		}
	}
	for name, had := range before {
		for x := range had {
			if m.inFile(x) {
				continue
			}
			byHand := outside
			for _, w := range m.windows {
				for p, k := range w.posts {
					if filepath.Base(p.Path()) == name && k.had[x] && !k.now[x] {
						byHand = true
					}
				}
			}
			if !byHand {
				continue
			}
			m.struck[x] = true
			if !m.inText(x) && !m.saved[x] {
				delete(m.owed, x)
			}
		}
	}
	for x := range m.struck {
		if m.inFile(x) {
			delete(m.struck, x)
		}
	}
	for _, w := range slices.Clone(m.windows) {
		posts := w.Posts()
		for p, k := range w.posts {
			if w.Exited() || !slices.Contains(posts, p) {
				delete(w.posts, p)
				m.closed(k)
			}
		}
		if w.Exited() {
			m.note("%s ended", w.name)
			m.figures.Exits++
			m.stop(w)
			m.replace(w)
			defer m.check(false) // knows the posts of the new window
		}
	}
	for x := range m.owed {
		if !m.inFile(x) && !m.inPost(x) && !m.isKept(x) {
			m.fail("the word %s is lost", x)
		}
	}
}

// settle waits until everybody has heard of everything; then what is said to be
// saved must be.
func (m *lossModel) settle() {
	m.note("all is heard of")
	for range 3 {
		for _, w := range m.windows {
			w.disk.full, w.disk.unsure = nil, nil
			m.letGo(w)
			w.Run(1000)
			m.tell(w)
		}
		time.Sleep(5 * time.Second) // of the test's clock
		synctest.Wait()
		for _, w := range m.windows {
			w.Run(1000)
		}
		synctest.Wait()
		m.check(false)
	}
	for _, w := range m.windows {
		for _, p := range w.Posts() {
			if p.Status() != "clean" || p.Path() == "" {
				continue
			}
			if text, _ := m.get(filepath.Base(p.Path())); text != p.Text() {
				m.fail("%s says that %s is saved as %s, which holds %q, not %q", w.name, p.Title(), p.Path(), text, p.Text())
			}
		}
	}
}

// end holds that all is where it was found before, and that undo brings back what is only in the history of an open post.
func (m *lossModel) end() {
	m.settle()
	m.kept = words{}
	m.check(false)
	for x := range m.saved {
		if !m.isKept(x) {
			m.fail("%s was saved, and is not in the history", x)
		}
	}
	for _, w := range m.windows {
		for _, p := range w.Posts() {
			found := wordsOf(p.Text())
			p.History(func(text string) {
				for x := range wordsOf(text) {
					found[x] = true
				}
			})
			for x := range w.posts[p].seen {
				if m.owed[x] && !found[x] && !m.inFile(x) {
					m.fail("undo does not bring %s back in %s", x, p.Title())
				}
			}
		}
	}
}
