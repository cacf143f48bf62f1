package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What can be done about an error is said in the options of the command line.
func TestWays(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"a.md": strings.Replace(post1, "first", "a", 1), "b.md": strings.Replace(post1, "first", "b", 1), "wip-c.md": strings.Replace(post1, "first", "c", 1),
		"lib/d.md": strings.Replace(post1, "first", "d", 1), "lib/galley.toml": "[[target]]\nname = \"far\"\nformat = \"zip\"\n",
		"full/mine.txt": "x", "lib/mine.txt": "x", "drafts/wip-e.md": post1, "none/a.md": "\xff\xfe", "none/wip-e.md": post1,
	} {
		put(t, filepath.Join(dir, name), data)
	}
	for _, link := range [][2]string{{"nowhere", "gone"}, {"link", "full"}, {"lib/out.md", "../a.md"}} {
		if err := os.Symlink(link[1], filepath.Join(dir, link[0])); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, c := range []struct{ args, want string }{
		{"--to zip --out x/y.zip a.md", "x/y.zip: there is no folder x; nothing was written; make it first"},
		{"--to zip --out full a.md", "full: is a folder; nothing was written; give a file name, such as full/posts.zip"},
		{"--to zip --out /dev/null a.md", "/dev/null: is not an ordinary file; nothing was written; use --out - for standard output"},
		{"--to zip --out nowhere a.md", "nowhere: is a link that leads nowhere; nothing was written; remove it or choose another name"},
		{"--to md --out a.md a.md", "a.md: is one of the posts to be exported; nothing was written; choose another name with --out"},
		{"--to md --out b.md a.md", "b.md: is a post, and no export has written it; it is kept and nothing was written; move it away, or choose another name with --out"},
		{"--to md --out lib/mine.txt lib/d.md", "lib/mine.txt: is a file of the library, and no export has written it; it is kept and nothing was written; move it away, or choose another name with --out"},
		{"--to md --out wip-c.md a.md", "wip-c.md: is a post, and no export has written it; it is kept and nothing was written; move it away, or choose another name with --out"},
		{"--to site --out full a.md", "full: mine.txt in it was not written by Galley; all is kept as it is, and nothing was written; choose another folder with --out"},
		{"--to site --out link a.md", "link: is a link; nothing was written; choose another folder with --out"},
		{"--to site --out drafts drafts/wip-e.md", "drafts: holds one of the posts to be exported; all is kept as it is, and nothing was written; choose another folder with --out"},
		{"--to site --out x/site a.md", "x/site: there is no folder x; nothing was written; make it first"},
		{"--to site --out / a.md", "/: cannot be replaced; nothing was written; choose another folder with --out"},
		{"--to html --out x.html a.md b.md", "x.html: not exported: html holds one post, but 2 were given; name one file, or use --to site or --to zip; nothing was written; try again, or choose another place with --out"},
		{"--to html --out - a.md b.md", "html holds one post, but 2 were given; name one file, or use --to site or --to zip"},
		{"--to textpack --out - a.md b.md", "textpack holds one post, but 2 were given; name one file, or give a folder, its name with a slash at its end"},
		{"--to rss --out - a.md", "rss: it needs the site's address: give it with --site-url https://example.org, or as url under [site] in galley.toml; nothing was written to standard output"},
		{"--to rss --site-url nope --out - a.md", "rss: \"nope\" is not a site address: give it with --site-url https://example.org, or as url under [site] in galley.toml; nothing was written to standard output"},
		{"--to posts-json --out - drafts", "warning: every post was left out: it is a draft; name it, or give --drafts, to export it"},
		{"--to posts-json --skip-errors --out - none", "none/a.md: left out: not UTF-8 text: it starts with a UTF-16 byte order mark; save it as UTF-8 first\ngalley: warning: every post was left out: it is a draft; name it, or give --drafts, to export it"},
		{"--to zip --out - drafts", "every post was left out, so there is nothing to export; nothing was written to standard output"},
		{"--to posts-json --out - lib", "warning: lib/out.md: left out: it is a link to a.md, outside of the library; name it to export it"},
		{"--target far lib", "target far has no out; say in galley.toml where it goes, or give --out; nothing was written"},
	} {
		t.Run(c.args, func(t *testing.T) {
			if _, _, errs := run(t, "", append([]string{"export"}, strings.Fields(c.args)...)...); errs != "galley: "+c.want+"\n" {
				t.Errorf("got  %swant galley: %s", errs, c.want)
			}
		})
	}
}
