// Command notices gathers the licences of all that is in the program: of the
// modules that it is built from on any system, of Go, and of what is embedded.
// It writes assets/licences.txt, which galley --licences prints.
//
// Run it from the module's folder, as make licences does.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"galley.app/galley/assets"
)

// systems are those that a program is made for.
var systems = []string{"darwin", "linux", "windows"}

// ours is what Galley itself embeds and is made of.
var ours = []struct{ name, file string }{
	{"Galley", "LICENSE"},
	{"IBM Plex Mono (typeface)", "assets/fonts/ibm-plex-mono-LICENSE.txt"},
	{"Inter (typeface)", "assets/fonts/inter-LICENSE.txt"},
	{"Literata (typeface)", "assets/fonts/literata-LICENSE.txt"},
	{"STIX Two Math (typeface)", "assets/fonts/stix-two-LICENSE.txt"},
	{"Lucide (icons)", "assets/icons/LICENSE.txt"},
}

const head = `Galley is made with the work of many others. Their licences follow, each behind a line that names what it is of.
` + "`make licences`" + ` writes this file.

`

func main() {
	text, err := gather(systems)
	if err == nil {
		err = os.WriteFile("assets/licences.txt", text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notices:", err)
		os.Exit(1)
	}
}

// gather gives the file's text for a program on those systems.
func gather(systems []string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(head)
	for _, o := range ours {
		if err := add(&out, o.name, o.file, filepath.Base(o.file)); err != nil {
			return nil, err
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	if err := add(&out, "Go (the language's library)", filepath.Join(strings.TrimSpace(string(root)), "LICENSE"), "LICENSE"); err != nil {
		return nil, err
	}
	list, err := modules(systems)
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		files, err := noticesIn(m.Dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s %s has no licence: it cannot be given away", m.Path, m.Version)
		}
		for _, name := range files {
			if err := add(&out, m.String(), filepath.Join(m.Dir, name), filepath.ToSlash(name)); err != nil {
				return nil, err
			}
		}
	}
	return out.Bytes(), nil
}

// module is what go list tells of one.
type module struct {
	Path, Version, Dir string
	Main               bool
}

func (m module) String() string { return m.Path + " " + m.Version }

// modules are those that packages of the program are of, by their paths.
func modules(systems []string) (list []module, err error) {
	for _, system := range systems {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1", "GOFLAGS=-mod=readonly")
		var stderr strings.Builder
		cmd.Stderr = &stderr
		b, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w\n%s", system, err, stderr.String())
		}
		for dec := json.NewDecoder(bytes.NewReader(b)); ; {
			var p struct{ Module *module }
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("go list for %s: %w", system, err)
			}
			if p.Module != nil && !p.Module.Main && !slices.Contains(list, *p.Module) {
				list = append(list, *p.Module)
			}
		}
	}
	slices.SortFunc(list, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

// notice matches the names that licences and notices have.
var notice = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying|copyright|notice|patents|ofl)s?([-_.].*)?$`)

// noticesIn are the notices below a module's folder, those of what it brings
// along included, but not of what is only there for its makers.
func noticesIn(dir string) (files []string, err error) {
	var texts [][]byte
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != dir && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || slices.Contains([]string{"cmd", "examples", "testdata"}, name)) {
				return fs.SkipDir
			}
			return nil
		}
		if !notice.MatchString(name) || filepath.Ext(name) == ".go" {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil || slices.ContainsFunc(texts, func(t []byte) bool { return bytes.Equal(t, b) }) {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		texts, files = append(texts, b), append(files, rel)
		return err
	})
	return files, err
}

// add writes a notice.
func add(out *bytes.Buffer, of, file, name string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(string(b), "\uFEFF"), "\r\n", "\n"))
	text = strings.ReplaceAll(text, "\f", "")
	if text == "" {
		return fmt.Errorf("%s is empty", file)
	}
	if strings.Contains("\n"+text, "\n"+assets.LicenceMark) {
		return fmt.Errorf("%s has a line that begins as the heads of notices do", file)
	}
	fmt.Fprintf(out, "%s%s: %s\n%s\n\n", assets.LicenceMark, of, name, text)
	return nil
}
