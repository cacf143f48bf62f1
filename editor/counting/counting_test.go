package counting

import (
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

func TestTally(t *testing.T) {
	var tally Tally
	evening := time.Date(2024, 6, 1, 23, 50, 0, 0, time.UTC)
	tally.Resume("2024-06-01", 100)
	tally.Add(evening, 20)
	tally.Add(evening, -5)
	if day, n := tally.Today(evening); day != "2024-06-01" || n != 115 || tally.Session() != 15 {
		t.Errorf("%s: %d words, %d in the session", day, n, tally.Session())
	}
	morning := evening.Add(time.Hour)
	if day, n := tally.Today(morning); day != "2024-06-02" || n != 0 || tally.Session() != 15 {
		t.Errorf("%s: %d words, %d in the session", day, n, tally.Session())
	}
	tally.Add(morning, 3)
	if _, n := tally.Today(morning); n != 3 || tally.Session() != 18 {
		t.Errorf("%d words, %d in the session", n, tally.Session())
	}
	tally = Tally{}
	tally.Resume("2024-05-31", 100) // another day's words are none of this one's
	if _, n := tally.Today(evening); n != 0 {
		t.Errorf("%d words of a day that is over", n)
	}
}

func TestGoal(t *testing.T) {
	for _, tt := range []struct {
		goal Goal
		want float64
	}{{Goal{}, 0}, {Goal{5, 0}, 0}, {Goal{5, 10}, 0.5}, {Goal{-5, 10}, 0}, {Goal{15, 10}, 1}} {
		if got := tt.goal.Share(); got != tt.want {
			t.Errorf("%+v: %v, want %v", tt.goal, got, tt.want)
		}
	}
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		texts             []string
		words, characters int
	}{
		{nil, 0, 0},
		{[]string{"two words\r\nand\nmore"}, 4, 16},
		{[]string{"a\u0301 e", "b"}, 3, 4},
		{[]string{"👨‍👩‍👧"}, 0, 1},
	} {
		if w, c := Of(tt.texts); w != tt.words || c != tt.characters {
			t.Errorf("%q: %d words, %d characters", tt.texts, w, c)
		}
	}
}

// TestRead holds that sentences are counted as they are read, that long ones are
// told of at their places, and that code and headings are none.
func TestRead(t *testing.T) {
	long := "Word" + strings.Repeat(" word", LongSentence-1) + "."
	src := "!! title: A\n\n---\n\n# A heading of words\n\nShort one. *Another* one!\n\n```\n" + long + "\n```\n\n> - In a list. " + long + "\n>   Behind it.\n"
	body := strings.Index(src, "# A")
	d := markdown.Parse(nil, text.New(src), body)
	r := Read(d)
	if r.Sentences != 5 || r.Words != 2+2+3+LongSentence+2 {
		t.Errorf("%d sentences, %d words", r.Sentences, r.Words)
	}
	if len(r.Long) != 1 || r.Long[0].Words != LongSentence || r.Long[0].Text != long {
		t.Fatalf("long are %+v", r.Long)
	}
	if want := strings.LastIndex(src, "Word"); r.Long[0].Off != want {
		t.Errorf("it begins at %d, want %d", r.Long[0].Off, want)
	}
}

func TestLevel(t *testing.T) {
	easy := Read(markdown.Parse(nil, text.New(strings.Repeat("The cat sat on the mat. ", 20)), 0))
	hard := Read(markdown.Parse(nil, text.New(strings.Repeat("Considerable institutional responsibilities necessitate comprehensive organisational accountability throughout administrative hierarchies notwithstanding occasional irregularities. ", 6)), 0))
	if easy.Level() != "very easy to read" || hard.Level() != "very hard to read" {
		t.Errorf("%d is %q, %d is %q", easy.Index, easy.Level(), hard.Index, hard.Level())
	}
	if r := Read(markdown.Parse(nil, text.New("Hi."), 0)); r.Level() != "" {
		t.Errorf("three letters are %q", r.Level())
	}
}
