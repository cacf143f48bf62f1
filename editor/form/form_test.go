package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/seen"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/schema"
)

// desk is a form with somebody before it.
type desk struct {
	*seen.Person
	t    *testing.T
	form *Form
	s    *session.Session
	did  []string
}

const head = "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: A jar of marbles and what the jar has to do with the roof\n"

func sit(t *testing.T, src string) *desk {
	t.Helper()
	d := &desk{t: t}
	note := func(what string) func() { return func() { d.did = append(d.did, what) } }
	now := func() time.Time { return time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC) }
	var canvas func() fyne.Canvas
	d.form = New(Options{
		Now: now, Canvas: func() fyne.Canvas { return canvas() }, Key: func(*fyne.KeyEvent) bool { return false }, Shortcut: func(fyne.Shortcut) {},
		Undo: func() { d.s.Undo() }, Redo: func() { d.s.Redo() }, Resized: func() {}, Left: func() {}, Text: note("text"), Say: func(string) {},
		Menu:    func(*textedit.Editor, *fyne.Menu, int, fyne.Position, float32) {},
		Cover:   func(func()) func() { return func() {} },
		Picture: func(then func(string)) { then("/picked.png") },
		Kept:    func(folded, all bool) { d.did = append(d.did, fmt.Sprint("kept ", folded, all)) },
	})
	d.Person = seen.Sit(t, container.NewStack(d.form, d.form.Offers), 700, 700)
	canvas = d.Canvas
	d.open(src)
	return d
}

func (d *desk) open(src string) {
	d.s = session.Open("/posts/a.md", src, session.Options{Now: time.Now})
	d.s.OnChange = func(e session.Event) {
		if e.Head {
			d.form.Sync()
		}
	}
	d.form.Open(d.s)
}

// head holds what the head of the post is.
func (d *desk) head(want string) {
	d.t.Helper()
	if got, _, _ := strings.Cut(d.s.Text().String(), "\n---"); got != want {
		d.t.Errorf("the head is\n%s\nwant\n%s", got, want)
	}
}

func (d *desk) row(key string) *Row {
	d.t.Helper()
	x := d.form.row(key)
	if x == nil {
		d.t.Fatalf("there is no row %s", key)
	}
	return x
}

// tab presses Tab, which a field keeps to itself.
func (d *desk) tab() {
	d.t.Helper()
	d.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
}

// shown reports whether the row's value is seen.
func (d *desk) shown(key string) bool { return d.row(key).Value.Visible() }

// TestFurtherFieldsFold holds that further fields are folded at first, with a word
// on how many there are, and that they come where they are needed.
func TestFurtherFieldsFold(t *testing.T) {
	d := sit(t, head+"!! mood: good\n!! place: Rome\n\n---\n\nText.\n")
	folded := d.form.HeightFor(700)
	d.See("2 more fields")
	d.See("mood · place")
	if d.shown("mood") {
		t.Error("a folded field is seen")
	}
	d.ClickOn("2 more fields")
	if !d.shown("mood") || !d.shown("place") {
		t.Error("a field is not seen")
	}
	if h := d.form.HeightFor(700); h <= folded {
		t.Errorf("it is %v high, and was %v", h, folded)
	}
	d.ClickOn("2 more fields")
	if d.shown("mood") {
		t.Error("a field that was folded again is seen")
	}
	if !slices.Equal(d.did, []string{"kept false true", "kept false false"}) {
		t.Errorf("did %q", d.did)
	}
	d.form.SetProblems([]post.Problem{{Key: "mood", Severity: post.Error, Message: "mood is wrong"}})
	d.See("2 more fields, ▲ 1")
	if !d.form.Go("mood") || d.Canvas().Focused() != fyne.Focusable(d.row("mood").Value) {
		t.Error("the field has not the keys")
	}
	d.See("▲ Mood is wrong.")
}

