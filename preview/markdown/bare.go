package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A bareParser reads addresses without signs around them, as GFM's extended
// autolinks: http, https and ftp, those that begin with www., and of mail. They
// may hold letters of any script.
//
// Where a script sets no blank behind an address, GFM takes the words after it
// as well. Here the punctuation of such a script ends the address, as a reader
// would, and no blank has to be before one.
type bareParser struct{}

// Trigger implements the parser's interface: a blank stands for any white space
// and the beginning of a line. The last three stand within an address, which may
// have begun behind a letter that is followed by no blank.
func (bareParser) Trigger() []byte { return []byte{' ', '*', '_', '~', '(', ':', '.', '@'} }

// Parse implements the parser's interface.
func (bareParser) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() {
		return nil
	}
	line, at := block.PeekLine()
	switch line[0] {
	case ':', '.', '@':
		return begun(parent, block, at)
	}
	skip := 0 // the sign before the address
	if strings.IndexByte(" *_~(", line[0]) >= 0 {
		skip = 1
	}
	link, n := bareLink(line[skip:], at.Start+skip)
	if link == nil {
		return nil
	}
	if skip > 0 {
		ast.MergeOrAppendTextSegment(parent, at.WithStop(at.Start+1))
	}
	block.Advance(skip + n)
	return link
}

// begun reads an address that began before at, right behind a character of
// Chinese, Japanese or Korean.
func begun(parent ast.Node, block gtext.Reader, at gtext.Segment) ast.Node {
	words, ok := parent.LastChild().(*ast.Text)
	if !ok || words.Segment.Stop != at.Start || words.SoftLineBreak() || words.HardLineBreak() {
		return nil
	}
	source := block.Source()
	start := at.Start
	for start > words.Segment.Start && at.Start-start < maxUser && (util.IsAlphaNumeric(source[start-1]) || source[at.Start] == '@' && isMailSign(source[start-1])) {
		start--
	}
	if before, _ := utf8.DecodeLastRune(source[words.Segment.Start:start]); start == at.Start || !isCJK(before) {
		return nil
	}
	link, n := bareLink(source[start:at.Stop], start)
	if link == nil {
		return nil
	}
	words.Segment = words.Segment.WithStop(start)
	block.Advance(start + n - at.Start)
	return link
}

// BareAddress returns the length of the address that s begins with, if it is read
// as a link without signs around it; 0 for none.
func BareAddress(s string) int {
	_, n := bareLink([]byte(s), 0)
	return n
}

// bareLink gives the link that s, from the offset start of the source, begins
// with, and its length; nil for none.
func bareLink(s []byte, start int) (ast.Node, int) {
	kind, protocol := ast.AutoLinkURL, ""
	n := bareAddress(s)
	if n == 0 {
		if n = bareWWW(s); n > 0 {
			protocol = "http"
		} else if n = bareMail(s); n > 0 {
			kind = ast.AutoLinkEmail
		} else {
			return nil, 0
		}
	}
	link := ast.NewAutoLink(kind, ast.NewTextSegment(gtext.NewSegment(start, start+n)))
	if protocol != "" {
		link.Protocol = []byte(protocol)
	}
	link.SetPos(start)
	return link, n
}

// bareAddress gives the length of the address with a scheme that s begins with,
// 0 for none.
func bareAddress(s []byte) int {
	colon := bytes.Index(s[:min(len(s), 8)], []byte("://"))
	if colon < 0 {
		return 0
	}
	switch strings.ToLower(string(s[:colon])) {
	case "http", "https", "ftp":
	default:
		return 0
	}
	at := colon + len("://")
	at += userOf(s[at:])
	n := domain(s[at:], 1)
	if n == 0 {
		return 0
	}
	return withPath(s, at+n)
}

// bareWWW gives the length of the address without a scheme that s begins with,
// 0 for none.
func bareWWW(s []byte) int {
	if !bytes.HasPrefix(s, []byte("www.")) {
		return 0
	}
	n := domain(s, 2)
	if n == 0 {
		return 0
	}
	return withPath(s, n)
}

// maxHost is more bytes than the names of hosts have, and of users at them.
const maxHost = 512

