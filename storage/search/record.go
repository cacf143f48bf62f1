package search

import (
	"bytes"
	"encoding/binary"

	"galley.app/galley/storage/index"
)

// record is a post flattened: its title, the fields that the head has beside it,
// its headings, the addresses of links and images, and its body. All is one piece
// of memory.
type record struct {
	all    []byte
	title  []byte
	fields []byte // key, keyEnd, value and valueEnd, one after the other
	heads  []byte // a line each
	links  []byte // isImage or isLink, the address and valueEnd, one after the other
	body   []byte
}

const (
	keyEnd   = 0x1F
	valueEnd = 0x1E
	isImage  = 0x1C
	isLink   = 0x1D
)

// appendRecord appends to b a post as a record. tmp is what it needs room for on
// the way.
func appendRecord(b []byte, title string, facts index.Facts, body string, fold bool, tmp *[]byte) []byte {
	part := func(write func(b []byte) []byte) {
		*tmp = write((*tmp)[:0])
		b = binary.AppendUvarint(b, uint64(len(*tmp)))
		b = append(b, *tmp...)
	}
	part(func(b []byte) []byte { return flatten(b, title, fold, nil) })
	part(func(b []byte) []byte {
		for _, f := range facts.Fields {
			if f.Key == "title" {
				continue
			}
			b = append(flatten(b, f.Key, true, nil), keyEnd)
			b = append(flatten(b, f.Value, fold, nil), valueEnd)
		}
		return b
	})
	part(func(b []byte) []byte {
		for _, h := range facts.Headings {
			b = append(flatten(b, h.Text, fold, nil), '\n')
		}
		return b
	})
	part(func(b []byte) []byte {
		for _, l := range facts.Links {
			kind := byte(isLink)
			if l.Image {
				kind = isImage
			}
			b = append(flatten(append(b, kind), l.Dest, true, nil), valueEnd)
		}
		return b
	})
	return flatten(b, body, fold, nil)
}

// readRecord takes apart what appendRecord wrote.
func readRecord(b []byte) record {
	r := record{all: b}
	part := func() []byte {
		n, size := binary.Uvarint(b)
		p := b[size : size+int(n)]
		b = b[size+int(n):]
		return p
	}
	r.title = part()
	r.fields = part()
	r.heads = part()
	r.links = part()
	r.body = b
	return r
}

// each calls yield for the fields whose key, flattened, is key, or for all where
// that is nil, until it returns false.
func (r *record) each(key []byte, yield func(value []byte) bool) {
	for rest := r.fields; len(rest) > 0; {
		end := bytes.IndexByte(rest, valueEnd)
		if end < 0 {
			return
		}
		k, v, _ := bytes.Cut(rest[:end], []byte{keyEnd})
		if (key == nil || bytes.Equal(k, key)) && !yield(v) {
			return
		}
		rest = rest[end+1:]
	}
}
