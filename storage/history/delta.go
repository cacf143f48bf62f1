package history

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// delta tells a text as pieces of another one and what is new:
//
//	copy    1, offset, length
//	insert  0, length, bytes
//
// Whole blocks of base are looked for at every place of text by a rolling hash,
// and made longer to both sides. Its time grows with the length of both texts
// alone, where a dictionary of a general compressor loses sight of a text of
// some megabytes.
func delta(base, text string) []byte {
	var out []byte
	num := func(n int) { out = binary.AppendUvarint(out, uint64(n)) }
	literal := func(s string) {
		if s != "" {
			out = append(out, 0)
			num(len(s))
			out = append(out, s...)
		}
	}
	from := func(at, n int) {
		if n > 0 {
			out = append(out, 1)
			num(at)
			num(n)
		}
	}
	front := commonPrefix(base, text)
	back := commonSuffix(base[front:], text[front:])
	from(0, front)
	end := len(text) - back
	between(base, text, front, end, literal, from)
	from(len(base)-back, back)
	return out
}

// block is how many bytes are looked for at once.
const block = 32

// between tells text[start:end] as pieces of base.
func between(base, text string, start, end int, literal func(string), from func(at, n int)) {
	if end-start < block || len(base) < block {
		literal(text[start:end])
		return
	}
	// The first place of each block; of blocks that are the same the first.
	places := make(map[uint32]int32, len(base)/block)
	for at := 0; at+block <= len(base); at += block {
		h := hashOf(base[at : at+block])
		if _, ok := places[h]; !ok {
			places[h] = int32(at)
		}
	}
	told := start
	h := hashOf(text[start : start+block])
	for at := start; ; {
		if p, ok := places[h]; ok && base[p:p+block] == text[at:at+block] {
			b, n := int(p), block
			n += commonPrefix(base[b+n:], text[at+n:end])
			lead := commonSuffix(base[:b], text[told:at])
			literal(text[told : at-lead])
			from(b-lead, n+lead)
			at += n
			told = at
			if at+block > end {
				break
			}
			h = hashOf(text[at : at+block])
			continue
		}
		if at+block >= end {
			break
		}
		h = (h-uint32(text[at])*outgoing)*prime + uint32(text[at+block])
		at++
	}
	literal(text[told:end])
}

const (
	prime    = 16777619
	outgoing = 2687413787 // prime to the power of block-1, in 32 bits
)

func hashOf(s string) (h uint32) {
	for i := range len(s) {
		h = h*prime + uint32(s[i])
	}
	return h
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	const step = 64
	i := 0
	for i+step <= n && a[i:i+step] == b[i:i+step] {
		i += step
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

func commonSuffix(a, b string) int {
	n := min(len(a), len(b))
	const step = 64
	i := 0
	for i+step <= n && a[len(a)-i-step:len(a)-i] == b[len(b)-i-step:len(b)-i] {
		i += step
	}
	for i < n && a[len(a)-1-i] == b[len(b)-1-i] {
		i++
	}
	return i
}

var errDelta = errors.New("differences that make no sense")

// patch is the text that a delta tells, of size bytes.
func patch(base string, d []byte, size int64) (string, error) {
	out := make([]byte, 0, size)
	num := func() (int, bool) {
		n, used := binary.Uvarint(d)
		if used <= 0 || n > maxText {
			return 0, false
		}
		d = d[used:]
		return int(n), true
	}
	for len(d) > 0 {
		op := d[0]
		d = d[1:]
		a, ok := num()
		if !ok {
			return "", errDelta
		}
		switch op {
		case 0:
			if a > len(d) || int64(len(out)+a) > size {
				return "", errDelta
			}
			out = append(out, d[:a]...)
			d = d[a:]
		case 1:
			n, ok := num()
			if !ok || a+n > len(base) || int64(len(out)+n) > size {
				return "", errDelta
			}
			out = append(out, base[a:a+n]...)
		default:
			return "", errDelta
		}
	}
	if int64(len(out)) != size {
		return "", errDelta
	}
	return string(out), nil
}

// codec compresses and reads what was compressed. Its encoders and decoders are
// large, and are made again where the memory was needed. The zero value is usable.
type codec struct{ encoders, decoders sync.Pool }

func (c *codec) compress(b []byte) []byte {
	e, ok := c.encoders.Get().(*zstd.Encoder)
	if !ok {
		var err error
		e, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(4<<20))
		if err != nil {
			panic(err) // the options are constants
		}
	}
	defer c.encoders.Put(e)
	return e.EncodeAll(b, nil)
}

func (c *codec) decompress(b []byte) ([]byte, error) {
	d, ok := c.decoders.Get().(*zstd.Decoder)
	if !ok {
		var err error
		d, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxText+1<<20), zstd.WithDecoderMaxWindow(maxText))
		if err != nil {
			panic(err)
		}
	}
	defer c.decoders.Put(d)
	out, err := d.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return out, nil
}
