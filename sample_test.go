package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSampleCopy copies the sample library, also after a copy that was cut off, once: what
// was changed in it stays.
func TestSampleCopy(t *testing.T) {
	home := filepath.Join(t.TempDir(), "a home")
	half := filepath.Join(home, "state", "sample.new", "half.md")
	if err := os.MkdirAll(filepath.Dir(half), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(half, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	copied := func() string {
		cmd := exec.Command("sh", "packaging/sample.sh")
		cmd.Env = append(os.Environ(), "GALLEY_HOME="+home)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return strings.TrimSuffix(string(out), "\n")
	}
	dir := copied()
	if dir != filepath.Join(home, "state", "sample") {
		t.Fatalf("it is in %q", dir)
	}
	want, err := os.ReadDir("assets/sample")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadDir(dir)
	if err != nil || len(got) != len(want) {
		t.Errorf("%d files are %d, %v", len(want), len(got), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(dir)); len(left) != 1 {
		t.Errorf("%d are left beside it", len(left)-1)
	}
	post := filepath.Join(dir, want[0].Name())
	if err := os.WriteFile(post, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	copied()
	if b, err := os.ReadFile(post); err != nil || string(b) != "mine" {
		t.Errorf("what was changed is %q, %v", b, err)
	}
}
