//go:build !linux && !windows

package safefile

import "errors"

func renameNew(_, _ string) (done bool, err error) { return false, nil }

func exchange(_, _ string) error { return errors.ErrUnsupported }

func syncAll(string) error { return errors.ErrUnsupported }
