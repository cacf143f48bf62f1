//go:build !linux

package export

import "errors"

const canSyncAll = false

func syncAll(string) error { return errors.ErrUnsupported }

func exchange(string, string) error { return errors.ErrUnsupported }
