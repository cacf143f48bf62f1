package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
)

// What comes from elsewhere must not cost far more than its size.
func TestWork(t *testing.T) {
	dir := t.TempDir()
	for name, make := range map[string]func(n int) func(){
		"a key of many parts in galley.toml": func(n int) func() {
			writeSite(t, dir, "["+strings.Repeat("a.", n)+"a]\nb = 1\n")
			return func() { _, _ = ReadSite(dir) }
		},
		"tables in tables": func(n int) func() {
			writeSite(t, dir, "a = "+strings.Repeat("{a=", n))
			return func() { _, _ = ReadSite(dir) }
		},
		"targets": func(n int) func() {
			var b strings.Builder
			for i := range n / 4 {
				fmt.Fprintf(&b, "[[target]]\nname='%d'\nformat='site'\n", i)
			}
			writeSite(t, dir, b.String())
			return func() { _, _ = ReadTargets(dir, Paths{}) }
		},
	} {
		t.Run(name, func(t *testing.T) { growth.Bytes(t, 2000, make) })
	}
}

func writeSite(t *testing.T, dir, src string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, SiteFile), []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestIntricateSettings(t *testing.T) {
	dir := t.TempDir()
	for src, want := range map[string]string{
		"[site]\ntitle = 'a'\n[" + strings.Repeat("a.", 20_000) + "a]": "galley.toml:3: too intricate to be settings: it has a key of more than 9 parts; the library works with defaults",
		"a = " + strings.Repeat("[", 20_000):                           "galley.toml:1: too intricate to be settings: it has lists or tables more than 32 deep; the library works with defaults",
		"a = '" + strings.Repeat("x", maxSite) + "'":                   "galley.toml: the file is too large to be settings; the library works with defaults",
	} {
		writeSite(t, dir, src)
		site, err := ReadSite(dir)
		if err == nil || !strings.HasSuffix(err.Error(), want) || !reflect.DeepEqual(site, DefaultSite()) {
			t.Errorf("%.40q: %v, want %q", src, err, want)
		}
		if _, err := ReadTargets(dir, Paths{}); err == nil {
			t.Errorf("%.40q: its targets are read", src)
		}
		if err := SetSitePage(dir, "plain"); err == nil {
			t.Errorf("%.40q: it is written to", src)
		}
	}
	// The author's own settings that nobody could read are set aside.
	p := Paths{Config: t.TempDir()}
	file := filepath.Join(p.Config, "settings.toml")
	if err := os.WriteFile(file, []byte("["+strings.Repeat("a.", 1000)+"a]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadSettings(p, time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)); err == nil || !strings.Contains(err.Error(), "set aside") {
		t.Errorf("settings: %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("settings that nobody can read are left where they are")
	}
}
