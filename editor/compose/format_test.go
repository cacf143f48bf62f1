package compose

import "testing"

func TestToggleBold(t *testing.T) {
	runCommands(t, ToggleBold, []command{
		{"a selection", "foo «bar»| baz", "foo **«bar»|** baz"},
		{"a selection made backwards", "foo |«bar» baz", "foo **|«bar»** baz"},
		{"and off again", "foo **«bar»|** baz", "foo «bar»| baz"},
		{"off with the marks selected", "foo «**bar**»| baz", "foo «bar»| baz"},
		{"off with one mark selected", "foo «**bar»|** baz", "foo «bar»| baz"},
		{"blanks at the ends stay outside", "foo« bar »|baz", "foo **«bar»|** baz"},
		{"only blanks", "foo« »|baz", "foo« »|baz"},
		{"underscores are bold, too", "__«bar»|__", "«bar»|"},
		{"the word at the caret", "foo b|ar baz", "foo **b|ar** baz"},
		{"the caret at the word's start", "foo |bar baz", "foo **|bar** baz"},
		{"the caret at the word's end", "foo bar| baz", "foo **bar|** baz"},
		{"a word off", "foo **b|ar** baz", "foo b|ar baz"},
		{"no word", "foo  |  bar", "foo  **|**  bar"},
		{"an empty line", "|", "**|**"},
		{"and off again, empty", "**|**", "|"},
		{"before the closing mark it steps out", "**foo bar|** baz", "**foo bar**| baz"},
		{"a word with an apostrophe", "don|'t", "**don|'t**"},
		{"a word of another script", "это сло|во", "это **сло|во**"},
		{"combining marks", "cafe\u0301| x", "**cafe\u0301|** x"},
		{"in italic text", "_«bar»|_", "_**«bar»|**_"},
		{"in italic stars", "*«bar»|*", "***«bar»|***"},
		{"bold and italic stars, off", "***«bar»|***", "*«bar»|*"},
		{"bold around italic, off", "**_«bar»|_**", "_«bar»|_"},
		{"around code, not in it", "`«bar»|`", "**`«bar»|`**"},
		{"several lines", "one «two\nthree»| four", "one **«two\nthree»|** four"},
		{"several lines off", "one **«two\nthree»|** four", "one «two\nthree»| four"},
		{"many lines", "one «two\nthree\nfour\nfive»| six\n", "one **«two\nthree\nfour\nfive»|** six\n"},
		{"lines that have marks of their own off", "one **«two**\n**three»|** four", "one «two\nthree»| four"},
		{"two paragraphs", "one «two\nthree\n\nfour\nfive»| six", "one **«two\nthree**\n\n**four\nfive»|** six"},
		{"a line before a heading", "«one\ntwo\n# three»|", "**«one\ntwo**\n# **three»|**"},
		{"lines of code are no paragraph", "«one\n\n    two\n    three»|", "**«one**\n\n    **two**\n    **three»|**"},
		{"lines of a quotation", "> one «two\n> three»| four", "> one **«two\n> three»|** four"},
		{"lines of a quotation off", "> one **«two\n> three»|** four", "> one «two\n> three»| four"},
		{"lines of an item", "- one «two\n  three»| four\n- five", "- one **«two\n  three»|** four\n- five"},
		{"a hard break", "«one\\\ntwo»|", "**«one\\\ntwo»|**"},
		{"a word in bold of two lines", "**one\nt|wo three**", "**one**\nt|wo **three**"},
		{"the first line of bold", "**«one»|\ntwo**", "«one»|\n**two**"},
		{"the last line of bold in a quotation", "> **one\n> «two»|**", "> **one**\n> «two»|"},
		{"the first line of bold in a quotation", "> **«one»|\n> two**", "> «one»|\n> **two**"},
		{"bold within joins in", "«one **two**\nthree **four**»|", "**«one two\nthree four**»|"},
		{"bold of another mark joins in", "«__one__ two»|", "«**one two»|**"},
		{"bold within a line joins in", "«one **two** three»|", "**«one two three»|**"},
		{"from one bold into another", "«one **two»|\nthree** four", "**«one two»|\nthree** four"},
		{"list markers stay outside", "«- one\n- two\n\n1. three»|", "- **«one**\n- **two**\n\n1. **three»|**"},
		{"headings and quotes, too", "«## one\n> two»|", "## **«one**\n> **two»|**"},
		{"some lines are bold already", "«**one**\ntwo»|", "**«one\ntwo»|**"},
		{"CRLF", "«one\r\ntwo»|\r\n", "**«one\r\ntwo»|**\r\n"},
		{"several carets", "o|ne t|wo", "**o|ne** **t|wo**"},
		{"two carets in one word", "o|n|e", "**o|n|e**"},
		{"the first word of more", "**o|ne two** x", "o|ne **two** x"},
		{"the last word of more", "x **one t|wo**", "x **one** t|wo"},
		{"a word amidst", "**one t|wo three**", "**one** t|wo **three**"},
		{"a selection amidst", "**one «two three»| four**", "**one** «two three»| **four**"},
		{"part of a word amidst", "__one t«w»|o__", "__one t__«w»|__o__"},
		{"in bold in italic", "_a **b c|** d_ e", "_a **b c**| d_ e"},
		{"in italic in bold", "**a *b c|c* d**", "a *b c|c* d"},
		{"amidst bold beside signs of a script without blanks", "看**「这«里»|」后面**吧", "看**「这**«里»|**」后面**吧"},
		{"between two bold ones", "**a** b|b **c**", "**a** **b|b** **c**"},
		{"code is not bold", "`**a` b|b `c**`", "`**a` **b|b** `c**`"},
		{"escaped marks are none", "\\*\\*a b|b\\*\\*", "\\*\\*a **b|b**\\*\\*"},
		{"emoji", "«👩‍👧»| x", "**«👩‍👧»|** x"},
	})
}

