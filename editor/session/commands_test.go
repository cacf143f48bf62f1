package session

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/post"
)

var commands = map[string]func(*Session){
	"bold": (*Session).ToggleBold, "italic": (*Session).ToggleItalic, "code": (*Session).ToggleCode,
	"strike": (*Session).ToggleStrike, "link": (*Session).Link, "bullet": (*Session).ToggleBullet,
	"ordered": (*Session).ToggleOrdered, "task": (*Session).ToggleTask, "quote": (*Session).ToggleQuote,
	"block": (*Session).CodeBlock, "comment": (*Session).ToggleComment, "indent": (*Session).Indent,
	"outdent": (*Session).Outdent, "delete": (*Session).DeleteLines, "enter": (*Session).Enter,
	"plain": func(s *Session) { s.Heading(0) }, "heading": func(s *Session) { s.Heading(3) },
	"up": func(s *Session) { s.MoveLines(true) }, "down": func(s *Session) { s.MoveLines(false) },
	"join": (*Session).JoinLines, "cut": (*Session).DeleteToLineEnd, "check": (*Session).CheckTask, "note": (*Session).InsertFootnote,
	"next": (*Session).SelectNextOccurrence, "all": (*Session).SelectAllOccurrences,
	"next cell": (*Session).TableNext, "cell before": (*Session).TablePrev, "align": (*Session).AlignTable,
	"tidy": (*Session).TidyTable, "row": (*Session).AddRow, "column": (*Session).AddColumn,
	"no row": (*Session).DeleteRow, "no column": (*Session).DeleteColumn,
	"right": func(s *Session) { s.AlignColumn(AlignRight) }, "table": func(s *Session) { s.InsertTable(1, 2) },
	"copy": func(s *Session) { s.DuplicateLines(false) }, "copy up": func(s *Session) { s.DuplicateLines(true) },
}

// No command acts on the head, but for Enter, which starts a line there as anywhere.
func TestCommandsLeaveTheHead(t *testing.T) {
	const src = testHead + "- body\n"
	for name, f := range commands {
		for _, sel := range []text.Selection{text.Caret(3), {Anchor: 0, Head: 12}, {Anchor: 20, Head: 2}} {
			s := Open("a.md", src, Options{})
			s.Select(sel)
			f(s)
			if s.Text().String() != src && name != "enter" {
				t.Errorf("%s at %v makes %q", name, sel, s.Text().String())
			}
		}
		// A selection that starts in the head is worked on from the body's start.
		s := Open("a.md", src, Options{})
		s.Select(text.Selection{Anchor: 5, Head: len(src)})
		f(s)
		if got := s.Text().String(); !strings.HasPrefix(got, testHead) && name != "enter" {
			t.Errorf("%s from the head on makes %q", name, got)
		}
	}
}

// Whatever the text and the selections: the head stays, the text stays in reach of undo, and the
// session stays as it must be.
func TestCommandsOnAnything(t *testing.T) {
	bits := append([]string{
		"- ", "1. ", "> ", "  ", "```\n", "# ", "**", "_", "`", "~~", "[", "](", ")", "<!--", "-->", "[ ] ", "[x]", "\t", "===\n", "'",
		"\n- a\n  - b\n", "9. ", "|", "\n| a | b |\n|---|:-:|\n", "a|b\n-|-\n", "| |\n", `\|`, "    ", "“", "👩‍👧", "e\u0301", "https://a.b",
	}, scraps...)
	names := make([]string, 0, len(commands))
	for name := range commands {
		names = append(names, name)
	}
	heads := []string{testHead, "", "!! title: T", "!! title: T\n---", "\ufeff!! a: b\r\n---\r\n", "text\n"}
	for seed := range uint64(1200) {
		rng := rand.New(rand.NewPCG(seed, 3))
		body := ""
		for range rng.IntN(14) {
			body += bits[rng.IntN(len(bits))]
		}
		head := heads[rng.IntN(len(heads))]
		if head != "" && !post.Parse(head).HasSeparator() {
			body = ""
		}
		s := Open("a.md", head+body, Options{Now: func() time.Time { return time.Unix(1, 0) }})
		src := s.Text().String()
		kept := src[:s.Start()]
		var log []string
		for range 12 {
			name := names[rng.IntN(len(names))]
			n := s.Text().Len() + 1
			sels := make([]text.Selection, 1+rng.IntN(3))
			for i := range sels {
				sels[i] = text.Selection{Anchor: rng.IntN(n), Head: rng.IntN(n)}
				if rng.IntN(2) == 0 {
					sels[i].Anchor = sels[i].Head
				}
				if sels[i].Start() < s.Start() && name == "enter" {
					sels[i] = text.Caret(s.Start())
				}
			}
			s.Select(sels...)
			log = append(log, fmt.Sprintf("%s at %v of %q", name, s.Selections(), s.Text().String()))
			func() {
				defer func() {
					if r := recover(); r != nil {
						t.Fatalf("seed %d: %v\n%s", seed, r, log[len(log)-1])
					}
				}()
				commands[name](s)
			}()
			got := s.Text().String()
			if !strings.HasPrefix(got, strings.TrimRight(kept, "\r\n")) {
				t.Fatalf("seed %d: the head was changed: %q\n%s", seed, got, log[len(log)-1])
			}
			if full := post.Parse(got); s.Post().BodyStart() != full.BodyStart() || s.Words() != post.Words(got[full.BodyStart():]) {
				t.Fatalf("seed %d: the body starts at %d, want %d; %d words\n%s", seed, s.Post().BodyStart(), full.BodyStart(), s.Words(), log[len(log)-1])
			}
		}
		for s.Undo() {
		}
		if s.Text().String() != src || s.Dirty() {
			t.Fatalf("seed %d: undo leads to %q, want %q", seed, s.Text().String(), src)
		}
	}
}

// What is switched on and off again is as it was.
func TestTogglesAreTheirOwnInverse(t *testing.T) {
	toggles := []string{"bold", "italic", "code", "strike", "bullet", "ordered", "task", "quote", "comment"}
	for _, body := range []string{"«one»| two\n", "a «b c»| d", "one t|wo", "«one\ntwo\nthree»|\n", "  «in»|", "日«本»|語 x", "«a.»| b"} {
		for _, name := range toggles {
			src, sels := marked(t, body)
			s := Open("a.md", src, Options{})
			s.Select(sels...)
			commands[name](s)
			if s.Text().String() == src {
				t.Errorf("%s does nothing to %q", name, body)
			}
			commands[name](s)
			if got := s.Text().String(); got != src {
				t.Errorf("%s twice makes %q of %q", name, got, src)
			}
		}
	}
}
