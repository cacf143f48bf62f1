package post

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words counts the words of a body as a reader counts them: what stands between
// blanks and dashes and holds a letter or a digit, each Chinese character and
// each Japanese one a word. List numbers, check boxes, link addresses, HTML tags
// and the info words of code fences are not counted.
//
// Lines count for themselves: the words of a text are the sum of those of its lines.
func Words(body string) int {
	n := 0
	for s := newScanner(body, 0); s.next(); {
		n += wordsOfLine(body[s.start:s.textEnd])
	}
	return n
}

// Minutes is how long a reader takes for so many words, at 200 a minute; at
// least 1.
func Minutes(words int) int {
	const aMinute = 200
	return max(1, (words+aMinute/2)/aMinute)
}

func wordsOfLine(line string) int {
	line = withoutMarker(strings.TrimLeft(line, " \t>"))
	n := 0
	in := false // inside a word that was counted
	for at := 0; at < len(line); {
		r, size := rune(line[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(line[at:])
		}
		switch {
		case 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9': // most of most texts
			if !in {
				n++
				in = true
			}
		case r == ' ', r == '—', r == '–', unicode.IsSpace(r):
			in = false
		case r == ']' && strings.HasPrefix(line[at+1:], "("):
			// The address may be in <>, which may hold a parenthesis; one
			// with a parenthesis of its own ends early, at worst one word more.
			if end := strings.IndexByte(window(line[at:]), ')'); end > 0 {
				size = end
			}
		case r == '<':
			if end := tag(line[at:]); end > 0 {
				size = end
			}
		case r < utf8.RuneSelf:
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n++
			in = false
		case !in && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n++
			in = true
		}
		at += size
	}
	return n
}

// withoutMarker cuts off what starts a line and is not read as a word.
func withoutMarker(line string) string {
	if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
		return ""
	}
	if label, ok := strings.CutPrefix(line, "["); ok && !strings.HasPrefix(label, "^") {
		if end := strings.Index(label, "]:"); end > 0 && !strings.Contains(label[:end], "]") {
			return "" // a link's definition
		}
	}
	digits := 0
	for digits < len(line) && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits <= 9 && digits+1 < len(line) && (line[digits] == '.' || line[digits] == ')') && line[digits+1] == ' ' {
		line = line[digits+2:]
	} else if len(line) > 1 && strings.IndexByte("-*+", line[0]) >= 0 && line[1] == ' ' {
		line = line[2:]
	} else {
		return line
	}
	line = strings.TrimLeft(line, " \t")
	if strings.HasPrefix(line, "[x] ") || strings.HasPrefix(line, "[X] ") {
		return line[4:]
	}
	return line
}

// tag is the length of the HTML tag that s starts with, 0 when it is none. An
// autolink is none: its address is what is read.
func tag(s string) int {
	if len(s) < 2 || s[1] != '/' && s[1] != '!' && !unicode.IsLetter(rune(s[1])) {
		return 0
	}
	end := strings.IndexByte(window(s), '>')
	if end < 0 {
		return 0
	}
	address := strings.Contains(s[:end], "://") || strings.Contains(s[:end], "@")
	if address && !strings.ContainsAny(s[:end], " =") {
		return 0
	}
	return end + 1
}

// window is as much of s as is searched for the end of a tag or an address, so
// that a long line of openings without an end is not searched again from each.
func window(s string) string {
	const most = 2048 // bytes
	return s[:min(len(s), most)]
}

// OneLine returns a part of a text in one line: each piece of white space and
// control characters in it is a blank.
func OneLine(s string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) || r < ' ' {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if blank {
		b.WriteByte(' ')
	}
	return b.String()
}