func TestToggleItalic(t *testing.T) {
	runCommands(t, ToggleItalic, []command{
		{"a selection", "foo «bar»| baz", "foo _«bar»|_ baz"},
		{"part of a word needs stars", "foo«bar»|", "foo*«bar»|*"},
		{"off", "foo _«bar»|_ baz", "foo «bar»| baz"},
		{"stars off", "foo *b|ar* baz", "foo b|ar baz"},
		{"the word at the caret", "f|oo", "_f|oo_"},
		{"a word in underscores", "_f|oo_", "f|oo"},
		{"bold is not italic", "**«bar»|**", "**_«bar»|_**"},
		{"bold and italic", "***«bar»|***", "**«bar»|**"},
		{"several lines", "one «two\nthree»| four", "one _«two\nthree»|_ four"},
		{"several lines off", "one _«two\nthree»|_ four", "one «two\nthree»| four"},
		{"a name in snake case is one word", "a snake_|case", "a _snake_|case_"},
		{"no word", "|", "_|_"},
		{"out of it", "_foo|_ bar", "_foo_| bar"},
	})
}

func TestToggleCode(t *testing.T) {
	runCommands(t, ToggleCode, []command{
		{"a selection", "foo «bar»| baz", "foo `«bar»|` baz"},
		{"off", "foo `«bar»|` baz", "foo «bar»| baz"},
		{"the word at the caret", "f|oo", "`f|oo`"},
		{"with a grave accent in it", "«a`b»|", "``«a`b»|``"},
		{"with one at its end", "«ls`»|", "`` «ls`»| ``"},
		{"with one at its end, off", "«`` ls` ``»|", "«ls`»|"},
		{"innermost", "**«foo»|**", "**`«foo»|`**"},
		{"several lines", "one «two\nthree»| four", "one `«two\nthree»|` four"},
		{"several lines off", "one `«two\nthree»|` four", "one «two\nthree»| four"},
		{"two marks off", "``«foo»|``", "«foo»|"},
		{"no word", "a |", "a `|`"},
	})
}

