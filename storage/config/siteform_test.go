package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const fullSite = `# mine
[site]      # who
title = "Old" # the name
url = 'https://a.org'

author="A"
[library]
page = "plain"
inline_math = false
future = [1, # kept
 2]

[check]
# quiet
todo = "off" # for now
link = "error"

# the web
[[target]]
name = "web" # public
format = "site"
out = "../web"
drafts = true # all of them
extra = 3

# feed
[[target]]
name = "feed"
format = "rss"
out = "feed.xml"
[other]
a = 1
`

func TestWriteSiteForm(t *testing.T) {
	for name, c := range map[string]struct {
		before string
		change func(*SiteForm)
		want   func(string) string // of what was before
	}{
		"nothing": {fullSite, func(*SiteForm) {}, func(s string) string { return s }},
		"no file": {"", func(f *SiteForm) { f.Title, f.InlineMath = "N", true }, func(string) string {
			return "[site]\ntitle = \"N\"\n\n[library]\ninline_math = true\n"
		}},
		"a title": {fullSite, func(f *SiteForm) { f.Title = "New “x” \\" }, func(s string) string {
			return strings.Replace(s, `"Old"`, `"New “x” \\"`, 1)
		}},
		"emptied": {fullSite, func(f *SiteForm) { f.Author = "" }, func(s string) string {
			return strings.Replace(s, `author="A"`, `author=""`, 1)
		}},
		"a new key": {fullSite, func(f *SiteForm) { f.Language = "de" }, func(s string) string {
			return strings.Replace(s, "author=\"A\"\n", "author=\"A\"\nlanguage = \"de\"\n", 1)
		}},
		"a rule": {fullSite, func(f *SiteForm) { f.Check["link"] = "hint"; f.Check["html"] = "off" }, func(s string) string {
			return strings.Replace(s, "link = \"error\"\n", "link = \"hint\"\nhtml = \"off\"\n", 1)
		}},
		"a rule as usual": {fullSite, func(f *SiteForm) { delete(f.Check, "todo"); delete(f.Check, "link") }, func(s string) string {
			s = strings.Replace(s, "link = \"error\"\n", "", 1)
			return strings.Replace(s, "todo = \"off\" # for now\n", "# for now\n", 1)
		}},
		"a target": {fullSite, func(f *SiteForm) {
			f.Targets[0].Out, f.Targets[0].Drafts, f.Targets[0].PublishedOnly, f.Targets[1].Name = "../www", false, true, "news"
		}, func(s string) string {
			s = strings.Replace(s, "../web", "../www", 1)
			s = strings.Replace(s, "drafts = true # all of them\nextra = 3\n", "# all of them\nextra = 3\npublished-only = true\n", 1)
			return strings.Replace(s, `name = "feed"`, `name = "news"`, 1)
		}},
		"no target": {fullSite, func(f *SiteForm) { f.Targets = f.Targets[1:] }, func(s string) string {
			from, to := strings.Index(s, "[[target]]"), strings.Index(s, "# feed")
			return s[:from] + s[to:]
		}},
		"the last target gone": {fullSite, func(f *SiteForm) { f.Targets = f.Targets[:1] }, func(s string) string {
			from, to := strings.LastIndex(s, "[[target]]"), strings.Index(s, "[other]")
			return s[:from] + s[to:]
		}},
		"a new target": {fullSite, func(f *SiteForm) {
			f.Targets = append(f.Targets, TargetForm{Target: Target{Name: "book", Format: "epub", Out: "b.epub", SkipErrors: true}})
		}, func(s string) string {
			return s + "\n[[target]]\nname = \"book\"\nformat = \"epub\"\nout = \"b.epub\"\nskip-errors = true\n"
		}},
		"all at once": {fullSite, func(f *SiteForm) { *f = SiteForm{} }, func(s string) string {
			for _, x := range [][2]string{{`"Old"`, `""`}, {`'https://a.org'`, `""`}, {`"A"`, `""`}, {`"plain"`, `""`}, {"link = \"error\"\n", ""}, {"todo = \"off\" # for now\n", "# for now\n"}} {
				s = strings.Replace(s, x[0], x[1], 1)
			}
			for range 2 {
				from := strings.Index(s, "[[target]]")
				to := strings.Index(s[from:], "# feed")
				if to < 0 {
					to = strings.Index(s[from:], "[other]")
				}
				s = s[:from] + s[from+to:]
			}
			return s
		}},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			t.Run(name, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, SiteFile)
				if c.before != "" {
					write(t, path, strings.ReplaceAll(c.before, "\n", end))
				} else if end != "\n" {
					return
				}
				was, err := ReadSiteForm(dir)
				must(t, err)
				to := was.Clone()
				c.change(&to)
				must(t, WriteSiteForm(dir, was, to))
				got := read(t, path)
				if want := strings.ReplaceAll(c.want(c.before), "\n", end); strings.ReplaceAll(got, end+end, end) != strings.ReplaceAll(want, end+end, end) {
					t.Errorf("the file is\n%s\nwant\n%s", got, want)
				}
				again, err := ReadSiteForm(dir)
				must(t, err)
				for i := range to.Targets {
					to.Targets[i].Was = to.Targets[i].Name
				}
				if len(to.Check) == 0 {
					to.Check = nil
				}
				if len(to.Targets) == 0 {
					to.Targets = nil
				}
				if !reflect.DeepEqual(again, to) {
					t.Errorf("read again as\n%+v\nwant\n%+v", again, to)
				}
			})
		}
	}
}

