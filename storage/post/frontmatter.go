package post

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// FrontMatter is what another program's file says of its text before it, as our
// head does. Here it is no head: all of such a file is body.
type FrontMatter struct {
	Language string // one of those below
	Inner    string // without the lines around it
	Body     string // the rest of the source, as it is
}

// The languages of front matter.
const (
	YAML    = "YAML"
	TOML    = "TOML"
	JSON    = "JSON"
	Program = "program" // of Eleventy
	Lines   = "lines"   // of keys and values, as Pelican and MultiMarkdown have them
)

// Called returns what messages call the front matter.
func (m FrontMatter) Called() string {
	switch m.Language {
	case Program:
		return "front matter that is a program"
	case Lines:
		return "lines of keys and values"
	}
	return m.Language + " front matter"
}

// maxFrontMatter is how many bytes are looked at for an end of front matter.
const maxFrontMatter = 2 << 20

// CutFrontMatter parts front matter from the text behind it, and reports
// whether there is some. It says nothing of whether that can be read.
func CutFrontMatter(src string) (FrontMatter, bool) {
	src = strings.TrimPrefix(src, BOM)
	first, rest := CutLine(src)
	switch strings.TrimRight(first, " \t") {
	case "---js", "---javascript", "---coffee":
		return cutFence(Program, rest, separator)
	case separator, "---yaml":
		m, ok := cutFence(YAML, rest, separator, "...")
		return m, ok && hasKey(m.Inner) // else words between two rulers
	case "+++", "---toml":
		return cutFence(TOML, rest, first[:3])
	}
	if strings.HasPrefix(first, "{") {
		return cutJSON(src)
	}
	return cutLines(src)
}

// CutLine parts the first line, without its ending, from the rest.
func CutLine(s string) (line, rest string) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+len(ending(s[i:])):]
}

// cutFence finds the line that ends front matter.
func cutFence(language, s string, ends ...string) (FrontMatter, bool) {
	for at := 0; at < min(len(s), maxFrontMatter); {
		line, rest := CutLine(s[at:])
		if slices.Contains(ends, strings.TrimRight(line, " \t")) {
			return FrontMatter{language, s[:at], rest}, true
		}
		at = len(s) - len(rest)
	}
	return FrontMatter{}, false
}

var yamlKey = regexp.MustCompile(`(?m)^["']?[^\s#"'][^:\r\n]*:(?:\s|$)`)

// hasKey tells front matter from words between two rulers: it has a key, or
// nothing at all.
func hasKey(inner string) bool {
	inner = strings.TrimSpace(inner)
	return inner == "" || strings.HasPrefix(inner, "{") || yamlKey.MatchString(inner)
}

// cutJSON finds the end of an object that a source starts with, on a line of
// its own.
func cutJSON(src string) (FrontMatter, bool) {
	d := json.NewDecoder(strings.NewReader(src[:min(len(src), maxFrontMatter)]))
	var object json.RawMessage
	if err := d.Decode(&object); err != nil || strings.TrimSpace(string(object[1:len(object)-1])) == "" {
		return FrontMatter{}, false
	}
	n := int(d.InputOffset())
	after, rest := CutLine(src[n:])
	return FrontMatter{JSON, src[:n], rest}, strings.TrimSpace(after) == ""
}

// FrontMatterLine reads a line of front matter that is lines of keys and values.
func FrontMatterLine(line string) (key, value string, ok bool) {
	k := keyLine.FindStringSubmatch(line)
	if k == nil {
		return "", "", false
	}
	return strings.ToLower(strings.TrimSpace(k[1])), strings.TrimSpace(k[2]), true
}

var (
	keyLine = regexp.MustCompile(`^([A-Za-z][\w -]{0,40}):[ \t]*(.*)$`)
	// knownKeys are those of Pelican and MultiMarkdown.
	knownKeys = []string{"title", "date", "modified", "slug", "tags", "keywords", "category", "author", "authors", "summary", "lang", "status", "template", "save_as", "url", "translation", "series", "subtitle", "copyright", "base header level", "css", "affiliation"}
)

// cutLines finds lines of keys and values up to the first empty line, one of
// them the title or two of known keys. A line that is set in goes on.
func cutLines(src string) (FrontMatter, bool) {
	rest := src
	known, keys, titled, end := 0, 0, false, len(src)
	for rest != "" {
		line, after := CutLine(rest)
		if strings.TrimSpace(line) == "" {
			end, rest = len(src)-len(rest), after
			break
		}
		rest = after
		if keys > 0 && (line[0] == ' ' || line[0] == '\t') {
			continue
		}
		key, _, ok := FrontMatterLine(line)
		if !ok {
			return FrontMatter{}, false
		}
		titled = titled || key == "title" && keys == 0
		if keys++; slices.Contains(knownKeys, key) {
			known++
		}
	}
	if known < 2 && !titled || known*2 < keys {
		return FrontMatter{}, false
	}
	return FrontMatter{Lines, src[:end], rest}, true
}
