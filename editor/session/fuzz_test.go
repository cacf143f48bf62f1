package session

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// bytesOf hands out the numbers of a fuzzed program, zeros behind its end.
func bytesOf(data []byte) func(n int) int {
	return func(n int) int {
		if len(data) == 0 || n <= 1 {
			return 0
		}
		v := int(data[0]) % n
		data = data[1:]
		return v
	}
}

// plainCarets is a text with selections, edited the plainest way there is.
type plainCarets struct {
	text string
	sels []text.Selection // sorted, not overlapping
}

// put replaces each selection.
func (p *plainCarets) put(words string) {
	var b strings.Builder
	at := 0
	for i, x := range p.sels {
		b.WriteString(p.text[at:x.Start()] + words)
		at = x.End()
		p.sels[i] = text.Caret(b.Len())
	}
	p.text = b.String() + p.text[at:]
}

// back deletes each selection, or the character before each caret.
func (p *plainCarets) back() {
	gone := make([]bool, len(p.text)+1)
	for _, x := range p.sels {
		start := x.Start()
		if x.Empty() {
			_, n := utf8.DecodeLastRuneInString(p.text[:start])
			start -= n
		}
		for i := start; i < x.End(); i++ {
			gone[i] = true
		}
	}
	kept := make([]int, len(p.text)+1) // where each byte is afterwards
	var b strings.Builder
	for i := range kept {
		kept[i] = b.Len()
		if i < len(p.text) && !gone[i] {
			b.WriteByte(p.text[i])
		}
	}
	for i, x := range p.sels {
		p.sels[i] = text.Caret(kept[x.Head])
	}
	p.text = b.String()
}

// FuzzSeveralCarets types, pastes and deletes with many carets, as plain loops over the text do.
func FuzzSeveralCarets(f *testing.F) {
	f.Add([]byte{5, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 4, 1, 1, 2, 2, 3, 1})
	f.Add([]byte("many carets in one and the same text, which overlap and touch each other"))
	f.Add([]byte{9, 9, 9, 4, 3, 6, 200, 100, 0, 7, 1, 0, 4, 2, 2, 2, 2, 0, 1, 3})
	f.Add([]byte("11&10C12%0C01220101011121C12X'101&029101000A0v#009900&000000000000000000")) // as many lines as carets
	f.Fuzz(func(t *testing.T, data []byte) {
		next := bytesOf(data[:min(len(data), 400)])
		letters := []string{"a", "b c", "é", "日本", " ", "\n", "\n\n", "word"}
		var body strings.Builder
		for range 3 + next(20) {
			body.WriteString(letters[next(len(letters))])
		}
		src := body.String()
		s := Open("a.md", src, Options{})
		if s.Start() != 0 {
			return // it begins with blank lines, which are no place for carets
		}
		var done []string
		for range 20 {
			was := s.Text().String()
			p := plainCarets{text: was, sels: s.Selections()}
			slices.SortFunc(p.sels, func(a, b text.Selection) int { return a.Start() - b.Start() })
			switch next(5) {
			case 0, 1:
				n := 1 + next(9)
				sels := make([]text.Selection, n)
				for i := range sels {
					sels[i] = text.Caret(runeAt(was, next(len(was)+1)))
					if next(3) == 0 {
						sels[i].Anchor = runeAt(was, next(len(was)+1))
					}
				}
				s.Select(sels...)
				continue
			case 2:
				words := letters[next(5)]
				p.put(words)
				s.Type(words)
			case 3:
				words := letters[next(len(letters))] + letters[next(len(letters))]
				if n := len(p.sels); n > 1 && strings.Count(strings.TrimSuffix(words, "\n"), "\n") == n-1 {
					continue // a line for each, which the tables of compose test
				}
				p.put(words)
				s.Do(taking(compose.Paste, words))
			case 4:
				p.back()
				s.Backspace()
			}
			if got := s.Text().String(); got != p.text {
				t.Fatalf("%q became %q, want %q", was, got, p.text)
			}
			var heads []int
			for _, x := range s.Selections() {
				if !x.Empty() {
					t.Fatalf("%v is selected after an edit of %q", x, was)
				}
				heads = append(heads, x.Head)
			}
			var want []int
			for _, x := range p.sels {
				want = append(want, x.Head)
			}
			slices.Sort(heads)
			if want = slices.Compact(want); !slices.Equal(heads, want) {
				t.Fatalf("carets at %v of %q, want %v", heads, p.text, want)
			}
			done = append(done, p.text)
		}
		for s.Undo() {
		}
		if got := s.Text().String(); got != src {
			t.Fatalf("undo leads to %q, want %q", got, src)
		}
		for s.Redo() {
		}
		if n := len(done); n > 0 && s.Text().String() != done[n-1] {
			t.Fatalf("redo leads to %q, want %q", s.Text().String(), done[n-1])
		}
	})
}

