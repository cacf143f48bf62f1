package importer

import (
	"strings"
	"time"

	"galley.app/galley/storage/post"
)

// when is a date or time as it was found.
type when struct {
	text string // as the field published holds it
	time time.Time
	note string // what was guessed
}

var days = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "20060102",
	"Jan 2, 2006", "Jan 2 2006", "January 2, 2006", "January 2 2006", "2 Jan 2006", "2 January 2006", "2. January 2006",
	"Monday, January 2, 2006", "Mon, Jan 2, 2006", "Mon Jan 2 2006", "Mon, 2 Jan 2006", "Monday, 2 January 2006",
}

var zoned = []string{
	"2006-1-2T15:04:05Z0700", "2006-1-2T15:04:05Z07:00", "2006-1-2T15:04Z07:00", "2006-1-2T15:04Z0700",
	"2006-1-2 15:04:05 -0700", "2006-1-2 15:04:05 -07:00", "2006-1-2 15:04:05 Z", "2006-1-2 15:04:05Z07:00", "2006-1-2 15:04:05Z0700",
	"2006-1-2 15:04 -0700", "2006-1-2 15:04 -07:00", "2006-1-2 15:04 Z", "2006-1-2 15:04Z07:00",
	"2006-1-2 15:04:05 -0700 -0700", "2006-1-2 15:04:05 -0700 MST",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 Z", "2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 -0700 2006",
}

var unzoned = []string{
	"2006-1-2T15:04:05", "2006-1-2T15:04", "2006-1-2 15:04:05", "2006-1-2 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04",
	"2006-1-2 3:04 PM", "2006-1-2 3:04:05 PM", "Mon, 2 Jan 2006 15:04:05", "Jan 2, 2006 15:04", "Jan 2, 2006 3:04 PM", "January 2, 2006 3:04 PM",
}

var (
	universal = pattern(`(?i)\s*\b(utc|gmt)$`)
	browser   = pattern(`^(\w{3} \w{3} \d{1,2} \d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})(?: \(.*\))?$`)
)

// readWhen reads a date in the ways that generators and people write it. What
// can stand as it is stays so.
func readWhen(s string) (when, bool) {
	s = post.Fold(s)
	if t, err := post.ParseDate(s); err == nil {
		return when{text: s, time: t}, true
	}
	if len(s) > 80 {
		return when{}, false
	}
	if k := browser().FindStringSubmatch(s); k != nil {
		if t, err := time.Parse("Mon Jan 2 2006 15:04:05 -0700", k[1]+" "+k[2]+" "+k[3]); err == nil {
			return when{text: t.Format(time.RFC3339), time: t}, true
		}
	}
	s = universal().ReplaceAllString(s, " Z")
	for _, layout := range days {
		if t, err := time.Parse(layout, s); err == nil {
			return when{text: t.Format(time.DateOnly), time: t}, usual(t)
		}
	}
	for _, layout := range zoned {
		layout = strings.Replace(layout, " Z", " Z07:00", 1)
		if t, err := time.Parse(layout, s); err == nil {
			return when{text: t.Format(time.RFC3339), time: t}, usual(t)
		}
	}
	for _, layout := range unzoned {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if t.Equal(t.Truncate(24 * time.Hour)) {
			return when{text: t.Format(time.DateOnly), time: t}, usual(t)
		}
		return when{text: t.Format(time.RFC3339), time: t, note: "its time has no zone; it was taken as UTC"}, usual(t)
	}
	return when{}, false
}

// usual refuses years that RFC 3339 cannot write, or that nobody means.
func usual(t time.Time) bool { return t.Year() > 0 && t.Year() < 10_000 }

var dated = pattern(`^(\d{4}-\d{2}-\d{2})(?:[-_ ](.*))?$`)

// cutDate takes the date off the start of a file's name.
func cutDate(stem string) (rest string, w when, ok bool) {
	k := dated().FindStringSubmatch(stem)
	if k == nil {
		return stem, when{}, false
	}
	t, err := post.ParseDate(k[1])
	if err != nil {
		return stem, when{}, false
	}
	return k[2], when{text: k[1], time: t}, true
}