// What another program wrote meanwhile stays, unless it is of the very thing
// that is changed: then nothing is written, and the error says what.
func TestWriteSiteFormMeanwhile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, SiteFile)
	write(t, path, fullSite)
	was, err := ReadSiteForm(dir)
	must(t, err)
	to := was.Clone()
	to.Title, to.Check["todo"] = "Mine", "hint"
	to.Targets[1].Out = "mine.xml"
	others := strings.NewReplacer(`"A"`, `"B" # now`, `link = "error"`, `link = "off"`, "../web", "../theirs", "# mine", "# theirs").Replace(fullSite)
	write(t, path, others)
	must(t, WriteSiteForm(dir, was, to))
	want := strings.NewReplacer(`"Old"`, `"Mine"`, `todo = "off"`, `todo = "hint"`, "feed.xml", "mine.xml").Replace(others)
	if got := read(t, path); got != want {
		t.Errorf("the file is\n%s\nwant\n%s", got, want)
	}

	theirs := strings.NewReplacer(`"Old"`, `"Theirs"`, `"feed.xml"`, `"theirs.xml"`, `"A"`, `"B"`).Replace(fullSite)
	write(t, path, theirs)
	err = WriteSiteForm(dir, was, to)
	var changed *SiteChangedError
	if !errors.As(err, &changed) || !reflect.DeepEqual(changed.Names, []string{"site.title", "target feed"}) || changed.Now.Title != "Theirs" {
		t.Fatalf("%v", err)
	}
	oneLine(t, err, SiteFile, "site.title", "nothing was written")
	if read(t, path) != theirs {
		t.Error("something was written")
	}
	mine := Rebase(was, changed.Now, to, false)
	if mine.Title != "Mine" || mine.Author != "B" || mine.Targets[1].Out != "mine.xml" || mine.Check["todo"] != "hint" {
		t.Errorf("with mine kept: %+v", mine)
	}
	their := Rebase(was, changed.Now, to, true)
	if their.Title != "Theirs" || their.Author != "B" || their.Targets[1].Out != "theirs.xml" || their.Check["todo"] != "hint" {
		t.Errorf("with theirs: %+v", their)
	}
	must(t, WriteSiteForm(dir, changed.Now, mine))
	if got := read(t, path); !strings.Contains(got, `title = "Mine"`) || !strings.Contains(got, "mine.xml") {
		t.Error(got)
	}
}

