package flowing

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const head = "!! title: a\n\n---\n\n"

const (
	first  = "One of the first things that a manager learns is how little\nof the day is left for what the day was meant to be, and it\nis a lesson that comes again.\n\n"
	second = "Then there are meetings. There are so many of them that one\nlooks for a place between two in which to write what is said\nin the third.\n"
)

// fixture is a post that is shown, with a Doc that comes when the test says so.
type fixture struct {
	*Flow
	s       *session.Session
	doc     *markdown.Doc
	choice  string
	shown   bool
	rewraps bool
	later   []func()
}

func newFixture(src string) *fixture {
	d := &fixture{s: session.Open("/posts/a.md", src, session.Options{}), rewraps: true}
	current := func(s *session.Session) *markdown.Doc {
		if d.doc != nil && d.doc.Version == s.Text().Version() {
			return d.doc
		}
		return nil
	}
	d.Flow = New(Options{
		Post: func() *session.Session { return d.s }, Known: current,
		Doc: func(s *session.Session) *markdown.Doc { d.parse(); return d.doc },
		Do:  func(f compose.Command) { d.s.Do(f) }, Show: func(flows bool) { d.shown = flows },
		Choice: func() string { return d.choice }, Choose: func(c string) { d.choice = c },
		Rewraps: func() bool { return d.rewraps }, Later: func(f func()) { d.later = append(d.later, f) }, Say: func(string) {},
	})
	d.s.OnChange = func(e session.Event) {
		if len(e.Patch.Changes) > 0 {
			d.Changed(d.s, e)
		}
		if e.Selection {
			d.Moved()
		}
	}
	d.parse()
	d.Shown(d.s, d.doc)
	return d
}

func (d *fixture) parse() { d.doc = markdown.Parse(d.doc, d.s.Text(), d.s.Start()) }

// rest runs what was put off, with the Doc of the text.
func (d *fixture) rest() {
	d.parse()
	d.Moved()
	for len(d.later) > 0 {
		f := d.later[0]
		d.later = d.later[1:]
		f()
	}
}

func (d *fixture) caret(before string) {
	d.s.Select(text.Caret(strings.Index(d.s.Text().String(), before)))
}

func TestWhatFlows(t *testing.T) {
	for _, tt := range []struct {
		src, choice string
		want        bool
	}{
		{head + first + second, "", true},
		{head + first + second, Off, false},
		{head + "One\ntwo\nthree.\n", "", false},
		{head + "One\ntwo\nthree.\n", On, true},
		{head, "", false},
	} {
		d := newFixture(tt.src)
		d.choice = tt.choice
		d.Shown(d.s, d.doc)
		if d.shown != tt.want || d.On() != tt.want {
			t.Errorf("%.30q of a library that says %q flows: %v, want %v", tt.src, tt.choice, d.shown, tt.want)
		}
	}
}

// A wait for the parse puts wrapping off, and what is not the person's own edit is not wrapped.
func TestWhenItIsWrapped(t *testing.T) {
	d := newFixture(head + first + second)
	src := d.s.Text().String()
	d.caret(" learns")
	d.s.Type("ship")
	d.caret("Then")
	for _, f := range d.later { // not parsed yet
		f()
	}
	d.later = nil
	if got := d.s.Text().String(); got != strings.Replace(src, "manager", "managership", 1) {
		t.Fatalf("before it is parsed the text is\n%s", got)
	}
	d.rest()
	if got := d.s.Text().String(); !strings.Contains(got, "learns is how\nlittle of") || !strings.HasSuffix(got, second) {
		t.Errorf("the text is\n%s", got)
	}
	d.s.Undo()
	d.rest()
	if got := d.s.Text().String(); got != src {
		t.Errorf("undone the text is\n%s", got)
	}
	d.s.Reload(strings.Replace(src, "manager", "managership", 1))
	d.caret("Then")
	d.rest()
	if got := d.s.Text().String(); !strings.Contains(got, "managership learns is how little\n") {
		t.Errorf("what came from the disk was wrapped:\n%s", got)
	}
}

