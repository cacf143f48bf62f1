package imagework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"galley.app/galley/internal/growth"
)

// misbehaviour is what a child of a test does wrong.
const misbehaviour = "IMAGEWORK_TEST_CHILD"

func TestMain(m *testing.M) {
	if IsChild(os.Args) {
		switch os.Getenv(misbehaviour) {
		case "":
			os.Exit(Serve(os.Stdin, os.Stdout))
		case "hangs":
			_, _ = readRequest(os.Stdin)
			select {}
		case "babbles":
			_, _ = readRequest(os.Stdin)
			fmt.Print(strings.Repeat("words ", 100))
			os.Exit(0)
		case "promises too much":
			_, _ = readRequest(os.Stdin)
			_ = writeNumbers(os.Stdout, magic, 0, 1<<15, 1<<15, 1<<32-1)
			select {}
		case "goes":
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// pool is one whose children are real ones of the test's own binary.
func pool(t testing.TB, l Limits, wrong string) *Pool {
	t.Helper()
	if l.Time == 0 {
		l.Time = time.Minute
	}
	if l.Memory == 0 {
		l.Memory = Usual().Memory
	}
	p := newPool(l, time.Minute, func() (*exec.Cmd, error) {
		cmd := exec.Command(os.Args[0], Argument)
		cmd.Env = append(os.Environ(), misbehaviour+"="+wrong)
		return cmd, nil
	})
	t.Cleanup(p.Close)
	return p
}

func encode(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sample(t testing.TB, w, h int) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x * 7), uint8(y * 5), uint8(x ^ y), 0xFF})
		}
	}
	return encode(t, m)
}

const square = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="20" height="20" fill="#f00"/></svg>`

// What a child gives is what this process would have given.
func TestSamePixels(t *testing.T) {
	p := pool(t, Limits{}, "")
	for name, data := range map[string][]byte{"png": sample(t, 300, 200), "svg": []byte(square)} {
		for _, want := range []Want{{}, {Width: 100}, {Height: 10}, {100, 10}, {Width: 1000}} {
			got, err := p.Decode(t.Context(), data, want)
			here, err2 := Here{}.Decode(t.Context(), data, want)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if got.Rect != here.Rect || !bytes.Equal(got.Pix, here.Pix) {
				t.Errorf("%s %v: %v here, %v from the child", name, want, here.Rect, got.Rect)
			}
		}
	}
	if p.starts != 1 {
		t.Errorf("%d children were started", p.starts)
	}
	if _, err := p.Decode(t.Context(), sample(t, 50, 50)[:80], Want{}); err == nil || err.Error() != ErrBroken.Error() {
		t.Errorf("a broken image: %v", err)
	}
	if p.starts != 1 {
		t.Error("a broken image ended the child")
	}
}

// A drawing that its library would follow for ever, if it came that far.
const circle = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><g id="a"><use href="#a"/></g></defs><use href="#a"/></svg>`