// TestProblemsWhileTyping holds that what stands below a field is never wrong, and that
// nothing moves while one of them is typed in: what is mended goes, and leaves its room.
func TestProblemsWhileTyping(t *testing.T) {
	d := sit(t, head+"\n---\n\nText.\n")
	long := strings.TrimSpace(strings.Repeat("many words that take two lines ", 6))
	slug := post.Problem{Key: "slug", Severity: post.Error, Message: "the slug is bad: " + long}
	title := post.Problem{Key: "title", Severity: post.Error, Message: "the title is bad"}
	plain := d.form.HeightFor(700)
	d.form.SetProblems([]post.Problem{slug})
	high := d.form.Place(700, true)
	for _, c := range []struct {
		now         []post.Problem
		slug, title string
	}{
		{[]post.Problem{slug, title}, "▲ The slug is bad: " + long + ".", ""},
		{[]post.Problem{{Key: "slug", Severity: post.Error, Message: "it is another's"}}, "▲ It is another's.", ""},
		{nil, "", ""},
		{[]post.Problem{slug}, "▲ The slug is bad: " + long + ".", ""},
		{[]post.Problem{title}, "", ""},
	} {
		d.form.AmendProblems(c.now)
		if got := d.form.Problem("slug"); got != c.slug {
			t.Errorf("below the slug stands %q, want %q", got, c.slug)
		}
		if got := d.form.Problem("title"); got != c.title {
			t.Errorf("below the title stands %q, want %q", got, c.title)
		}
		if h := d.form.HeightFor(700); h != high {
			t.Errorf("with %v the form is %v high, and was %v", c.now, h, high)
		}
	}
	d.form.SetProblems(nil)
	if h := d.form.HeightFor(700); h != plain {
		t.Errorf("without problems the form is %v high, and was %v", h, plain)
	}
}

// TestFormFolds holds that the form folds to a line, and comes back where one of
// its fields is gone to.
func TestFormFolds(t *testing.T) {
	d := sit(t, head+"\n---\n\nText.\n")
	whole := d.form.HeightFor(700)
	d.form.Focus(d.form.Slug)
	d.form.Toggle()
	if h := d.form.HeightFor(700); h != foldedHigh || len(d.All("Slug")) > 0 {
		t.Errorf("folded it is %v high, and shows %q", h, d.Says())
	}
	d.See("Marbles")
	if !slices.Contains(d.did, "text") {
		t.Error("the keys stay in a field that is not seen")
	}
	d.form.Focus(d.form.Summary)
	if h := d.form.HeightFor(700); h != whole || d.form.Folded() {
		t.Errorf("unfolded it is %v high", h)
	}
	d.See("Slug")
	d.form.Toggle()
	d.open(head + "\n---\n\nOther.\n")
	if !d.form.Folded() {
		t.Error("the next post has the form unfolded")
	}
	d.form.Toggle()
	if d.form.HeightFor(700) != whole {
		t.Error("it does not unfold")
	}
}

// TestFoldsWhileScrolled holds that the form folds when the text is far enough down
// that it can stay where it is, and unfolds at its top.
func TestFoldsWhileScrolled(t *testing.T) {
	d := sit(t, head+"\n---\n\nText.\n")
	whole := d.form.HeightFor(700)
	if by := d.form.TextScrolled(1000, false); by != 0 {
		t.Errorf("it changes by %v though nobody wants it", by)
	}
	if by := d.form.TextScrolled(whole/2, true); by != 0 {
		t.Errorf("it changes by %v where the text could not stay in its place", by)
	}
	by := d.form.TextScrolled(whole+100, true)
	if by != foldedHigh-whole {
		t.Errorf("it changes by %v, from %v to %v", by, whole, foldedHigh)
	}
	if by := d.form.TextScrolled(whole+100+by, true); by != 0 {
		t.Errorf("it changes again by %v", by)
	}
	if by := d.form.TextScrolled(0, true); by != whole-foldedHigh || d.form.Folded() {
		t.Errorf("at the top it changes by %v", by)
	}
	d.form.Focus(d.form.Title)
	if by := d.form.TextScrolled(whole+100, true); by != 0 {
		t.Errorf("it changes by %v while somebody types in it", by)
	}
}

