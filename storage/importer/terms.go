package importer

import (
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
)

var (
	termLine    = pattern(`^[^\s#>|:*+\-<{]`)
	setIn       = pattern(`^(?:\t| {1,4})`)
	meaningLine = pattern(`^ {0,3}:[ \t]+(\S.*)$`)
	bracketed   = pattern(`\[([^\[\]]+)\]`)
	defined     = pattern(`(?m)^ {0,3}\[([^\[\]]+)\]:`)
)

// termList is a list of definitions as Kramdown and its kin write it: lines of
// terms, and behind a colon what they mean.
type termList struct {
	parts []termPart
	first int // of its lines
	end   int // line behind it
}

type termPart struct {
	name     string // dt or dd
	markdown string
}

// meanings writes lists of definitions, which Markdown of ours has no marks
// for, as HTML. One that holds what HTML could not mean stays, and is told.
func (f *found) meanings() {
	if !strings.Contains(f.body, ":") {
		return
	}
	lines := strings.SplitAfter(f.body, "\n")
	lists := termLists(lines)
	if len(lists) == 0 {
		return
	}
	code := codeIn(f.body)
	labels := map[string]bool{} // of links and notes that are defined somewhere
	for _, k := range defined().FindAllStringSubmatch(f.body, -1) {
		labels[strings.ToLower(k[1])] = true
	}
	var b strings.Builder
	at, offset := 0, 0 // a line, and its place in the body
	for _, l := range lists {
		for ; at < l.first; at++ {
			b.WriteString(lines[at])
			offset += len(lines[at])
		}
		if code.holds(offset) {
			continue
		}
		out, ok := l.html(labels)
		if !ok {
			f.noteAt(lineAt(f.body, offset, f.bodyLine), "", "a list of definitions stays as it is written; what is in it cannot be written as HTML")
			continue
		}
		if strings.HasSuffix(lines[at], "\r\n") {
			out = strings.ReplaceAll(out, "\n", "\r\n")
		}
		b.WriteString(out)
		for ; at < l.end; at++ {
			offset += len(lines[at])
		}
	}
	f.body = b.String() + strings.Join(lines[at:], "")
}

// termLists finds the lists among lines.
func termLists(lines []string) (all []termList) {
	text := func(i int) string {
		if i < 0 || i >= len(lines) {
			return ""
		}
		return strings.TrimRight(lines[i], " \t\r\n")
	}
	for i := 0; i < len(lines); i++ {
		if text(i-1) != "" || !termLine().MatchString(text(i)) {
			continue
		}
		l := termList{first: i}
		for at := i; ; {
			end := l.take(text, at, len(lines))
			if end == at {
				break
			}
			at = end
			l.end = end
			for at < len(lines) && text(at) == "" {
				at++
			}
		}
		if l.end > 0 {
			all = append(all, l)
			i = l.end - 1
		}
	}
	return all
}

// take adds the terms from a line on and what they mean, and returns the line
// behind them; the same line where there are none.
func (l *termList) take(text func(int) string, from, most int) int {
	at := from
	for ; termLine().MatchString(text(at)); at++ {
	}
	terms := at
	if text(at) == "" {
		at++
	}
	if terms == from || !meaningLine().MatchString(text(at)) {
		return from
	}
	for i := from; i < terms; i++ {
		l.parts = append(l.parts, termPart{"dt", text(i)})
	}
	for {
		k := meaningLine().FindStringSubmatch(text(at))
		if k == nil {
			return at
		}
		words := k[1]
		for at++; at < most; at++ {
			next := at
			for next < most && text(next) == "" {
				next++
			}
			s := text(next)
			set := strings.HasPrefix(s, "  ") || strings.HasPrefix(s, "\t")
			if meaningLine().MatchString(s) || next > at && !set || s == "" {
				break
			}
			if next > at {
				words += "\n"
			}
			words += "\n" + setIn().ReplaceAllString(s, "")
			at = next
		}
		l.parts = append(l.parts, termPart{"dd", words})
		next := at
		for next < most && text(next) == "" {
			next++
		}
		if meaningLine().MatchString(text(next)) {
			at = next
			continue
		}
		return at
	}
}

// html writes the list, a line for each part, without an empty line in it,
// which would end it.
func (l *termList) html(labels map[string]bool) (string, bool) {
	var b strings.Builder
	b.WriteString("<dl>\n")
	for _, p := range l.parts {
		for _, k := range bracketed().FindAllStringSubmatch(p.markdown, -1) {
			if labels[strings.ToLower(k[1])] {
				return "", false // alone it would mean something else
			}
		}
		if strings.Contains(p.markdown, "{{") || strings.Contains(p.markdown, "{%") || strings.Contains(p.markdown, "$") {
			return "", false // a program's, or a formula
		}
		var out strings.Builder
		if _, err := html.Of(&out, p.markdown, markdown.Dialect{}, html.Options{}); err != nil {
			return "", false
		}
		s := strings.TrimSpace(out.String())
		if inner, ok := strings.CutPrefix(s, "<p>"); ok && strings.Count(s, "<p>") == 1 {
			if inner, ok := strings.CutSuffix(inner, "</p>"); ok {
				s = inner
			}
		}
		if s = strings.ReplaceAll(s, "\n\n", "\n&#10;"); strings.Contains(s, "\n\n") { // code with empty lines
			return "", false
		}
		b.WriteString("<" + p.name + ">" + s + "</" + p.name + ">\n")
	}
	return b.String() + "</dl>\n", true
}
