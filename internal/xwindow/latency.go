//go:build linux

package xwindow

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Timing measures from outside how long the window takes to answer keys: from
// the moment a key is handed to the X server until pixels of a region differ.
// A change no wider than a caret is none, since carets blink.
type Timing struct {
	w      *Window
	screen []byte // the X server's picture, mapped
	start  int    // of the pixels
	stride int
	region image.Rectangle
	last   []byte
	keys   io.WriteCloser
	cmd    *exec.Cmd
}

const (
	caretWidth = 4 // pixels
	glance     = 300 * time.Microsecond
)

// NewTiming watches a region of the screen.
func (w *Window) NewTiming(region image.Rectangle) (*Timing, error) {
	f, err := os.Open(filepath.Join(w.dir, "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	screen, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("mapping the screen: %w", err)
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(screen[4*i:])) }
	m := &Timing{w: w, screen: screen, start: field(0) + 12*field(19), stride: field(12), region: region}
	m.cmd = exec.Command("xdotool", "-")
	m.cmd.Env = append(os.Environ(), "DISPLAY="+w.name)
	if m.keys, err = m.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := m.cmd.Start(); err != nil {
		return nil, err
	}
	m.last = m.picture(nil)
	return m, nil
}

// Close ends the watching.
func (m *Timing) Close() error {
	err := m.keys.Close()
	return errors.Join(err, m.cmd.Wait(), syscall.Munmap(m.screen))
}

func (m *Timing) picture(into []byte) []byte {
	into = into[:0]
	for y := m.region.Min.Y; y < m.region.Max.Y; y++ {
		row := m.start + y*m.stride
		into = append(into, m.screen[row+4*m.region.Min.X:row+4*m.region.Max.X]...)
	}
	return into
}

// changed tells whether the two pictures differ by more than a caret.
func (m *Timing) changed(a, b []byte) bool {
	width := 4 * m.region.Dx()
	left, right := width, -1
	for y := 0; y+width <= len(a); y += width {
		for x := 0; x < width; x += 4 {
			if a[y+x] != b[y+x] || a[y+x+1] != b[y+x+1] || a[y+x+2] != b[y+x+2] {
				left, right = min(left, x), max(right, x)
				if (right-left)/4 >= caretWidth {
					return true
				}
			}
		}
	}
	return false
}

// Key sends a key and returns how long it took until the region changed.
func (m *Timing) Key(key string, patience time.Duration) (time.Duration, bool) {
	return m.Do("key "+key, patience)
}

// Do is Key for any command of xdotool, such as a click.
func (m *Timing) Do(command string, patience time.Duration) (time.Duration, bool) {
	m.last = m.picture(m.last)
	start := time.Now()
	fmt.Fprintln(m.keys, command)
	now := make([]byte, 0, len(m.last))
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	for range ticker.C {
		took := time.Since(start)
		now = m.picture(now)
		if m.changed(m.last, now) {
			return took, true
		}
		if took > patience {
			break
		}
	}
	return 0, false
}

// Rest waits until the region has been still for that long.
func (m *Timing) Rest(still time.Duration) {
	before, now := m.picture(nil), []byte(nil)
	since := time.Now()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		now = m.picture(now)
		if m.changed(before, now) {
			before, now = now, before
			since = time.Now()
		}
		if time.Since(since) > still {
			return
		}
	}
}

// Memory is the program's proportional share of memory in MiB.
func (w *Window) Memory() (float64, error) {
	f, err := os.Open("/proc/" + strconv.Itoa(w.cmd.Process.Pid) + "/smaps_rollup")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if v, ok := strings.CutPrefix(s.Text(), "Pss:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(v)[0], 64)
			return kb / 1024, err
		}
	}
	return 0, errors.New("smaps_rollup: no Pss")
}

// Processor is how much processor time the program has used.
func (w *Window) Processor() (time.Duration, error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(w.cmd.Process.Pid) + "/stat")
	if err != nil {
		return 0, err
	}
	_, rest, ok := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, errors.New("stat: too short")
	}
	user, err := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err, err2)
}
