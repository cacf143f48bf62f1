package versions

import (
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/history"
)

// entry is a row of a time line: a version, or the head of a day.
type entry struct {
	day string // "" for a version
	at  int    // of the versions
}

// daysOf puts a head before the versions of each day; they are in order, the newest
// first. It returns the rows and which of them are heads.
func daysOf(list []history.Version, now time.Time) (rows []entry, heads []int) {
	last := ""
	for i := range list {
		t := list[i].Time.In(now.Location())
		if day := t.Format(time.DateOnly); day != last {
			last = day
			heads = append(heads, len(rows))
			rows = append(rows, entry{day: dayOf(t, now)})
		}
		rows = append(rows, entry{at: i})
	}
	return rows, heads
}

// dayOf says a day as people do who are at now.
func dayOf(t, now time.Time) string {
	t = t.In(now.Location())
	switch t.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return "Today"
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "Yesterday"
	}
	if t.Year() == now.Year() {
		return t.Format("Monday, 2 January")
	}
	return t.Format("Monday, 2 January 2006")
}

// clock is the time of day of version i of a list, with seconds where the one before or
// behind it is of the same minute.
func clock(list []history.Version, i int, now time.Time) string {
	at := func(i int) string { return list[i].Time.In(now.Location()).Format("2006-01-02 15:04") }
	if i > 0 && at(i-1) == at(i) || i+1 < len(list) && at(i+1) == at(i) {
		return list[i].Time.In(now.Location()).Format("15:04:05")
	}
	return at(i)[len("2006-01-02 "):]
}

// moment says when a version was made, in the middle of a sentence.
func moment(v history.Version, now time.Time) string {
	t := v.Time.In(now.Location())
	switch day := dayOf(t, now); day {
	case "Today", "Yesterday":
		return strings.ToLower(day) + " at " + t.Format("15:04")
	default:
		return t.Format("2 January 2006 at 15:04")
	}
}

// onDay says on which day a version was made, in the middle of a sentence.
func onDay(v history.Version, now time.Time) string {
	switch day := dayOf(v.Time, now); day {
	case "Today", "Yesterday":
		return strings.ToLower(day)
	}
	return "on " + v.Time.In(now.Location()).Format("2 January 2006")
}

// reason says what made a version.
func reason(v history.Version) string {
	switch v.Kind {
	case history.Saved:
		return "Saved"
	case history.Autosaved:
		return "Autosaved"
	case history.Found:
		return "As it was found"
	case history.Imported:
		return "Before an import"
	case history.Renamed:
		return "Before renaming"
	case history.Replaced:
		return "Before replacing in all posts"
	case history.Outside:
		return "Changed outside"
	case history.Reloaded:
		return "Before reading it again"
	case history.GivenUp:
		return "Not saved, or given up"
	case history.SavedAs:
		return "Saved under this name"
	case history.Set:
		return "Fields set"
	case history.Committed:
		if v.Message == "" {
			return "Commit"
		}
		line, _, _ := strings.Cut(strings.TrimSpace(v.Message), "\n")
		return line
	}
	return "Kept"
}

// second is the second line of a version's row.
func second(v history.Version) string {
	var parts []string
	if v.Kind == history.Committed {
		parts = append(parts, "commit")
		if v.Author != "" {
			parts[0] = "commit by " + v.Author
		}
	}
	if v.Words > 0 || v.Kind != history.Committed {
		parts = append(parts, wording.Count(v.Words, "word"))
	}
	return strings.Join(parts, " · ")
}

// called is the title of a version's post, or the name of its file.
func called(title, path string) string {
	switch {
	case title != "":
		return title
	case path != "":
		return filepath.Base(path)
	}
	return "Untitled"
}
