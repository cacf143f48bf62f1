package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stranger is a library that came from elsewhere and names what it should not.
func stranger(t *testing.T) (lib, private string) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lib, private = filepath.Join(root, "stranger"), filepath.Join(root, "private")
	own := library(t)
	put(t, filepath.Join(private, "passport.png"), get(t, filepath.Join(own, "assets/posts/1/a.png")))
	put(t, filepath.Join(root, "secret.txt"), "!! title: S\n!! slug: s\n!! published: 2023-01-01\n!! description: d\n\n---\n\nsecret words\n")
	put(t, filepath.Join(lib, "galley.toml"), "[library]\nassets = \"../private\"\n")
	put(t, filepath.Join(lib, "0001-a.md"), "!! title: A\n!! slug: a\n!! published: 2023-01-01\n!! description: d\n\n---\n\n![](/passport.png)\n")
	if err := os.Symlink("../secret.txt", filepath.Join(lib, "0002-b.md")); err != nil {
		t.Fatal(err)
	}
	return lib, private
}

// Images from outside of a library are packed only where that was agreed to,
// and never untold.
func TestExportAssetsOutside(t *testing.T) {
	lib, private := stranger(t)
	home := t.TempDir()
	env := map[string]string{"GALLEY_HOME": home}
	post := filepath.Join(lib, "0001-a.md")
	for _, args := range [][]string{
		{"export", "--to", "html", "--out", "-", post},
		{"render", "--to", "page", post},
		{"render", "--to", "png", post},
	} {
		code, out, errs := at(t, env, args...)
		if code != 0 || strings.Contains(out, "data:image") || !strings.Contains(errs, private+": images there were not read") || !strings.Contains(errs, "--assets-outside") {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(home, "state")); err == nil {
		t.Error("something is remembered though nothing was agreed to")
	}
	named := `image "/passport.png" is from outside of the library: ` + filepath.Join(private, "passport.png")
	for _, args := range [][]string{{"--assets-outside"}, nil} { // now and never again
		for _, format := range []string{"html", "zip", "epub", "textpack"} {
			code, out, errs := at(t, env, append([]string{"export", "--to", format, "--out", "-", post}, args...)...)
			if code != 0 || format == "html" && !strings.Contains(out, "data:image") || strings.Count(errs, named) != 1 {
				t.Errorf("%s %q: %d %s", format, args, code, errs)
			}
		}
	}
	if code, out, errs := at(t, env, "render", "--to", "page", post); code != 0 || !strings.Contains(out, "data:image") || errs != "" {
		t.Errorf("%d %s", code, errs)
	}
	// A repeated site tells of them too, though it makes no page.
	site := filepath.Join(t.TempDir(), "site")
	for range 2 {
		if code, _, errs := at(t, env, "export", "--to", "site", "--out", site, lib); code != 0 || strings.Count(errs, named) != 1 {
			t.Errorf("%d %s", code, errs)
		}
	}
	// For another user, and with other settings of the library, it is open again.
	if _, out, _ := at(t, map[string]string{"GALLEY_HOME": t.TempDir()}, "render", "--to", "page", post); strings.Contains(out, "data:image") {
		t.Error("another user's agreement counts")
	}
}

// An image that a link leads out of the library to is there, and not taken.
func TestExportImageOutside(t *testing.T) {
	lib, private := stranger(t)
	passport := filepath.Join(private, "passport.png")
	post := filepath.Join(lib, "0001-a.md")
	put(t, filepath.Join(lib, "galley.toml"), "")
	put(t, post, get(t, post)+"\n![](../private/passport.png) ![](own.png)\n")
	if err := os.Symlink(passport, filepath.Join(lib, "own.png")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"export", "--to", "html", "--out", "-", post},
		{"export", "--to", "hugo", "--out", filepath.Join(t.TempDir(), "out"), lib},
		{"render", "--to", "page", post},
	} {
		code, out, errs := at(t, nil, args...)
		for dest, why := range map[string]string{
			"/passport.png":           "there is no such image in the library",
			"../private/passport.png": "it is left out, since it lies outside of the library: " + passport,
			"own.png":                 "it is left out, since it lies outside of the library: " + passport,
		} {
			if line := `image "` + dest + `": ` + why + "\n"; code != 0 || strings.Contains(out, "data:image") || strings.Count(errs, line) != 1 {
				t.Errorf("%q: %d, want once %s\ngot %s", args, code, line, errs)
			}
		}
	}
}

// Folders beside the library with the usual names are its own.
func TestExportAssetsBeside(t *testing.T) {
	root := t.TempDir()
	lib := filepath.Join(root, "posts")
	own := library(t)
	put(t, filepath.Join(root, "images/a.png"), get(t, filepath.Join(own, "assets/posts/1/a.png")))
	put(t, filepath.Join(lib, "0001-a.md"), "!! title: A\n!! slug: a\n!! published: 2023-01-01\n!! description: d\n\n---\n\n![](/a.png)\n")
	for _, toml := range []string{"", "[library]\nassets = \"../images\"\n"} {
		put(t, filepath.Join(lib, "galley.toml"), toml)
		code, out, errs := at(t, map[string]string{"GALLEY_HOME": t.TempDir()}, "export", "--to", "html", "--out", "-", filepath.Join(lib, "0001-a.md"))
		if code != 0 || !strings.Contains(out, "data:image") || errs != "" {
			t.Errorf("%q: %d %s", toml, code, errs)
		}
	}
}

// Posts that are links out of the library are packed only where they are named.
func TestExportLinksOut(t *testing.T) {
	lib, _ := stranger(t)
	link := filepath.Join(lib, "0002-b.md")
	env := map[string]string{"GALLEY_HOME": t.TempDir()}
	for _, format := range []string{"posts-json", "md", "txt"} {
		code, out, errs := at(t, env, "export", "--to", format, "--out", "-", lib)
		if code != 0 || strings.Contains(out, "secret words") || !strings.Contains(errs, link+": left out: it is a link to ") || !strings.Contains(errs, "secret.txt") {
			t.Errorf("%s: %d %s", format, code, errs)
		}
		for _, paths := range [][]string{{link}, {lib, link}, {link, lib}} {
			code, out, errs = at(t, env, append([]string{"export", "--to", format, "--out", "-"}, paths...)...)
			if code != 0 || !strings.Contains(out, "secret words") || strings.Contains(errs, "left out") {
				t.Errorf("%s of %q: %d %s", format, paths, code, errs)
			}
		}
	}
}

// A link that leads nowhere is told of once a line, not also as one that leads to nothing in the package.
func TestExportTellsOfALinkOnce(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "0001-a.md"), "!! title: A\n!! slug: a\n!! published: 2024-01-01\n!! description: A post about a jar of marbles and the roof that it was kept under\n\n---\n\n[x](/posts/none) [y](/posts/none#z) [far](/about)\n\n[x](</posts/none>)\n")
	const dead = ": the link leads to the post none, which is not there\n"
	for format, more := range map[string]string{"site": `: link "/about" leads to nothing in the package`, "epub": `: link "/about" leads to nothing in the package; its words are kept`} {
		code, _, errs := run(t, "", "export", "--to", format, "--out", filepath.Join(t.TempDir(), "out"), dir)
		file := "galley: warning: " + filepath.Join(dir, "0001-a.md")
		want := file + ":8" + dead + file + ":10" + dead + file + ":8" + more + "\n"
		if code != 0 || errs != want {
			t.Errorf("%s: code %d\n got %s\nwant %s", format, code, errs, want)
		}
	}
}
