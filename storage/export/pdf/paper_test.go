package pdf

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/assets"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/page"
)

// TestSays asks for the words of a page, what is hidden on a screen and what no
// typeface has included.
func TestSays(t *testing.T) {
	for src, want := range map[string]string{
		"Finely “set” – naïve e\u0301 fi\u00adll.":             "Finely“set”–naïvee\u0301fi\u00adll.",
		"3. [ ] to do\n4. [x] done\n5. plain":                  "3.todo4.✓done5.plain",
		"<details><summary>Sum</summary>\n\nHid\n\n</details>": "▼SumHid",
		"中文 🎉 here":           "中文🎉here",
		"a[^1]\n\n[^1]: note": "a11.note↩",
		"- [ ] a\n- b":        "ab",
	} {
		got := strings.TrimPrefix(allText(t, first(written(t, book(src)))), "Post2024-01-02")
		if sorted(got) != sorted(want) {
			t.Errorf("%q says %q, want %q", src, got, want)
		}
	}
}

func first(s string, _ [][]string) string { return s }

// sorted is the characters of s in their order.
func sorted(s string) string {
	list := []rune(s)
	slices.Sort(list)
	return string(list)
}

// TestEnds sets paragraphs, tables and headings of all lengths: no heading ends a
// page, no line of a paragraph is alone, and no row of a table is cut.
func TestEnds(t *testing.T) {
	growth.Alone(t)
	name := regexp.MustCompile(`[hpr][a-z]+`)
	for seed := range uint64(8) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		var src strings.Builder
		word := func(kind string, n int) string {
			digits := strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n))
			return kind + digits
		}
		for i := range 60 {
			fmt.Fprintf(&src, "%s %s\n\n", []string{"#", "##", "####"}[rnd.IntN(3)], word("h", i))
			fmt.Fprintf(&src, "%s\n\n", strings.Repeat(word("p", i)+" ", 1+rnd.IntN(150)))
			if i%4 == 0 {
				fmt.Fprintf(&src, "| a | b |\n|---|---|\n| %s | c |\n| d | e |\n\n", strings.Repeat(word("r", i)+" ", 1+rnd.IntN(60)))
			}
		}
		at := map[string][]int{} // lines of a word by sheet
		sheets := 0
		for _, l := range read(t, first(written(t, book(src.String())))) {
			sheets = max(sheets, l.sheet+1)
			for _, w := range slices.Compact(name.FindAllString(l.text, -1)) {
				for len(at[w]) <= l.sheet {
					at[w] = append(at[w], 0)
				}
				at[w][l.sheet]++
			}
		}
		if sheets < 4 {
			t.Fatalf("%d sheets are too few to see anything", sheets)
		}
		cut := 0
		for w, lines := range at {
			lines = lines[slices.IndexFunc(lines, func(n int) bool { return n > 0 }):]
			switch {
			case w[0] == 'h':
				if p := at["p"+w[1:]]; len(at[w]) != 1+slices.IndexFunc(p, func(n int) bool { return n > 0 }) {
					t.Errorf("seed %d: heading %s is on another sheet than its words", seed, w)
				}
			case len(lines) == 1:
			case w[0] == 'r':
				t.Errorf("seed %d: row %s is cut: %v", seed, w, lines)
			default:
				cut++
				if slices.Min(lines) < 2 {
					t.Errorf("seed %d: a line of %s is alone: %v", seed, w, lines)
				}
			}
		}
		if cut == 0 {
			t.Errorf("seed %d: no paragraph goes on on another sheet", seed)
		}
	}
}

// TestTall puts what is taller than a page on paper: all of it is there.
func TestTall(t *testing.T) {
	growth.Alone(t)
	for name, c := range map[string]struct {
		src string
		n   int
	}{
		"code":          {"```\n" + strings.Repeat("zap\n", 400) + "```\n", 400},
		"row":           {"| a | b |\n|---|---|\n| " + strings.Repeat("zap ", 3000) + " | c |\n", 3000},
		"headings":      {strings.Repeat("# zap\n\n", 300), 300},
		"many columns":  {strings.Repeat("| zap ", 400) + "|\n" + strings.Repeat("|---", 400) + "|\n", 400},
		"one long word": {strings.Repeat("zap", 4000), 4000},
		"quote":         {strings.Repeat("> zap\n>\n", 200), 200},
	} {
		list := read(t, first(written(t, book(c.src))))
		var all strings.Builder
		for _, l := range list {
			all.WriteString(l.text)
			if l.y < pageHeight-bottom && !regexp.MustCompile(`^\d+$`).MatchString(l.text) {
				t.Errorf("%s: %q is below the page, at %v", name, l.text, l.y)
			}
		}
		if got := strings.Count(squeeze(all.String()), "zap"); got != c.n {
			t.Errorf("%s: %d of %d words are there", name, got, c.n)
		}
	}
	if _, notes := written(t, book(strings.Repeat("| zap ", 400)+"|\n"+strings.Repeat("|---", 400)+"|\n")); len(notes[0]) != 1 || !strings.Contains(notes[0][0], "400 columns") {
		t.Errorf("notes %q", notes[0])
	}
}

