//go:build !windows

package terminal

// Join does nothing: here a program has the terminal that it was started in.
func Join() {}

// Tell does nothing: what went wrong was said on standard error.
func Tell(string) {}
