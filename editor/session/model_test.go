package session

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

// fakeDisk is a fake keeper: what the file holds, and the saves under way.
type fakeDisk struct {
	src    string
	exists bool
	queue  []Snapshot
}

// model drives a session through random events and checks it against plain values.
type model struct {
	t    *testing.T
	rng  *rand.Rand
	s    *Session
	now  time.Time
	disk fakeDisk

	states  map[uint64]string // text of each revision
	current uint64            // version seen by the listener
	mirror  string            // the text, followed by events alone
	marks   []followed
	log     []string
}

var scraps = []string{
	"a", "word ", "two words", "\n", "\r\n", "\r", "---", "---\n", "\n---\n", "!! ", "!! k: v\n", "!! title: T", ":", " ", "\t",
	"- [x] done\n", "1. one\n", "日本", "é", "\n\n", "[a](b c)", "<br>", "`code`", "\ufeff", "!!", "--- \n", "## h\n", "\x00",
}

func newModel(t *testing.T, seed uint64, src string) *model {
	m := &model{
		t: t, rng: rand.New(rand.NewPCG(seed, 7)), now: time.Unix(1e9, 0), disk: fakeDisk{src: src, exists: true},
		states: map[uint64]string{},
	}
	m.s = Open("/posts/wip-a.md", src, Options{Now: func() time.Time { return m.now }})
	m.mirror, m.current = src, m.s.Text().Version()
	m.s.OnChange = func(e Event) {
		if len(e.Patch.Changes) == 0 {
			return
		}
		if e.Patch.From != m.current {
			t.Errorf("an event comes from version %d, the last led to %d", e.Patch.From, m.current)
		}
		var edits []post.Edit
		for _, x := range e.Patch.Edits() {
			edits = append(edits, post.Edit(x))
		}
		m.mirror, m.current = post.Apply(m.mirror, edits), e.Patch.To
		for i, x := range m.marks {
			m.marks[i].want = e.Patch.Map(x.want, x.mark.Bias)
		}
	}
	m.states[m.s.Revision()] = src
	return m
}

// followed is a mark, and where the events alone have it.
type followed struct {
	mark *text.Mark
	want int
}

// mark makes a new mark, and lets an old one go.
func (m *model) mark() {
	at := m.rng.IntN(m.s.Text().Len() + 1)
	m.marks = append(m.marks, followed{m.s.Mark(at, text.Bias(m.rng.IntN(2))), at})
	if len(m.marks) > 4 {
		i := m.rng.IntN(len(m.marks))
		m.s.Release(m.marks[i].mark)
		m.marks = slices.Delete(m.marks, i, i+1)
	}
}

func (m *model) note(format string, args ...any) { m.log = append(m.log, fmt.Sprintf(format, args...)) }

func (m *model) scrap() string {
	s := ""
	for n := m.rng.IntN(3); n >= 0; n-- {
		s += scraps[m.rng.IntN(len(scraps))]
	}
	return s
}

func (m *model) step() {
	s := m.s
	m.now = m.now.Add(time.Duration(m.rng.IntN(5)) * 250 * time.Millisecond)
	size := s.Text().Len()
	switch op := m.rng.IntN(25); op {
	case 24:
		m.recover()
	case 22:
		m.mark()
	case 23:
		words := []string{"(", ")", "|", "\"", "`", "a"}[m.rng.IntN(6)]
		m.note("key %q", words)
		s.Type(words)
	case 0, 1, 2:
		at := m.rng.IntN(size + 1)
		if m.rng.IntN(2) == 0 {
			at = min(size, m.rng.IntN(60))
		}
		e := text.Edit{Start: at, End: at, New: m.scrap()}
		if m.rng.IntN(2) == 0 {
			e.End = min(size, at+m.rng.IntN(9))
		}
		m.note("edit %+v", e)
		s.Apply(text.Other, nil, e)
	case 3, 4, 5:
		c := s.Primary()
		e := text.Edit{Start: c.Start(), End: c.End(), New: scraps[m.rng.IntN(len(scraps))]}
		m.note("type %+v", e)
		s.Apply(text.Typing, nil, e)
	case 6:
		sel := []text.Selection{{Anchor: m.rng.IntN(size + 1), Head: m.rng.IntN(size + 1)}, text.Caret(m.rng.IntN(size + 1))}
		m.note("select %v", sel)
		s.Select(sel[:1+m.rng.IntN(2)]...)
	case 7, 8:
		key := []string{"title", "slug", "published", "description", "x", "body", ""}[m.rng.IntN(7)]
		value := strings.TrimSpace(m.scrap())
		m.note("set %q %q", key, value)
		before := s.Text().String()
		head := s.Post().HasHead()
		_, foreign := s.FrontMatter() // which no field is put above
		s.SetField(key, value)
		if key != "" && !foreign && (head || post.Fold(value) != "") && s.Value(key) != post.Fold(value) {
			m.t.Fatalf("set %q to %q in %q: it is %q in %q", key, value, before, s.Value(key), s.Text().String())
		}
	case 9:
		m.note("unset x")
		s.Unset("x")
	case 10:
		m.note("rename x")
		_ = s.Rename("x", "y")
	case 11, 12:
		m.note("undo")
		s.Undo()
	case 13:
		m.note("redo")
		s.Redo()
	case 14, 15:
		m.note("save")
		if snap, ok := s.BeginSave(); ok {
			m.disk.queue = append(m.disk.queue, snap)
		}
	case 16, 17, 18:
		m.finish()
	case 19:
		m.outside()
	case 20:
		m.resolve()
	case 21:
		m.note("snapshot")
		s.Snapshot()
	}
	if s.Text().Len() > 3000 {
		m.note("cut")
		s.Apply(text.Other, nil, text.Edit{Start: s.Start(), End: s.Text().Len()})
	}
}

