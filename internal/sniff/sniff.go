// Package sniff tells what kind of image bytes are and how large it is, by its
// first bytes alone: nothing is decoded, and what a name or an address says of
// them counts for nothing.
package sniff

import (
	"bytes"
	"encoding/binary"
)

// Kind is a kind of image, as its media type.
type Kind string

// The kinds that are known. A drawing is none of them.
const (
	None Kind = ""
	PNG  Kind = "image/png"
	JPEG Kind = "image/jpeg"
	GIF  Kind = "image/gif"
	WebP Kind = "image/webp"
	BMP  Kind = "image/bmp"
	AVIF Kind = "image/avif"
)

// Info is what the first bytes tell.
type Info struct {
	Kind          Kind
	Width, Height int // in pixels as they are stored; 0 where the bytes do not tell
	Turn          int // how a camera was held, 1 to 8 as in EXIF; 1 is upright
}

// Shown is the size of the image as it is shown, turned.
func (i Info) Shown() (w, h int) {
	if i.Turn >= 5 {
		return i.Height, i.Width
	}
	return i.Width, i.Height
}

// Image reads the first bytes of an image.
func Image(b []byte) Info {
	info := Info{Turn: 1}
	size := func(kind Kind, w, h int) Info {
		info.Kind = kind
		if w > 0 && h > 0 {
			info.Width, info.Height = w, h
		}
		return info
	}
	be, le := binary.BigEndian, binary.LittleEndian
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		if len(b) < 24 || string(b[12:16]) != "IHDR" {
			return size(PNG, 0, 0)
		}
		return size(PNG, int(int32(be.Uint32(b[16:]))), int(int32(be.Uint32(b[20:]))))
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		if len(b) < 10 {
			return size(GIF, 0, 0)
		}
		return size(GIF, int(le.Uint16(b[6:])), int(le.Uint16(b[8:])))
	case bytes.HasPrefix(b, []byte("\xFF\xD8\xFF")):
		w, h, turn := segments(b)
		info.Turn = turn
		return size(JPEG, w, h)
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		w, h := chunk(b[12:])
		return size(WebP, w, h)
	case bytes.HasPrefix(b, []byte("BM")):
		if len(b) < 26 {
			return size(BMP, 0, 0)
		}
		if le.Uint32(b[14:]) == 12 {
			return size(BMP, int(le.Uint16(b[18:])), int(le.Uint16(b[20:])))
		}
		h := int(int32(le.Uint32(b[22:])))
		return size(BMP, int(int32(le.Uint32(b[18:]))), max(h, -h))
	case len(b) > 12 && string(b[4:8]) == "ftyp" && (string(b[8:12]) == "avif" || string(b[8:12]) == "avis"):
		return size(AVIF, 0, 0)
	}
	return info
}

// chunk reads the first chunk of a WebP file.
func chunk(b []byte) (w, h int) {
	le := binary.LittleEndian
	if len(b) < 8 {
		return 0, 0
	}
	body := b[8:]
	switch kind := string(b[:4]); {
	case kind == "VP8X" && len(body) >= 10:
		return int(body[4]) | int(body[5])<<8 | int(body[6])<<16 + 1, int(body[7]) | int(body[8])<<8 | int(body[9])<<16 + 1
	case kind == "VP8L" && len(body) >= 5:
		if body[0] != 0x2F {
			return 0, 0
		}
		n := le.Uint32(body[1:])
		return int(n&0x3FFF) + 1, int(n>>14&0x3FFF) + 1
	case kind == "VP8 " && len(body) >= 10:
		if !bytes.Equal(body[3:6], []byte{0x9D, 0x01, 0x2A}) {
			return 0, 0
		}
		return int(le.Uint16(body[6:]) & 0x3FFF), int(le.Uint16(body[8:]) & 0x3FFF)
	}
	return 0, 0
}

// segments goes over the segments of a JPEG file up to the one that tells its size.
func segments(b []byte) (w, h, turn int) {
	turn = 1
	be := binary.BigEndian
	for i := 2; i+4 <= len(b); {
		if b[i] != 0xFF {
			i++ // what a broken program left; others overlook it as well
			continue
		}
		kind := b[i+1]
		switch {
		case kind == 0xFF: // padding
			i++
			continue
		case kind == 0x00, kind == 0x01, kind >= 0xD0 && kind <= 0xD8: // has no length
			i += 2
			continue
		case kind == 0xD9, kind == 0xDA:
			return 0, 0, turn
		}
		n := int(be.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			return 0, 0, turn
		}
		body := b[i+4 : i+2+n]
		switch {
		case kind == 0xE1:
			if tags, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && turn == 1 {
				turn = Turn(tags)
			}
		case kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 && kind != 0xC8 && kind != 0xCC:
			if len(body) < 5 {
				return 0, 0, turn
			}
			return int(be.Uint16(body[3:])), int(be.Uint16(body[1:])), turn
		}
		i += 2 + n
	}
	return 0, 0, turn
}

// Turn reads how a camera was held from the tags of EXIF, which begin with the
// order of their bytes: 1 to 8, and 1, upright, where they say nothing that makes
// sense.
func Turn(tags []byte) int {
	if len(tags) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tags[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(tags[4:]))
	if at+2 > int64(len(tags)) {
		return 1
	}
	const orientation, short = 0x0112, 3
	for e := at + 2; e < at+2+12*int64(order.Uint16(tags[at:])) && e+12 <= int64(len(tags)); e += 12 {
		if order.Uint16(tags[e:]) == orientation && order.Uint16(tags[e+2:]) == short {
			if v := int(order.Uint16(tags[e+8:])); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return 1
}
