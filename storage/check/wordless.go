package check

import (
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

// wordless looks for links of a paragraph that have nothing to click at.
func (b *body) wordless(x *markdown.Block, at int) {
	list := x.Inlines
	for i := 0; i < len(list); i++ {
		link := list[i].Attrs().Link
		if link == "" {
			continue
		}
		seen, first := false, i
		for ; i < len(list) && list[i].Attrs().Link == link; i++ {
			if gap := at + list[max(i-1, first)].End; i > first && gap < at+list[i].Start && strings.Contains(b.src[gap:at+list[i].Start], "]") {
				break // another link to the same place
			}
			seen = seen || shows(list[i])
		}
		i--
		if !seen {
			b.noWords(at+list[first].Start, at+list[i].End)
		}
	}

	// Those without a byte of words are in no inline.
	src := b.src[at+x.Start : at+x.End]
	next, before, ends := 0, 0, 0 // where the link ends whose words are the last before next
	for from := 0; ; {
		i := strings.Index(src[from:], "[]")
		if i < 0 {
			return
		}
		i += from
		from = i + len("[]")
		for next < len(list) && list[next].End <= x.Start+i {
			next++
		}
		inside := next < len(list) && list[next].Start <= x.Start+i // words, code, or what a picture has for words
		if next != before {
			before, ends = next, b.linkEnd(list[next-1], at, at+x.End)
		}
		behind := at+x.Start+i < ends
		if rest := src[from:]; inside || behind || !strings.HasPrefix(rest, "(") && !strings.HasPrefix(rest, "[") {
			continue
		}
		from++
		b.noWords(at+x.Start+i+1, at+x.Start+i+1)
	}
}

// shows reports whether there is something of an inline to be seen.
func shows(in markdown.Inline) bool {
	switch in.Kind {
	case markdown.SoftBreak, markdown.HardBreak, markdown.RawHTML:
		return false
	case markdown.Text:
		return strings.TrimSpace(in.Text) != ""
	}
	return true
}

// noWords tells of a link that has its words, or none, at some bytes.
func (b *body) noWords(start, end int) {
	from, to := start, end
	if from > 0 && b.src[from-1] == '[' {
		from--
		to = min(len(b.src), end+len("]("))
	}
	p := b.add(from, to, "link-empty", "this link has no words to click at; write some between the brackets")
	p.Fix = &post.Fix{Label: "Write the words", Start: start, End: start}
}

// farthest is how much of a link is looked at behind its words, in bytes.
const farthest = 4 << 10

// linkEnd is where the link ends, its address and title included, that the last
// of its words are in; it ends before limit.
func (b *body) linkEnd(in markdown.Inline, at, limit int) int {
	end := at + in.End
	limit = min(limit, end+farthest)
	rest := strings.TrimLeft(b.src[end:limit], "*_~`")
	if in.Attrs().Link == "" || !strings.HasPrefix(rest, "](") {
		return end
	}
	rest = strings.TrimLeft(rest[len("]("):], " \t\r\n")
	rest = strings.TrimLeft(rest[markdown.DestinationLength(rest):], " \t\r\n")
	if rest != "" {
		shut := rest[0]
		if shut == '(' {
			shut = ')'
		}
		for i := 1; i < len(rest) && rest[0] != ')'; i++ {
			if rest[i] == '\\' {
				i++
			} else if rest[i] == shut {
				rest = rest[i+1:]
				break
			}
		}
	}
	return limit - len(rest)
}
