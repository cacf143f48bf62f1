package index

import (
	"encoding/binary"
	"errors"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

// ErrDamaged says that bytes are not what Encode wrote.
var ErrDamaged = errors.New("the index is damaged")

// Encode returns the facts without the fields as bytes, which take a fraction of
// their memory.
func (f Facts) Encode() string {
	b := binary.AppendUvarint(nil, uint64(len(f.Headings)))
	for _, h := range f.Headings {
		flags := uint64(h.Level) << 1
		own := h.ID == markdown.Anchor(h.Text)
		if !own {
			flags |= 1
		}
		b = binary.AppendUvarint(b, flags)
		b = binary.AppendUvarint(b, uint64(h.Line))
		b = appendString(b, h.Text)
		if !own {
			b = appendString(b, h.ID)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(f.Links)))
	for _, l := range f.Links {
		flags := uint64(l.Kind) << 2
		if l.Image {
			flags |= 1
		}
		if l.Written != l.Dest {
			flags |= 2
		}
		b = binary.AppendUvarint(b, flags)
		b = binary.AppendUvarint(b, uint64(l.Line))
		b = binary.AppendUvarint(b, uint64(l.Col))
		b = binary.AppendUvarint(b, uint64(l.Off))
		b = appendString(b, l.Dest)
		if l.Written != l.Dest {
			b = appendString(b, l.Written)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(f.Anchors)))
	for _, a := range f.Anchors {
		b = appendString(b, a)
	}
	b = appendString(b, f.Lead)
	b = binary.AppendUvarint(b, uint64(len(f.Problems)))
	for _, p := range f.Problems {
		b = appendProblem(b, p)
	}
	return string(b)
}

func appendProblem(b []byte, p post.Problem) []byte {
	fixed := uint64(0)
	if p.Fix != nil {
		fixed = 1
	}
	b = binary.AppendUvarint(b, uint64(p.Severity)<<1|fixed)
	for _, n := range []int{p.Line, p.Col, p.Start, p.End} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = appendString(appendString(b, p.Rule), p.Message)
	if f := p.Fix; f != nil {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(f.Start)), uint64(f.End))
		b = appendString(appendString(appendString(b, f.Label), f.Old), f.Text)
	}
	return b
}

func (d *decoder) problem() post.Problem {
	flags := d.int()
	p := post.Problem{Severity: post.Severity(min(flags>>1, int(post.Hint))), Line: d.int(), Col: d.int(), Start: d.int(), End: d.int()}
	p.Rule, p.Message = d.string(), d.string()
	if flags&1 != 0 {
		p.Fix = &post.Fix{Start: d.int(), End: d.int(), Label: d.string(), Old: d.string(), Text: d.string()}
	}
	return p
}

// Decode reads what Encode wrote. The facts share its bytes. Of what is damaged
// it returns ErrDamaged.
func Decode(s string) (f Facts, err error) {
	d := decoder{s: s}
	if n := d.count(3); n > 0 {
		f.Headings = make([]Heading, n)
	}
	for i := range f.Headings {
		flags := d.int()
		h := Heading{Level: flags >> 1, Line: d.int(), Text: d.string()}
		if flags&1 != 0 {
			h.ID = d.string()
		} else {
			h.ID = markdown.Anchor(h.Text)
		}
		f.Headings[i] = h
	}
	if n := d.count(5); n > 0 {
		f.Links = make([]Link, n)
	}
	for i := range f.Links {
		flags := d.int()
		l := Link{Kind: Kind(flags >> 2 & 3), Image: flags&1 != 0, Line: d.int(), Col: d.int(), Off: d.int(), Dest: d.string()}
		if l.Written = l.Dest; flags&2 != 0 {
			l.Written = d.string()
		}
		f.Links[i] = l
	}
	if n := d.count(1); n > 0 {
		f.Anchors = make([]string, n)
	}
	for i := range f.Anchors {
		f.Anchors[i] = d.string()
	}
	f.Lead = d.string()
	if n := d.count(7); n > 0 {
		f.Problems = make([]post.Problem, n)
	}
	for i := range f.Problems {
		f.Problems[i] = d.problem()
	}
	if d.bad || d.s != "" {
		return Facts{}, ErrDamaged
	}
	return f, nil
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decoder takes values off the front of s, and zeros once that is damaged.
type decoder struct {
	s   string
	bad bool
}

func (d *decoder) uint() uint64 {
	var v uint64
	for i := 0; i < len(d.s) && i < binary.MaxVarintLen64; i++ {
		c := d.s[i]
		v |= uint64(c&0x7F) << (7 * i)
		if c < 0x80 {
			d.s = d.s[i+1:]
			return v
		}
	}
	d.fail()
	return 0
}

// int is a number that fits in any file.
func (d *decoder) int() int {
	v := d.uint()
	if v >= 1<<31 {
		d.fail()
		return 0
	}
	return int(v)
}

// count is a number of things that take at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.int()
	if n > len(d.s)/size {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) string() string {
	n := d.int()
	if n > len(d.s) {
		d.fail()
		return ""
	}
	s := d.s[:n]
	d.s = d.s[n:]
	return s
}

func (d *decoder) fail() { d.s, d.bad = "", true }
