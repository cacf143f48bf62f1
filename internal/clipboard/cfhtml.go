package clipboard

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// toFormat is HTML as Windows has it on the clipboard, the format "HTML Format":
// a head that tells where it begins and ends in bytes, and the page, in which
// comments tell the same.
func toFormat(html string) []byte {
	const head = "Version:0.9\r\nStartHTML:%010d\r\nEndHTML:%010d\r\nStartFragment:%010d\r\nEndFragment:%010d\r\n"
	const before, after = "<html><body>\r\n<!--StartFragment-->", "<!--EndFragment-->\r\n</body></html>"
	start := len(fmt.Sprintf(head, 0, 0, 0, 0))
	from := start + len(before)
	to := from + len(html)
	return []byte(fmt.Sprintf(head, start, to+len(after), from, to) + before + html + after)
}

// fromFormat is the HTML of what Windows has on the clipboard: what was copied, not
// the page around it. It is empty where the head says no places that can be.
func fromFormat(data []byte) []byte {
	data = bytes.TrimRight(data, "\x00")
	places := map[string]int{}
	for line := range strings.Lines(string(data[:min(len(data), 4096)])) {
		key, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ":")
		if !ok || strings.HasPrefix(line, "<") {
			break
		}
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
			places[key] = n
		}
	}
	for _, pair := range [][2]string{{"StartFragment", "EndFragment"}, {"StartHTML", "EndHTML"}} {
		from, ok := places[pair[0]]
		to, ends := places[pair[1]]
		if ok && ends && 0 < from && from < to && from <= len(data) {
			return data[from:min(to, len(data))] // some programs count one too many
		}
	}
	return nil
}
