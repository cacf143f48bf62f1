//go:build !race

package growth

// slack is the bytes that are allocated only once.
const slack = 1 << 20
