package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"

	"github.com/rivo/uniseg"
)

// Body returns what is wrong with the text of a post, of which d was parsed from
// t and src is all of it, sorted by line. No level of a library is applied.
func Body(t text.Text, src string, d *markdown.Doc) []post.Problem {
	b := body{t: t, src: src}
	for _, p := range d.Problems() {
		q := found(p.Rule, "%s", p.Message)
		if _, known := RuleOf(p.Rule); !known {
			q.Severity = post.Warning
		}
		q.Line, q.Start, q.End = p.Line, p.Off, lineEnd(src, p.Off)
		if p.Rule == "footnote" {
			q.Fix = b.note(p.Off)
		}
		b.list = append(b.list, q)
	}
	for i, x := range d.From(0) {
		if x.Kind != markdown.Footnotes {
			b.top(x, d.Start(i))
		}
	}
	return Sort(b.list)
}

// body is a text that is looked through.
type body struct {
	t    text.Text
	src  string
	list []post.Problem
	over []section // the headings that what comes next lies below
	last int       // level of the last heading; 0 for none
}

// section is a heading, and those of the next level below it that were seen.
type section struct {
	level int
	below map[string]bool
}

// add tells of what is at some bytes of the text.
func (b *body) add(start, end int, id, message string, args ...any) *post.Problem {
	p := found(id, message, args...)
	line := b.t.LineAt(start)
	p.Line, p.Col = line+1, 1+characters(b.src[b.t.LineStart(line):start])
	p.Start, p.End = start, end
	b.list = append(b.list, p)
	return &b.list[len(b.list)-1]
}

// top looks at a block that lies in no other.
func (b *body) top(x *markdown.Block, at int) {
	if x.Kind == markdown.Heading {
		b.heading(x, at)
	}
	b.block(x, at)
}

// heading looks at a heading among the others.
func (b *body) heading(x *markdown.Block, at int) {
	words := strings.Join(strings.Fields(x.Plain()), " ")
	if last := b.last; last > 0 && x.Level > last+1 {
		p := b.add(at, at+x.End, "heading-jump", "this heading is of level %d below one of level %d; make it one of level %d", x.Level, last, last+1)
		if marks := strings.Repeat("#", x.Level); strings.HasPrefix(b.src[at:], marks) {
			p.Fix = &post.Fix{Label: "Make it level " + string(rune('0'+last+1)), Start: at, End: at + x.Level, Old: marks, Text: marks[:last+1]}
		}
	}
	b.last = x.Level
	for len(b.over) > 0 && b.over[len(b.over)-1].level >= x.Level {
		b.over = b.over[:len(b.over)-1]
	}
	if len(b.over) == 0 {
		b.over = append(b.over, section{below: map[string]bool{}})
	}
	key := strings.ToLower(words)
	if above := b.over[len(b.over)-1]; words != "" {
		if above.below[key] {
			b.add(at, at+x.End, "heading-doubled", "the heading %s is there twice in this section; tell them apart, so that a link can lead to each", quoted(words))
		}
		above.below[key] = true
	}
	b.over = append(b.over, section{x.Level, map[string]bool{}})
}

// block looks at a block and those in it.
func (b *body) block(x *markdown.Block, at int) {
	switch x.Kind {
	case markdown.Heading:
		if strings.TrimSpace(x.Plain()) == "" && len(x.Inlines) == 0 {
			b.add(at+x.Start, at+x.End, "heading-empty", "this heading has no words; write some, or take the line out")
		}
	case markdown.Code, markdown.Math, markdown.Diagram:
		b.fence(x, at)
	case markdown.Table:
		for _, row := range x.Children {
			if n := cells(b.src[at+row.Start : at+row.End]); n > len(x.Align) {
				b.add(at+row.Start, at+row.End, "table-broken", "this row has %d cells and the table %d columns; what is too much is not shown", n, len(x.Align))
			}
		}
	case markdown.Paragraph:
		b.noTable(at+x.Start, at+x.End)
	}
	if len(x.Inlines) > 0 || x.Kind == markdown.Paragraph { // one of links without words has none
		b.inlines(x, at)
		b.todo(x, at)
	}
	for _, c := range x.Children {
		b.block(c, at)
	}
}

