package walk

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is left out is what git leaves out, whatever a .gitignore says of names as
// people write them.
func TestIgnoredAsGitDoes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	segment := func() string { return pick("a", "b", "drafts", "*", "d*", "?", "[ab]", "[!a]", "*.tmp") }
	pattern := func() string {
		p := ""
		if rnd.IntN(4) == 0 {
			p = "!"
		}
		switch rnd.IntN(8) {
		case 0:
			p += "/" + segment()
		case 1:
			p += segment() + "/" + pick("a.md", "b.md", "*.md", segment())
		case 2:
			p += "**/" + pick("a.md", segment())
		case 3:
			p += segment() + "/**"
		case 4:
			p += segment() + "/**/" + pick("a.md", "b.md")
		case 5, 6:
			p += pick("a.md", "b.md", "*.md", "?.md", "[!b].md", "drafts.md")
		default:
			p += segment()
		}
		if rnd.IntN(4) == 0 {
			p += "/"
		}
		return p + pick("", "", "", " ", "\r")
	}
	home := t.TempDir()
	for round := range 60 {
		files := map[string]string{}
		for _, dir := range []string{"", "a/", "b/", "a/b/", "drafts/", "b/drafts/a/", "a/x.tmp/"} {
			for _, name := range []string{"a.md", "b.md", "drafts.md"} {
				files[dir+name] = ""
			}
		}
		for _, dir := range []string{"", "a/", "b/"} {
			if dir != "" && rnd.IntN(2) == 0 {
				continue
			}
			var lines []string
			for range 1 + rnd.IntN(3) {
				lines = append(lines, pattern())
			}
			files[dir+".gitignore"] = strings.Join(lines, "\n") + "\n"
		}
		dir := tree(t, files)
		git := func(args ...string) string {
			cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
			cmd.Env = append(os.Environ(), "HOME="+home, "GIT_CONFIG_NOSYSTEM=1", "XDG_CONFIG_HOME="+home)
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("git %q: %v", args, err)
			}
			return string(out)
		}
		git("init", "-q")
		var want []string
		for name := range strings.SplitSeq(git("ls-files", "-z", "--others", "--exclude-standard"), "\x00") {
			if strings.HasSuffix(name, ".md") {
				want = append(want, filepath.ToSlash(name))
			}
		}
		slices.Sort(want)
		if got := rels(look(t, dir)); !slices.Equal(got, want) {
			said := ""
			for name, text := range files {
				if strings.HasSuffix(name, ".gitignore") {
					said += fmt.Sprintf("%s: %q\n", name, text)
				}
			}
			t.Errorf("round %d\n got %q\nwant %q\n%s", round, got, want, said)
		}
	}
}
