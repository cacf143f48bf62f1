// Package opening reads what a start of the program is to show in a window.
package opening

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// NewWindow is the flag that has a start open a window of its own.
const NewWindow = "--new-window"

// Opening is what a start of the program is to show in a window.
type Opening struct {
	Paths []string // absolute: a folder, files, or both; none for what was open last
	New   bool     // in a window of its own, whatever others have open
}

// Folder is the folder that is opened, or else that of the first file; "" where
// nothing is named.
func (o Opening) Folder() (dir string, named bool) {
	for _, path := range o.Paths {
		if isFolder(path) {
			return path, true
		}
	}
	if len(o.Paths) == 0 {
		return "", false
	}
	return filepath.Dir(o.Paths[0]), false
}

// Files are those that are opened.
func (o Opening) Files() []string {
	return slices.DeleteFunc(slices.Clone(o.Paths), isFolder)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// Read reads the arguments of a start that is no command, without the
// program's name. Files may be named by their file: addresses, as desktops do.
func Read(args []string) (o Opening, err error) {
	flags, folders := true, 0
	for _, arg := range args {
		switch {
		case flags && arg == "--":
			flags = false
			continue
		case flags && arg == NewWindow:
			o.New = true
			continue
		case flags && strings.HasPrefix(arg, "-") && arg != "-":
			return o, fmt.Errorf("the window has no flag %s", arg)
		case arg == "":
			return o, errors.New("an empty argument names no folder and no file")
		}
		path, err := local(arg)
		if err != nil {
			return o, err
		}
		if path, err = filepath.Abs(path); err != nil {
			return o, fmt.Errorf("%s: %w", arg, err)
		}
		if isFolder(path) {
			if folders++; folders > 1 {
				return o, fmt.Errorf("a window has one folder open at a time, and %s is the second", arg)
			}
		}
		if !slices.Contains(o.Paths, path) {
			o.Paths = append(o.Paths, path)
		}
	}
	return o, nil
}

// local is the path that an argument names: itself, or that of a file: address.
func local(arg string) (string, error) {
	if len(arg) < len("file:/") || !strings.EqualFold(arg[:len("file:/")], "file:/") {
		return arg, nil
	}
	if _, err := os.Lstat(arg); err == nil {
		return arg, nil // somebody has a folder of that name
	}
	u, err := url.Parse(arg)
	switch escape := url.EscapeError(""); {
	case errors.As(err, &escape):
		return "", fmt.Errorf("%s is not an address of a file: what is behind a %% has to be two hexadecimal digits", arg)
	case err != nil:
		return "", fmt.Errorf("%q is not an address of a file", arg)
	}
	if u.Host != "" && !strings.EqualFold(u.Host, "localhost") {
		if host, _ := os.Hostname(); !strings.EqualFold(u.Host, host) {
			return "", fmt.Errorf("%s is on another computer", arg)
		}
	}
	path := filepath.FromSlash(u.Path)
	if filepath.Separator == '\\' { // file:///C:/posts
		path = strings.TrimPrefix(path, `\`)
	}
	return path, nil
}
