//go:build linux && cgo

package resident

/*
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
static void trim(void) { malloc_trim(0); }
#else
static void trim(void) {}
#endif
*/
import "C"

// trim gives back what was freed and kept for the next who asks.
func trim() { C.trim() }
