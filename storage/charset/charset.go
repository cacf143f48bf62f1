// Package charset reads text that is in an older encoding than UTF-8. Which one
// a file is in nobody wrote into it: it is guessed, and the writer chooses.
package charset

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// A Charset is an encoding that text can be in.
type Charset struct {
	Name  string // as it is known to programs, such as windows-1252
	Where string // whose languages it is for
	enc   encoding.Encoding
}

// All lists those that are read, the usual ones first.
func All() []Charset {
	return []Charset{
		{"windows-1252", "Western Europe", charmap.Windows1252},
		{"iso-8859-15", "Western Europe", charmap.ISO8859_15},
		{"iso-8859-1", "Western Europe", charmap.ISO8859_1},
		{"utf-16le", "all, of Windows", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"utf-16be", "all", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"utf-32le", "all", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"utf-32be", "all", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
		{"windows-1250", "Central Europe", charmap.Windows1250},
		{"iso-8859-2", "Central Europe", charmap.ISO8859_2},
		{"windows-1251", "Cyrillic", charmap.Windows1251},
		{"koi8-r", "Russian", charmap.KOI8R},
		{"koi8-u", "Ukrainian", charmap.KOI8U},
		{"iso-8859-5", "Cyrillic", charmap.ISO8859_5},
		{"windows-1253", "Greek", charmap.Windows1253},
		{"iso-8859-7", "Greek", charmap.ISO8859_7},
		{"windows-1254", "Turkish", charmap.Windows1254},
		{"windows-1255", "Hebrew", charmap.Windows1255},
		{"windows-1256", "Arabic", charmap.Windows1256},
		{"windows-1257", "Baltic", charmap.Windows1257},
		{"windows-1258", "Vietnamese", charmap.Windows1258},
		{"windows-874", "Thai", charmap.Windows874},
		{"shift_jis", "Japanese", japanese.ShiftJIS},
		{"euc-jp", "Japanese", japanese.EUCJP},
		{"gb18030", "Chinese", simplifiedchinese.GB18030},
		{"big5", "Chinese", traditionalchinese.Big5},
		{"euc-kr", "Korean", korean.EUCKR},
		{"macintosh", "older Macs", charmap.Macintosh},
		{"ibm437", "DOS", charmap.CodePage437},
		{"ibm850", "DOS", charmap.CodePage850},
		{"ibm866", "DOS, Cyrillic", charmap.CodePage866},
	}
}

// much is how many bytes are looked at for a guess.
const much = 64 << 10

// Guess lists all of All, those first that text is likely to be in.
func Guess(text []byte) []Charset {
	var names []string
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe\x00\x00")):
		names = []string{"utf-32le"}
	case bytes.HasPrefix(text, []byte("\x00\x00\xfe\xff")):
		names = []string{"utf-32be"}
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		names = []string{"utf-16le"}
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		names = []string{"utf-16be"}
	default:
		if name := wide(text); name != "" {
			names = []string{name}
		}
		names = append(names, detect(telling(text))...)
	}
	all := All()
	var likely []Charset
	for _, name := range names {
		if i := slices.IndexFunc(all, func(c Charset) bool { return c.Name == name }); i >= 0 {
			likely = append(likely, all[i])
			all = slices.Delete(all, i, i+1)
		}
	}
	return append(likely, all...)
}

// wide is the encoding of two bytes a character that has a NUL beside most of
// the letters of a text; "" for none.
func wide(text []byte) string {
	text = text[:min(len(text), much)]
	var nul [2]int
	for i, c := range text {
		if c == 0 {
			nul[i%2]++
		}
	}
	switch most := len(text) / 4; {
	case nul[1] > most && nul[0] < nul[1]/8:
		return "utf-16le"
	case nul[0] > most && nul[1] < nul[0]/8:
		return "utf-16be"
	}
	return ""
}

// telling is the part of a text that tells most: from where its first character
// is that is not in ASCII.
func telling(text []byte) []byte {
	at := max(0, bytes.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })-much/4)
	return text[at:min(len(text), at+much)]
}

// detect asks the library; what it knows by other names is called as here.
func detect(text []byte) (names []string) {
	defer func() {
		if recover() != nil { // it is given any bytes, and is not ours
			names = nil
		}
	}()
	for _, r := range chardet.DetectAll(text) {
		name := strings.ToLower(r.Encoding)
		switch name {
		case "gb2312", "gbk":
			name = "gb18030"
		case "ascii", "utf-8", "utf-8-sig", "":
			continue
		case "iso-8859-1": // of which windows-1252 has more characters, and both the same letters
			name = "windows-1252"
		case "cp949", "uhc", "johab":
			name = "euc-kr"
		case "maccyrillic":
			continue
		default:
			if e, err := htmlindex.Get(name); err == nil {
				if canonical, err := htmlindex.Name(e); err == nil {
					name = canonical
				}
			}
		}
		names = append(names, name)
	}
	return names
}

// Decode reads text in the encoding. Lost is the number of characters that are
// none in it, which become U+FFFD.
func (c Charset) Decode(text []byte) (s string, lost int, err error) {
	if c.enc == nil {
		return "", 0, errors.New("no encoding")
	}
	b, err := c.enc.NewDecoder().Bytes(text)
	if err != nil {
		return "", 0, err
	}
	s = strings.TrimPrefix(string(b), "\ufeff")
	return s, strings.Count(s, "\ufffd"), nil
}
