package storage

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/walk"
)

// What is found with one look at each folder is what is found with a look at each
// file.
func TestSeekerFindsTheSame(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 40 {
		root := tree(t, map[string]string{"lib/": "", "other/secret.png": "x"})
		lib := filepath.Join(root, "lib")
		names := []string{"a", "b", "assets", "p.png", "q.png", "in", "out", "up"}
		path := func() string {
			var parts []string
			for range 1 + rnd.IntN(3) {
				parts = append(parts, names[rnd.IntN(len(names))])
			}
			return strings.Join(parts, "/")
		}
		for range 15 {
			at := filepath.Join(lib, filepath.FromSlash(path()))
			switch rnd.IntN(4) {
			case 0:
				os.MkdirAll(at, 0o755)
			case 1:
				to := []string{"..", ".", "a", "../b", "p.png", "../other", "../../other/secret.png", filepath.Join(root, "other"), "nowhere"}[rnd.IntN(9)]
				os.Symlink(filepath.FromSlash(to), at)
			default:
				os.MkdirAll(filepath.Dir(at), 0o755)
				os.WriteFile(at, []byte("x"), 0o644)
			}
		}
		l := settingsOf(lib)
		s := walk.NewSeeker()
		assets := l.AssetFolders()
		for range 200 {
			dir := filepath.Join(lib, filepath.FromSlash([]string{"", "a", "a/b", "in", "up"}[rnd.IntN(5)]))
			dest := []string{"", "/", "../", "./"}[rnd.IntN(4)] + path()
			got, ok := l.imageIn(s, assets, dir, dest, nil)
			want, wantOK := l.imageIn(nil, assets, dir, dest, nil)
			if got != want || ok != wantOK {
				t.Fatalf("%s in %s: %q %v, want %q %v", dest, dir, got, ok, want, wantOK)
			}
		}
	}
}
