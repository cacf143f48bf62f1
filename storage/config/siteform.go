package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/storage/safefile"
)

// SiteForm is what can be chosen of a library's galley.toml, as it stands
// there: "" is what is not given.
type SiteForm struct {
	Title, URL, Description, Author, Language string
	Posts                                     string // between URL and slug
	Assets                                    string // folder of /… image links
	Page                                      string // page theme
	InlineMath                                bool
	Check                                     map[string]string // levels of rules that are not the usual ones
	Targets                                   []TargetForm
}

// TargetForm is a target as it stands in galley.toml: After and Own are not of
// it.
type TargetForm struct {
	Target
	Was string // its name in the file; "" for a new one
}

// siteKey is a text of a SiteForm and where it stands in the file.
type siteKey struct {
	table, key string
	field      func(*SiteForm) *string
}

func (k siteKey) name() string { return k.table + "." + k.key }

var siteKeys = []siteKey{
	{"site", "title", func(f *SiteForm) *string { return &f.Title }},
	{"site", "url", func(f *SiteForm) *string { return &f.URL }},
	{"site", "description", func(f *SiteForm) *string { return &f.Description }},
	{"site", "author", func(f *SiteForm) *string { return &f.Author }},
	{"site", "language", func(f *SiteForm) *string { return &f.Language }},
	{"site", "posts", func(f *SiteForm) *string { return &f.Posts }},
	{"library", "assets", func(f *SiteForm) *string { return &f.Assets }},
	{"library", "page", func(f *SiteForm) *string { return &f.Page }},
}

const (
	mathKey      = "library.inline_math"
	checkPrefix  = "check."
	targetPrefix = "target "
)

// Clone returns a copy that shares nothing with f.
func (f SiteForm) Clone() SiteForm {
	f.Check, f.Targets = maps.Clone(f.Check), slices.Clone(f.Targets)
	return f
}

// ReadSiteForm reads the galley.toml of the library in dir; a library without
// one has an empty form. On an error the file must not be changed.
func ReadSiteForm(dir string) (SiteForm, error) {
	path := filepath.Join(dir, SiteFile)
	_, _, table, err := readSite(path)
	if err != nil {
		return SiteForm{}, err
	}
	return formOf(table), nil
}

// readSite reads a galley.toml; the table of one that is not there is empty.
func readSite(path string) (src string, fp safefile.Fingerprint, table map[string]any, err error) {
	data, fp, err := safefile.Read(path, maxSite)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fp, nil, fmt.Errorf("%s: %s", safefile.Shown(path), settingsReason(err))
	}
	if table, err = parseTOML(path, data); err != nil {
		return "", fp, nil, err
	}
	if table == nil {
		table = map[string]any{}
	}
	for _, name := range []string{"site", "library", "check"} {
		if v, ok := table[name]; ok {
			if _, ok := v.(map[string]any); !ok {
				return "", fp, nil, fmt.Errorf("%s: %s must be a table, [%s]", safefile.Shown(path), name, name)
			}
		}
	}
	return string(data), fp, table, nil
}

// formOf takes a form from the values of a file. Those of a wrong kind count as
// not given.
func formOf(table map[string]any) SiteForm {
	var f SiteForm
	for _, k := range siteKeys {
		*k.field(&f), _ = lookUp(table, k.table, k.key).(string)
	}
	f.InlineMath, _ = lookUp(table, "library", "inline_math").(bool)
	f.Check, _ = readLevels(table, nil)
	for _, t := range targetsOf(table) {
		one, _ := readTarget(t)
		if one.Name != "" && !slices.ContainsFunc(f.Targets, func(o TargetForm) bool { return o.Name == one.Name }) {
			f.Targets = append(f.Targets, TargetForm{Target: one, Was: one.Name})
		}
	}
	return f
}

func targetsOf(table map[string]any) []map[string]any {
	list, _ := table["target"].([]map[string]any)
	return list
}

