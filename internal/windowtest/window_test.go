//go:build linux

package windowtest

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// These tests see the program as a person does: a real window, real keys, real files. What they rely on is the part of
// the design that scripts may rely on too: title bar, focus, caret, questions, file names.

func TestWindowOpensALibrary(t *testing.T) {
	d := openSample(t)
	d.previewed()
	before, err := os.Stat(d.sample)
	if err != nil {
		t.Fatal(err)
	}
	d.Key("ctrl+s") // nothing to save, so nothing is written
	d.Type("x")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	if after, err := os.Stat(d.sample); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("saving an unchanged post wrote the file (%v)", err)
	}
	if got := d.names(); got != sampleFile {
		t.Errorf("the library holds %s: opening it must make nothing", got)
	}
}

func TestWindowTitleField(t *testing.T) {
	d := openSample(t)
	d.Key("shift+F6") // from the text to the form
	d.Key("ctrl+a")
	d.Type("A ")
	d.WaitTitle("• A — Galley")
	d.Type("wider view: really")
	d.WaitTitle("• A wider view: really — Galley")
	d.Key("ctrl+s")
	d.WaitTitle("A wider view: really — Galley")
	d.checkFile(d.sample, strings.Replace(d.source, sampleTitle, "A wider view: really", 1))

	d.Key("ctrl+a", "BackSpace")
	d.WaitTitle("• Untitled — Galley")
}

func TestWindowTyping(t *testing.T) {
	d := openRacing(t)
	before := d.previewed()
	d.Type("Stop the press: ")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.WaitChange("the preview to follow", before, d.page())
	d.checkFile(d.sample, d.source) // nothing is written unasked

	d.Key("ctrl+s")
	d.WaitTitle(sampleTitle + " — Galley")
	d.checkFile(d.sample, d.with("Stop the press: "))

	d.Key("ctrl+End") // the empty line after the last line ending
	d.Type("Größe, 你好 – “fin”.")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.WaitTitle(sampleTitle + " — Galley")
	d.checkFile(d.sample, d.with("Stop the press: ")+"Größe, 你好 – “fin”.")
}

func TestWindowMarkdownKeys(t *testing.T) {
	d := openSample(t)
	d.Key("shift+Right") // "I"
	d.Key("ctrl+b")
	d.Key("ctrl+s")
	d.waitFile(d.sample, strings.Replace(d.source, sampleStart, "**I**"+sampleStart[1:], 1))
}

func TestWindowUndo(t *testing.T) {
	d := openSample(t)
	d.Type("abc")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+z")
	d.WaitTitle(sampleTitle + " — Galley")
	d.Key("ctrl+shift+z")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.WaitTitle(sampleTitle + " — Galley")
	d.checkFile(d.sample, d.with("abc"))

	d.Key("ctrl+z") // saving keeps the history
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Key("ctrl+s")
	d.WaitTitle(sampleTitle + " — Galley")
	d.checkFile(d.sample, d.source)
}

func TestWindowUndoReachesTheForm(t *testing.T) {
	d := openSample(t)
	d.Key("shift+F6", "ctrl+a")
	d.Type("Other")
	d.WaitTitle("• Other — Galley")
	d.Key("F6") // back in the text, the same history is undone
	d.Key("ctrl+z")
	d.WaitTitle(sampleTitle + " — Galley")
}

func TestWindowClipboard(t *testing.T) {
	d := openSample(t)
	d.SetClipboard("one\ntwo — three\n\n")
	d.Key("ctrl+v")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("one\ntwo — three\n\n"))
	d.Key("ctrl+a", "ctrl+c")
	_, body, _ := strings.Cut(d.with("one\ntwo — three\n\n"), "---\n\n")
	xwindow.Wait(t, "the body on the clipboard", func() bool { return d.Clipboard() == body })
}

