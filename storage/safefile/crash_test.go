//go:build unix

package safefile_test

import (
	"fmt"
	"slices"
	"testing"

	. "galley.app/galley/storage/safefile"
	"galley.app/galley/storage/safefile/safetest"
)

// cutPower saves with save and cuts the power before each call and at the end.
// It returns what is then broken.
func cutPower(old string, expect *Fingerprint, save func(FS, string, []byte, Options) error) (broken []string) {
	m := safetest.NewMemory(nil)
	if old != "" {
		m = safetest.NewMemory(map[string]string{"post.md": old})
	}
	check := func(when string, onlyNew bool) {
		m.AfterPowerCut(func(files map[string]string) {
			data, ok := files["post.md"]
			isOld := !ok && old == "" || ok && data == old && old != ""
			if data != newText && (onlyNew || !isOld) {
				broken = append(broken, fmt.Sprintf("%s the file is %.20q", when, data))
			}
		})
	}
	h := &safetest.Hook{FS: m, Before: func(call, _ string) safetest.Fault {
		check("with the power cut before "+call, false)
		return safetest.Fault{}
	}}
	if err := save(h, "post.md", []byte(newText), Options{Expect: expect}); err != nil {
		return append(broken, err.Error())
	}
	check("with the power cut after success", true)
	return broken
}

func save(fsys FS, path string, data []byte, o Options) error {
	o.FS = fsys
	_, err := Replace(path, data, o)
	return err
}

func TestPowerCut(t *testing.T) {
	for _, old := range []string{oldText, ""} {
		for _, expect := range []*Fingerprint{nil, expecting(old)} {
			for _, b := range cutPower(old, expect, save) {
				t.Errorf("from %.20q: %s", old, b)
			}
		}
	}
}

// TestPowerCutIsSharp shows that the model finds what an omitted step costs.
func TestPowerCutIsSharp(t *testing.T) {
	without := func(calls ...string) func(FS, string, []byte, Options) error {
		return func(fsys FS, path string, data []byte, o Options) error {
			return save(&safetest.Hook{FS: fsys, Before: func(call, _ string) safetest.Fault {
				return safetest.Fault{Skip: slices.Contains(calls, call)}
			}}, path, data, o)
		}
	}
	for name, wrong := range map[string]func(FS, string, []byte, Options) error{
		"without the sync of the file":   without("Sync"),
		"without the sync of the folder": without("SyncDir"),
		"without either":                 without("Sync", "SyncDir"),
		"remove, then rename": func(fsys FS, path string, data []byte, o Options) error {
			return save(&removing{fsys}, path, data, o)
		},
		"in place": func(fsys FS, path string, data []byte, _ Options) error {
			if err := fsys.Remove(path); err != nil {
				return err
			}
			f, err := fsys.Create(path, 0o644)
			if err != nil {
				return err
			}
			if _, err = f.Write(data); err != nil {
				return err
			}
			if err = f.Sync(); err != nil {
				return err
			}
			return fsys.SyncDir(".")
		},
	} {
		if broken := cutPower(oldText, nil, wrong); len(broken) == 0 {
			t.Errorf("%s: nothing was found", name)
		}
	}
}

type removing struct{ FS }

func (r *removing) Rename(from, to string) error {
	if err := r.Remove(to); err != nil {
		return err
	}
	return r.FS.Rename(from, to)
}