// finish reports the end of the oldest save under way: it worked, it failed, or it found the file changed.
func (m *model) finish() {
	if len(m.disk.queue) == 0 {
		return
	}
	snap := m.disk.queue[0]
	m.disk.queue = m.disk.queue[1:]
	if got := snap.Text.String(); got != m.states[snap.Revision] {
		m.t.Fatalf("a snapshot of revision %d holds %q, want %q", snap.Revision, got, m.states[snap.Revision])
	}
	switch m.rng.IntN(5) {
	case 4:
		if _, ok := m.s.Theirs(); ok {
			m.note("failed in conflict") // the keeper compares first
			m.s.Failed(errors.New("changed"))
			return
		}
		m.note("unconfirmed %d", snap.Revision)
		m.disk.src, m.disk.exists = snap.Text.String(), true
		m.s.Unconfirmed(errors.New("no answer"))
		if !m.s.Dirty() || m.s.Err() == nil || !m.s.Unsure() {
			m.t.Fatal("clean, though the disk did not confirm it")
		}
	case 0:
		m.note("failed")
		m.s.Failed(errors.New("disk full"))
	case 1:
		m.note("conflict at save")
		m.disk.src += "theirs"
		m.disk.exists = true
		m.s.Conflict(m.disk.src)
	default:
		if _, ok := m.s.Theirs(); ok {
			m.note("failed in conflict") // the keeper compares first
			m.s.Failed(errors.New("changed"))
			return
		}
		m.note("saved %d", snap.Revision)
		m.disk.src, m.disk.exists = snap.Text.String(), true
		m.s.Saved(snap.Revision)
	}
}

// outside changes the file behind the session's back, which is told as the watcher would.
func (m *model) outside() {
	if len(m.disk.queue) > 0 {
		return
	}
	switch m.rng.IntN(4) {
	case 3:
		if !m.disk.exists {
			m.note("returned")
			m.disk.exists = true
			m.s.Returned()
		}
		return
	case 0:
		m.note("gone")
		m.disk.exists = false
		m.s.Gone()
		return
	case 1:
		m.disk.src = "!! title: Theirs\n\n---\n\n" + m.scrap()
	case 2:
		at := m.rng.IntN(len(m.disk.src) + 1)
		m.disk.src = m.disk.src[:at] + m.scrap() + m.disk.src[at:]
	}
	m.disk.exists = true
	m.note("outside %q", m.disk.src)
	if m.s.Dirty() {
		m.s.Conflict(m.disk.src)
	} else {
		m.s.Reload(m.disk.src)
	}
}

func (m *model) resolve() {
	if _, ok := m.s.Theirs(); !ok {
		return
	}
	switch m.rng.IntN(4) {
	case 0:
		m.note("keep mine")
		m.s.KeepMine()
	case 2, 3:
		src := m.s.Text().String() + m.scrap() + m.disk.src
		if m.rng.IntN(4) == 0 {
			src = m.disk.src
		}
		m.note("settle %q", src)
		m.s.Settle(src)
		if got := m.s.Text().String(); got != src || m.s.Status() == Conflict || m.s.Dirty() != (src != m.disk.src) || m.s.Base().String() != m.disk.src {
			m.t.Fatalf("settled with %q, the text is %q, %v, made of %q", src, got, m.s.Status(), m.s.Base())
		}
	case 1:
		m.note("use theirs")
		m.s.UseTheirs()
	}
}

// recover restores a text that was written on what the file holds, or held.
func (m *model) recover() {
	s, held := m.s, m.s.Base().String()
	src, base := s.Text().String()+m.scrap(), held
	switch m.rng.IntN(4) {
	case 0:
		src = held
	case 1:
		base += m.scrap()
	}
	agrees := s.file.disk == agrees && s.Path() != ""
	m.note("recover %q on %q", src, base)
	s.Recover(src, base, text.Caret(m.rng.IntN(len(src)+1)))
	conflict := agrees && src != held && base != held
	theirs, ok := s.Theirs()
	if s.Text().String() != src || agrees && (ok != conflict || ok && theirs != held) || conflict && s.Base().String() != base {
		m.t.Fatalf("recovered %q on %q over %q: the text is %q, %v, made of %q, theirs %q", src, base, held, s.Text(), s.Status(), s.Base(), theirs)
	}
}

