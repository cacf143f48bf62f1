//go:build race

package growth

// Race reports whether the race detector is at work: all takes about ten times as
// long, slices take more than their size, and pools lose what they hold.
const Race = true

// slack is the bytes that are allocated only once, where large buffers are made
// more than once.
const slack = 16 << 20