// A part that is used by a part that is used: who draws it follows that in a
// circle, so it gets the drawing written out.
func TestUses(t *testing.T) {
	const nested = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><defs><g id="a"><rect width="5" height="10" fill="#f00"/></g><g id="b"><use href="#a" x="10"/></g></defs><use href="#b"/></svg>`
	img, err := pool(t, Limits{}, "").Decode(t.Context(), []byte(nested), Want{})
	if err != nil {
		t.Fatal(err)
	}
	red := color.RGBA{0xFF, 0, 0, 0xFF}
	if img.RGBAAt(2, 5) == red || img.RGBAAt(12, 5) != red || img.RGBAAt(17, 5) == red {
		t.Errorf("%v %v %v", img.RGBAAt(2, 5), img.RGBAAt(12, 5), img.RGBAAt(17, 5))
	}
}

// A fault costs one image: the next has a new child, and the image that did it
// is not tried again.
func TestFaults(t *testing.T) {
	bad := job{drawing: true, data: []byte(circle), width: 9, height: 9}
	p := pool(t, Limits{}, "")
	good := sample(t, 20, 20)
	if _, err := p.Decode(t.Context(), good, Want{}); err != nil {
		t.Fatal(err)
	}
	// Past the gate, which knows this one.
	c, err := p.child()
	if err != nil {
		t.Fatal(err)
	}
	// Under the race detector, which takes memory of its own, the stack meets the bound on that first.
	if _, err := c.decode(t.Context(), bad, time.Minute); !errors.Is(err, ErrFault) || !growth.Race && !strings.Contains(c.errs.String(), "stack overflow") {
		t.Fatalf("%v, and the child said %s", err, c.errs.String())
	}
	if _, err := p.Decode(t.Context(), good, Want{}); err != nil {
		t.Errorf("after a fault: %v", err)
	}
	if p.starts != 2 {
		t.Errorf("%d children", p.starts)
	}

	for _, c := range []struct {
		wrong string
		want  error
	}{{"hangs", ErrTime}, {"babbles", ErrFault}, {"promises too much", ErrFault}, {"goes", ErrFault}} {
		p := pool(t, Limits{Time: 5 * time.Second}, c.wrong)
		if c.wrong == "hangs" {
			p.limits.Time = 200 * time.Millisecond
		}
		for range 3 {
			if _, err := p.Decode(t.Context(), good, Want{}); !errors.Is(err, c.want) {
				t.Errorf("a child that %s: %v", c.wrong, err)
			}
		}
		if p.starts != 1 {
			t.Errorf("a child that %s: the image was tried %d times", c.wrong, p.starts)
		}
	}
}

// An image that comes after another one that left the child ill is tried once
// more.
func TestSecondChance(t *testing.T) {
	p := pool(t, Limits{}, "")
	if _, err := p.Decode(t.Context(), sample(t, 20, 20), Want{}); err != nil {
		t.Fatal(err)
	}
	c := p.free[0]
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Decode(t.Context(), sample(t, 30, 30), Want{}); err != nil {
		t.Errorf("the image got the blame for what was before it: %v", err)
	}
}

func TestMemory(t *testing.T) {
	side := 6000
	if growth.Race {
		side = 3000
	}
	large := encode(t, image.NewNRGBA(image.Rect(0, 0, side, side)))
	p := pool(t, Limits{Memory: 100 << 20}, "")
	if _, err := p.Decode(t.Context(), large, Want{Width: 100}); !errors.Is(err, ErrMemory) {
		t.Errorf("%v", err)
	}
	p = pool(t, Limits{}, "")
	got, err := p.Decode(t.Context(), large, Want{Width: 100})
	if err != nil || got.Rect != image.Rect(0, 0, 100, 100) {
		t.Errorf("%v", err)
	}
}

func TestRefusedBeforeAnyChild(t *testing.T) {
	p := pool(t, Limits{}, "goes")
	for data, want := range map[string]string{
		"":                                      "cannot be decoded",
		"words":                                 "cannot be decoded",
		circle:                                  "refers to itself",
		"<svg><g>":                              "well-formed",
		"<svg/>":                                "how large",
		`<svg viewBox="0 0 90000 90000"/>`:      "too large: 90000 × 90000 pixels",
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0DIHDR": "cannot be decoded",
		"\x89PNG\r\n\x1a\n\x00\x00\x00\x0DIHDR\x00\x01\x00\x00\x00\x01\x00\x00": "too large: 65536 × 65536 pixels",
	} {
		if _, err := p.Decode(t.Context(), []byte(data), Want{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", data, err, want)
		}
		if _, _, err := Measure([]byte(data)); err == nil {
			t.Errorf("%q: has a size", data)
		}
	}
	if _, err := p.Decode(t.Context(), []byte(square), Want{Width: 1 << 20}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("%v", err)
	}
	if p.starts != 0 {
		t.Errorf("%d children were started", p.starts)
	}
}

// Whoever stops waiting is not kept, and no child is left.
func TestStops(t *testing.T) {
	p := pool(t, Limits{}, "hangs")
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	errs := make([]error, 5) // more than there are children
	for i := range errs {
		wait.Go(func() { _, errs[i] = p.Decode(ctx, sample(t, 20+i, 20), Want{}) })
	}
	cancel()
	wait.Wait()
	for _, err := range errs {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
	for range errs {
		wait.Go(func() {
			if _, err := p.Decode(t.Context(), sample(t, 20, 20), Want{}); !errors.Is(err, ErrClosed) {
				t.Errorf("%v", err)
			}
		})
	}
	p.Close()
	wait.Wait()
	for c := range p.all {
		<-c.done
	}
	if _, err := p.Decode(t.Context(), sample(t, 20, 20), Want{}); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed pool: %v", err)
	}
}

// A child that nobody needs ends, and so does one whose parent is gone.
func TestEnds(t *testing.T) {
	p := pool(t, Limits{}, "")
	p.idle = time.Millisecond
	if _, err := p.Decode(t.Context(), sample(t, 20, 20), Want{}); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	var c *child
	for c = range p.all {
	}
	p.mu.Unlock()
	if c != nil { // else it has ended already
		<-c.done
		if code := c.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("it ended with %d", code)
		}
	}
	if _, err := p.Decode(t.Context(), sample(t, 20, 20), Want{}); err != nil {
		t.Errorf("after its rest: %v", err)
	}
}

func TestNoProgram(t *testing.T) {
	p := newPool(Usual(), time.Minute, func() (*exec.Cmd, error) { return exec.Command("/nowhere/galley"), nil })
	if _, err := p.Decode(t.Context(), sample(t, 20, 20), Want{}); !errors.Is(err, ErrStart) {
		t.Errorf("%v", err)
	}
}

// BenchmarkRoundTrip is what an image of a page costs more than in the process
// itself.
func BenchmarkRoundTrip(b *testing.B) {
	for name, d := range map[string]Decoder{"child": pool(b, Limits{}, ""), "here": Here{}} {
		for _, size := range []int{16, 256, 1024} {
			data := sample(b, size, size)
			b.Run(fmt.Sprintf("%s-%d", name, size), func(b *testing.B) {
				for b.Loop() {
					if _, err := d.Decode(b.Context(), data, Want{Width: size}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