func TestWindowClosing(t *testing.T) {
	t.Run("nothing to save", func(t *testing.T) {
		d := openSample(t)
		d.CloseByManager()
		if code := d.WaitExit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		d.checkFile(d.sample, d.source)
	})
	t.Run("cancel", func(t *testing.T) {
		d := openSample(t)
		d.Type("word ")
		d.WaitTitle("• " + sampleTitle + " — Galley")
		before := d.question("whether to save", d.CloseByManager)
		d.Key("Escape")
		d.answered(before)
		d.Type("more ") // the caret is where it was
		d.Key("ctrl+s")
		d.waitFile(d.sample, d.with("word more "))
	})
	t.Run("save", func(t *testing.T) {
		d := openRacing(t)
		d.Type("word ")
		d.WaitTitle("• " + sampleTitle + " — Galley")
		d.question("whether to save", d.CloseByManager)
		d.Key("Return")
		if code := d.WaitExit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		d.checkFile(d.sample, d.with("word "))
	})
	t.Run("do not save", func(t *testing.T) {
		d := openSample(t)
		d.Type("word ")
		d.WaitTitle("• " + sampleTitle + " — Galley")
		d.question("whether to save", func() { d.Key("ctrl+q") })
		d.checkFile(d.sample, d.source)
		d.Key("Tab", "Return") // from Save round to Don't save
		if code := d.WaitExit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		d.checkFile(d.sample, d.source)
	})
}

func TestWindowNewPost(t *testing.T) {
	d := openSample(t)
	began := time.Now()
	d.Key("ctrl+n")
	d.WaitTitle("Untitled — Galley")
	d.Key("ctrl+s") // no word in it, so no file of it
	d.Type("Galley proofs")
	d.WaitTitle("• Galley proofs — Galley")
	if got := d.names(); got != sampleFile {
		t.Errorf("the library holds %s before the new post was saved", got)
	}
	d.Key("F6") // into the text
	d.Type("First words.")
	d.Key("ctrl+s")
	d.WaitTitle("Galley proofs — Galley")
	file := filepath.Join(d.dir, "wip-galley-proofs.md")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	today := began.Format(time.DateOnly)
	if !strings.Contains(string(b), today) { // it was begun at midnight
		today = time.Now().Format(time.DateOnly)
	}
	d.checkFile(file, "!! title: Galley proofs\n!! slug: galley-proofs\n!! published: "+
		today+"\n!! description:\n\n---\n\nFirst words.\n")
	if got, want := d.names(), sampleFile+" wip-galley-proofs.md"; got != want {
		t.Errorf("the library holds %s, want %s", got, want)
	}
}

func TestWindowOutsideChange(t *testing.T) {
	d := openRacing(t)
	theirs := strings.Replace(d.with("From elsewhere. "), sampleTitle, "Changed elsewhere", 1)
	before := d.previewed()
	d.write(d.sample, theirs)
	d.WaitTitle("Changed elsewhere — Galley")
	d.WaitChange("the preview to show the file", before, d.page())
	d.Key("ctrl+z") // even that can be undone
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.checkFile(d.sample, theirs)
}

func TestWindowConflict(t *testing.T) {
	t.Run("decide later", func(t *testing.T) {
		d, theirs, before := openConflict(t)
		d.Key("Escape")
		d.answered(before)
		d.WaitTitle("• " + sampleTitle + " — Galley")
		d.question("again", func() { d.Key("ctrl+s") }) // saving asks, it does not overwrite
		d.checkFile(d.sample, theirs)
		d.Key("Escape")
		d.answered(before)
		d.checkFile(d.sample, theirs)
		d.WaitTitle("• " + sampleTitle + " — Galley")
	})
	t.Run("keep mine", func(t *testing.T) {
		d, _, before := openConflict(t)
		d.Key("Right", "Return")
		d.answered(before)
		d.Key("ctrl+s")
		d.waitFile(d.sample, d.with("Mine: "))
		d.WaitTitle(sampleTitle + " — Galley")
	})
	t.Run("review", func(t *testing.T) {
		d, theirs, before := openConflict(t)
		d.Key("Return")
		d.part("words/Place 1 of 1")
		d.checkFile(d.sample, theirs)
		d.Key("3") // both
		d.part("words/All is settled")
		d.Key("Return")
		d.answered(before)
		d.checkFile(d.sample, theirs)
		d.Key("ctrl+s")
		d.waitFile(d.sample, d.with("Mine: Theirs: "))
	})
}

