package post

import (
	"strings"
	"unicode"
)

// Parse reads a source: a whole post, or at least its head up to and with the
// separator line. Problems of the format are told by [Post.Problems].
func Parse(src string) Post {
	p := Post{src: src}
	if strings.HasPrefix(src, BOM) {
		p.bom = len(BOM)
	}
	p.bodyStart, p.bodyLine = p.bom, 1

	s := newScanner(src, p.bom)
	var runEnd, runLine, runFields int // where the leading run of fields and blank lines stopped
	for s.next() {
		line := src[s.start:s.textEnd]
		if IsSeparator(line) {
			if !p.head {
				return p
			}
			p.separator = true
			p.bodyStart, p.bodyLine = s.end, s.line+1
			return p
		}
		f, ok := field(line)
		switch {
		case ok:
			p.head = true
			f.shift(s.start)
			f.Line, f.Start, f.End = s.line, s.start, s.end
			p.fields = append(p.fields, f)
			continue
		case IsBlank(line):
			continue
		case !p.head:
			// The first line that is not blank is no field: all is body.
			return p
		}
		if runLine == 0 {
			runEnd, runLine, runFields = s.start, s.line, len(p.fields)
		}
		if strings.HasPrefix(line, mark) {
			count(&p.colonLine, &p.colonCount, s.line)
		} else {
			count(&p.textLine, &p.textCount, s.line)
		}
	}
	if !p.head {
		return p
	}
	// No separator: the head is the leading run, and what follows is body.
	p.bodyStart, p.bodyLine = len(src), s.line
	if s.textEnd < s.end {
		p.bodyLine++
	}
	if runLine > 0 {
		p.bodyStart, p.bodyLine = runEnd, runLine
		p.fields = p.fields[:runFields:runFields]
	}
	p.textLine, p.textCount, p.colonLine, p.colonCount = 0, 0, 0, 0
	return p
}

func count(line, n *int, at int) {
	if *n == 0 {
		*line = at
	}
	*n++
}

// IsSeparator reports whether a line is --- with nothing but blanks behind it.
func IsSeparator(line string) bool {
	return strings.HasPrefix(line, separator) && IsBlank(line[len(separator):])
}

// IsBlank reports whether a line holds nothing but blanks and tabs.
func IsBlank(line string) bool {
	for i := 0; i < len(line); i++ {
		if line[i] != ' ' && line[i] != '\t' {
			return false
		}
	}
	return true
}

// IsField reports whether a line is a field of a head.
func IsField(line string) bool {
	_, ok := field(line)
	return ok
}

// field reads one line without its ending. Offsets are those of the line.
func field(line string) (Field, bool) {
	if !strings.HasPrefix(line, mark) {
		return Field{}, false
	}
	colon := strings.IndexByte(line, ':')
	if colon < 0 {
		return Field{}, false
	}
	var f Field
	f.KeyStart, f.KeyEnd = trim(line, len(mark), colon)
	f.ValueStart, f.ValueEnd = trim(line, colon+1, len(line))
	f.Key, f.Value = line[f.KeyStart:f.KeyEnd], line[f.ValueStart:f.ValueEnd]
	return f, true
}

// trim narrows [start, end) to what is not white space at either end. When
// nothing is left both are end.
func trim(s string, start, end int) (int, int) {
	left := strings.TrimLeftFunc(s[start:end], unicode.IsSpace)
	start = end - len(left)
	return start, start + len(strings.TrimRightFunc(left, unicode.IsSpace))
}

func (f *Field) shift(by int) {
	f.KeyStart += by
	f.KeyEnd += by
	f.ValueStart += by
	f.ValueEnd += by
}

// scanner steps over the lines of a source. It looks at each byte at most once
// for each of the two characters that end a line, however they are mixed.
type scanner struct {
	src                 string
	start, textEnd, end int // the current line: its text, and its end with the line ending
	line                int // 1-based
	lf                  int // offset of the next LF at or after end, len(src) when there is none
}

func newScanner(src string, from int) *scanner {
	return &scanner{src: src, start: from, textEnd: from, end: from, lf: from - 1}
}

// next goes to the next line, and reports false when there is none. A source
// that ends in a line ending has no line behind it.
func (s *scanner) next() bool {
	if s.end >= len(s.src) {
		return false
	}
	s.start = s.end
	s.line++
	if s.lf < s.start {
		s.lf = len(s.src)
		if i := strings.IndexByte(s.src[s.start:], '\n'); i >= 0 {
			s.lf = s.start + i
		}
	}
	s.textEnd = s.lf
	// Only a CR before that LF can end this line.
	if i := strings.IndexByte(s.src[s.start:s.lf], '\r'); i >= 0 {
		s.textEnd = s.start + i
	}
	s.end = s.textEnd + len(ending(s.src[s.textEnd:]))
	return true
}
