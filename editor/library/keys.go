package library

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/control"
)

// marks are the posts that are marked together, by paths. Where there are none, the
// current row stands for itself.
type marks struct {
	paths  map[string]bool
	anchor string // where Shift began
}

func (m *marks) has(path string) bool { return m.paths[path] }

func (m *marks) clear() { m.paths, m.anchor = nil, "" }

// keep forgets the posts that are not listed any more.
func (m *marks) keep(s *Panel) {
	if len(m.paths) == 0 {
		return
	}
	left := map[string]bool{}
	for _, r := range s.rows {
		if r.item != nil && m.paths[r.item.Path] {
			left[r.item.Path] = true
		}
	}
	m.paths = left
}

// span marks the posts from the row where Shift began to row to.
func (m *marks) span(s *Panel, to int) {
	if m.anchor == "" {
		m.anchor = s.cursor
	}
	from := s.at(m.anchor)
	if from < 0 {
		from = to
		m.anchor = s.rows[to].item.Path
	}
	m.paths = map[string]bool{}
	for _, r := range s.rows[min(from, to) : max(from, to)+1] {
		if r.item != nil {
			m.paths[r.item.Path] = true
		}
	}
	s.goTo(to)
}

// toggle marks the post of row i, or takes its mark.
func (m *marks) toggle(s *Panel, i int) {
	if m.paths == nil {
		m.paths = map[string]bool{}
		if s.at(s.cursor) >= 0 {
			m.paths[s.cursor] = true
		}
	}
	path := s.rows[i].item.Path
	if m.paths[path] {
		delete(m.paths, path)
	} else {
		m.paths[path] = true
	}
	m.anchor = path
	s.goTo(i)
}

// goTo makes row i the current one, and nothing more.
func (s *Panel) goTo(i int) {
	s.cursor = s.rows[i].item.Path
	s.List.Go(i)
}

// Paths are the posts that are marked, in the order of the list: the current row's
// where no others are.
func (s *Panel) Paths() (paths []string) {
	if len(s.marks.paths) == 0 {
		return s.current()
	}
	for _, r := range s.rows {
		if r.item != nil && s.marks.has(r.item.Path) {
			paths = append(paths, r.item.Path)
		}
	}
	return paths
}

// current is the post of the current row, whichever others are marked, if it is one's.
func (s *Panel) current() (paths []string) {
	if i := s.List.Current(); i >= 0 && i < len(s.rows) && s.rows[i].item != nil {
		paths = append(paths, s.rows[i].item.Path)
	}
	return paths
}

// Here is the post that is meant where only one can be: of several that are marked the
// current row's.
func (s *Panel) Here() []string {
	if paths := s.Paths(); len(paths) == 1 {
		return paths
	}
	return s.current()
}

// markAll marks all posts that are listed.
func (s *Panel) markAll() {
	s.marks.paths = map[string]bool{}
	for _, r := range s.rows {
		if r.item != nil {
			s.marks.paths[r.item.Path] = true
		}
	}
	s.List.Refresh()
}

// key is what keys do in the list, besides those that move in it.
func (s *Panel) key(e *fyne.KeyEvent) bool {
	if s.tips != nil {
		s.tips.Leave()
	}
	shift := s.Modifiers()&fyne.KeyModifierShift != 0
	if to, ok := s.List.Goal(e.Name); ok && shift {
		s.marks.span(s, to)
		return true
	}
	did := func(do func(paths []string), paths []string) bool {
		if do == nil || len(paths) == 0 {
			return false
		}
		do(paths)
		return true
	}
	switch {
	case e.Name == fyne.KeyEscape && s.sought.text != "":
		s.sought = sought{}
		return true
	case e.Name == fyne.KeyEscape && len(s.marks.paths) > 0:
		s.marks.clear()
		s.List.Refresh()
		return true
	case e.Name == fyne.KeyF2 && s.hinted("F2") == "F2" && did(s.OnRename, s.Here()), e.Name == fyne.KeyDelete && did(s.OnTrash, s.Paths()):
		return true
	case e.Name == desktop.KeyMenu, e.Name == fyne.KeyF10 && shift:
		if i := s.List.Current(); i >= 0 && i < len(s.rows) {
			y, height := s.List.Place(i)
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.List)
			s.askRows(at.Add(fyne.NewPos(rowSide, y)), height, true)
		}
		return true
	case e.Name == fyne.KeyReturn, e.Name == fyne.KeyEnter:
		if i := s.List.Current(); i >= 0 && i < len(s.rows) && s.rows[i].item != nil {
			s.marks.clear()
			s.openRow(i)
		}
		return true
	}
	return s.OnKey != nil && s.OnKey(e)
}

