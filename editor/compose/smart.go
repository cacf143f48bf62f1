package compose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// Quotes are the quotation marks of a language, with the blanks that belong inside them.
type Quotes struct{ Open, Shut, InnerOpen, InnerShut string }

// QuotesOf returns the quotation marks of a language, a tag such as "en" or "de-CH". Languages that
// are not known have the English ones.
func QuotesOf(language string) Quotes {
	tag := strings.ToLower(strings.ReplaceAll(language, "_", "-"))
	base, region, _ := strings.Cut(tag, "-")
	switch base {
	case "de", "cs", "sk", "sl", "bg", "is", "et", "lt", "lv", "ka", "hr", "sq":
		if base == "de" && (region == "ch" || region == "li") {
			return Quotes{"«", "»", "‹", "›"}
		}
		return Quotes{"„", "“", "‚", "‘"}
	case "pl", "ro", "hu", "sr":
		return Quotes{"„", "”", "‚", "’"}
	case "fr":
		if region == "ch" {
			return Quotes{"«", "»", "‹", "›"}
		}
		return Quotes{"«\u00A0", "\u00A0»", "“", "”"}
	case "es", "it", "pt", "ca", "gl", "el", "nb", "no", "nn":
		if base == "pt" && region == "br" {
			break
		}
		return Quotes{"«", "»", "“", "”"}
	case "ru", "uk", "be":
		return Quotes{"«", "»", "„", "“"}
	case "da":
		return Quotes{"»", "«", "›", "‹"}
	case "sv", "fi":
		return Quotes{"”", "”", "’", "’"}
	}
	return Quotes{"“", "”", "‘", "’"}
}

// longest is the most bytes of a line before the caret that are looked at for what the caret is in.
const longest = 16 << 10

// IsProse reports whether what is typed or pasted at an offset becomes words of the post: not part of
// the head, of code, of a formula, of HTML or of an address.
func IsProse(s State, off int) bool {
	if off < s.Start || off > s.Text.Len() {
		return false
	}
	line := s.Text.LineAt(off)
	from := s.lineStart(line)
	if off-from > longest {
		return false
	}
	end := min(s.Text.LineEnd(line), off+longest)
	if !plainAt(s.Text.Slice(from, max(off, end)), off-from) {
		return false
	}
	if s.indentedCode(line) || s.fencedFrom(line, fenceReach) >= 0 {
		return false
	}
	near := s.Text.Slice(max(s.Start, off-longest), off)
	return strings.LastIndex(near, "<!--") <= strings.LastIndex(near, "-->")
}

