package imagefile

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"regexp"

	"galley.app/galley/internal/sniff"
)

// A camera writes into a picture where it was taken, when, with what, and a
// small copy of it from before it was cropped; programs add to that. Readers do
// not need any of it, so packages do without. The picture itself is never
// decoded: what is left out are whole parts of the file, and what stays has the
// bytes that it had. Kept are how the picture is turned, its colour profile, and
// all that the drawing of it depends on.

var errParts = errors.New("its parts cannot be told apart, so what a camera may have written into it is left as it is")

// WithoutCamera returns an image without what a camera or program said about it.
// Data itself is returned where there is none of that, where the format is none
// of JPEG, PNG, WebP and GIF nor a drawing that may hold such, and with an error where
// the file is broken.
func WithoutCamera(data []byte, mime string) ([]byte, error) {
	var out []byte
	ok := true
	switch mime {
	case "image/jpeg":
		out, ok = bareJPEG(data)
	case "image/png":
		out, ok = barePNG(data)
	case "image/webp":
		out, ok = bareWebP(data)
	case "image/gif":
		out, ok = bareGIF(data)
	case SVG:
		out, ok = bareDrawing(data)
	default:
		return data, nil
	}
	if !ok {
		return data, errParts
	}
	if bytes.Equal(out, data) {
		return data, nil
	}
	return out, nil
}

// drawnImage is an image that a drawing holds, as svg.Admit writes it.
var drawnImage = regexp.MustCompile(`data:image/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+=*`)

func bareDrawing(data []byte) (out []byte, ok bool) {
	ok = true
	out = drawnImage.ReplaceAllFunc(data, func(address []byte) []byte {
		head, body, _ := bytes.Cut(address, []byte(","))
		image, err := base64.StdEncoding.DecodeString(string(body))
		if err != nil {
			return address // which nobody shows
		}
		mime := string(bytes.TrimSuffix(bytes.TrimPrefix(head, []byte("data:")), []byte(";base64")))
		bare, err := WithoutCamera(image, mime)
		ok = ok && err == nil
		return base64.StdEncoding.AppendEncode(append(bytes.Clone(head), ','), bare)
	})
	return out, ok
}

// Markers of JPEG.
const (
	jpegSOI   = 0xD8
	jpegEOI   = 0xD9
	jpegSOS   = 0xDA
	jpegAPP0  = 0xE0
	jpegAPP15 = 0xEF
	jpegCOM   = 0xFE
)

func bareJPEG(data []byte) (out []byte, ok bool) {
	if len(data) < 4 || data[0] != 0xFF || data[1] != jpegSOI {
		return nil, false
	}
	out = append(make([]byte, 0, len(data)), data[:2]...)
	turned, drawn := false, false // the turn is said, and there is a picture
	for at := 2; at < len(data); {
		if data[at] != 0xFF {
			return nil, false
		}
		start := at
		for at < len(data) && data[at] == 0xFF { // fill bytes
			at++
		}
		if at == len(data) {
			return nil, false
		}
		marker := data[at]
		at++
		switch {
		case marker == jpegEOI:
			// What follows are other pictures, a film, or a maker's notes.
			return append(out, 0xFF, jpegEOI), drawn
		case marker == 0x01 || marker >= 0xD0 && marker <= 0xD7:
			out = append(out, 0xFF, marker)
			continue
		case marker == 0 || marker == jpegSOI || at+2 > len(data):
			return nil, false
		}
		size := int(binary.BigEndian.Uint16(data[at:]))
		if size < 2 || at+size > len(data) {
			return nil, false
		}
		body := data[at+2 : at+size]
		at += size
		if turn := jpegTurn(marker, body); turn > 1 && !turned {
			turned = true
			exif := append([]byte("Exif\x00\x00"), turnTIFF(turn)...)
			out = append(out, 0xFF, 0xE1)
			out = binary.BigEndian.AppendUint16(out, uint16(len(exif)+2))
			out = append(out, exif...)
		}
		if jpegStays(marker, body) {
			out = append(out, data[start:at]...)
		}
		if marker == jpegSOS {
			drawn = true
			end := scanEnd(data, at)
			out = append(out, data[at:end]...)
			if at = end; at == len(data) {
				return out, true // cut off, which readers forgive
			}
		}
	}
	return out, drawn
}

// jpegStays reports whether a segment is needed to draw the picture.
func jpegStays(marker byte, body []byte) bool {
	switch {
	case marker == jpegAPP0:
		return bytes.HasPrefix(body, []byte("JFIF\x00"))
	case marker == 0xE2:
		return bytes.HasPrefix(body, []byte("ICC_PROFILE\x00"))
	case marker == 0xEE:
		return bytes.HasPrefix(body, []byte("Adobe")) // says how colours are meant
	case marker > jpegAPP0 && marker <= jpegAPP15, marker == jpegCOM:
		return false
	}
	return true
}

func jpegTurn(marker byte, body []byte) int {
	if exif, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == 0xE1 {
		return sniff.Turn(exif)
	}
	return 1
}

// scanEnd is where the coded picture that begins at from ends: at the next
// marker that is none of its own.
func scanEnd(data []byte, from int) int {
	for at := from; ; {
		i := bytes.IndexByte(data[at:], 0xFF)
		if i < 0 || at+i+1 >= len(data) {
			return len(data)
		}
		at += i
		switch next := data[at+1]; {
		case next == 0xFF:
			at++
		case next == 0, next >= 0xD0 && next <= 0xD7:
			at += 2
		default:
			return at
		}
	}
}

