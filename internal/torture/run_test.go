//go:build linux

package torture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/internal/torture/faultfs"
)

// patience is how long a command may take on a busy machine.
const patience = 60 * time.Second

// program builds the program, once for all tests, where none was given.
var program = sync.OnceValues(func() (string, error) {
	if *given != "" {
		return filepath.Abs(*given)
	}
	name, err := filepath.Abs("build/test/galley-tortured")
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-tags", "regions", "-o", name, ".").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build: %w\n%s", err, out)
	}
	return name, err
})

func theProgram(t *testing.T) string {
	t.Helper()
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// ended is how a command did.
type ended struct {
	code     int // -1 when a signal ended it
	out, err string
}

// command runs the program with a home of its own, below wrapper if there is one.
func command(t *testing.T, home string, wrapper []string, args ...string) ended {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	line := slices.Concat(wrapper, []string{theProgram(t)}, args)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Env = environment(home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = time.Second
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		t.Fatalf("galley %q: %v", args, err)
	}
	if ctx.Err() != nil {
		t.Errorf("galley %q did not end within %s", args, patience)
	}
	e := ended{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	for _, bad := range []string{"panic:", "goroutine ", "DATA RACE", "fatal error:", "internal error"} {
		if strings.Contains(e.err, bad) {
			t.Errorf("galley %q: it complains of %q:\n%s", args, bad, e.err)
		}
	}
	return e
}

func environment(home string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + os.TempDir(), "LANG=C.UTF-8",
		"GALLEY_HOME=" + filepath.Join(home, "galley"), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=T", "GIT_AUTHOR_EMAIL=t@example.org", "GIT_COMMITTER_NAME=T", "GIT_COMMITTER_EMAIL=t@example.org",
	}
}

// mount shows a new folder through a file system that can fail, and returns
// both: path is what programs see, backing what is really there.
func mount(t *testing.T) (f *faultfs.FS, path, backing string) {
	t.Helper()
	if !mayMount() {
		done.skip(t, "a file system that fails is mounted by root alone")
	}
	if dev, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0); err != nil {
		done.skip(t, "there is no /dev/fuse: "+err.Error())
	} else {
		dev.Close()
	}
	path, backing = t.TempDir(), t.TempDir()
	f, err := faultfs.Mount(path, backing)
	if err != nil {
		done.skip(t, "no file system can be mounted: "+err.Error())
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, path, backing
}

// tree is what folders hold, by path below their root; folders end in a slash.
type tree map[string]string

func read(t *testing.T, dirs ...string) tree {
	t.Helper()
	all := tree{}
	for _, dir := range dirs {
		files, err := faultfs.Snapshot(dir)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			all[filepath.Base(dir)+"/"+name] = text
		}
	}
	return all
}

// write makes a tree below a folder, in the place of what is there.
func (x tree) write(t *testing.T, dir string) {
	t.Helper()
	tops := map[string]bool{}
	for name := range x {
		top, _, _ := strings.Cut(name, "/")
		tops[top] = true
	}
	for top := range tops {
		if err := os.RemoveAll(filepath.Join(dir, top)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(x)) {
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(x[name]), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// differ says where two trees do, "" for nowhere.
func differ(a, b tree) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if text, ok := b[name]; !ok {
			return name + " is missing"
		} else if text != a[name] {
			return fmt.Sprintf("%s holds %.60q and not %.60q", name, text, a[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[name]; !ok {
			return "there is " + name
		}
	}
	return ""
}

// temporary matches what writes have beside what they write.
var temporary = regexp.MustCompile(`/\.galley-(import-[^/]*|[^/]*\.tmp)(/|$)`)

// without returns the tree without the temporaries that a program which was
// killed could not remove.
func (x tree) without() tree {
	y := tree{}
	for name, text := range x {
		if !temporary.MatchString(name) {
			y[name] = text
		}
	}
	return y
}

// texts are all bytes of the files below folders, one after the other.
func texts(t *testing.T, dirs ...string) string {
	t.Helper()
	var b strings.Builder
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				if d != nil && d.IsDir() && d.Name() == ".git" {
					return fs.SkipDir
				}
				return err
			}
			text, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			b.Write(text)
			b.WriteByte('\n')
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}