// TestTags holds that a list is chips, that what is typed is in the post at once,
// and that values of the library are offered.
func TestTags(t *testing.T) {
	d := sit(t, head+"!! tags: go, glass\n\n---\n\nText.\n")
	d.form.SetUsage(schema.Usage{Names: []string{"tags"}, Values: map[string][]string{"tags": {"glass", "gold", "Algol"}}})
	d.form.ShowMore(true)
	x := d.row("tags")
	d.See("glass")
	d.form.Focus(x.Value)
	d.Write("gol")
	d.head(head + "!! tags: go, glass, gol\n")
	if got, want := d.form.offer.words, []string{"gold", "Algol"}; !slices.Equal(got, want) || d.form.offer.on == nil {
		t.Errorf("offers %q, want %q", got, want)
	}
	d.Press(fyne.KeyDown, fyne.KeyReturn)
	d.head(head + "!! tags: go, glass, gold\n")
	if x.Value.Text() != "" || d.form.offer.on != nil {
		t.Errorf("after the choice the field holds %q", x.Value.Text())
	}
	d.Write("a b, c")
	d.Press(fyne.KeyReturn)
	d.head(head + "!! tags: go, glass, gold, a b, c\n")
	if len(x.chips.items) != 5 || x.Value.Text() != "" {
		t.Errorf("chips %q and %q", x.chips.items, x.Value.Text())
	}
	d.Press(fyne.KeyBackspace)
	d.head(head + "!! tags: go, glass, gold, a b\n")
	x.chips.all[1].gone.Tapped(nil)
	d.head(head + "!! tags: go, gold, a b\n")
	d.s.Undo()
	d.s.Undo()
	d.head(head + "!! tags: go, glass, gold, a b, c\n")
	if got := x.chips.items; len(got) != 5 || got[1] != "glass" {
		t.Errorf("after undo the chips are %q", got)
	}
	d.Write("left")
	d.form.Focus(d.form.Title) // what was typed becomes a chip
	if !slices.Contains(x.chips.items, "left") || x.Value.Text() != "" {
		t.Errorf("chips %q and %q", x.chips.items, x.Value.Text())
	}
}

// TestListOfJSON holds that a list keeps the way in which it is written, and that
// one that holds more than words is shown as it is.
func TestListOfJSON(t *testing.T) {
	d := sit(t, head+"!! tags: [\"a, b\", \"c\"]\n!! series: [1, {\"x\": 2}]\n\n---\n\nText.\n")
	d.form.ShowMore(true)
	x := d.row("tags")
	d.form.Focus(x.Value)
	d.Write("d")
	d.Press(fyne.KeyReturn)
	d.head(head + "!! tags: [\"a, b\", \"c\", \"d\"]\n!! series: [1, {\"x\": 2}]\n")
	if y := d.row("series"); y.chips != nil || y.Value.Text() != `[1, {"x": 2}]` {
		t.Errorf("the other is %q", y.Value.Text())
	}
}

// TestUsualFieldsAreOffered holds that a new field is offered the usual names and
// the library's, and gets what belongs to its kind.
func TestUsualFieldsAreOffered(t *testing.T) {
	d := sit(t, head+"!! tags: go\n\n---\n\nText.\n")
	d.form.SetUsage(schema.Usage{Names: []string{"mood", "tags"}, Values: map[string][]string{"mood": {"good"}}})
	d.form.AddField()
	if got, want := d.form.offer.words, []string{"mood", "author", "image", "updated", "aliases", "goal"}; !slices.Equal(got, want) || d.form.offer.on == nil {
		t.Fatalf("offers %q, want %q", got, want)
	}
	d.See("aliases")
	d.Write("up")
	if got := d.form.offer.words; !slices.Equal(got, []string{"updated"}) {
		t.Errorf("offers %q", got)
	}
	d.Press(fyne.KeyDown, fyne.KeyReturn)
	d.head(head + "!! tags: go\n!! updated:\n")
	x := d.row("updated")
	if x.Value == nil || x.Value.Action != "calendar" || d.Canvas().Focused() != fyne.Focusable(x.Value) {
		t.Fatalf("the row is %+v", x)
	}
	x.Value.OnAction()
	d.Press(fyne.KeyReturn) // the calendar's
	d.head(head + "!! tags: go\n!! updated: 2024-06-01\n")
	d.form.AddField()
	d.Write("image")
	d.tab()
	d.row("image").Value.OnAction()
	d.head(head + "!! tags: go\n!! updated: 2024-06-01\n!! image: /picked.png\n")
	d.form.AddField()
	d.Write("mood")
	d.tab()
	d.Write("g")
	d.Press(fyne.KeyDown)
	d.tab()
	d.head(head + "!! tags: go\n!! updated: 2024-06-01\n!! image: /picked.png\n!! mood: good\n")
}