var language = regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$`)

// Wrong returns what cannot stand in a galley.toml, by what differs of two
// forms, such as site.url.
func (f SiteForm) Wrong() map[string]error {
	wrong := map[string]error{}
	if _, err := siteURL(strings.TrimSpace(f.URL)); err != nil {
		wrong["site.url"] = errors.New("an address is like https://example.org")
	}
	if s := strings.TrimSpace(f.Language); s != "" && !language.MatchString(s) {
		wrong["site.language"] = errors.New("a language is like en or pt-BR")
	}
	if strings.ContainsAny(f.Posts, " ?#\t") || strings.Contains(f.Posts, "://") {
		wrong["site.posts"] = errors.New("the address of posts is like /posts/")
	}
	if _, ok := assets.PageNamed(f.Page); !ok && f.Page != "" {
		wrong["library.page"] = fmt.Errorf("there is no page theme %q", f.Page)
	}
	names := map[string]bool{}
	for _, t := range f.Targets {
		switch {
		case strings.TrimSpace(t.Name) == "":
			wrong[targetPrefix+t.Name] = errors.New("a target has a name")
		case names[t.Name]:
			wrong[targetPrefix+t.Name] = fmt.Errorf("two targets are called %s", t.Name)
		case t.Format == "":
			wrong[targetPrefix+t.Name] = errors.New("a target has a format")
		}
		names[t.Name] = true
	}
	return wrong
}

// siteChange is one thing in which two forms differ: what it is called, and
// what it is in a form.
type siteChange struct {
	name string
	of   func(SiteForm) any             // comparable; nil is not there
	take func(to *SiteForm, v any)      // makes it that
	edit func(t *siteText, v any) error // writes it
}

// changes are all the things that one of the forms has.
func changes(forms ...SiteForm) (list []siteChange) {
	for _, k := range siteKeys {
		list = append(list, siteChange{
			k.name(), func(f SiteForm) any { return *k.field(&f) },
			func(to *SiteForm, v any) { *k.field(to) = v.(string) },
			func(t *siteText, v any) error { return t.set(k.table, k.key, v) },
		})
	}
	list = append(list, siteChange{
		mathKey, func(f SiteForm) any { return f.InlineMath },
		func(to *SiteForm, v any) { to.InlineMath = v.(bool) },
		func(t *siteText, v any) error { return t.set("library", "inline_math", v) },
	})
	var rules, targets []string
	for _, f := range forms {
		rules = slices.AppendSeq(rules, maps.Keys(f.Check))
		for _, t := range f.Targets {
			if t.Was != "" {
				targets = append(targets, t.Was)
			}
		}
	}
	slices.Sort(rules)
	for _, id := range slices.Compact(rules) {
		list = append(list, siteChange{
			checkPrefix + id,
			func(f SiteForm) any {
				if v, ok := f.Check[id]; ok {
					return v
				}
				return nil
			},
			func(to *SiteForm, v any) {
				if to.Check == nil {
					to.Check = map[string]string{}
				}
				if delete(to.Check, id); v != nil {
					to.Check[id] = v.(string)
				}
			},
			func(t *siteText, v any) error { return t.set("check", id, v) },
		})
	}
	var seen []string
	for _, was := range targets {
		if slices.Contains(seen, was) {
			continue
		}
		seen = append(seen, was)
		list = append(list, siteChange{
			targetPrefix + was,
			func(f SiteForm) any {
				for _, t := range f.Targets {
					if t.Was == was {
						return t
					}
				}
				return nil
			},
			func(to *SiteForm, v any) {
				at := slices.IndexFunc(to.Targets, func(t TargetForm) bool { return t.Was == was })
				switch {
				case v == nil && at >= 0:
					to.Targets = slices.Delete(to.Targets, at, at+1)
				case v != nil && at >= 0:
					to.Targets[at] = v.(TargetForm)
				case v != nil:
					to.Targets = append(to.Targets, v.(TargetForm))
				}
			},
			func(t *siteText, v any) error {
				if v == nil {
					return t.dropTarget(was)
				}
				return t.setTarget(was, v.(TargetForm).Target)
			},
		})
	}
	return list
}

// SiteChangedError tells that a galley.toml says something else by now than was
// seen, of things that are to be changed. Nothing was written.
type SiteChangedError struct {
	Path  string
	Now   SiteForm
	Names []string // such as site.title, check.link-target and target public
}

func (e *SiteChangedError) Error() string {
	return fmt.Sprintf("%s: changed elsewhere meanwhile: %s; nothing was written", safefile.Shown(e.Path), strings.Join(e.Names, ", "))
}

// Rebase is what becomes of a form, made from was, in a file that says now by
// now: what differs from was stays, or with theirs is only taken where now is
// as was.
func Rebase(was, now, to SiteForm, theirs bool) SiteForm {
	to = to.Clone()
	for _, c := range changes(was, now, to) {
		mine := c.of(to) != c.of(was)
		if !mine || theirs && c.of(now) != c.of(was) {
			c.take(&to, c.of(now))
		}
	}
	return to
}

// WriteSiteForm changes the galley.toml of the library in dir where to differs
// from was, which is what it said when it was read, and leaves all else in it
// as it is: other keys, order, comments. A library without the file gets one.
// What others changed meanwhile stays; where that is what is to be changed, the
// error is a *SiteChangedError. A file that is not TOML is left alone, and so is
// one that is a link out of the library.
func WriteSiteForm(dir string, was, to SiteForm) error {
	path := filepath.Join(dir, SiteFile)
	if out, is := safefile.LinkOut(dir, path); is {
		return fmt.Errorf("%s: it is a link to %s, which is outside of the library; nothing was changed", safefile.Shown(path), safefile.Shown(out))
	}
	for range 3 { // somebody may edit the file at the same time
		src, fp, table, err := readSite(path)
		if err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		changed, err := editSite(path, src, table, was, to)
		if err != nil || changed == src {
			return err
		}
		if len(changed) > maxSite {
			return fmt.Errorf("%s: it would be too large to be settings; nothing was changed", safefile.Shown(path))
		}
		_, err = safefile.Replace(path, []byte(changed), safefile.Options{Expect: &fp})
		if conflict := (*safefile.ConflictError)(nil); errors.As(err, &conflict) {
			continue
		}
		return err // which names the file
	}
	return fmt.Errorf("%s: it is being changed elsewhere; nothing was changed", safefile.Shown(path))
}

// editSite returns the text of a galley.toml with what differs between was and
// to.
func editSite(path, src string, table map[string]any, was, to SiteForm) (string, error) {
	now := formOf(table)
	text := &siteText{src: src, table: table}
	var others []string
	for _, c := range changes(was, now, to) {
		want := c.of(to)
		if want == c.of(was) || want == c.of(now) {
			continue
		}
		if c.of(now) != c.of(was) {
			others = append(others, c.name)
			continue
		}
		if err := c.edit(text, want); err != nil {
			return "", fmt.Errorf("%s: %w; nothing was changed", safefile.Shown(path), err)
		}
	}
	for _, t := range to.Targets {
		if t.Was != "" {
			continue
		}
		if slices.ContainsFunc(formOf(text.table).Targets, func(o TargetForm) bool { return o.Name == t.Name }) {
			others = append(others, targetPrefix+t.Name)
			continue
		}
		if err := text.addTarget(t.Target); err != nil {
			return "", fmt.Errorf("%s: %w; nothing was changed", safefile.Shown(path), err)
		}
	}
	if len(others) > 0 {
		return "", &SiteChangedError{Path: path, Now: now, Names: others}
	}
	return text.src, nil
}

// FormsDiffer reports whether two forms say something else.
func FormsDiffer(a, b SiteForm) bool {
	for _, c := range changes(a, b) {
		if c.of(a) != c.of(b) {
			return true
		}
	}
	return len(a.Targets) != len(b.Targets)
}
