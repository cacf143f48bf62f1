//go:build linux

package resident

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	const smaps = `00400000-00404000 r--p 00000000 fe:00 42                                 /usr/bin/galley
Rss:                  16 kB
Anonymous:             0 kB
VmFlags: rd mr mw me
00404000-015ad000 r-xp 00004000 fe:00 42                                 /usr/bin/galley
Rss:               15000 kB
Anonymous:             0 kB
02e58000-03884000 rw-p 02a57000 fe:00 42                                 /usr/bin/galley
Anonymous:             0 kB
03884000-05a00000 rw-p 00000000 00:00 0
Anonymous:             0 kB
05a00000-05b00000 rw-p 00000000 00:00 0                                  [heap]
Anonymous:             0 kB
7f0000000000-7f0000001000 r--p 00000000 fe:00 43                         /usr/lib/relocated in memory.so
Anonymous:             4 kB
7f0000001000-7f0000002000 r-xp 00001000 fe:00 43                         /usr/lib/with a blank.so
Anonymous:             0 kB
7f0000002000-7f0000003000 rw-s 00000000 00:01 7                          /SYSV00000000 (deleted)
Anonymous:             0 kB
7f0000003000-7f0000004000 r--s 00000000 fe:00 44                         /usr/share/shared
Anonymous:             0 kB
7f0000004000-7f0000005000 r-xp 00000000 00:00 0                          [vdso]
Anonymous:             0 kB
nonsense-here r-xp 00000000 fe:00 43                                     /usr/lib/x.so
Anonymous:             0 kB
7f0000006000-7f0000005000 r-xp 00000000 fe:00 43                         /usr/lib/backwards.so
Anonymous:             0 kB
7f0000007000-7f0000008000 r-xp 00000000 fe:00 43                         /usr/lib/cut off.so
`
	want := []span{{0x400000, 0x404000}, {0x404000, 0x15ad000}, {0x7f0000001000, 0x7f0000002000}}
	if got := clean(strings.NewReader(smaps)); !reflect.DeepEqual(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// What was let go is there again when it is needed, as the words of this test are.
func TestRelease(t *testing.T) {
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if len(clean(f)) == 0 {
		t.Error("nothing of this program can be let go")
	}
	for range 3 {
		Release()
	}
	TestClean(t)
}