// FuzzTypeset types marks that are put in by twos and set, at carets and over selections that may touch:
// letters stay, and undo gives the very bytes back.
func FuzzTypeset(f *testing.F) {
	f.Add([]byte("around what is selected"))
	for _, program := range []string{
		"\x02\x0a\x0a\x01\x02\x00\x02\x02\x04\x03\x01", "\x03\x02\x02\x02\x01\x04\x00\x01\x01\x02\x02\x03\x03\x04\x03\x00",
	} {
		f.Add([]byte(program))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		next := bytesOf(data[:min(len(data), 200)])
		parts := []string{"\n", " ", "-", "--", "---\n", "\"", ".", "words", "a: b", ": c", "ha", "|", "\r\n"}
		var b strings.Builder
		for range next(10) {
			b.WriteString(parts[next(len(parts))])
		}
		src := b.String()
		s := Open("a.md", src, Options{})
		q := compose.QuotesOf("en")
		s.SetTyping(true, &q)
		letters := func() string {
			return strings.Map(func(r rune) rune {
				if r < 'a' || r > 'z' {
					return -1
				}
				return r
			}, s.Text().String())
		}
		for range 12 {
			n := s.Text().Len() + 1
			switch next(5) {
			case 0, 1:
				sels := make([]text.Selection, 1+next(4))
				for i := range sels {
					sels[i] = text.Selection{Anchor: runeAt(s.Text().String(), next(n)), Head: runeAt(s.Text().String(), next(n))}
				}
				s.Select(sels...)
			case 2:
				s.Do(compose.SelectAllOccurrences)
			default:
				mark, selected, was := "-\".'(*`"[next(7)], 0, letters()
				for _, x := range s.Selections() {
					if !x.Empty() {
						selected++
					}
				}
				around := mark == '(' && selected == len(s.Selections())
				s.Type(string(mark))
				if now := letters(); now != was && (selected == 0 || around) {
					t.Fatalf("%q typed: the letters %q became %q", mark, was, now)
				}
			}
		}
		for s.Undo() {
		}
		if got := s.Text().String(); got != src {
			t.Fatalf("undo leads to %q, want %q", got, src)
		}
	})
}

// runeAt returns the start of the rune that holds a byte.
func runeAt(s string, off int) int {
	for off > 0 && off < len(s) && !utf8.RuneStart(s[off]) {
		off--
	}
	return off
}

// tableOnPage returns the words of the cells of the only table of a post, a row at a time.
func tableOnPage(src text.Text) (cells [][]string, ok bool) {
	for _, b := range markdown.Parse(nil, src, 0).List() {
		if b.Kind != markdown.Table {
			continue
		}
		if ok {
			return nil, false
		}
		ok = true
		for _, r := range b.Children {
			var row []string
			for _, c := range r.Children {
				row = append(row, strings.TrimSpace(c.Plain()))
			}
			cells = append(cells, row)
		}
	}
	return cells, ok
}

// cellWords is the cells that hold something, a row after the other.
func cellWords(cells [][]string) (all []string) {
	for _, row := range cells {
		for _, c := range row {
			if c != "" {
				all = append(all, c)
			}
		}
	}
	return all
}

