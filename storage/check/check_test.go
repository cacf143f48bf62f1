package check

import (
	"cmp"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/storage/post"
)

const (
	goodDescription = "A description that is long enough to say what a reader will find."
	good            = "!! title: T\n!! slug: s\n!! published: 2023-12-11\n!! description: " + goodDescription + "\n\n---\n\nx\n"
)

func with(key, value string) string {
	return post.Apply(good, post.Parse(good).Set(key, value))
}

func without(key string) string {
	return post.Apply(good, post.Parse(good).Unset(key))
}

func chars(n int) string { return strings.Repeat("a", n-1) + "." }

func TestPost(t *testing.T) {
	for _, c := range []struct {
		name, src string
		context   Context
		want      string // starts of problems, one a line
	}{
		{"nothing", good, Context{}, ""},
		{"title missing", without("title"), Context{}, "1:1: error: the post has no title"},
		{"title empty", with("title", ""), Context{}, "1:11: error: the post has no title"},
		{"title of 70", with("title", chars(70)), Context{}, ""},
		{"title of 71", with("title", chars(71)), Context{}, "1:11: warning: the title has 71 characters"},
		{"title of 70 characters of many bytes", with("title", strings.Repeat("👩\u200d🚀", 35)+strings.Repeat("e\u0301", 35)), Context{}, ""},

		{"slug missing", without("slug"), Context{}, "1:1: error: the post has no slug, which is its address; write one such as t [slug-missing]"},
		{"slug empty, nothing to suggest", with("slug", ""), Context{}, "2:10: error: the post has no slug"},
		{"slug with capitals", with("slug", "My Slug"), Context{}, `2:10: error: a slug is made of small letters a to z, digits, and single dashes between them; "My Slug" could be my-slug [slug-form]`},
		{"slug with two dashes", with("slug", "a--b"), Context{}, "2:10: error: a slug is made"},
		{"slug with dots", with("slug", "../a"), Context{}, "2:10: error: a slug is made"},
		{"slug of nothing", with("slug", "---"), Context{}, "2:10: error: a slug is made of small letters a to z, digits, and single dashes between them, and --- holds none"},
		{"slug doubled", good, Context{Path: "p/0001-s.md", Slugged: slugged("s", "p/0001-s.md", "p/0002-s.md")}, "2:10: error: the slug s is also that of 0002-s.md"},
		{"slug not doubled by itself", good, Context{Path: "p/0001-s.md", Slugged: slugged("s", "p/./0001-s.md")}, ""},
		{"slug doubled, never saved", good, Context{Slugged: slugged("s", "p/s.md")}, "2:10: error: the slug s is also that of s.md"},
		{"slug doubled by many", good, Context{Slugged: slugged("s", "e.md", "d.md", "c.md", "b.md", "a.md")}, "2:10: error: the slug s is also that of a.md, b.md, c.md and 2 more"},
		{"slug as the name", good, Context{Path: "0021-s.md"}, ""},
		{"slug other than the name", good, Context{Path: "0021-other.md"}, "2:10: warning: the file's name says other and the slug s"},
		{"slug other than a draft's name", good, Context{Path: "wip-other.md"}, "2:10: warning: the file's name says other"},
		{"slug other than the name, as often", good, Context{Path: "0021-other.md", NamesDiffer: true}, "2:10: hint: the file's name says other"},
		{"slug that its form alone tells from the name", with("slug", "My Slug"), Context{Path: "0021-my-slug.md"}, "2:10: error: a slug is made"},
		{"no slug in the name", good, Context{Path: "wip.md"}, ""},

		{"date missing", without("published"), Context{}, "1:1: error: the post has no date"},
		{"date empty", with("published", ""), Context{}, "3:15: error: the post has no date"},
		{"date with time", with("published", "2023-12-11T10:00:00+01:00"), Context{}, ""},
		{"date that is none", with("published", "2023-02-30"), Context{}, "3:15: error: 2023-02-30 is not a date"},
		{"date in words", with("published", "11 December"), Context{}, `3:15: error: "11 December" is not a date`},

		{"description missing", without("description"), Context{}, "1:1: error: the post has no description"},
		{"description empty", with("description", ""), Context{}, "4:17: error: the post has no description"},
		{"description of 49", with("description", chars(49)), Context{}, "4:17: warning: the description is short, 49"},
		{"description of 50", with("description", chars(50)), Context{}, ""},
		{"description of 160", with("description", chars(160)), Context{}, ""},
		{"description of 161", with("description", chars(161)), Context{}, "4:17: warning: the description has 161"},

		{"format problems are told too, by line", "!! slug: s\n!! title: T\n!! title:\n!! published: 2023-12-11\n!! description: D\n!! body: b\n", Context{}, "3:1: warning: the field title\n3:10: error: the post has no title\n5:17: warning: the description is short\n6:1: error: a field cannot\n7:1: error: the line ---"},
		{"all is body", "Hello\n", Context{}, "1:1: hint: the file does not\n1:1: error: the post has no title\n1:1: error: the post has no slug\n1:1: error: the post has no date\n1:1: error: the post has no description"},
		{"the column counts characters", "!! tïtle: x\n" + strings.Replace(good, "!! title: T", "!!\ttitle :  ", 1), Context{}, "2:13: error: the post has no title"},
		{"the head is enough", strings.SplitAfter(good, "---\n")[0], Context{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, p := range Post(c.src, post.Parse(c.src), c.context) {
				got = append(got, p.String())
				if strings.ContainsAny(p.Message, "\r\n") {
					t.Errorf("a message of two lines: %q", p.Message)
				}
			}
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, "\n")
			}
			if len(got) != len(want) {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], want[i]) {
					t.Errorf("got  %s\nwant %s", got[i], want[i])
				}
			}
		})
	}
}

