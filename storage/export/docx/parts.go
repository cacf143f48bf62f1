package docx

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A file is a part of the package that is XML.
type file struct{ name, xml string }

// files are the parts, but for images.
func (p *printer) files() []file {
	list := []file{
		{"[Content_Types].xml", p.types()},
		{"_rels/.rels", p.packageRels()},
		{"docProps/core.xml", p.core()},
		{"docProps/app.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Galley</Application></Properties>`},
		{"word/document.xml", "<w:document" + spaces + "><w:body>" + p.body.String() + section + "</w:body></w:document>"},
		{"word/styles.xml", p.styles()},
		{"word/numbering.xml", p.numbering()},
		{"word/settings.xml", p.settings()},
		{"word/footnotes.xml", "<w:footnotes" + spaces + ">" + separators + p.foot.String() + "</w:footnotes>"},
		{"word/footer.xml", "<w:ftr" + spaces + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`},
		{"word/_rels/document.xml.rels", p.body.relations()},
	}
	if len(p.foot.rels) > 0 {
		list = append(list, file{"word/_rels/footnotes.xml.rels", p.foot.relations()})
	}
	if len(p.b.Fields) > 0 {
		list = append(list, file{"docProps/custom.xml", p.custom()})
	}
	return list
}

// separators are the lines over the notes, which Word wants to be there.
const separators = `<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`

func (p *printer) types() string {
	const word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	const office = "application/vnd.openxmlformats-"
	var b strings.Builder
	b.WriteString(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="` + office + `package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	for _, t := range [][2]string{{"png", "png"}, {"jpg", "jpeg"}, {"gif", "gif"}, {"svg", "svg+xml"}} {
		if slices.ContainsFunc(p.media, func(m medium) bool { return strings.HasSuffix(m.name, "."+t[0]) }) {
			b.WriteString(`<Default Extension="` + t[0] + `" ContentType="image/` + t[1] + `"/>`)
		}
	}
	part := func(name, kind string) {
		b.WriteString(`<Override PartName="/` + name + `" ContentType="` + kind + `"/>`)
	}
	part("word/document.xml", word+"document.main+xml")
	for _, name := range []string{"styles", "numbering", "settings", "footnotes", "footer"} {
		part("word/"+name+".xml", word+name+"+xml")
	}
	part("docProps/core.xml", office+"package.core-properties+xml")
	part("docProps/app.xml", office+"officedocument.extended-properties+xml")
	if len(p.b.Fields) > 0 {
		part("docProps/custom.xml", office+"officedocument.custom-properties+xml")
	}
	return b.String() + "</Types>"
}

func (p *printer) packageRels() string {
	t := &part{}
	t.rel("officeDocument", "word/document.xml", false)
	t.rel("extended-properties", "docProps/app.xml", false)
	if len(p.b.Fields) > 0 {
		t.rel("custom-properties", "docProps/custom.xml", false)
	}
	return strings.TrimSuffix(t.relations(), "</Relationships>") +
		`<Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
}

func (p *printer) core() string {
	var b strings.Builder
	b.WriteString(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, v := range []struct{ name, value string }{{"dc:title", p.b.Title}, {"dc:creator", p.b.Author}, {"dc:description", p.b.Summary}, {"dc:language", p.b.Language}} {
		if v.value != "" {
			b.WriteString("<" + v.name + ">" + text(v.value) + "</" + v.name + ">")
		}
	}
	at := p.b.Date.UTC().Format(time.RFC3339)
	for _, name := range []string{"created", "modified"} {
		b.WriteString(`<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + at + `</dcterms:` + name + `>`)
	}
	return b.String() + "</cp:coreProperties>"
}

// custom are the fields of the post's head as properties of the document, so
// that none is lost on the way there and back.
func (p *printer) custom() string {
	var b strings.Builder
	b.WriteString(`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`)
	for i, f := range p.b.Fields {
		b.WriteString(`<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="` + strconv.Itoa(i+2) + `" name="` + attr(f.Key) + `"><vt:lpwstr>` + text(f.Value) + `</vt:lpwstr></property>`)
	}
	return b.String() + "</Properties>"
}

func (p *printer) settings() string {
	return "<w:settings" + spaces + `><w:zoom w:percent="100"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
}

// numbering are the kinds of lists, and the lists.
func (p *printer) numbering() string {
	var b strings.Builder
	b.WriteString("<w:numbering" + spaces + ">")
	signs := []string{"•", "◦", "▪"}
	for kind := range 3 {
		b.WriteString(fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="hybridMultilevel"/>`, kind))
		for level := range deepest + 1 {
			form := `<w:numFmt w:val="bullet"/><w:lvlText w:val="` + signs[level%3] + `"/>`
			switch kind {
			case 1: // boxes stand among the words
				form = `<w:numFmt w:val="bullet"/><w:suff w:val="nothing"/><w:lvlText w:val=""/>`
			case 2:
				form = `<w:numFmt w:val="decimal"/><w:lvlText w:val="%` + strconv.Itoa(level+1) + `."/>`
			}
			b.WriteString(fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/>%s<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`, level, form, step*(level+1), step))
		}
		b.WriteString("</w:abstractNum>")
	}
	b.WriteString(`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>`)
	for i, l := range p.lists {
		b.WriteString(fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride></w:num>`, firstOrdered+i, l.level, l.first))
	}
	return b.String() + "</w:numbering>"
}

// Colours and faces of the document.
const (
	serif   = "Cambria"
	sans    = "Calibri"
	mono    = "Consolas"
	ink     = "1F1F1F"
	muted   = "666666"
	accent  = "9C3A22"
	ground  = "F4F1EC"
	hairCol = "C9C4BA"
)

// style is a style of the document.
type style struct {
	kind, id, name, based, next, ppr, rpr string
	hidden                                bool // not among those that are offered first
}

func face(name string) string {
	return fmt.Sprintf(`<w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:cs="%[1]s"/>`, name)
}

func size(halfPoints int) string {
	return fmt.Sprintf(`<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, halfPoints)
}

func colour(c string) string { return `<w:color w:val="` + c + `"/>` }

func gaps(before, after, line int) string {
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="auto"/>`, before, after, line)
}

func edge(side string) string {
	return fmt.Sprintf(`<w:%s w:val="single" w:sz="4" w:space="1" w:color="%s"/>`, side, hairCol)
}

// styles are what a person changes to have the document look otherwise.
func (p *printer) styles() string {
	const bold = "<w:b/><w:bCs/>"
	list := []style{
		{"paragraph", "Title", "Title", "Normal", "Normal", `<w:keepNext/>` + gaps(0, 120, 252), face(sans) + bold + size(52), false},
		{"paragraph", "Date", "Date", "Normal", "Normal", gaps(0, 360, 276), face(sans) + colour(muted) + size(20), false},
	}
	for i, points := range []int{36, 30, 26, 24, 22, 22, 22} {
		look := bold
		if i >= 4 {
			look = "<w:i/><w:iCs/>"
		}
		list = append(list, style{
			"paragraph", "Heading" + strconv.Itoa(i+1), "heading " + strconv.Itoa(i+1), "Normal", "Normal",
			`<w:keepNext/><w:keepLines/>` + gaps(360-20*i, 100, 264) + `<w:outlineLvl w:val="` + strconv.Itoa(i) + `"/>`, face(sans) + look + size(points), false,
		})
	}
	code := `<w:keepLines/><w:pBdr>` + edge("top") + edge("left") + edge("bottom") + edge("right") + `</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="` + ground + `"/><w:bidi w:val="0"/>` + gaps(60, 200, 252) + `<w:jc w:val="left"/>`
	list = append(
		list,
		style{"paragraph", "Quote", "Quote", "Normal", "", `<w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="` + hairCol + `"/></w:pBdr><w:ind w:left="` + strconv.Itoa(step) + `"/>`, "<w:i/><w:iCs/>" + colour("444444"), false},
		style{"paragraph", "ListParagraph", "List Paragraph", "Normal", "", "<w:contextualSpacing/>", "", false},
		style{"paragraph", "ListContinue", "List Continue", "Normal", "", "", "", false},
		style{"paragraph", "SourceCode", "Source Code", "Normal", "", code, face(mono) + size(18), false},
		style{"paragraph", "Figure", "Figure", "Normal", "Normal", `<w:keepLines/><w:jc w:val="center"/>`, "", false},
		style{"paragraph", "Summary", "Summary", "Normal", "Normal", `<w:keepNext/>`, bold, false},
		style{"paragraph", "HorizontalLine", "Horizontal Line", "Normal", "Normal", `<w:pBdr>` + edge("bottom") + `</w:pBdr>` + gaps(120, 240, 240), "", false},
		style{"paragraph", "TableText", "Table Text", "Normal", "", gaps(40, 40, 252), size(20), false},
		style{"paragraph", "TableHead", "Table Head", "TableText", "", "<w:keepNext/>", face(sans) + bold, false},
		style{"paragraph", "AfterTable", "After Table", "Normal", "Normal", gaps(0, 0, 200), size(12), true},
		style{"paragraph", "FootnoteText", "footnote text", "Normal", "", gaps(0, 40, 240), size(18), false},
		style{"paragraph", "Footer", "footer", "Normal", "", gaps(0, 0, 240) + `<w:jc w:val="center"/>`, face(sans) + colour(muted) + size(18), true},
		style{"character", "Hyperlink", "Hyperlink", "", "", "", colour(accent) + `<w:u w:val="single"/>`, false},
		style{"character", "FootnoteReference", "footnote reference", "", "", "", `<w:vertAlign w:val="superscript"/>`, false},
		style{"character", "VerbatimChar", "Verbatim Char", "", "", "", face(mono) + size(20) + `<w:shd w:val="clear" w:color="auto" w:fill="` + ground + `"/>`, false},
		style{"character", "Keyboard", "Keyboard", "", "", "", face(sans) + size(18) + `<w:bdr w:val="single" w:sz="4" w:space="0" w:color="` + hairCol + `"/>`, false},
		style{"character", "Marked", "Marked", "", "", "", `<w:shd w:val="clear" w:color="auto" w:fill="FFF0A8"/>`, false},
		style{"character", "SmallText", "Small Text", "", "", "", size(18), false},
		style{"character", "CodeKeyword", "Code Keyword", "", "", "", "<w:b/>" + colour("8C2F1B"), false},
		style{"character", "CodeName", "Code Name", "", "", "", colour("1F4E8C"), false},
		style{"character", "CodeString", "Code String", "", "", "", colour("2F6B2F"), false},
		style{"character", "CodeNumber", "Code Number", "", "", "", colour("7A4B00"), false},
		style{"character", "CodeComment", "Code Comment", "", "", "", "<w:i/>" + colour("6B6B6B"), false},
	)
	for _, language := range slices.Sorted(maps.Keys(p.languages)) {
		list = append(list, style{"paragraph", codeStyle(language), "Source Code " + language, "SourceCode", "", "", "", true})
	}
	var b strings.Builder
	usual := ""
	if p.b.RightToLeft {
		usual = "<w:bidi/>"
	}
	tag := attr(p.b.Language)
	b.WriteString("<w:styles" + spaces + "><w:docDefaults><w:rPrDefault><w:rPr>" + face(serif) + colour(ink) + size(22) +
		`<w:lang w:val="` + tag + `" w:eastAsia="` + tag + `" w:bidi="` + tag + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>` + gaps(0, 160, 288) + `</w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>` + usual + `</w:pPr></w:style>` +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, s := range list {
		b.WriteString(`<w:style w:type="` + s.kind + `" w:styleId="` + s.id + `"><w:name w:val="` + attr(s.name) + `"/>`)
		if s.based != "" {
			b.WriteString(`<w:basedOn w:val="` + s.based + `"/>`)
		}
		if s.next != "" {
			b.WriteString(`<w:next w:val="` + s.next + `"/>`)
		}
		if s.hidden {
			b.WriteString("<w:semiHidden/>")
		} else {
			b.WriteString("<w:qFormat/>")
		}
		if s.ppr != "" {
			b.WriteString("<w:pPr>" + s.ppr + "</w:pPr>")
		}
		if s.rpr != "" {
			b.WriteString("<w:rPr>" + s.rpr + "</w:rPr>")
		}
		b.WriteString("</w:style>")
	}
	inner := func(name string) string {
		return `<w:` + name + ` w:val="single" w:sz="4" w:space="0" w:color="` + hairCol + `"/>`
	}
	b.WriteString(`<w:style w:type="table" w:styleId="PostTable"><w:name w:val="Post Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>` +
		inner("top") + inner("bottom") + inner("insideH") + `</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="` + muted + `"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>`)
	return b.String() + "</w:styles>"
}
