//go:build validate

package export

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/export/site"
)

// nuChecker is the Nu HTML checker, from the root of the module.
const nuChecker = "../../build/judges/node_modules/vnu-jar/build/dist/vnu.jar"

// nu gives what the checker says of pages, by their names: nothing of right
// ones. It starts once for all of them, since to start it costs more than a
// page does.
func nu(t *testing.T, pages map[string]string) string {
	t.Helper()
	if _, err := os.Stat(nuChecker); err != nil {
		t.Fatalf("%v; packaging/deps.sh validate installs it", err)
	}
	dir := t.TempDir()
	args := []string{"-jar", nuChecker, "--format", "gnu"}
	for name, page := range pages {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	cmd := exec.CommandContext(t.Context(), "java", args...)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	said := strings.ReplaceAll(string(out), "file:"+dir+"/", "")
	if err != nil && said == "" {
		t.Fatalf("java: %v; packaging/deps.sh validate installs it", err)
	}
	return said
}

// aside are messages of the checker that say nothing against a page, and why.
var aside = regexp.MustCompile(strings.Join([]string{
	`Attribute “type” not allowed`,                             // epub:type, which is of books and not of HTML
	`Trailing slash on void elements`,                          // as CommonMark writes them
	`The “align” attribute on the “t[hd]” element is obsolete`, // as GFM writes it
	`Resource violates Content Security Policy .*image “data:`, // data: is in the policy; browsers understand it
	`not in Unicode Normalization Form C|Text run is not in`,   // the author's text is never changed
	`Article lacks heading`,                                    // the author's post has none
}, "|"))

// setPosts are posts that try what a page has to get right, all of it written well.
func setPosts() []Source {
	head := func(slug, title string) string {
		return "!! title: " + title + "\n!! slug: " + slug + "\n!! published: 2024-01-02\n!! description: About <it> & \"more\"\n\n---\n\n"
	}
	words := strings.Join([]string{
		"# Head", "", "Words[^n] and *more* **words** with `code`, ~~struck~~ and <kbd>Ctrl</kbd>, [a link](/posts/other#part) and https://example.org/?a=1&b=2.", "",
		"## Part", "", "![a picture](/posts/1/a.png) and ![](d.svg)", "", "```go", "func main() { println(\"<&>\") } // a comment", "```", "", "~~~", "plain", "~~~", "",
		"```katex", `\sum_{i=1}^{n} \frac{a_i}{\sqrt{b}} \begin{pmatrix}1&2\\3&4\end{pmatrix}`, "```", "", "```math", `\text{not } \unknown{x`, "```", "",
		"```math", `\newcommand{\R}{\mathbb{R}} \color{red}{y} + \textcolor{blue}{z-} \cancel{x} \small w \rule[-1pt]{1em}{2pt} \raisebox{1pt}{up}`, "```", "",
		"```math", `\colorbox{yellow}{a} \fcolorbox{red}{navy}{b} \fbox{c} \sout{d} \mathllap{e} \KaTeX \in \R`, "```", "", "```mermaid", "graph TD; A-->B", "```", "",
		"- [x] done", "- [ ] not", "  1. one", "  2. two", "", "3) three", "", "> quoted", ">", "> > twice", "",
		"| left | right | middle |", "|:--|--:|:-:|", "| 1 | 2 | 3 |", "| `a|b` | ![p](d.svg) |", "", "***", "", "hard  ", "break", "",
		"<details><summary>More</summary>", "", "Hidden *words*", "", "</details>", "", "## Part", "", "### Deeper", "", "Term again[^n][^m].", "", "[^n]: A note.", "[^m]: Another", "", "    with two paragraphs.", "",
	}, "\n")
	return []Source{
		{Path: "lib/0001-all.md", Text: head("all", "All <b>of</b> it & \"more\"") + words},
		{Path: "lib/0002-other.md", Text: head("other", "Other") + "# Part\n\n[back](0001-all.md) [gone](nowhere.md)\n"},
		{Path: "lib/0003-bare.md", Text: "!! slug: bare\n\n---\n\nWords without a title.\n"},
		{Path: "lib/0004-nothing.md", Text: "!! title: Nothing\n!! slug: nothing\n!! published: 2024-01-02T03:04:05+02:00\n\n---\n"},
	}
}

func TestValidateHTML(t *testing.T) {
	_, find := strange(t)
	o := Options{Image: find, Drafts: true, Site: example}
	o.Site.InlineMath = true
	pages := map[string]string{}
	for i, s := range append(setPosts(), linked()...) {
		pages[fmt.Sprintf("%d.html", i)] = all(t, format(t, "html"), []Source{s}, o)[""]
	}
	for name, data := range all(t, format(t, "site"), append(setPosts(), linked()...), o) {
		if strings.HasSuffix(name, ".html") {
			pages["site/"+name] = data
		}
	}
	book := []byte(all(t, format(t, "epub"), append(setPosts(), linked()...), o)[""])
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xhtml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		pages["book/"+f.Name] = string(data)
	}
	pages["right.html"] = all(t, format(t, "html"), arabic(), Options{Site: site.Site{Language: "fa"}})[""]
	pages["control.html"] = "<!doctype html><title>x</title><p id=a><b id=a>"
	complained := false
	for line := range strings.Lines(nu(t, pages)) {
		switch {
		case strings.Contains(line, "control.html"):
			complained = true
		case !aside.MatchString(line):
			t.Error(line)
		}
	}
	if !complained {
		t.Error("the checker takes a page that is none")
	}
}
