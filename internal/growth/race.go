//go:build race

package growth

// slack is the bytes that are allocated only once. The race detector has pools
// lose what they hold, so that large buffers are made more than once.
const slack = 16 << 20
