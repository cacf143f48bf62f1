package verify

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"galley.app/galley/storage/export/pack"
)

func open(data []byte) (*Package, error) {
	return Open(bytes.NewReader(data), int64(len(data)), pack.Limits{})
}

// refused checks that a package is found bad.
func refused(t *testing.T, what string, data []byte, mention string) {
	t.Helper()
	_, err := open(data)
	if err == nil {
		t.Errorf("%s: taken for sound", what)
		return
	}
	var d *DamagedError
	if !errors.As(err, &d) || len(d.Faults) == 0 {
		t.Errorf("%s: %v", what, err)
		return
	}
	if all := faults(d); !strings.Contains(all, mention) {
		t.Errorf("%s: %s is not named in %s", what, mention, all)
	}
}

func faults(d *DamagedError) string {
	var all []string
	for _, f := range d.Faults {
		all = append(all, f.String())
	}
	return strings.Join(all, "; ")
}
