package spell

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// maxWord is how long a word may be to be judged, in bytes.
const maxWord = 96

// unspaced are scripts whose words are not parted by spaces, or that no
// dictionary of hunspell's kind lists by word.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Thai, unicode.Lao, unicode.Myanmar, unicode.Khmer, unicode.Tibetan,
		unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi)
}

const (
	softHyphen = 0xAD
	nonJoiner  = 0x200C
	joiner     = 0x200D
)

// isLetter tells whether a word may begin with r.
func isLetter(r rune) bool { return unicode.IsLetter(r) && !unspaced(r) }

// goesOn tells whether r stays with the letter before it.
func goesOn(r rune) bool {
	return unicode.IsLetter(r) && !unspaced(r) || unicode.IsMark(r) || r == joiner || r == nonJoiner
}

// isApostrophe tells whether r joins two letters to one word, as in don't.
func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' }

// Words appends the words of a piece of Markdown that a dictionary can judge,
// as ranges of bytes in order. Skip, in order too, is what readers do not see
// as words: code, addresses, markup. Left out besides are single letters, what
// holds a digit or an underscore, abbreviations in capitals, names such as
// gitHub and main.go, tags, addresses of all kinds, formulas, footnote labels
// and scripts that put no spaces between words. Of compounds with a hyphen
// each part is a word.
func Words(dst []text.Range, s string, skip []text.Range) []text.Range {
	x := scanner{s: s, skip: skip}
	for at := 0; at < len(s); {
		if end := x.skipped(at); end > at {
			at = end
			continue
		}
		if r, n := utf8.DecodeRuneInString(s[at:]); unicode.IsSpace(r) {
			at += n
			continue
		}
		if n := x.definition(at); n > 0 {
			at += n
			continue
		}
		end := x.chunk(at)
		dst = x.words(dst, at, end)
		at = end
	}
	return dst
}

// definition is the length of the rest of the line at start, if that is where
// a link's address is defined, else 0.
func (x *scanner) definition(start int) int {
	if x.s[start] != '[' || strings.HasPrefix(x.s[start:], "[^") {
		return 0
	}
	before := strings.TrimRight(x.s[max(0, start-4):start], " ")
	if start > 3 && before == "" || before != "" && !strings.HasSuffix(before, "\n") && !strings.HasSuffix(before, "\r") {
		return 0
	}
	line := x.s[start:]
	if i := strings.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if label, _, ok := strings.Cut(line, "]"); !ok || !strings.HasPrefix(line[len(label):], "]:") {
		return 0
	}
	return len(line)
}

type scanner struct {
	s    string
	skip []text.Range
}

// skipped is where the range to be skipped that holds at ends, else at. It is
// asked in ascending order.
func (x *scanner) skipped(at int) int {
	for len(x.skip) > 0 && x.skip[0].End <= at {
		x.skip = x.skip[1:]
	}
	if len(x.skip) > 0 && x.skip[0].Start <= at {
		return min(x.skip[0].End, len(x.s))
	}
	return at
}

// chunk is where the run without space that begins at start ends, before what
// is to be skipped. A formula or the label of a footnote is a chunk of its own.
func (x *scanner) chunk(start int) int {
	limit := len(x.s)
	if len(x.skip) > 0 {
		limit = min(limit, max(start, x.skip[0].Start))
	}
	if n := closed(x.s[start:limit]); n > 0 {
		return start + n
	}
	for i, r := range x.s[start:limit] {
		if i > 0 && (unicode.IsSpace(r) || r == '$' && closed(x.s[start+i:limit]) > 0 || strings.HasPrefix(x.s[start+i:limit], "[^")) {
			return start + i
		}
	}
	return limit
}

// closed is the length of the formula, footnote label, entity or autolink that
// s begins with, 0 for none.
func closed(s string) int {
	line := s
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		line = s[:i]
	}
	switch {
	case strings.HasPrefix(s, "[^"):
		return strings.IndexByte(line, ']') + 1
	case strings.HasPrefix(s, "$$"):
		if i := strings.Index(s[2:], "$$"); i > 0 && i < 2000 {
			return i + 4
		}
	case strings.HasPrefix(s, "$"):
		// As in TeX-flavoured Markdown: no space within the signs, no digit
		// behind, so that $5 and $10 are prices.
		for at := 1; at < len(line); {
			i := strings.IndexByte(line[at:], '$')
			if i < 0 {
				return 0
			}
			at += i
			if at > 1 && !isSpace(line[1]) && !isSpace(line[at-1]) && line[at-1] != '\\' &&
				(at+1 == len(line) || line[at+1] < '0' || line[at+1] > '9') {
				return at + 1
			}
			if at > 1 && isSpace(line[at-1]) {
				return 0
			}
			at++
		}
	case strings.HasPrefix(s, "&"):
		if i := strings.IndexByte(line, ';'); i > 1 && i < 34 && strings.Trim(line[1:i], entity) == "" {
			return i + 1
		}
	}
	return 0
}

const entity = "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func isSpace(b byte) bool { return b == ' ' || b == '\t' }

