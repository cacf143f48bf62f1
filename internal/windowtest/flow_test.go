//go:build linux

package windowtest

import (
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

const (
	flowHead   = "!! title: Wrapped\n!! slug: wrapped\n!! published: 2024-01-02\n!! description: A post whose lines are wrapped at sixty characters, as those of many are\n\n---\n\n"
	flowFirst  = "One of the first things that a manager learns is how little\nof the day is left for what the day was meant to be, and it\nis a lesson that comes again.\n"
	flowSecond = "\nThen there are meetings. There are so many of them that one\nlooks for a place between two in which to write what is said\nin the third.\n"
)

// TestWindowFlowsWrappedLines types into a paragraph whose lines flow, which is wrapped again when the caret
// leaves it; undo, bold and the switch in the menu go by the lines of the file.
func TestWindowFlowsWrappedLines(t *testing.T) {
	d := lay(t)
	d.wraps = true
	path := filepath.Join(d.dir, "wrapped.md")
	src := flowHead + flowFirst + flowSecond
	d.write(path, src)
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Wrapped — Galley")
	d.Type("Perhaps, ") // in the first line of the first paragraph
	d.Key("ctrl+End", "ctrl+s")
	typed := "Perhaps, One of the first things that a manager learns is\nhow little of the day is left for what the day was meant to\nbe, and it is a lesson that comes again.\n"
	d.waitFile(path, flowHead+typed+flowSecond)
	d.Key("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+s")
	d.waitFile(path, src)

	d.Key("ctrl+Home", "ctrl+shift+Down", "shift+Left", "shift+Left", "ctrl+b", "ctrl+s") // one pair of marks
	d.waitFile(path, flowHead+"**One of the first things that a manager learns is how\nlittle of the day is left for what the day was meant to be,\nand it is a lesson that comes again.**\n"+flowSecond)
	d.Key("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+s")
	d.waitFile(path, src)

	d.Key("ctrl+Home", "ctrl+f") // words that a line ends between are found
	d.Type("and it is")
	d.Key("Escape")
	d.Type("or")
	d.Key("ctrl+s")
	d.waitFile(path, flowHead+strings.Replace(flowFirst, "and it\nis a lesson", "or a\nlesson", 1)+flowSecond)
	d.Key("ctrl+z", "ctrl+z", "ctrl+s")
	d.waitFile(path, src)

	d.Key("ctrl+Home")
	before := d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type("flow wrapped lines")
	d.Key("Return")
	d.answered(before)
	d.Type("Perhaps, ")
	d.Key("ctrl+End", "ctrl+s")
	d.waitFile(path, flowHead+"Perhaps, "+flowFirst+flowSecond)
	d.Key("ctrl+Home", "alt+q", "ctrl+s")
	d.waitFile(path, flowHead+typed+flowSecond)
}
