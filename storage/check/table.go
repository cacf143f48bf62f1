package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"galley.app/galley/storage/post"
)

// Rule is one thing that can be wrong with a post.
type Rule struct {
	ID       string // as in Problem.Rule, and in a library's settings
	Key      string // of the field it is about; "" for none
	Severity post.Severity
	About    About
	Asks     string // what it asks for, in a sentence
	Mends    string // what its fix does, in a few words; "" where there is none
}

// About is what a rule looks at.
type About uint8

// What rules look at. Those of the last three need to know the library.
const (
	File   About = iota // how a post is written down
	Fields              // what its fields mean
	Text                // its text
	Links               // where its links and pictures lead
	Others              // the other posts
	Pages               // the library's own templates and static files
)

var abouts = [...]string{"The file", "Fields", "The text", "Links and pictures", "The library", "Templates"}

// String returns the name of the part as a heading.
func (a About) String() string { return abouts[a] }

// NeedsLibrary reports whether the rule looks at more than the post.
func (r Rule) NeedsLibrary() bool { return r.About >= Links }

var table = []Rule{
	{"unreadable", "", post.Error, File, "A post can be read: it is a file, and its text is UTF-8.", ""},
	{"head-missing", "", post.Hint, File, "A post begins with fields such as `!! title: …`. It is a warning where the head of another program stands there.", ""},
	{"separator-missing", "", post.Error, File, "The line `---` stands between the fields and the text.", ""},
	{"head-text", "", post.Warning, File, "Nothing but fields stands before the line `---`.", ""},
	{"field-colon", "", post.Warning, File, "A field has a colon behind its name.", ""},
	{"key-empty", "", post.Error, File, "A field has a name.", ""},
	{"key-body", "body", post.Error, File, "No field is named body, which is the name of the text in packages.", ""},
	{"key-repeated", "", post.Warning, File, "A field is there once.", ""},

	{"title-missing", "title", post.Error, Fields, "A post has a title.", ""},
	{"title-long", "title", post.Warning, Fields, "A title has at most 70 characters; search results cut longer ones.", ""},
	{"slug-missing", "slug", post.Error, Fields, "A post has a slug, which is its address.", "makes one of the title"},
	{"slug-form", "slug", post.Error, Fields, "A slug is made of small letters, digits, and single dashes between them.", "writes it so: “Bad Slug!” becomes bad-slug"},
	{"slug-name", "slug", post.Warning, Fields, "The file's name holds the slug. It is a hint in a library that names many files otherwise.", "takes the slug of the name"},
	{"published-missing", "published", post.Error, Fields, "A post has a date.", "sets the day of today"},
	{"published-date", "published", post.Error, Fields, "The date is a real one, as YYYY-MM-DD or with a time.", "sets the day of today"},
	{"description-missing", "description", post.Error, Fields, "A post has a description for feeds, cards and search results.", "takes the first sentence of the text"},
	{"description-short", "description", post.Warning, Fields, "A description has at least 50 characters.", "takes the first sentence of the text, where that is longer"},
	{"description-long", "description", post.Warning, Fields, "A description has at most 160 characters; search results cut longer ones.", ""},
	{"description-cut", "description", post.Warning, Fields, "A description does not end in the middle of a word.", ""},

	{"field-required", "", post.Error, Fields, "A post has the fields that its library requires, with something in them.", "writes what new posts have there, where the library says that"},
	{"field-value", "", post.Error, Fields, "A field holds what its library says: one of the choices, a date, a number, true or false.", "writes the most similar choice"},

	{"heading-empty", "", post.Warning, Text, "A heading has words.", ""},
	{"heading-jump", "", post.Warning, Text, "A heading is at most one level below the one before.", "gives it that level"},
	{"heading-doubled", "", post.Warning, Text, "No two headings of a section have the same words.", ""},
	{"alt-missing", "", post.Warning, Text, "A picture is described in words, for those who do not see it. An `<img>` with an empty `alt` is an ornament.", "goes to where the words belong"},
	{"link-empty", "", post.Warning, Text, "A link has words and an address.", ""},
	{"fence-open", "", post.Warning, Text, "Code that begins with three backticks or tildes ends with as many.", "closes it"},
	{"footnote", "", post.Warning, Text, "A footnote has a text, and something refers to it.", "begins the note at the end of the text"},
	{"table-broken", "", post.Warning, Text, "The line under the head of a table has as many columns as the head, and no row has more.", ""},
	{"todo", "", post.Warning, Text, "No line begins or ends with TODO, FIXME or XXX.", ""},
	{"link", "", post.Warning, Text, "An address is one that pages keep: those that run programs are left out.", ""},
	{"html", "", post.Warning, Text, "HTML in the text is of the kind that pages keep.", ""},
	{"math", "", post.Warning, Text, "A formula can be read.", ""},
	{"long-paragraph", "", post.Warning, Text, "A paragraph is not so long that it is shown as plain text.", ""},
	{"deep", "", post.Warning, Text, "Lists and quotes do not lie so deep in each other that they are shown as plain text.", ""},
	{"notes", "", post.Warning, Text, "There are not so many footnotes that some are shown as plain text.", ""},
	{"definitions", "", post.Warning, Text, "There are not so many definitions of links that some count for nothing.", ""},
	{"table", "", post.Warning, Text, "A table is not so large that it is shown as plain text.", ""},
	{"parser", "", post.Warning, Text, "The text can be read as Markdown.", ""},

	{"post-missing", "", post.Error, Links, "A link to a post leads to one that is there.", "writes the most similar address of a post"},
	{"heading-missing", "", post.Warning, Links, "A link to a heading leads to one that is there.", "writes the most similar heading"},
	{"file-missing", "", post.Warning, Links, "A link to a file leads to one that is there.", "writes the most similar name"},
	{"image-missing", "", post.Warning, Links, "The file of a picture is there.", "writes the most similar name"},
	{"image-outside", "", post.Warning, Links, "A picture lies in the library, in its folder for pictures, or beside the post.", ""},
	{"image-kind", "", post.Warning, Links, "The file of a picture is a picture that exports can hold: PNG, JPEG, GIF, WebP, AVIF or SVG, and not larger than 64 MB.", ""},

	{"slug-doubled", "slug", post.Error, Others, "No two posts have the same slug.", ""},
	{"number-doubled", "", post.Warning, Others, "No two files of posts begin with the same number.", ""},
	{"sync-copy", "", post.Warning, Others, "No copy that a sync tool left lies beside a post.", ""},

	{"template", "", post.Error, Pages, "A template of the library makes its page.", ""},
	{"static", "", post.Warning, Pages, "A file in the folder static is an ordinary one that lies in the library, with a name that every system allows.", ""},
}

