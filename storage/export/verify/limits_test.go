package verify

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/pack"
)

// TestRaisedLimits takes a book that unpacks to more than is usual.
func TestRaisedLimits(t *testing.T) {
	growth.Alone(t)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entries := 0
	add := func(name, data string) {
		t.Helper()
		entries++
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("META-INF/container.xml", "<a/>")
	blank := strings.Repeat(" ", 1<<20)
	for i := range pack.FreeRatio>>20 + 1 {
		add("f"+string(rune('a'+i/26%26))+string(rune('a'+i%26))+string(rune('a'+i/676))+".txt", blank)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	raised := func(times int) string {
		_, is, err := Book(bytes.NewReader(b.Bytes()), int64(b.Len()), pack.Limits{Times: times})
		if !is || err == nil {
			t.Fatalf("%t, %v", is, err)
		}
		return err.Error()
	}
	const tooMuch = "unpack"
	if got := raised(0); !strings.Contains(got, tooMuch) {
		t.Errorf("the usual limits: %s", got)
	}
	if got := raised(2); strings.Contains(got, tooMuch) {
		t.Errorf("limits raised twice: %s", got)
	}
	if got := (pack.Limits{Times: 3}).String(); !strings.Contains(got, "150,000 files of together 12 GB") {
		t.Errorf("in words: %s", got)
	}
	if got, want := (pack.Limits{Times: 1 << 40}).Of(5), int64(5*pack.MostTimes); got != want {
		t.Errorf("raised beyond all bounds: %d", got)
	}
}