func TestToggleStrike(t *testing.T) {
	runCommands(t, ToggleStrike, []command{
		{"a selection", "foo «bar»| baz", "foo ~~«bar»|~~ baz"},
		{"off", "foo ~~«bar»|~~ baz", "foo «bar»| baz"},
		{"one mark off", "foo ~«bar»|~ baz", "foo «bar»| baz"},
		{"in bold", "**«bar»|**", "**~~«bar»|~~**"},
		{"several lines", "one «two\nthree»| four", "one ~~«two\nthree»|~~ four"},
		{"several lines off", "one ~~«two\nthree»|~~ four", "one «two\nthree»| four"},
	})
}

func TestLink(t *testing.T) {
	runCommands(t, Link, []command{
		{"a selection", "see «this»| now", "see [this](|) now"},
		{"the word at the caret", "see th|is now", "see [this](|) now"},
		{"no word", "see | now", "see [|]() now"},
		{"an address", "see «https://example.org/a»|", "see [|](https://example.org/a)"},
		{"in a link its address is selected", "see [th|is](/posts/a) now", "see [this](«/posts/a»|) now"},
		{"not in the link beside", "see [this](/posts/a) no|w", "see [this](/posts/a) [now](|)"},
		{"two carets", "a| b|", "[a](|) [b](|)"},
	})
}

func TestHeading(t *testing.T) {
	runCommands(t, func(s State) Transaction { return Heading(s, 2) }, []command{
		{"a line", "foo |bar", "## foo |bar"},
		{"an empty line", "|", "## |"},
		{"another level", "# foo |bar", "## foo |bar"},
		{"the same level", "## foo |bar", "foo |bar"},
		{"some of the same level", "«## foo\nbar»|", "«## foo\n## bar»|"},
		{"the caret at the line's start", "|foo", "## |foo"},
		{"several lines, blank ones left out", "«one\n\ntwo»|\n", "## «one\n\n## two»|\n"},
		{"a selection that ends at a line's start", "«one\n»|two", "## «one\n»|two"},
		{"underlined", "one|\n===\n\ntwo", "## one|\n\ntwo"},
		{"underlined by hyphens", "one|\n---", "## one|"},
		{"a thematic break below a blank line stays", "one|\n\n---\n", "## one|\n\n---\n"},
		{"in a quotation", "> foo|", "> ## foo|"},
		{"indentation goes", "  foo|", "## foo|"},
		{"no heading without a blank behind #", "#foo|", "## #foo|"},
	})
	runCommands(t, func(s State) Transaction { return Heading(s, 0) }, []command{
		{"plain", "## foo |bar", "foo |bar"},
		{"plain already", "foo |bar", "foo |bar"},
		{"closing marks go, too", "## foo| ##\nx", "foo|\nx"},
		{"a # at the end stays", "## C#|\nx", "C#|\nx"},
		{"an empty heading", "## |", "|"},
		{"underlined", "one|\n===\n", "one|\n"},
	})
}

