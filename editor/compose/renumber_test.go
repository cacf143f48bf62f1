package compose

import (
	"strings"
	"testing"
)

func TestItemsCountOnAfterEnter(t *testing.T) {
	runCommands(t, Enter, []command{
		{"in the middle", "1. a|\n2. b\n3. c\n", "1. a\n2. |\n3. b\n4. c\n"},
		{"parentheses", "1) a|\n2) b", "1) a\n2) |\n3) b"},
		{"the start is kept", "7. a|\n8. b", "7. a\n8. |\n9. b"},
		{"to two digits", "8. a|\n9. b\n", "8. a\n9. |\n10. b\n"},
		{"all ones", "1. a\n1. b|\n1. c", "1. a\n1. b\n1. |\n1. c"},
		{"numbers out of order before stay", "1. a\n5. b|\n9. c", "1. a\n5. b\n6. |\n7. c"},
		{"nested items are left alone", "1. a|\n   1. x\n   2. y\n2. b", "1. a\n2. |\n   1. x\n   2. y\n3. b"},
		{"nested", "1. a\n   1. x|\n   2. y\n2. b", "1. a\n   1. x\n   2. |\n   3. y\n2. b"},
		{"a loose list", "1. a|\n\n2. b\n\n   more\n\n3. c", "1. a\n2. |\n\n3. b\n\n   more\n\n4. c"},
		{"not past a paragraph", "1. a|\n\ntext\n\n2. b", "1. a\n2. |\n\ntext\n\n2. b"},
		{"not past a heading", "1. a|\n# h\n2. b", "1. a\n2. |\n# h\n2. b"},
		{"not another kind of list", "1. a|\n2) b", "1. a\n2. |\n2) b"},
		{"past code", "1. a|\n   ```\n   2. b\n   ```\n2. c", "1. a\n2. |\n   ```\n   2. b\n   ```\n3. c"},
		{"past a lazy line", "1. a|\nlazy\n2. c", "1. a\n2. |\nlazy\n3. c"},
		{"in a quotation", "> 1. a|\n> 2. b\n\n3. c", "> 1. a\n> 2. |\n> 3. b\n\n3. c"},
		{"ending a list in its middle", "1. a\n2. |\n3. b", "1. a\n\n|\n2. b"},
		{"several carets", "1. a|\n2. b|\n3. c", "1. a\n2. |\n3. b\n4. |\n5. c"},
		{"two lists", "1. a|\n2. b\n\nx\n\n1. c|\n2. d", "1. a\n2. |\n3. b\n\nx\n\n1. c\n2. |\n3. d"},
		{"CRLF", "1. a|\r\n2. b\r\n", "1. a\r\n2. |\r\n3. b\r\n"},
		{"bullets between", "1. a|\n- b\n2. c", "1. a\n2. |\n- b\n2. c"},
		{"indented code is no item", "1. a|\n\n        2. b\n2. c", "1. a\n2. |\n\n        2. b\n3. c"},
		{"the largest number", "999999998. a|\n999999999. b", "999999998. a\n999999999. |\n999999999. b"},
		{"a paragraph before", "text\n1. a|\n2. b", "text\n1. a\n2. |\n3. b"},
	})
}

// What lies in an item whose number gets a digit more still lies in it.
func TestItemsGetDeeperWithTheirNumbers(t *testing.T) {
	runCommands(t, Enter, []command{
		{"nested bullets", "8. a|\n9. b\n   - x\n     - y\n10. c\n    - z", "8. a\n9. |\n10. b\n    - x\n      - y\n11. c\n    - z"},
		{"paragraphs and code", "8. a|\n9. b\n\n   more\n\n   ```\n     code\n   ```\n\ntext", "8. a\n9. |\n10. b\n\n    more\n\n    ```\n      code\n    ```\n\ntext"},
		{"deep enough", "8. a|\n9. b\n    - x\n", "8. a\n9. |\n10. b\n    - x\n"},
		{"a tab", "8. a|\n9. b\n\t- x\n", "8. a\n9. |\n10. b\n\t- x\n"},
		{"a lazy line", "8. a|\n9. b\nlazy\n   - x\n", "8. a\n9. |\n10. b\nlazy\n    - x\n"},
		{"in a quotation", "> 8. a|\n> 9. b\n>    - x\n", "> 8. a\n> 9. |\n> 10. b\n>     - x\n"},
		{"CRLF", "8. a|\r\n9. b\r\n   - x\r\n", "8. a\r\n9. |\r\n10. b\r\n    - x\r\n"},
		{"several carets", "7. a|\n8. b|\n   - x\n9. c\n   - y", "7. a\n8. |\n9. b\n10. |\n    - x\n11. c\n    - y"},
		{"three digits", "98. a|\n99. b\n    1. x\n    2. y\n", "98. a\n99. |\n100. b\n     1. x\n     2. y\n"},
		{"not what is behind the list", "8. a|\n9. b\n\n  text", "8. a\n9. |\n10. b\n\n  text"},
	})
}

