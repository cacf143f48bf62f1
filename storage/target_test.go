package storage

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/index"
)

func TestTarget(t *testing.T) {
	dir := tree(t, map[string]string{
		"0001-first.md":        source("First", "first", "2024-01-01", "# Über uns\n\n<a id=\"here\"></a>\n"),
		"0002-second.md":       "!! title: Second\n!! slug: second\n!! published: 2024-01-01\n!! aliases: /posts/older, https://example.org/posts/oldest/\n\n---\n\n# Words\n",
		"2024/grüße.md":        source("Hi", "gruesse", "2024-01-01", "x"),
		"2024/deep/third.md":   source("Third", "third", "2024-01-01", "x"),
		"assets/posts/a b.png": "x",
		"2024/near.txt":        "x",
		"galley.toml":          "[site]\nurl = \"https://example.org\"\n",
	})
	lib := open(t, dir)
	r := lib.Resolver()
	for _, tt := range []struct{ from, written, want string }{
		{"0001-first.md", "[](/posts/second#words)", "heading 0002-second.md"},
		{"0001-first.md", "[a](/posts/second#words)", "heading 0002-second.md"},
		{"0001-first.md", "[a](/posts/second#none)", "nothing 0002-second.md no such heading"},
		{"0001-first.md", "[a](#%C3%BCber-uns)", "heading 0001-first.md"},
		{"0001-first.md", "[a](#u\u0308ber-uns)", "heading 0001-first.md"},
		{"0001-first.md", "[a](#here)", "heading 0001-first.md"},
		{"0001-first.md", "[a](#)", "post 0001-first.md"},
		{"0001-first.md", "[a](/posts/none)", "nothing  no such post"},
		{"0001-first.md", "[a](none.md)", "nothing  no such post"},
		{"0001-first.md", "[a](/posts/older)", "post 0002-second.md alias"},
		{"0001-first.md", "[a](/posts/oldest#words)", "heading 0002-second.md alias"},
		{"0001-first.md", "[a](https://example.org/posts/second/)", "post 0002-second.md"},
		{"0001-first.md", "[a](2024/gru\u0308%C3%9Fe.md)", "post 2024/grüße.md"},
		{"2024/grüße.md", "[a](../0001-first.md)", "post 0001-first.md"},
		{"2024/grüße.md", "[a](deep/third.md)", "post 2024/deep/third.md"},
		{"2024/grüße.md", "[a](third.md)", "post 2024/deep/third.md"},
		{"2024/deep/third.md", "[a](../../second.md)", "post 0002-second.md"},
		{"2024/deep/third.md", "[a](../second.md)", "nothing  no such post"},
		{"2024/deep/third.md", "[a](../near.txt)", "file 2024/near.txt"},
		{"2024/deep/third.md", "[a](../far.txt)", "nothing  no such file"},
		{"0001-first.md", "![a](/posts/a%20b.png)", "file assets/posts/a b.png"},
		{"0001-first.md", "![a](</posts/a b.png>)", "file assets/posts/a b.png"},
		{"0001-first.md", "![a](/posts/second)", "nothing  no such image"},
		{"0001-first.md", "[a](/about)", "site "},
		{"0001-first.md", "[a](/)", "site "},
		{"0001-first.md", "[a](https://example.org)", "site "},
		{"0001-first.md", "[a](https://example.org.evil/posts/first)", "web "},
		{"0001-first.md", "<mailto:a@b.example>", "web "},
		{"0001-first.md", "![a](data:image/png;base64,AAAA)", "web "},
	} {
		from := filepath.Join(dir, tt.from)
		list := index.Of(tt.written, markdown.Dialect{}).Links
		if len(list) != 1 {
			if tt.want != "" && !strings.HasPrefix(tt.written, "[]") {
				t.Errorf("%s: %d links", tt.written, len(list))
			}
			continue
		}
		got := r.Target(from, list[0])
		name := ""
		if got.Path != "" {
			name = lib.Rel(got.Path)
		}
		s := fmt.Sprintf("%v %s", got.Kind, name)
		if got.Alias {
			s += " alias"
		}
		if got.Why != "" {
			s += " " + got.Why
		}
		if s != tt.want {
			t.Errorf("%s: %s in %s is %q, want %q", tt.from, tt.written, tt.from, s, tt.want)
		}
	}
}

// Posts are named by links of every form, those of the post itself included.
func TestInbound(t *testing.T) {
	dir := tree(t, map[string]string{
		"0001-a.md": source("A", "a", "2024-01-01", "# H\n\n[self](#h) [b](/posts/b)\n"),
		"0002-b.md": source("B", "b", "2024-01-01", "[x](a.md) [y][r] <a href='/posts/a#h'>z</a> ![i](/posts/a) `[c](/posts/a)`\n\n[r]: ./0001-a.md#h\n"),
		"sub/c.md":  source("C", "c", "2024-01-01", "[x](../0001-a.md)\n"),
	})
	lib := open(t, dir)
	var got []string
	for _, r := range lib.Resolver().Inbound(filepath.Join(dir, "0001-a.md")) {
		got = append(got, r.From.Slug+" "+r.Link.Dest+" "+r.Fragment)
	}
	want := "b a.md |b /posts/a#h h|b ./0001-a.md#h h|a #h h|c ../0001-a.md "
	if s := strings.Join(slices.Sorted(slices.Values(got)), "|"); s != strings.Join(slices.Sorted(slices.Values(strings.Split(want, "|"))), "|") {
		t.Errorf("%s, want %s", s, want)
	}
}

func TestRenamed(t *testing.T) {
	for _, tt := range [][3]string{
		{"0001-old.md", "new", "0001-new.md"},
		{"wip-old.md", "new", "wip-new.md"},
		{"wip_old.md", "new", "wip_new.md"},
		{"wip-0012-old.md", "new", "wip-0012-new.md"},
		{"2024-01-02-old.md", "new", "2024-01-02-new.md"},
		{"old.md", "new", "new.md"},
		{"0012.md", "new", "0012.md"},
		{"index.md", "new", "index.md"},
		{"old.md", "Not A Slug", "old.md"},
		{"wip.md", "new", "wip.md"},
	} {
		if got := Renamed(tt[0], tt[1]); got != tt[2] {
			t.Errorf("%s with the slug %s is %s, want %s", tt[0], tt[1], got, tt[2])
		}
	}
}