func TestWindowFileRemoved(t *testing.T) {
	d := openSample(t)
	if err := os.Remove(d.sample); err != nil {
		t.Fatal(err)
	}
	line := d.part("words/File removed outside")
	xwindow.Wait(t, "a word about the file that is gone", func() bool { return xwindow.Colours(d.Shot(), line, 8) == 8 })
	d.Type("Still here. ")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("Still here. "))
}

func TestWindowRefusesWhatIsNoText(t *testing.T) {
	d := lay(t)
	latin := filepath.Join(d.dir, "latin.md")
	d.write(latin, "!! title: Caf\xe9\n\n---\n\nna\xefve\n")
	bytesBefore, err := os.ReadFile(latin)
	if err != nil {
		t.Fatal(err)
	}
	d.open(xwindow.Options{Args: []string{latin}})
	d.Settle(d.whole())
	d.Key("Escape") // the message
	d.Key("ctrl+n")
	d.WaitTitle("Untitled — Galley")
	d.Type("Usable")
	d.WaitTitle("• Usable — Galley")
	if after, err := os.ReadFile(latin); err != nil || !bytes.Equal(after, bytesBefore) {
		t.Errorf("the refused file was changed: %q (%v)", after, err)
	}
}

func TestWindowQuickOpen(t *testing.T) {
	d := lay(t)
	other := filepath.Join(d.dir, "0007-marbles.md")
	d.write(other, "!! title: Marbles in a jar\n!! slug: marbles\n!! published: 2023-12-04\n!! description: About trust\n\n---\n\nRound.\n")
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle) // the newest
	d.Type("Unsaved. ")
	d.WaitTitle("• " + sampleTitle + " — Galley")

	d.question("which post", func() { d.Key("ctrl+p") })
	d.Type("mrbl") // fuzzy
	d.Key("Return")
	d.WaitTitle("Marbles in a jar — Galley")
	d.Type("Very ")
	d.Key("ctrl+s")
	d.waitFile(other, "!! title: Marbles in a jar\n!! slug: marbles\n!! published: 2023-12-04\n!! description: About trust\n\n---\n\nVery Round.\n")
	d.checkFile(d.sample, d.source)

	d.question("which post", func() { d.Key("ctrl+p") })
	d.Type("engineer")
	d.Key("Return")
	d.WaitTitle("• " + sampleTitle + " — Galley") // it stayed open, unsaved
	d.Key("ctrl+z")
	d.WaitTitle(sampleTitle + " — Galley")
}

func TestWindowTheme(t *testing.T) {
	for _, c := range []struct {
		theme    string
		min, max float64 // brightness of the whole window
	}{
		{"light", 0.8, 1},
		{"dark", 0, 0.3},
		{"sepia", 0.75, 0.95},
		{"contrast", 0.85, 1},
		{"contrast-dark", 0, 0.2},
	} {
		t.Run(c.theme, func(t *testing.T) {
			d := lay(t).open(xwindow.Options{Theme: c.theme})
			d.waitPost(sampleTitle)
			if got := xwindow.Brightness(d.Settle(d.whole()), d.whole()); got < c.min || got > c.max {
				t.Errorf("brightness %.2f, want %.1f to %.1f", got, c.min, c.max)
			}
		})
	}
}

