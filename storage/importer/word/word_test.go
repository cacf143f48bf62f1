package word

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/pack"
)

const namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:a="a" xmlns:mc="mc" xmlns:v="v" xmlns:o="o" xmlns:w14="w14"`

// file is a document with these paragraphs and other parts.
func file(t testing.TB, body string, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, data string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if body != "" {
		add("word/document.xml", "<w:document"+namespaces+"><w:body>"+body+"</w:body></w:document>")
	}
	for name, data := range parts {
		add(name, strings.Replace(data, ">", namespaces+">", 1))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(data []byte) (*Document, error) {
	return Read(bytes.NewReader(data), int64(len(data)), pack.Limits{})
}

var styles = `<w:styles><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="H"><w:name w:val="Mine"/><w:basedOn w:val="Heading1"/></w:style>` +
	`<w:style w:styleId="Q"><w:name w:val="Quote"/><w:pPr><w:ind w:left="425"/></w:pPr></w:style><w:style w:styleId="T"><w:name w:val="Title"/></w:style>` +
	`<w:style w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style>` +
	`<w:style w:styleId="C"><w:name w:val="Source Code go"/></w:style><w:style w:styleId="V"><w:name w:val="Verbatim Char"/></w:style></w:styles>`

var lists = `<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>`

func para(style, words string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + words + `</w:t></w:r></w:p>`
}

func listed(num, level int, words string) string {
	return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, num, words)
}

// TestRead makes HTML of what programs write.
func TestRead(t *testing.T) {
	parts := map[string]string{
		"word/styles.xml": styles, "word/numbering.xml": lists,
		"word/_rels/document.xml.rels": `<Relationships><Relationship Id="rId1" Target="https://e.org/?a=1&amp;b" TargetMode="External"/><Relationship Id="rId2" Target="media/x.png"/><Relationship Id="rId3" Target="http://e.org/far.png" TargetMode="External"/></Relationships>`,
		"word/footnotes.xml":           `<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:t>noted</w:t></w:r></w:p></w:footnote></w:footnotes>`,
	}
	for name, c := range map[string]struct{ body, want string }{
		"headings":          {para("Heading1", "A") + para("H", "B"), "<h1>A</h1><h1>B</h1>"},
		"a style of itself": {para("A", "x"), "<p>x</p>"},
		"the title":         {para("T", "x") + para("", "y"), "<p>y</p>"},
		"looks": {
			`<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r><w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>b</w:t></w:r><w:r><w:rPr><w:b w:val="0"/><w:rStyle w:val="V"/></w:rPr><w:t>c</w:t></w:r></w:p>`,
			"<p><strong>a<em>b</em></strong><code>c</code></p>",
		},
		"markup in words": {para("", "&lt;b&gt; &amp;amp; \ue0001\ue001"), "<p>&lt;b&gt; &amp;amp; 1</p>"},
		"lists":           {listed(1, 0, "a") + listed(1, 1, "b") + listed(1, 1, "c") + listed(2, 1, "d") + listed(1, 0, "e"), "<ul><li><p>a</p><ol><li><p>b</p></li><li><p>c</p></li></ol><ol start=\"7\"><li><p>d</p></li></ol></li><li><p>e</p></li></ul>"},
		"code":            {para("C", "x &lt; y") + para("", "z"), "<pre><code class=\"language-go\">x &lt; y</code></pre><p>z</p>"},
		"quotes":          {para("Q", "a") + para("Q", "b") + para("", "c"), "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>"},
		"a link":          {`<w:p><w:hyperlink r:id="rId1"><w:r><w:t>l</w:t></w:r></w:hyperlink></w:p>`, `<p><a href="https://e.org/?a=1&amp;b">l</a></p>`},
		"a link as a field": {
			`<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> HYPERLINK "https://f.org" </w:instrText><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>l</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/><w:t>.</w:t></w:r></w:p>`,
			`<p><a href="https://f.org">l</a>.</p>`,
		},
		"a note":            {`<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`, "<p>a\ue0001\ue001</p>"},
		"a picture":         {`<w:p><w:r><w:drawing><docPr descr="al&quot;t"/><a:blip r:embed="rId2"/></w:drawing></w:r></w:p>`, `<p><img src="word-x.png" alt="al&#34;t"></p>`},
		"a picture far off": {`<w:p><w:r><w:t>x</w:t><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r></w:p>`, `<p>x</p>`},
		"changes":           {`<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>`, "<p>new</p>"},
		"a table": {
			`<w:tbl><w:tblPr><w:tblLook w:firstRow="1"/></w:tblPr><w:tr><w:tc>` + para("", "a") + `</w:tc></w:tr><w:tr><w:tc>` + para("", "b") + para("", "c") + `</w:tc></w:tr></w:tbl>`,
			"<table><tr><th>a</th></tr><tr><td>b<br>c</td></tr></table>",
		},
		"a formula": {`<w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath></w:p>`, `<p><math><semantics><mrow></mrow><annotation encoding="application/x-tex">\frac{a}{b}</annotation></semantics></math></p>`},
		"a task":    {`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>x</w:t></w:r></w:p>`, `<ul><li><p><input type="checkbox" checked>x</p></li></ul>`},
	} {
		d, err := read(file(t, c.body, parts))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.ReplaceAll(d.HTML, "\n", ""); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
}

// What anybody may have made is refused, or taken in in bounds.
func TestHostile(t *testing.T) {
	deep := strings.Repeat("<w:ins>", 1000)
	for name, data := range map[string][]byte{
		"no zip":         []byte("PK\x03\x04 is how it starts"),
		"half":           file(t, para("", "x"), nil)[:100],
		"no document":    file(t, "", map[string]string{"x.xml": "<x/>"}),
		"too deep":       file(t, deep, nil),
		"no end":         file(t, "<w:p>", nil),
		"an entity":      file(t, "<w:p>&x;</w:p>", nil),
		"too many":       file(t, strings.Repeat("<w:p/>", 2_000_000), nil),
		"a bomb":         file(t, strings.Repeat(" ", maxPart+1), nil),
		"another's root": file(t, "", map[string]string{"word/document.xml": "<html>words</html>"}),
	} {
		if d, err := read(data); err == nil {
			t.Errorf("%s is read as %.100q", name, d.HTML)
		}
	}
	// Parts beside the text may be broken: they are told of.
	d, err := read(file(t, para("X", "words"), map[string]string{"word/styles.xml": "<w:styles><w:style>", "word/numbering.xml": "<w:numbering>&x;</w:numbering>", "docProps/core.xml": "<"}))
	if err != nil || !strings.Contains(d.HTML, "words") || len(d.Left) < 2 {
		t.Errorf("%v %+v", err, d)
	}
}

// Work grows with the document.
func TestWork(t *testing.T) {
	for name, body := range map[string]func(n int) string{
		"words": func(n int) string { return strings.Repeat(para("", "x"), n) },
		"lists": func(n int) string { return strings.Repeat(listed(1, 0, "a")+listed(1, 1, "b"), n) },
		"tables": func(n int) string {
			return strings.Repeat("<w:tbl><w:tr><w:tc>"+para("", "x")+"</w:tc></w:tr></w:tbl>", n)
		},
		"fields": func(n int) string {
			return "<w:p><w:r>" + strings.Repeat(`<w:fldChar w:fldCharType="begin"/>`, n) + "</w:r></w:p>"
		},
		"notes": func(n int) string {
			return "<w:p><w:r>" + strings.Repeat(`<w:footnoteReference w:id="1"/>`, n) + "</w:r></w:p>"
		},
		"marks": func(n int) string { return strings.Repeat(`<w:p><w:bookmarkStart w:name="x"/></w:p>`, n) },
		"runs": func(n int) string {
			return "<w:p>" + strings.Repeat("<w:r><w:rPr><w:b/></w:rPr><w:t>x</w:t></w:r>", n) + "</w:p>"
		},
	} {
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, 2000, func(n int) func() {
				data := file(t, body(n), map[string]string{"word/numbering.xml": lists})
				return func() { _, _ = read(data) }
			})
		})
	}
}

// FuzzRead: whatever a document holds, its HTML is whole, its notes are those that
// its words name, and nothing of its words is a mark or a tag.
func FuzzRead(f *testing.F) {
	f.Add(para("Heading1", "a")+listed(1, 0, "b")+listed(1, 1, "c")+para("Q", "d")+para("C", "e"), styles, lists)
	f.Add(`<w:p><w:r><w:footnoteReference w:id="2"/></w:r><m:oMath><m:nary><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary></m:oMath></w:p>`, "<w:styles/>", "<w:numbering/>")
	f.Add(`<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, styles, lists)
	tag := regexp.MustCompile(`</?([a-z0-9]+)[^<>]*>`)
	f.Fuzz(func(t *testing.T, body, styles, lists string) {
		d, err := read(file(t, body, map[string]string{"word/styles.xml": styles, "word/numbering.xml": lists}))
		if err != nil {
			return
		}
		open := map[string]int{}
		for _, k := range tag.FindAllStringSubmatch(d.HTML, -1) {
			if strings.HasPrefix(k[0], "</") {
				open[k[1]]--
			} else {
				open[k[1]]++
			}
		}
		for name, n := range open {
			if n != 0 && name != "br" && name != "hr" && name != "img" && name != "input" && name != "a" {
				t.Errorf("%d of <%s> stay open: %q", n, name, d.HTML)
			}
		}
		for _, k := range marks.FindAllStringSubmatch(d.HTML, -1) {
			if k[1] == "0" || len(k[1]) > 6 || fmt.Sprint(len(d.Notes)) < k[1] && len(k[1]) == len(fmt.Sprint(len(d.Notes))) {
				t.Errorf("note %s of %d", k[1], len(d.Notes))
			}
		}
		if rest := marks.ReplaceAllString(d.HTML, ""); strings.ContainsAny(rest, markStart+markEnd) {
			t.Errorf("a mark among the words: %q", rest)
		}
	})
}
