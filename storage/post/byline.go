package post

import "strconv"

// LongDate is the date of a post as its readers get it, such as 11 December 2023;
// "" where published is none.
func LongDate(published string) string {
	t, err := ParseDate(published)
	if err != nil {
		return ""
	}
	return t.Format("2 January 2006")
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
