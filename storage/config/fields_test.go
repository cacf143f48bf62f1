package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFields holds that contradictions in [[field]] are told of a line each, with
// the line of the file, and that the rest is usable.
func TestFields(t *testing.T) {
	const toml = `# ours
[site]
title = "A"

[[field]]
name = "tags"
required = true

[[field]]
name = "mood"
choices = ["good", "bad"]
default = "fair"  # a slip

[[field]]
kind = "text"

[[field]]
name = "tags"
[library]
page = "plain"
[[field]]
name = "toc"
kind = "bool"`
	for _, tt := range []struct {
		name, src string
		fields    int
		wrong     []string // what each line ends with
	}{
		{"several", toml, 1, []string{
			":12: field mood: default contradicts the field: mood cannot be “fair”; the choices are good, bad",
			":14: field number 3: the field has no name",
			":18: field tags: tags is there twice; the first one counts",
			":23: field toc: kind must be one of text, list, date, image, boolean, number",
		}},
		{"other ends of lines", strings.ReplaceAll(toml, "\n", "\r\n"), 1, []string{":12: field mood", ":14: field", ":18: field", ":23: field"}},
		{"in one line", `field = [{name = "tags"}, {name = "x", kind = 3}]`, 1, []string{"galley.toml: field x: kind must be"}},
		{"no tables", `field = "tags"`, 0, []string{"galley.toml: field must be tables, [[field]]"}},
		{"beside something else", "[library]\npage = \"x\"\n[[field]]\n", 0, []string{"not a page theme", ":3: field number 1: the field has no name"}},
		{"nothing wrong", "[[field]]\nname = \"tags\"\n[[field]]\nname = \"mood\"\n", 2, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, SiteFile), []byte(tt.src), 0o600); err != nil {
				t.Fatal(err)
			}
			site, err := ReadSite(dir)
			if len(site.Fields) != tt.fields {
				t.Errorf("read %+v", site.Fields)
			}
			said := Complaints(err)
			if len(said) != len(tt.wrong) {
				t.Fatalf("said %q", said)
			}
			for i, want := range tt.wrong {
				if !strings.Contains(said[i], want) {
					t.Errorf("said %q, want %q", said[i], want)
				}
			}
		})
	}
}

// TestTimes holds that days and times are the defaults that they are written as.
func TestTimes(t *testing.T) {
	for _, written := range []string{"1979-05-27", "07:32:00", "07:32:00.25", "1979-05-27T07:32:00", "1979-05-27T07:32:00.5", "1979-05-27T07:32:00Z", "1979-05-27T07:32:00.5+02:00"} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, SiteFile), []byte("[[field]]\nname = \"when\"\nkind = \"text\"\ndefault = "+written+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if site, err := ReadSite(dir); err != nil || len(site.Fields) != 1 || site.Fields[0].Default != written {
			t.Errorf("%s: %+v, %v", written, site.Fields, err)
		}
	}
}
