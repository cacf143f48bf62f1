package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/verify"
)

func TestWork(t *testing.T) {
	growth.Alone(t)
	rep := strings.Repeat
	counted := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, make := range map[string]func(n int) func(){
		"a key of many parts": func(n int) func() {
			src := "+++\n[" + rep("a.", n) + "a]\nb = 1\n+++\nx"
			return func() { readMatter(src) }
		},
		"tables in tables": func(n int) func() {
			src := "+++\na = " + rep("{a=", n) + "\n+++\nx"
			return func() { readMatter(src) }
		},
		"lists in YAML": func(n int) func() {
			src := "---\na: " + rep("[", n) + "\n---\nx"
			return func() { readMatter(src) }
		},
		"JSON in each other": func(n int) func() {
			src := rep(`{"a":`, n)
			return func() { readMatter(src) }
		},
		"keys that fall together": func(n int) func() {
			m, _ := readMatter("---\n" + counted(n, "'a%[1]d': 1\n'!a%[1]d': 2\n") + "---\nx")
			return func() { new(found).set(m) }
		},
		"lists of definitions": func(n int) func() {
			f := &found{body: rep("a\n: b\n\nc\n\n", n/10)}
			return func() { f.meanings() }
		},
		"what looks like them": func(n int) func() {
			f := &found{body: rep("a\n", n) + rep("\n\n\n: b\na\n\n", n)}
			return func() { f.meanings() }
		},
		"codes that share an end": func(n int) func() {
			src := rep("[embed]x", n) + "[/embed]" + rep("[VIDEO]x", n) + "[/video]"
			return func() { wordpressHTML(src, pictured{}) }
		},
		"pictures that a bundle lacks": func(n int) func() {
			files := map[string]verify.BundleFile{}
			for i := range n {
				files[fmt.Sprintf("assets/e\u0301%d.png", i)] = verify.BundleFile{}
			}
			return func() {
				b := &bundled{files: files, used: map[string]bool{}}
				for i := range n {
					b.name(fmt.Sprintf("u\u0308%d.png", i))
				}
			}
		},
		"keys that are no names": func(n int) func() {
			return func() {
				f := new(found)
				for range n {
					f.freeKey("a")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) { growth.Bytes(t, 2000, make) })
	}
}

// Front matter that is too intricate is left out, told of, and the words stay.
func TestIntricateMatter(t *testing.T) {
	for _, src := range []string{
		"+++\n[" + strings.Repeat("a.", 20_000) + "a]\nb = 1\n+++\nbody\n",
		"+++\na = " + strings.Repeat("{a=", 20_000) + "\n+++\nbody\n",
		"+++\na = " + strings.Repeat("[", 20_000) + "\n+++\nbody\n",
		"---\na: [" + strings.Repeat("1,", 200_000) + "]\n---\nbody\n",
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "a.md")
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := New(t.Context(), filepath.Join(dir, "lib"), []string{file}, Options{})
		if err != nil || len(p.Posts) != 1 || !strings.HasSuffix(p.Posts[0].Text, "body\n") {
			t.Errorf("%.30q: %v", src, err)
			continue
		}
		told := false
		for _, n := range p.Notes {
			told = told || strings.Contains(n.Text, "its front matter was left out: ")
		}
		if !told {
			t.Errorf("%.30q: nothing is told of it: %v", src, p.Notes)
		}
	}
}
