//go:build linux

package xwindow

import (
	"os/exec"
	"strings"
)

// Name is the display's, such as ":3", for a test that opens a connection of its own.
func (d *Display) Name() string { return d.name }

// SetClipboardAs puts a content on the clipboard under one name of a representation only, such as "text/html".
func (d *Display) SetClipboardAs(kind, content string) {
	d.t.Helper()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-in", "-quiet", "-target", kind)
	cmd.Env = d.env(d.dir)
	cmd.Stdin = strings.NewReader(content)
	d.start(cmd, "xclip.log")
	Wait(d.t, "the clipboard to hold "+kind, func() bool { return d.ClipboardAs(kind) == content })
}

// ClipboardAs returns one representation of what is on the clipboard, "" when there is none of that name.
func (d *Display) ClipboardAs(kind string) string {
	cmd := exec.Command("xclip", "-selection", "clipboard", "-out", "-target", kind)
	cmd.Env = d.env(d.dir)
	out, err := cmd.Output()
	if err != nil {
		return "" // nobody owns the selection, or gives it so
	}
	return string(out)
}