// fence looks whether fenced code ends.
func (b *body) fence(x *markdown.Block, at int) {
	src := b.src[at+x.Start : at+x.End]
	first, _, _ := strings.Cut(strings.ReplaceAll(src, "\r", "\n"), "\n")
	n := len(first) - len(strings.TrimLeft(first, first[:min(1, len(first))]))
	if n < 3 || first[0] != '`' && first[0] != '~' || strings.HasPrefix(x.Literal, strings.TrimSpace(first)+"\n") {
		return
	}
	last := src[strings.LastIndexAny(src, "\r\n")+1:]
	last = strings.Trim(last, "> \t")
	if len(last) < len(src) && len(last) >= n && strings.Trim(last, first[:1]) == "" && strings.ContainsAny(src, "\r\n") {
		return
	}
	p := b.add(at+x.Start, at+x.Start+len(first), "fence-open", "this code does not end, so that all that follows is code; end it with %s in a line of its own", first[:n])
	line := b.src[b.t.LineStart(b.t.LineAt(at+x.Start)) : at+x.Start]
	margin := strings.Map(func(r rune) rune {
		if r == '>' || r == '\t' {
			return r
		}
		return ' '
	}, line)
	end := at + x.End
	p.Fix = &post.Fix{Label: "Close it", Start: end, End: end, Text: b.t.Ending() + margin + first[:n]}
}

// noTable looks whether a paragraph was meant as a table.
func (b *body) noTable(start, end int) {
	above, from := "", start
	for from < end {
		to := lineEnd(b.src[:end], from)
		line := b.src[from:to]
		if above != "" && isRule(line) {
			if head, rule := cells(above), cells(line); head != rule {
				b.add(from, to, "table-broken", "this is shown as text and not as a table: the line under the head has %d columns and the head %d", rule, head)
			}
			return
		}
		above = ""
		if strings.Contains(line, "|") {
			above = line
		}
		from = to + 1
		if strings.HasPrefix(b.src[to:], "\r\n") {
			from++
		}
	}
}

var ruleLine = regexp.MustCompile(`^[\s>]*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)

// isRule reports whether a line is the one under the head of a table.
func isRule(line string) bool { return strings.Contains(line, "|") && ruleLine.MatchString(line) }

// cells is how many cells a row has as it is written.
func cells(row string) int {
	row = strings.Trim(row, "> \t")
	n, escaped := 1, false
	for i := range len(row) {
		switch {
		case escaped:
			escaped = false
		case row[i] == '\\':
			escaped = true
		case row[i] == '|' && i > 0 && i < len(row)-1:
			n++
		}
	}
	return n
}

// inlines looks at the pictures of a paragraph, and at links without an address.
func (b *body) inlines(x *markdown.Block, at int) {
	for i, in := range x.Inlines {
		start, end := at+in.Start, at+in.End
		switch {
		case in.Kind == markdown.Image:
			b.alt(in, start, end)
		case in.Kind == markdown.Text && in.Attrs().Link == "" && (i+1 == len(x.Inlines) || x.Inlines[i+1].Start > in.End):
			rest := strings.TrimLeft(b.src[end:at+x.End], "*_~`")
			if inner, ok := strings.CutPrefix(rest, "]("); ok && noAddress(inner) {
				b.add(start, end, "link-empty", "the link %s has no address; write one between the brackets", quoted(in.Text))
			}
		}
	}
	b.wordless(x, at)
}

// noAddress reports whether nothing leads anywhere in what stands behind the
// bracket that begins the address of a link.
func noAddress(inner string) bool {
	inner = strings.TrimLeft(inner, " \t")
	rest, pointed := strings.CutPrefix(inner, "<>")
	return strings.HasPrefix(strings.TrimLeft(rest, " \t"), ")") || pointed && strings.HasPrefix(rest, " ")
}

// alt looks whether a picture is described.
func (b *body) alt(in markdown.Inline, start, end int) {
	if strings.TrimSpace(in.Text) != "" || start >= end {
		return
	}
	src := b.src[start:end]
	if src[0] == '<' && strings.Contains(strings.ToLower(src), "alt=") {
		return
	}
	p := b.add(start, end, "alt-missing", "the picture has no description; say in a few words what it shows")
	if strings.HasPrefix(src, "![") {
		p.Fix = &post.Fix{Label: "Describe it", Start: start + 2, End: start + 2}
	}
}

