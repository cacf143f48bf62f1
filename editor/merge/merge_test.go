package merge

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// show writes pieces as one string: {base|mine|theirs} is a conflict, <m …> and
// <t …> what one side changed, <a …> what both did alike.
func show(m *Merge) string {
	var b strings.Builder
	for _, p := range m.Pieces {
		switch p.Kind {
		case Same:
			b.WriteString(p.Base)
		case Mine:
			b.WriteString("<m " + p.Mine + ">")
		case Theirs:
			b.WriteString("<t " + p.Theirs + ">")
		case Agreed:
			b.WriteString("<a " + p.Mine + ">")
		case Conflict:
			b.WriteString("{" + p.Base + "|" + p.Mine + "|" + p.Theirs + "}")
		}
	}
	return strings.ReplaceAll(b.String(), "\n", "¶")
}

const head = "!! title: A post\n!! slug: a-post\n!! published: 2024-01-02\n!! description: Of things\n\n---\n\n"

func TestThree(t *testing.T) {
	for _, tt := range []struct{ name, base, mine, theirs, want string }{
		{"other words of one sentence", "The quick brown fox.", "The slow brown fox.", "The quick brown dog.", "The <m slow> brown <t dog>."},
		{"one word", "The quick fox.", "The slow fox.", "The fast fox.", "The {quick|slow|fast} fox."},
		{"words side by side", "The quick fox.", "The slow fox.", "The quick dog.", "The {quick fox|slow fox|quick dog}."},
		{"the same", "One.", "One. Two.", "One. Two.", "One.<a  Two.>"},
		{"paragraphs", "One one.\n\nTwo two.\n\nThree three.\n", "One changed.\n\nTwo two.\n\nThree three.\n", "One one.\n\nTwo two.\n\nThree changed.\n", "One <m changed>.¶¶Two two.¶¶Three <t changed>."},
		{"neighbours", "One one.\n\nTwo two.\n", "One changed.\n\nTwo two.\n", "One one.\n\nChanged two.\n", "One <m changed>.¶¶<t Changed> two."},
		{"put in before a changed one", "One one.\n\nTwo two.\n", "One one.\n\nNew new.\n\nTwo two.\n", "One one.\n\nChanged two.\n", "One one.¶¶<m New new.¶¶><t Changed> two."},
		{"deleted before a changed one", "One one.\n\nTwo two.\n\nThree.\n", "Two two.\n\nThree.\n", "One one.\n\nChanged two.\n\nThree.\n", "<m ><t Changed> two.¶¶Three."},
		{"both put in", "One one.\n\nTwo two.\n", "One one.\n\nMine mine.\n\nTwo two.\n", "One one.\n\nTheirs theirs.\n\nTwo two.\n", "One one.¶¶{|Mine mine.¶¶|Theirs theirs.¶¶}Two two."},
		{"both at the end", "One.\n", "One.\n\nMine.\n", "One.\n\nTheirs.\n", "One.{|¶¶Mine.|¶¶Theirs.}"},
		{"at the end, and the last word", "One two three.\n", "One two three.\n\nNew.\n", "One two four.\n", "One two <t four>.<m ¶¶New.>"},
		{"at the end, a paragraph and words", "One two.\n", "One two.\n\nNew.\n", "One two. Three.\n", "One two.<t  Three.><m ¶¶New.>"},
		{"deleted and changed", "One one.\n\nTwo two.\n\nThree.\n", "One one.\n\nThree.\n", "One one.\n\nTwo changed.\n\nThree.\n", "One one.¶¶{Two two.¶¶||Two changed.¶¶}Three."},
		{"fields", head + "Text.\n", strings.Replace(head, "A post", "Another", 1) + "Text.\n", strings.Replace(head, "Of things", "Of many things", 1) + "Text.\n", ""},
		{"one field", head + "Text.\n", strings.Replace(head, "A post", "Mine", 1) + "Text.\n", strings.Replace(head, "A post", "Theirs", 1) + "Text.\n", ""},
		{"both fields new", head + "T.\n", strings.Replace(head, "\n\n---", "\n!! tags: x\n\n---", 1) + "T.\n", strings.Replace(head, "\n\n---", "\n!! lang: en\n\n---", 1) + "T.\n", ""},
		{"a field's line", head + "T.\n", strings.Replace(head, "!! slug: a-post\n", "", 1) + "T.\n", strings.Replace(head, "A post", "Other", 1) + "T.\n", ""},
		{"no body and one", head, head + "Mine.\n", head + "Theirs.\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Three(tt.base, tt.mine, tt.theirs)
			if got := show(m); tt.want != "" && got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			} else if tt.want == "" {
				t.Log(got)
			}
			checkLaws(t, tt.base, tt.mine, tt.theirs)
		})
	}
}

