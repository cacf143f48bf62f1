package resident

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func release() {
	trim()
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return // as in a sandbox; then the pages stay
	}
	defer f.Close()
	for _, r := range clean(f) {
		// Of such pages the system has all in the file, so that nothing is lost, whoever reads them meanwhile.
		_, _, _ = unix.Syscall(unix.SYS_MADVISE, r.start, r.end-r.start, unix.MADV_DONTNEED)
	}
}

// span is a stretch of addresses.
type span struct{ start, end uintptr }

// clean lists the stretches of files, as /proc/PID/smaps tells of them, that can only
// be read or run and of which no page was changed, by relocations say: what is in
// memory of those is in the file.
func clean(smaps io.Reader) (list []span) {
	var at span
	file := false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) >= 2 && words[0] == "Anonymous:":
			if file && words[1] == "0" {
				list = append(list, at)
			}
			file = false
		case len(words) >= 5 && !strings.HasSuffix(words[0], ":"):
			at, file = span{}, false
			from, to, _ := strings.Cut(words[0], "-")
			start, err := strconv.ParseUint(from, 16, strconv.IntSize)
			end, err2 := strconv.ParseUint(to, 16, strconv.IntSize)
			if err != nil || err2 != nil || end <= start {
				continue
			}
			at = span{uintptr(start), uintptr(end)}
			file = len(words) > 5 && strings.HasPrefix(words[5], "/") && (words[1] == "r--p" || words[1] == "r-xp")
		}
	}
	return list
}
