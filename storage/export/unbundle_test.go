package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/verify"
)

// hostileInfo is an info.json that names files where none must go.
func hostileInfo(name, link, at string) []byte {
	data, _ := json.Marshal(map[string]any{"version": 2, bundle.Creator: map[string]any{
		"version": 1, "name": name, "head": "!! slug: x\n---\n", "assets": []bundle.Asset{{Path: at, Link: link, Written: []string{link}}},
	}})
	return data
}

// Whatever a bundle says of itself, an import stays in its folder and writes
// posts and images only.
func TestHostileBundles(t *testing.T) {
	png := packtest.Pixel(t)
	posts, images := 0, 0
	names := []string{"../evil.md", "/etc/evil.md", `..\evil.md`, "C:evil.md", ".bashrc", "galley.toml", "NUL", "a/../../b.md", "\x00.md", strings.Repeat("n", 5000), "", ".", ".."}
	links := []string{"../../evil.png", "/../../evil.png", "a/../../../evil.png", "file:///evil.png", "//host/evil.png", ".git/evil.png", "evil.sh", "galley.toml", "CON.png", `a\..\evil.png`, "x\x00.png", ""}
	for i, name := range names {
		link := links[i%len(links)]
		for _, entries := range [][]packtest.Raw{
			{{Name: "b.textbundle/info.json", Data: hostileInfo(name, link, "assets/a.png")}, {Name: "b.textbundle/text.md", Data: []byte("![a](assets/a.png)")}, {Name: "b.textbundle/assets/a.png", Data: png}, {Name: "b.textbundle/../../up.png", Data: png}, {Name: "other.sh", Data: png}},
			{{Name: "info.json", Data: hostileInfo(name, link, "../a.png")}, {Name: "text.md", Data: []byte("![a](../a.png) ![b](assets/../../b.png)")}, {Name: "../a.png", Data: png}, {Name: "assets/../../b.png", Data: png}, {Name: "assets/c.png", Data: png, Mode: os.ModeSymlink}},
		} {
			parent := t.TempDir()
			zipped := filepath.Join(parent, "p.textpack")
			if err := os.WriteFile(zipped, packtest.Build(t, entries...), 0o644); err != nil {
				t.Fatal(err)
			}
			list, err := verify.OpenBundles(zipped, pack.Limits{})
			if err != nil {
				continue // refused is as good
			}
			for _, p := range list {
				if err := packtest.Unpack(p.Manifest, p.Read, filepath.Join(parent, "in")); err != nil {
					t.Logf("%q, %q: %v", name, link, err)
				}
			}
			for got := range tree(t, parent) {
				if strings.HasSuffix(got, ".md") {
					posts++
				} else if strings.HasSuffix(got, ".png") {
					images++
				}
				rest, ok := strings.CutPrefix(got, "in/")
				if got != "p.textpack" && (!ok || pack.CheckName(rest) != nil || !strings.HasSuffix(rest, ".md") && !strings.HasSuffix(rest, ".png")) {
					t.Errorf("%q, %q: wrote %s", name, link, got)
				}
			}
		}
	}
	if posts < len(names) || images == 0 {
		t.Errorf("%d posts and %d images came in: the test sees too little", posts, images)
	}
}
