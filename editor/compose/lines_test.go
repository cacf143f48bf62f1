package compose

import "testing"

func TestMoveLines(t *testing.T) {
	runCommands(t, func(s State) Transaction { return MoveLines(s, true) }, []command{
		{"up", "one\ntw|o\nthree\n", "tw|o\none\nthree\n"},
		{"the first line stays", "o|ne\ntwo\n", "o|ne\ntwo\n"},
		{"the last line without an ending", "one\ntw|o", "tw|o\none"},
		{"the last line with one", "one\ntw|o\n", "tw|o\none\n"},
		{"the empty line at the end stays", "one\n|", "one\n|"},
		{"several lines", "a\nb«b\ncc»|\nd", "b«b\ncc»|\na\nd"},
		{"several blocks", "a\n|b\nc\n|d\n", "|b\na\n|d\nc\n"},
		{"CRLF", "one\r\ntw|o", "tw|o\r\none"},
		{"mixed endings go with their lines", "one\r\ntw|o\nthree", "tw|o\none\r\nthree"},
	})
	runCommands(t, func(s State) Transaction { return MoveLines(s, false) }, []command{
		{"down", "o|ne\ntwo\nthree\n", "two\no|ne\nthree\n"},
		{"the last line stays", "one\ntw|o", "one\ntw|o"},
		{"not behind the final line ending", "one\ntw|o\n", "one\ntw|o\n"},
		{"behind a last line without an ending", "on|e\ntwo", "two\non|e"},
		{"several lines", "«a\nb»|\nc\nd", "c\n«a\nb»|\nd"},
		{"a selection of whole lines", "«a\nb\n»|c\nd", "c\n«a\nb\n»|d"},
		{"several blocks", "|a\nb\n|c\nd\n", "b\n|a\nd\n|c\n"},
	})
}

func TestDuplicateLines(t *testing.T) {
	runCommands(t, func(s State) Transaction { return DuplicateLines(s, false) }, []command{
		{"below", "o|ne\ntwo", "one\no|ne\ntwo"},
		{"the last line without an ending", "one\ntw|o", "one\ntwo\ntw|o"},
		{"several lines", "«a\nb»|\nc", "a\nb\n«a\nb»|\nc"},
		{"a selection of whole lines", "«a\n»|b\n", "a\n«a\n»|b\n"},
		{"several", "|a\nb\n|c\n", "a\n|a\nb\nc\n|c\n"},
		{"an empty line", "a\n|\nb", "a\n\n|\nb"},
	})
	runCommands(t, func(s State) Transaction { return DuplicateLines(s, true) }, []command{
		{"above", "o|ne\ntwo", "o|ne\none\ntwo"},
		{"the last line without an ending", "one\ntw|o", "one\ntw|o\ntwo"},
		{"several lines", "«a\nb»|\nc", "«a\nb»|\na\nb\nc"},
		{"several", "|a\nb\n|c\n", "|a\na\nb\n|c\nc\n"},
		{"a selection of whole lines", "«a\n»|b\n", "«a\n»|a\nb\n"},
	})
}

func TestDeleteLines(t *testing.T) {
	runCommands(t, DeleteLines, []command{
		{"a line", "one\ntw|o\nthree\n", "one\nth|ree\n"},
		{"a longer column than the next line has", "one\nlong lin|e\nx\n", "one\nx|\n"},
		{"the last line", "one\ntw|o", "on|e"},
		{"the last one with an ending", "one\ntw|o\n", "one\n|"},
		{"the empty line at the end", "one\n|", "|one"},
		{"the only line", "on|e", "|"},
		{"several lines", "a\n«b\nc»|\nd\n", "a\nd|\n"},
		{"several blocks", "|a\nb\n|c\nd\n", "|b\n|d\n"},
		{"not within a rune", "abc|\né\n", "é|\n"},
		{"nothing", "|", "|"},
	})
}
