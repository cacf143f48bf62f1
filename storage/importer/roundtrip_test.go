package importer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
)

// nastyValues break what is careless with text.
var nastyValues = []string{
	"", "yes", "no", "~", "null", "010", "1e3", "12:30", "2024-01-02", "- a", "[x", "{a: b}", "a: b", "a #b", "#", "'", `"`, `\`, `a\nb`, "|", "> x", "*a", "&a", "!!x", "---", "+++", "%",
	"日本語 😀", "é", "\u202eabc\u202c", "a\u00a0b", "\ufeffx", "a\tb", "`", "@", "? x", "<<", "{{ x }}", "{{< y >}}", "a, b", `["a", "b"]`, "=", "0x1F", "+1", ".inf", strings.Repeat("long ", 100), "<b>&amp;", "]]>", "x  ",
}

var nastyKeys = []string{"tags", "Title", "date", "draft", "params", "galley", "extra", "y", "no", "a b", "1", "日本", "\"q\"", "#", "weight", "type", "-", "x.y", "title", "description"}

// nastyPost makes a post; bodies hold what fences and converters trip over.
func nastyPost(r *rand.Rand, n int) string {
	slug := fmt.Sprintf("post-%d", n)
	end := "\n"
	if r.IntN(4) == 0 {
		end = "\r\n"
	}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	lines := []string{"!! title: T" + pick(nastyValues), "!! slug: " + slug, "!! published: 2024-01-0" + fmt.Sprint(1+r.IntN(9)), "!! description: " + pick(nastyValues)}
	for range r.IntN(5) {
		lines = append(lines, "!!"+strings.Repeat(" ", r.IntN(3))+pick(nastyKeys)+":"+strings.Repeat(" ", r.IntN(2))+pick(nastyValues))
	}
	var b strings.Builder
	if r.IntN(5) == 0 {
		b.WriteString("\ufeff")
	}
	for _, l := range lines {
		b.WriteString(l + end)
	}
	b.WriteString(strings.Repeat(end, r.IntN(3)) + "---" + strings.Repeat(" ", r.IntN(2)) + end + strings.Repeat(end, r.IntN(3)))
	for range r.IntN(6) {
		b.WriteString(pick([]string{"words", "---", "+++", "---" + end + "a: b" + end + "---", "{", "![p](pic.png)", "![q](/deep/pic.png)", "![gone](gone.png)", "```" + end + "![no](pic.png)" + end + "```", "{{< figure >}}", "\ttab", "trailing  ", "...", "<img src=pic.png>", "[^1]: note", pick(nastyValues)}))
		b.WriteString(pick([]string{end, end + end, "\r\n", ""}))
	}
	return b.String()
}

// What goes out as a package comes in as it was, byte for byte.
func TestRoundTrips(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	lib := t.TempDir()
	put(t, filepath.Join(lib, "pic.png"), pixel+"beside")
	put(t, filepath.Join(lib, "assets/deep/pic.png"), pixel+"deep")
	find := func(_, dest string) (string, bool) {
		file := filepath.Join(lib, dest)
		if strings.HasPrefix(dest, "/") {
			file = filepath.Join(lib, "assets", dest)
		}
		_, err := os.Stat(file)
		return file, err == nil
	}
	want := map[string]string{}
	var sources []export.Source
	for n := range 40 {
		name, src := fmt.Sprintf("%04d-post-%d.md", n+1, n), nastyPost(r, n)
		if n%10 == 9 {
			name = fmt.Sprintf("wip-post-%d.md", n)
		}
		want[name] = src
		sources = append(sources, export.Source{Path: filepath.Join(lib, name), Text: src})
	}
	for _, to := range []string{"zip", "textbundle", "textpack", "hugo", "yaml"} {
		t.Run(to, func(t *testing.T) {
			format, err := export.FormatNamed(to)
			if err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(t.TempDir(), "out")
			if to != "zip" {
				out += "/"
				if err := os.Mkdir(out, 0o777); err != nil {
					t.Fatal(err)
				}
			}
			e := export.NewPlan(sources, export.Options{Format: format, Now: noon, Drafts: true, Image: find})
			if err := e.WriteFile(out); err != nil {
				t.Fatal(err)
			}
			p := plan(t, filepath.Join(t.TempDir(), "in"), Options{}, out)
			if len(p.Posts) != len(want) || len(p.Skipped) > 0 || len(p.Notes) > 0 || len(p.Missing) > 0 {
				t.Fatalf("%s: %v", p.Summary(), p.Lines())
			}
			if err := p.Write(context.Background()); err != nil {
				t.Fatal(err)
			}
			got := tree(t, p.Dir)
			for name, src := range want {
				if got[name] != src {
					t.Errorf("%s:\ngot  %q\nwant %q", name, got[name], src)
				}
			}
		})
	}
}

