package index

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/safefile"
)

func someRecords() []Record {
	at := time.Unix(1_700_000_000, 123_456_789)
	return []Record{
		{Rel: "a.md", File: safefile.Fingerprint{Size: 12, ModTime: at, Inode: 1 << 63, Device: 7, Mode: 0o644, Sum: [32]byte{1, 2, 31: 9}}, Read: at.Add(time.Hour), Words: 3, Title: "T", Head: "!! a: b\n---\n", Facts: "facts"},
		{Rel: "x/\n\xff.md", File: safefile.Fingerprint{ModTime: time.Unix(-5, 0)}, Read: at},
	}
}

func TestCache(t *testing.T) {
	c := Cache{Dir: filepath.Join(t.TempDir(), "made", "when needed"), Stamp: "one"}
	want := someRecords()
	if got := c.Read("/lib", false); got != nil {
		t.Errorf("before anything was written: %+v", got)
	}
	c.Write("/lib", false, want)
	if got := c.Read("/lib", false); !reflect.DeepEqual(got, want) {
		t.Errorf("read\n got %+v\nwant %+v", got, want)
	}
	other := c
	other.Stamp = "two"
	if got := c.Read("/lib", true); got != nil {
		t.Errorf("in another dialect: %+v", got)
	}
	if got := other.Read("/lib", false); got != nil {
		t.Errorf("of another program: %+v", got)
	}
	if err := os.Rename(c.path("/lib"), c.path("/foreign")); err != nil {
		t.Fatal(err)
	}
	if got := c.Read("/foreign", false); got != nil {
		t.Errorf("of another library: %+v", got)
	}
	Cache{}.Write("/lib", false, want)
	if got := (Cache{}).Read("/lib", false); got != nil {
		t.Errorf("without a folder: %+v", got)
	}
}

// A folder that cannot be had is done without.
func TestCacheWithoutAPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := Cache{Dir: filepath.Join(file, "below")}
	c.Write("/lib", false, someRecords())
	if got := c.Read("/lib", false); got != nil {
		t.Errorf("read %+v", got)
	}
}

func TestCacheForgetsOldLibraries(t *testing.T) {
	c := Cache{Dir: t.TempDir()}
	for i := range maxFiles + 5 {
		lib := fmt.Sprint("/lib", i)
		c.Write(lib, false, nil)
		at := time.Unix(int64(1_700_000_000+i), 0)
		if err := os.Chtimes(c.path(lib), at, at); err != nil {
			t.Fatal(err)
		}
	}
	c.Write("/last", false, nil)
	list, err := os.ReadDir(c.Dir)
	if err != nil || len(list) != maxFiles {
		t.Errorf("%d files, want %d (%v)", len(list), maxFiles, err)
	}
	if _, err := os.Stat(c.path("/last")); err != nil {
		t.Error(err)
	}
}

// Every change of a byte and every cut is noticed.
func TestDamageIsNoticed(t *testing.T) {
	c := Cache{Dir: t.TempDir()}
	c.Write("/lib", false, someRecords())
	b, err := os.ReadFile(c.path("/lib"))
	if err != nil {
		t.Fatal(err)
	}
	whole := string(b)
	header := c.header("/lib", false)
	if decodeRecords(whole, header) == nil {
		t.Fatal("what is whole is not read")
	}
	for i := range whole {
		if got := decodeRecords(whole[:i], header); got != nil {
			t.Fatalf("cut at %d: %+v", i, got)
		}
		if got := decodeRecords(whole[:i]+string([]byte{whole[i] ^ 4})+whole[i+1:], header); got != nil {
			t.Fatalf("changed at %d: %+v", i, got)
		}
	}
}

// FuzzDecodeRecords gives it bytes whose sum is right.
func FuzzDecodeRecords(f *testing.F) {
	c := Cache{}
	header := c.header("/lib", false)
	var b []byte
	for _, r := range someRecords() {
		b = appendRecord(b, &r)
	}
	f.Add("\x02" + string(b))
	f.Add("\xff\xff\xff\x07")
	f.Fuzz(func(t *testing.T, body string) {
		all := string(header) + body
		sum := safefile.SumOf([]byte(all))
		for _, r := range decodeRecords(all+string(sum[:]), header) {
			if !strings.Contains(body, r.Rel) || !strings.Contains(body, r.Head) {
				t.Fatalf("%+v is not in %q", r, body)
			}
		}
	})
}