// TestTableHeads puts long tables on paper: the headings of their columns are above
// the rows of each sheet, once, and nowhere else.
func TestTableHeads(t *testing.T) {
	cells := strings.Repeat("| row | b |\n", 150)
	raw := strings.Repeat("<tr><td>row</td><td>b</td></tr>\n", 150)
	for name, c := range map[string]struct {
		src   string
		heads int // on each sheet
		rows  int
	}{
		"one":              {"| head | B |\n|---|---|\n" + cells, 1, 150},
		"behind words":     {strings.Repeat("words\n\n", 20) + "| head | B |\n|---|---|\n" + cells, 1, 150},
		"two":              {"<table><tr><th>head</th></tr><tr><th>head</th></tr>\n" + raw + "</table>\n", 2, 150},
		"none":             {"<table>" + raw + "</table>\n", 0, 150},
		"of ten lines":     {"| " + strings.Repeat("head<br>", 10) + " |\n|---|\n" + strings.Repeat("| row |\n", 60), 10, 60},
		"rows as tall":     {"| head | B |\n|---|---|\n" + strings.Repeat("| "+strings.Repeat("row<br>", 30)+" | b |\n", 9), 1, 270},
		"a row over pages": {"| head | B |\n|---|---|\n| " + strings.Repeat("row<br>", 150) + " | b |\n", 1, 150},
	} {
		heads, rows := map[int]int{}, map[int]int{}
		lowest, highest := map[int]float64{}, map[int]float64{} // heading, row
		for _, l := range read(t, first(written(t, book(c.src)))) {
			switch {
			case strings.HasPrefix(l.text, "head"):
				heads[l.sheet]++
				lowest[l.sheet] = l.y
			case strings.HasPrefix(l.text, "row"):
				rows[l.sheet]++
				highest[l.sheet] = max(highest[l.sheet], l.y)
			}
		}
		all := 0
		for sheet, n := range rows {
			all += n
			if heads[sheet] != c.heads || c.heads > 0 && lowest[sheet] <= highest[sheet] {
				t.Errorf("%s: sheet %d has %d headings and %d rows", name, sheet, heads[sheet], n)
			}
		}
		if len(rows) < 2 || all != c.rows {
			t.Errorf("%s: %d rows on %d sheets, want %d", name, all, len(rows), c.rows)
		}
		for sheet := range heads {
			if rows[sheet] == 0 {
				t.Errorf("%s: sheet %d has headings alone", name, sheet)
			}
		}
	}
	// Tables one below the other have their own.
	list := read(t, first(written(t, book("| first | B |\n|---|---|\n"+cells+"\n| head | B |\n|---|---|\n"+cells))))
	last := 0
	for _, l := range list {
		if strings.HasPrefix(l.text, "head") {
			last = l.sheet
		}
		if strings.HasPrefix(l.text, "first") && last > 0 {
			t.Errorf("sheet %d has the headings of another table", l.sheet)
		}
	}
}

// TestColours asks for the colours of code, which are those of the light theme.
func TestColours(t *testing.T) {
	theme, _ := assets.PageNamed("plain")
	sheet := drawn(t, first(written(t, book("```go\n// c\nfunc f() string { return \"x\" }\n```\n"))))
	for _, r := range []assets.Role{assets.RoleKeyword, assets.RoleName, assets.RoleString, assets.RoleMuted, assets.RoleCode} {
		if c := theme.Light.Color(r); !strings.Contains(sheet, shade(c)+" rg") {
			t.Errorf("%s is not there", r)
		}
	}
}

// TestOutline asks for what a reader finds a place by.
func TestOutline(t *testing.T) {
	out, _ := written(t, book("# A\n\n### B\n\n## C\n\nwords[^1] [to C](#c) [nowhere](#none)\n\n[^1]: note\n", "x"))
	var titles []string
	for _, m := range regexp.MustCompile(`/Title <FEFF([0-9A-F]*)> /Parent (\d+)`).FindAllStringSubmatch(out, -1) {
		titles = append(titles, decoded(t, m[1]))
	}
	if got := strings.Join(titles, " "); got != "Post A B C Post" {
		t.Errorf("the outline is %q", got)
	}
	if !strings.Contains(out, "/Count 5") || !strings.Contains(out, "/Lang (en)") || !strings.Contains(out, words("Book")) {
		t.Error("the outline's length, the language or the title is missing")
	}
	// Two lines of the contents, the mark and the way back, two links.
	if got := strings.Count(out, "/Subtype /Link"); got != 6 {
		t.Errorf("%d links, want 6", got)
	}
}

// TestFaces takes what the embedded typefaces lack from one that is given, in the
// other kind of outlines and beyond the first 65,536 characters.
func TestFaces(t *testing.T) {
	src := "words 𝔄 and `𝔅`"
	bk := book(src)
	bk.Fonts = func() ([][]byte, string) { return [][]byte{assets.Read(page.FormulaFont)}, "" }
	out, notes := written(t, bk)
	if !strings.Contains(out, "+STIXTwoMath") || !strings.Contains(allText(t, out), "𝔄and𝔅") || len(notes[0]) > 0 {
		t.Errorf("the typeface is not there; the page says %q, notes %q", allText(t, out), notes[0])
	}
	out, notes = written(t, book(src))
	if strings.Contains(out, "+STIXTwoMath") || !strings.Contains(allText(t, out), "𝔄and𝔅") || len(notes[0]) != 1 || !strings.HasPrefix(notes[0][0], "2 characters have no letter") {
		t.Errorf("without it the page says %q, notes %q", allText(t, out), notes[0])
	}
}