func TestDescriptionCut(t *testing.T) {
	const body = "The first words of the body are often taken for the\ndescription, and then cut somewhere."
	for _, c := range []struct {
		description string
		cut         bool
	}{
		{"The first words of the body are often taken for the descrip", true},
		{"The first words of the body are often taken for the descrip…", true},
		{"The first words of the body are often taken for the descrip...", true},
		{"The first words of the body are often taken for the description", false},
		{"The first words of the body are often taken for the descriptions", false},
		{"The first words of the body are often taken for", false},
		{"A description of its own that ends in no full stop at all", false},
		{"A description of its own that ends in a dash as words cut in two do, inter-", true},
		{"A description of its own that ends in a dash, and that is spoken -", false},
		{"A description of its own that ends in dashes --", false},
		{strings.Repeat("many words ", 14) + "and", true},
		{strings.Repeat("many words ", 14) + "end.", false},
		{strings.Repeat("many words ", 14) + "end?", false},
		{strings.Repeat("many words ", 14) + "(end)", false},
		{"", false},
		{"…", false},
		{"-", false},
	} {
		src := post.Apply(good, post.Parse(good).Set("description", c.description)) + body
		found := false
		for _, p := range Post(src, post.Parse(src), Context{}) {
			found = found || p.Rule == "description-cut"
		}
		if found != c.cut {
			t.Errorf("%q: cut %v", c.description, found)
		}
	}
}

func TestSample(t *testing.T) {
	path := filepath.Join("..", "post", "testdata", "0021-e2m-management-and-leadership.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ps := Post(string(b), post.Parse(string(b)), Context{Path: path})
	if len(ps) != 1 || ps[0].Rule != "description-short" {
		t.Errorf("%v", ps)
	}
}

func TestNamesDiffer(t *testing.T) {
	for _, c := range []struct {
		name  string
		slugs map[string][]string
		want  bool
	}{
		{"none", nil, false},
		{"all the same", map[string][]string{"a": {"0001-a.md"}, "b": {"0002-b.md"}}, false},
		{"two differ", map[string][]string{"a": {"0001-x.md"}, "b": {"0002-y.md"}}, false},
		{"three differ", map[string][]string{"a": {"0001-x.md"}, "b": {"0002-y.md"}, "c": {"0003-z.md"}}, true},
		{"no slug is no difference", map[string][]string{"": {"0001-x.md", "0002-y.md", "0003-z.md"}}, false},
		{"three of 31", map[string][]string{"a": {"b.md", "c.md", "d.md"}, "x": strings.Split(strings.Repeat("x.md ", 27)+"x.md", " ")}, false},
		{"three of 30", map[string][]string{"a": {"b.md", "c.md", "d.md"}, "x": strings.Split(strings.Repeat("x.md ", 26)+"x.md", " ")}, true},
	} {
		if got := NamesDiffer(each(c.slugs)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] || r.About == Fields && !strings.HasPrefix(r.ID, cmp.Or(r.Key, "field")+"-") || r.Asks == "" {
			t.Errorf("rule %+v", r.ID)
		}
		seen[r.ID] = true
	}
}

func TestHostileValues(t *testing.T) {
	long := strings.Repeat("long ", 1<<18)
	for _, key := range []string{"title", "slug", "published", "description", strings.Repeat("k", 1<<20)} {
		src := with(key, long)
		for _, p := range Post(src, post.Parse(src), Context{Path: long + ".md"}) {
			if len(p.Message) > 1000 {
				t.Errorf("a message of %d bytes: %.80q", len(p.Message), p.Message)
			}
		}
	}
}

// slugged knows of posts that have one slug.
func slugged(slug string, paths ...string) func(string) []string {
	return func(s string) []string {
		if s == slug {
			return paths
		}
		return nil
	}
}

// each are the posts of a map by slugs.
func each(slugs map[string][]string) iter.Seq2[string, string] {
	return func(yield func(slug, path string) bool) {
		for slug, paths := range slugs {
			for _, path := range paths {
				if !yield(slug, path) {
					return
				}
			}
		}
	}
}
