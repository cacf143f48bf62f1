package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"
)

// A journal is a text file. Its first line says what it is; records follow, each
// a line of numbers, its payload, and a line ending:
//
//	galley-journal 1
//	#post n=0 at=1764484000000 … len=120 crc=0badcafe
//	{"path":"/home/ada/posts/wip-marbles.md", …}
//	#text n=1 …
//	#edit n=2 …
//	#place n=3 …
//
// The sum is of the line up to it and of the payload. Records are numbered, so
// that one which is missing is noticed; those that belong together say that more
// follow, and none of them counts without the last.
const magic = "galley-journal 1\n"

// kind is what a record holds.
type kind string

const (
	kindPost  kind = "post"  // an About as JSON
	kindText  kind = "text"  // a part of the whole text, which Off bytes of lie before
	kindEdit  kind = "edit"  // that stands for the Del bytes at Off of the text before the group
	kindPlace kind = "place" // nothing but where the caret is
)

// record is one record. The numbers are as in [State].
type record struct {
	kind     kind
	number   int   // in its file, from 0
	at       int64 // Unix time in milliseconds
	revision uint64
	off, del int
	more     int // 1 where the next record belongs to the same change
	caret    int
	anchor   int
	top      int
	part     int // thousandths of the line at top that are scrolled past
	payload  string
}

// maxPayload is the most bytes of one record's payload. A flipped bit costs no
// more of a long text than what lies behind its part.
const maxPayload = 64 << 10

// maxHeader is more than the longest line of numbers.
const maxHeader = 512

const headerFormat = "#%s n=%d at=%d rev=%d off=%d del=%d more=%d caret=%d anchor=%d top=%d part=%d len=%d"

func (r *record) header() string {
	return fmt.Sprintf(headerFormat, r.kind, r.number, r.at, r.revision, r.off, r.del, r.more, r.caret, r.anchor, r.top, r.part, len(r.payload))
}

var table = crc32.MakeTable(crc32.Castagnoli)

// sum is the checksum of a record.
func sum(header, payload string) uint32 {
	crc := crc32.Update(0, table, []byte(header))
	return crc32.Update(crc, table, []byte(payload))
}

// appendTo adds the record's bytes to b.
func (r *record) appendTo(b []byte) []byte {
	header := r.header()
	b = append(b, header...)
	b = fmt.Appendf(b, " crc=%08x\n", sum(header, r.payload))
	b = append(b, r.payload...)
	return append(b, '\n')
}

// errDamaged tells that the bytes from here on are not what was written.
var errDamaged = errors.New("damaged")

// readRecord reads the next record: io.EOF where nothing is left, errDamaged
// where something else is.
func readRecord(in *bufio.Reader) (record, error) {
	line, err := in.ReadSlice('\n')
	switch {
	case err == io.EOF && len(line) == 0:
		return record{}, io.EOF
	case err == io.EOF, err == bufio.ErrBufferFull, err == nil && len(line) > maxHeader:
		return record{}, errDamaged
	case err != nil:
		return record{}, err
	}
	text := string(bytes.TrimSuffix(line, []byte("\n")))
	var r record
	var length int
	var crc uint32
	n, _ := fmt.Sscanf(text, headerFormat+" crc=%08x", &r.kind, &r.number, &r.at, &r.revision, &r.off, &r.del, &r.more, &r.caret, &r.anchor, &r.top, &r.part, &length, &crc)
	if n != 13 || length < 0 || length > maxPayload {
		return record{}, errDamaged
	}
	payload := make([]byte, length+1)
	if _, err := io.ReadFull(in, payload); err == io.EOF || err == io.ErrUnexpectedEOF {
		return record{}, errDamaged
	} else if err != nil {
		return record{}, err
	}
	r.payload = string(payload[:length])
	header := r.header()
	if payload[length] != '\n' || text != fmt.Sprintf("%s crc=%08x", header, crc) || sum(header, r.payload) != crc {
		return record{}, errDamaged
	}
	return r, nil
}

// cut returns the first piece of s that a record may hold: to the end of a line
// where there is one in its second half, never within a character of valid text.
func cut(s string) string {
	if len(s) <= maxPayload {
		return s
	}
	if i := strings.LastIndexByte(s[:maxPayload], '\n'); i >= maxPayload/2 {
		return s[:i+1]
	}
	end := maxPayload
	for end > maxPayload-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
