//go:build linux

package torture

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/torture/faultfs"
	"galley.app/galley/storage/safefile/safetest"
)

// TestCommandStates records what each command asks of the disk and goes through
// what a power cut behind any of the calls may leave, by the least that POSIX
// promises: names that were not synced are there or not, each by itself, and
// bytes that were not synced are there, are zeros, or are cut off. A post is old
// or new, an export whole, and what was said to be done stays done.
func TestCommandStates(t *testing.T) {
	end := until(t)
	f, dir, backing := mount(t)
	rng := random(t)
	list := jobs(t)
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for round := 0; round < len(list) || time.Now().Before(end); round++ {
		j := list[round%len(list)]
		j.before.write(t, backing)
		// The folders are old: only what the command does is not on the disk.
		held, err := faultfs.Snapshot(backing)
		if err != nil {
			t.Fatal(err)
		}
		before := files(held)
		f.Set()
		f.Record(true)
		e := command(t, filepath.Join(dir, "home"), nil, j.args(dir)...)
		records := f.Record(false)
		if e.code != 0 {
			t.Fatalf("%s: %s", j.name, e.err)
		}
		after := files(read(t, backing+"/posts", backing+"/out"))
		check := func(when string, over bool) func(map[string]string) {
			return func(state map[string]string) {
				done.add("states after power cuts, by the model", 1)
				now := files(state).without()
				if differ(after, now) == "" || !over && (differ(before, now) == "" || (fault{job: j}).parts(before, after, now)) {
					return
				}
				done.lose(t, fmt.Sprintf("%s, the power cut %s: %s; %s", j.name, when, differ(before, now), differ(after, now)), j.name)
			}
		}
		step := 0
		err = faultfs.Replay(held, records, func(made faultfs.Record, m *safetest.Memory) error {
			step++
			m.AfterPowerCuts(12, rng, check(fmt.Sprintf("behind call %d, %s of %s", step, made.Call, made.Path), step == len(records)))
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", j.name, err)
		}
		if t.Failed() {
			return
		}
	}
}

// files is a tree of what is in posts and out, without the folders.
func files(x map[string]string) tree {
	y := tree{}
	for name, text := range x {
		if !strings.HasSuffix(name, "/") && !strings.HasPrefix(name, "home/") {
			y[name] = text
		}
	}
	return y
}

// TestWindowStates records what a window asks of the disk while somebody writes
// in it, and cuts the power, by the model, at random moments. What was typed six
// seconds before is in a file or in the journal, what was said to be saved is in
// its file and in the history, and settings are as they once were.
func TestWindowStates(t *testing.T) {
	end := until(t)
	f, dir, backing := mount(t)
	w := newWriterOn(t, dir, backing)
	w.start()
	time.Sleep(500 * time.Millisecond)
	held, err := faultfs.Snapshot(backing)
	if err != nil {
		t.Fatal(err)
	}
	f.Record(true)
	saved := map[string]time.Time{} // words, and when they were said to be saved
	for until := time.Now().Add(time.Until(end) / 2); time.Now().Before(until); {
		switch w.rng.IntN(8) {
		case 0:
			w.window.Key("ctrl+s")
			for try := 0; strings.HasPrefix(w.window.Title(), "• ") && try < 100; try++ {
				time.Sleep(20 * time.Millisecond)
			}
			if !strings.HasPrefix(w.window.Title(), "• ") {
				for _, x := range w.typed {
					if _, ok := saved[x.word]; !ok {
						saved[x.word] = time.Now()
					}
				}
			}
		case 1:
			w.window.Key([]string{"ctrl+plus", "ctrl+minus", "ctrl+backslash"}[w.rng.IntN(3)]) // settings and places
			w.window.Key("Escape")                                                             // of a library over the text, where there is no room beside it
		case 2:
			time.Sleep(time.Duration(w.rng.IntN(1500)) * time.Millisecond)
		default:
			w.write()
		}
	}
	time.Sleep(6 * time.Second)
	over := time.Now()
	records := f.Record(false)
	w.window.Kill()
	t.Logf("%d calls recorded", len(records))
	if len(records) == 0 {
		t.Fatal("nothing was recorded")
	}

	cuts := map[int]bool{len(records): true}
	for range 200 {
		cuts[1+w.rng.IntN(len(records))] = true
	}
	ever := map[string]map[string]bool{}
	step := 0
	err = faultfs.Replay(held, records, func(_ faultfs.Record, m *safetest.Memory) error {
		step++
		for name, text := range m.Files() {
			if strings.HasPrefix(name, "home/galley/config/") && !temporary.MatchString(name) {
				if ever[name] == nil {
					ever[name] = map[string]bool{held[name]: true}
				}
				ever[name][text] = true
			}
		}
		if !cuts[step] || step < len(records) && time.Now().After(end) {
			return nil
		}
		at := over
		if step < len(records) {
			at = records[step].At
		}
		m.AfterPowerCuts(3, w.rng, func(state map[string]string) { w.afterCut(state, at, saved, ever) })
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// afterCut judges what a power cut left.
func (w *writer) afterCut(state map[string]string, at time.Time, saved map[string]time.Time, ever map[string]map[string]bool) {
	w.t.Helper()
	done.add("states after power cuts, by the model", 1)
	dir := w.t.TempDir()
	tree(state).fill(w.t, dir)
	defer func() { _ = os.RemoveAll(dir) }() // there are many
	v := &writer{t: w.t, library: filepath.Join(dir, "posts"), home: filepath.Join(dir, "home"), tmp: dir, cut: true}
	inFiles := texts(w.t, v.library)
	found := inFiles + v.recovered()
	var lost []string
	latest := ""
	for _, x := range w.typed {
		if when, ok := saved[x.word]; ok && at.Sub(when) > 6*time.Second {
			latest = x.word
		}
		if at.Sub(x.at) > 6*time.Second && !strings.Contains(found, x.word) {
			lost = append(lost, x.word)
		}
		if when, ok := saved[x.word]; ok && when.Before(at) && !strings.Contains(inFiles, x.word) {
			lost = append(lost, x.word+" (saved)")
		}
	}
	if latest != "" && !v.remembered(latest) {
		lost = append(lost, latest+" (in the history)")
	}
	if len(lost) > 0 {
		v.keep("power cut")
		done.lose(w.t, fmt.Sprintf("the power cut, by the model, %s after the first word", at.Sub(w.typed[0].at)), lost...)
	}
	for _, name := range slices.Sorted(maps.Keys(ever)) {
		if text, ok := state[name]; ok && !ever[name][text] {
			done.lose(w.t, fmt.Sprintf("settings after a power cut: %s holds %.80q", name, text), name)
		}
	}
}
