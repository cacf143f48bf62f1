package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// file is a PDF file that is being written: objects, each under its number.
type file struct {
	out     bytes.Buffer
	offsets []int // of the objects by number from 1; 0 for one that is still to come
	packer  *zlib.Writer
}

// ref is the number of an object.
type ref int

func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

func newFile() *file {
	f := &file{packer: zlib.NewWriter(nil)}
	f.out.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n") // bytes above 127 say that it is no text
	return f
}

// reserve gives an object a number before it is written.
func (f *file) reserve() ref {
	f.offsets = append(f.offsets, 0)
	return ref(len(f.offsets))
}

func (f *file) begin(r ref) {
	f.offsets[r-1] = f.out.Len()
	fmt.Fprintf(&f.out, "%d 0 obj\n", int(r))
}

// put writes an object under its number.
func (f *file) put(r ref, format string, args ...any) {
	f.begin(r)
	fmt.Fprintf(&f.out, format, args...)
	f.out.WriteString("\nendobj\n")
}

// add writes an object.
func (f *file) add(format string, args ...any) ref {
	r := f.reserve()
	f.put(r, format, args...)
	return r
}

// stream writes bytes as they are under a number; dict says what they are.
func (f *file) stream(r ref, dict string, data []byte) {
	f.begin(r)
	fmt.Fprintf(&f.out, "<<%s /Length %d>>\nstream\n", dict, len(data))
	f.out.Write(data)
	f.out.WriteString("\nendstream\nendobj\n")
}

// packed writes bytes packed.
func (f *file) packed(r ref, dict string, data []byte) {
	var b bytes.Buffer
	f.packer.Reset(&b)
	_, _ = f.packer.Write(data) // into memory
	_ = f.packer.Close()
	f.stream(r, dict+" /Filter /FlateDecode", b.Bytes())
}

// end writes what finds the objects, and returns the file.
func (f *file) end(catalog, info ref) []byte {
	at := f.out.Len()
	fmt.Fprintf(&f.out, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, off := range f.offsets {
		fmt.Fprintf(&f.out, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&f.out, "trailer\n<</Size %d /Root %v /Info %v>>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets)+1, catalog, info, at)
	return f.out.Bytes()
}

// literal is a string of bytes.
func literal(s string) string {
	if !strings.ContainsAny(s, "\\()\r\n") {
		return "(" + s + ")"
	}
	return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`, "\n", `\n`).Replace(s) + ")"
}

// words is a string that people read.
func words(s string) string { return "<FEFF" + units(s) + ">" }

// units are the hexadecimal digits of a string in UTF-16.
func units(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// moment is a time as the format has it, in UTC.
func moment(t time.Time) string { return literal(t.UTC().Format("D:20060102150405Z")) }

// num is a measure in hundredths of a point, as short as can be.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// nums are several, with blanks between them.
func nums(list ...float64) string {
	part := make([]string, len(list))
	for i, v := range list {
		part[i] = num(v)
	}
	return strings.Join(part, " ")
}
