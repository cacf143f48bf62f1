//go:build !race

package fromhtml

// raceEnabled tells that the race detector slows the tests down.
const raceEnabled = false
