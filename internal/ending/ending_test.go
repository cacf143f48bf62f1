//go:build unix

package ending

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// ended is what an Ending did.
type ended struct {
	flushed, settled bool
	code             int
	after            time.Duration
}

// TestSignals gives an Ending signals, while what it waits for answers, hangs, or
// the UI goroutine does.
func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name      string
		signals   []os.Signal
		hangs, ui bool // what flushes, and the UI goroutine, does not answer
		want      ended
	}{
		{"TERM", []os.Signal{syscall.SIGTERM}, false, false, ended{true, true, 143, 0}},
		{"INT", []os.Signal{os.Interrupt}, false, false, ended{true, true, 130, 0}},
		{"HUP", []os.Signal{syscall.SIGHUP}, false, false, ended{true, true, 129, 0}},
		{"the disk hangs", []os.Signal{syscall.SIGTERM}, true, false, ended{false, true, 143, time.Second}},
		{"the UI hangs", []os.Signal{syscall.SIGTERM}, false, true, ended{true, false, 143, time.Second}},
		{"asked twice", []os.Signal{syscall.SIGTERM, syscall.SIGINT}, true, true, ended{false, false, 143, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got ended
				var once sync.Once
				start, over := time.Now(), make(chan struct{})
				e := &Ending{
					Flush: []func(context.Context) error{
						func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
						func(ctx context.Context) error {
							got.flushed = true
							return nil
						},
					}[map[bool]int{true: 0, false: 1}[c.hangs]:][:1],
					Settle: func() { got.settled = true },
					Post: func(f func()) {
						if !c.ui {
							f()
						}
					},
					Exit: func(code int) {
						once.Do(func() {
							got.code, got.after = code, time.Since(start)
							close(over)
						})
						runtime.Goexit() // a process that ended does nothing more
					},
					asked: make(chan os.Signal, 4),
				}
				go func() { // as Listen, whose signals are the process's
					e.take(<-e.asked)
					go e.end(e.Settle)
					<-e.asked
					e.exit(int(e.code.Load()))
				}()
				for _, s := range c.signals {
					e.asked <- s
					synctest.Wait()
				}
				<-over
				was := got
				e.asked <- syscall.SIGTERM // for the goroutine that waits for one
				time.Sleep(2 * patience)   // of the test's clock: all come to their end
				if was != c.want {
					t.Errorf("%+v, want %+v", was, c.want)
				}
			})
		})
	}
}

// child is this program doing one thing; it ends by itself or by a signal.
func child(t *testing.T, what, dir string) (*exec.Cmd, *bufio.Scanner, *strings.Builder) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "GALLEY_TEST_ENDING="+what, "GALLEY_TEST_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs := &strings.Builder{}
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out), errs
}

const secret = "words of a post"

// TestMain is what child runs, and the tests otherwise.
func TestMain(m *testing.M) {
	if what := os.Getenv("GALLEY_TEST_ENDING"); what != "" {
		do(what, os.Getenv("GALLEY_TEST_DIR"))
	}
	os.Exit(m.Run())
}

// do does one thing, and does not return.
func do(what, dir string) {
	e := &Ending{
		Flush: []func(context.Context) error{func(context.Context) error {
			return os.WriteFile(filepath.Join(dir, "flushed"), []byte("yes"), 0o600)
		}},
		Reports: Reports{Dir: filepath.Join(dir, "recovery"), Version: "1.2.3", Now: time.Now},
	}
	e.Reports.Open()
	e.Listen()
	e.Alone()
	fmt.Println("ready")
	defer e.Guard()
	switch what {
	case "index":
		_ = secret[len(os.Args)+100:]
	case "error":
		panic(errors.New(secret))
	case "other":
		go func() { panic(secret) }()
		select {}
	case "close":
		e.Reports.Close()
		os.Exit(0)
	}
	select {}
}

func TestSignalsOfAProcess(t *testing.T) {
	for s, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGINT: 130} {
		dir := t.TempDir()
		cmd, lines, _ := child(t, "wait", dir)
		if !lines.Scan() {
			t.Fatal("it does not start")
		}
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // the code says it
		if _, err := os.Stat(filepath.Join(dir, "flushed")); err != nil || cmd.ProcessState.ExitCode() != code {
			t.Errorf("%v: code %d, %v", s, cmd.ProcessState.ExitCode(), err)
		}
	}
}

// TestPanics has a process go wrong in a goroutine that is guarded and in one that is not: it ends with 2, and a report
// without words of a post is there, after the next start at the latest.
func TestPanics(t *testing.T) {
	for what, want := range map[string]string{
		"index": "slice bounds out of range [", "error": "a *errors.errorString, whose words are left out", "other": "a panic, whose words are left out",
	} {
		dir := t.TempDir()
		cmd, _, errs := child(t, what, dir)
		_ = cmd.Wait() // the code says it
		if cmd.ProcessState.ExitCode() != 2 {
			t.Errorf("%s: code %d: %s", what, cmd.ProcessState.ExitCode(), errs)
		}
		if _, err := os.Stat(filepath.Join(dir, "flushed")); err != nil && what != "other" {
			t.Errorf("%s: %v", what, err)
		}
		next, lines, _ := child(t, "close", dir)
		lines.Scan()
		_ = next.Wait()
		names, _ := filepath.Glob(filepath.Join(dir, "recovery", reportStart+"*"))
		if len(names) != 1 {
			t.Fatalf("%s: the reports are %q", what, names)
		}
		info, err := os.Stat(names[0])
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", what, info, err)
		}
		b, _ := os.ReadFile(names[0])
		if got := string(b); !strings.HasPrefix(got, "Galley 1.2.3 on ") || !strings.Contains(got, want) || !strings.Contains(got, "ending.do") || strings.Contains(got, secret) {
			t.Errorf("%s: the report is\n%s", what, got)
		}
	}
}

// TestReportsAreFew keeps the newest, and no empty one of a program that ended. That of a program that runs stays.
func TestReportsAreFew(t *testing.T) {
	dir := t.TempDir()
	for i := range 15 {
		text := "Galley told\n"
		if i%5 == 0 {
			text = ""
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("crash-2026-01-%02dT00-00-00-1.txt", i+1)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	live, err := os.Create(filepath.Join(dir, "crash-2026-02-01T00-00-00-1.txt"))
	if err != nil || !own(live) {
		t.Fatal(err)
	}
	defer live.Close()
	if err := os.WriteFile(filepath.Join(dir, "post.journal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := Reports{Dir: dir, Now: time.Now}
	r.clean()
	names, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(names) != mostReports+2 || filepath.Base(names[0]) != "crash-2026-01-04T00-00-00-1.txt" {
		t.Errorf("left %q", names)
	}
}

// The newest report is told of once.
func TestReportIsToldOnce(t *testing.T) {
	dir := t.TempDir()
	put := func(name string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("Galley told\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	want := func(report string) {
		t.Helper()
		r := Reports{Dir: dir, Now: time.Now}
		if last := r.untold(r.clean()); last != report {
			t.Errorf("told of %q, want %q", last, report)
		}
	}
	want("")
	put("crash-2026-01-01T00-00-00-1.txt")
	two := put("crash-2026-01-02T00-00-00-1.txt")
	want(two)
	want("")
	three := put("crash-2026-01-03T00-00-00-1.txt")
	want(three)
	want("")
}
