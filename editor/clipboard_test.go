package editor

import (
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/clipboard"
)

// pasteboard is the reading of a clipboard with something formatted.
func pasteboard(html string, err error) func(uint32, time.Duration) ([]byte, error) {
	return func(uint32, time.Duration) ([]byte, error) { return []byte(html), err }
}

func TestNewPostFromClipboard(t *testing.T) {
	for _, tt := range []struct {
		html        string
		err         error
		plain       string
		title, body string
		said        string
	}{
		{"<h1>A heading</h1><p>Some <b>bold</b> words.</p>", nil, "", "A heading", "Some **bold** words.\n", "A new post was made"},
		{"<p>Some words.</p><h1>Later</h1>", nil, "", "", "Some words.\n\n# Later\n", "A new post was made"},
		{"", clipboard.ErrNone, "only words", "", "only words", "A new post was made"},
		{"<h1>late</h1>", clipboard.ErrTimeout, "only words", "", "only words", "Pasted as plain text: the program that"},
		{"<p>Some <b>bold</b> words.</p><video src=\"a.mp4\"></video>", nil, "", "", "Some **bold** words.\n\n[a.mp4](a.mp4)\n", "What was embedded from another page is a link now."},
	} {
		d := newTestWindow(t, one())
		d.o.ReadHTML = pasteboard(tt.html, tt.err)
		d.o.App.Clipboard().SetContent(tt.plain)
		d.command("New post from clipboard")
		want := tt.title
		if want == "" {
			want = "Untitled"
		}
		d.wantTitle("• " + want + " — Galley")
		if s := d.posts.cur.s; strings.TrimRight(s.Text().Slice(s.Start(), s.Text().Len()), "\n") != strings.TrimRight(tt.body, "\n") || s.Path() != "" {
			t.Errorf("%q: the text is %q", tt.html, s.Text().String())
		}
		if got := d.status.Note.Text(); !strings.Contains(got, tt.said) {
			t.Errorf("%q: the status bar says %q", tt.html, got)
		}
	}
	d := newTestWindow(t, one())
	d.o.ReadHTML = pasteboard("", clipboard.ErrTimeout)
	d.o.App.Clipboard().SetContent("")
	d.command("New post from clipboard")
	if got := d.status.Note.Text(); got != "Pasted as plain text: "+clipboard.ErrTimeout.Error()+"." || len(d.posts.all) != 1 {
		t.Errorf("says %q with %d posts", got, len(d.posts.all))
	}
}

// What is copied is formatted where the system takes that, and text else.
func TestCopyWords(t *testing.T) {
	for _, tt := range []struct {
		html string
		fail error
		want string // of "written; Fyne's"
	}{
		{"<b>words</b>", nil, "words <b>words</b>; before"},
		{"<b>words</b>", clipboard.ErrSystem, "words <b>words</b>; words"},
		{"", nil, "; words"},
	} {
		d := newTestWindow(t, one())
		written := ""
		d.o.WriteHTML = func(c clipboard.Content) error {
			written = c.Text + " " + c.HTML
			return tt.fail
		}
		d.o.App.Clipboard().SetContent("before")
		d.copyWords("words", tt.html)
		if got := written + "; " + d.o.App.Clipboard().Content(); got != tt.want {
			t.Errorf("%q, %v: %s; want %s", tt.html, tt.fail, got, tt.want)
		}
	}
}
