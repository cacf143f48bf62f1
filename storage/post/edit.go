package post

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Set returns the edits that give a field a value. The value is folded first
// (see [Fold]), so that nothing can break the format; read back it equals the
// folded value. Setting the value that is there gives no edits.
//
// Of a repeated key the last field is changed, since that is the effective one.
// A missing field is added in the order title, slug, published, description,
// others, written like its neighbour. A source that is all body gets a head.
// A missing field whose key is not valid (see [ValidKey]) is not added.
func (p Post) Set(key, value string) []Edit {
	f, ok := p.Field(key)
	if !ok {
		return p.add(key, Fold(value))
	}
	return p.change(f, value)
}

// change gives a field that is there a value.
func (p Post) change(f Field, value string) []Edit {
	if value == f.Value {
		return nil // also where folding would change what stands in the file
	}
	value = Fold(value)
	if value == f.Value {
		return nil
	}
	if colon := p.colon(f); f.ValueStart == colon+1 && f.Value == "" {
		// Nothing follows the colon: the space before a value comes with it.
		value = p.gap(f) + value
	}
	return []Edit{{f.ValueStart, f.ValueEnd, value}}
}

// SetMany returns the edits that give many fields their values, as Set would
// one after the other, in one go. Of a key that is there twice the last counts.
func (p Post) SetMany(keys, values []string) []Edit {
	want := make(map[string]string, len(keys))
	for i, key := range keys {
		want[key] = values[i]
	}
	has := make(map[string]bool, len(p.fields))
	var edits []Edit
	for _, f := range slices.Backward(p.fields) {
		if value, ok := want[f.Key]; ok && !has[f.Key] {
			edits = append(edits, p.change(f, value)...)
		}
		has[f.Key] = true
	}
	slices.Reverse(edits)
	var added []string // in the canonical order of those that have one
	seen := map[string]bool{}
	for _, key := range keys {
		if !has[key] && !seen[key] && ValidKey(key) == nil {
			added = append(added, key)
			seen[key] = true
		}
	}
	slices.SortStableFunc(added, func(a, b string) int { return rankOf(a) - rankOf(b) })
	if len(added) == 0 {
		return edits
	}
	eol := p.Ending()
	if !p.head {
		var b strings.Builder
		for _, key := range added {
			b.WriteString(usual.line(key, Fold(want[key])) + eol)
		}
		return []Edit{{p.bom, p.bom, b.String() + eol + separator + eol + p.safe(eol, p.bom)}}
	}
	for len(added) > 0 && rankOf(added[0]) < extra {
		edits = append(edits, p.add(added[0], Fold(want[added[0]]))...)
		added = added[1:]
	}
	if len(added) > 0 {
		near, _ := p.neighbour(added[0]) // the last, behind which all of them go
		look := p.styleOf(near)
		var b strings.Builder
		for i, key := range added {
			if i > 0 {
				b.WriteString(eol)
			}
			b.WriteString(look.line(key, Fold(want[key])))
		}
		edits = append(edits, p.behind(near, b.String(), eol))
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	return edits
}

// Unset returns the edits that remove a field: all lines with its key, since
// removing only the last one would bring an earlier value back.
//
// A head cannot be without a field at its start. When the last field goes, the
// separator goes too and the body stays as it is shown; when that would turn
// other text of the head into body, or body into a head, the field is emptied
// instead. When text that is no field would come first, the next field takes
// the place of the removed one.
func (p Post) Unset(key string) []Edit {
	var gone, kept []Field
	for _, f := range p.fields {
		if f.Key == key {
			gone = append(gone, f)
		} else {
			kept = append(kept, f)
		}
	}
	switch {
	case len(gone) == 0:
		return nil
	case len(kept) == 0:
		return p.unsetAll(gone)
	}
	var edits []Edit
	for _, f := range gone {
		edits = append(edits, Edit{f.Start, f.End, ""})
	}
	if next := kept[0]; p.textBefore(next) {
		edits[0].New = p.src[next.Start:next.End]
		edits = append(edits, Edit{next.Start, next.End, ""})
	}
	return p.tidy(edits)
}

// textBefore reports whether a line that is neither a field nor blank stands
// before a field.
func (p Post) textBefore(f Field) bool {
	if p.textCount+p.colonCount == 0 {
		return false
	}
	for s := newScanner(p.src[:f.Start], p.bom); s.next(); {
		line := p.src[s.start:s.textEnd]
		if _, ok := field(line); !ok && !IsBlank(line) {
			return true
		}
	}
	return false
}

// unsetAll removes the only fields of a head, all with one key.
func (p Post) unsetAll(gone []Field) []Edit {
	if p.textCount+p.colonCount == 0 {
		start := p.TextStart()
		rest := Parse(p.src[:p.bom] + p.src[start:])
		if !rest.head && rest.bodyStart == p.bom {
			return []Edit{{p.bom, start, ""}}
		}
	}
	var edits []Edit
	if f := gone[0]; f.Value != "" {
		edits = append(edits, Edit{f.ValueStart, f.ValueEnd, ""})
	}
	for _, f := range gone[1:] {
		edits = append(edits, Edit{f.Start, f.End, ""})
	}
	if edits == nil {
		return nil
	}
	return p.tidy(edits)
}

// tidy sorts edits (at least one) that remove or replace lines, joins those that
// touch, and sees to it that a file without a final line ending still has none.
func (p Post) tidy(edits []Edit) []Edit {
	slices.SortFunc(edits, func(a, b Edit) int { return a.Start - b.Start })
	joined := edits[:0]
	for _, e := range edits {
		if n := len(joined); n > 0 && e.Start <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, e.End)
			joined[n-1].New += e.New
			continue
		}
		joined = append(joined, e)
	}
	if e := &joined[len(joined)-1]; e.New == "" && e.End == len(p.src) && endingBefore(p.src) == "" {
		e.Start -= len(endingBefore(p.src[p.bom:e.Start]))
	}
	return joined
}

