package command

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manPages are the manual pages of all commands by their file names. They are
// made here and not in the program, which has no use for what makes them.
func manPages(t *testing.T) map[string]string {
	t.Helper()
	date := regexp.MustCompile(`(?m)^(\.TH "\S+" "1") "[^"]*"`)
	pages := map[string]string{}
	var add func(cmd *cobra.Command)
	add = func(cmd *cobra.Command) {
		cmd.DisableAutoGenTag, cmd.DisableFlagsInUseLine = true, true
		cmd.InitDefaultHelpFlag()
		var b bytes.Buffer
		if err := doc.GenMan(cmd, &doc.GenManHeader{Section: "1", Source: "Galley", Manual: "Galley's manual"}, &b); err != nil {
			t.Fatal(err)
		}
		pages[strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"] = date.ReplaceAllString(b.String(), `$1 ""`)
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				add(sub)
			}
		}
	}
	root := (&cli{env: Env{Getenv: func(string) string { return "" }}}).root()
	root.Version = ""
	add(root)
	return pages
}

// The manual pages in docs/man say what --help says; make man writes them anew.
func TestManPages(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "man")
	pages := manPages(t)
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, page := range pages {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	have, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range have {
		if _, ok := pages[e.Name()]; !ok {
			t.Errorf("docs/man has %s, which is no command's; run make man", e.Name())
		}
	}
	for name, page := range pages {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != page {
			t.Errorf("docs/man/%s is not up to date; run make man (%v)", name, err)
		}
		for _, part := range []string{".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS"} {
			if !strings.Contains(page, part) {
				t.Errorf("%s has no %s", name, part)
			}
		}
	}
	if _, ok := pages["galley-publish.1"]; !ok || len(pages) < 10 {
		t.Errorf("there are %d pages", len(pages))
	}
}

func TestParameters(t *testing.T) {
	for use, want := range map[string]string{
		"show [--json] FILE":                                         "FILE ",
		"set FILE KEY=VALUE... [--unset KEY]":                        "FILE,KEY=VALUE KEY=VALUE",
		"list [--json] [--status STATUS] [--sort KEY] DIR":           "DIR ",
		"render [--to html|page|text|png] [FILE]":                    "FILE ",
		"replace [--dry-run] OLD NEW DIR":                            "OLD,NEW,DIR ",
		"check [--json] [--strict] PATH...":                          "PATH PATH",
		"trash [--force] FILE...":                                    "FILE FILE",
		"export --to FORMAT --out PATH PATH...\n  galley export X Y": "PATH PATH",
		`new [--dir DIR] "Title"`:                                    " ",
		"completion bash|zsh|fish":                                   " ",
	} {
		names, rest := parameters(use)
		if got := strings.Join(names, ",") + " " + rest; got != want {
			t.Errorf("%q: %q, want %q", use, got, want)
		}
	}
}

// What is completed, as a shell asks for it.
func TestCompletion(t *testing.T) {
	p := newPast(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"0001-jars.md": "!! title: Jars: a study\n!! slug: jars\n\n---\n\nOne.\n", "0002-pots.md": "\xff", "wip-lids.md": "!! title: Lids\n", "notes.txt": "",
		"-odd name.md": "!! title: Odd\n", "a\nb.md": "", ".hidden.md": "", filepath.Join("sub", "0003-cups.md"): "!! title: Cups\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("HOME", filepath.Dir(dir))
	home := "~/" + filepath.Base(dir) + "/"
	for _, c := range []struct {
		args []string
		want string // lines, with tabs as |
	}{
		{[]string{"pub"}, "publish|Take a post out of draft, date it and print its new path :4"},
		{[]string{"show", ""}, "sub/ -odd name.md|Odd 0001-jars.md|Jars: a study 0002-pots.md wip-lids.md|Lids :4"},
		{[]string{"show", "0001"}, "0001-jars.md|Jars: a study :4"},
		{[]string{"show", "sub/"}, "sub/0003-cups.md|Cups :4"},
		{[]string{"show", home + "00"}, home + "0001-jars.md|Jars: a study " + home + "0002-pots.md :4"},
		{[]string{"show", "0001-jars.md", ""}, ":4"},
		{[]string{"publish", ""}, "sub/ wip-lids.md|Lids :4"},
		{[]string{"trash", "0001-jars.md", "0002"}, "0002-pots.md :4"},
		{[]string{"list", ""}, "sub/ :6"},
		{[]string{"list", "none/"}, ":4"},
		{[]string{"replace", "a", "b", "s"}, "sub/ :6"},
		{[]string{"replace", ""}, ":4"},
		{[]string{"set", "0001-jars.md", ""}, "title= slug= :6"},
		{[]string{"set", "0001-jars.md", "--unset", "s"}, "slug :4"},
		{[]string{"list", "--status", "d"}, "draft :4"},
		{[]string{"list", "--status", "unr"}, "unreadable :4"},
		{[]string{"list", "--status", "u"}, "undated unreadable :4"},
		{[]string{"list", "--sort", ""}, "date title changed name :4"},
		{[]string{"render", "--to", "p"}, "page png :4"},
		{[]string{"completion", "z"}, "zsh :4"},
		{[]string{"new", "--dir", ""}, "sub/ :6"},
	} {
		code, out, _ := p.run(append([]string{cobra.ShellCompRequestCmd}, c.args...)...)
		got := strings.Split(strings.TrimSpace(strings.ReplaceAll(out, "\t", "|")), "\n")
		// Folders come first, then posts; within both the order is the folder's.
		if g := strings.Join(got, " "); code != 0 || g != c.want {
			t.Errorf("%q: exit code %d\n%s\nwant\n%s", c.args, code, g, c.want)
		}
	}
	if !Is([]string{cobra.ShellCompRequestCmd, "show", ""}) || !Is([]string{cobra.ShellCompNoDescRequestCmd, ""}) {
		t.Error("what a shell asks for would open a window")
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if out := p.must("completion", shell); !strings.Contains(out, "__complete") || !strings.Contains(out, "galley") {
			t.Errorf("%s: %.100q", shell, out)
		}
	}
	if code, _, _ := p.run("completion", "tcsh"); code != 2 {
		t.Errorf("exit code %d", code)
	}
}
