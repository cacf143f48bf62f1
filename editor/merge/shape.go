package merge

import (
	"strings"

	"galley.app/galley/storage/post"
)

// shape is what a text is beside its words: its mark at the start, its line
// endings, the ending of its last line. One side may change these without
// having touched a word.
type shape struct {
	bom    string
	ending string // that each LF is written as; "" leaves all as they are
	final  string // "\n" where the last line has an ending
}

// strip takes the shape from three texts, and remembers the merged one: what one
// side changed of it counts. Endings that are mixed, or that all three have
// in their own way, stay in the texts.
func (s *shape) strip(base, mine, theirs string) (b, m, t string) {
	three := [...]*string{&base, &mine, &theirs}
	var boms, endings, finals [3]string
	for i, x := range three {
		boms[i] = strip(x, post.BOM)
	}
	s.bom = pick(boms)
	plain := true
	for i, x := range three {
		e, ok := ending(*x)
		endings[i] = e
		plain = plain && ok
	}
	if endings[0] == "" && (endings[1] == "" || endings[2] == "" || endings[1] == endings[2]) {
		endings[0] = endings[1]
		if endings[1] == "" {
			endings[0] = endings[2]
		}
	}
	for i := range endings {
		if endings[i] == "" { // a single line: as the others
			endings[i] = endings[0]
		}
	}
	if plain && (endings[0] == endings[1] || endings[0] == endings[2] || endings[1] == endings[2]) {
		s.ending = pick(endings)
		for i, x := range three {
			if endings[i] != "" && endings[i] != "\n" {
				*x = strings.ReplaceAll(*x, endings[i], "\n")
			}
		}
	}
	var known []string
	for i, x := range three {
		if bare(*x) {
			finals[i] = unknown
			continue
		}
		if rest, ok := strings.CutSuffix(*x, "\n"); ok && !strings.HasSuffix(rest, "\r") {
			*x, finals[i] = rest, "\n"
		}
		known = append(known, finals[i])
	}
	if finals[0] == unknown {
		finals[0] = ""
		if len(known) > 0 && known[0] == known[len(known)-1] {
			finals[0] = known[0]
		}
	}
	for i := range finals {
		if finals[i] == unknown {
			finals[i] = finals[0]
		}
	}
	s.final = pick(finals)
	return base, mine, theirs
}

func strip(s *string, prefix string) string {
	rest, ok := strings.CutPrefix(*s, prefix)
	if !ok {
		return ""
	}
	*s = rest
	return prefix
}

// put gives a text the shape.
func (s shape) put(text string) string {
	if !bare(text) {
		text += s.final
	}
	if s.ending != "" && s.ending != "\n" {
		text = strings.ReplaceAll(text, "\n", s.ending)
	}
	return s.bom + text
}

// bare reports whether a text has no words behind its head: the line endings
// there are not those of a last line.
func bare(s string) bool { return strings.Trim(s[len(headOf(s)):], " \t\r\n") == "" }

const unknown = "?"

// pick returns what one of mine and theirs made of base's, of three where two
// are the same.
func pick(three [3]string) string {
	if three[1] == three[0] {
		return three[2]
	}
	return three[1]
}

// ending returns the line ending of s, "" where it has none, and false where it
// has several kinds.
func ending(s string) (string, bool) {
	crlf := strings.Count(s, "\r\n")
	lf, cr := strings.Count(s, "\n")-crlf, strings.Count(s, "\r")-crlf
	switch {
	case crlf > 0:
		return "\r\n", lf == 0 && cr == 0
	case lf > 0:
		return "\n", cr == 0
	case cr > 0:
		return "\r", true
	}
	return "", true
}
