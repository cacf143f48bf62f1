package rows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

var motions = map[string]func(*Rows, Caret) Caret{
	"Left":       (*Rows).Left,
	"Right":      (*Rows).Right,
	"Ctrl+Left":  (*Rows).WordLeft,
	"Ctrl+Right": (*Rows).WordRight,
	"Up":         func(r *Rows, c Caret) Caret { return r.Up(c, 1) },
	"Down":       func(r *Rows, c Caret) Caret { return r.Down(c, 1) },
	"PageUp":     func(r *Rows, c Caret) Caret { return r.Up(c, 3) },
	"PageDown":   func(r *Rows, c Caret) Caret { return r.Down(c, 3) },
	"Ctrl+Up":    (*Rows).ParagraphUp,
	"Ctrl+Down":  (*Rows).ParagraphDown,
	"Home":       (*Rows).Home,
	"End":        (*Rows).End,
	"Top":        func(r *Rows, _ Caret) Caret { return r.Top() },
	"Bottom":     func(r *Rows, _ Caret) Caret { return r.Bottom() },
}

// TestMotions runs keys on a text with the caret at |, ten cells wide. A
// caret drawn at the end of a row that ends inside of a word is written ¦.
func TestMotions(t *testing.T) {
	tests := []struct{ from, keys, to string }{
		{"a|b", "Right", "ab|"},
		{"ab|", "Right", "ab|"},
		{"|ab", "Left", "|ab"},
		{"a|\nb", "Right", "a\n|b"},
		{"a|\r\nb", "Right", "a\r\n|b"},
		{"a\r\n|b", "Left", "a|\r\nb"},
		{"a\r|\rb", "Left", "a|\r\rb"},
		{"a|e\u0301b", "Right", "ae\u0301|b"},
		{"ae\u0301|b", "Left", "a|e\u0301b"},
		{"|👨‍👩‍👧b", "Right", "👨‍👩‍👧|b"},
		{"🇩🇪🇫🇷|", "Left", "🇩🇪|🇫🇷"},
		{"🇩🇪|🇫🇷", "Left", "|🇩🇪🇫🇷"},
		{"नमस्ते|", "Left", "नमस्|ते"},
		{"|שלום", "Right", "ש|לום"},

		{"|one two", "Ctrl+Right", "one| two"},
		{"one| two", "Ctrl+Right", "one two|"},
		{"one two|", "Ctrl+Left", "one |two"},
		{"one tw|o", "Ctrl+Left", "one |two"},
		{"one |two", "Ctrl+Left", "|one two"},
		{"|**bold** x", "Ctrl+Right", "**bold|** x"},
		{"don|'t x", "Ctrl+Right", "don't| x"},
		{"don't|", "Ctrl+Left", "|don't"},
		{"'on|'", "Ctrl+Left", "'|on'"},
		{"|snake_case", "Ctrl+Right", "snake_case|"},
		{"|_em_ x", "Ctrl+Right", "_em|_ x"},
		{"one|\ntwo", "Ctrl+Right", "one\ntwo|"},
		{"|\n\n\ntwo", "Ctrl+Right", "\n|\n\ntwo"},
		{"one.|\r\ntwo", "Ctrl+Right", "one.\r\ntwo|"},
		{"one|.\r\ntwo", "Ctrl+Right", "one.|\r\ntwo"},
		{"one\n|two", "Ctrl+Left", "|one\ntwo"},
		{"one\n\n|two", "Ctrl+Left", "one\n|\ntwo"},
		{"x café9|", "Ctrl+Left", "x |café9"},

		{"one\nt|wo\n\n \nthree", "Ctrl+Down", "one\ntwo\n\n \n|three"},
		{"one\n\nth|ree\n", "Ctrl+Down", "one\n\nthree\n|"},
		{"|\n\none", "Ctrl+Down", "\n\n|one"},
		{"one|", "Ctrl+Down", "one|"},
		{"one\n\ntwo\nthr|ee", "Ctrl+Up", "one\n\n|two\nthree"},
		{"one\n\ntwo\n|three", "Ctrl+Up", "one\n\n|two\nthree"},
		{"one\n\n\t\n|two", "Ctrl+Up", "|one\n\n\t\ntwo"},
		{"\r\n\r\n|one", "Ctrl+Up", "|\r\n\r\none"},
		{"|one", "Ctrl+Up", "|one"},
		{"one\n\ntwo two two t|wo two\n\nx", "Ctrl+Down Ctrl+Up Ctrl+Up", "|one\n\ntwo two two two two\n\nx"},

		{"abc|\nd\nabcdef", "Down Down", "abc\nd\nabc|def"},
		{"abcdef\nd\nabcd|ef", "Up", "abcdef\nd|\nabcdef"},
		{"abcdef\nd\nabcd|ef", "Up Up", "abcd|ef\nd\nabcdef"},
		{"ab|c\nd", "Up", "|abc\nd"},
		{"abc\n|d", "Down", "abc\nd|"},
		{"你好|\nabcdef", "Down", "你好\nabcd|ef"},
		{"ab|cdefg hij klm", "Down", "abcdefg hi|j klm"},
		{"abcdefg |hij klm", "Up", "|abcdefg hij klm"},
		{"1|\n2\n3\n4\n5", "PageDown", "1\n2\n3\n4|\n5"},
		{"1|\n2\n3", "PageDown", "1\n2\n3|"},
		{"1\n2|\n3", "PageUp", "1|\n2\n3"},
		{"1\n2\n3|", "Top", "|1\n2\n3"},
		{"1|\n2\n", "Bottom", "1\n2\n|"},

		{"  ab|c", "Home", "  |abc"},
		{"  |abc", "Home", "|  abc"},
		{"|  abc", "Home", "  |abc"},
		{"a|bc\nd", "End", "abc|\nd"},
		{"a|bc\r\nd", "End", "abc|\r\nd"},
		{"ab|cdefg hij klm", "End", "abcdefg| hij klm"},
		{"abcdefg hi|j klm", "Home", "abcdefg |hij klm"},
		{"abcdefg hi|j klm", "End", "abcdefg hij klm|"},
		{"abc|defghijklmno", "End", "abcdefghij¦klmno"},
		{"abcdefghij¦klmno", "Home", "|abcdefghijklmno"},
		{"abcdefghij|klmno", "Home", "abcdefghij|klmno"},
		{"abcdefghij¦klmno", "Down", "abcdefghijklmno|"},
		{"abcdefghij¦klmno", "Right", "abcdefghijk|lmno"},
		{"abcdefghij|klmno", "Up", "|abcdefghijklmno"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%q %s", tt.from, tt.keys), func(t *testing.T) {
			i := strings.IndexAny(tt.from, "|¦")
			end := strings.Contains(tt.from, "¦")
			src := strings.NewReplacer("|", "", "¦", "").Replace(tt.from)
			r := newRows(src, 100, maxPiece)
			c := Caret{Off: i, End: end, Goal: -1}
			for _, key := range strings.Fields(tt.keys) {
				c = motions[key](r, c)
			}
			mark := "|"
			if c.End {
				mark = "¦"
			}
			if got := src[:c.Off] + mark + src[c.Off:]; got != tt.to {
				t.Errorf("caret at %q, want %q", got, tt.to)
			}
		})
	}
}

