package textedit

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

func TestMoveSection(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		fold       []string
		up         bool
		want       string // with everything unfolded
	}{
		{"below its neighbour", "## A|\n\na\n\n## B\n\nb\n\n## C\n\nc\n", []string{"## A"}, false, "## B\n\nb\n\n## A|\n\na\n\n## C\n\nc\n"},
		{"below a folded one", "## A|\n\na\n\n## B\n\nb\n\n## C\n\nc\n", []string{"## A", "## B"}, false, "## B\n\nb\n\n## A|\n\na\n\n## C\n\nc\n"},
		{"to the end, which has no blank line", "## A|\n\na\n\n## B\n\nb\n", []string{"## A"}, false, "## B\n\nb\n\n## A|\n\na\n"},
		{"to an end without a line ending", "## A|\n\na\n\n## B\n\nb", []string{"## A"}, false, "## B\n\nb\n\n## A|\n\na"},
		{"it is the last", "## A\n\na\n\n## B|\n\nb\n", []string{"## B"}, false, "## A\n\na\n\n## B|\n\nb\n"},
		{"below a higher heading", "# X\n\n## A|\n\na\n\n# Y\n\ny\n", []string{"## A"}, false, "# X\n\n# Y\n\ny\n\n## A|\n\na\n"},
		{"above its neighbour with all in it", "## A\n\na\n\n### A1\n\nx\n\n## B|\n\nb\n", []string{"## B"}, true, "## B|\n\nb\n\n## A\n\na\n\n### A1\n\nx\n"},
		{"above its neighbour within the same section", "## A\n\n### A1\n\nx\n\n### A2|\n\ny\n", []string{"### A2"}, true, "## A\n\n### A2|\n\ny\n\n### A1\n\nx\n"},
		{"above a higher heading with its text", "## A\n\none\ntwo\n\n### A1|\n\nx\n", []string{"### A1"}, true, "### A1|\n\nx\n\n## A\n\none\ntwo\n"},
		{"text above that belongs to none", "lead\n\n## A|\n\na\n", []string{"## A"}, true, "lead\n\n## A|\n\na\n"},
		{"it is the first", "## A|\n\na\n\n## B\n", []string{"## A"}, true, "## A|\n\na\n\n## B\n"},
		{"underlined ones", "A|\n---\n\na\n\nB\n---\n\nb\n", []string{"A\n---"}, false, "B\n---\n\nb\n\nA|\n---\n\na\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newFixture(t, tt.body)
			d.parse()
			for _, h := range tt.fold {
				d.foldAt(h)
			}
			src, before := d.s.Text().String(), d.s.Primary()
			if !d.ed.MoveSection(tt.up) {
				t.Fatal("the caret is on no folded section")
			}
			if n := strings.Count(d.folded(), "~"); n != len(tt.fold) {
				t.Errorf("%d folds, want %d: %q", n, len(tt.fold), d.folded())
			}
			if got := d.state(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			moved := d.s.Text().String()
			if moved == src {
				return
			}
			d.s.Undo()
			if d.s.Text().String() != src || d.s.Primary() != before {
				t.Errorf("undone: %q, %v", d.s.Text().String(), d.s.Primary())
			}
			d.s.Redo()
			if d.s.Text().String() != moved {
				t.Errorf("redone: %q", d.s.Text().String())
			}
		})
	}
}

// TestMoveSectionThereAndBack moves a section as far as it goes and back, folds and all.
func TestMoveSectionThereAndBack(t *testing.T) {
	d := newFixture(t, sections)
	d.parse()
	src := d.s.Text().String()
	d.foldAt("### A1")
	d.foldAt("## A")
	d.foldAt("## B")
	d.s.Select(text.Caret(strings.Index(src, "## B")))
	start := d.folded()
	for _, up := range []bool{true, true, false} {
		if !d.ed.MoveSection(up) {
			t.Fatalf("not on a folded section: %q", d.folded())
		}
		d.parse()
	}
	if got := d.folded(); got != start || d.s.Text().String() != src {
		t.Errorf("%q, want %q", got, start)
	}
}

func TestMoveSectionLeavesOthersAlone(t *testing.T) {
	d := newFixture(t, "## A|\n\na\n\n## B\n\nb\n")
	d.parse()
	if d.ed.MoveSection(false) {
		t.Error("a section that is open moved")
	}
	d.foldAt("## B")
	if d.ed.MoveSection(false) {
		t.Error("a line beside a folded section moved")
	}
}