const pngHead = "\x89PNG\r\n\x1a\n"

func barePNG(data []byte) (out []byte, ok bool) {
	rest, ok := bytes.CutPrefix(data, []byte(pngHead))
	if !ok {
		return nil, false
	}
	out = append(make([]byte, 0, len(data)), pngHead...)
	for len(rest) >= 12 {
		size := binary.BigEndian.Uint32(rest)
		if uint64(size) > uint64(len(rest)-12) {
			return nil, false
		}
		chunk := rest[:12+size]
		rest = rest[12+size:]
		switch kind := string(chunk[4:8]); {
		case kind == "eXIf":
			if turn := sniff.Turn(chunk[8 : 8+size]); turn > 1 {
				out = appendChunk(out, kind, turnTIFF(turn))
			}
		case pngStays(kind):
			out = append(out, chunk...)
		}
		if string(chunk[4:8]) == "IEND" {
			return out, true // what follows is no part of the picture
		}
	}
	return nil, false
}

// pngStays reports whether a chunk is needed to draw the picture.
func pngStays(kind string) bool {
	switch kind {
	case "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT":
		return true
	}
	return kind[0]&0x20 == 0 // without the others the picture can be drawn
}

func appendChunk(out []byte, kind string, body []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(body)))
	start := len(out)
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}

// Flags of WebP's VP8X chunk.
const (
	webpXMP  = 0x04
	webpEXIF = 0x08
)

func bareWebP(data []byte) (out []byte, ok bool) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return nil, false
	}
	size := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > uint64(len(data)) || size < 12 {
		return nil, false
	}
	rest := data[12:size]
	out = append(make([]byte, 0, len(data)), data[:12]...)
	flags := -1 // where they lie in out
	for len(rest) > 0 {
		if len(rest) < 8 {
			return nil, false
		}
		length := uint64(binary.LittleEndian.Uint32(rest[4:]))
		padded := 8 + length + length&1
		if 8+length > uint64(len(rest)) {
			return nil, false
		}
		padded = min(padded, uint64(len(rest))) // some writers forget the last padding
		chunk := rest[:padded]
		rest = rest[padded:]
		switch kind := string(chunk[:4]); kind {
		case "EXIF":
			exif, _ := bytes.CutPrefix(chunk[8:8+length], []byte("Exif\x00\x00"))
			if turn := sniff.Turn(exif); turn > 1 && flags >= 0 {
				tiff := turnTIFF(turn)
				out = append(out, kind...)
				out = binary.LittleEndian.AppendUint32(out, uint32(len(tiff)))
				out = append(out, tiff...)
				out[flags] |= webpEXIF
			}
		case "VP8X":
			if length < 10 || flags >= 0 {
				return nil, false
			}
			flags = len(out) + 8
			out = append(out, chunk...)
			out[flags] &^= webpXMP | webpEXIF
		case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP":
			out = append(out, chunk...)
		}
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, true
}

// bareGIF leaves out comments, plain text that nobody draws, and what programs
// say in extensions of their own, but for how often the picture is repeated and
// its colour profile.
func bareGIF(data []byte) (out []byte, ok bool) {
	const head, image = 13, 10 // bytes of the head and of what a frame begins with
	if len(data) < head || string(data[:3]) != "GIF" {
		return nil, false
	}
	colours := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	// blocks returns the length of blocks of data that lie at an offset, each with
	// its length before it and an empty one last; -1 where they do not end.
	blocks := func(at int) int {
		for n := at; n < len(data); {
			size := int(data[n])
			if n += 1 + size; size == 0 {
				return n - at
			}
		}
		return -1
	}
	at := head + colours(data[10])
	if at > len(data) {
		return nil, false
	}
	out = append(make([]byte, 0, len(data)), data[:at]...)
	for at < len(data) {
		from := at
		stays := true
		switch data[at] {
		case 0x3b: // the end
			return append(out, 0x3b), true
		case 0x2c:
			if at+image > len(data) {
				return nil, false
			}
			at += image + colours(data[at+9]) + 1 // and the size of codes
		case 0x21:
			if at+2 > len(data) {
				return nil, false
			}
			label := data[at+1]
			at += 2
			named := at < len(data) && data[at] == 11 && at+12 <= len(data)
			stays = label == 0xf9 || label == 0xff && named && gifStays(string(data[at+1:at+12]))
		default:
			return nil, false
		}
		n := -1
		if at <= len(data) {
			n = blocks(at)
		}
		if n < 0 {
			return nil, false
		}
		at += n
		if stays {
			out = append(out, data[from:at]...)
		}
	}
	return nil, false
}

// gifStays reports whether an extension of programs says how the picture looks.
func gifStays(name string) bool {
	switch name {
	case "NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012":
		return true
	}
	return false
}

const turnTag = 0x0112 // of EXIF's Orientation

// turnTIFF is EXIF that says how the picture is turned, and nothing else.
func turnTIFF(turn int) []byte {
	out := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")
	out = binary.BigEndian.AppendUint16(out, turnTag)
	out = append(out, 0, 3, 0, 0, 0, 1) // one short
	out = binary.BigEndian.AppendUint16(out, uint16(turn))
	return append(out, 0, 0, 0, 0, 0, 0) // padding, and no more of these lists
}
