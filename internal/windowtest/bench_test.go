//go:build linux

package windowtest

import (
	"fmt"
	"image"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// BenchmarkWindow measures the real window from outside, with posts of 4 KB
// to 10 MB: the time from start to text, from a key to changed pixels in the
// text and in the preview, of a step of scrolling and of a page turn, the
// processor's time for a key and at rest, and memory, also above that of a
// window with an empty post. First comes the least that a window of the toolkit
// takes on the machine. What a key costs in Galley's own code BenchmarkKey of
// package textedit tells.
// Run it alone on a quiet machine: make bench-window.
func BenchmarkWindow(b *testing.B) {
	b.Run("floor", func(b *testing.B) {
		name := released(b, "./internal/windowtest/testdata/floor")
		for range b.N {
			w := xwindow.NewDisplay(b).Open(xwindow.Options{Program: name})
			m, err := w.NewTiming(w.Bounds())
			if err != nil {
				b.Fatal(err)
			}
			m.Rest(time.Second)
			report(b, "key", m, 200, letter)
			if err := m.Close(); err != nil {
				b.Error(err)
			}
			rest(b, w)
			b.ReportMetric(0, "ns/op")
			w.Kill()
		}
	})
	empty := 0.0 // MiB of a window with a post without words
	b.Run("empty", func(b *testing.B) {
		name := released(b, ".")
		file := filepath.Join(b.TempDir(), "empty.md")
		if err := os.WriteFile(file, []byte(mixed(0)), 0o644); err != nil {
			b.Fatal(err)
		}
		for range b.N {
			w := xwindow.NewDisplay(b).Open(xwindow.Options{Program: name, Args: []string{file}})
			empty = rest(b, w)
			b.ReportMetric(0, "ns/op")
			w.Kill()
		}
	})
	for _, post := range []struct {
		name string
		text string
	}{
		{"4KB", mixed(4 << 10)},
		{"100KB", mixed(100 << 10)},
		{"1024KB", mixed(1 << 20)},
		{"10240KB", mixed(10 << 20)},
		{"10240KB-wrapped", wrapped(mixed(10 << 20))}, // its lines flow
	} {
		b.Run(post.name, func(b *testing.B) {
			size := len(post.text)
			name := released(b, ".")
			file := filepath.Join(b.TempDir(), "long.md")
			if err := os.WriteFile(file, []byte(post.text), 0o644); err != nil {
				b.Fatal(err)
			}
			for range b.N {
				started := time.Now()
				w := xwindow.NewDisplay(b).Open(xwindow.Options{Program: name, Args: []string{file}})
				window := w.Bounds().Size()
				within := image.Rect(window.X/4, window.Y/3, 3*window.X/5, window.Y) // of the text; a window that has just opened takes its time to say where that is
				xwindow.Wait(b, "the text", func() bool { return xwindow.Colours(w.Shot(), within, 20) == 20 })
				b.ReportMetric(float64(time.Since(started).Milliseconds()), "start-ms")
				text := part(b, w, "text")
				text.Max.X -= 30 // without what scrolls it
				m, err := w.NewTiming(text)
				if err != nil {
					b.Fatal(err)
				}
				m.Rest(time.Second)
				pages := 12 // into the text, with as many rows below in every post
				if size < 64<<10 {
					pages = 1
				}
				for range pages {
					m.Key("Next", time.Second)
				}
				m.Rest(time.Second)
				before, err := w.Processor()
				if err != nil {
					b.Fatal(err)
				}
				report(b, "key", m, 200, letter)
				if after, err := w.Processor(); err == nil {
					b.ReportMetric(float64((after-before).Microseconds())/200/1000, "key-cpu-ms")
				}
				m.Rest(time.Second)
				report(b, "scroll", m, 60, func(i int) string {
					return fmt.Sprintf("mousemove %d %d click %d", middle(text).X, middle(text).Y, []int{5, 4}[i/10%2])
				})
				m.Rest(time.Second)
				report(b, "page", m, 40, func(i int) string { return []string{"key Next", "key Prior"}[i/4%2] })
				if err := m.Close(); err != nil {
					b.Error(err)
				}
				shown, err := w.NewTiming(page(part(b, w, "preview")))
				if err != nil {
					b.Fatal(err)
				}
				shown.Rest(time.Second)
				report(b, "preview", shown, 40, letter)
				if err := shown.Close(); err != nil {
					b.Error(err)
				}
				if mib := rest(b, w); empty > 0 {
					b.ReportMetric(mib-empty, "PSS-over-empty-MiB")
				}
				b.ReportMetric(0, "ns/op")
				w.Kill()
			}
		})
	}
}

// wrapped wraps the paragraphs of a text at a hundred characters.
func wrapped(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if line[0] < 'A' || line[0] > 'z' {
			b.WriteString(line)
			continue
		}
		col := 0
		for i, word := range strings.Fields(line) {
			switch {
			case i == 0:
			case col+1+len(word) > 100:
				b.WriteByte('\n')
				col = 0
			default:
				b.WriteByte(' ')
				col++
			}
			b.WriteString(word)
			col += len(word)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// rest reports what the window takes when nobody touches it: its memory in MiB,
// which it returns, and the processor while the caret blinks and after.
func rest(b *testing.B, w *xwindow.Window) float64 {
	for _, what := range []string{"blink-%", "idle-%"} {
		before, err := w.Processor()
		if err != nil {
			b.Fatal(err)
		}
		<-time.After(5 * time.Second) // of rest, which is what is measured
		after, err := w.Processor()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(100*(after-before).Seconds()/5, what)
	}
	mib, err := w.Memory()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(mib, "PSS-MiB")
	return mib
}

// released builds a program as it is shipped, without the checks of goroutines
// that the toolkit otherwise makes, which tells where its parts are.
func released(b *testing.B, dir string) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-tags", "migrated_fynedo,regions", "-ldflags", "-s -w", "-o", name, dir).CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return name
}

// letter is the i-th key that is typed.
func letter(i int) string { return "key " + string(rune('a'+i%26)) }

// report does n things, each after the last one was answered, and reports the
// median and the slow end.
func report(b *testing.B, what string, m *xwindow.Timing, n int, command func(i int) string) {
	var took []float64
	missed := 0
	pace := rand.New(rand.NewSource(1)) // so that keys do not fall in step with frames
	for i := range n {
		<-time.After(time.Duration(60+pace.Intn(60)) * time.Millisecond)
		d, ok := m.Do(command(i), 2*time.Second)
		if !ok {
			missed++
			continue
		}
		took = append(took, float64(d.Microseconds())/1000)
	}
	if len(took) == 0 {
		b.Fatalf("no key of %d changed the %s", n, what)
	}
	slices.Sort(took)
	at := func(q float64) float64 { return took[min(len(took)-1, int(q*float64(len(took))))] }
	b.ReportMetric(at(0.5), what+"-p50-ms")
	b.ReportMetric(at(0.95), what+"-p95-ms")
	b.ReportMetric(at(0.99), what+"-p99-ms")
	if missed > 0 {
		b.Logf("%s: %d of %d keys changed nothing", what, missed, n)
	}
}

// mixed is a post of about size bytes with a bit of everything.
func mixed(size int) string {
	r := rand.New(rand.NewSource(7))
	words := strings.Fields("team system flow process value delay queue review deploy build service customer metric signal loop budget the a of in to and with for by from over under between because")
	sentence := func() string {
		n := 6 + r.Intn(14)
		s := make([]string, n)
		for i := range s {
			s[i] = words[r.Intn(len(words))]
		}
		switch i := r.Intn(n); r.Intn(8) {
		case 0:
			s[i] = "**" + s[i] + "**"
		case 1:
			s[i] = "_" + s[i] + "_"
		case 2:
			s[i] = "`" + s[i] + "`"
		case 3:
			s[i] = "[" + s[i] + "](/posts/" + s[i] + ")"
		}
		return strings.Join(s, " ") + ". "
	}
	var b strings.Builder
	b.WriteString("!! title: A long post\n!! slug: long\n!! published: 2023-12-11\n!! description: A post of any length, with a bit of everything that a post may hold\n\n---\n\n")
	for n := 1; b.Len() < size; n++ {
		fmt.Fprintf(&b, "## Section %d\n\n", n)
		for range 3 {
			for range 2 + r.Intn(5) {
				b.WriteString(sentence())
			}
			b.WriteString("\n\n")
		}
		switch n % 4 {
		case 0:
			b.WriteString("- " + sentence() + "\n- " + sentence() + "\n  - " + sentence() + "\n\n")
		case 1:
			b.WriteString("> " + sentence() + "\n\n")
		case 2:
			b.WriteString("```go\nfunc main() {\n\tprintln(\"hello\")\n}\n```\n\n")
		case 3:
			b.WriteString("| Name | Count |\n|---|--:|\n| one | 1 |\n| two | 22 |\n\n")
		}
	}
	return b.String()
}
