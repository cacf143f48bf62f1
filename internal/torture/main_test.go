//go:build linux

package torture

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

var (
	duration = flag.Duration("torture.duration", shortest, "how long all of it may take together")
	seed     = flag.Uint64("torture.seed", 0, "repeats what a run with this seed did; 0 makes one")
	given    = flag.String("torture.program", "", "the program, where it is built already")
)

// shortest is how long the short form takes, as near as that can be said: three
// minutes on a machine that is busy with other tests, where what has to be done
// once takes longer.
const shortest = 150 * time.Second

const inside = "GALLEY_TORTURE_INSIDE"

// TestMain has the tests run in the module's root, where the program is built,
// and, where that may be, in a place of its own in the tree of mounts: what a
// test mounts is seen by nobody else and is gone with the process, however it
// ends.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(inside) == "" && os.Geteuid() == 0 {
		os.Exit(again())
	}
	if err := os.Chdir("../.."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if *seed == 0 {
		*seed = rand.Uint64()>>1 | 1
	}
	began = time.Now()
	time.AfterFunc(*duration+*duration/2+5*time.Minute, func() { panic("it takes far longer than it was told to") })
	code := m.Run()
	if f := flag.Lookup("test.list"); f == nil || f.Value.String() == "" {
		fmt.Print(done.report())
	}
	os.Exit(code)
}

// again runs this program again, with mounts of its own.
func again() int {
	cmd := exec.Command(os.Args[0], os.Args[1:]...)
	cmd.Env = append(os.Environ(), inside+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGKILL}
	asked := make(chan os.Signal, 4)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT)
	if err := cmd.Start(); err != nil {
		cmd.SysProcAttr.Unshareflags = 0 // root without that right, as in some containers
		cmd.Env = append(cmd.Env, noMounts+"=1")
		if err = cmd.Start(); err != nil {
			fmt.Fprintln(os.Stderr, "torture:", err)
			return 1
		}
	}
	go func() {
		for s := range asked {
			_ = cmd.Process.Signal(s) // it may have ended
		}
	}()
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() < 0 {
		fmt.Fprintln(os.Stderr, "torture:", err)
		return 1
	}
	return cmd.ProcessState.ExitCode()
}

const noMounts = "GALLEY_TORTURE_NO_MOUNTS"

// began is when the tests did.
var began time.Time

// random is a source of chance of its own for each test, the same for each run
// with one seed.
func random(t *testing.T) *rand.Rand {
	h := *seed
	for _, b := range []byte(t.Name()) {
		h = h*1099511628211 ^ uint64(b)
	}
	return rand.New(rand.NewPCG(*seed, h))
}

// shares are how much of the time each test may take that goes on for as long as
// it is told, in relation to each other.
var shares = map[string]float64{
	"TestCommandDisks":   5,
	"TestOneWindow":      13,
	"TestCommandFaults":  11,
	"TestKilledWriter":   36,
	"TestOpponent":       12,
	"TestPowerCut":       6,
	"TestPowerCutWriter": 6,
	"TestCommandStates":  3,
	"TestWindowStates":   8,
	"TestWindowFaults":   10,
}

// begun are the tests of shares that have asked for their time.
var begun = map[string]bool{}

// until is when a test has to end. What those before it left of theirs, or took
// besides, is shared by it and those that come. It is called first of all, once.
func until(t *testing.T) time.Time {
	t.Helper()
	theProgram(t) // it is built on nobody's time
	begun[t.Name()] = false
	if shares[t.Name()] == 0 {
		t.Fatal("it has no share of the time")
	}
	sum := 0.0
	for name, share := range shares {
		if !begun[name] {
			sum += share
		}
	}
	begun[t.Name()] = true
	return time.Now().Add(time.Duration(shares[t.Name()] / sum * float64(*duration-time.Since(began))))
}
