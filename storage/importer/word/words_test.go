package word

import (
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

func run(inner string) string { return "<w:r>" + inner + "</w:r>" }

func words(s string) string { return run(`<w:t xml:space="preserve">` + s + "</w:t>") }

func noteOf(id, inner string) string {
	return `<w:footnote w:id="` + id + `">` + inner + "</w:footnote>"
}

func box(checked, inner string) string {
	return `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="` + checked + `"/></w14:checkbox></w:sdtPr><w:sdtContent>` + inner + `</w:sdtContent></w:sdt>`
}

// What a document says is there, however it is marked.
func TestWordsStay(t *testing.T) {
	raised := `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>`
	codeStyle := `<w:styles><w:style w:styleId="P"><w:name w:val="HTML Preformatted"/></w:style><w:style w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>`
	field := func(kind string) string { return run(`<w:fldChar w:fldCharType="` + kind + `"/>`) }
	code := func(s string) string { return run("<w:instrText>" + s + "</w:instrText>") }
	ref := func(kind, id string) string { return run(`<w:` + kind + `Reference w:id="` + id + `"/>`) }
	named := func(name, inner string) string {
		return `<w:bookmarkStart w:id="9" w:name="` + name + `"/>` + inner + `<w:bookmarkEnd w:id="9"/>`
	}
	noteref := func(name string) string {
		return field("begin") + code(" NOTEREF "+name+` \h `) + field("separate") + words("9") + field("end")
	}
	textBox := `<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p>` + words("box") + `</w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p>` + words("box") + `</w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>`
	row := func(s string) string { return "<w:tr><w:tc><w:p>" + words(s) + "</w:p></w:tc></w:tr>" }
	content := func(s string) string { return "<w:sdt><w:sdtContent>" + s + "</w:sdtContent></w:sdt>" }
	for name, c := range map[string]struct{ body, notes, want string }{
		"raised signs of a note":               {"<w:p>" + ref("footnote", "2") + "</w:p>", noteOf("2", "<w:p>"+words("m")+raised+"</w:p>"), "<p>\ue0001\ue001</p>|<p>m<sup>2</sup></p>"},
		"a box with words around it":           {"<w:p>" + content(words("a ")+box("1", words("☒"))+words(" b")) + "</w:p>", "", "<p>a ☒ b</p>"},
		"boxes of a line":                      {"<w:p>" + box("1", words("☒")) + words(" yes ") + box("0", words("☐")) + words(" no") + "</w:p>", "", "<p>☒ yes ☐ no</p>"},
		"a second box of a task":               {`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>` + box("1", words("☒")) + words("a") + box("0", words("☐")) + "</w:p>", "", "<ul><li><p><input type=\"checkbox\" checked>a☐</p></li></ul>"},
		"empty lines of code":                  {para("P", "a") + para("P", "") + para("P", "") + para("P", "b") + para("P", ""), "", "<pre><code>a¶¶¶b</code></pre>"},
		"rows within controls":                 {"<w:tbl>" + content(row("a")+content(row("b"))) + "<w:customXml>" + row("c") + "</w:customXml></w:tbl>", "", "<table><tr><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>"},
		"cells within controls":                {"<w:tbl><w:tr>" + content("<w:tc><w:p>"+words("a")+"</w:p></w:tc><w:tc><w:p>"+words("b")+"</w:p></w:tc>") + "</w:tr></w:tbl>", "", "<table><tr><td>a</td><td>b</td></tr></table>"},
		"a box of words in a cell":             {"<w:tbl><w:tr><w:tc><w:p>" + words("a") + run(textBox) + "</w:p></w:tc></w:tr></w:tbl>", "", "<table><tr><td>a</td></tr></table>"},
		"a field without an end":               {"<w:p>" + words("a") + field("begin") + code("PAGE") + words("b") + "</w:p>" + "<w:p>" + words("c") + "</w:p>", "", "<p>ab</p><p>c</p>"},
		"a field whose end is not seen":        {"<w:p>" + field("begin") + code(` XE "a" `) + "<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType=\"end\"/></w:r>" + words("b") + "</w:p>", "", "<p>b</p>"},
		"a note that is named again":           {"<w:p>" + ref("footnote", "2") + named("n", ref("footnote", "3")) + noteref("n") + "</w:p>", noteOf("2", "<w:p>"+words("a")+"</w:p>") + noteOf("3", "<w:p>"+words("b")+"</w:p>"), "<p>\ue0001\ue001\ue0002\ue001\ue0002\ue001</p>|<p>a</p>|<p>b</p>"},
		"a note that is named behind endnotes": {"<w:p>" + ref("endnote", "7") + named("n", ref("footnote", "3")) + noteref("n") + "</w:p>", noteOf("3", "<w:p>"+words("b")+"</w:p>"), "<p>\ue0001\ue001\ue0002\ue001\ue0002\ue001</p>||<p>b</p>"},
		"what is deleted of a formula":         {"<w:p><m:oMath><w:del><m:r><m:t>x</m:t></m:r></w:del><m:r><m:t>y</m:t></m:r></m:oMath></w:p>", "", `<p><math><semantics><mrow></mrow><annotation encoding="application/x-tex">y</annotation></semantics></math></p>`},
		"words with their reading":             {"<w:p>" + run("<w:ruby><w:rt>"+words("kan")+"</w:rt><w:rubyBase>"+words("漢")+"</w:rubyBase></w:ruby>") + words("字") + "</w:p>", "", "<p><ruby>漢<rt>kan</rt></ruby>字</p>"},
	} {
		d, err := read(file(t, c.body, map[string]string{"word/styles.xml": codeStyle, "word/numbering.xml": lists, "word/footnotes.xml": "<w:footnotes>" + c.notes + "</w:footnotes>"}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := strings.ReplaceAll(d.HTML, "\n</", "</")
		if at := strings.Index(got, "<code"); at >= 0 {
			got = strings.ReplaceAll(got, "\n", "¶")
			got = strings.TrimSuffix(got, "¶")
		}
		for _, n := range d.Notes {
			got += "|" + n
		}
		if got = strings.ReplaceAll(got, "\n", ""); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
	many := "<w:tbl><w:tr><w:tc>" + strings.Repeat("<w:p>"+words("x")+"</w:p>", 1100) + "</w:tc></w:tr></w:tbl>"
	if d, err := read(file(t, many, nil)); err != nil || strings.Count(d.HTML, "x") != 1100 {
		t.Errorf("a long cell: %v %d", err, strings.Count(d.HTML, "x"))
	}
}

// A link to a heading that is words of a cell is words, and a document within the
// document is told of.
func TestNoPlace(t *testing.T) {
	head := `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:bookmarkStart w:name="h"/>` + words("Head") + "</w:p>"
	link := `<w:p><w:hyperlink w:anchor="h">` + words("there") + "</w:hyperlink></w:p>"
	d, err := read(file(t, "<w:tbl><w:tr><w:tc>"+head+"</w:tc></w:tr></w:tbl>"+link+`<w:altChunk r:id="x"/>`, map[string]string{"word/styles.xml": styles}))
	if err != nil || strings.Contains(d.HTML, "href") || !strings.Contains(d.HTML, "there") || strings.Join(d.Left, "|") != "1 document put into it" {
		t.Errorf("%v %q %q", err, d.HTML, d.Left)
	}
}

// The title is what is seen of it.
func TestTitle(t *testing.T) {
	title := `<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr>` + words("One") + run("<w:br/>") + words("two") + "<w:del><w:r><w:delText> three</w:delText></w:r></w:del>" +
		run(`<w:fldChar w:fldCharType="begin"/>`) + run("<w:instrText> PAGE </w:instrText>") + run(`<w:fldChar w:fldCharType="separate"/>`) + words(" &amp; 4") + run(`<w:fldChar w:fldCharType="end"/>`) + "</w:p>"
	d, err := read(file(t, title, map[string]string{"word/styles.xml": styles}))
	if err != nil || d.Title != "One two & 4" {
		t.Errorf("%v %q", err, d.Title)
	}
}

// Work grows with what a stranger's document holds, whatever its parts say of each
// other.
func TestHostileWork(t *testing.T) {
	t.Run("pictures of one name", func(t *testing.T) {
		growth.Bytes(t, 500, func(n int) func() {
			var body, rels strings.Builder
			for i := range n {
				fmt.Fprintf(&body, `<w:p><w:r><w:drawing><a:blip r:embed="r%d"/></w:drawing></w:r></w:p>`, i)
				fmt.Fprintf(&rels, `<Relationship Id="r%d" Target="media/%d/x.png"/>`, i, i)
			}
			data := file(t, body.String(), map[string]string{"word/_rels/document.xml.rels": "<Relationships>" + rels.String() + "</Relationships>"})
			return func() { _, _ = read(data) }
		})
	})
	t.Run("notes of notes", func(t *testing.T) {
		growth.Bytes(t, 500, func(n int) func() {
			var notes strings.Builder
			for i := range n {
				notes.WriteString(noteOf(fmt.Sprint(i+1), fmt.Sprintf(`<w:p><w:r><w:footnoteReference w:id="%d"/></w:r></w:p>`, i+2)))
			}
			data := file(t, `<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>`, map[string]string{"word/footnotes.xml": "<w:footnotes>" + notes.String() + "</w:footnotes>"})
			return func() { _, _ = read(data) }
		})
	})
	t.Run("levels of lists", func(t *testing.T) {
		growth.Bytes(t, 200, func(n int) func() {
			var levels, nums strings.Builder
			for i := range n {
				fmt.Fprintf(&levels, `<w:lvl w:ilvl="%d"><w:numFmt w:val="bullet"/></w:lvl>`, i)
				fmt.Fprintf(&nums, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, i)
			}
			data := file(t, para("", "x"), map[string]string{"word/numbering.xml": `<w:numbering><w:abstractNum w:abstractNumId="0">` + levels.String() + "</w:abstractNum>" + nums.String() + "</w:numbering>"})
			return func() { _, _ = read(data) }
		})
	})
}