// TestDeclaredFields holds that what the library says of fields is there to be
// filled in, in its order, and writes nothing by itself.
func TestDeclaredFields(t *testing.T) {
	src := head + "!! place: Rome\n!! mood: fair\n\n---\n\nText.\n"
	d := sit(t, src)
	d.form.SetSchema(schema.Schema{
		{Name: "toc", Kind: schema.Boolean},
		{Name: "mood", Kind: schema.Text, Choices: []string{"good", "bad"}},
	})
	d.form.ShowMore(true)
	var keys []string
	for _, x := range d.form.Rows {
		keys = append(keys, x.key)
	}
	if !slices.Equal(keys, []string{"toc", "mood", "place"}) || d.s.Text().String() != src {
		t.Fatalf("rows %q of\n%s", keys, d.s.Text())
	}
	x := d.row("toc")
	if x.Name != nil || x.Switch == nil || x.Switch.On() {
		t.Fatalf("the row is %+v", x)
	}
	x.Switch.Tapped(nil)
	d.head(head + "!! place: Rome\n!! mood: fair\n!! toc: true\n")
	d.Press(fyne.KeyLeft)
	d.head(head + "!! place: Rome\n!! mood: fair\n!! toc: false\n")
	d.tab()
	m := d.row("mood")
	if d.Canvas().Focused() != fyne.Focusable(m.Value) {
		t.Fatal("Tab does not lead from the switch to the next field")
	}
	m.Value.OnAction()
	if got := d.form.offer.words; !slices.Equal(got, []string{"good", "bad"}) {
		t.Errorf("offers %q", got)
	}
	d.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	d.head(head + "!! place: Rome\n!! mood: bad\n!! toc: false\n")
	x.Remove.Tapped(nil)
	d.head(head + "!! place: Rome\n!! mood: bad\n")
	if d.form.row("toc") == nil || d.row("toc").Switch.On() {
		t.Error("what the library wants is not offered any more")
	}
}

