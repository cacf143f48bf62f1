//go:build linux

package torture

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// opponent is another program at work in the writer's folder.
type opponent struct {
	*writer
	elsewhere string // a folder that links may lead to
	words     map[string]bool
	gone      map[string]string // files that it removed, with their text
}

// TestOpponent has another program edit, rename, remove, link, touch, lock, check
// out and stash the posts that somebody writes in meanwhile. Every word that
// either wrote is in a file, in the history or in the journal, but for those that
// the other program took out of its own files.
func TestOpponent(t *testing.T) {
	end := until(t)
	if _, err := exec.LookPath("git"); err != nil {
		done.skip(t, "git is not installed")
	}
	o := &opponent{
		writer: newWriter(t, t.TempDir(), t.TempDir()), elsewhere: t.TempDir(),
		words: map[string]bool{}, gone: map[string]string{},
	}
	o.also, o.others = o.elsewhere, true
	o.git("init", "-q")
	o.git("add", "-A")
	o.git("commit", "-qm", "begun")
	o.git("branch", "other")
	for round := 0; round < 1 || time.Now().Before(end); round++ {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			o.t, o.display = t, nil
			o.start()
			o.restored()
			round := min(15*time.Second, max(5*time.Second, time.Until(end)))
			for until := time.Now().Add(round); time.Now().Before(until) && !o.window.Exited(); {
				o.act()
				if o.rng.IntN(3) == 0 {
					time.Sleep(time.Duration(o.rng.IntN(400)) * time.Millisecond)
					o.attack()
				}
				if o.rng.IntN(8) == 0 {
					o.decide()
				}
			}
			if o.window.Exited() {
				t.Fatalf("the program ended: %s", o.window.Stderr())
			}
			time.Sleep(1500 * time.Millisecond) // what is written aside comes to rest
			o.window.Broken()
			o.window.Signal(syscall.SIGKILL)
			o.window.WaitExit()
			done.add("ends by kill -9", 1)
			o.look(time.Now(), "with another program at work")
			o.lookForTheirs()
		})
		if t.Failed() {
			return
		}
	}
}

// git runs git in the library.
func (o *opponent) git(args ...string) {
	cmd := exec.Command("git", args...)
	cmd.Dir = o.library
	cmd.Env = environment(o.elsewhere)
	if out, err := cmd.CombinedOutput(); err != nil && len(args) == 2 {
		o.t.Logf("git %q: %v %s", args, err, out) // conflicts are no failure
	}
}

// decide saves, and answers what the window asks about that.
func (o *opponent) decide() {
	o.window.Key("ctrl+s")
	time.Sleep(300 * time.Millisecond)
	o.answer()
}

// theirs is a new word of the other program's.
func (o *opponent) theirs() string {
	o.made++
	x := fmt.Sprintf("xj%sj", strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprint(o.made)))
	o.words[x] = true
	done.add("words of another program", 1)
	return x
}

// posts are the files of the library.
func (o *opponent) posts() []string {
	list, _ := filepath.Glob(filepath.Join(o.library, "*.md")) // the pattern is good
	return list
}

// attack does one thing to the library. Words of its own that a step takes out of
// the files are not owed any more.
func (o *opponent) attack() {
	o.t.Helper()
	list := o.posts()
	before := o.texts()
	if len(list) == 0 || o.rng.IntN(10) == 0 {
		for name, text := range o.gone { // what it removed comes back, over what it wrote there since
			o.put(name, text)
			delete(o.gone, name)
			o.taken(before)
			return
		}
	}
	if len(list) == 0 {
		return
	}
	done.add("things another program did", 1)
	path := list[o.rng.IntN(len(list))]
	switch o.rng.IntN(12) {
	case 0, 1, 2, 3: // its words are added, whole or in place
		b, err := os.ReadFile(path)
		if err != nil {
			return
		}
		text := string(b) + o.theirs() + "\n"
		if o.rng.IntN(2) == 0 {
			o.put(path, text)
		} else if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			o.t.Logf("writing %s: %v", path, err)
		}
		return
	case 4:
		to := filepath.Join(o.library, fmt.Sprintf("moved-%d.md", o.rng.IntN(3)))
		if _, err := os.Lstat(to); err != nil {
			_ = os.Rename(path, to) // it may have gone
		}
	case 5:
		if b, err := os.ReadFile(path); err == nil {
			o.gone[path] = string(b)
			_ = os.Remove(path) // as above
		}
	case 6: // a link to a copy takes its place
		b, err := os.ReadFile(path)
		if err != nil {
			return
		}
		copied := filepath.Join(o.elsewhere, filepath.Base(path))
		if os.WriteFile(copied, b, 0o644) == nil && os.Symlink(copied, path+"~") == nil {
			_ = os.Rename(path+"~", path) // as above
		}
	case 7:
		when := time.Now().Add(time.Duration(o.rng.IntN(2000)-1000) * time.Hour)
		_ = os.Chtimes(path, when, when) // as above
	case 8: // a lock that holds for root too
		_ = exec.Command("chattr", "+i", path).Run() // not on every file system
		_ = os.Chmod(path, 0o444)                    // as above
		time.Sleep(time.Duration(o.rng.IntN(300)) * time.Millisecond)
		o.act()
		_ = exec.Command("chattr", "-i", path).Run() // as above
		_ = os.Chmod(path, 0o644)                    // as above
	case 9:
		o.git("commit", "-qam", "more")
	case 10:
		o.git("stash", "-q")
	case 11:
		o.git("stash", "-q")
		o.git("checkout", []string{"other", "master", "main"}[o.rng.IntN(3)], "-q", "-f")
	}
	o.taken(before)
}

// taken takes note of the words that the other program took out itself with what
// it did since.
func (o *opponent) taken(before string) {
	now := o.texts()
	for x := range o.words {
		if strings.Contains(before, x) && !strings.Contains(now, x) {
			delete(o.words, x)
		}
	}
}

// put writes a file whole.
func (o *opponent) put(path, text string) {
	if os.WriteFile(path+"~", []byte(text), 0o644) == nil {
		_ = os.Rename(path+"~", path) // it is the other program's matter
	}
}

func (o *opponent) texts() string { return texts(o.t, o.library, o.elsewhere) }

// lookForTheirs finds words of the other program that are nowhere.
func (o *opponent) lookForTheirs() {
	o.t.Helper()
	found := o.texts() + o.recovered()
	var lost []string
	for x := range o.words {
		if !strings.Contains(found, x) && !o.remembered(x) {
			lost = append(lost, x)
		}
	}
	slices.Sort(lost)
	done.add("words looked for", len(o.words))
	if len(lost) > 0 {
		o.keep("words of another program")
		done.lose(o.t, "words of another program", lost...)
	}
}
