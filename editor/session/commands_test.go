package session

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/carets"
	"galley.app/galley/storage/post"
)

// taking returns a command that takes something beside the state.
func taking[T any](f func(compose.State, T) compose.Transaction, x T) compose.Command {
	return func(s compose.State) compose.Transaction { return f(s, x) }
}

var commands = map[string]compose.Command{
	"bold": compose.ToggleBold, "italic": compose.ToggleItalic, "code": compose.ToggleCode,
	"strike": compose.ToggleStrike, "link": compose.Link, "bullet": compose.ToggleBullet,
	"ordered": compose.ToggleOrdered, "task": compose.ToggleTask, "quote": compose.ToggleQuote,
	"block": compose.CodeBlock, "comment": compose.ToggleComment, "indent": compose.Indent,
	"outdent": compose.Outdent, "delete": compose.DeleteLines, "enter": compose.Enter,
	"plain": taking(compose.Heading, 0), "heading": taking(compose.Heading, 3),
	"up": taking(compose.MoveLines, true), "down": taking(compose.MoveLines, false),
	"join": compose.JoinLines, "cut": compose.DeleteToLineEnd, "check": compose.CheckTask, "note": compose.InsertFootnote,
	"next": compose.SelectNextOccurrence, "all": compose.SelectAllOccurrences,
	"next cell": compose.TableNext, "cell before": compose.TablePrev, "align": compose.AlignTable,
	"row": compose.AddRow, "column": compose.AddColumn,
	"no row": compose.DeleteRow, "no column": compose.DeleteColumn,
	"right": taking(compose.AlignColumn, compose.AlignRight), "table": func(s compose.State) compose.Transaction { return compose.InsertTable(s, 1, 2) },
	"copy": taking(compose.DuplicateLines, false), "copy up": taking(compose.DuplicateLines, true),
	"replace": func(s compose.State) compose.Transaction {
		t, _ := compose.ReplaceAll(s, text.Query{Text: "a"}, "bcd")
		return t
	},
}

const testHead = "!! title: * Title\n!! slug: a\n\n---\n\n"

// No command acts on the head, but for Enter, which starts a line there as anywhere.
func TestCommandsLeaveTheHead(t *testing.T) {
	const src = testHead + "- body\n"
	for name, c := range commands {
		for _, sel := range []text.Selection{text.Caret(3), {Anchor: 0, Head: 12}, {Anchor: 20, Head: 2}} {
			s := Open("a.md", src, Options{})
			s.Select(sel)
			s.Do(c)
			if s.Text().String() != src && name != "enter" {
				t.Errorf("%s at %v makes %q", name, sel, s.Text().String())
			}
		}
		// A selection that starts in the head is worked on from the body's start.
		s := Open("a.md", src, Options{})
		s.Select(text.Selection{Anchor: 5, Head: len(src)})
		s.Do(c)
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
				s.Do(commands[name])
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

// Where marks are all there is, they may be counted from both sides: no command fails on any part of them.
func TestCommandsOnMarksAlone(t *testing.T) {
	for _, body := range []string{"> *~~~~***\n> *~~~~**~~~~*", "**\n**", "*~~*\n*~~*", "``\n``", "- **\n  **~~\n"} {
		for start := range len(body) + 1 {
			for end := start; end <= len(body); end++ {
				for name, c := range commands {
					s := Open("a.md", body, Options{Now: func() time.Time { return time.Unix(1, 0) }})
					s.Select(text.Selection{Anchor: start, Head: end})
					s.Do(c)
					for s.Undo() {
					}
					if got := s.Text().String(); got != body {
						t.Errorf("%s at %d to %d of %q, taken back, leaves %q", name, start, end, body, got)
					}
				}
			}
		}
	}
}

// What is switched on and off again is as it was.
func TestTogglesAreTheirOwnInverse(t *testing.T) {
	toggles := []string{"bold", "italic", "code", "strike", "bullet", "ordered", "task", "quote", "comment"}
	for _, body := range []string{"«one»| two\n", "a «b c»| d", "one t|wo", "«one\ntwo\nthree»|\n", "  «in»|", "日«本»|語 x", "«a.»| b"} {
		for _, name := range toggles {
			src, sels := carets.Parse(t, body)
			s := Open("a.md", src, Options{})
			s.Select(sels...)
			s.Do(commands[name])
			if s.Text().String() == src {
				t.Errorf("%s does nothing to %q", name, body)
			}
			s.Do(commands[name])
			if got := s.Text().String(); got != src {
				t.Errorf("%s twice makes %q of %q", name, got, src)
			}
		}
	}
}

// Two stretches of a selection may lie in one pair of marks, which goes once.
func TestMarksOverOddText(t *testing.T) {
	const src = "\ufeff!! a: b\r\n---\r\n_\x001. one_\n_\ufeff!! <br>`!! \\|bcd|b -|-_\n_[](_-->\n_\ufeff!! <br>`!! \\|bcd|b -|-_\n_[](_-->"
	for _, sel := range []text.Selection{{Anchor: 10, Head: 74}, {Anchor: 74, Head: 10}} {
		s := Open("a.md", src, Options{})
		s.Select(sel)
		s.Do(commands["italic"])
		if s.Undo(); s.Text().String() != src {
			t.Errorf("%v: undone the text is %q", sel, s.Text().String())
		}
	}
}
