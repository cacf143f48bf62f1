//go:build linux

package torture

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCommandDisks gives commands disks that are full to a page, folders that
// may only be read, and a limit of how long a file may become, for the library,
// the state folder and both.
func TestCommandDisks(t *testing.T) {
	mounts := mayMount()
	if !mounts {
		done.lack(t, rootMounts)
	}
	end, rng := until(t), random(t)
	dir := t.TempDir()
	var cases []func()
	_, err := exec.LookPath("prlimit")
	if err != nil {
		done.lack(t, "prlimit is not installed, which limits the length of files")
	}
	for _, j := range jobs(t) {
		for _, where := range []string{"posts and out", "home", "all"} {
			if !mounts {
				break
			}
			for free := range 5 {
				cases = append(cases, func() { fullDisk(t, dir, where, free, j) })
			}
			cases = append(cases, func() { readOnly(t, dir, where, j) })
		}
		for _, size := range []int{0, 40, 100, 500, 4000} { // bytes
			cases = append(cases, func() {
				if err != nil {
					return
				}
				j.before.write(t, dir)
				judge(t, dir, j, fmt.Sprintf("%s with files of at most %d bytes", j.name, size),
					[]string{"prlimit", fmt.Sprintf("--fsize=%d", size), "--"})
			})
		}
	}
	rng.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	for _, c := range cases {
		if time.Now().After(end) {
			break
		}
		c()
	}
}

const rootMounts = "full disks, folders that may only be read, and disks whose power can be cut are mounted by root alone"

// mayMount reports whether something may be mounted here.
func mayMount() bool { return os.Geteuid() == 0 && os.Getenv(noMounts) == "" }

// folders are those that a fault is in.
func folders(dir, where string) (list []string) {
	for _, name := range []string{"posts", "out", "home"} {
		if where == "all" || strings.Contains(where, name) {
			list = append(list, filepath.Join(dir, name))
		}
	}
	return list
}

// fullDisk runs a job where some folders have no more room than that many pages.
func fullDisk(t *testing.T, dir, where string, free int, j job) {
	t.Helper()
	j.before.write(t, dir)
	var mounted []string
	defer func() {
		for _, at := range mounted {
			if err := syscall.Unmount(at, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}
	}()
	for _, at := range folders(dir, where) {
		was := read(t, at)
		if err := syscall.Mount("none", at, "tmpfs", 0, "size=512k"); err != nil {
			done.skip(t, "no disk can be mounted: "+err.Error())
		}
		mounted = append(mounted, at)
		was.fill(t, filepath.Dir(at))
		room := make([]byte, os.Getpagesize())
		for i := 0; ; i++ {
			name := filepath.Join(at, fmt.Sprintf("filler-%d", i))
			if err := os.WriteFile(name, room, 0o600); errors.Is(err, syscall.ENOSPC) {
				for k := range free + 1 { // the last is empty
					_ = os.Remove(filepath.Join(at, fmt.Sprintf("filler-%d", i-k))) // there may be fewer
				}
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	judge(t, dir, j, fmt.Sprintf("%s with %d free pages in %s", j.name, free, where), nil)
}

// fill is write where the folders are there and stay.
func (x tree) fill(t *testing.T, dir string) {
	t.Helper()
	for name, text := range x {
		path := filepath.Join(dir, name)
		var err error
		if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(path, 0o755)
		} else {
			err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// readOnly runs a job where some folders may only be read.
func readOnly(t *testing.T, dir, where string, j job) {
	t.Helper()
	j.before.write(t, dir)
	for _, at := range folders(dir, where) {
		err := syscall.Mount(at, at, "", syscall.MS_BIND, "")
		if err == nil {
			defer func() {
				if err := syscall.Unmount(at, syscall.MNT_DETACH); err != nil {
					t.Error(err)
				}
			}()
			err = syscall.Mount("", at, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
		}
		if err != nil {
			done.skip(t, "no folder can be mounted to be read only: "+err.Error())
		}
	}
	judge(t, dir, j, fmt.Sprintf("%s with %s read-only", j.name, where), nil)
}

// judge runs a job and holds that all is done, or that nothing is and that it
// says so.
func judge(t *testing.T, dir string, j job, how string, wrapper []string) {
	t.Helper()
	at := []string{filepath.Join(dir, "posts"), filepath.Join(dir, "out")}
	before := read(t, at...)
	e := command(t, filepath.Join(dir, "home"), wrapper, j.args(dir)...)
	now := read(t, at...)
	done.add("commands on full and read-only disks", 1)
	for name, text := range before {
		if now[name] == text || e.code == 0 {
			continue
		}
		done.lose(t, fmt.Sprintf("%s: %s holds %.60q; exit code %d: %s", how, name, now[name], e.code, e.err), text)
	}
	switch {
	case e.code == 0:
		if differ(before, now) == "" && j.name != "set" {
			t.Errorf("%s: exit code 0, and nothing was done: %s", how, e.err)
		}
	case e.code != 1 || !strings.HasPrefix(e.err, "galley: "):
		t.Errorf("%s: exit code %d: %s", how, e.code, e.err)
	case differ(before, now) != "":
		t.Errorf("%s: exit code 1, and %s: %s", how, differ(before, now), e.err)
	}
}
