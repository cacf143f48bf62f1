package markdown

import (
	"strings"
	"testing"
)

// TestCJKEmphasis reads emphasis beside the punctuation of scripts that are
// written without blanks. ⟨…⟩ stands around what is emphasised.
func TestCJKEmphasis(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"**重点。**后面，请点**「这里」**吧。", "⟨重点。⟩后面，请点⟨「这里」⟩吧。"},
		{"日本語**(強調)**です。", "日本語⟨(強調)⟩です。"},
		{"한국어**‘굵게’**입니다.", "한국어⟨‘굵게’⟩입니다."},
		{"**이 용어(This term)**를 강조", "⟨이 용어(This term)⟩를 강조"},
		{"我可以强调**这个`code`**吗", "我可以强调⟨这个code⟩吗"},
		{"*“引用”*之后", "⟨“引用”⟩之后"},
		{"看~~「这里」~~吧", "看⟨「这里」⟩吧"},
		{"看~（旧）~吧", "看⟨（旧）⟩吧"},
		{"***重点。***后面", "⟨⟨重点。⟩⟩后面"},
		{"**重点：**`code`", "⟨重点：⟩code"},
		{"文**[链接](a)**文", "文⟨链接⟩文"},
		{"文**🎉**文", "文⟨🎉⟩文"},
		{"葛\U000E0100**(強調)**です", "葛\U000E0100⟨(強調)⟩です"},
		{"_「强调」_ 后", "⟨「强调」⟩ 后"},
		{"中_「文」_字", "中_「文」_字"}, // an underline in a word is none
		{"カタカナ**ﾊﾝｶｸ｡**です", "カタカナ⟨ﾊﾝｶｸ｡⟩です"},
		// nothing of it reaches other scripts
		{"a**“b”**c", "a**“b”**c"},
		{"**Note:**text", "**Note:**text"},
		{"a**(b)**c", "a**(b)**c"},
		{"a**🎉**b", "a**🎉**b"},
		{"** 重点。**", "** 重点。**"},
		{"重点 ** 后面 **", "重点 ** 后面 **"},
		{"中*文*字", "中⟨文⟩字"},
		{"中_文_字", "中_文_字"},
	} {
		d := parseString(c.src)
		checkLaws(t, d, c.src)
		if got := bracketed(d.Block(0).Inlines); got != c.want {
			t.Errorf("%s\n gives %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestFlanks says of the marks in a line what the page says.
func TestFlanks(t *testing.T) {
	for _, c := range []struct {
		line        string
		start, end  int
		opens, shut bool
	}{
		{"**a", 0, 2, true, false},
		{"a**", 1, 3, false, true},
		{"a**b", 1, 3, true, true},
		{"a**(b", 1, 3, false, true},
		{"文**(b", 3, 5, true, true},
		{"。**文", 3, 5, true, true},
		{"a _b", 2, 3, true, false},
		{"a_b", 1, 2, false, false},
		{"文_「", 3, 4, false, true},
	} {
		if opens, shuts := Flanks(c.line, c.start, c.end); opens != c.opens || shuts != c.shut {
			t.Errorf("%s: %v, %v", c.line, opens, shuts)
		}
	}
}

// bracketed writes inlines with a bracket where bold, italic or struck out words
// begin and end.
func bracketed(list []Inline) string {
	var out strings.Builder
	var before Style
	change := func(to Style) {
		for _, s := range []Style{Bold, Italic, Strike} {
			if before.Has(s) && !to.Has(s) {
				out.WriteString("⟩")
			}
		}
		for _, s := range []Style{Bold, Italic, Strike} {
			if to.Has(s) && !before.Has(s) {
				out.WriteString("⟨")
			}
		}
		before = to
	}
	for _, in := range list {
		change(in.Style & (Bold | Italic | Strike))
		out.WriteString(in.Words())
	}
	change(0)
	return out.String()
}