// words appends the words of the chunk [start, end).
func (x *scanner) words(dst []text.Range, start, end int) []text.Range {
	chunk := x.s[start:end]
	if closed(chunk) == len(chunk) || isAddress(chunk) {
		return dst
	}
	for at := start; at < end; {
		r, n := utf8.DecodeRuneInString(x.s[at:end])
		if r == '&' {
			if k := closed(x.s[at:end]); k > 0 {
				at += k
				continue
			}
		}
		if !isLetter(r) && !unicode.IsDigit(r) && r != '_' {
			at += n
			continue
		}
		stop := x.name(at, end)
		if x.isWords(at, stop, start, end) {
			dst = x.parts(dst, at, stop)
		}
		at = stop
	}
	return dst
}

// name is where the run of letters and digits at start ends, with all that
// joins them without a space: apostrophes, hyphens, underscores, dots, colons.
func (x *scanner) name(start, end int) int {
	last := start // end of the last letter or digit
	for at := start; at < end; {
		r, n := utf8.DecodeRuneInString(x.s[at:end])
		switch {
		case goesOn(r) || unicode.IsDigit(r) || r == '_':
			at += n
			last = at
		case at == last && (isApostrophe(r) || isHyphen(r) || r == '.' || r == softHyphen || r == '\\'):
			at += n
		default:
			return last
		}
	}
	return last
}

func isHyphen(r rune) bool { return r == '-' || r == 0x2010 || r == 0x2011 }

// isWords tells whether the run [at, stop) of the chunk consists of words.
func (x *scanner) isWords(at, stop, start, end int) bool {
	run := x.s[at:stop]
	if strings.ContainsAny(run, `_\.`) || strings.ContainsFunc(run, unicode.IsDigit) { // main.go, e.g, H2O
		return false
	}
	if at > start {
		switch x.s[at-1] {
		case '@', '#', '\\', '%':
			return false
		}
	} else if x.glued(at) {
		return false
	}
	return stop < end || !x.follows(stop)
}

// glued tells whether letters stand before the markup that ends at off: half
// of a word is none.
func (x *scanner) glued(off int) bool {
	before := strings.TrimRight(x.s[:off], "*_~=")
	if len(before) == off || off == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return goesOn(r) || unicode.IsDigit(r)
}

// follows tells whether letters stand behind the markup that begins at off.
func (x *scanner) follows(off int) bool {
	after := strings.TrimLeft(x.s[off:], "*_~=")
	if len(after) == len(x.s)-off || after == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(after)
	return goesOn(r) || unicode.IsDigit(r)
}

// parts appends what the run is made of, parted at hyphens.
func (x *scanner) parts(dst []text.Range, start, stop int) []text.Range {
	for at := start; at < stop; {
		end := stop
		if i := strings.IndexFunc(x.s[at:stop], isHyphen); i >= 0 {
			end = at + i
		}
		from, to := at, end
		for from < to { // apostrophes are quotation marks at the edges
			r, n := utf8.DecodeRuneInString(x.s[from:to])
			if isLetter(r) {
				break
			}
			from += n
		}
		for from < to {
			r, n := utf8.DecodeLastRuneInString(x.s[from:to])
			if goesOn(r) {
				break
			}
			to -= n
		}
		if to-from <= maxWord && isOrdinary(x.s[from:to]) {
			dst = append(dst, text.Range{Start: from, End: to})
		}
		if end == stop {
			break
		}
		_, n := utf8.DecodeRuneInString(x.s[end:stop])
		at = end + n
	}
	return dst
}

// isOrdinary tells a word from single letters, abbreviations and made-up names
// by its capitals. Two at the start are a slip of the Shift key, unless they
// are an abbreviation in the plural.
func isOrdinary(word string) bool {
	letters, capitals, lead, lower := 0, 0, 0, 0
	for _, r := range word {
		switch {
		case isApostrophe(r):
			if capitals > 0 && lower == 0 && letters > 1 { // NASA's
				return false
			}
			continue
		case !unicode.IsLetter(r):
			continue
		case unicode.IsUpper(r):
			capitals++
			if letters == lead {
				lead++
			}
		default:
			lower++
		}
		letters++
	}
	switch {
	case letters < 2:
		return false
	case capitals == 0 || capitals == 1 && lead == 1:
		return true
	case capitals == 2 && lead == 2:
		return lower > 0 && !(lower == 1 && strings.HasSuffix(word, "s"))
	}
	return false
}

// isAddress tells whether a run without space is an address of the web, of
// mail or of a file.
func isAddress(chunk string) bool {
	chunk = strings.TrimLeft(chunk, `([{<"'“‘„«*_~`)
	for _, start := range []string{"www.", "mailto:", "/", "./", "../", "~/", `\\`} {
		if len(chunk) > len(start) && strings.HasPrefix(chunk, start) {
			return true
		}
	}
	if strings.Contains(chunk, "://") || strings.Count(chunk, "/") > 2 {
		return true
	}
	name, host, ok := strings.Cut(chunk, "@")
	return ok && name != "" && strings.Contains(strings.TrimRight(host, ".,;:!?)"), ".")
}
