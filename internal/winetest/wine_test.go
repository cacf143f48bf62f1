//go:build wine && linux

package winetest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestMain has the tests run in the module's root, and ends what Wine leaves running.
func TestMain(m *testing.M) {
	if err := os.Chdir("../.."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	end()
	os.Exit(code)
}

// prefix is the folder that is a computer with Windows to Wine. Making one takes a while, so it stays until make clean.
func prefix() string {
	dir, err := filepath.Abs(filepath.Join("build", "test", "wine"))
	if err != nil {
		panic(err)
	}
	return dir
}

// env is what programs under Wine are told besides.
func env() []string {
	return []string{
		"WINEPREFIX=" + prefix(), "WINEARCH=win64", "WINEDEBUG=-all",
		"WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=", // no .NET and no browser are fetched, and no menus made
	}
}

// wine has everything ready once: the computer, what Wine lacks, and the program.
var wine = sync.OnceValues(func() (program string, err error) {
	library := filepath.Join(prefix(), "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(filepath.Dir(library)); err != nil {
		if err := os.MkdirAll(prefix(), 0o755); err != nil {
			return "", err
		}
		if err := done(command("wineboot", "-i")); err != nil {
			return "", err
		}
	}
	if err := done(exec.Command("x86_64-w64-mingw32-gcc", "-shared", "-O1", "-s", "-Wall", "-o", library,
		"internal/winetest/testdata/bcryptprimitives.c", "-ladvapi32", "-lntdll")); err != nil {
		return "", err
	}
	dir, err := filepath.Abs(filepath.Join("build", "test", "windows"))
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "galley.exe"), done(exec.Command("packaging/windows/build.sh", dir, "migrated_fynedo,regions"))
})

// program is the path of galley.exe.
func program(t *testing.T) string {
	t.Helper()
	name, err := wine()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// command is a program of Wine's, without a display.
func command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), append(env(), "DISPLAY=")...)
	return cmd
}

func done(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}

// end ends the computer, with all that runs on it.
func end() {
	name := "wineserver"
	if _, err := exec.LookPath(name); err != nil {
		name = "/usr/lib/wine/wineserver" // where Debian has it
	}
	_ = command(name, "-k").Run() // it may not run
}

// windows is a path as programs of Windows know it.
func windows(path string) string { return `Z:` + strings.ReplaceAll(path, "/", `\`) }

// packages are those whose tests are run under Wine as well: what writes files, what asks the system, and the core of
// plain text, of which the compiler and the system could make something else.
var packages = map[string]string{ // and which tests
	"./editor/compose":     ".",
	"./editor/session":     ".",
	"./editor/text":        ".",
	"./internal/clipboard": "System|Format|PNG",
	"./storage":            "^TestOpenings$",
	"./storage/config":     "UserFolders",
	"./storage/inuse":      ".",
	"./storage/journal":    "Find|Continue|Damage|Written", // TestCompacted takes two minutes under Wine
	"./storage/post":       ".",
	"./storage/safefile":   ".",
}

// TestPackages runs the tests of packages.
func TestPackages(t *testing.T) {
	program(t) // and with it the computer
	for name, run := range packages {
		t.Run(strings.TrimPrefix(name, "./"), func(t *testing.T) {
			cmd := exec.Command("go", "test", "-exec", "wine", "-timeout", "10m", "-run", run, name)
			cmd.Env = append(os.Environ(), append(env(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=1", "CC=x86_64-w64-mingw32-gcc")...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			} else if bytes.Contains(out, []byte("no tests")) {
				t.Errorf("%s: no test is called %s", name, run)
			}
		})
	}
}

// said is what a command says, and how it ends.
func said(t *testing.T, in, name string, args ...string) (out, errs string, code int) {
	t.Helper()
	cmd := command("wine", append([]string{filepath.Join(filepath.Dir(program(t)), name)}, args...)...)
	home := t.TempDir()
	cmd.Env = append(cmd.Env, "GALLEY_HOME="+home)
	cmd.Stdin = strings.NewReader(in)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	if exit, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	} else if ok {
		code = exit.ExitCode()
	}
	return strings.ReplaceAll(o.String(), "\r\n", "\n"), e.String(), code
}

// post is a post whose lines end as those of Windows do.
const post = "!! title: Größe\r\n!! slug: size\r\n!! published: 2024-05-06\r\n!! description: How large\r\n\r\n---\r\n\r\nWords of the post, *all* of them.\r\n"

// TestCommands has both programs do commands: galley.com is typed into terminals, and galley.exe is what it starts.
func TestCommands(t *testing.T) {
	version := manifest(t)
	for _, name := range []string{"galley.com", "galley.exe"} {
		t.Run(name, func(t *testing.T) {
			lib := filepath.Join(t.TempDir(), "Meine Beiträge")
			if err := os.Mkdir(lib, 0o755); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(lib, "0001-size.md")
			if err := os.WriteFile(file, []byte(post), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				args []string
				want string // of what is said
				code int
			}{
				{[]string{"--version"}, version, 0},
				{[]string{"list", windows(lib)}, "Größe", 0},
				{[]string{"show", windows(file)}, "Words of the post", 0},
				{[]string{"check", windows(lib)}, "", 0},
				{[]string{"show", windows(filepath.Join(lib, "none.md"))}, "there is no such file", 1},
				{[]string{"export", "--to", "site", "--out", windows(filepath.Join(filepath.Dir(lib), "site")), windows(lib)}, "", 0},
			} {
				out, errs, code := said(t, "", name, c.args...)
				if code != c.code || !strings.Contains(out+errs, c.want) {
					t.Errorf("%q: ended with %d, said %q and %q; wanted %d and %q", c.args, code, out, errs, c.code, c.want)
				}
			}
			if b, err := os.ReadFile(file); err != nil || string(b) != post {
				t.Errorf("the post is %q, %v", b, err)
			}
			page, err := filepath.Glob(filepath.Join(filepath.Dir(lib), "site", "*", "size", "index.html"))
			if err != nil || len(page) != 1 {
				t.Errorf("the site has the pages %q, %v", page, err)
			}
		})
	}
}

// manifest is the version that the program is to say.
func manifest(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, v, _ := strings.Cut(string(b), "\nVersion = \"")
	v, _, _ = strings.Cut(v, "\"")
	return v
}