// todo looks whether a paragraph is a note of what is still to be done.
func (b *body) todo(x *markdown.Block, at int) {
	told := false
	tell := func(in markdown.Inline, word string) {
		if !told {
			b.add(at+in.Start, at+in.End, "todo", "a %s is left here", word)
			told = true
		}
	}
	for i, in := range x.Inlines {
		if in.Kind != markdown.Text || in.Style.Has(markdown.CodeSpan) {
			continue
		}
		if i == 0 || x.Inlines[i-1].Kind == markdown.SoftBreak || x.Inlines[i-1].Kind == markdown.HardBreak {
			word, rest := firstWord(in.Text)
			if isTodo(word) && (i == 0 && !startsWord(rest) || strings.HasPrefix(rest, ":")) {
				tell(in, word)
			}
		}
		if i == len(x.Inlines)-1 {
			s := strings.TrimRightFunc(in.Text, func(r rune) bool { return !unicode.IsLetter(r) })
			if word := s[strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })+1:]; isTodo(word) {
				tell(in, word)
			}
		}
	}
}

func isTodo(word string) bool { return word == "TODO" || word == "FIXME" || word == "XXX" }

// firstWord cuts the first word off a text.
func firstWord(s string) (word, rest string) {
	s = strings.TrimLeft(s, " \t([")
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i:]
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_'
}

// note begins the note that the reference at off has none of.
func (b *body) note(off int) *post.Fix {
	rest := b.src[off:lineEnd(b.src, off)]
	end := strings.IndexByte(rest, ']')
	if !strings.HasPrefix(rest, "[^") || end < 0 || strings.HasPrefix(rest[end:], "]:") {
		return nil
	}
	eol := b.t.Ending()
	before := eol + eol
	if strings.HasSuffix(b.src, "\n") || strings.HasSuffix(b.src, "\r") {
		before = eol
	}
	at := len(b.src)
	return &post.Fix{Label: "Begin the note", Start: at, End: at, Text: before + rest[:end+1] + ": "}
}

// lineEnd is where the line ends that off is in.
func lineEnd(src string, off int) int {
	if i := strings.IndexAny(src[off:], "\r\n"); i >= 0 {
		return off + i
	}
	return len(src)
}

// quoted shows words in a message.
func quoted(words string) string {
	const most = 40 // characters
	if uniseg.GraphemeClusterCount(words[:min(len(words), 1000)]) > most {
		s, rest, state := "", words, -1
		for range most {
			var c string
			c, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
			s += c
		}
		words = s + "…"
	}
	return "“" + words + "”"
}

// Lead returns the first sentence of a text, or the first ones, as far as they
// make a description; "" where it has none.
func Lead(d *markdown.Doc) string {
	for _, x := range d.From(0) {
		if x.Kind != markdown.Paragraph {
			continue
		}
		var b strings.Builder
		for _, in := range x.Inlines {
			switch in.Kind {
			case markdown.Text:
				b.WriteString(in.Text)
			case markdown.SoftBreak, markdown.HardBreak:
				b.WriteByte(' ')
			}
		}
		words := strings.Join(strings.Fields(b.String()), " ")
		if strings.IndexFunc(words, unicode.IsLetter) < 0 {
			continue
		}
		return lead(words)
	}
	return ""
}

func lead(words string) string {
	const looked = 4000 // bytes, more than any description has
	if len(words) > looked {
		words = strings.ToValidUTF8(words[:looked], "")
	}
	end := 0
	for i, r := range words {
		if r != '.' && r != '!' && r != '?' {
			continue
		}
		rest := words[i+1:]
		if trimmed := strings.TrimLeft(rest, "\"'”’)"); len(trimmed) < len(rest) {
			i, rest = i+len(rest)-len(trimmed), trimmed
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \"'“‘("))
		if rest != "" && (rest[0] != ' ' || unicode.IsLower(next)) {
			continue
		}
		if characters(words[:i+1]) > longDescription {
			break
		}
		end = i + 1
		if characters(words[:end]) >= shortDescription {
			return words[:end]
		}
	}
	if end > 0 {
		return words[:end]
	}
	if characters(words) <= longDescription { // no sentence ends in them
		return words
	}
	words = first(words, longDescription) // what is behind is not counted again and again
	for characters(words) >= longDescription {
		i := strings.LastIndexByte(words, ' ')
		if i < 0 {
			return ""
		}
		words = words[:i]
	}
	return strings.TrimRight(words, " ,;:–—-") + "…"
}

// first returns the first n characters of s, or all where it has fewer.
func first(s string, n int) string {
	rest, state := s, -1
	for ; n > 0 && rest != ""; n-- {
		_, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
	}
	return s[:len(s)-len(rest)]
}
