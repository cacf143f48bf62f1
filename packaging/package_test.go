//go:build validate

package packaging

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const id = "app.galley.Galley"

// TestValidatePackage makes the packages and has the programs that install and
// judge such things do so.
func TestValidatePackage(t *testing.T) {
	version := released(t)
	first := t.TempDir()
	t.Setenv("GALLEY_XZ", "0") // most of the time would go into it
	run(t, nil, "sh", "package.sh", first)
	archive := filepath.Join(first, "galley-"+version+"-linux-"+runtime.GOARCH+".tar.gz")
	deb := filepath.Join(first, "galley_"+version+"_"+strings.TrimSpace(run(t, nil, "dpkg", "--print-architecture"))+".deb")
	if got, want := slices.Sorted(maps.Keys(tree(t, first))), []string{filepath.Base(archive), filepath.Base(deb)}; !slices.Equal(got, want) {
		t.Fatalf("made were %q, wanted %q", got, want)
	}

	t.Run("again", func(t *testing.T) { again(t, first) })
	if readme := read(t, filepath.Join(unpack(t, archive), "README.md")); strings.Contains(readme, "](") {
		t.Errorf("the archive's README has links to what is not in it:\n%s", readme)
	}

	t.Run("archive", func(t *testing.T) { archived(t, archive, version) })
	t.Run("trouble", func(t *testing.T) { trouble(t, archive) })
	t.Run("debian", func(t *testing.T) { debian(t, deb, version) })
	t.Run("desktop", func(t *testing.T) { desktop(t, deb) })
}

