package history

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// FuzzDelta holds that what a delta tells is the text that it was made of.
func FuzzDelta(f *testing.F) {
	long := strings.Repeat("A sentence that is there more than once. ", 20)
	f.Add("", "", []byte{0, 200})
	f.Add(long, long[:300]+"new"+long[200:], []byte{1, 0, 5, 1, 255, 255})
	f.Add(long+"x"+long, "y"+long+long, []byte{0, 1, 'a', 1, 3, 2})
	f.Add(strings.Repeat("a", 1000), strings.Repeat("a", 999)+"b"+strings.Repeat("a", 500), []byte{2, 2})
	f.Fuzz(func(t *testing.T, base, text string, d []byte) {
		told := delta(base, text)
		if got, err := patch(base, told, int64(len(text))); err != nil || got != text {
			t.Errorf("%q is told by %q as %q: %v", text, base, got, err)
		}
		if len(told) > len(text)+20 {
			t.Errorf("%d bytes tell %d", len(told), len(text))
		}
		if got, err := patch(base, d, int64(len(text))); err == nil && len(got) != len(text) {
			t.Errorf("%d bytes of %d", len(got), len(text))
		}
	})
}

// FuzzLog reads any bytes as a log: what is read says of itself what it is, and
// a version that is added is there.
func FuzzLog(f *testing.F) {
	dir := f.TempDir()
	s := New(dir, Options{})
	for _, text := range []string{"one", strings.Repeat("two and ", 50), strings.Repeat("two and ", 50) + "three"} {
		if err := s.Add(Point{Path: "/a.md", Text: text, Kind: Autosaved}); err != nil {
			f.Fatal(err)
		}
	}
	if err := s.Add(Point{Path: "/a.md", Text: strings.Repeat("two and ", 50) + "three"}); err != nil { // a mark
		f.Fatal(err)
	}
	if err := s.Copied("/b.md", "/a.md"); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, logOf("/a.md")))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(bytes.Repeat([]byte(magic), 10))
	f.Add(record{what: isVersion, seq: 1 << 63, base: 1 << 63, packed: packedDelta, size: 10}.encode([]byte("x")))
	f.Add(record{what: isFrom, log: logOf("/a.md"), logSeq: 9}.encode(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c codec
		l := read(t, data)
		versions, _, _ := l.epoch(^uint64(0))
		var whole []byte
		for _, r := range l.without(nil) {
			if payload, err := r.payload(bytes.NewReader(data)); err == nil {
				whole = append(whole, r.encodeSummed(payload, r.payloadSum)...)
			}
		}
		again := read(t, whole) // written anew, without damage
		for _, r := range versions {
			text, err := c.textOf(bytes.NewReader(data), r, l)
			if err != nil {
				continue
			}
			if int64(len(text)) != r.size {
				t.Errorf("%d bytes, said are %d", len(text), r.size)
			}
			same, ok := again.find(r.seq)
			if !ok || same.sum != r.sum && !slices.ContainsFunc(again.records, func(o record) bool { return o.seq == r.seq && o.sum == r.sum }) {
				t.Errorf("version %d is lost when it is written anew", r.seq)
			}
		}
	})
}

func read(t *testing.T, data []byte) *log {
	l := &log{name: logOf("/a.md"), size: int64(len(data))}
	var err error
	if l.damaged, err = scan(bytes.NewReader(data), 0, l.size, func(r record) { l.records = append(l.records, r) }); err != nil {
		t.Fatal(err)
	}
	return l
}

// Any file in the place of a log is passed over, and a version that is added is
// there.
func TestBadLogs(t *testing.T) {
	growth.Alone(t)
	_, _, data, _ := damagedLog(t)
	r := rand.New(rand.NewPCG(3, 3))
	bad := [][]byte{[]byte("Dear diary"), make([]byte, 100), bytes.Repeat([]byte(magic), 10), nil, bytes.Repeat(data, 3)}
	for range 200 {
		b := bytes.Clone(data)
		for range 1 + r.IntN(5) {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		if r.IntN(3) == 0 {
			at := r.IntN(len(b))
			b = append(b[:at:at], b[r.IntN(len(b)):]...)
		}
		bad = append(bad, b)
	}
	for i, b := range bad {
		s := quick(t.TempDir())
		if err := os.WriteFile(filepath.Join(s.dir, logOf("/a.md")), b, 0o600); err != nil {
			t.Fatal(err)
		}
		for range s.Search(t.Context(), "words OF a") {
		}
		for range s.Posts(t.Context()) {
		}
		if err := s.Prune(t.Context()); err != nil {
			t.Error(err)
		}
		if err := s.Add(Point{Path: "/a.md", Text: "added", Time: day}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Versions("/a.md"); len(got) == 0 || err != nil {
			t.Errorf("file %d: %d versions, %v", i, len(got), err)
		} else if text, err := s.Text(got[0]); text != "added" {
			t.Errorf("file %d: %q, %v", i, text, err)
		}
	}
}
