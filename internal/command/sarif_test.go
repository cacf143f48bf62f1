package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSARIF holds what SARIF 2.1.0 demands of what is printed, and that it is
// what the other forms of the command say.
func TestSARIF(t *testing.T) {
	dir := t.TempDir()
	src := "!! title: Ünïcode\n!! slug: Bad Slug!\n!! published: 2024-01-01\n!! description: Here is what a reader will find, at a length that will do.\n\n---\n\n![](a.png)\n"
	path := filepath.Join(dir, "a b#ü.md")
	if err := os.WriteFile(path, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	code, out, errs := run(t, "", "check", "--sarif", dir)
	if code != 1 || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	var log map[string]any
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	if log["version"] != "2.1.0" {
		t.Errorf("version %v", log["version"])
	}
	runs := log["runs"].([]any)
	one := runs[0].(map[string]any)
	driver := one["tool"].(map[string]any)["driver"].(map[string]any)
	if len(runs) != 1 || driver["name"] != "galley" {
		t.Errorf("%d runs of %v", len(runs), driver["name"])
	}
	levels := []string{"none", "note", "warning", "error"}
	rules := driver["rules"].([]any)
	seen := map[string]bool{}
	for _, r := range rules {
		r := r.(map[string]any)
		id, level := r["id"].(string), r["defaultConfiguration"].(map[string]any)["level"].(string)
		if seen[id] || id == "" || !slices.Contains(levels, level) || r["shortDescription"].(map[string]any)["text"] == "" {
			t.Errorf("rule %v", r)
		}
		seen[id] = true
	}
	var got []string
	for _, r := range one["results"].([]any) {
		r := r.(map[string]any)
		id := r["ruleId"].(string)
		got = append(got, id)
		if i := int(r["ruleIndex"].(float64)); rules[i].(map[string]any)["id"] != id {
			t.Errorf("%s has index %d", id, i)
		}
		if !slices.Contains(levels, r["level"].(string)) || r["message"].(map[string]any)["text"] == "" {
			t.Errorf("result %v", r)
		}
		at := r["locations"].([]any)[0].(map[string]any)["physicalLocation"].(map[string]any)
		if uri := at["artifactLocation"].(map[string]any)["uri"]; uri != "file://"+filepath.ToSlash(dir)+"/a%20b%23%C3%BC.md" {
			t.Errorf("uri %v", uri)
		}
		region := at["region"].(map[string]any)
		if region["startLine"].(float64) < 1 || region["startColumn"].(float64) < 1 {
			t.Errorf("region %v", region)
		}
	}
	_, out, _ = run(t, "", "check", "--json", dir)
	var list []shownProblem
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, p := range list {
		want = append(want, p.Rule)
	}
	if !slices.Equal(got, want) || !slices.Equal(want, []string{"slug-form", "slug-name", "alt-missing", "image-missing"}) {
		t.Errorf("%q and %q", got, want)
	}
}
