package decoding

import (
	"bytes"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/storage/charset"
)

// asked is the question about a file, and the encoding that was chosen.
type asked struct {
	*seen.Person
	queue  chan func()
	chosen []string
}

func ask(t *testing.T, source []byte) *asked {
	t.Helper()
	a := &asked{Person: seen.Sit(t, control.NewGround(), 1200, 800), queue: make(chan func(), 10)}
	Ask(Options{
		Modal: modal.NewStack(a.Canvas(), func(bool) {}), Name: "old.md", Why: "It has bytes of another kind.", Source: source,
		Post: func(f func()) { a.queue <- f },
		Open: func(c charset.Charset) { a.chosen = append(a.chosen, c.Name) },
	})
	return a
}

func encode(t *testing.T, to interface{ Bytes([]byte) ([]byte, error) }, s string) []byte {
	t.Helper()
	b, err := to.Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReads shows short and long files in the encoding that they are in. A file is looked at whole: it is not cut
// within a character, and what cannot be read behind what is shown is told all the same.
func TestReads(t *testing.T) {
	japaneseText := "a" + strings.Repeat("日本語の文章です。", 2000)
	for name, c := range map[string]struct {
		source        []byte
		says          []string
		never, chosen string
	}{
		"Latin":                   {[]byte("Un \xe9t\xe9 \xe0 la plage.\r\nEncore."), []string{"Un été à la plage.", "This is the likely one."}, "\ufffd", "windows-1252"},
		"Japanese":                {encode(t, japanese.ShiftJIS.NewEncoder(), japaneseText), []string{"日本語の文章です。", "This is the likely one."}, "\ufffd", "shift_jis"},
		"UTF-16":                  {encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), "x"+strings.Repeat("😀", 5000)), []string{"😀", "This is the likely one."}, "\ufffd", "utf-16le"},
		"wrong behind its start":  {append(encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), strings.Repeat("word ", 4000)), 0x00, 0xd8), []string{"1 character cannot be read so."}, "\ufffd", "utf-16le"},
		"NUL behind its start":    {append(bytes.Repeat([]byte("\xe9t\xe9 "), 5000), 0), []string{"It does not read as text this way."}, "\x00", ""},
		"what would not be seen":  {[]byte("\xe9\x01\x02."), []string{"é\ufffd\ufffd."}, "\x01", ""},
		"nothing":                 {nil, []string{"This is the likely one."}, "\ufffd", ""},
		"large":                   {bytes.Repeat([]byte("Un \xe9t\xe9 \xe0 la plage, d\xe9j\xe0 pass\xe9. "), 10_000), []string{"Un été", "This is the likely one."}, "\ufffd", "windows-1252"},
		"large, wrong at its end": {append(encode(t, japanese.ShiftJIS.NewEncoder(), strings.Repeat(japaneseText, 5)), "\x81\xff"...), []string{"1 character cannot be read so."}, "\ufffd", "shift_jis"},
	} {
		t.Run(name, func(t *testing.T) {
			a := ask(t, c.source)
			if len(c.source) > atOnce {
				if says := a.Says(); !strings.Contains(says, "Reading…") {
					t.Errorf("it says %q", says)
				}
				(<-a.queue)()
			}
			says := a.Says()
			for _, want := range c.says {
				if !strings.Contains(says, want) {
					t.Errorf("it does not say %q: %.300q", want, says)
				}
			}
			if strings.Contains(says, c.never) {
				t.Errorf("it says %q: %.300q", c.never, says)
			}
			a.Press(fyne.KeyReturn)
			if len(a.chosen) != 1 || c.chosen != "" && a.chosen[0] != c.chosen || a.Open() {
				t.Errorf("chosen %q, want %q", a.chosen, c.chosen)
			}
		})
	}
}

// TestOneAtATime walks down the encodings while a large file is read: what is shown in the end is the one that is
// chosen, and those between were never read.
func TestOneAtATime(t *testing.T) {
	source := bytes.Repeat([]byte("Un \xe9t\xe9 \xe0 la plage, d\xe9j\xe0 pass\xe9. "), 10_000)
	a := ask(t, source)
	a.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown)
	(<-a.queue)()
	if says := a.Says(); !strings.Contains(says, "Reading…") {
		t.Errorf("what is not chosen any more is shown: %.300q", says)
	}
	(<-a.queue)()
	want := decode(charset.Guess(source)[3], source)
	if says := a.Says(); !strings.Contains(says, strings.TrimSpace(want.start[:5])) || strings.Contains(says, "Reading…") {
		t.Errorf("it says %.300q, want %.20q", says, want.start)
	}
	if len(a.queue) != 0 {
		t.Error("more was read")
	}
	a.Press(fyne.KeyEscape)
	if len(a.chosen) != 0 || a.Open() {
		t.Errorf("Escape chose %q", a.chosen)
	}
}
