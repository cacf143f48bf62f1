// Package counting counts what is written: words in a session and on a day, what is
// selected, and how a text reads.
package counting

import (
	"time"

	"galley.app/galley/storage/post"

	"github.com/rivo/uniseg"
)

// Tally is how many words were written. Words that are taken out again count
// against those that came in, so that moving a paragraph is no work, and a session
// or a day may stand below zero.
type Tally struct {
	session int
	today   int
	day     string // that today is of, as YYYY-MM-DD
}

// Resume takes over what was written on a day before the program started.
func (t *Tally) Resume(day string, words int) { t.day, t.today = day, words }

// Add counts words that were written now; below zero they were taken out.
func (t *Tally) Add(now time.Time, words int) {
	t.turn(now)
	t.session += words
	t.today += words
}

// turn begins a new day, if it is one.
func (t *Tally) turn(now time.Time) {
	if day := now.Format(time.DateOnly); day != t.day {
		t.day, t.today = day, 0
	}
}

// Session returns how many words were written since the program started.
func (t *Tally) Session() int { return t.session }

// Today returns how many words were written on the day of now, and which that is.
func (t *Tally) Today(now time.Time) (day string, words int) {
	t.turn(now)
	return t.day, t.today
}

// Goal is how far the writer has come.
type Goal struct{ Have, Want int } // words; without a Want there is no goal

// Share returns how much of the goal is reached, from 0 to 1.
func (g Goal) Share() float64 {
	if g.Want <= 0 {
		return 0
	}
	return min(1, max(0, float64(g.Have)/float64(g.Want)))
}

// Of counts the words and characters of texts, characters as a reader counts them
// and without ends of lines.
func Of(texts []string) (words, characters int) {
	for _, s := range texts {
		words += post.Words(s)
		for state := -1; s != ""; {
			var c string
			c, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
			if c != "\n" && c != "\r\n" && c != "\r" {
				characters++
			}
		}
	}
	return words, characters
}
