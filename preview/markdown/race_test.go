//go:build race

package markdown

// raceEnabled tells that the race detector slows the tests down.
const raceEnabled = true
