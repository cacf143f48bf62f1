// Package config reads and writes what was chosen: the author's own settings,
// words and places in posts, in folders of the author's, and what a library
// says of itself in its galley.toml, its site and targets. TOML is changed by
// lines, so that what others wrote in it stays.
package config

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Paths are the folders in which Galley keeps what is not the author's: none
// of them in a library. A path is "" when there is no place for it.
type Paths struct {
	Config string // settings
	State  string // recovery copies, places in posts
	Cache  string // what can be made again
}

// UserPaths returns the folders by the environment: GALLEY_HOME moves all three
// below one folder, else they follow the system's conventions. Nothing is
// created.
func UserPaths(getenv func(string) string) Paths {
	return userPaths(getenv, runtime.GOOS)
}

func userPaths(getenv func(string) string, system string) Paths {
	if home := getenv("GALLEY_HOME"); home != "" {
		if abs, err := filepath.Abs(home); err == nil {
			home = abs
		}
		return Paths{
			Config: filepath.Join(home, "config"),
			State:  filepath.Join(home, "state"),
			Cache:  filepath.Join(home, "cache"),
		}
	}
	// place is the folder that a variable names, else one below home.
	place := func(variable, home string, below ...string) string {
		if variable != "" {
			if dir := getenv(variable); filepath.IsAbs(dir) {
				return filepath.Join(dir, below[len(below)-1])
			}
		}
		if !filepath.IsAbs(home) {
			return ""
		}
		return filepath.Join(append([]string{home}, below...)...)
	}
	switch system {
	case "windows":
		profile := getenv("USERPROFILE")
		return Paths{
			Config: place("APPDATA", profile, "AppData", "Roaming", "Galley"),
			State:  below(place("LOCALAPPDATA", profile, "AppData", "Local", "Galley"), "State"),
			Cache:  below(place("LOCALAPPDATA", profile, "AppData", "Local", "Galley"), "Cache"),
		}
	case "darwin", "ios":
		home := getenv("HOME")
		return Paths{
			Config: place("", home, "Library", "Application Support", "Galley"),
			State:  below(place("", home, "Library", "Application Support", "Galley"), "State"),
			Cache:  place("", home, "Library", "Caches", "Galley"),
		}
	}
	home := getenv("HOME")
	return Paths{
		Config: place("XDG_CONFIG_HOME", home, ".config", "galley"),
		State:  place("XDG_STATE_HOME", home, ".local", "state", "galley"),
		Cache:  place("XDG_CACHE_HOME", home, ".cache", "galley"),
	}
}

// Recovery is the folder of the recovery copies; "" when there is no place.
func (p Paths) Recovery() string { return below(p.State, "recovery") }

// History is the folder of the versions that are kept; "" when there is no place.
func (p Paths) History() string { return below(p.State, "history") }

// Index is the folder for what is known of libraries' posts; "" when there is no
// place.
func (p Paths) Index() string { return below(p.Cache, "index") }

// Journals are the folders of texts that are in no file yet: that of the
// recovery copies, and one below temp, a folder for temporary files, for when
// that cannot be written. Those of another state folder have another one there.
func (p Paths) Journals(temp string) (dirs []string) {
	if dir := p.Recovery(); dir != "" {
		dirs = append(dirs, dir)
	}
	if temp != "" {
		sum := sha256.Sum256([]byte(p.State))
		dirs = append(dirs, filepath.Join(temp, fmt.Sprintf("galley-%d-%x", max(0, os.Getuid()), sum[:4])))
	}
	return dirs
}

func (p Paths) settingsFile() string { return below(p.Config, "settings.toml") }

func (p Paths) placesFile() string { return p.StateFile("places.json") }

func below(dir string, name ...string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(append([]string{dir}, name...)...)
}

// StateFile is the path of a file or folder in the state folder; "" when there
// is no place for it.
func (p Paths) StateFile(name string) string { return below(p.State, name) }

// makePrivate creates a folder of the author's own, for him alone.
func makePrivate(dir string) error { return os.MkdirAll(dir, 0o700) }
