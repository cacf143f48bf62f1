package editor

import (
	"strings"
	"testing"
)

// A paragraph is wrapped at the post's own column, and undo brings back its lines.
func TestRewrapAtThePostsColumn(t *testing.T) {
	line := strings.TrimSpace(strings.Repeat("abcd ", 12)) + "\n" // 59 letters; the next word makes 64
	wrapped := strings.Repeat(line, 4) + "abcd.\n\n"
	src := "!! title: Wrapped\n\n---\n\n" + wrapped + "abcd\n" + strings.Repeat("abcd ", 13) + "efgh\nend\n"
	d := newTestWindow(t, map[string]string{"wrapped.md": src})
	s := d.posts.cur.s
	d.jump(strings.Index(src, "efgh"))
	d.command("Rewrap paragraph")
	want := strings.TrimSuffix(src, "abcd\n"+strings.Repeat("abcd ", 13)+"efgh\nend\n") + line + "abcd abcd efgh end\n"
	if got := s.Text().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if at := s.Primary().Head; !strings.HasPrefix(s.Text().Slice(at, s.Text().Len()), "efgh") {
		t.Errorf("the caret is before %.10q", s.Text().Slice(at, s.Text().Len()))
	}
	s.Undo()
	if got := s.Text().String(); got != src {
		t.Errorf("undone\n%s", got)
	}
	d.command("Unwrap post")
	if got := s.Text().Lines(); got != 8 {
		t.Errorf("unwrapped the post has %d lines, want 8:\n%s", got, s.Text())
	}
}