func TestItemsCountOnAfterCommands(t *testing.T) {
	runCommands(t, DeleteLines, []command{
		{"in the middle", "1. a\n2. b|\n3. c\n", "1. a\n2. c|\n"},
		{"the first", "3. a|\n4. b\n5. c", "3. b|\n4. c"},
		{"the last leaves those before alone", "1. a\n5. b\n6. c|", "1. a\n5. b|"},
		{"all ones", "1. a|\n1. b\n1. c", "1. b|\n1. c"},
		{"several", "1. a\n|2. b\n3. c\n|4. d\n5. e", "1. a\n|2. c\n|3. e"},
		{"a whole nested list", "1. a\n   «1. x\n   2. y»|\n2. b\n", "1. a\n2. b|\n"},
		{"before a blank line", "1. a|\n\n2. b", "|\n1. b"},
		{"no list", "a|\n1986. b\n", "1|986. b\n"},
	})
	runCommands(t, func(s State) Transaction { return MoveLines(s, true) }, []command{
		{"up", "1. a\n2. b|\n3. c", "1. b|\n2. a\n3. c"},
		{"past the last of a nested list", "1. a\n   1. b\n   2. c\n2. d|\n3. e", "1. a\n   1. b\n2. d|\n   1. c\n3. e"},
		{"the last", "1. a\n2. b\n3. c|", "1. a\n2. c|\n3. b"},
		{"the start is kept", "4. a\n5. b|\n", "4. b|\n5. a\n"},
	})
	runCommands(t, func(s State) Transaction { return MoveLines(s, false) }, []command{
		{"down", "1. a|\n2. b\n3. c", "1. b\n2. a|\n3. c"},
		{"all ones", "1. a|\n1. b\n", "1. b\n1. a|\n"},
	})
	runCommands(t, func(s State) Transaction { return DuplicateLines(s, false) }, []command{
		{"doubled", "1. a|\n2. b", "1. a\n2. a|\n3. b"},
	})
	runCommands(t, Indent, []command{
		{"nested", "1. a\n2. b|\n3. c", "1. a\n   1. b|\n2. c"},
		{"on with a nested list", "1. a\n   1. x\n2. b|\n   1. y\n3. c", "1. a\n   1. x\n   2. b|\n      1. y\n2. c"},
		{"all ones", "1. a\n1. b|\n1. c", "1. a\n   1. b|\n1. c"},
	})
	runCommands(t, Outdent, []command{
		{"out of a list", "1. a\n   1. b|\n   2. c\n2. d", "1. a\n2. b|\n   1. c\n3. d"},
		{"out of the middle of a list", "1. a\n   1. b\n   2. c|\n   3. d\n2. e", "1. a\n   1. b\n2. c|\n   1. d\n3. e"},
		{"all ones outside", "1. a\n   1. b|\n1. c\n1. d", "1. a\n1. b|\n1. c\n1. d"},
	})
	runCommands(t, ToggleBold, []command{
		{"other commands do not count", "1. a|\n5. b", "1. **a|**\n5. b"},
	})
}

// Counting looks at the lists around an edit, not at a whole long post.
func TestCountingIsBounded(t *testing.T) {
	body := strings.Repeat("1. item\n2. item\n\ntext\n\n", 100_000)
	s := plain(body, len("1. item"))
	if n := testing.AllocsPerRun(5, func() { Enter(s) }); n > 3000 {
		t.Errorf("Enter allocates %v objects", n)
	}
	s = do(plain(strings.Repeat("1. item\n", 200_000), len("1. item")), Enter)
	if got := s.Text.String(); !strings.HasPrefix(got, "1. item\n1. \n1. item\n") {
		t.Errorf("%q", got[:40])
	}
}
