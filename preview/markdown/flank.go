package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"golang.org/x/text/width"
)

// Flanks reports whether the run of one emphasis sign in line[start:end] can
// open and can close emphasis.
//
// The rule is CommonMark's, which asks for a blank or a sign beside a run whose
// other neighbour is a sign. Chinese, Japanese and Korean are written without
// blanks, so that their punctuation counts as letters here and their letters
// count as what may stand beside a run: the amendment "CJK-friendly emphasis"
// that several parsers follow. Without such characters nothing differs.
func Flanks(line string, start, end int) (opens, shuts bool) {
	before, after := ' ', ' '
	for rest := line[:start]; rest != ""; {
		r, n := utf8.DecodeLastRuneInString(rest)
		if before = r; !isSelector(r) {
			break
		}
		rest = rest[:len(rest)-n]
	}
	if end < len(line) {
		after, _ = utf8.DecodeRuneInString(line[end:])
	}
	return flanks(before, after, line[start] == '_')
}

// flanks is Flanks for a run between two characters.
func flanks(before, after rune, underscore bool) (opens, shuts bool) {
	sign := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
	cjkBefore, cjkAfter := isCJK(before), isCJK(after)
	blankBefore, blankAfter := unicode.IsSpace(before), unicode.IsSpace(after)
	signBefore, signAfter := sign(before) && !cjkBefore, sign(after) && !cjkAfter
	left := !blankAfter && (!signAfter || blankBefore || signBefore || cjkBefore)
	right := !blankBefore && (!signBefore || blankAfter || signAfter || cjkAfter)
	if underscore {
		return left && (!right || sign(before)), right && (!left || sign(after))
	}
	return left, right
}

// isCJK reports whether r is a letter or a sign of Chinese, Japanese or Korean
// writing. Emoji are as wide as these and are none.
func isCJK(r rune) bool {
	if r < 0x1100 { // the first Korean letter
		return false
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianHalfwidth:
		return (r < 0x2330 || r > 0x2bff) && r != '⌚' && r != '⌛' && (r < 0x1f000 || r > 0x1f1ff) && (r < 0x1f300 || r > 0x1faff)
	}
	return unicode.Is(unicode.Hangul, r)
}

// isSelector reports whether r says which form the character before it has.
func isSelector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }

// A flankParser is a parser of emphasis with the rule of [Flanks].
type flankParser struct{ parser.InlineParser }

// Parse implements the parser's interface.
func (p flankParser) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, at := block.PeekLine()
	if isSelector(before) {
		head := block.Source()[:max(0, at.Start-utf8.RuneLen(before))]
		for r, n := utf8.DecodeLastRune(head); n > 0; r, n = utf8.DecodeLastRune(head) {
			if before = r; !isSelector(r) {
				break
			}
			head = head[:len(head)-n]
		}
	}
	n := p.InlineParser.Parse(parent, block, pc)
	if d, ok := n.(*parser.Delimiter); ok {
		after := ' '
		if d.OriginalLength < len(line) {
			after, _ = utf8.DecodeRune(line[d.OriginalLength:])
		}
		if isCJK(before) || isCJK(after) {
			d.CanOpen, d.CanClose = flanks(before, after, d.Char == '_')
		}
	}
	return n
}