// plainAt reports whether a column of a line is in words.
func plainAt(line string, col int) bool {
	if fence, _ := fenceOf(line); fence != "" {
		return false
	}
	for at := 0; at < col; {
		rest := line[at:]
		size := 1
		switch c := rest[0]; {
		case c == '\\':
			size = 2
		case c == '`':
			if size = codeSpan(rest); size == 0 {
				return false // it is still to be closed
			}
		case c == '<' && len(rest) > 1 && (isLetter(rest[1]) || strings.IndexByte("/!?", rest[1]) >= 0):
			size = strings.IndexByte(rest, '>') + 1
			if size == 0 {
				return false
			}
		case c == ']' && strings.HasPrefix(rest, "]("):
			if size = destination(rest); size == 0 {
				return false
			}
		case c == ']' && strings.HasPrefix(rest, "]:") && strings.HasPrefix(strings.TrimLeft(line, " "), "[") && !strings.HasPrefix(strings.TrimLeft(line, " "), noteOpen):
			return false
		case c == '$' && len(rest) > 1 && strings.IndexByte(" \t0123456789", rest[1]) < 0:
			shut := strings.IndexByte(rest[2:], '$')
			if rest[1] == '$' {
				shut = strings.Index(rest[2:], "$$") + 1
			}
			if shut < 0 || rest[1] == '$' && shut == 0 {
				return false
			}
			size = shut + 3
		}
		if at += size; at > col && size > 1 && line[at-size] != '\\' {
			return false
		}
	}
	word := line[strings.LastIndexAny(line[:col], " \t")+1 : col]
	return !strings.Contains(word, "://") && !isAddress(strings.TrimLeft(word, `(["'`))
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// destination returns the size of a link's destination in round brackets that s starts with, behind
// one byte, 0 if it does not end.
func destination(s string) int {
	depth := 0
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// setsMark reports whether c may become something else at all carets.
func setsMark(s State, c byte) bool {
	if strings.IndexByte("\"'-.s", c) < 0 {
		return false
	}
	for _, x := range s.Selections {
		if at := x.Start(); c == 's' && (at < 2 || !isDigits(s.Text.Slice(at-2, at))) {
			return false
		}
		if !IsProse(s, x.Start()) {
			return false
		}
	}
	return true
}

// typeset makes of the mark c that was just typed at each caret what a printer would. Of several in one
// run of marks the first is set, and none in what the mark made the head.
func typeset(s State, c byte, q Quotes) Transaction {
	var edits []text.Edit
	for _, x := range inOrder(s.Selections) {
		if x.Head <= s.Start || !x.Empty() {
			continue
		}
		e, ok := typesetEdit(s, c, x.Head, q)
		if n := len(edits); ok && (n == 0 || e.Start >= edits[n-1].End) {
			edits = append(edits, e)
		}
	}
	return edited(edits...)
}

// typesetEdit returns the edit that sets the mark c which ends at an offset.
func typesetEdit(s State, c byte, end int, q Quotes) (text.Edit, bool) {
	line := s.Text.LineAt(end)
	from := s.lineStart(line)
	before := s.Text.Slice(from, end-1)
	typed := before + string(rune(c))
	replace := func(n int, by string) (text.Edit, bool) {
		return text.Edit{Start: end - n, End: end, New: by}, by != ""
	}
	switch c {
	case '.':
		if n := endRun(typed, '.'); n != 3 || strings.HasSuffix(typed, "/...") {
			return text.Edit{}, false
		}
		return replace(3, "…")
	case '-':
		if strings.Trim(before, " \t>|:-–—*_+") == "" {
			return text.Edit{}, false // a rule, an underline, a table's ruler
		}
		switch n := endRun(typed, '-'); {
		case n == 1 && strings.HasSuffix(before, "–"):
			return replace(1+len("–"), "—")
		case n == 2:
			return replace(2, "–")
		case n == 3:
			return replace(3, "—")
		}
		return text.Edit{}, false
	}
	// What seemed to open a quotation leaves something out: the ’90s, rock ’n’ roll.
	if rest, out := leftOut(c, before); out != "" && q.InnerOpen != "’" && strings.HasSuffix(rest, q.InnerOpen) && opensQuote(strings.TrimSuffix(rest, q.InnerOpen)) {
		return replace(len(q.InnerOpen)+len(out), "’"+strings.Replace(out, "'", "’", 1))
	}
	if c == 's' {
		return text.Edit{}, false
	}
	return replace(1, q.set(c, before))
}

// leftOut returns the end of a short form that c completes behind the words of its line, such as 90s or
// n', and what is before it; "" if it completes none.
func leftOut(c byte, before string) (rest, out string) {
	switch n := len(before); {
	case c == 's' && n >= 2 && isDigits(before[n-2:]):
		return before[:n-2], before[n-2:] + "s"
	case c == '\'' && n >= 1 && (before[n-1] == 'n' || before[n-1] == 'N'):
		return before[:n-1], before[n-1:] + "'"
	}
	return before, ""
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// endRun returns how many of c are at the end of s.
func endRun(s string, c byte) int {
	return len(s) - len(strings.TrimRight(s, string(rune(c))))
}

// set returns what a quotation mark is behind the words of its line, "" if it stays as it is.
func (q Quotes) set(c byte, before string) string {
	if strings.HasSuffix(before, `\`) {
		return ""
	}
	opens := opensQuote(before)
	if c == '"' {
		if opens {
			return q.Open
		}
		return q.Shut
	}
	switch {
	case opens:
		return q.InnerOpen
	case q.InnerOpen != q.InnerShut && strings.Count(before, q.InnerOpen) > strings.Count(before, q.InnerShut):
		return q.InnerShut
	}
	return "’" // an apostrophe
}

// opensQuote reports whether a quotation mark behind these words of a line opens.
func opensQuote(before string) bool {
	lead := leadOf(before)
	rest := strings.TrimRight(before[lead.size:], "*_~")
	if rest == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(rest)
	return unicode.IsSpace(r) || strings.ContainsRune("([{–—-/“„«‹‘‚>=¿¡", r)
}

// wrapQuotes puts quotation marks around each selection: straight ones at first, so that undo leads
// back to them.
func wrapQuotes(s State, q Quotes) Transaction {
	t := wrapMarks(s, '"')
	t.Then = func(s State) Transaction {
		var edits []text.Edit
		for _, x := range inOrder(s.Selections) {
			edits = append(edits,
				text.Edit{Start: x.Start() - 1, End: x.Start(), New: q.Open},
				text.Edit{Start: x.End(), End: x.End() + 1, New: q.Shut})
		}
		return edited(edits...)
	}
	return t
}
