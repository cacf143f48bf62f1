package counting

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/preview/markdown"

	"github.com/rivo/uniseg"
)

// LongSentence is from how many words on a sentence is long.
const LongSentence = 30

// Sentence is one that is long.
type Sentence struct {
	Off   int // in the text
	Words int
	Text  string
}

// Reading is how a text reads.
type Reading struct {
	Sentences int
	Words     int
	Index     int // LIX: words in a sentence and, of a hundred words, those of more than six letters
	Long      []Sentence
}

// mostLong is how many long sentences are listed.
const mostLong = 1000

// Level says in a word how hard the text is to read.
func (r Reading) Level() string {
	const least = 50 // words; fewer say nothing
	switch {
	case r.Words < least:
		return ""
	case r.Index < 30:
		return "very easy to read"
	case r.Index < 40:
		return "easy to read"
	case r.Index < 50:
		return "neither easy nor hard to read"
	case r.Index < 60:
		return "hard to read"
	}
	return "very hard to read"
}

// Read tells how a text reads: its paragraphs, and those of its lists and quotes.
func Read(d *markdown.Doc) Reading {
	var r Reading
	heavy := 0
	for i, x := range d.From(0) {
		r.block(d.Start(i), x, &heavy)
	}
	if r.Sentences > 0 && r.Words > 0 {
		r.Index = (r.Words+r.Sentences/2)/r.Sentences + (100*heavy+r.Words/2)/r.Words
	}
	return r
}

func (r *Reading) block(base int, x *markdown.Block, heavy *int) {
	if x.Kind == markdown.Paragraph {
		r.paragraph(base, x.Inlines, heavy)
		return
	}
	for _, y := range x.Children {
		r.block(base, y, heavy)
	}
}

// paragraph counts the sentences of one, and the words in them.
func (r *Reading) paragraph(base int, inlines []markdown.Inline, heavy *int) {
	var b strings.Builder
	var from, offs []int // where in b each inline begins, and in the text
	for _, in := range inlines {
		from, offs = append(from, b.Len()), append(offs, in.Start)
		switch in.Kind {
		case markdown.Text:
			b.WriteString(in.Text)
		case markdown.SoftBreak, markdown.HardBreak:
			b.WriteByte(' ')
		default:
			b.WriteString("x") // stands for a word
		}
	}
	text := b.String()
	for at, state := 0, -1; at < len(text); {
		var s string
		s, _, state = uniseg.FirstSentenceInString(text[at:], state)
		words, long := wordsOf(s)
		if words > 0 {
			r.Sentences++
			r.Words += words
			*heavy += long
		}
		if words >= LongSentence && len(r.Long) < mostLong {
			i := 0
			for i+1 < len(from) && from[i+1] <= at {
				i++
			}
			r.Long = append(r.Long, Sentence{Off: base + offs[i] + at - from[i], Words: words, Text: strings.TrimSpace(s)})
		}
		at += len(s)
	}
}

// wordsOf counts the words of a sentence, and those of more than six letters.
func wordsOf(s string) (words, long int) {
	const heavy = 6 // letters
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '—' || r == '–' }) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if w == "" {
			continue
		}
		words++
		if utf8.RuneCountInString(w) > heavy {
			long++
		}
	}
	return words, long
}
