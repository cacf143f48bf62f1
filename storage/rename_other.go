//go:build !linux

package storage

// renameNew renames only if the new name is free.
func renameNew(old, new string) error { return linkNew(old, new) }
