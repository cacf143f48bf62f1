package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"time"
)

// A record is
//
//	magic    8 bytes
//	header   length, 4 bytes, little-endian
//	payload  length, 4 bytes
//	payload  CRC-32C, 4 bytes
//	CRC-32C  of the twelve bytes before and the header, 4 bytes
//	header
//	payload
//
// The header is a list of numbers (uvarint) and texts (length and bytes), in
// the order of record.header. What a newer Galley appends to it is ignored.

const (
	magic      = "\x00GALLEY\x01"
	prefixSize = len(magic) + 16
	maxHeader  = 64 << 10 // bytes; a path has 4096 at most
	maxText    = 64 << 20 // bytes, as much as a post may have
	maxPayload = maxText + maxText/8
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// What a record is.
const (
	isVersion = 1 // a text
	isMark    = 2 // another kind for the version with the number in base
	isFrom    = 3 // the post came from another path: by a rename, or a copy
	isEnd     = 4 // the post got another path
)

// How a payload is to be read.
const (
	packedWhole = 1 // the text, compressed
	packedDelta = 2 // differences from the text of the version in base, compressed
)

type record struct {
	what    uint64
	seq     uint64 // of this log, rising
	time    time.Time
	kind    Kind
	packed  uint64
	base    uint64
	hidden  bool // the version is not kept, but others are told as differences from it
	copied  bool // of isFrom: the post that it came from stays
	words   int
	size    int64
	sum     [sha256.Size]byte
	title   string
	path    string // of isEnd: the path it got; of isFrom: the path it had
	library string
	log     string // of isFrom and isEnd: the other log
	logSeq  uint64 // of isFrom: the last record of that which belongs to this post

	// As found.
	at         int64 // offset of the record in its log
	payloadAt  int64
	payloadLen int64
	payloadSum uint32
}

func (r record) flags() (f uint64) {
	if r.hidden {
		f |= 1
	}
	if r.copied {
		f |= 2
	}
	return f
}

func (r record) header() []byte {
	var b []byte
	num := func(n uint64) { b = binary.AppendUvarint(b, n) }
	text := func(s string) { num(uint64(len(s))); b = append(b, s...) }
	num(r.what)
	num(r.seq)
	num(uint64(r.time.Unix()))
	num(uint64(r.time.Nanosecond()))
	num(uint64(r.kind))
	num(r.packed)
	num(r.base)
	num(r.flags())
	num(uint64(r.words))
	num(uint64(r.size))
	text(string(r.sum[:]))
	text(r.title)
	text(r.path)
	text(r.library)
	text(r.log)
	num(r.logSeq)
	return b
}

// encode is the whole record.
func (r record) encode(payload []byte) []byte {
	return r.encodeSummed(payload, crc32.Checksum(payload, castagnoli))
}

// encodeSummed is the whole record with the sum that its payload should have.
func (r record) encodeSummed(payload []byte, payloadSum uint32) []byte {
	head := r.header()
	b := make([]byte, 0, prefixSize+len(head)+len(payload))
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(head)))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(payload)))
	b = binary.LittleEndian.AppendUint32(b, payloadSum)
	sum := crc32.Update(crc32.Checksum(b[len(magic):], castagnoli), castagnoli, head)
	b = binary.LittleEndian.AppendUint32(b, sum)
	b = append(b, head...)
	return append(b, payload...)
}

// errNoRecord tells that there is no whole record at a place.
var errNoRecord = errors.New("no record")

