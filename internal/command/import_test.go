package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestImportGolden(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	put(t, "site/_posts/2024-01-02-hello.md", "---\ntitle: Hello\ntags: [a, b]\nnested: {x: 1}\n---\nHi ![p](/img/p.png) ![q](gone.png)\n")
	put(t, "site/_posts/2024-01-03-soon.md", "---\ntitle: Soon\ndraft: true\ndate: tomorrow\n---\nLater\n")
	put(t, "site/README.md", "about\n")
	put(t, "site/img/p.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00")
	var b strings.Builder
	for _, args := range [][]string{
		{"import", "--dry-run", "--out", "lib", "site"},
		{"import", "--out", "lib", "site"},
		{"import", "--out", "lib", "site"},
		{"import", "--out", "lib", "site/_posts/2024-01-02-hello.md", "nowhere"},
		{"import", "--dry-run", "--out", "lib", "site/img"},
		{"import", "--out", "lib", "site/img"},
	} {
		code, out, errs := run(t, "", args...)
		b.WriteString("$ galley " + strings.Join(args, " ") + "\n" + out + errs)
		if code != 0 {
			b.WriteString("exit code 1\n")
		}
		if _, err := os.Stat("lib"); err == nil && args[1] == "--dry-run" && strings.Count(b.String(), "$") == 1 {
			t.Error("the dry run has made the folder")
		}
	}
	for _, name := range []string{"hello.md", "wip-soon.md"} {
		b.WriteString("=== " + name + "\n" + get(t, filepath.Join("lib", name)))
	}
	t.Chdir(here)
	golden(t, "import.txt", strings.ReplaceAll(b.String(), dir+"/", ""))
	golden(t, "help-import.txt", must(t, "import", "--help"))
}
