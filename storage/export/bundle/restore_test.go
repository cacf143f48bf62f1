package bundle

import (
	"strings"
	"testing"

	"galley.app/galley/storage/export/pack"
)

func TestRestoreLinks(t *testing.T) {
	for _, tt := range []struct {
		text  string
		links []Asset
		want  string
	}{
		{"[a](../b/) [c](../b/c/) [d](../b/)", []Asset{{Path: "../b/", Written: []string{"b.md", "./b.md"}}, {Path: "../b/c/", Written: []string{"c.md"}}}, "[a](b.md) [c](c.md) [d](./b.md)"},
		{`<a href="x/">`, []Asset{{Path: "x/", Written: []string{`"x.md"`}}}, `<a href="x.md">`},
		{"a", []Asset{{Path: "a", Written: []string{""}}}, ""},
		{"ab", []Asset{{Path: "a", Written: []string{"b"}}, {Path: "b", Written: []string{"c"}}}, "bc"},
		{strings.Repeat("a", 1000), []Asset{{Path: "a", Written: []string{strings.Repeat("b", pack.MaxSource/500)}}}, strings.Repeat("a", 1000)},
	} {
		if got := RestoreLinks(tt.text, tt.links); got != tt.want {
			t.Errorf("%.80q: %.80q, want %.80q", tt.text, got, tt.want)
		}
	}
	images := []Asset{{Path: "a", Written: []string{strings.Repeat("b", pack.MaxSource/500)}}}
	if src := strings.Repeat("![](a) ", 1000); Restore(src, images) != src {
		t.Error("a text is larger than a post may be")
	}
}