// Rules returns all rules, in the order of what they look at.
func Rules() []Rule { return slices.Clone(table) }

// RuleOf returns the rule with an id.
func RuleOf(id string) (Rule, bool) {
	i := slices.IndexFunc(table, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return table[i], true
}

// rule is a rule that there is.
func rule(id string) Rule {
	r, _ := RuleOf(id)
	return r
}

// found is a problem of a rule at a place of the text.
func found(id, message string, args ...any) post.Problem {
	return post.Problem{Line: 1, Col: 1, Severity: rule(id).Severity, Rule: id, Message: fmt.Sprintf(message, args...)}
}

// Levels are what a library wants its rules to count as, by their ids: "error",
// "warning", "hint", or "off".
type Levels map[string]string

// Apply returns problems as the levels want them: without those that are off.
func (l Levels) Apply(list []post.Problem) []post.Problem {
	if len(l) == 0 {
		return list
	}
	kept := list[:0:0]
	for _, p := range list {
		switch l[p.Rule] {
		case "off":
			continue
		case "error":
			p.Severity = post.Error
		case "warning":
			p.Severity = post.Warning
		case "hint":
			p.Severity = post.Hint
		}
		kept = append(kept, p)
	}
	return kept
}

// Unknown says of each id that no rule has what may have been meant.
func (l Levels) Unknown() (list []string) {
	for _, id := range slices.Sorted(maps.Keys(l)) {
		if _, ok := RuleOf(id); ok {
			continue
		}
		ids := make([]string, len(table))
		for i, r := range table {
			ids[i] = r.ID
		}
		said := fmt.Sprintf("there is no rule %s in [check]", shorten(id))
		if near := Nearest(id, slices.Values(ids)); near != "" {
			said += "; " + near + " may be meant"
		}
		list = append(list, said)
	}
	return list
}

// Page is docs/problems.md.
func Page() string {
	var b strings.Builder
	b.WriteString(`# Problems

This page is generated from the program's table of rules. The window, *galley check* and the problems that an export names all go by it. A library changes how much a rule counts, or turns it off, in its galley.toml:

    [check]
    alt-missing = "error"
    slug-name = "off"

The levels are "error", "warning", "hint" and "off". Errors have *galley check* exit with 1; hints are not counted.
`)
	about := About(255)
	for _, r := range table {
		if r.About != about {
			about = r.About
			fmt.Fprintf(&b, "\n## %s\n\n| rule | level | what it asks for | fix |\n|---|---|---|---|\n", about)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, r.Severity, r.Asks, r.Mends)
	}
	b.WriteString("\nWhat is said of links and pictures, and of the library, needs the folder that the post lies in. Addresses of other sites are tried only where you ask for it.\n")
	return b.String()
}