// readRecord reads the record at an offset, without its payload, which may be
// cut off.
func readRecord(r io.ReaderAt, at int64) (record, error) {
	buf := make([]byte, prefixSize+512)
	n, err := r.ReadAt(buf, at)
	if n < prefixSize {
		if err == nil || errors.Is(err, io.EOF) {
			err = errNoRecord
		}
		return record{}, err
	}
	buf = buf[:n]
	if string(buf[:len(magic)]) != magic {
		return record{}, errNoRecord
	}
	lens := buf[len(magic):]
	headLen, payloadLen := binary.LittleEndian.Uint32(lens), binary.LittleEndian.Uint32(lens[4:])
	if headLen > maxHeader || payloadLen > maxPayload {
		return record{}, errNoRecord
	}
	if need := prefixSize + int(headLen); need > len(buf) {
		more := make([]byte, need)
		copy(more, buf)
		m, err := r.ReadAt(more[n:], at+int64(n))
		if n+m < need {
			if err == nil || errors.Is(err, io.EOF) {
				err = errNoRecord
			}
			return record{}, err
		}
		buf = more
	}
	head := buf[prefixSize : prefixSize+int(headLen)]
	fixed := buf[len(magic) : len(magic)+12]
	if crc32.Update(crc32.Checksum(fixed, castagnoli), castagnoli, head) != binary.LittleEndian.Uint32(buf[len(magic)+12:]) {
		return record{}, errNoRecord
	}
	rec, ok := parseHeader(head)
	if !ok {
		return record{}, errNoRecord
	}
	rec.at = at
	rec.payloadAt = at + int64(prefixSize) + int64(headLen)
	rec.payloadLen = int64(payloadLen)
	rec.payloadSum = binary.LittleEndian.Uint32(fixed[8:])
	return rec, nil
}

func (r record) end() int64 { return r.payloadAt + r.payloadLen }

func parseHeader(b []byte) (r record, ok bool) {
	ok = true
	num := func() uint64 {
		n, used := binary.Uvarint(b)
		if used <= 0 {
			ok, b = false, nil
			return 0
		}
		b = b[used:]
		return n
	}
	text := func() string {
		n := num()
		if n > uint64(len(b)) {
			ok, b = false, nil
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	r.what = num()
	r.seq = num()
	sec, nano := int64(num()), int64(num())
	if nano < 0 || nano >= 1e9 {
		ok = false
	}
	r.time = time.Unix(sec, nano)
	if kind := num(); kind < uint64(kinds) {
		r.kind = Kind(kind)
	}
	r.packed = num()
	r.base = num()
	flags := num()
	r.hidden, r.copied = flags&1 != 0, flags&2 != 0
	r.words = int(num())
	r.size = int64(num())
	if sum := text(); len(sum) == sha256.Size {
		copy(r.sum[:], sum)
	} else {
		ok = false
	}
	r.title = text()
	r.path = text()
	r.library = text()
	r.log = text()
	r.logSeq = num()
	if r.size < 0 || r.size > maxText || r.words < 0 {
		ok = false
	}
	return r, ok
}

// payload reads what stands behind a record's header.
func (r record) payload(f io.ReaderAt) ([]byte, error) {
	b := make([]byte, r.payloadLen)
	if n, err := f.ReadAt(b, r.payloadAt); n < len(b) {
		if err == nil || errors.Is(err, io.EOF) {
			err = ErrDamaged
		}
		return nil, err
	}
	if crc32.Checksum(b, castagnoli) != r.payloadSum {
		return nil, ErrDamaged
	}
	return b, nil
}

// nextMagic is the offset of the next record's beginning at or after an offset;
// size, that of the log, when there is none. The zero that a record begins with
// is looked at last: files with holes are full of them.
func nextMagic(r io.ReaderAt, at, size int64) (int64, error) {
	const step = 256 << 10
	buf := make([]byte, step+len(magic)-1)
	for at < size {
		n, err := r.ReadAt(buf, at)
		for from := 1; from < n; {
			i := bytes.Index(buf[from:n], []byte(magic[1:]))
			if i < 0 {
				break
			}
			if from += i; buf[from-1] == magic[0] {
				return at + int64(from) - 1, nil
			}
			from++
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				return size, nil
			}
			return size, err
		}
		at += step
	}
	return size, nil
}
