package history

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain is one of the processes of TestSeveralProcesses, and the tests otherwise.
func TestMain(m *testing.M) {
	if dir := os.Getenv("GALLEY_TEST_HISTORY"); dir != "" {
		if err := write(dir, os.Getenv("GALLEY_TEST_NAME")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// write adds versions to the history in a folder, and prunes it now and then.
func write(dir, name string) error {
	s := New(dir, Options{Now: func() time.Time { return day }})
	for i := range 40 {
		err := s.Add(Point{Path: "/a.md", Time: day, Kind: Saved, Text: strings.Repeat("What all say. ", 50) + name + " " + strconv.Itoa(i)})
		if err == nil && i%10 == 9 {
			err = s.Prune(context.Background())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Several processes write one log at once, and each prunes it now and then.
func TestSeveralProcesses(t *testing.T) {
	dir := t.TempDir()
	before := New(dir, Options{})
	for i := range 3 { // which a pruning takes away
		if err := before.Add(Point{Path: "/a.md", Time: day.Add(-1000 * 24 * time.Hour), Text: strings.Repeat("What all say. ", 50) + strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "GALLEY_TEST_HISTORY="+dir, fmt.Sprint("GALLEY_TEST_NAME=process ", i))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	all.Wait()
	got := texts(t, New(dir, Options{}), "/a.md")
	if len(got) != 4*40+1 {
		t.Errorf("%d versions", len(got))
	}
	last := map[string]int{}
	for i := len(got) - 1; i >= 0; i-- {
		words := strings.Fields(got[i])
		n, name := words[len(words)-1], words[len(words)-2]
		if at, err := strconv.Atoi(n); err == nil && words[len(words)-3] == "process" {
			if at != last[name] {
				t.Errorf("version %d of process %s is where %d should be", at, name, last[name])
			}
			last[name]++
		}
	}
}