// userOf gives the length of a user's name, with @, before the name of a host.
func userOf(s []byte) int {
	for i, c := range s[:min(len(s), maxHost)] {
		switch {
		case c == '@':
			return i + 1
		case !util.IsAlphaNumeric(c) && strings.IndexByte("-._+~%:=", c) < 0:
			return 0
		}
	}
	return 0
}

// domain gives the length of the name of a host that s begins with, 0 for none:
// parts of letters, digits, - and _ with at least so many periods between them,
// the last two without _.
func domain(s []byte, periods int) int {
	end := 0
	for end < len(s) {
		r, n := utf8.DecodeRune(s[end:])
		if !inHost(r) {
			break
		}
		if end += n; end > maxHost {
			return 0
		}
	}
	name := bytes.TrimRight(s[:end], "._")
	last := bytes.LastIndexByte(name, '.')
	if last <= 0 || bytes.Count(name, []byte{'.'}) < periods || bytes.Contains(name, []byte("..")) || name[0] == '.' {
		return 0
	}
	if bytes.IndexByte(name[bytes.LastIndexByte(name[:last], '.')+1:], '_') >= 0 {
		return 0
	}
	return len(name)
}

// inHost reports whether r may stand in the name of a host.
func inHost(r rune) bool {
	if r < utf8.RuneSelf {
		return util.IsAlphaNumeric(byte(r)) || r == '-' || r == '_' || r == '.'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) || joins(r))
}

// joins reports whether r says how the letters beside it are joined, which some
// scripts need within a word.
func joins(r rune) bool { return r == 0x200c || r == 0x200d }

// withPath gives the length of the address whose host ends at s[host], without
// the punctuation of the sentence that it stands in.
func withPath(s []byte, host int) int {
	end := host
	if end < len(s) && s[end] == ':' {
		digits := end + 1
		for digits < len(s) && digits < end+6 && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		if digits > end+1 {
			end = digits
		}
	}
	if end == len(s) || s[end] != '/' && s[end] != '?' && s[end] != '#' {
		return end
	}
	for end < len(s) {
		r, n := utf8.DecodeRune(s[end:])
		if r == '<' || r < ' ' || r == utf8.RuneError && n == 1 || unicode.IsSpace(r) || unicode.IsControl(r) || unicode.IsPunct(r) && isCJK(r) {
			break
		}
		end += n
	}
	return host + trimmed(s[host:end], bytes.Count(s[:host], []byte{'('})-bytes.Count(s[:host], []byte{')'}))
}

// trimmed gives the length of an address without the punctuation at its end
// that is not part of it. open counts the parentheses that are open before.
func trimmed(s []byte, open int) int {
	open += bytes.Count(s, []byte{'('}) - bytes.Count(s, []byte{')'})
	end := len(s)
	for end > 0 {
		r, n := utf8.DecodeLastRune(s[:end])
		switch {
		case strings.ContainsRune(`?!.,:*_~'"`, r):
		case r == ')':
			if open >= 0 {
				return end
			}
			open++
		case r == ';':
			start := end - 2
			for start > 0 && util.IsAlphaNumeric(s[start]) {
				start--
			}
			if start < 0 || start == end-2 || s[start] != '&' {
				return end
			}
			end = start
			continue
		case r < utf8.RuneSelf || !unicode.In(r, unicode.Pe, unicode.Pf, unicode.Pi, unicode.Po, unicode.Ps):
			return end
		}
		end -= n
	}
	return end
}

// maxUser is more bytes than the part of a mail address before its @ has.
const maxUser = 64

// isMailSign reports whether that part may hold c besides letters and digits.
func isMailSign(c byte) bool { return strings.IndexByte("!#$%&'*+/=?^_`{|}~.-", c) >= 0 }

// bareMail gives the length of the mail address that s begins with, 0 for none.
func bareMail(s []byte) int {
	at := 0
	for at < len(s) && at <= maxUser && (util.IsAlphaNumeric(s[at]) || at > 0 && isMailSign(s[at])) {
		at++
	}
	if at == 0 || at == len(s) || s[at] != '@' {
		return 0
	}
	n := domain(s[at+1:], 1)
	if n == 0 {
		return 0
	}
	if end := at + 1 + n; s[end-1] != '-' && (end == len(s) || s[end] != '_') {
		return end
	}
	return 0
}
