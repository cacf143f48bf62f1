// Package compose holds the commands that edit a post's Markdown: emphasis, links, lists, tables,
// headings, quotations, code, lines, typing and pasting.
//
// Each is a function of a text and its selections that returns what to do, and does nothing itself:
// whoever has the text makes a transaction of it. A command works at every selection; what lies before
// the body is never touched.
package compose

import (
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// State is what a command works on. It is a value: a command reads it and changes nothing of it.
type State struct {
	Text       text.Text
	Start      int              // offset of the first byte of the body; no command changes what lies before
	Selections []text.Selection // at least one, the primary one first

	// Flows reports whether the line that starts at an offset is shown as one with the line before, nil where none
	// is. To commands on lines such lines are one.
	Flows func(off int) bool

	prose []markdown.Prose // paragraphs of several lines at the selections, while a command needs them
}

// Transaction is what a command does: edits of the text, and what is selected then. The zero value does
// nothing.
type Transaction struct {
	Kind  text.Kind
	Edits []text.Edit // sorted and not overlapping, in offsets of the text before
	// Selections are those after the edits, in offsets of the text after them. Nil maps the ones
	// before, with the caret behind what was inserted.
	Selections []text.Selection

	Apart bool    // it does not join the undo step before
	Then  Command // if set, is carried out on what this leads to, as an undo step of its own

	Pair byte // the closing mark that was put in behind each caret, 0 for none
	Row  bool // the primary caret is in a row of a table that was made for it
}

// Command is a function that reads a state and returns what to do.
type Command func(State) Transaction

// edited returns the transaction of some edits, which maps the selections.
func edited(edits ...text.Edit) Transaction {
	return Transaction{Kind: text.Other, Edits: edits}
}

// selected returns the transaction that only selects.
func selected(sels ...text.Selection) Transaction { return Transaction{Selections: sels} }

// later returns the state of a later text, good only for looking at its lines.
func (s State) later(next text.Text, p text.Patch) State {
	return State{Text: next, Start: p.Map(s.Start, text.Before)}
}