// again makes the packages of a copy of the source in another folder, zone,
// language and mask of rights: the bytes are the same.
func again(t *testing.T, first string) {
	copied, second := filepath.Join(t.TempDir(), "a copy"), t.TempDir()
	files := run(t, nil, "git", "-C", "..", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	for name := range strings.SplitSeq(strings.TrimRight(files, "\x00"), "\x00") {
		b, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			continue // removed, and not yet committed
		}
		to := filepath.Join(copied, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(t, []string{"TZ=Asia/Tokyo", "LC_ALL=C.UTF-8"}, "sh", "-c", `umask 077; exec sh "$0" "$1"`, filepath.Join(copied, "packaging/package.sh"), second)
	if a, b := tree(t, first), tree(t, second); !maps.Equal(a, b) {
		for name := range a {
			t.Errorf("%s: same bytes %v, %d and %d", name, a[name] == b[name], len(a[name]), len(b[name]))
		}
	}
}

// archived installs the archive as somebody does, and removes it again: nothing
// but what was there before is left, and what was is as it was.
func archived(t *testing.T, archive, version string) {
	for name, before := range map[string]map[string]string{
		"an empty home": {},
		"a home in use": {".local/share/applications/other.desktop": "[Desktop Entry]\nType=Application\nName=Other\nExec=true\n", ".local/bin/other": "#!/bin/sh\n"},
	} {
		t.Run(name, func(t *testing.T) {
			home := filepath.Join(t.TempDir(), "Zoë’s home")
			for name, text := range before {
				write(t, filepath.Join(home, name), text)
			}
			if err := os.MkdirAll(home, 0o755); err != nil {
				t.Fatal(err)
			}
			env := []string{"HOME=" + home, "XDG_DATA_HOME="}
			script := filepath.Join(unpack(t, archive), "install.sh")
			out := run(t, env, script)
			program := filepath.Join(home, ".local/bin/galley")
			if !strings.Contains(out, version+" is installed in "+filepath.Join(home, ".local")) || !strings.Contains(out, program) {
				t.Errorf("installing said %q", out)
			}
			if got := run(t, env, program, "--version"); !strings.Contains(got, version) || strings.Contains(got, "(") {
				t.Errorf("--version says %q", got)
			}
			entry := filepath.Join(home, ".local/share/applications", id+".desktop")
			if got := read(t, entry); !strings.Contains(got, "\nExec=\""+program+"\" %F\n") || !strings.Contains(got, "\nTryExec="+program+"\n") {
				t.Errorf("the menu starts %s", got)
			}
			run(t, nil, "desktop-file-validate", entry)
			once := tree(t, home)
			run(t, env, script) // over itself
			if again := tree(t, home); !maps.Equal(once, again) {
				t.Errorf("installed twice there are %q, once %q", slices.Sorted(maps.Keys(again)), slices.Sorted(maps.Keys(once)))
			}
			run(t, env, filepath.Join(home, ".local/share/galley/install.sh"))
			after := tree(t, home)
			if len(before) > 0 {
				delete(after, ".local/share/applications/mimeinfo.cache") // the desktop's list of all that is there
			}
			if !maps.Equal(before, after) {
				t.Errorf("removed, there are %q", slices.Sorted(maps.Keys(after)))
			}
			if _, err := os.Stat(filepath.Join(home, ".local")); len(before) == 0 && err == nil {
				t.Errorf("folders are left: %s", run(t, nil, "find", home))
			}
		})
	}
}

// trouble installs where that cannot be done: a line says why, and nothing is
// half there.
func trouble(t *testing.T, archive string) {
	dir := unpack(t, archive)
	script := filepath.Join(dir, "install.sh")
	for name, test := range map[string]struct {
		prepare func(t *testing.T, home string)
		script  string
		args    []string
		want    string
	}{
		"a program of that name": {
			prepare: func(t *testing.T, home string) { write(t, filepath.Join(home, ".local/bin/galley"), "mine\n") },
			want:    "is there already",
		},
		"a file for a folder": {
			prepare: func(t *testing.T, home string) { write(t, filepath.Join(home, ".local"), "mine\n") },
			want:    "cannot make the folder",
		},
		"a file for a folder below": {
			prepare: func(t *testing.T, home string) { write(t, filepath.Join(home, ".local/share/icons"), "mine\n") },
			want:    "cannot make the folder",
		},
		"a full disk":                   {script: full(t, dir), want: "could not copy"},
		"a program that does not run":   {script: broken(t, archive), want: "does not run here"},
		"a name that no menu can start": {args: []string{"--prefix", "fifty%"}, want: "character"},
		"an unknown argument":           {args: []string{"--purge"}, want: "unknown argument"},
		"nothing to remove":             {args: []string{"--uninstall"}, want: "nothing of Galley's"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			if test.prepare != nil {
				test.prepare(t, home)
			}
			before := tree(t, home)
			if test.script == "" {
				test.script = script
			}
			c := exec.Command(test.script, test.args...)
			c.Env, c.Dir = append(os.Environ(), "HOME="+home), home
			out, err := c.CombinedOutput()
			if err == nil || !strings.Contains(string(out), test.want) {
				t.Errorf("%v, said %q, wanted %q", err, out, test.want)
			}
			if lines := strings.Count(string(out), "\n"); lines > 2 { // what, and what to do
				t.Errorf("said %d lines: %s", lines, out)
			}
			if after := tree(t, home); !maps.Equal(before, after) {
				t.Errorf("left are %q", slices.Sorted(maps.Keys(after)))
			}
			if found, want := run(t, nil, "find", home, "-type", "d"), len(before) > 0; strings.Count(found, "\n") > 1 && !want {
				t.Errorf("folders are left: %s", found)
			}
		})
	}
}

// full is a script that installs under a limit of 1 MB a file, which has copying
// fail as a full disk does.
func full(t *testing.T, dir string) string {
	name := filepath.Join(t.TempDir(), "full")
	write(t, name, "#!/bin/bash\ntrap '' XFSZ\nulimit -f 1024\nexec '"+dir+"/install.sh' \"$@\"\n")
	return name
}

// broken is the installer beside a program for another system.
func broken(t *testing.T, archive string) string {
	dir := unpack(t, archive)
	write(t, filepath.Join(dir, "bin/galley"), "#!/nowhere/ld.so\n")
	return filepath.Join(dir, "install.sh")
}

// debian has lintian and apt judge the package, and dpkg install it into an
// empty system and remove it.
func debian(t *testing.T, deb, version string) {
	run(t, nil, "lintian", "--no-cfg", "--fail-on", "error", "--allow-root", deb)
	if got := run(t, nil, "apt-get", "install", "--simulate", "--no-install-recommends", deb); !strings.Contains(got, "Inst galley ("+version) {
		t.Errorf("apt would install %s", got)
	}
	depends := run(t, nil, "dpkg-deb", "--field", deb, "Depends")
	for _, want := range []string{"libc6 (>= ", "libgl1", "libx11-6"} {
		if !strings.Contains(depends, want) {
			t.Errorf("the package depends on %s, not on %s", depends, want)
		}
	}

	root := t.TempDir()
	write(t, filepath.Join(root, "var/lib/dpkg/status"), "")
	write(t, filepath.Join(root, "var/lib/dpkg/info/format"), "1\n")
	dpkg := []string{"--root=" + root, "--log=/dev/null", "--force-depends,not-root,script-chrootless,bad-path"}
	run(t, nil, "dpkg", append(dpkg, "--install", deb)...)
	if got := run(t, nil, filepath.Join(root, "usr/bin/galley"), "--version"); !strings.Contains(got, version) {
		t.Errorf("--version says %q", got)
	}
	run(t, nil, "sh", "-c", `cd "$0" && md5sum --check --quiet var/lib/dpkg/info/galley.md5sums`, root)
	run(t, nil, "dpkg", append(dpkg, "--purge", "galley")...)
	for name := range tree(t, root) {
		if !strings.HasPrefix(name, "var/lib/dpkg/") {
			t.Errorf("left is %s", name)
		}
	}
}

// desktop looks at what tells the desktop of Galley.
func desktop(t *testing.T, deb string) {
	root := t.TempDir()
	run(t, nil, "dpkg-deb", "--extract", deb, root)
	share := filepath.Join(root, "usr/share")
	meta := filepath.Join(share, "metainfo", id+".metainfo.xml")
	run(t, nil, "desktop-file-validate", filepath.Join(share, "applications", id+".desktop"))
	run(t, nil, "appstreamcli", "validate", "--no-net", meta)
	run(t, nil, "xmllint", "--noout", meta, filepath.Join(share, "mime/packages", id+".xml"), filepath.Join(share, "icons/hicolor/scalable/apps", id+".svg"))

	for _, shell := range []string{"bash-completion/completions/galley", "zsh/vendor-completions/_galley", "fish/vendor_completions.d/galley.fish", "man/man1/galley.1.gz"} {
		if read(t, filepath.Join(share, shell)) == "" {
			t.Errorf("%s is empty", shell)
		}
	}
	for _, size := range []string{"16x16", "22x22", "24x24", "32x32", "48x48", "64x64", "128x128", "256x256", "512x512"} {
		icon := read(t, filepath.Join(share, "icons/hicolor", size, "apps", id+".png"))
		if !strings.HasPrefix(icon, "\x89PNG") {
			t.Errorf("the icon of %s is no PNG", size)
		}
	}

	// Galley opens Markdown, and posts of any name; other people's Markdown stays what it was.
	if out, err := exec.Command("cp", "-R", "/usr/share/mime/packages/.", filepath.Join(share, "mime/packages")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	run(t, nil, "update-mime-database", filepath.Join(share, "mime"))
	run(t, nil, "update-desktop-database", filepath.Join(share, "applications"))
	env := []string{"XDG_DATA_DIRS=" + share, "XDG_DATA_HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir(), "XDG_CURRENT_DESKTOP=", "PATH=" + filepath.Join(root, "usr/bin") + ":" + os.Getenv("PATH")}
	dir := filepath.Join(t.TempDir(), "Ärger mit %f")
	for name, test := range map[string]struct{ text, want string }{
		"a post":      {"!! title: A post\n!! slug: a-post\n\n---\n\nWords.\n", "text/x-galley-post"},
		"a post.md":   {"!! title: A post\n!! slug: a-post\n\n---\n\nWords.\n", "text/markdown"},
		"a readme.md": {"# A readme\n\nWords.\n", "text/markdown"},
		"notes":       {"Words.\n", "text/plain"},
	} {
		write(t, filepath.Join(dir, name), test.text)
		if got := run(t, env, "gio", "info", "--attributes", "standard::content-type", filepath.Join(dir, name)); !strings.Contains(got, "standard::content-type: "+test.want+"\n") {
			t.Errorf("%s is %s, wanted %s", name, got, test.want)
		}
	}
	for _, kind := range []string{"text/x-galley-post", "text/markdown"} {
		if got := run(t, env, "gio", "mime", kind); !strings.Contains(got, id+".desktop") {
			t.Errorf("%s is opened by %s", kind, got)
		}
	}
}

// released is the version of FyneApp.toml.
func released(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^Version = "(\d+\.\d+\.\d+)"$`).FindStringSubmatch(read(t, "../FyneApp.toml"))
	if m == nil {
		t.Fatal("FyneApp.toml has no version")
	}
	return m[1]
}

// unpack returns the folder that an archive holds.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	run(t, nil, "tar", "-C", dir, "-xzf", archive)
	return filepath.Join(dir, strings.TrimSuffix(filepath.Base(archive), ".tar.gz"))
}

// tree reads all files below a folder, by their paths in it.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// write writes a file that may be run, and its folders.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// run returns what a program prints; it has to end well.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		t.Fatalf("%s %q: %v\n%s%s", name, args, err, &out, &errs)
	}
	return out.String()
}