// stops returns all caret stops of s, by the library alone.
func stops(s string) (all []int) {
	off := 0
	for state := -1; len(s) > 0; {
		var c string
		all = append(all, off)
		c, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		off += len(c)
	}
	return append(all, off)
}

func TestMotionLaws(t *testing.T) {
	growth.Alone(t)
	for seed := range uint64(150) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		src := randomText(rnd, 50)
		r := newRows(src, float32(40+rnd.IntN(150)), maxPiece)
		want := stops(src)
		stop := func(what string, c Caret) {
			if _, ok := slices.BinarySearch(want, c.Off); !ok {
				t.Fatalf("seed %d: %s leads into a cluster, to %d of %q", seed, what, c.Off, src)
			}
		}
		for i, off := range want {
			c := r.Caret(off)
			for name, move := range motions {
				stop(name, move(r, c))
			}
			if i+1 < len(want) {
				if n := r.Right(c); n.Off != want[i+1] || r.Left(n).Off != off {
					t.Fatalf("seed %d: right of %d is %d, want %d, and back is %d in %q", seed, off, n.Off, want[i+1], r.Left(n).Off, src)
				}
			}
			row := r.At(off, false)
			hit, end := row.Offset(row.X(off))
			if hit != off && row.X(hit) != row.X(off) && off != row.End || end && off != row.End {
				t.Fatalf("seed %d: the point of %d is that of %d in %q", seed, off, hit, src)
			}
			if down := r.Down(c, 1); r.At(down.Off, down.End).Start != row.Start {
				if down.Goal != row.X(off) {
					t.Fatalf("seed %d: goal %v, want %v", seed, down.Goal, row.X(off))
				}
				up := r.Up(down, 1)
				if up.Goal != down.Goal || down.Off != r.t.Len() && r.At(up.Off, up.End).Start != row.Start {
					t.Fatalf("seed %d: down and up from %d leads to %d in %q", seed, off, up.Off, src)
				}
			}
		}
		for off := range len(src) + 1 {
			s := r.Snap(off)
			k, found := slices.BinarySearch(want, off)
			if !found {
				k--
			}
			if s != want[k] {
				t.Fatalf("seed %d: Snap(%d) is %d, want %d in %q", seed, off, s, want[k], src)
			}
		}
	}
}

