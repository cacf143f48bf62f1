package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

var now = time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)

// open writes posts by their names and opens them as a library.
func open(t testing.TB, posts map[string]string) storage.Library {
	t.Helper()
	dir := t.TempDir()
	for name, src := range posts {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := storage.Open(context.Background(), dir, now)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func find(t testing.TB, e *Engine, s Search) Found {
	t.Helper()
	s.Now = now
	f, err := e.Find(context.Background(), s)
	if err != nil || !f.Whole {
		t.Fatalf("%s: %v, %+v", s.Query, err, f)
	}
	return f
}

func names(f Found) (list []string) {
	for _, r := range f.Results {
		list = append(list, r.Rel)
	}
	return list
}

var sample = map[string]string{
	"0001-marbles.md": "!! title: The Marble Jar\n!! slug: marbles\n!! published: 2024-05-02\n!! tags: trust, teams\n!! description: How trust is built.\n\n---\n\nTrust is earned in small moments. It is put into the jar, one marble\nat a time, and taken out by the handful.\n\n## Empty jars\n\nNo trust is left. See [naps](/posts/power-naps#why).\n",
	"0002-naps.md":    "!! title: Power Naps\n!! slug: power-naps\n!! published: 2023-12-11\n!! tags: health\n\n---\n\nA nap of 20 minutes. TRUST me: İstanbul, Élan and straße.\n\n![A sofa](sofa.png)\n",
	"wip-teams.md":    "!! title: Teams\n!! slug: teams\n\n---\n\nTeams need time, and a jar of\ntrust.\n",
	"notes/later.md":  "!! title: Later\n!! slug: later\n!! published: 2030-01-01\n\n---\n\nThe moment a marble falls, a jar is not far. Now [see](../0001-marbles.md).\n",
}

func TestFind(t *testing.T) {
	lib := open(t, sample)
	e := &Engine{Dir: t.TempDir()}
	defer e.Close()
	for _, c := range []struct{ query, want, note string }{
		{"", "", ""},
		{"trust", "0001-marbles.md wip-teams.md 0002-naps.md", ""},
		{"TRUST jar", "0001-marbles.md wip-teams.md", ""},
		{"trust -jar", "0002-naps.md", ""},
		{`"marble at a time"`, "0001-marbles.md", ""},
		{`"jar of trust"`, "wip-teams.md", ""},
		{`"falls now"`, "", ""},
		{"istanbul élan", "0002-naps.md", ""},
		{"elan", "0002-naps.md", ""},
		{"STRASSE", "", ""},
		{"title:jar", "0001-marbles.md", ""},
		{"tags:trust", "0001-marbles.md", ""},
		{"Tags:HEALTH", "0002-naps.md", ""},
		{"status:draft", "wip-teams.md", ""},
		{"status:SCHEDULED jar", "notes/later.md", ""},
		{"-status:draft trust", "0001-marbles.md 0002-naps.md", ""},
		{"status:lost", "", "A status is"},
		{"before:2024", "0002-naps.md", ""},
		{"before:2024-05-02 a", "0002-naps.md", ""},
		{"after:2024-05 a", "notes/later.md", ""},
		{"after:2024-05-01 before:2025 a", "0001-marbles.md", ""},
		{"before:soon", "", "is not a date"},
		{"has:image", "0002-naps.md", ""},
		{"has:links", "notes/later.md 0001-marbles.md", ""},
		{"-has:tags", "wip-teams.md notes/later.md", ""},
		{"has:heading", "0001-marbles.md", ""},
		{"links-to:power-naps", "0001-marbles.md", ""},
		{"links-to:0001-marbles.md", "notes/later.md", ""},
		{"links-to:0001-marbles", "notes/later.md", ""},
		{"links-to:sofa.png", "0002-naps.md", ""},
		{"links-to:naps", "", ""},
		{"file:notes/", "notes/later.md", ""},
		{"file:WIP", "wip-teams.md", ""},
		{"TRUST me:", "0002-naps.md", "“me:” wants"},
		{"colour:red", "", "No post has a field “colour”"},
		{"has:colour", "", "No post has a field “colour”"},
		{"tags:", "", "wants something"},
		{`"not closed`, "", "not closed"},
		{"2024-05", "0001-marbles.md", ""},
		{"jar", "0001-marbles.md wip-teams.md notes/later.md", ""},
	} {
		for _, e := range []*Engine{e, {}} {
			f := find(t, e, Search{Library: lib, Query: Parse(c.query)})
			got := names(f)
			if want := strings.Fields(c.want); !slices.Equal(got, want) || f.Posts != len(want) {
				t.Errorf("%s finds %q, want %q", c.query, got, want)
			}
			if s := strings.Join(f.Notes, " "); !strings.Contains(s, c.note) || (s == "") != (c.note == "") {
				t.Errorf("%s is said %q, want %q", c.query, s, c.note)
			}
		}
	}
}

func TestPlace(t *testing.T) {
	lib := open(t, sample)
	for _, c := range []struct {
		query Query
		path  string
		want  string // file:line:col of the place, and the sentence with its marks
	}{
		{Parse("earned"), "0001-marbles.md", "9:10 Trust is [earned] in small moments."},
		{Parse(`"marble at"`), "0001-marbles.md", "9:63 It is put into the jar, one [marble at] a time, and taken out by the handful."},
		{Parse("moment jar"), "notes/later.md", "7:5 The [moment] a marble falls, a [jar] is not far."},
		{Parse("empty"), "0001-marbles.md", "12:4 [Empty] jars"},
		{Parse("health"), "0002-naps.md", "4:10 [health]"},
		{Parse("power"), "0001-marbles.md", "14:37 See [naps](/posts/[power]-naps#why)."},
		{Parse("title:power"), "0002-naps.md", "1:11 A nap of 20 minutes."},
		{Parse("status:draft"), "wip-teams.md", "6:1 Teams need time, and a jar of trust."},
		{Parse("tags:trust"), "0001-marbles.md", "4:10 [trust], teams"},
		{Pattern(`mar\w+s|jar`), "notes/later.md", "7:30 The moment a marble falls, a [jar] is not far."},
		{Pattern(`earned.*moments`), "0001-marbles.md", "9:10 Trust is [earned in small moments]."},
	} {
		f := find(t, &Engine{}, Search{Library: lib, Query: c.query})
		i := slices.IndexFunc(f.Results, func(r Result) bool { return r.Rel == c.path })
		if i < 0 {
			t.Errorf("%s does not find %s", c.query, c.path)
			continue
		}
		p := f.Results[i].Place()
		got := fmt.Sprintf("%d:%d %s", p.Line, p.Col, marked(p.Sentence, p.Marks))
		if got != c.want {
			t.Errorf("%s in %s\n got %s\nwant %s", c.query, c.path, got, c.want)
		}
	}
}

// The mark of a picture and the query of an address end no sentence.
func TestSentenceWithSigns(t *testing.T) {
	lib := open(t, map[string]string{"a.md": "One. See ![The roof](/a.png) and [this](/watch?v=1) film. Now! \"Then?\" End.\n"})
	for query, want := range map[string]string{
		"roof": "See ![The [roof]](/a.png) and [this](/watch?v=1) film.",
		"film": "See ![The roof](/a.png) and [this](/watch?v=1) [film].",
		"now":  "[Now]!",
		"end":  "[End].",
	} {
		f := find(t, &Engine{}, Search{Library: lib, Query: Parse(query)})
		if len(f.Results) != 1 {
			t.Errorf("%s finds %d posts", query, len(f.Results))
			continue
		}
		if p := f.Results[0].Place(); marked(p.Sentence, p.Marks) != want {
			t.Errorf("%s: %s, want %s", query, marked(p.Sentence, p.Marks), want)
		}
	}
}

// marked is a sentence with brackets around what is found.
func marked(s string, marks []text.Range) string {
	for _, m := range slices.Backward(marks) {
		s = s[:m.Start] + "[" + s[m.Start:m.End] + "]" + s[m.End:]
	}
	return s
}

// What is open is searched as it is in the window, also where it has no file; what
// went from the disk is not found, and what cannot be read is said.
func TestFindWhatIsOpen(t *testing.T) {
	lib := open(t, sample)
	e := &Engine{Dir: t.TempDir()}
	defer e.Close()
	e.Warm(t.Context(), lib)
	path := filepath.Join(lib.Dir, "0002-naps.md")
	changed := []Open{
		{path, strings.Replace(sample["0002-naps.md"], "sofa", "hammock", 2)},
		{"new 1", "!! title: Untitled\n\n---\n\nA hammock in the jar.\n"},
	}
	for _, c := range []struct{ query, want string }{
		{"hammock", "0002-naps.md new 1"}, {"sofa", ""}, {"links-to:hammock.png", "0002-naps.md"}, {"status:draft hammock", "new 1"},
	} {
		if got := strings.Join(names(find(t, e, Search{Library: lib, Open: changed, Query: Parse(c.query)})), " "); got != c.want {
			t.Errorf("%s finds %s, want %s", c.query, got, c.want)
		}
	}
	if got := names(find(t, e, Search{Library: lib, Query: Parse("sofa")})); len(got) != 1 {
		t.Errorf("with nothing open sofa is in %q", got)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(sample["0002-naps.md"], "nap of", "rest of", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(lib.Dir, "wip-teams.md")); err != nil {
		t.Fatal(err)
	}
	fresh, err := storage.Refresh(t.Context(), lib, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lib         storage.Library
		query, want string
	}{
		{fresh, "rest", "0002-naps.md"},
		{fresh, `"nap of"`, ""},
		{fresh, "teams", "0001-marbles.md"},
		{lib, "time", "0001-marbles.md"}, // it knows the old names still
	} {
		f := find(t, e, Search{Library: c.lib, Query: Parse(c.query)})
		if got := strings.Join(names(f), " "); got != c.want || f.Missing != 0 {
			t.Errorf("%s finds %s, want %s (%v)", c.query, got, c.want, f.Unread)
		}
	}
	bad := open(t, map[string]string{"a.md": "jar\xff", "b.md": "jar"})
	if f := find(t, e, Search{Library: bad, Query: Parse("jar")}); f.Missing != 1 || f.Posts != 1 || f.Say() == "" {
		t.Errorf("of a file that is not text it is said %q", f.Say())
	}
}

// Switches tell capitals apart and want whole words.
func TestSwitches(t *testing.T) {
	lib := open(t, sample)
	e := &Engine{Dir: t.TempDir()}
	defer e.Close()
	e.Warm(t.Context(), lib)
	for _, c := range []struct {
		q    Query
		with func(*Query)
		want string
	}{
		{Parse("TRUST"), func(q *Query) { q.Case = true }, "0002-naps.md"},
		{Parse("-trust jar"), func(q *Query) { q.Case = true }, "notes/later.md"},
		{Parse("team"), func(q *Query) { q.Words = true }, ""},
		{Parse("teams"), func(q *Query) { q.Words = true }, "wip-teams.md 0001-marbles.md"},
		{Parse(`"a jar"`), func(q *Query) { q.Words = true }, "wip-teams.md notes/later.md"},
		{Pattern("t[ra]+ust"), func(*Query) {}, "0002-naps.md 0001-marbles.md wip-teams.md"},
		{Pattern("T[R]+UST"), func(q *Query) { q.Case = true }, "0002-naps.md"},
		{Pattern(`\d\d min`), func(*Query) {}, "0002-naps.md"},
		{Pattern(`^## `), func(*Query) {}, "0001-marbles.md"},
		{Pattern("slug"), func(*Query) {}, ""}, // the name of a field is no text
	} {
		c.with(&c.q)
		f := find(t, e, Search{Library: lib, Query: c.q})
		got, want := names(f), strings.Fields(c.want)
		if c.q.Regexp {
			slices.Sort(got)
			slices.Sort(want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v finds %q, want %q", c.q, got, want)
		}
	}
	if _, err := e.Find(t.Context(), Search{Library: lib, Query: Pattern("(")}); err == nil {
		t.Error("a wrong expression is none")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if f, err := e.Find(ctx, Search{Library: lib, Query: Parse("jar")}); !errors.Is(err, context.Canceled) || f.Whole {
		t.Errorf("given up it returns %+v, %v", f, err)
	}
	if f, err := (&Engine{}).Find(t.Context(), Search{Library: lib, Query: Pattern("a"), Time: 1}); err != nil || !f.Late || f.Whole {
		t.Errorf("late it returns %+v, %v", f, err)
	}
}

// What must be in all that an expression matches is.
func TestRequired(t *testing.T) {
	for expr, want := range map[string]string{
		"needle": "needle", "need(le|ed)": "need", "a|b": "", "(hay)+stack": "stack", "(hay)*stack?": "stac", "x{0,2}": "", "(abc){2,}d": "abc", "one two": "one", `\d+`: "", "(": "",
	} {
		if got := required(expr); got != want {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
}

// The oracle says in the plainest way whether a post is like a query.
type oracle struct{ title, body, file string }

func (o oracle) like(q Query) bool {
	p := post.Parse(o.body)
	plain := func(s string) string {
		s = regexp.MustCompile(`\r\n?`).ReplaceAllString(s, "\n")
		var b strings.Builder
		runes := []rune(s)
		for i := 0; i < len(runes); i++ {
			r := runes[i]
			if !unicode.IsSpace(r) {
				if !q.Case {
					r = text.FoldRune(r)
				}
				b.WriteRune(r)
				continue
			}
			lines := 0
			for ; i < len(runes) && unicode.IsSpace(runes[i]); i++ {
				if runes[i] == '\n' {
					lines++
				}
			}
			i--
			b.WriteString(map[bool]string{false: " ", true: "\n"}[lines > 1])
		}
		return b.String()
	}
	holds := func(s, word string) bool {
		s, word = plain(s), strings.TrimSpace(plain(word))
		if !q.Words {
			return strings.Contains(s, word)
		}
		rs, rw := []rune(s), []rune(word)
		for i := 0; i+len(rw) <= len(rs); i++ {
			if slices.Equal(rs[i:i+len(rw)], rw) && (i == 0 || !wordRune(rs[i-1])) && (i+len(rw) == len(rs) || !wordRune(rs[i+len(rw)])) {
				return true
			}
		}
		return false
	}
	for _, t := range q.Terms {
		like := false
		switch t.Kind {
		case Word, Phrase:
			like = holds(o.title, t.Text) || holds(o.body[p.BodyStart():], t.Text)
			for _, f := range p.Fields() {
				like = like || holds(f.Value, t.Text)
			}
		case Field:
			for _, f := range p.Fields() {
				like = like || strings.EqualFold(f.Key, t.Key) && holds(f.Value, t.Text)
			}
		case File:
			like = strings.Contains(strings.ToUpper(o.file), strings.ToUpper(t.Text))
		}
		if like == t.Not {
			return false
		}
	}
	return true
}

// The engine finds what the oracle does, with what is kept and without, and marks
// it.
func TestOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	pieces := []string{"a", "b", "A", "ab", "ba", "é", "É", "ß", "ſ", "K", "k", "s", "İ", "i", " ", " ", "  ", "\n", "\r\n", "\n\n", "\u00a0", "-", "_", "1", "\u0301", "日", ".", "!"}
	words := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	line := func(n int) string { return strings.Join(strings.Fields(words(n)), " ") }
	posts := map[string]string{}
	for i := range 60 {
		posts[fmt.Sprintf("%02d.md", i)] = "!! title: t" + line(4) + "\n!! tags: x" + line(4) + "\n\n---\n\n" + words(20+r.IntN(40))
	}
	lib := open(t, posts)
	kept := &Engine{Dir: t.TempDir()}
	defer kept.Close()
	kept.Warm(t.Context(), lib)
	some := 0
	for range 600 {
		q := Query{Case: r.IntN(4) == 0, Words: r.IntN(3) == 0}
		for range 1 + r.IntN(2) {
			term := Term{Kind: []Kind{Word, Phrase, Field, File}[r.IntN(4)], Text: strings.TrimSpace(words(1 + r.IntN(3))), Not: r.IntN(3) == 0}
			if term.Text == "" {
				term.Text = "a"
			}
			switch term.Kind {
			case Field:
				term.Key = []string{"title", "Tags", "published"}[r.IntN(3)]
			case File:
				term.Text = fmt.Sprint(r.IntN(10))
			}
			q.Terms = append(q.Terms, term)
		}
		var want []string
		for name, src := range posts {
			title, _ := post.Parse(src).Value("title")
			if (oracle{title, src, name}).like(q) {
				want = append(want, name)
			}
		}
		slices.Sort(want)
		some += len(want)
		for name, e := range map[string]*Engine{"kept": kept, "files": {}} {
			f := find(t, e, Search{Library: lib, Query: q, All: r.IntN(2) == 0})
			got := names(f)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %+v\n got %q\nwant %q", name, q, got, want)
			}
			for _, res := range f.Results {
				checkPlaces(t, posts[res.Rel], q, res.Places)
			}
		}
	}
	if some < 2000 {
		t.Errorf("only %d are found", some)
	}
}

// checkPlaces holds that places are in the source, and hold one of the words.
func checkPlaces(t *testing.T, src string, q Query, places []Place) {
	t.Helper()
	for _, p := range places {
		if p.Start < 0 || p.End < p.Start || p.End > len(src) {
			t.Fatalf("%+v is not in %q", p, src)
		}
		if p.Start < p.End {
			got := string(flatten(nil, src[p.Start:p.End], !q.Case, nil))
			if !slices.ContainsFunc(q.Terms, func(term Term) bool {
				return strings.TrimFunc(string(flatten(nil, strings.ToValidUTF8(term.Text, "\ufffd"), !q.Case, nil)), unicode.IsSpace) == got
			}) {
				t.Fatalf("%+v of %q is not what is looked for by %+v", p, src, q)
			}
			if len(p.Marks) == 0 && p.Key != "title" {
				t.Fatalf("nothing is marked in %+v", p)
			}
		}
		at := 0
		for _, m := range p.Marks {
			if m.Start < at || m.End <= m.Start || m.End > len(p.Sentence) {
				t.Fatalf("marks of %+v", p)
			}
			at = m.End
		}
	}
}

// FuzzParse holds that a query is never refused, and is read again as it is
// written.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "words and more", `"a phrase" -not`, `title:"two words" tags:x`, "status:draft before:2024-06 after:2024", "has:image links-to:a/b.md file:x", "--", `-"`, `a:"b`, "http://x.y", `http:"//x"`, "status:x before:y", "é:ü \xff\x00 \u00a0", `x:""`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > maxQuery/2 {
			s = s[:maxQuery/2]
		}
		q := Parse(s)
		again := Parse(q.String())
		if len(q.Terms) != len(again.Terms) || len(q.Terms) > 0 && !reflect.DeepEqual(q.Terms, again.Terms) {
			t.Fatalf("%q is\n%+v, written %q and read again\n%+v", s, q.Terms, q, again.Terms)
		}
		if _, err := newMatcher(q, true); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzPlaces holds that what is shown of any text is in it.
func FuzzPlaces(f *testing.F) {
	f.Add(sample["0001-marbles.md"], "trust jar")
	f.Add("!! a: \xffb\r\n\r\n---\r\n> * 1. # x\r\n> y z.\r\n\r\n", `"y z" x`)
	f.Add(strings.Repeat("é", 1000)+"x"+strings.Repeat(" é", 1000), "x")
	f.Add("X\xa8", "x")
	f.Add("ǽ", "\xbd")
	f.Fuzz(func(t *testing.T, src, query string) {
		q := Parse(query)
		for i := range q.Terms {
			q.Terms[i].Not = false
		}
		m, err := newMatcher(q, true)
		if err != nil {
			t.Fatal(err)
		}
		places, first := m.places(src, 20)
		if first < 0 || first >= len(places) {
			t.Fatalf("%d of %d", first, len(places))
		}
		checkPlaces(t, src, q, places)
	})
}

// A word that is everywhere does not say which place is shown.
func TestTellingWords(t *testing.T) {
	lib := open(t, map[string]string{"a.md": "no head\n\n" + strings.Repeat("The end of the day. ", 60) + "\n\nHere the zebra stands.\n\nThe end.\n"})
	f := find(t, &Engine{}, Search{Library: lib, Query: Parse("the zebra")})
	if p := f.Results[0].Place(); marked(p.Sentence, p.Marks) != "Here [the] [zebra] stands." {
		t.Errorf("%+v", p)
	}
}

// TestFirst has the first results told, in the order in which the whole comes, and
// how many posts there are, before the sentences of the others are known.
func TestFirst(t *testing.T) {
	posts := map[string]string{}
	for i := range 50 {
		posts[fmt.Sprintf("%04d-%d.md", i, i)] = fmt.Sprintf("!! title: Post %d\n!! published: 2024-01-%02d\n\n---\n\nA jar%s.\n", i, 1+i%28, strings.Repeat(" and a jar", i%7))
	}
	lib := open(t, posts)
	e := &Engine{Dir: t.TempDir()}
	defer e.Close()
	for range 2 { // from files, and from what is kept
		var first Found
		f := find(t, e, Search{Library: lib, Query: Parse("jar"), Most: 30, First: 5, Step: func(f Found) { first = f }})
		if len(first.Results) != 5 || len(f.Results) != 30 || first.Posts != 50 || f.Posts != 50 || first.Whole {
			t.Fatalf("first %d of %d, then %d of %d", len(first.Results), first.Posts, len(f.Results), f.Posts)
		}
		if !slices.Equal(names(first), names(f)[:5]) || !slices.Equal(first.Paths, f.Paths) || len(f.Paths) != 50 {
			t.Errorf("first are %q, of %q", names(first), names(f))
		}
		for _, r := range f.Results {
			if r.Place().Sentence == "" {
				t.Errorf("%s has no sentence", r.Rel)
			}
		}
	}
}

// TestBest has the best of a list found as sorting all of it finds them.
func TestBest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		list := make([]like, r.IntN(40))
		for i := range list {
			list[i] = like{doc: &Doc{Entry: &storage.Entry{Rel: fmt.Sprint(i)}}, found: found{score: float64(r.IntN(5))}}
		}
		n := r.IntN(45)
		all := slices.Clone(list)
		slices.SortFunc(all, better)
		want := all
		if n > 0 {
			want = all[:min(n, len(all))]
		}
		got := best(slices.Clone(list), n)
		if !slices.EqualFunc(got, want, func(a, b like) bool { return a.doc == b.doc }) {
			t.Fatalf("the best %d of %d are others than the first", n, len(list))
		}
	}
}

// TestRare has words found where bytes.Index finds them.
func TestRare(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	letters := []string{"A", "B", "É", "Ж", "本", " ", "Q"}
	some := func(n int) []byte {
		var b strings.Builder
		for range n {
			b.WriteString(letters[r.IntN(len(letters))])
		}
		return []byte(b.String())
	}
	for i := range 3000 {
		b, word := some(r.IntN(60)), some(r.IntN(4))
		if i%4 == 0 { // long enough for the byte to be found out not to be rare
			b, word = some(r.IntN(900)), some(3+r.IntN(5))
		}
		if got, want := rareOf(word).in(b), bytes.Index(b, word); got != want {
			t.Fatalf("%q is at %d of %q, want %d", word, got, b, want)
		}
	}
}
