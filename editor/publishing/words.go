package publishing

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

// place is a field of the sheet.
type place uint8

// The fields, in their order. Nothing is none of them.
const (
	nothing place = iota
	day
	clock
	slug
	name
	description
)

// wrong is the first field that holds what cannot be.
func (s *sheet) wrong() place {
	for _, p := range []place{day, clock, slug, name} {
		if _, bad := s.note(p); bad {
			return p
		}
	}
	return nothing
}

// note says of a field what it means, or what is wrong with it.
func (s *sheet) note(of place) (words string, bad bool) {
	switch of {
	case day, clock:
		return s.dateNote(of)
	case slug:
		switch {
		case s.back:
			return "", false
		case !post.ValidSlug(s.is.slug):
			return "A slug is of small letters and digits, with hyphens between them.", true
		}
		if other := s.o.Taken(s.post.Path, s.is.slug); other != "" {
			return "“" + other + "” has that slug already.", true
		}
		return s.o.Address(s.post.Path, s.is.slug), false
	case name:
		if wrong := post.WrongName(s.is.name, s.back); wrong != "" {
			return wrong, true
		}
		if s.err != nil && s.known {
			return sentence(s.err), true
		}
		return "Now " + filepath.Base(s.post.Path), false
	}
	return "", false
}

func (s *sheet) dateNote(of place) (words string, bad bool) {
	value, ok := s.published()
	_, err := time.Parse(time.DateOnly, strings.TrimSpace(s.is.day))
	switch {
	case s.back:
		return "", false
	case err != nil:
		if of == day {
			return "A date is written as 2006-01-02.", true
		}
		return "", false
	case !ok:
		if of == clock {
			return "A time is written as 15:04, or left out.", true
		}
		return "", false
	case of == clock:
		return "", false
	}
	now := s.o.Now()
	t, err := post.ParseDate(value)
	if err != nil {
		return "A date is written as 2006-01-02.", true
	}
	long := post.LongDate(value)
	switch {
	case s.waits() && s.is.clock != "":
		return "Scheduled for " + long + ", " + t.Format("15:04") + ".", false
	case s.waits():
		return "Scheduled for " + long + ".", false
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "Today, " + long + ".", false
	}
	return long + ", which is past.", false
}

// count is how long the description is, and whether that is too long or too short.
func (s *sheet) count() (words string, warn bool) {
	const least, most = 50, 160
	n := utf8.RuneCountInString(post.Fold(s.is.description))
	return strconv.Itoa(n) + "/" + strconv.Itoa(most), n > most || n < least
}

// links says what becomes of the links that lead to the post.
func (s *sheet) links() (lines []string) {
	x := s.becomes
	if x.Links > 0 {
		verb := " names its file and is written anew."
		if x.Links > 1 {
			verb = " name its file and are written anew."
			if s.is.slug != s.slugWas() {
				verb = " lead to it by its old names and are written anew."
			}
		}
		lines = append(lines, wording.Count(x.Links, "link")+" in "+wording.Count(x.Posts, "post")+verb)
	}
	if n := len(x.Leading); s.back && n > 0 {
		const most = 3
		titles := x.Leading
		rest := ""
		if n > most {
			titles, rest = titles[:most], " and "+wording.Count(n-most, "other")
		}
		lead := " has links to it"
		if n > 1 {
			lead = " have links to it"
		}
		lines = append(lines, "▲ "+wording.Count(n, "post")+lead+", which readers cannot follow then: “"+strings.Join(titles, "”, “")+"”"+rest+".")
	}
	for _, left := range x.Left {
		lines = append(lines, "▲ "+left)
	}
	return lines
}

func (s *sheet) slugWas() string {
	was, _ := post.Parse(s.post.Text).Value("slug")
	return was
}

// about says in a line what happens.
func (s *sheet) about() string {
	switch date := post.LongDate(s.is.day); {
	case !s.back && s.post.Dirty:
		return "What is not saved is saved with it."
	case !s.back:
		return ""
	case date != "":
		return "The post leaves its site with the next export. It keeps its date, " + date + ", and its address for when it is published again."
	}
	return "The post leaves its site with the next export. It keeps its address for when it is published again."
}

// did says what was done.
func (s *sheet) did(x Becomes) string {
	file := s.is.name
	said := s.said(" is published as "+file+".", " is a draft again, "+file+".")
	if s.waits() && !s.back {
		value, _ := s.published()
		said = s.said(" is scheduled for "+post.LongDate(value)+" as "+file+".", "")
	}
	if x.Links > 0 {
		said = strings.TrimSuffix(said, ".") + ", and " + wording.Count(x.Links, "link") + " with it."
	}
	return said
}

// verb is the word on the button.
func (s *sheet) verb() string {
	switch {
	case s.back:
		return "Back to draft"
	case s.waits():
		return "Schedule"
	}
	return "Publish"
}
