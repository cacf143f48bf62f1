package rename

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	htmlpkg "html"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// The oracle knows nothing of how addresses are found or written: it reads the
// pages of all posts, before and after, and where their links lead.

var attribute = regexp.MustCompile(`<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"`)

// page is a post's page as HTML, and the words on it that are in code.
func page(t *testing.T, src string) (links []string, rest string) {
	t.Helper()
	var b strings.Builder
	if _, err := html.Write(&b, markdown.Parse(nil, text.New(src), post.Parse(src).BodyStart()), html.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, m := range attribute.FindAllStringSubmatch(b.String(), -1) {
		links = append(links, htmlpkg.UnescapeString(m[1]))
	}
	rest = attribute.ReplaceAllStringFunc(b.String(), func(s string) string { return s[:strings.IndexAny(s, " \n")] })
	return links, rest
}

// leads says which thing of a library a link in the post at rel names, by a name
// that it keeps when it is renamed: the description of a post, the text of a file.
func leads(all map[string]string, rel, link string) string {
	addr, frag, _ := strings.Cut(strings.TrimPrefix(link, "https://example.org"), "#")
	addr, _, _ = strings.Cut(addr, "?")
	name, err := url.PathUnescape(addr)
	if err != nil || strings.Contains(addr, ":") || addr == "" {
		return link
	}
	names := func(rel string) string {
		for line := range strings.SplitSeq(all[rel], "\n") {
			if d, ok := strings.CutPrefix(line, "!! description: "); ok {
				return "post " + d + " #" + frag
			}
		}
		return "file " + all[rel]
	}
	for _, p := range slices.Sorted(func(yield func(string) bool) {
		for p := range all {
			if !yield(p) {
				return
			}
		}
	}) {
		isPost := strings.HasSuffix(p, ".md")
		slug := ""
		if _, s, ok := strings.Cut(all[p], "!! slug: "); ok && isPost {
			slug, _, _ = strings.Cut(s, "\n")
		}
		bare := strings.TrimSuffix(strings.TrimPrefix(name, "./"), "/")
		at := path.Join(path.Dir(rel), name)
		switch {
		case isPost && (bare == "/posts/"+slug || bare == "posts/"+slug),
			isPost && at == p, isPost && at == path.Join(path.Dir(p), slug+".md"),
			!isPost && strings.HasPrefix(name, "/") && p == "assets"+name, !isPost && at == p:
			return names(p)
		}
	}
	return link
}

// form writes a link to a post in one of many forms.
func form(r *rand.Rand, from, to, slug string, n int) string {
	dir := path.Dir(from)
	up, _ := filepath.Rel(dir, path.Dir(to))
	file := path.Join(filepath.ToSlash(up), path.Base(to))
	short := path.Join(filepath.ToSlash(up), slug+".md")
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	addr := pick("/posts/"+slug, "/posts/"+slug+"/", "./posts/"+slug, "https://example.org/posts/"+slug, file, short, "/posts/%"+fmt.Sprintf("%x", slug[0])+slug[1:])
	addr += pick("", "", "#one", "#zw%C3%B6lf", "#zwölf", "?q=1#one")
	pics := pick("/posts/"+slug+"/a%20b.png", "/posts/"+slug+"/ü.png", "/"+"posts/"+slug+"/sub/(c).png")
	return pick(
		"[a]("+addr+")", "[*a* `b`](<"+addr+"> \"t [x](y)\")", "[a [b] c]( "+addr+"\n'"+slug+"' )", fmt.Sprintf("[r][%d]\n\n[%d]: %s 'T'\n\n", n, n, addr),
		fmt.Sprintf("[r%d] ![i][r%d]\n\n[r%d]: <%s>\n\n", n, n, n, addr),
		"<a class=x href='"+addr+"'>a</a>", "<a href="+addr+">a</a>", "\n\n> - [a]("+addr+")\n>   - [b]("+addr+")\n\n",
		"\n\n| [a]("+addr+") | b |\n|---|---|\n| ![c]("+pics+") | d |\n\n", "[![p]("+pics+")]("+addr+")", "![p](<"+pics+">)", "<img alt='"+slug+"' src=\""+pics+"\">",
		"`[a]("+addr+")`", "\n\n```\n[a]("+addr+")\n```\n\n", "\\[a]("+addr+")", "\n\n    ![a]("+pics+")\n\n", "<!-- [a]("+addr+") -->", "[a](/posts/"+slug+"x)", "[a](/x"+addr+")",
		"[**bold**]("+addr+")[^"+fmt.Sprint(n)+"]\n\n[^"+fmt.Sprint(n)+"]: note [n]("+addr+")\n\n", "https://example.org/posts/"+slug+" ", "## [h]("+addr+")\n\n",
	)
}

func TestOracle(t *testing.T) {
	slugs := []string{"old", "old-post", "another", "o", "posts"}
	rewritten := 0
	for seed := range uint64(80) {
		r := rand.New(rand.NewPCG(seed, 1))
		all := map[string]string{"galley.toml": "[site]\nurl = \"https://example.org\"\n"}
		var rels []string
		for i, slug := range slugs {
			rel := []string{fmt.Sprintf("%04d-%s.md", i+1, slug), slug + ".md", "wip-" + slug + ".md", "sub/" + fmt.Sprintf("%04d-%s.md", i+1, slug)}[r.IntN(4)]
			rels = append(rels, rel)
			for _, name := range []string{"a b.png", "ü.png", "sub/(c).png"} {
				all["assets/posts/"+slug+"/"+name] = slug + " " + name
			}
		}
		for i, rel := range rels {
			var b strings.Builder
			fmt.Fprintf(&b, "!! title: T %d\n!! slug: %s\n!! published: 2024-01-01\n!! description: number %d\n\n---\n\n# One\n\n# Zwölf\n\n", i, slugs[i], i)
			for n := range 1 + r.IntN(12) {
				to := r.IntN(len(rels))
				b.WriteString(form(r, rel, rels[to], slugs[to], n) + []string{" ", "\n", "\n\n", " and "}[r.IntN(4)])
			}
			src := b.String()
			if r.IntN(3) == 0 {
				src = strings.ReplaceAll(src, "\n", "\r\n")
				src = strings.Replace(src, "\r\n", "\n", 4) // the head's lines, for the oracle
			}
			all[rel] = src
		}
		lib := library(t, all)
		which := r.IntN(len(rels))
		res, err := Renaming{Library: lib, Path: filepath.Join(lib.Dir, filepath.FromSlash(rels[which])), Slug: "brand-new"}.Plan()
		must(t, err)
		if len(res.Warnings) > 0 {
			t.Fatalf("seed %d: %v", seed, res.Warnings)
		}
		rewritten += res.Links
		do(t, lib, res.Changes)
		after := files(t, lib.Dir)
		if len(after) != len(all) {
			t.Fatalf("seed %d: %d files, were %d", seed, len(after), len(all))
		}
		for i, rel := range rels {
			now := rel
			if i == which {
				now = path.Join(path.Dir(rel), storage.Renamed(path.Base(rel), "brand-new"))
			}
			was, text := page(t, all[rel])
			is, restNow := page(t, after[now])
			// A bare address is its own words.
			restNow = strings.ReplaceAll(restNow, "https://example.org/posts/brand-new", "https://example.org/posts/"+slugs[which])
			if len(was) != len(is) || text != restNow {
				t.Fatalf("seed %d: the page of %s is another one\n%s\n%s", seed, rel, all[rel], after[now])
			}
			for k := range was {
				a, b := leads(all, rel, was[k]), leads(after, now, is[k])
				if a != b {
					t.Fatalf("seed %d: in %s %q led to %q, and %q leads to %q\n%s\n%s", seed, rel, was[k], a, is[k], b, all[rel], after[now])
				}
			}
		}
	}
	if rewritten < 300 {
		t.Errorf("only %d links were rewritten", rewritten)
	}
	t.Logf("%d links rewritten", rewritten)
}