func (m *model) check() {
	t, s := m.t, m.s
	got := s.Text().String()
	if m.mirror != got || m.current != s.Text().Version() {
		t.Fatalf("the events lead to %q, the text is %q", m.mirror, got)
	}
	if want, ok := m.states[s.Revision()]; ok && want != got {
		t.Fatalf("revision %d stands for %q and for %q", s.Revision(), want, got)
	}
	m.states[s.Revision()] = got

	for _, x := range m.marks {
		if x.mark.Off != x.want {
			t.Fatalf("a mark is at %d, the events lead it to %d", x.mark.Off, x.want)
		}
	}
	full := post.Parse(got)
	if a, b := s.Post().Fields(), full.Fields(); !slices.Equal(a, b) {
		t.Fatalf("the fields are %v, want %v of %q", a, b, got)
	}
	if s.Post().BodyStart() != full.BodyStart() || s.Post().HasHead() != full.HasHead() || s.Post().HasSeparator() != full.HasSeparator() {
		t.Fatalf("the body starts at %d, want %d in %q", s.Post().BodyStart(), full.BodyStart(), got)
	}
	if s.Start() < full.BodyStart() || s.Start() > full.TextStart() && s.Start() != full.BodyStart() {
		t.Fatalf("the editor starts at %d, not in %d to %d of %q", s.Start(), full.BodyStart(), full.TextStart(), got)
	}
	if want := post.Words(got[full.BodyStart():]); s.Words() != want {
		t.Fatalf("%d words, want %d in %q", s.Words(), want, got[full.BodyStart():])
	}
	if len(s.Selections()) == 0 {
		t.Fatal("no selection")
	}
	for _, x := range s.Selections() {
		if x.Start() < 0 || x.End() > len(got) {
			t.Fatalf("selection %v of %d bytes", x, len(got))
		}
	}
	// Never clean but with the very text that is on the disk.
	if !s.Dirty() && (got != m.disk.src || !m.disk.exists) {
		t.Fatalf("clean with %q, the disk holds %q (%v)", got, m.disk.src, m.disk.exists)
	}
	if (s.Status() == Clean) && s.Dirty() || s.Status() == Dirty && !s.Dirty() {
		t.Fatalf("status %v, dirty %v", s.Status(), s.Dirty())
	}
	if base := s.Base().String(); !s.Dirty() && base != got {
		t.Fatalf("clean with %q, made of %q", got, base)
	}
	if theirs, ok := s.Theirs(); ok && (theirs != m.disk.src || !s.Dirty()) {
		t.Fatalf("in conflict with %q, the disk holds %q", theirs, m.disk.src)
	}
}

func TestModel(t *testing.T) {
	sources := []string{
		"", "body only\n", "!! title: A\n!! slug: a\n\n---\n\nThe body.\n", "!! title: A\r\n\r\n---\r\ntext\r\n",
		"!! title: no separator\n", "\ufeff!! title: A\n---", "---\n\nnot a head\n", "!! title:\r---\r\rx", "!! a: b\ntext\n!! c: d\n---\nx",
		post.New("Title", "title", "2024-01-01"),
	}
	for seed := range uint64(60) {
		src := sources[int(seed)%len(sources)]
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			m := newModel(t, seed, src)
			defer func() {
				if t.Failed() {
					t.Log("the last steps:\n" + strings.Join(m.log[max(0, len(m.log)-8):], "\n"))
				}
			}()
			for range 400 {
				m.step()
				m.check()
			}
			// No text is ever out of reach: all that was typed can be undone and made again.
			end := m.s.Text().String()
			n := 0
			for m.s.Undo() {
				m.check()
				n++
			}
			if got := m.s.Text().String(); got != src {
				t.Fatalf("undoing all leads to %q, want %q", got, src)
			}
			for m.s.Redo() {
				m.check()
				n--
			}
			if n == 0 && m.s.Text().String() != end {
				t.Fatalf("redoing all leads to %q, want %q", m.s.Text().String(), end)
			}
		})
	}
}

// A session that is asked for its patches since any earlier version gives the way from there.
func TestPatchSince(t *testing.T) {
	m := newModel(t, 1, "!! title: A\n\n---\n\nThe body.\n")
	type seen struct {
		version uint64
		text    string
	}
	var all []seen
	for range 700 {
		all = append(all, seen{m.s.Text().Version(), m.s.Text().String()})
		m.step()
		m.check()
	}
	now := m.s.Text()
	known := 0
	for _, old := range all {
		p, ok := m.s.PatchSince(old.version)
		if !ok {
			if now.Version()-old.version <= 512 {
				t.Fatalf("version %d of %d is forgotten", old.version, now.Version())
			}
			continue
		}
		known++
		next, _ := text.New(old.text).Apply(p.Edits()...)
		if next.String() != now.String() || p.From != old.version || p.To != now.Version() {
			t.Fatalf("the patch since %d leads to %q, want %q", old.version, next.String(), now.String())
		}
	}
	if known < 100 {
		t.Fatalf("only %d versions are known", known)
	}
	if _, ok := m.s.PatchSince(now.Version() + 1); ok {
		t.Error("a version to come is known")
	}
}