func TestWriteSiteFormLeavesAlone(t *testing.T) {
	for name, before := range map[string]string{
		"broken": "[site]\ntitle = \n", "no table": "site = 3\n", "in one line": "site = { title = \"x\" } # so\n",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, SiteFile)
		write(t, path, before)
		was, _ := ReadSiteForm(dir)
		to := was.Clone()
		to.Title = "y"
		oneLine(t, WriteSiteForm(dir, was, to), SiteFile, "nothing was changed")
		if read(t, path) != before {
			t.Errorf("%s: it was changed", name)
		}
	}
	dir := tree(t, map[string]string{"private.toml": "", "lib/": ""})
	lib := filepath.Join(dir, "lib")
	must(t, os.Symlink("../private.toml", filepath.Join(lib, SiteFile)))
	oneLine(t, WriteSiteForm(lib, SiteForm{}, SiteForm{Title: "x"}), "outside of the library", "nothing was changed")
}

func TestSiteFormWrong(t *testing.T) {
	for _, c := range []struct {
		f    SiteForm
		want string
	}{
		{SiteForm{}, ""},
		{SiteForm{URL: "https://a.org/x", Language: "pt-BR", Posts: "/p/", Page: "essay"}, ""},
		{SiteForm{URL: "a.org"}, "site.url"},
		{SiteForm{URL: "https://a.org?x"}, "site.url"},
		{SiteForm{Language: "deutsch, bitte"}, "site.language"},
		{SiteForm{Posts: "/p?x"}, "site.posts"},
		{SiteForm{Page: "fancy"}, "library.page"},
		{SiteForm{Targets: []TargetForm{{Target: Target{Name: "a", Format: "rss"}}, {Target: Target{Name: "a", Format: "rss"}}}}, "target a"},
		{SiteForm{Targets: []TargetForm{{Target: Target{Format: "rss"}}}}, "target "},
	} {
		wrong := c.f.Wrong()
		if _, ok := wrong[c.want]; c.want == "" && len(wrong) > 0 || c.want != "" && (!ok || len(wrong) != 1) {
			t.Errorf("%+v: %v, want %q", c.f, wrong, c.want)
		}
	}
}

// Whatever a file looks like, what is written reads as what was wanted, and the
// comments are those that were there.
func FuzzWriteSiteForm(f *testing.F) {
	f.Add(fullSite, "Title", "off", "web", uint8(3))
	f.Add("", "x", "hint", "", uint8(0))
	f.Add("\ufeff[site]\r\ntitle=\"\"\"a\nb\"\"\"\r\n[[target]]\nname='q'\nformat='rss'\n[target.more]\nx=1\n", "y\n", "error", "q", uint8(7))
	f.Fuzz(func(t *testing.T, src, title, level, name string, bits uint8) {
		table, err := parseTOML("", []byte(src))
		if err != nil {
			return
		}
		if table == nil {
			table = map[string]any{}
		}
		was := formOf(table)
		to := was.Clone()
		to.Title = title
		if level == "off" || level == "hint" || level == "error" || level == "warning" {
			if to.Check == nil {
				to.Check = map[string]string{}
			}
			to.Check["todo"] = level
		}
		if len(to.Targets) > 0 {
			x := &to.Targets[0]
			x.Out, x.Drafts, x.SkipErrors = name, bits&1 > 0, bits&2 > 0
			if bits&4 > 0 {
				to.Targets = to.Targets[1:]
			}
		}
		got, err := editSite("galley.toml", src, table, was, to)
		if err != nil {
			return
		}
		again, err := parseTOML("", []byte(got))
		if err != nil {
			t.Fatalf("%q became %q: %v", src, got, err)
		}
		if back := formOf(again); back.Title != title || back.Check["todo"] != to.Check["todo"] || len(back.Targets) != len(to.Targets) {
			t.Fatalf("%q became %q, which reads as %+v, want %+v", src, got, back, to)
		}
		for _, x := range changes(was) {
			if x.of(to) == x.of(was) && x.of(formOf(again)) != x.of(was) {
				t.Fatalf("%q became %q: %s is another", src, got, x.name)
			}
		}
	})
}
