package post

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// EncodingError tells why bytes are no post that can be opened without damage.
type EncodingError struct {
	Found  string // what was found, such as "a UTF-16 byte order mark"
	Offset int    // of its first byte, 0-based
	Line   int    // 1-based
}

func (e *EncodingError) Error() string {
	if e.Offset == 0 {
		return fmt.Sprintf("not UTF-8 text: it starts with %s; save it as UTF-8 first", e.Found)
	}
	return fmt.Sprintf("not UTF-8 text: %s at byte %d (line %d); save it as UTF-8 first",
		e.Found, e.Offset+1, e.Line)
}

// Decode returns the text of a file's bytes as they are, byte order mark and
// line endings included, or an [*EncodingError] for what is not UTF-8 text.
func Decode(b []byte) (string, error) {
	s := string(b)
	if err := CheckEncoding(s); err != nil {
		return "", err
	}
	return s, nil
}

// CheckEncoding returns an [*EncodingError] for what is not UTF-8 text.
func CheckEncoding(s string) error {
	for _, m := range [...]struct{ bytes, name string }{
		{"\xff\xfe\x00\x00", "UTF-32 byte order mark"}, // before UTF-16, which it starts with
		{"\x00\x00\xfe\xff", "UTF-32 byte order mark"},
		{"\xff\xfe", "UTF-16 byte order mark"},
		{"\xfe\xff", "UTF-16 byte order mark"},
	} {
		if strings.HasPrefix(s, m.bytes) {
			return &EncodingError{Found: "a " + m.name, Line: 1}
		}
	}
	bad := -1
	if !utf8.ValidString(s) {
		bad = invalid(s)
	}
	if nul := strings.IndexByte(s, 0); nul >= 0 && (bad < 0 || nul < bad) {
		found := "a NUL byte (as in UTF-16, or in a file that is not text)"
		return &EncodingError{Found: found, Offset: nul, Line: lineOf(s, nul)}
	}
	if bad >= 0 {
		found := fmt.Sprintf("the byte 0x%02X (as in Latin-1 and other older encodings)", s[bad])
		return &EncodingError{Found: found, Offset: bad, Line: lineOf(s, bad)}
	}
	return nil
}

// invalid is the offset of the first byte that is not part of a UTF-8 character.
func invalid(s string) int {
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

func lineOf(s string, offset int) int {
	line := 1
	for i := range offset {
		if s[i] == '\n' || s[i] == '\r' && (i+1 >= len(s) || s[i+1] != '\n') {
			line++
		}
	}
	return line
}
