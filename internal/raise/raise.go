// Package raise brings the program's window before all others when the writer
// asked for that elsewhere, in a menu or a terminal, and tells the desktop that
// a start which opened no window of its own is done.
package raise

import "strings"

// when is the time of what the writer did, by the name that the desktop gave the
// start: that ends with it. Without one ok is false.
func when(startup string) (at uint32, ok bool) {
	i := strings.LastIndex(startup, "_TIME")
	if i < 0 {
		return 0, false
	}
	digits := startup[i+len("_TIME"):]
	if digits == "" {
		return 0, false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		at = at*10 + uint32(d-'0') // which goes round, as the server's time does
	}
	return at, true
}

// quoted is a value of the messages that desktops tell each other of starts in.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
