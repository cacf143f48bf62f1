package export

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/verify"
)

// bundleFault is what verifying a bundle says; "" for a sound one.
func bundleFault(t *testing.T, path string) string {
	t.Helper()
	_, is, err := verify.Bundle(path, pack.Limits{})
	if !is && err == nil {
		return "no bundle"
	}
	if d, ok := errors.AsType[*verify.DamagedError](err); ok {
		return faults(d)
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// Whatever is changed in a TextBundle that Galley wrote, or in a TextPack, is
// found, and named where it is one file's.
func TestVerifyBundleDamage(t *testing.T) {
	growth.Alone(t)
	sources, find := illustrated(t)
	dir := exported(t, "textbundle", sources[:1], Options{Image: find})
	folder := filepath.Join(dir, "one.textbundle")
	files := tree(t, folder)
	if said := bundleFault(t, folder); said != "" || len(files) != 4 {
		t.Fatalf("%d files: %s", len(files), said)
	}
	good, err := verify.OpenBundle(folder, pack.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	put := func(name, data string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		for i := range data {
			bad := []byte(data)
			bad[i] ^= 1 << (i % 7)
			put(name, string(bad))
			if bundleFault(t, folder) != "" {
				continue
			}
			if p, err := verify.OpenBundle(folder, pack.Limits{}); name != bundle.InfoName || err != nil || !sameSums(p, good) {
				t.Errorf("%s: byte %d in %q may be another", name, i, data[max(0, i-20):min(len(data), i+20)])
			}
		}
		for what, bad := range map[string]string{"longer": data + "!", "shorter": data[1:], "empty": ""} {
			put(name, bad)
			if said := bundleFault(t, folder); !strings.Contains(said, name) && !strings.Contains(said, bundle.InfoName) {
				t.Errorf("%s %s: %q", what, name, said)
			}
		}
		put(name, data)
		if err := os.Rename(filepath.Join(folder, name), filepath.Join(dir, "away")); err != nil {
			t.Fatal(err)
		}
		if said := bundleFault(t, folder); said == "" {
			t.Errorf("%s may be missing", name)
		}
		if err := os.Rename(filepath.Join(dir, "away"), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	put("assets/extra.png", "x")
	if said := bundleFault(t, folder); !strings.Contains(said, `"assets/extra.png"`) {
		t.Errorf("extra: %q", said)
	}

	zipped := []byte(all(t, format(t, "textpack"), sources[:1], Options{Image: find})[""])
	file := filepath.Join(t.TempDir(), "x.textpack")
	check := func(data []byte) string {
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return bundleFault(t, file)
	}
	if said := check(zipped); said != "" {
		t.Fatal(said)
	}
	missed := 0
	for i := 0; i < len(zipped); i += 1 + i%2 {
		bad := bytes.Clone(zipped)
		bad[i] ^= 1 << (i % 8)
		if check(bad) == "" {
			missed++
		}
	}
	// Times, rights and versions of entries are no part of what is in them.
	if most := 24 * len(files); missed > most {
		t.Errorf("%d flips of %d were not found, expected at most %d", missed, len(zipped), most)
	}
	for i := 0; i < len(zipped); i += 7 {
		if check(zipped[:i]) == "" {
			t.Errorf("cut after %d of %d bytes", i, len(zipped))
		}
	}
	var entries []packtest.Raw
	for name, data := range files {
		entries = append(entries, packtest.Raw{Name: "one.textbundle/" + name, Data: []byte(data)})
	}
	slices.SortFunc(entries, func(a, b packtest.Raw) int { return strings.Compare(a.Name, b.Name) })
	with := func(more ...packtest.Raw) []byte { return packtest.Build(t, append(slices.Clone(entries), more...)...) }
	if said := check(with()); said != "" {
		t.Errorf("packed by another program: %s", said)
	}
	for what, bad := range map[string][]byte{
		"twice": with(entries[3]), "another case": with(packtest.Raw{Name: "one.textbundle/TEXT.md", Data: []byte("x")}), "beside it": with(packtest.Raw{Name: "run.sh", Data: []byte("x")}),
		"out of it": with(packtest.Raw{Name: "one.textbundle/../../up.png", Data: []byte("x")}), "link": with(packtest.Raw{Name: "one.textbundle/assets/l.png", Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}),
		"before": append([]byte("MZ"), zipped...), "behind": append(bytes.Clone(zipped), 0),
	} {
		if check(bad) == "" {
			t.Errorf("%s: taken for sound", what)
		}
	}
}

// Each bit of a small package flipped, and each size in it told wrong, is found
// or changes nothing that a reader gets.
func TestVerifyEveryBit(t *testing.T) {
	m, entries := packtest.Victim("a.md", "x.svg")
	data := packtest.Described(t, m, entries...)
	good, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	missed := 0
	for i := range data {
		for bit := range 8 {
			bad := bytes.Clone(data)
			bad[i] ^= 1 << bit
			p, err := open(bad)
			if err != nil {
				continue
			}
			missed++
			for name, sum := range good.Sums() {
				if p.Sums()[name] != sum {
					t.Fatalf("bit %d of byte %d: %s differs", bit, i, name)
				}
			}
		}
	}
	if most := 8 * 24 * (len(good.Sums()) + 1); missed > most {
		t.Errorf("%d flips of %d were not found, expected at most %d", missed, 8*len(data), most)
	}
	// The sizes in the headers and in the directory.
	for at := range data[:len(data)-4] {
		var fields []int
		switch {
		case bytes.HasPrefix(data[at:], []byte("PK\x03\x04")):
			fields = []int{18, 22}
		case bytes.HasPrefix(data[at:], []byte("PK\x01\x02")):
			fields = []int{20, 24, 42}
		case bytes.HasPrefix(data[at:], []byte("PK\x05\x06")):
			fields = []int{12, 16}
		}
		for _, field := range fields {
			for _, lie := range []uint32{0, 1, 1 << 20, 1<<31 - 1, 1<<32 - 2, 1<<32 - 1} {
				bad := bytes.Clone(data)
				if binary.LittleEndian.Uint32(bad[at+field:]) == lie {
					continue
				}
				binary.LittleEndian.PutUint32(bad[at+field:], lie)
				if p, err := open(bad); err == nil && !sameSums(p, good) {
					t.Errorf("at %d: %d in field %d is taken for sound", at, lie, field)
				}
			}
		}
	}
}

func sameSums(a, b *verify.Package) bool {
	for name, sum := range b.Sums() {
		if a.Sums()[name] != sum {
			return false
		}
	}
	return len(a.Sums()) == len(b.Sums())
}
