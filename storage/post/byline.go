package post

import (
	"strconv"
	"time"
)

// What stands below a post's title is the same wherever it is read: in the
// preview, on its page, in lists, on paper and in books. It is made here and
// nowhere else.

// LongDay is a day as readers get it, such as 11 December 2023.
func LongDay(t time.Time) string { return t.Format("2 January 2006") }

// LongDate is LongDay of a date as it is written in a post; "" where that is none.
func LongDate(published string) string {
	t, err := ParseDate(published)
	if err != nil {
		return ""
	}
	return LongDay(t)
}

// ReadingTime is how long a post of so many words takes, as its readers get it.
func ReadingTime(words int) string { return strconv.Itoa(Minutes(words)) + " min read" }

// Byline is the line below a post's title: its date, if it has one, and how long
// it takes to read.
func Byline(published string, words int) string {
	if date := LongDate(published); date != "" {
		return date + " · " + ReadingTime(words)
	}
	return ReadingTime(words)
}
