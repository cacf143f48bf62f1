//go:build !race

package growth

// Race reports whether the race detector is at work.
const Race = false

// slack is the bytes that are allocated only once.
const slack = 1 << 20