// TestDownOpens holds that Down opens the calendar of a date, and what other posts
// have in a field, but goes through the lines of a long text.
func TestDownOpens(t *testing.T) {
	d := sit(t, head+"!! updated: 2024-01-02\n!! author: Ada\n!! note: "+strings.Repeat("many words ", 30)+"\n\n---\n\nText.\n")
	d.form.SetUsage(schema.Usage{Values: map[string][]string{"author": {"Ada", "Bob"}, "note": {"x"}}})
	d.form.ShowMore(true)
	d.form.Focus(d.row("updated").Value)
	d.Press(fyne.KeyDown)
	if !d.Open() {
		t.Fatal("there is no calendar")
	}
	d.Press(fyne.KeyRight, fyne.KeyReturn)
	if got := d.s.Value("updated"); got != "2024-01-03" {
		t.Errorf("updated is %q", got)
	}
	d.form.Focus(d.row("author").Value)
	d.Press(fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if got := d.s.Value("author"); got != "Bob" {
		t.Errorf("author is %q", got)
	}
	d.form.Focus(d.row("note").Value)
	d.Press(fyne.KeyDown)
	if d.form.offer.on != nil {
		t.Error("something is offered in the midst of a text")
	}
}

// TestTabGoesThrough holds that Tab goes through all fields and then to the text,
// and Return from the title there at once.
func TestTabGoesThrough(t *testing.T) {
	d := sit(t, head+"!! tags: go\n!! mood: good\n\n---\n\nText.\n")
	for _, all := range []bool{false, true} {
		d.form.ShowMore(all)
		want := []fyne.Focusable{d.form.Title, d.form.Slug, d.form.Date, d.form.Summary}
		if all {
			want = append(want, d.row("tags").Value, d.row("mood").Value)
		}
		d.form.Focus(d.form.Title)
		d.did = nil
		for i, c := range want {
			if d.Canvas().Focused() != c {
				t.Errorf("after %d times Tab the focus is in %v", i, d.Canvas().Focused())
			}
			d.tab()
		}
		if !slices.Equal(d.did, []string{"text"}) {
			t.Errorf("behind the last field it did %q", d.did)
		}
	}
	d.did = nil
	d.form.Focus(d.form.Title)
	d.Press(fyne.KeyReturn)
	if !slices.Equal(d.did, []string{"text"}) {
		t.Errorf("Return in the title did %q", d.did)
	}
}

// TestReadable holds that description and slug are shown whole at any width.
func TestReadable(t *testing.T) {
	long := strings.Repeat("words that describe it ", 7)
	d := sit(t, "!! title: A\n!! slug: "+strings.Repeat("a-long-slug-", 6)+"end\n!! published: 2024-01-02\n!! description: "+long+"\n\n---\n\nText.\n")
	for _, width := range []float32{420, 520, 620, 700} {
		d.Resize(width, 700)
		for _, c := range []*field.Field{d.form.Slug, d.form.Summary} {
			if want := c.HeightFor(c.Size().Width); c.Size().Height < want {
				t.Errorf("at %v pixels a field is %v high, and wants %v", width, c.Size().Height, want)
			}
		}
		if a, b := d.form.Slug, d.form.Date; a.Position().X+a.Size().Width > b.Position().X && a.Position().Y+a.Size().Height > b.Position().Y {
			t.Errorf("at %v pixels the slug lies over the date", width)
		}
	}
}

// TestLongValues holds that fields of 100 KB leave the form usable: none is higher
// than some lines, and a key costs little.
func TestLongValues(t *testing.T) {
	long := strings.Repeat("words, ", 100<<10/7)
	d := sit(t, "!! title: A\n!! slug: a\n!! published: 2024-01-02\n!! description: "+long+"\n!! tags: "+long+"\n!! mood: "+long+"\n\n---\n\nText.\n")
	d.form.ShowMore(true)
	if h := d.form.HeightFor(700); h > 1000 {
		t.Errorf("the form is %v high", h)
	}
	for _, c := range []*field.Field{d.form.Summary, d.row("tags").Value, d.row("mood").Value} {
		d.form.Focus(c)
		start := time.Now()
		const keys = 10
		for range keys {
			d.Write("x")
		}
		t.Logf("a key takes %v", time.Since(start)/keys)
	}
	if !strings.HasSuffix(d.s.Value("description"), "xxxxxxxxxx") && !strings.HasPrefix(d.s.Value("description"), "xxxxxxxxxx") {
		t.Error("what was typed is not in the post")
	}
}

// A form that is higher than its room shows how much more of it there is, and its
// bar brings that into view.
func TestBar(t *testing.T) {
	var fields strings.Builder
	for i := range 12 {
		fmt.Fprintf(&fields, "!! field-%d: value\n", i)
	}
	d := sit(t, head+fields.String()+"\n---\n\nWords.\n")
	size := fyne.NewSize(700, 240)
	d.form.Resize(size)
	if d.form.thumb.Visible() {
		t.Error("there is a bar at a form that is seen whole")
	}
	d.form.ShowMore(true)
	d.form.Refresh()
	if !d.form.thumb.Visible() {
		t.Fatal("there is no bar at a form that is higher than its room")
	}
	top := d.form.thumb.Position().Y
	at := fyne.NewPos(d.form.thumb.Position().X+2, top+10)
	d.form.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
	d.form.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(at.X, size.Height)}})
	d.form.MouseUp(nil)
	if want := d.form.HeightFor(size.Width) - size.Height; d.form.top != want || want <= 0 {
		t.Errorf("the bar brought the form to %.0f, want %.0f", d.form.top, want)
	}
	if now := d.form.thumb.Position().Y; now <= top {
		t.Errorf("the thumb is at %.0f and was at %.0f", now, top)
	}
	d.form.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}})
	if d.form.top == 0 {
		t.Error("a bar that nobody holds scrolls the form")
	}
	d.form.ShowMore(false)
	d.form.Refresh()
	if d.form.thumb.Visible() || d.form.top != 0 {
		t.Errorf("the form is seen whole, and its bar is there, or it is scrolled to %.0f", d.form.top)
	}
}

