//go:build linux

package windowtest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/xwindow"
)

// openClip opens a display's clipboard as another program has it.
func openClip(t *testing.T, d *xwindow.Display) *clipboard.Clipboard {
	t.Helper()
	c := clipboard.Open(func(name string) string { return map[string]string{"DISPLAY": d.Name()}[name] })
	t.Cleanup(c.Close)
	return c
}

func TestClipboard(t *testing.T) {
	t.Parallel()
	d := xwindow.NewDisplay(t)
	c := openClip(t, d)
	if _, err := c.HTML(0, xwindow.Patience); !errors.Is(err, clipboard.ErrNone) {
		t.Errorf("an empty clipboard: %v", err)
	}
	for name, content := range map[string]clipboard.Content{
		"short":     {Text: "a “b”", HTML: "<p>a <b>“b”</b></p>"},
		"text only": {Text: "plain"},
		"in pieces": {Text: strings.Repeat("wörd ", 100_000), HTML: strings.Repeat("<b>wörd</b> ", 100_000)},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.Write(content); err != nil {
				t.Fatal(err)
			}
			for _, kind := range []string{"UTF8_STRING", "text/plain", "text/plain;charset=utf-8", "TEXT"} {
				if got := d.ClipboardAs(kind); got != content.Text {
					t.Errorf("%s: %d bytes, want %d", kind, len(got), len(content.Text))
				}
			}
			if got := d.ClipboardAs("text/html"); got != content.HTML {
				t.Errorf("text/html: %d bytes, want %d", len(got), len(content.HTML))
			}
			kinds := d.ClipboardAs("TARGETS")
			if strings.Contains(kinds, "text/html") != (content.HTML != "") || !strings.Contains(kinds, "UTF8_STRING") {
				t.Errorf("it says that it gives %q", kinds)
			}
			// Another connection, so that it does go through the server.
			got, err := openClip(t, d).HTML(0, xwindow.Patience)
			if string(got) != content.HTML || content.HTML != "" && err != nil {
				t.Errorf("read %d bytes, want %d (%v)", len(got), len(content.HTML), err)
			}
		})
	}

	d.SetClipboard("from another program")
	if _, err := c.HTML(0, xwindow.Patience); !errors.Is(err, clipboard.ErrNone) {
		t.Errorf("HTML of a text: %v", err)
	}
	large := "<p>" + strings.Repeat("x", 3<<20)
	d.SetClipboardAs("text/html", large)
	if got, err := c.HTML(0, xwindow.Patience); string(got) != large {
		t.Errorf("3 MB in pieces: %d bytes (%v)", len(got), err)
	}
	d.SetClipboardAs("text/html", large+strings.Repeat("y", clipboard.MaxSize))
	if _, err := c.HTML(0, xwindow.Patience); !errors.Is(err, clipboard.ErrSize) {
		t.Errorf("too large: %v", err)
	}
	c.Close()
	if _, err := c.HTML(0, time.Second); !errors.Is(err, clipboard.ErrSystem) {
		t.Errorf("closed: %v", err)
	}
	if _, err := clipboard.Open(func(string) string { return "" }).HTML(0, time.Second); !errors.Is(err, clipboard.ErrSystem) {
		t.Errorf("without a display: %v", err)
	}
}

func TestWindowPasteFormatted(t *testing.T) {
	d := openRacing(t)
	src, err := os.ReadFile(filepath.Join("internal", "fromhtml", "testdata", "firefox.html"))
	if err != nil {
		t.Fatal(err)
	}
	d.SetClipboardAs("text/html", string(src))
	d.Key("ctrl+End", "ctrl+v")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.WaitTitle(sampleTitle + " — Galley")
	want, err := os.ReadFile(filepath.Join("internal", "fromhtml", "testdata", "firefox.md"))
	if err != nil {
		t.Fatal(err)
	}
	// What is pasted has its columns lined up, the line below their heads, too.
	text := strings.Replace(string(want), "|--------------------|-------------|", "| ------------------ | ----------- |", 1)
	d.checkFile(d.sample, d.source+strings.TrimRight(text, "\n"))
	d.Key("ctrl+z") // all of it is one step
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source)
}

func TestWindowPastePlain(t *testing.T) {
	d := openSample(t)
	c := openClip(t, d.Display)
	if err := c.Write(clipboard.Content{Text: "a word ", HTML: "<p>a <b>word</b> </p>"}); err != nil {
		t.Fatal(err)
	}
	d.Key("ctrl+shift+v", "ctrl+s")
	d.waitFile(d.sample, d.with("a word "))
	d.Key("ctrl+z", "ctrl+v", "ctrl+s")
	d.waitFile(d.sample, d.with("a **word**"))
	d.Key("ctrl+z")
	d.Type("`")
	d.Key("ctrl+v", "ctrl+s") // in code nothing is formatted
	d.waitFile(d.sample, d.with("`a word "))
	// What says no more than its words stays as they are.
	if err := c.Write(clipboard.Content{Text: "a\tb", HTML: `<pre style="color:red">a	b</pre>`}); err != nil {
		t.Fatal(err)
	}
	d.Key("ctrl+z", "ctrl+z", "ctrl+v", "ctrl+s")
	d.waitFile(d.sample, d.with("a\tb"))
	// What is copied here can be pasted here, and does not wait for an answer that cannot come.
	d.Key("ctrl+z", "shift+Right", "ctrl+c", "Left", "ctrl+v", "ctrl+s")
	d.waitFile(d.sample, d.with(sampleStart[:1]))
}
