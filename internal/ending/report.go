package ending

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Reports are where it is told how the program went wrong: a file for each time
// in the folder of the recovery copies, with the calls that led there and no
// text of a post. Goroutines that nobody guards tell it to a file that is open
// from the start, in Go's own words, which are cleaned at the next start.
type Reports struct {
	Dir     string // "" for none
	Version string
	Now     func() time.Time

	open string // the file that is open
	file *os.File
}

const (
	reportStart = "crash-"
	reportEnd   = ".txt"
	// mostReports is how many are kept.
	mostReports = 10
	// largestReport is how much of a report is read, in bytes.
	largestReport = 1 << 20
)

// Open cleans what ended programs left and has what goes wrong from now on told
// to a file. Without a folder that can be written nothing is told but to
// standard error. Last is the newest report of a program that ended so, if Open
// has not returned it before; "" for none.
func (r *Reports) Open() (last string) {
	if r.Dir == "" || os.MkdirAll(r.Dir, 0o700) != nil {
		return ""
	}
	last = r.untold(r.clean())
	name := filepath.Join(r.Dir, fmt.Sprintf("%s%s-%d%s", reportStart, r.stamp(), os.Getpid(), reportEnd))
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return last
	}
	if !own(f) || debug.SetCrashOutput(f, debug.CrashOptions{}) != nil {
		_ = f.Close()
		_ = os.Remove(name)
		return last
	}
	r.open, r.file = name, f
	return last
}

// Close removes the file in which nothing was told.
func (r *Reports) Close() {
	if r.file == nil {
		return
	}
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	info, err := r.file.Stat()
	empty := err == nil && info.Size() == 0
	if empty {
		_ = os.Remove(r.open)
	}
	_ = r.file.Close()
	if empty {
		_ = os.Remove(r.open) // where no file that is open can be
	}
	r.file = nil
}

func (r *Reports) stamp() string { return r.Now().UTC().Format("2006-01-02T15-04-05") }

// write writes a report and returns the path of its file.
func (r *Reports) write(said string, stack []byte) (name string, err error) {
	f, name := r.file, r.open
	if f == nil {
		if r.Dir == "" {
			return "", os.ErrNotExist
		}
		if err := os.MkdirAll(r.Dir, 0o700); err != nil {
			return "", err
		}
		name = filepath.Join(r.Dir, fmt.Sprintf("%s%s-%d%s", reportStart, r.stamp(), os.Getpid(), reportEnd))
		if f, err = os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
			return "", err
		}
		defer f.Close()
	}
	var b bytes.Buffer
	head(&b, r.Version, r.Now(), said)
	b.Write(stack)
	if _, err := f.Write(b.Bytes()); err != nil {
		return "", err
	}
	return name, f.Sync()
}

// toldName is the file with the name of the report that was told of last.
const toldName = "told"

// untold returns the newest of some reports, unless it was told of, and notes that
// it is now.
func (r *Reports) untold(reports []string) string {
	if len(reports) == 0 {
		return ""
	}
	newest, note := reports[len(reports)-1], filepath.Join(r.Dir, toldName)
	if b, err := os.ReadFile(note); err == nil && string(b) >= filepath.Base(newest) {
		return ""
	}
	if os.WriteFile(note, []byte(filepath.Base(newest)), 0o600) != nil {
		return "" // rather than at each start
	}
	return newest
}

// clean removes empty reports of programs that ended, takes out of others what
// may be words of a post, keeps the newest and returns their paths, the newest
// last.
func (r *Reports) clean() (told []string) {
	names, _ := fs.Glob(os.DirFS(r.Dir), reportStart+"*"+reportEnd) // the pattern is good
	slices.Sort(names)
	for _, name := range names {
		name = filepath.Join(r.Dir, name)
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil || !own(f) { // its program lives
			if err == nil {
				_ = f.Close()
			}
			continue
		}
		tells := r.cleanOne(f)
		if tells {
			told = append(told, name)
		} else {
			_ = os.Remove(name)
		}
		_ = f.Close()
		if !tells {
			_ = os.Remove(name) // where no file that is open can be
		}
	}
	for len(told) > mostReports {
		_ = os.Remove(told[0])
		told = told[1:]
	}
	return told
}

// cleanOne reports whether something is told in a report, which it cleans.
func (r *Reports) cleanOne(f *os.File) bool {
	b := make([]byte, largestReport)
	n, _ := f.ReadAt(b, 0)
	if b = b[:n]; n == 0 {
		return false
	}
	if bytes.HasPrefix(b, []byte("Galley ")) {
		return true
	}
	info, err := f.Stat()
	if err != nil {
		return true
	}
	words, calls, _ := strings.Cut(string(b), "\n\ngoroutine ")
	var out bytes.Buffer
	head(&out, r.Version, info.ModTime(), harmless(words))
	if calls != "" {
		out.WriteString("goroutine " + calls)
	}
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt(out.Bytes(), 0)
	}
	return true
}

// harmless is what of Go's words about an error holds no text of a post.
func harmless(words string) string {
	var kept []string
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		for _, safe := range []string{"panic: runtime error: ", "fatal error: ", "runtime: ", "[signal "} {
			if strings.HasPrefix(line, safe) {
				kept = append(kept, line)
			}
		}
	}
	if len(kept) == 0 {
		return "a panic, whose words are left out"
	}
	return strings.Join(kept, "\n")
}