// Rename returns the edits that give a field another key, on each line that has
// the old one. Only the bytes of the key change.
func (p Post) Rename(old, new string) ([]Edit, error) {
	if old == new {
		return nil, nil
	}
	if err := ValidKey(new); err != nil {
		return nil, err
	}
	if _, ok := p.Field(new); ok {
		return nil, fmt.Errorf("the post has a field %s already", quote(new))
	}
	var edits []Edit
	for _, f := range p.fields {
		if f.Key == old {
			edits = append(edits, Edit{f.KeyStart, f.KeyEnd, new})
		}
	}
	if edits == nil {
		return nil, fmt.Errorf("the post has no field %s", quote(old))
	}
	return edits, nil
}

// Separate returns the edit that puts a missing separator between a head and
// its body, with an empty line on both sides. It is nil when none is missing.
func (p Post) Separate() []Edit {
	if !p.head || p.separator {
		return nil
	}
	eol := p.Ending()
	var b strings.Builder
	last := p.src[:p.bodyStart]
	end := endingBefore(last)
	if end == "" {
		b.WriteString(eol)
	}
	last = last[:len(last)-len(end)]
	if !IsBlank(last[strings.LastIndexAny(last, "\r\n")+1:]) {
		b.WriteString(eol)
	}
	b.WriteString(separator + eol + eol)
	return []Edit{{p.bodyStart, p.bodyStart, b.String()}}
}

// Opening returns what must be put in before text can be typed at TextStart: a
// missing separator, or the line ending of a separator that ends the file. It
// is nil for nearly all posts. Without it the text would join a line of the head.
func (p Post) Opening() []Edit {
	if p.separator && endingBefore(p.src[:p.bodyStart]) == "" {
		eol := p.Ending()
		return []Edit{{p.bodyStart, p.bodyStart, eol + eol}}
	}
	return p.Separate()
}

// Ending is the line ending that most lines of the source have; LF where it has none.
func (p Post) Ending() string {
	cr := strings.Count(p.src, "\r")
	lf := strings.Count(p.src, "\n")
	crlf := 0
	if cr > 0 && lf > 0 {
		crlf = strings.Count(p.src, "\r\n")
	}
	cr -= crlf
	lf -= crlf
	switch {
	case crlf > lf && crlf >= cr:
		return "\r\n"
	case cr > lf:
		return "\r"
	}
	return "\n"
}

// New returns a new post: the four fields, an empty line, the separator, an
// empty line and an empty body.
func New(title, slug, published string) string {
	var b strings.Builder
	for _, f := range [...]struct{ key, value string }{
		{"title", title}, {"slug", slug}, {"published", published}, {"description", ""},
	} {
		b.WriteString(usual.line(f.key, Fold(f.value)) + "\n")
	}
	return b.String() + "\n" + separator + "\n\n\n"
}

// ValidKey says why a key cannot be written as a field and read back, if so.
func ValidKey(key string) error {
	switch {
	case key == "":
		return errors.New("a field needs a name")
	case strings.Contains(key, ":"):
		return fmt.Errorf("the field name %s holds a colon, which ends a name", quote(key))
	case strings.ContainsFunc(key, breaksLine):
		return fmt.Errorf("the field name %s holds a line break or a NUL", quote(key))
	case strings.TrimSpace(key) != key:
		return fmt.Errorf("the field name %s starts or ends with a blank", quote(key))
	case !utf8.ValidString(key):
		return fmt.Errorf("the field name %s is not UTF-8", quote(key))
	}
	return nil
}

