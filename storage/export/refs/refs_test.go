package refs

import (
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

func TestAll(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"![a](b.png)", "image b.png"},
		{"![a]( <b c.png> 'd' )", "image b c.png"},
		{"![a](b\\).png \"](x.png)\")", "image b).png"},
		{"[a](b.md) and [*c*](d.md#e)", "link b.md|link d.md#e"},
		{"[![a](b.png)](c.md)", "image b.png|link c.md"},
		{"![a][r] [b][s]\n\n[r]: <x y.png>\n[s]: z.md\n[t]: no.md\n", "image x y.png|link z.md"},
		{"<a href='b%20c.md'><img alt=x src=d.png></a>", "link b c.md|image d.png"},
		{"> - ![a](b.png)\r\n>   ![c](d.png)\r\n", "image b.png|image d.png"},
		{"`![a](b.png)`\n\n    ![a](b.png)\n", ""},
		{"é ![é](ü.png)", "image ü.png"},
		{"![a](b&amp;c.png)", "image b&c.png"},
		{"[a ](b.md) [`c`](d.md) [e <b>f</b>](g.md) [`` h` ``](i.md)", "link b.md|link d.md|link g.md|link i.md"},
		{"[a][r] [b](x)\n\n[r]: x\n", "link x|link x"},
		{"[](b.md)", "link b.md"},
		{"words [](<b c.md> 'd') and [e](f.md)[]( g.md )\n# [](h.md)\n\n- [](i.md)\n\n| [](j.md) |\n|-|\n| [](k.md) x |\n", "link b c.md|link f.md|link g.md|link h.md|link i.md|link k.md"},
		{"`[](b.md)` \\[](c.md) \\\\[](d.md) [x [](e.md) y](f.md) ![](g.png) [](h\n", "link d.md|link e.md|image g.png"},
		{"```\n[](b.md)\n```\n\n<!-- [](c.md) -->\n\n    [](d.md)\n\n$$\n[](e.md)\n$$\n", ""},
		{"[][r] `[][s]` [][ T  u ] [][v]\n\n[r]: a.md\n[s]: b.md\n[t U]: <c d.md> 'x'\n", "link a.md|link c d.md"},
		{"", ""},
	} {
		var got []string
		for _, r := range All(tt.src) {
			kind := "image "
			if r.IsLink {
				kind = "link "
			}
			got = append(got, kind+r.Dest)
			if r.Written != tt.src[r.Start:r.End] {
				t.Errorf("%q: %q is not what is written there", tt.src, r.Written)
			}
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q: %s, want %s", tt.src, s, tt.want)
		}
	}
}

// What is found can be written anew, and what is not found stays.
func TestReplace(t *testing.T) {
	src := "![a](b.png)\n<img src=\"b.png\">\n![c][r]\n\n[r]: b.png\n"
	got := Replace(src, Images(src), func(r Ref) string { return r.As("x") })
	if want := "![a](x)\n<img src=\"x\">\n![c][r]\n\n[r]: x\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Replace(src, nil, nil); got != src {
		t.Errorf("%q", got)
	}
}

// Words and titles that look like addresses cost no more than others.
func TestWork(t *testing.T) {
	growth.Alone(t)
	for name, src := range map[string]func(n int) string{
		"words": func(n int) string { return "![" + strings.Repeat("\\](", n) + "][r]\n\n[r]: x\n" },
		"title": func(n int) string { return "![a](x \"" + strings.Repeat("](", n) + "\")" },
	} {
		t.Run(name, func(t *testing.T) {
			growth.Steps(t, 1000, func(n int) int {
				f := newFinder(src(n))
				before := f.left
				f.inline(0, len(f.src), "y")
				return before - f.left
			})
		})
	}
}