func TestLists(t *testing.T) {
	runCommands(t, ToggleBullet, []command{
		{"a line", "foo|", "- foo|"},
		{"off", "- foo|", "foo|"},
		{"an empty line", "|", "- |"},
		{"several lines", "«one\n\ntwo»|\n", "- «one\n\n- two»|\n"},
		{"some are items already", "«- one\ntwo»|", "«- one\n- two»|"},
		{"from ordered", "1. one|\n", "- one|\n"},
		{"from tasks", "- [x] one|\n", "- one|\n"},
		{"all off", "«- one\n- two»|", "«one\ntwo»|"},
		{"nested", "  foo|", "  - foo|"},
		{"in a quotation", "> foo|", "> - foo|"},
		{"a thematic break is no item", "- - -|", "- - - -|"},
		{"CRLF", "«one\r\ntwo»|\r\n", "- «one\r\n- two»|\r\n"},
	})
	runCommands(t, ToggleOrdered, []command{
		{"several lines", "«one\ntwo\n\nthree»|", "1. «one\n2. two\n\n3. three»|"},
		{"off", "1. «one\n2. two»|", "«one\ntwo»|"},
		{"from bullets", "- one|", "1. one|"},
		{"going on with the list above", "3) one\ntwo|", "3) one\n4) two|"},
		{"each depth by itself", "«one\n  two\n  three\nfour»|", "1. «one\n  1. two\n  2. three\n2. four»|"},
	})
	runCommands(t, ToggleTask, []command{
		{"a line", "foo|", "- [ ] foo|"},
		{"from a bullet", "- foo|", "- [ ] foo|"},
		{"off", "- [x] foo|", "foo|"},
		{"several", "«one\n1. two»|", "- [ ] «one\n- [ ] two»|"},
	})
	runCommands(t, ToggleQuote, []command{
		{"a line", "foo|", "> foo|"},
		{"off", "> foo|", "foo|"},
		{"without a blank", ">foo|", "foo|"},
		{"several lines with a blank one", "«one\n\ntwo»|", "> «one\n>\n> two»|"},
		{"several off", "> «one\n>\n> two»|", "«one\n\ntwo»|"},
		{"one level off", "> > foo|", "> foo|"},
		{"an empty line", "|", "> |"},
		{"a list", "«- one\n- two»|", "> «- one\n> - two»|"},
	})
}

func TestCodeBlock(t *testing.T) {
	runCommands(t, CodeBlock, []command{
		{"an empty line", "a\n|\nb", "a\n```\n|\n```\nb"},
		{"a line", "a\nfoo| bar\nb", "a\n```\nfoo| bar\n```\nb"},
		{"the caret at its end", "foo|", "```\nfoo|\n```"},
		{"the caret at its start", "|foo", "```\n|foo\n```"},
		{"several lines", "«a\nb»|\n", "```\n«a\nb»|\n```\n"},
		{"code with fences", "«```go\nx\n```\n»|", "«x\n»|"},
		{"off in its middle", "a\n```go\nx := |1\n```\nb", "a\nx := |1\nb"},
		{"off at a fence", "```|\nx\n```\n", "|x\n"},
		{"off at the closing fence", "```\nx\n``|`\ny", "x\n|y"},
		{"off without a final line ending", "```\nx|\n```", "x|"},
		{"off without a closing fence", "~~~\nx|", "x|"},
		{"CRLF", "a\r\nfoo|\r\n", "a\r\n```\r\nfoo|\r\n```\r\n"},
		{"in a quotation", "> foo|\n", "> ```\n> foo|\n> ```\n"},
		{"a longer fence around tildes is the usual one", "«~~~~\n\n~~~~\nx»|", "«\nx»|"},
	})
}

func TestToggleComment(t *testing.T) {
	runCommands(t, ToggleComment, []command{
		{"a line", "foo| bar", "<!-- foo| bar -->"},
		{"off", "<!-- foo| bar -->", "foo| bar"},
		{"a selection", "foo «bar»| baz", "foo <!-- «bar»| --> baz"},
		{"a selection off", "foo <!-- «bar»| --> baz", "foo «bar»| baz"},
		{"all of it selected, off", "foo «<!-- bar -->»| baz", "foo «bar»| baz"},
		{"without blanks, off", "<!--a|-->", "a|"},
		{"several lines", "«one\ntwo»|\n", "<!-- «one\ntwo»| -->\n"},
		{"several lines off", "<!-- one\nt|wo -->\n", "one\nt|wo\n"},
		{"an empty line", "|", "<!-- | -->"},
		{"an empty comment, off", "<!-- | -->", "|"},
		{"a list item", "- foo|", "- <!-- foo| -->"},
		{"what holds a comment cannot be one", "«a <!-- b --> c»|", "«a <!-- b --> c»|"},
		{"between two comments", "<!-- a --> b| <!-- c -->", "<!-- a --> b| <!-- c -->"},
	})
}