// What was taken in from elsewhere goes out to Hugo and back with the same
// fields and the same body, even where another program took our own notes out
// of the front matter.
func TestThereAndBack(t *testing.T) {
	from := t.TempDir()
	const src = "---\ntitle: \"A: b\"\ndate: 2024-01-02T03:04:05+01:00\nsummary: \"yes\"\ntags: [\"x, y\", 'no', 1]\nnested: {a: [1, {b: \"c\\nd\"}]}\nlines: |\n  one\n  two\nzero: 007\nempty: \"\"\nquote: '\"x\"'\n---\n\n![p](p.png)\n---\nend  \r\n"
	put(t, filepath.Join(from, "post.md"), src)
	put(t, filepath.Join(from, "p.png"), pixel)
	first := plan(t, filepath.Join(t.TempDir(), "one"), Options{}, from)
	if err := first.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	was := first.Posts[0].Text
	for _, to := range []string{"hugo", "yaml"} {
		format, err := export.FormatNamed(to)
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "out")
		e := export.NewPlan([]export.Source{{Path: filepath.Join(first.Dir, "post.md"), Text: was}}, export.Options{Format: format, Now: noon, Image: func(_, dest string) (string, bool) { return filepath.Join(first.Dir, dest), true }})
		if err := e.WriteFile(out); err != nil {
			t.Fatal(err)
		}
		if p := plan(t, t.TempDir(), Options{}, out); len(p.Posts) != 1 || p.Posts[0].Text != was {
			t.Errorf("%s: got\n%v\nwant\n%s", to, p.Posts, was)
		}
		// Without what only Galley understands.
		file := filepath.Join(out, "post", "index.md")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		own := false
		for line := range strings.Lines(string(data)) {
			switch trimmed := strings.TrimLeft(line, " "); {
			case strings.HasPrefix(trimmed, "galley:"):
				own = true
			case own && strings.HasPrefix(line, "    ") || own && to == "yaml" && strings.HasPrefix(line, "  "):
			default:
				own = false
				kept = append(kept, line)
			}
		}
		put(t, file, strings.Join(kept, ""))
		if err := os.Remove(filepath.Join(out, ".galley-export.json")); err != nil {
			t.Fatal(err)
		}
		p := plan(t, t.TempDir(), Options{}, out)
		if len(p.Posts) != 1 {
			t.Fatalf("%s: %v", to, p.Lines())
		}
		a, b := post.Parse(was), post.Parse(p.Posts[0].Text)
		for _, f := range a.Fields() {
			if v, ok := b.Value(f.Key); !ok || v != f.Value {
				t.Errorf("%s: %s is %q, want %q", to, f.Key, v, f.Value)
			}
		}
		if len(a.Fields()) != len(b.Fields()) {
			t.Errorf("%s: other fields: %q", to, p.Posts[0].Text)
		}
		if x, y := was[a.BodyStart():], p.Posts[0].Text[b.BodyStart():]; x != y {
			t.Errorf("%s: the body is %q, want %q", to, y, x)
		}
	}
	if !slices.ContainsFunc(post.Parse(was).Fields(), func(f post.Field) bool {
		return f.Key == "lines" && f.Value == `"one\ntwo\n"`
	}) {
		t.Errorf("lines are not kept: %s", was)
	}
}
