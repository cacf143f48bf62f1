package check

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/schema"
)

// fieldRule is a rule of what a field means.
type fieldRule struct {
	Rule
	find func(value) string
}

const (
	longTitle        = 70 // characters
	shortDescription = 50
	longDescription  = 160
)

func fieldRules() []fieldRule {
	return []fieldRule{
		{rule("title-missing"), func(v value) string {
			return v.missing("the post has no title; give it one")
		}},
		{rule("title-long"), func(v value) string {
			if n := characters(v.text); n > longTitle {
				return fmt.Sprintf("the title has %d characters and is cut off in search results; %d or fewer are shown whole", n, longTitle)
			}
			return ""
		}},
		{rule("slug-missing"), func(v value) string {
			if v.text != "" { // most posts have one, and to suggest another takes longer than all other rules
				return ""
			}
			return "the post has no slug, which is its address; write one such as " + v.suggestion()
		}},
		{rule("slug-form"), slugForm},
		{rule("slug-doubled"), slugDoubled},
		{rule("slug-name"), slugName},
		{rule("published-missing"), func(v value) string {
			return v.missing("the post has no date; write the day of publication as YYYY-MM-DD")
		}},
		{rule("published-date"), func(v value) string {
			if _, err := post.ParseDate(v.text); v.text != "" && err != nil {
				return err.Error()
			}
			return ""
		}},
		{rule("description-missing"), func(v value) string {
			return v.missing("the post has no description; write one line for feeds, cards and search results")
		}},
		{rule("description-short"), func(v value) string {
			if n := characters(v.text); n > 0 && n < shortDescription {
				return fmt.Sprintf("the description is short, %d of at least %d characters; say in up to %d what a reader will find", n, shortDescription, longDescription)
			}
			return ""
		}},
		{rule("description-long"), func(v value) string {
			if n := characters(v.text); n > longDescription {
				return fmt.Sprintf("the description has %d characters and is cut off in search results; shorten it to %d", n, longDescription)
			}
			return ""
		}},
		{rule("description-cut"), func(v value) string {
			if v.cutOff() {
				return "the description seems to end in the middle of a word or sentence; finish it, with a full stop where it ends"
			}
			return ""
		}},
	}
}

// declared says which fields are not as the library wants them.
func (s *subject) declared() (list []post.Problem) {
	for _, f := range s.Fields {
		v := s.field(f.Name)
		message := f.Wrong(v.text)
		if message == "" {
			continue
		}
		p := post.Problem{Line: 1, Col: 1, Key: f.Name, Rule: "field-value", Message: message}
		if v.text == "" {
			p.Rule = "field-required"
			if !v.there {
				p.Message = "the post has no field " + f.Name + "; this library wants it in each post"
			}
			if f.Default != "" {
				p.Fix = &post.Fix{Label: "Use “" + shorten(f.Default) + "”", Key: f.Name, Text: f.Default}
			}
		} else if near := Nearest(v.text, slices.Values(f.Choices)); near != "" && f.Kind == schema.Text {
			p.Fix = &post.Fix{Label: "Use “" + shorten(near) + "”", Key: f.Name, Text: near}
		}
		p.Severity = rule(p.Rule).Severity
		if at, ok := s.post.Field(f.Name); ok {
			p.Line, p.Col = at.Line, s.column(at)
			p.Start, p.End = at.ValueStart, at.ValueEnd
		}
		list = append(list, p)
	}
	return list
}

func (v value) missing(message string) string {
	if v.text == "" {
		return message
	}
	return ""
}

func (v value) suggestion() string {
	title, _ := v.post.Value("title")
	if s := post.SlugIn(title, v.Language); s != "" {
		return s
	}
	return "my-first-post"
}

func slugForm(v value) string {
	if v.text == "" || post.ValidSlug(v.text) {
		return ""
	}
	const rule = "a slug is made of small letters a to z, digits, and single dashes between them"
	if s := post.SlugIn(v.text, v.Language); s != "" {
		return rule + "; " + shorten(v.text) + " could be " + s
	}
	return rule + ", and " + shorten(v.text) + " holds none"
}

func slugDoubled(v value) string {
	if v.text == "" {
		return ""
	}
	if v.Slugged == nil {
		return ""
	}
	paths := v.others(v.Slugged(v.text))
	if len(paths) == 0 {
		return ""
	}
	return fmt.Sprintf("the slug %s is also that of %s, and only one of them can have the address; change one", shorten(v.text), listed(paths))
}

// listed names files in words, not any number of them.
func listed(paths []string) string {
	const shown = 3
	var names []string
	for _, path := range paths[:min(len(paths), shown)] {
		names = append(names, shorten(filepath.Base(path)))
	}
	where := strings.Join(names, ", ")
	if more := len(paths) - shown; more > 0 {
		where += fmt.Sprintf(" and %d more", more)
	}
	return where
}

func slugName(v value) string {
	if v.text == "" || v.Path == "" {
		return ""
	}
	_, _, name, _ := post.NamePart(filepath.Base(v.Path))
	if name == "" || name == v.text || name == post.SlugIn(v.text, v.Language) { // the form is what is wrong then
		return ""
	}
	return fmt.Sprintf("the file's name says %s and the slug %s; rename the file or change the slug, if that was not meant",
		shorten(name), shorten(v.text))
}

// shorten shows a value in a message: in one line, and not at any length.
func shorten(s string) string {
	const most = 60 // characters
	n := 0
	for i := range s {
		if n == most {
			s = s[:i] + "…"
			break
		}
		n++
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r == ' ' || r == utf8.RuneError || !unicode.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func lastRune(s string) (rune, bool) {
	r, size := utf8.DecodeLastRuneInString(s)
	return r, size > 0
}

// bodyGoesOn reports whether the body has the end of a description in the midst
// of a word, as when the description is the body's start, cut by length.
func (v value) bodyGoesOn(text string) bool {
	const start, words = 64 << 10, 3 // bytes of the body that are looked at; words that must be the same
	tail := strings.Fields(text)
	if len(tail) < words || v.post.TextStart() > len(v.src) {
		return false
	}
	end := strings.Join(tail[len(tail)-words:], " ")
	body := v.src[v.post.TextStart():]
	body = strings.Join(strings.Fields(body[:min(len(body), start)]), " ")
	goesOn := false
	for {
		at := strings.Index(body, end)
		if at < 0 {
			return goesOn
		}
		next, _ := utf8.DecodeRuneInString(body[at+len(end):])
		if !isWord(next) {
			return false // it is a word there too
		}
		goesOn = true
		body = body[at+len(end):]
	}
}