// What was undone is not wrapped, and neither takes away what can be redone.
func TestUndoneIsNotWrapped(t *testing.T) {
	const ragged = "A paragraph of which the lines\nare short by intent, and stay\nso.\n\n"
	d := newFixture(head + ragged + first + second)
	src := d.s.Text().String()
	d.caret("paragraph")
	d.s.Type("long ")
	typed := d.s.Text().String()
	d.s.Undo()
	d.caret("Then")
	d.rest()
	d.Settle()
	if got := d.s.Text().String(); got != src || !d.s.CanRedo() {
		t.Fatalf("undone the text is\n%s\nredo: %v", got, d.s.CanRedo())
	}
	d.s.Redo()
	if got := d.s.Text().String(); got != typed {
		t.Fatalf("done again the text is\n%s", got)
	}
	d.s.Undo()
	d.caret("meetings")
	d.s.Type("x")
	d.caret("One")
	d.rest()
	if got, want := d.s.Text().String(), strings.Replace(src, "meetings", "xmeetings", 1); !strings.HasPrefix(got, head+ragged) {
		t.Errorf("the text is\n%s\nwant\n%s", got, want)
	}
}

// What was typed before the last word was undone is wrapped once nothing can be redone.
func TestPartlyUndoneIsWrapped(t *testing.T) {
	d := newFixture(head + first + second)
	d.caret(" learns")
	for _, word := range []string{"ship", " and", " most"} {
		d.s.Type(word)
	}
	d.s.Undo()
	d.caret("Then")
	d.rest()
	if got := d.s.Text().String(); !strings.Contains(got, "managership and learns is how little\n") || !d.s.CanRedo() {
		t.Errorf("while something can be redone the text is\n%s", got)
	}
	d.s.Type("x")
	d.caret("in the third")
	d.rest()
	if got := d.s.Text().String(); !strings.Contains(got, "managership and learns is how\nlittle") {
		t.Errorf("the text is\n%s", got)
	}
}

// A new paragraph is wrapped, too, and one of an item or a quotation behind what these begin with; code and what
// has its lines by intent are not.
func TestWhatIsWrapped(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 30))
	for _, tt := range []struct {
		words string
		lines int
	}{
		{long, 3},
		{"- " + long, 3},
		{"> " + long, 3},
		{"> - " + long, 3},
		{"# " + long, 1},
		{"    " + long, 1},
		{"short\\\nlines", 2},
	} {
		d := newFixture(head + first + second + "\nEnd.\n")
		d.caret("End.")
		d.s.Type(tt.words + "\n\n")
		d.caret("One")
		d.rest()
		got := d.s.Text().String()
		got = strings.TrimSuffix(got[strings.Index(got, second)+len(second)+1:], "\n\nEnd.\n")
		if n := strings.Count(got, "\n") + 1; n != tt.lines || wordsOf(got) != wordsOf(tt.words) {
			t.Errorf("%.20q has %d lines, want %d:\n%s", tt.words, n, tt.lines, got)
		}
	}
}

// wordsOf are the words of a text without the marks of quotations.
func wordsOf(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "> ", "")), " ")
}