// askRows opens the menu of the rows that are marked.
func (s *Panel) askRows(at fyne.Position, height float32, byKey bool) {
	paths := s.Paths()
	if s.Menu == nil || s.OnMenu == nil || len(paths) == 0 {
		return
	}
	if items := s.Menu(paths); len(items) > 0 {
		s.OnMenu(&control.Menu{Items: items, First: byKey}, at, height)
	}
}

// pressed is what a button does on row i. A row that is not marked is marked before
// its menu is shown, but not opened.
func (s *Panel) pressed(i int, e *desktop.MouseEvent) (taken bool) {
	switch {
	case s.clicks.Press(e.AbsolutePosition, s.Now()) > 1: // the rows may have moved since the first click
	case e.Button == desktop.MouseButtonSecondary:
		if path := s.rows[i].item.Path; !s.marks.has(path) {
			s.marks.clear()
			s.marks.paths = map[string]bool{path: true}
			s.List.Refresh()
		}
		s.askRows(e.AbsolutePosition, 0, false)
	case e.Modifier&fyne.KeyModifierShift != 0:
		s.marks.span(s, i)
		s.List.TakeFocus()
	case e.Modifier&fyne.KeyModifierShortcutDefault != 0:
		s.marks.toggle(s, i)
		s.List.TakeFocus()
	case s.OnProblems != nil && s.onProblems(i, e.Position):
		s.marks.clear()
		s.goTo(i)
		s.OnProblems(s.cursor)
	default:
		return false
	}
	return true
}

// sought is what was typed to find a title by its beginning.
type sought struct {
	text string
	last time.Time
}

const typeRest = time.Second // after which typing begins anew

// typed goes to the next post whose title begins as it is typed. The same letter
// again goes from one to the next.
func (s *Panel) typed(r rune) bool {
	now := s.Now()
	if now.Sub(s.sought.last) > typeRest {
		s.sought.text = ""
	}
	if r == ' ' && s.sought.text == "" {
		return false
	}
	s.sought.last = now
	s.sought.text += strings.ToLower(string(r))
	start, want := max(0, s.List.Current()), s.sought.text
	if strings.Trim(want, want[:len(string(r))]) == "" { // one letter, however often
		want = strings.ToLower(string(r))
		start++
	}
	for n := range len(s.rows) {
		i := (start + n) % len(s.rows)
		if it := s.rows[i].item; it != nil && hasPrefixFold(it.Title, want) {
			s.marks.clear()
			s.List.Go(i)
			s.glance(i)
			break
		}
	}
	return true
}

// hasPrefixFold reports whether a title begins with what was typed in lower case,
// behind signs such as quotation marks.
func hasPrefixFold(title, typed string) bool {
	if title = strings.TrimLeft(title, "“”„‚‘’\"'«»([{*#¿¡ "); len(title) < len(typed) {
		return false
	}
	return strings.HasPrefix(strings.ToLower(title[:min(len(title), len(typed)+8)]), typed)
}

// over shows a tip of the post that the pointer rests on.
func (s *Panel) over(i int, at fyne.Position) {
	if s.tips == nil {
		return
	}
	if i < 0 || i >= len(s.rows) || s.rows[i].item == nil {
		s.tips.Leave()
		return
	}
	it := s.rows[i].item
	s.tips.Over(it, at, func() control.Tip {
		name := it.Name
		if it.Folder != "" {
			name = it.Folder + "/" + name
		}
		tip := control.Tip{Title: it.Title, Note: name, Text: it.Description}
		if it.Refused != "" {
			tip.Text = it.Refused
		}
		return tip
	})
}
