package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/export"
)

// handedOver is a zip package of a post with an image beside it and one below
// the assets folder.
func handedOver(t *testing.T) (file, src string) {
	t.Helper()
	lib := t.TempDir()
	src = "!! title: One\n!! slug: one\n!! published: 2024-01-01\n!! description: D\n\n---\n\n![a](/posts/1/a.png) ![d](pics/d.png)\n"
	put(t, filepath.Join(lib, "assets/posts/1/a.png"), pixel+"a")
	put(t, filepath.Join(lib, "pics/d.png"), pixel+"d")
	zip, err := export.FormatNamed("zip")
	if err != nil {
		t.Fatal(err)
	}
	p := export.NewPlan([]export.Source{{Path: filepath.Join(lib, "0001-one.md"), Text: src}}, export.Options{Format: zip, Now: noon, Image: func(_, dest string) (string, bool) {
		if strings.HasPrefix(dest, "/") {
			dest = "assets" + dest
		}
		return filepath.Join(lib, dest), true
	}})
	file = filepath.Join(t.TempDir(), "p.zip")
	if err := p.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	return file, src
}

func TestPackagesKeepWhatIsThere(t *testing.T) {
	file, src := handedOver(t)
	// A post's name that is taken.
	dir := t.TempDir()
	put(t, filepath.Join(dir, "0001-one.md"), "mine")
	put(t, filepath.Join(dir, "0001-ONE-2.md"), "mine too")
	p := plan(t, dir, Options{}, file)
	if err := p.Write(context.Background()); err != nil {
		t.Fatal(err)
	}
	same(t, tree(t, dir), map[string]string{
		"0001-one.md": "mine", "0001-ONE-2.md": "mine too", "0001-one-3.md": src,
		"assets/posts/1/a.png": pixel + "a", "pics/d.png": pixel + "d",
	}, "a taken name")
	// Settings say where images belong.
	dir = t.TempDir()
	put(t, filepath.Join(dir, "galley.toml"), "[library]\nassets = \"static/img\"\n")
	p = plan(t, dir, Options{}, file)
	if err := p.Write(context.Background()); err != nil || tree(t, dir)["static/img/posts/1/a.png"] != pixel+"a" {
		t.Errorf("%v, %q", err, tree(t, dir))
	}
	if again := plan(t, dir, Options{}, file); len(again.Posts)+len(again.Images) > 0 || len(again.Same) != 1 {
		t.Errorf("once more: %v", again.Lines())
	}
	// What stands in the way of an image stops all, since links name it.
	elsewhere := t.TempDir()
	for what, prepare := range map[string]func(dir string) error{
		"image":  func(dir string) error { return os.WriteFile(filepath.Join(dir, "pics/d.png"), []byte("mine"), 0o644) },
		"case":   func(dir string) error { return os.WriteFile(filepath.Join(dir, "pics/D.png"), []byte("mine"), 0o644) },
		"folder": func(dir string) error { return os.Mkdir(filepath.Join(dir, "pics/d.png"), 0o755) },
		"link": func(dir string) error {
			return os.Symlink(filepath.Join(elsewhere, "d.png"), filepath.Join(dir, "pics/d.png"))
		},
		"file":        func(dir string) error { return os.Rename(filepath.Join(dir, "pics"), filepath.Join(dir, "Pics")) },
		"folder link": func(dir string) error { return relink(filepath.Join(dir, "pics"), elsewhere) },
	} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "pics"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := prepare(dir); err != nil {
			t.Fatal(err)
		}
		before := tree(t, dir)
		_, err := New(context.Background(), dir, []string{file}, Options{Now: noon})
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "nothing was imported") {
			t.Errorf("%s: %v", what, err)
		}
		same(t, tree(t, dir), before, what)
	}
	if len(tree(t, elsewhere)) != 0 {
		t.Error("written outside the folder")
	}
	// A post whose name is a link to elsewhere gets another name.
	dir = t.TempDir()
	if err := os.Symlink(filepath.Join(elsewhere, "x.md"), filepath.Join(dir, "0001-one.md")); err != nil {
		t.Fatal(err)
	}
	p = plan(t, dir, Options{}, file)
	if err := p.Write(context.Background()); err != nil || p.Posts[0].Name != "0001-one-2.md" || len(tree(t, elsewhere)) != 0 {
		t.Errorf("%v, %v", p.Lines(), err)
	}
	// No folder to put the folder in.
	if err := plan(t, filepath.Join(t.TempDir(), "a", "b"), Options{}, file).Write(context.Background()); err == nil {
		t.Error("made a folder and its parent")
	}
}

// relink puts a link in the place of an empty folder.
// What is damaged in a folder is told of once.
func TestDamagedPackInFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "in/a.textpack"), "no zip file")
	_, err := New(t.Context(), filepath.Join(dir, "lib"), []string{filepath.Join(dir, "in")}, Options{})
	if err == nil || strings.Count(err.Error(), "nothing was imported") != 1 || strings.Count(err.Error(), "a.textpack") != 1 {
		t.Error(err)
	}
}

func relink(dir, to string) error {
	if err := os.Remove(dir); err != nil {
		return err
	}
	return os.Symlink(to, dir)
}