// isPart tells whether part is what is left of all when some are taken out.
func isPart(part, all []string) bool {
	for _, w := range part {
		i := slices.Index(all, w)
		if i < 0 {
			return false
		}
		all = all[i+1:]
	}
	return true
}

// FuzzTables edits a table by its commands. What must hold: it stays one table with as many cells in
// each row, no cell's words are lost but with the row or column that was taken out, and undo gives the
// very bytes back.
func FuzzTables(f *testing.F) {
	f.Add([]byte{2, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add([]byte("a table is edited by whoever types in its cells, row by row and column by column"))
	f.Add([]byte{1, 1, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 1, 0, 5, 5, 4, 4, 3, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		next := bytesOf(data[:min(len(data), 300)])
		eol := []string{"\n", "\n", "\r\n"}[next(3)]
		words := []string{"", "a", " bb", "é ", "日本", `c\|d`, "`e\\|f`", "**g**", "one two"}
		rules := []string{"-", ":-", "-:", ":-:", "-----"}
		cols, rows := 1+next(4), 1+next(4)
		var b strings.Builder
		b.WriteString("lead" + eol + eol)
		for r := range rows + 1 {
			b.WriteByte('|')
			for range cols {
				if r == 1 {
					b.WriteString(rules[next(len(rules))])
				} else {
					b.WriteString(words[next(len(words))])
				}
				b.WriteByte('|')
			}
			b.WriteString(eol)
		}
		b.WriteString(eol + "tail" + eol)
		src := b.String()
		s := Open("a.md", src, Options{})
		was, ok := tableOnPage(s.Text())
		if !ok {
			return
		}
		first := strings.Index(src, "|")
		s.Select(text.Caret(first + 1))
		keep := map[string]compose.Command{
			"align": compose.AlignTable, "next": compose.TableNext, "before": compose.TablePrev, "row": compose.AddRow, "column": compose.AddColumn,
			"left": taking(compose.AlignColumn, compose.AlignLeft), "right": taking(compose.AlignColumn, compose.AlignRight),
		}
		drop := map[string]compose.Command{"no row": compose.DeleteRow, "no column": compose.DeleteColumn}
		names := []string{"align", "next", "before", "row", "column", "left", "right", "no row", "no column", "type", "go"}
		for range 25 {
			name := names[next(len(names))]
			before := s.Text().String()
			fail := func(why string, now [][]string) {
				t.Helper()
				t.Fatalf("%s: %s\nfrom %q (%q)\n  to %q (%q)", name, why, before, was, s.Text().String(), now)
			}
			if name == "go" { // into some cell
				if at := first + next(max(1, strings.LastIndex(before, "|")-first)); tableAround(s, at) {
					s.Select(text.Caret(runeAt(before, at)))
				}
				continue
			}
			if !compose.InTable(s.State()) {
				fail("the caret is in no table", nil)
			}
			switch {
			case name == "type":
				s.Type("x")
				now, ok := tableOnPage(s.Text())
				if !ok {
					return // a letter beside a rule's dashes makes it words
				}
				was = now
				continue
			case keep[name] != nil:
				s.Do(keep[name])
			default:
				s.Do(drop[name])
			}
			now, ok := tableOnPage(s.Text())
			if !ok {
				fail("it is no table any more", now)
			}
			for _, row := range now {
				if len(row) != len(now[0]) {
					fail("rows have different numbers of cells", now)
				}
			}
			switch a, b := cellWords(was), cellWords(now); {
			case drop[name] == nil && !slices.Equal(a, b):
				fail("words were lost", now)
			case !isPart(b, a):
				fail("words came from nowhere", now)
			}
			was = now
		}
		for s.Undo() {
		}
		if got := s.Text().String(); got != src {
			t.Fatalf("undo leads to %q, want %q", got, src)
		}
	})
}

// tableAround tells whether an offset lies in a table's row.
func tableAround(s *Session, off int) bool {
	return compose.InTable(compose.State{Text: s.Text(), Start: s.Start(), Selections: []text.Selection{text.Caret(off)}})
}