func TestHiddenLines(t *testing.T) {
	src := "Title: x\n---\n\nbody\nmore"
	r := newRows(src, 100, maxPiece)
	from := strings.Index(src, "body")
	r.SetFrom(from)
	if got := lines(walk(r)); !slices.Equal(got, []string{"body", "more"}) || r.Total() != 2 {
		t.Errorf("rows %q of %d", got, r.Total())
	}
	for name, move := range motions {
		if c := move(r, r.Caret(from)); c.Off < from {
			t.Errorf("%s leads to %d, before %d", name, c.Off, from)
		}
		if c := move(r, Caret{Off: 3, Goal: -1}); c.Off < from {
			t.Errorf("%s from the head leads to %d", name, c.Off)
		}
	}
	u, p := r.t.Apply(text.Edit{Start: 9, End: 9, New: "Slug: y\n"})
	r.Apply(u, p)
	if r.From() != from+8 || r.First().String() != "body" {
		t.Errorf("shown from %d, %q", r.From(), r.First())
	}
}

func TestWord(t *testing.T) {
	tests := []struct{ text, want string }{
		{"one t|wo three", "two"},
		{"one |two", "two"},
		{"one two|", "two"},
		{"one|  two", "  "},
		{"a **|bold**", "bold"},
		{"a |**bold**", "**"},
		{"don|'t", "don't"},
		{"_em|ph_", "emph"},
		{"ab|\ncd", "ab"},
		{"|\n", ""},
		{"cafe\u0301| x", " "},
	}
	for _, tt := range tests {
		off := strings.Index(tt.text, "|")
		src := strings.Replace(tt.text, "|", "", 1)
		r := newRows(src, 1000, maxPiece)
		if s, e := r.Word(off); src[s:e] != tt.want {
			t.Errorf("word in %q is %q, want %q", tt.text, src[s:e], tt.want)
		}
	}
}

func TestUnder(t *testing.T) {
	r := newRows("ab你c", 1000, maxPiece)
	for x, want := range map[float32]string{0: "a", 9: "a", 11: "b", 39: "你", 41: "c", 99: ""} {
		row := r.First()
		if s, e := row.Under(x); r.t.Slice(s, e) != want {
			t.Errorf("under %v is %q, want %q", x, r.t.Slice(s, e), want)
		}
	}
}