// TestText answers conflicts.
func TestText(t *testing.T) {
	base := head + "One one.\n\nTwo two.\n"
	mine := strings.Replace(head, "A post", "My post", 1) + "One mine.\n\nNew.\n\nTwo two.\n"
	theirs := strings.Replace(head, "A post", "Their post", 1) + "One theirs.\n\nTwo two two.\n"
	m := Three(base, mine, theirs)
	at := m.Conflicts()
	if len(at) != 2 || m.Left() != 2 || m.Pieces[at[0]].Key != "title" {
		t.Fatalf("conflicts are %v of %s", at, show(m))
	}
	if _, ok := m.Text(); ok {
		t.Error("there is a text before all is settled")
	}
	for _, tt := range []struct {
		title, body Choice
		own         string
		want        string
	}{
		{TakeMine, TakeTheirs, "", "!! title: My post|One theirs.\n\nNew.\n\nTwo two two.\n"},
		{TakeTheirs, TakeMine, "", "!! title: Their post|One mine.\n\nNew.\n\nTwo two two.\n"},
		{TakeBoth, TakeBoth, "", "!! title: My post Their post|One mine theirs.\n\nNew.\n\nTwo two two.\n"},
		{TakeMine, TakeOwn, "of all", "!! title: My post|One of all.\n\nNew.\n\nTwo two two.\n"},
	} {
		m.Choose(at[0], tt.title, "")
		m.Choose(at[1], tt.body, tt.own)
		got, ok := m.Text()
		title, body, _ := strings.Cut(tt.want, "|")
		want := strings.Replace(head, "!! title: A post", title, 1) + body
		if !ok || got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestKeep: answers stay where the same conflict is there again.
func TestKeep(t *testing.T) {
	base := "One one.\n\nTwo two.\n\nThree three.\n"
	mine := "One mine.\n\nTwo two.\n\nThree mine.\n"
	old := Three(base, mine, "One theirs.\n\nTwo two.\n\nThree theirs.\n")
	for _, i := range old.Conflicts() {
		old.Choose(i, TakeOwn, "own")
	}
	m := Three(base, mine, "One theirs.\n\nTwo changed.\n\nThree other.\n")
	if n := m.Keep(old); n != 1 || m.Left() != 1 {
		t.Errorf("%d answers kept, %d left: %s", n, m.Left(), show(m))
	}
}

// TestTwo: without a common text all that differs is asked about.
func TestTwo(t *testing.T) {
	mine, theirs := head+"One two.\n\nThree.\n", strings.Replace(head, "A post", "Other", 1)+"One more.\n"
	m := Two(mine, theirs)
	if m.Left() == 0 {
		t.Fatal("nothing is asked")
	}
	for _, tt := range []struct {
		c    Choice
		want string
	}{{TakeMine, mine}, {TakeTheirs, theirs}} {
		for _, i := range m.Conflicts() {
			m.Choose(i, tt.c, "")
		}
		if got, _ := m.Text(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// checkLaws fails the test unless what every merge must hold does.
func checkLaws(t *testing.T, base, mine, theirs string) {
	t.Helper()
	clean := func(name, b, m, th, want string) {
		got, ok := Three(b, m, th).Text()
		if !ok || got != want {
			t.Errorf("%s: merge of %q, %q, %q is %q (settled %t), want %q: %s", name, b, m, th, got, ok, want, show(Three(b, m, th)))
		}
	}
	clean("theirs alone", base, base, theirs, theirs)
	clean("mine alone", base, mine, base, mine)
	clean("the same", base, mine, mine, mine)

	m, back := Three(base, mine, theirs), Three(base, theirs, mine)
	got, ok := m.Text()
	other, okToo := back.Text()
	if ok != okToo || got != other {
		t.Errorf("merge of %q, %q, %q is %q, with the sides changed %q: %s, %s", base, mine, theirs, got, other, show(m), show(back))
	}
	// All of a conflict's sides are theirs and mine, and nothing else of either goes.
	for _, side := range []struct {
		name   string
		choice Choice
		kind   Kind
		of     func(Piece) string
		want   string
	}{
		{"mine", TakeMine, Mine, func(p Piece) string { return p.Mine }, mine},
		{"theirs", TakeTheirs, Theirs, func(p Piece) string { return p.Theirs }, theirs},
	} {
		// What the pieces say of a side is that side, but for the order of a
		// head's lines and what its shape is.
		var all strings.Builder
		for i, p := range m.Pieces {
			if i >= m.headEnd {
				all.WriteString(side.of(p))
			}
		}
		_, x, y := (&shape{}).strip(base, mine, theirs)
		want := x
		if side.choice == TakeTheirs {
			want = y
		}
		if m.headEnd > 0 {
			h := headOf(want)
			want = want[len(h):]
			for _, l := range linesOf(h) {
				found := false
				for _, p := range m.Pieces[:m.headEnd] {
					found = found || strings.Contains(side.of(p), l.text)
				}
				if !found {
					t.Errorf("%s's line %q is in no piece: %s", side.name, l.text, show(m))
				}
			}
		}
		if all.String() != want {
			t.Errorf("%s's text of the pieces is %q, want %q", side.name, all.String(), want)
		}
	}
	for _, p := range m.Pieces {
		if p != settle(p.Base, p.Mine, p.Theirs) && p.Key == "" {
			t.Errorf("piece %+v is not what its sides make", p)
		}
	}
}

func FuzzThree(f *testing.F) {
	f.Add(head+"One.\n", head+"Two.\r\n", head)
	f.Add("a\r\nb", "\ufeffa\nb\n", "a\rb\r")
	f.Add("!! a: b\n---", "!! a: c\n---\n", "!! a: b\n---\nX")
	f.Fuzz(func(t *testing.T, base, mine, theirs string) { checkLaws(t, base, mine, theirs) })
}

// TestRandom holds the laws on posts that are changed at random.
func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		base := randomPost(r)
		checkLaws(t, base, change(r, base), change(r, base))
		if t.Failed() {
			return
		}
	}
}

var bits = []string{"a", "b", "the cat", "Sat. ", " ", " ", "\n", "\n\n", "\r\n", "\r", "—", "!! title: x\n", "!! k: v\n", "---\n", "don't", "one two three four", "\ufeff"}

func randomPost(r *rand.Rand) string {
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteString(head)
	}
	for range r.IntN(20) {
		b.WriteString(bits[r.IntN(len(bits))])
	}
	s := b.String()
	if r.IntN(4) == 0 {
		s = strings.ReplaceAll(s, "\r", "")
		s = strings.ReplaceAll(s, "\n", "\r\n")
	}
	return s
}

func change(r *rand.Rand, s string) string {
	for range r.IntN(4) {
		i := r.IntN(len(s) + 1)
		j := min(len(s), i+r.IntN(8))
		s = s[:i] + bits[r.IntN(len(bits))] + s[j:]
	}
	if r.IntN(6) == 0 {
		s = strings.ReplaceAll(s, "\n", "\r\n")
	}
	return s
}

// TestGit compares merges with git's where both have nothing to ask.
func TestGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("git is not installed, which merges are compared with")
	}
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(5, 6))
	n, clean, both := 60, 0, 0
	for range n {
		var lines []string
		for i := range 4 + r.IntN(20) {
			lines = append(lines, fmt.Sprintf("Paragraph %d has its own words, such as w%d and w%d.", i, r.IntN(1000), r.IntN(1000)), "")
		}
		base := strings.Join(lines, "\n") + "\n"
		mine, theirs := lineEdits(r, lines), lineEdits(r, lines)
		names := make([]string, 3)
		for i, s := range []string{mine, base, theirs} {
			names[i] = filepath.Join(dir, fmt.Sprint(i))
			if err := os.WriteFile(names[i], []byte(s), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command("git", append([]string{"merge-file", "-p"}, names...)...).Output()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		got, ok := Three(base, mine, theirs).Text()
		if ok {
			clean++
		}
		if err != nil || !ok {
			continue
		}
		both++
		if got != string(out) {
			t.Errorf("of %q, %q, %q\ngit makes %q\nnot       %q", base, mine, theirs, out, got)
		}
	}
	if both < n/4 {
		t.Errorf("only %d of %d were settled by both, %d here", both, n, clean)
	}
}

// lineEdits changes, puts in and takes out a few paragraphs.
func lineEdits(r *rand.Rand, lines []string) string {
	var out []string
	for i := 0; i < len(lines); i += 2 {
		switch r.IntN(12) {
		case 0:
			out = append(out, strings.Replace(lines[i], "own", fmt.Sprintf("x%d", r.IntN(100)), 1), "")
		case 1:
			out = append(out, fmt.Sprintf("New one, number %d, of nothing much.", r.IntN(1<<20)), "", lines[i], "")
		case 2:
		default:
			out = append(out, lines[i], "")
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// Work grows with what one side has and the other has not, such as all of a post
// whose beginning alone is in its copy.
func TestGrowth(t *testing.T) {
	growth.Bytes(t, 2000, func(n int) func() {
		long := strings.Repeat("A few words.\n\n", n)
		return func() {
			Two("Other words.\n", long)
			Three("Other words.\n", long, "Words.\n")
		}
	})
}

// BenchmarkThree merges a post of 10 MB in which both sides changed a hundred
// places.
func BenchmarkThree(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var s strings.Builder
	s.WriteString(head)
	for s.Len() < 10<<20 {
		for range 80 {
			fmt.Fprintf(&s, "word%d ", r.IntN(5000))
		}
		s.WriteString("\n\n")
	}
	base := s.String()
	side := func(word string) string {
		text := base
		for range 100 {
			i := len(head) + r.IntN(len(text)-len(head))
			text = text[:i] + word + text[i:]
		}
		return text
	}
	mine, theirs := side("mine"), side("theirs")
	for b.Loop() {
		Three(base, mine, theirs)
	}
}
