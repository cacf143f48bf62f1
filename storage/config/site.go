package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/schema"
)

// SiteFile is the name of a library's own settings, at its root.
const SiteFile = "galley.toml"

const (
	maxSettings = 1 << 20  // bytes of the largest settings file that is read
	maxSite     = 64 << 10 // bytes of the largest galley.toml; a library may come from a stranger
)

// settingsLimits are those of what settings files hold. A file within them
// takes some megabytes of memory to read.
var settingsLimits = bounded.Limits{Bytes: maxSettings, Depth: 32, Values: 20_000, Dots: 8}

// maxPerPage is the most posts that a page is asked to list.
const maxPerPage = 10_000

// Site is what a library says of itself in its galley.toml.
type Site struct {
	Title       string
	URL         string // without a slash at its end; "" when not given
	Description string
	Author      string
	Language    string // "en" when not given
	Spoken      bool   // the language was given
	Posts       string // between URL and slug, with a slash on both ends
	Assets      string // folder of /… image links, relative to the library; "" to look for one
	Page        string // page theme
	PerPage     int    // posts on a page that lists them; 0 has all on one
	InlineMath  bool   // $…$ among words is a formula
	NoFonts     bool   // pages are exported without typefaces

	Fields schema.Schema // that posts have beside the usual four

	Check map[string]string // rules of the check, and what they count as: "error", "warning", "hint", or "off"
}

// DefaultSite is the Site of a library that says nothing.
func DefaultSite() Site {
	return Site{Language: "en", Posts: "/posts/", Page: "plain", PerPage: 50}
}

// PostURL is the address of the post with that slug: absolute when the site's
// is known.
func (s Site) PostURL(slug string) string {
	posts := s.Posts
	if posts == "" {
		posts = DefaultSite().Posts
	}
	return s.URL + posts + url.PathEscape(slug)
}

// ReadSite reads the settings of the library in dir. It never writes. On an
// error the Site is usable all the same: a file that is not TOML leaves the
// defaults, a wrong value leaves that one's default. Keys that are not known
// are not complained about.
func ReadSite(dir string) (Site, error) {
	site := DefaultSite()
	path := filepath.Join(dir, SiteFile)
	data, _, err := safefile.Read(path, maxSite)
	if errors.Is(err, fs.ErrNotExist) {
		return site, nil
	}
	if err != nil {
		return site, fmt.Errorf("%s: %s; the library works with defaults", safefile.Shown(path), settingsReason(err))
	}
	table, err := parseTOML(path, data)
	if err != nil {
		return site, fmt.Errorf("%w; the library works with defaults", err)
	}
	var wrong []string
	for _, name := range []string{"site", "library", "check"} {
		if v, ok := table[name]; ok {
			if _, ok := v.(map[string]any); !ok {
				wrong = append(wrong, fmt.Sprintf("%s must be a table, [%s]", name, name))
			}
		}
	}
	for _, f := range []struct {
		table, key string
		into       *string
	}{
		{"site", "title", &site.Title},
		{"site", "url", &site.URL},
		{"site", "description", &site.Description},
		{"site", "author", &site.Author},
		{"site", "language", &site.Language},
		{"site", "posts", &site.Posts},
		{"library", "assets", &site.Assets},
		{"library", "page", &site.Page},
	} {
		switch v := lookUp(table, f.table, f.key).(type) {
		case nil:
		case string:
			if v = strings.TrimSpace(v); v != "" {
				*f.into = v
				site.Spoken = site.Spoken || f.key == "language"
			}
		default:
			wrong = append(wrong, fmt.Sprintf("%s of [%s] must be text in quotes", f.key, f.table))
		}
	}
	if _, ok := assets.PageNamed(site.Page); !ok {
		wrong = append(wrong, fmt.Sprintf("page %q of [library] is not a page theme; there are %s", site.Page, strings.Join(pageThemes(), ", ")))
		site.Page = DefaultSite().Page
	}
	switch v := lookUp(table, "library", "inline_math").(type) {
	case nil:
	case bool:
		site.InlineMath = v
	default:
		wrong = append(wrong, "inline_math of [library] must be true or false")
	}
	switch v := lookUp(table, "library", "fonts").(type) {
	case nil:
	case bool:
		site.NoFonts = !v
	default:
		wrong = append(wrong, "fonts of [library] must be true or false")
	}
	switch v := lookUp(table, "site", "per_page").(type) {
	case nil:
	case int64:
		if v < 0 || v > maxPerPage {
			wrong = append(wrong, fmt.Sprintf("per_page of [site] must be a number from 0 to %d; 0 has all posts on one page", maxPerPage))
			break
		}
		site.PerPage = int(v)
	default:
		wrong = append(wrong, "per_page of [site] must be a number")
	}
	site.Check, wrong = readLevels(table, wrong)
	site.Posts = "/" + strings.Trim(site.Posts, "/") + "/"
	if site.Posts == "//" {
		site.Posts = "/"
	}
	if site.URL, err = siteURL(site.URL); err != nil {
		wrong = append(wrong, err.Error())
	}
	site.Fields, err = readFields(path, string(data), table)
	if len(wrong) > 0 {
		err = errors.Join(fmt.Errorf("%s: %s", safefile.Shown(path), strings.Join(wrong, "; ")), err)
	}
	return site, err
}

// Complaints are what an error of ReadSite says, a line each.
func Complaints(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

// readLevels reads what the rules of the check count as, and adds to what is
// wrong with the settings. Which rules there are is known elsewhere.
func readLevels(table map[string]any, wrong []string) (map[string]string, []string) {
	in, _ := table["check"].(map[string]any)
	levels := make(map[string]string, len(in))
	for _, id := range slices.Sorted(maps.Keys(in)) {
		switch v, _ := in[id].(string); v {
		case "error", "warning", "hint", "off":
			levels[id] = v
		default:
			wrong = append(wrong, fmt.Sprintf(`%s of [check] must be "error", "warning", "hint" or "off"`, safefile.Shown(id)))
		}
	}
	if len(levels) == 0 {
		return nil, wrong
	}
	return levels, wrong
}

// siteURL checks a site's address and takes the slash off its end.
func siteURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("url %q of [site] must be an address such as https://example.org", s)
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("url %q of [site] must end before ? and #", s)
	}
	return strings.TrimRight(s, "/"), nil
}

// settingsReason is safefile.Reason for a settings file.
func settingsReason(err error) string {
	var large *safefile.TooLargeError
	if errors.As(err, &large) {
		return "the file is too large to be settings"
	}
	return safefile.Reason(err)
}
