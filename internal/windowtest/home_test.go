//go:build linux

package windowtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowWritesWhereItSays lists every file that a day's work leaves: all of them are where README says, and
// nobody else can read them.
func TestWindowWritesWhereItSays(t *testing.T) {
	for name, c := range map[string]struct {
		env   string
		below []string // folders below the home folder
		list  string   // the desktop's, of recent documents
	}{
		"GALLEY_HOME": {"GALLEY_HOME=%/portable", []string{"portable/config", "portable/state", "portable/cache"}, "portable/recently-used.xbel"},
		"only HOME":   {"GALLEY_HOME=", []string{".config/galley", ".local/state/galley", ".cache/galley"}, ".local/share/recently-used.xbel"},
	} {
		t.Run(name, func(t *testing.T) {
			home, tmp := t.TempDir(), t.TempDir()
			// The toolkit's preferences of earlier versions, cut off: nobody reads or mends them.
			const theirs = ".config/fyne/app.galley.Galley/preferences.json"
			writeFile(t, filepath.Join(home, theirs), `{"cut`)
			env := []string{
				strings.ReplaceAll(c.env, "%", home), "TMPDIR=" + tmp, "XDG_CONFIG_HOME=", "XDG_STATE_HOME=", "XDG_CACHE_HOME=", "XDG_DATA_HOME=",
				"MESA_SHADER_CACHE_DISABLE=true", // it is the graphics driver's, and the same for all programs
			}
			d := lay(t)
			d.wraps = true // nothing is put into the home
			d.open(xwindow.Options{Home: home, Env: env})
			d.waitPost(sampleTitle)
			d.Type("你好 ")
			d.Key("ctrl+s")
			d.waitHolds(d.sample, "你好 ")
			d.WaitTitle(sampleTitle + " — Galley")
			d.Key("ctrl+q")
			if code := d.WaitExit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if printed := d.Stderr(); printed != "" {
				t.Errorf("it printed: %s", printed)
			}
			left := below(t, home)
			if len(left) == 0 {
				t.Error("nothing was remembered at all")
			}
			for _, file := range left {
				if file != theirs && file != c.list && !slices.ContainsFunc(c.below, func(dir string) bool { return strings.HasPrefix(file, dir+"/") }) {
					t.Errorf("it wrote %s", file)
				}
			}
			if b, err := os.ReadFile(filepath.Join(home, theirs)); string(b) != `{"cut` {
				t.Errorf("%s is %q now, %v", theirs, b, err)
			}
			for _, dir := range c.below {
				if info, err := os.Stat(filepath.Join(home, dir)); err != nil || info.Mode().Perm() != 0o700 {
					t.Errorf("%s: others can look into it: %v %v", dir, info, err)
				}
			}
			if left := below(t, tmp); len(left) > 0 {
				t.Errorf("it left temporary files: %q", left)
			}
			if got := d.names(); got != sampleFile {
				t.Errorf("the library holds %s", got)
			}
		})
	}
}

// below lists the files and the empty folders below a folder.
func below(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			entries, err := os.ReadDir(path)
			if err != nil || len(entries) > 0 {
				return err
			}
			name += "/"
		}
		found = append(found, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// state is what those files of the program's state hold that a pattern matches.
func state(t *testing.T, home, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(home, "galley", "state", pattern))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) { // it may have gone meanwhile
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestWindowStartsNoBus gives the program what starts a session bus, and no bus: it is not to be called.
func TestWindowStartsNoBus(t *testing.T) {
	dir := t.TempDir()
	called := filepath.Join(dir, "called")
	for _, name := range []string{"dbus-launch", "dbus-daemon", "dbus-run-session"} {
		script := "#!/bin/sh\necho \"$0 $*\" >>" + called + "\nexit 1\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d := lay(t).open(xwindow.Options{Env: []string{
		"PATH=" + dir + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"DBUS_SESSION_BUS_ADDRESS=", "XDG_RUNTIME_DIR=" + dir, "GALLEY_THEME=",
	}})
	d.waitPost(sampleTitle)
	d.Key("ctrl+q")
	d.WaitExit()
	if b, err := os.ReadFile(called); err == nil {
		t.Errorf("it called %s", b)
	}
	if printed := d.Stderr(); printed != "" {
		t.Errorf("it printed: %s", printed)
	}
}
