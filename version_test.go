package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestVersion holds that the version of FyneApp.toml is the one that is shown,
// and that the changelog says what is in it and since when.
func TestVersion(t *testing.T) {
	file, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^ID = "(.+)"\nVersion = "(\d+\.\d+\.\d+)"$`).FindSubmatch(file)
	if m == nil {
		t.Fatal("FyneApp.toml says no ID and Version")
	}
	id, want := string(m[1]), string(m[2])
	if got, commit, ok := strings.Cut(version(), " ("); got != want || ok && !strings.HasSuffix(commit, ")") {
		t.Errorf("version() is %q, FyneApp.toml says %q", version(), want)
	}
	if id != appID {
		t.Errorf("FyneApp.toml says %s, the program %s", id, appID)
	}
	changes, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(changes), "\n## "+want+" (") {
		t.Errorf("CHANGELOG.md has no heading \"## %s (date)\", by which packages are dated", want)
	}
}
