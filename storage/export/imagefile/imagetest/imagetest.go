// Package imagetest makes images that hold what a camera or a program wrote into
// them, for tests.
package imagetest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// tiff is EXIF with a maker, a place and a turn.
func tiff(order binary.AppendByteOrder, turn uint16) []byte {
	out := []byte("MM\x00*")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		out = []byte("II*\x00")
	}
	out = order.AppendUint32(out, 8)
	out = order.AppendUint16(out, 3)
	entry := func(tag, kind uint16, n uint32, value []byte) {
		out = order.AppendUint16(out, tag)
		out = order.AppendUint16(out, kind)
		out = order.AppendUint32(out, n)
		out = append(out, append(value, 0, 0, 0, 0)[:4]...)
	}
	entry(0x010F, 2, 6, order.AppendUint32(nil, 50))
	entry(0x0112, 3, 1, order.AppendUint16(nil, turn))
	entry(0x8825, 4, 1, order.AppendUint32(nil, 60)) // where it was taken
	out = order.AppendUint32(out, 0)
	return append(out, "SECRETMAKER SECRETPLACE\x00"...)
}

func segment(marker byte, body string) []byte {
	out := []byte{0xFF, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(out, body...)
}

func somePicture() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	for y := range 30 {
		img.Set(3, y, color.White)
	}
	return img
}

// Photo returns a JPEG as a telephone writes it, and what is to be left of it.
func Photo(t testing.TB, turn uint16) (whole, bare []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, somePicture(), nil); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	jfif := segment(0xE0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
	icc := segment(0xE2, "ICC_PROFILE\x00\x01\x01profile")
	adobe := segment(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x01")
	exif := segment(0xE1, "Exif\x00\x00"+string(tiff(binary.LittleEndian, turn)))
	small := segment(0xE1, "Exif\x00\x00"+string(turnTIFF(turn)))
	if turn < 2 {
		small = nil
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	whole = join(plain[:2], jfif, exif, segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00<SECRET/>"), icc, segment(0xE2, "MPF\x00SECRET"),
		segment(0xED, "Photoshop 3.0\x00SECRET"), segment(0xE0, "JFXX\x00SECRET"), segment(0xEB, "SECRET"), adobe, segment(0xFE, "SECRET comment"), []byte{0xFF}, plain[2:],
		[]byte("SECRET film"), exif)
	bare = join(plain[:2], jfif, small, icc, adobe, []byte{0xFF}, plain[2:])
	return whole, bare
}

// GIF returns a picture that moves, with comments and what programs wrote into it,
// and the same without.
func GIF(t testing.TB) (whole, bare []byte) {
	t.Helper()
	frame := image.NewPaletted(image.Rect(0, 0, 3, 2), color.Palette{color.Black, color.White})
	frame.SetColorIndex(1, 1, 1)
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{5, 5}}); err != nil {
		t.Fatal(err)
	}
	bare = b.Bytes()
	at := 13
	if bare[10]&0x80 != 0 {
		at += 3 << (bare[10]&7 + 1)
	}
	comment := "\x21\xfe\x06SECRET\x00"
	xmp := "\x21\xff\x0bXMP DataXMP\x06SECRET\x00"
	text := "\x21\x01\x0c" + strings.Repeat("\x01", 12) + "\x06SECRET\x00"
	whole = slices.Concat(bare[:at], []byte(comment+xmp), bare[at:len(bare)-1], []byte(text+comment), bare[len(bare)-1:], []byte("SECRET behind"))
	return whole, bare
}

// Chunk returns a part of a PNG.
func Chunk(kind, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// Sketch returns the same of PNG.
func Sketch(t testing.TB) (whole, bare []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, somePicture()); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	head, rest := plain[:33], plain[33:] // behind IHDR
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	colour := join(Chunk("iCCP", "p\x00\x00x"), Chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"))
	turn := func(data []byte) []byte { return Chunk("eXIf", string(data)) }
	whole = join(head, Chunk("tEXt", "Author\x00SECRET"), colour, turn(tiff(binary.BigEndian, 6)), Chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00SECRET"),
		Chunk("zTXt", "a\x00\x00SECRET"), Chunk("tIME", "\x07\xe8\x01\x01\x00\x00\x00"), Chunk("prVt", "SECRET"), rest, []byte("SECRET behind"))
	return whole, join(head, colour, turn(turnTIFF(6)), rest)
}

// WebPPixel is an image of one pixel, lossless.
const WebPPixel = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// RIFF returns a WebP of these parts.
func RIFF(chunks ...string) []byte {
	body := strings.Join(chunks, "")
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4))
	return append(append(out, "WEBP"...), body...)
}

// RIFFChunk returns a part of a WebP.
func RIFFChunk(kind, body string) string {
	out := string(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))) + body
	if len(body)%2 == 1 {
		out += "\x00"
	}
	return out
}

// WebP returns the same of WebP.
func WebP() (whole, bare []byte) {
	pixels := WebPPixel[12:]
	size := "\x00\x00\x00\x00\x00\x00\x00\x00\x00" // after the flags: one pixel
	icc := RIFFChunk("ICCP", "profile")
	whole = RIFF(RIFFChunk("VP8X", "\x2c"+size), icc, pixels, RIFFChunk("EXIF", "Exif\x00\x00"+string(tiff(binary.LittleEndian, 8))), RIFFChunk("XMP ", "SECRET"), RIFFChunk("blob", "SECRET"))
	bare = RIFF(RIFFChunk("VP8X", "\x28"+size), icc, pixels, RIFFChunk("EXIF", string(turnTIFF(8))))
	return append(whole, "SECRET behind"...), bare
}

// turnTIFF is EXIF that says how the picture is turned and nothing else.
func turnTIFF(turn uint16) []byte {
	out := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	out = binary.BigEndian.AppendUint16(out, turn)
	return append(out, 0, 0, 0, 0, 0, 0)
}
