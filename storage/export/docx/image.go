package docx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"strconv"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/sniff"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
)

// Bounds of images, in pixels of those that are made into another kind, and in
// bytes of all in the file.
const (
	mostWide, mostHigh = 2400, 3200
	maxImages          = 256 << 20
)

// Units of length of drawings: to a pixel of a screen, and to a twentieth of a
// point.
const (
	emuPixel = 9525
	emuTwip  = 635
)

// picture is an image as the file has it, or why it does not.
type picture struct {
	name          string // of the medium
	drawing       string // of the medium that has it as a drawing, "" for none
	width, height int    // in pixels of a screen
	err           error
}

// picture writes an image, or its words where there is none.
func (p *printer) picture(t *part, in *markdown.Inline, s styles) {
	a := in.Attrs()
	words := func() { p.run(t, cmp.Or(in.Text, a.Src), s.properties(false, "")) }
	var data []byte
	found := false
	if image := p.b.Posts[p.at].Image; image != nil && a.Src != "" {
		data, found = image(a.Src)
	}
	if !found {
		// One of another place is a link there: nothing is fetched by who opens the file.
		if a.Src != "" && !refs.IsLocal(a.Src) && !refs.IsData(a.Src) && !s.link && policy.SafeLink(a.Src) {
			t.WriteString(`<w:hyperlink r:id="` + t.rel("hyperlink", policy.Address(a.Src), true) + `" w:history="1">`)
			s.link = true
			words()
			t.WriteString("</w:hyperlink>")
			return
		}
		words()
		return
	}
	pic := p.store(data)
	if pic.err != nil {
		p.note("image %q: %v; its description stands there", refs.Short(a.Src), pic.err)
		words()
		return
	}
	w, h := pic.width, pic.height
	switch n := a.Number; {
	case n > 0:
		w, h = n, max(1, h*n/w)
	case n < 0:
		wide := textWidth * emuTwip / emuPixel * -n / 100
		w, h = wide, max(1, h*wide/w)
	}
	cx, cy := w*emuPixel, h*emuPixel
	if most := textWidth * emuTwip; cx > most {
		cx, cy = most, int(int64(cy)*int64(most)/int64(cx))
	}
	if most := (paperHeight - 2*margin - 600) * emuTwip; cy > most {
		cx, cy = int(int64(cx)*int64(most)/int64(cy)), most
	}
	p.drawings++
	id := strconv.Itoa(p.drawings)
	extent := fmt.Sprintf(`cx="%d" cy="%d"`, max(1, cx), max(1, cy))
	more := ""
	if pic.drawing != "" {
		more = `<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="` + t.rel("image", pic.drawing, false) + `"/></a:ext></a:extLst>`
	}
	title := ""
	if a.Title != "" {
		title = ` title="` + attr(a.Title) + `"`
	}
	about := `id="` + id + `" name="Picture ` + id + `" descr="` + attr(in.Text) + `"` + title
	t.WriteString(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent ` + extent + `/><wp:docPr ` + about + `/>` +
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr ` + about + `/><pic:cNvPicPr/></pic:nvPicPr>` +
		`<pic:blipFill><a:blip r:embed="` + t.rel("image", pic.name, false) + `">` + more + `</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ` + extent + `/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`)
}

// store puts an image into the file, once.
func (p *printer) store(data []byte) picture {
	sum := pack.Sum(data)
	pic, ok := p.known[sum]
	if !ok {
		pic = p.add(data)
		p.known[sum] = pic
	}
	return pic
}

func (p *printer) add(data []byte) picture {
	w, h, err := imagework.Measure(data)
	if err != nil {
		return picture{err: err}
	}
	w, h = max(1, w), max(1, h)
	pic := picture{width: w, height: h}
	info := sniff.Image(data)
	switch kind := info.Kind; {
	case kind == sniff.PNG, kind == sniff.GIF, kind == sniff.JPEG && info.Turn <= 1:
		pic.name, pic.err = p.medium(data, imagefile.Suffix(string(kind)))
		return pic
	case p.b.Decode == nil:
		return picture{err: imagework.ErrStart}
	}
	want := imagework.Want{Width: mostWide, Height: mostHigh}
	if info.Kind == sniff.None { // a drawing
		want.Width = min(3*w, mostWide)
	}
	m, err := p.b.Decode(data, want)
	if err != nil {
		return picture{err: err}
	}
	var b bytes.Buffer
	suffix := ".png"
	if info.Kind == sniff.JPEG {
		suffix = ".jpg"
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 92})
	} else {
		err = png.Encode(&b, m)
	}
	if err != nil {
		return picture{err: err}
	}
	pic.name, pic.err = p.medium(b.Bytes(), suffix)
	if info.Kind == sniff.None && pic.err == nil {
		pic.drawing, pic.err = p.medium(data, ".svg")
	}
	return pic
}

func (p *printer) medium(data []byte, suffix string) (string, error) {
	if p.bytes += len(data); p.bytes > maxImages {
		return "", errors.New("the images of the file would be too large together")
	}
	name := "media/image" + strconv.Itoa(len(p.media)+1) + suffix
	p.media = append(p.media, medium{name, data})
	return name, nil
}
