package post

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func sortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
}

// Status is where a post stands; it is derived and never stored.
type Status uint8

// Statuses of a post.
const (
	Published Status = iota
	Scheduled        // published lies in the future
	Draft            // the file's name starts with wip
)

func (s Status) String() string {
	switch s {
	case Scheduled:
		return "scheduled"
	case Draft:
		return "draft"
	}
	return "published"
}

// IsDraft reports whether a file of that name, with or without folder, is a
// draft.
func IsDraft(fileName string) bool {
	return strings.HasPrefix(filepath.Base(fileName), "wip")
}

// StatusOf derives a post's status from its file name, with or without folder,
// and the value of its field published. A day without a time begins where the
// author is, in the zone of now: a post dated today is not scheduled.
func StatusOf(fileName, published string, now time.Time) Status {
	if IsDraft(fileName) {
		return Draft
	}
	t, err := time.ParseInLocation(time.DateOnly, published, now.Location())
	if err != nil {
		t, err = ParseDate(published)
	}
	if err == nil && t.After(now) {
		return Scheduled
	}
	return Published
}

// ParseDate reads YYYY-MM-DD, which is midnight UTC of that day, or an RFC 3339
// date-time.
func ParseDate(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	up := strings.ToUpper(s) // RFC 3339 allows t and z
	t, err := time.Parse(time.RFC3339, up)
	// time.Parse lets through an hour of one digit and a decimal comma.
	if hour := len("2006-01-02T15"); err != nil || up[hour] != ':' || strings.Contains(up, ",") {
		return time.Time{}, fmt.Errorf("%s is not a date: write YYYY-MM-DD, or YYYY-MM-DDThh:mm:ssZ with a time", quote(s))
	}
	return t, nil
}

// ValidSlug reports whether s is [a-z0-9]+(-[a-z0-9]+)*.
func ValidSlug(s string) bool {
	dash := true // at the start, or behind a dash
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			dash = false
		case c == '-' && !dash:
			dash = true
		default:
			return false
		}
	}
	return !dash
}

// NamePart takes a file name, with or without folder, apart: 0021-some-slug.md
// is number 21, numbered, slug "some-slug"; wip-some-slug.md is a draft. A date
// before the slug (2023-12-11-some-slug.md) is no number and not part of it.
func NamePart(fileName string) (number int, numbered bool, slug string, draft bool) {
	name := filepath.Base(fileName)
	for _, ext := range [...]string{".md", ".markdown"} {
		if at := len(name) - len(ext); at >= 0 && strings.EqualFold(name[at:], ext) {
			name = name[:at]
			break
		}
	}
	if rest, ok := strings.CutPrefix(name, "wip"); ok {
		draft = true // wipeout.md too: the letters decide, but they are cut off only as a word
		if word := strings.TrimLeft(rest, "-_ ."); word != rest || rest == "" {
			name = word
		}
	}
	if len(name) > len(time.DateOnly) && name[len(time.DateOnly)] == '-' {
		if _, err := time.Parse(time.DateOnly, name[:len(time.DateOnly)]); err == nil {
			return 0, false, name[len(time.DateOnly)+1:], draft
		}
	}
	digits := 0
	for digits < len(name) && name[digits] >= '0' && name[digits] <= '9' {
		digits++
	}
	if digits < 4 || digits > 6 || digits < len(name) && name[digits] != '-' {
		return 0, false, name, draft
	}
	for _, d := range name[:digits] {
		number = number*10 + int(d-'0')
	}
	return number, true, strings.TrimPrefix(name[digits:], "-"), draft
}