// Fold makes a value fit for one line: white space that holds a line break of
// any kind (or a NUL, which no post may hold) becomes one space, both ends are
// trimmed, and bytes that are not UTF-8 become U+FFFD.
func Fold(value string) string {
	value = strings.TrimSpace(strings.ToValidUTF8(value, "\ufffd"))
	if !strings.ContainsFunc(value, breaksLine) {
		return value
	}
	var b strings.Builder
	for value != "" {
		i := strings.IndexFunc(value, breaksLine)
		if i < 0 {
			b.WriteString(value)
			break
		}
		b.WriteString(strings.TrimRight(value[:i], " \t"))
		b.WriteByte(' ')
		value = strings.TrimLeftFunc(value[i:], func(r rune) bool { return r == ' ' || r == '\t' || breaksLine(r) })
	}
	return strings.TrimSpace(b.String())
}

func breaksLine(r rune) bool {
	switch r {
	case 0, '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// style is how a field line is spaced.
type style struct{ afterMark, afterKey, afterColon string }

var usual = style{afterMark: " ", afterColon: " "}

func (s style) line(key, value string) string {
	if value == "" {
		return mark + s.afterMark + key + s.afterKey + ":"
	}
	return mark + s.afterMark + key + s.afterKey + ":" + s.afterColon + value
}

func (p Post) add(key, value string) []Edit {
	if ValidKey(key) != nil {
		return nil
	}
	eol := p.Ending()
	if !p.head {
		head := usual.line(key, value) + eol + eol + separator + eol
		return []Edit{{p.bom, p.bom, head + p.safe(eol, p.bom)}}
	}
	near, after := p.neighbour(key)
	line := p.styleOf(near).line(key, value)
	if !after {
		return []Edit{{near.Start, near.Start, line + eol}}
	}
	return []Edit{p.behind(near, line, eol)}
}

// styleOf is how the line of a field is spaced.
func (p Post) styleOf(f Field) style {
	return style{
		afterMark:  p.src[f.Start+len(mark) : f.KeyStart],
		afterKey:   p.src[f.KeyEnd:p.colon(f)],
		afterColon: p.gap(f),
	}
}

// behind puts lines, the last of them without its ending, behind a field.
func (p Post) behind(near Field, lines, eol string) Edit {
	if endingBefore(p.src[:near.End]) == "" {
		return Edit{near.End, near.End, eol + lines}
	}
	return Edit{near.End, near.End, lines + p.safe(eol, near.End)}
}

// safe is a line ending to put at an offset: a CR there must not join an LF
// that follows, which would make one line ending of two.
func (p Post) safe(eol string, at int) string {
	if eol == "\r" && strings.HasPrefix(p.src[at:], "\n") {
		return "\r\n"
	}
	return eol
}

// neighbour is the field beside which a new one goes, and on which side: behind
// the last one that comes before it in the canonical order, else before the first.
func (p Post) neighbour(key string) (near Field, after bool) {
	rank := rankOf(key)
	for i := len(p.fields) - 1; i >= 0; i-- {
		if r := rankOf(p.fields[i].Key); r < rank || r == extra && rank == extra {
			return p.fields[i], true
		}
	}
	return p.fields[0], false
}

const extra = 4

func rankOf(key string) int {
	switch key {
	case "title":
		return 0
	case "slug":
		return 1
	case "published":
		return 2
	case "description":
		return 3
	}
	return extra
}

func (p Post) colon(f Field) int {
	return f.KeyEnd + strings.IndexByte(p.src[f.KeyEnd:f.End], ':')
}

// gap is what stands between the colon and the value of a field, or, as it has
// no value, of the nearest field that has one.
func (p Post) gap(f Field) string {
	at := 0
	for i, g := range p.fields {
		if g.Start == f.Start {
			at = i
		}
	}
	for d := range p.fields {
		for _, i := range [...]int{at - d, at + d} {
			if i >= 0 && i < len(p.fields) && p.fields[i].Value != "" {
				g := p.fields[i]
				return p.src[p.colon(g)+1 : g.ValueStart]
			}
		}
	}
	return usual.afterColon
}

// endingBefore returns the line ending that s ends with, if any.
func endingBefore(s string) string {
	switch {
	case strings.HasSuffix(s, "\r\n"):
		return s[len(s)-2:]
	case strings.HasSuffix(s, "\n"), strings.HasSuffix(s, "\r"):
		return s[len(s)-1:]
	}
	return ""
}