// TestTabFromAFieldWithoutName holds that a field that never got a name goes, and
// Tab leads on from it.
func TestTabFromAFieldWithoutName(t *testing.T) {
	for typed, said := range map[string]string{
		"":         "",
		"no name:": "▲ A field needs another name: the field name \"no name:\" holds a colon, which ends a name.",
		"tags":     "▲ The post has a field “tags” already.",
	} {
		d := sit(t, head+"!! tags: go\n\n---\n\nText.\n")
		got := ""
		d.form.o.Say = func(s string) { got = s }
		d.form.AddField()
		d.Write(typed)
		d.did = nil
		d.tab()
		if d.form.unnamed() != nil {
			t.Errorf("%q: the row is still there", typed)
		}
		if !slices.Equal(d.did, []string{"text"}) {
			t.Errorf("%q: Tab did %q", typed, d.did)
		}
		if got != said {
			t.Errorf("%q: said %q, want %q", typed, got, said)
		}
		d.head(head + "!! tags: go\n")
	}
}

// TestAnotherPostWhileTyping holds that what is being typed in a field stays with
// its post when another one is shown, which gets nothing of it.
func TestAnotherPostWhileTyping(t *testing.T) {
	src := head + "!! tags: go\n!! mood: good\n\n---\n\nText.\n"
	for _, tt := range []struct {
		what string
		in   func(d *desk) *field.Field
		want string // of the head
	}{
		{"an item of a list", func(d *desk) *field.Field { return d.row("tags").Value }, head + "!! tags: go, new\n!! mood: good\n"},
		{"a name", func(d *desk) *field.Field { return d.row("mood").Name }, head + "!! tags: go\n!! moodnew: good\n"},
		{"the name of a new field", func(d *desk) *field.Field { d.form.AddField(); return d.form.unnamed().Name }, head + "!! tags: go\n!! mood: good\n!! new:\n"},
	} {
		d := sit(t, src)
		d.form.ShowMore(true)
		c := tt.in(d)
		d.form.Focus(c)
		c.CaretToEnd()
		d.Write("new")
		was := d.s
		other := head + "!! tags: far\n!! mood: bad\n\n---\n\nOther.\n"
		d.open(other)
		d.form.Focus(d.form.Title)
		if got := d.s.Text().String(); got != other {
			t.Errorf("%s: the other post became\n%s", tt.what, got)
		}
		d.s = was
		d.head(tt.want)
	}
}

// TestPictureOfAPostThatIsNotShown holds that a picture goes into the post that it
// was chosen for, also where another one is shown when its copy is made.
func TestPictureOfAPostThatIsNotShown(t *testing.T) {
	src := head + "!! image: /old.png\n\n---\n\nText.\n"
	d := sit(t, src)
	var copied func(string)
	d.form.o.Picture = func(then func(string)) { copied = then }
	d.form.ShowMore(true)
	d.row("image").Value.OnAction()
	was := d.s
	d.open(src)
	copied("/new.png")
	if got := d.s.Value("image"); got != "/old.png" {
		t.Errorf("the post that is shown has %q", got)
	}
	if got := was.Value("image"); got != "/new.png" {
		t.Errorf("the post has %q", got)
	}
}