// What is written in an item or a quotation is wrapped behind its indent or marks, and each item by itself.
func TestItemsAndQuotationsAreWrapped(t *testing.T) {
	const list = "- An item that was written by hand a while ago, and that is\n  wrapped as all of this is.\n" +
		"- Another one that was written by hand a while ago, too, and\n  that is as long.\n"
	const quote = "\n> A quotation of somebody who knew what to say and said it,\n> for once, in few words.\n>\n> And more.\n"
	d := newFixture(head + first + list + quote + "\nEnd.\n")
	src := d.s.Text().String()
	at := func(before string) text.Selection { return text.Caret(strings.Index(src, before)) }
	d.s.Select(at("by hand"), at("by hand a while ago, too"), at("who knew"))
	d.s.Type("not only ")
	d.caret("End.")
	d.rest()
	want := head + first + "- An item that was written not only by hand a while ago, and\n  that is wrapped as all of this is.\n" +
		"- Another one that was written not only by hand a while ago,\n  too, and that is as long.\n" +
		"\n> A quotation of somebody not only who knew what to say and\n> said it, for once, in few words.\n>\n> And more.\n\nEnd.\n"
	if got := d.s.Text().String(); got != want {
		t.Errorf("the text is\n%s\nwant\n%s", got, want)
	}
	d.s.Undo()
	if got := d.s.Text().String(); got != src {
		t.Errorf("undone the text is\n%s", got)
	}
}

// Several carets, and paragraphs one after the other, are wrapped each.
func TestSeveralParagraphs(t *testing.T) {
	d := newFixture(head + first + second + "\nEnd.\n")
	src := d.s.Text().String()
	a, b := strings.Index(src, " learns"), strings.Index(src, " meetings")
	d.s.Select(text.Caret(a), text.Caret(b))
	d.s.Type("s and all of the others")
	d.rest()
	if got := d.s.Text().String(); strings.Count(got, "\n") != strings.Count(src, "\n") {
		t.Errorf("while carets are there the text is\n%s", got)
	}
	d.caret("End.")
	d.rest()
	for i, line := range strings.Split(d.s.Text().String(), "\n") {
		if len(line) > 60 {
			t.Errorf("line %d is %d wide: %s", i+1, len(line), line)
		}
	}
	d.s.Undo()
	if got := d.s.Text().String(); got != src {
		t.Errorf("undone the text is\n%s", got)
	}
}

// Whatever is typed, and wherever, words and meaning are those that were typed, and undo leads back.
func TestWrappedAtRandom(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 3))
		d, plain := newFixture(head+first+second+"\n- an item\n  of lines\n\nEnd.\n"), newFixture(head+first+second+"\n- an item\n  of lines\n\nEnd.\n")
		plain.rewraps = false
		src := d.s.Text().String()
		words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		for range 30 {
			at := rng.IntN(len(words(src[len(head):])))
			typed := []string{"word ", "x", " and more of it ", "**", "# ", "- ", "\n", "\n\n"}[rng.IntN(8)]
			for _, f := range []*fixture{d, plain} {
				f.s.Select(text.Caret(offsetOf(f.s, at)))
				f.rest()
				f.s.Type(typed)
			}
		}
		for _, f := range []*fixture{d, plain} {
			f.s.Select(text.Caret(f.s.Text().Len()))
			f.rest()
		}
		if got, want := words(d.s.Text().String()), words(plain.s.Text().String()); got != want {
			t.Fatalf("seed %d: words\n%s\nwant\n%s", seed, got, want)
		}
		for d.s.Undo() {
		}
		if got := d.s.Text().String(); got != src {
			t.Fatalf("seed %d: undone\n%s", seed, got)
		}
	}
}

// offsetOf is where the letter is that n others stand before in the body.
func offsetOf(s *session.Session, n int) int {
	body := s.Text().Slice(s.Start(), s.Text().Len())
	for i := range len(body) {
		if !strings.ContainsRune(" \t\n", rune(body[i])) {
			if n--; n < 0 {
				return s.Start() + i
			}
		}
	}
	return s.Text().Len()
}

// Wrapping that had to wait for the parse does not take away what was undone meanwhile.
func TestUndoneWhileWrappingWaits(t *testing.T) {
	d := newFixture(head + first + second)
	d.caret(" learns")
	d.s.Type("ship")
	d.caret("Then")
	d.s.Type("And ")
	want := d.s.Text().String()
	d.s.Undo()
	d.rest()
	if !d.s.Redo() {
		t.Error("what was undone cannot be done again")
	}
	if got := d.s.Text().String(); got != want {
		t.Errorf("done again the text is\n%s", got)
	}
}
