package storage

import (
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/storage/config"
)

func TestExports(t *testing.T) {
	home := t.TempDir()
	p := config.Paths{State: filepath.Join(home, "state")}
	file := filepath.Join(home, "f")
	e, err := ReadExports(p, noon)
	if err != nil || !e.Replaceable(file) || e.Approved(home, "t", "x") {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(file, []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	if e.Replaceable(file) {
		t.Error("a file that no export wrote would be replaced")
	}
	if err := e.Wrote(file); err != nil {
		t.Fatal(err)
	}
	if err := e.Approve(home, "t", "x"); err != nil {
		t.Fatal(err)
	}
	e, err = ReadExports(p, noon)
	if err != nil || !e.Replaceable(file) || !e.Approved(home, "t", "x") || e.Approved(home, "t", "y") || e.Approved(home, "u", "x") || e.Approved(file, "t", "x") {
		t.Errorf("not remembered, or too much: %v", err)
	}
	if err := os.WriteFile(file, []byte("2"), 0o644); err != nil {
		t.Fatal(err)
	}
	if e.Replaceable(file) {
		t.Error("a file that was changed since would be replaced")
	}
	if err := os.WriteFile(filepath.Join(p.State, "exports.json"), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if e, err = ReadExports(p, noon); err == nil || e.Replaceable(file) || e.Approved(home, "t", "x") {
		t.Error("a broken state is believed")
	}
	aside := filepath.Join(p.State, "exports.broken-2024-06-01.json")
	if oneLine(t, err, "exports.json", "set aside", aside); read(t, aside) != "{" {
		t.Errorf("set aside was %q", read(t, aside))
	}

	// Broken between reading and writing: the same.
	write(t, filepath.Join(p.State, "exports.json"), "[]")
	must(t, e.Approve(home, "t", "z"))
	if again, err := ReadExports(p, noon); err != nil || !again.Approved(home, "t", "z") {
		t.Errorf("not remembered: %v", err)
	}
	if got := read(t, filepath.Join(p.State, "exports.broken-2024-06-01-2.json")); got != "[]" {
		t.Errorf("overwritten: %q", got)
	}

	// What cannot be read, but may be at another time, is left alone.
	must(t, os.Remove(filepath.Join(p.State, "exports.json")))
	must(t, os.Symlink("exports.json", filepath.Join(p.State, "exports.json")))
	e, err = ReadExports(p, noon)
	oneLine(t, err, "exports.json")
	oneLine(t, e.Approve(home, "t", "z"), "exports.json", "nothing is remembered")
	if _, err := os.Readlink(filepath.Join(p.State, "exports.json")); err != nil {
		t.Error(err)
	}
}