// TestWindowAfterARestart finds library, post and caret where they were left.
func TestWindowAfterARestart(t *testing.T) {
	d := openSample(t)
	d.Key("ctrl+End")
	d.CloseByManager()
	d.WaitExit()
	home := d.Home
	d.open(xwindow.Options{Home: home, Args: []string{}})
	d.WaitTitle(sampleTitle + " — Galley")
	d.Type("PS")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source+"PS")
}

// TestWithoutADisplay is what a server's shell sees.
func TestWithoutADisplay(t *testing.T) {
	t.Parallel()
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {t.TempDir()}, {"no such file"}} {
		cmd := exec.Command(name, args...)
		cmd.Env = []string{"HOME=" + t.TempDir()}
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "display") {
			t.Errorf("galley %q: %v, want exit code 1 and a word about the display, got:\n%s", args, err, out)
		}
		if len(args) > 0 && args[0] == "no such file" && !strings.Contains(string(out), args[0]) {
			t.Errorf("galley %q does not name the file:\n%s", args, out)
		}
	}
}

// TestWindowKeepsEveryByte edits one place of a file that has about every oddity the format allows.
func TestWindowKeepsEveryByte(t *testing.T) {
	d := lay(t)
	const odd = "\ufeff!!title:Odd one \r\n!! slug : odd\n\nloose: words\n!!mood: a: b: c\r\n!! title: Odd two\n--- \r\n\r\nAlpha\r\n---\nBeta\t \r\n\r\nno end"
	path := filepath.Join(d.dir, "odd.md")
	d.write(path, odd)
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Odd two — Galley") // of a repeated field the last one counts
	d.Type("x")
	d.Key("Return")
	d.Key("ctrl+s")
	want := strings.Replace(odd, "Alpha", "x\r\nAlpha", 1)
	d.waitFile(path, want)

	d.Key("shift+F6", "End")
	d.Type(" more")
	d.WaitTitle("• Odd two more — Galley")
	d.Key("ctrl+s")
	d.waitFile(path, strings.Replace(want, "Odd two", "Odd two more", 1))
}

// TestWindowFastFingers types a post of some hundred words, faster than the window can draw, with lists that go on by
// themselves, and every letter counts.
func TestWindowFastFingers(t *testing.T) {
	d := openRacing(t)
	var typed, want strings.Builder
	both := func(s string) { typed.WriteString(s); want.WriteString(s) }
	for i := range 4 {
		both(fmt.Sprintf("## Part %d\n\n", i+1))
		for k := range 4 {
			both(fmt.Sprintf("%d times the quick brown fox, so it goes, jumps over the lazy dog; ", k))
		}
		both("*and* so **on**.\n\n")
		typed.WriteString("- one of the items\nthe next one\nthe last\n\n")
		want.WriteString("- one of the items\n- the next one\n- the last\n\n")
		typed.WriteString("9. nine lives\nten toes\n\n")
		want.WriteString("9. nine lives\n10. ten toes\n\n")
		typed.WriteString("> quoted by\nsomebody else\n\n")
		want.WriteString("> quoted by\n> somebody else\n\n")
		typed.WriteString("- [ ] to do\nto be done\n\n")
		want.WriteString("- [ ] to do\n- [ ] to be done\n\n")
	}
	if n := len(strings.Fields(want.String())); n < 300 {
		t.Fatalf("only %d words", n)
	}
	d.Key("ctrl+End")
	d.Type(typed.String())
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source+want.String())
}

func TestWindowScrollsTogether(t *testing.T) {
	d := openSample(t)
	before := d.previewed()
	d.Wheel(d.at("text"), 12)
	d.WaitChange("the preview to follow the text", before, d.page())
}

func TestWindowNarrow(t *testing.T) {
	d := lay(t).open(xwindow.Options{Size: "860x640"})
	d.waitPost(sampleTitle)
	if got := d.Bounds().Size(); got != image.Pt(860, 640) {
		t.Errorf("the window is %v, want 860 by 640", got)
	}
	d.Type("Narrow. ")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("Narrow. "))
}
