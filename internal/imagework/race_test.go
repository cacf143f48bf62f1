//go:build race

package imagework

// raceEnabled tells that the race detector slows the tests down.
const raceEnabled = true
