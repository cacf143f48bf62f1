package svg

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

const head = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">`

func in(s string) string { return head + s + "</svg>" }

// pixel is a PNG of one pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="

func TestRefused(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString
	for _, c := range []struct{ svg, why string }{
		{"", "no drawing"},
		{"<svg", "not well-formed"},
		{"<p/>", "p element"},
		{"<g/>", "no drawing"},
		{"<svg/><svg/>", "more than one"},
		{in("<unclosed"), "not well-formed"},
		{in("<g></svg></g>"), "not well-formed"},
		{in("&nbsp;"), "not well-formed"},
		// What runs.
		{in("<script>alert(1)</script>"), "script element"},
		{in("<SCRIPT/>"), "SCRIPT element"},
		{in(`<g onload="x()"/>`), "event attribute onload"},
		{in(`<g ONLOAD="x()"/>`), "event attribute ONLOAD"},
		{in(`<metadata><x:y xmlns:x="http://x.example/" onclick="x()"/></metadata>`), "event attribute"},
		{in(`<x:y xmlns:x="http://x.example/"><script/></x:y>`), "script element"},
		{in("<foreignObject/>"), "foreignObject element"},
		{in("<iframe/>"), "iframe element"},
		{in("<handler/>"), "handler element"},
		{in(`<a xlink:href="javascript:x()"/>`), "outside"},
		{in(`<a xlink:href="java&#10;script:x()"/>`), "outside"},
		{in(`<set attributeName="href" to="javascript:x()"/>`), "animates"},
		{in(`<animate attributeName="xlink:href" values="javascript:x()"/>`), "animates"},
		{in(`<set attributeName="onload" to="x()"/>`), "animates"},
		// What fetches.
		{in(`<image href="https://example.org/x.png"/>`), "outside"},
		{in(`<image href="//example.org/x.png"/>`), "outside"},
		{in(`<image href="photo.jpg"/>`), "outside"},
		{in(`<image><set attributeName="href" to="http://evil.example/x.png"/></image>`), "animates"},
		{in(`<use href="other.svg#a"/>`), "outside"},
		{in(`<rect fill="url(https://example.org/#g)"/>`), "outside"},
		{in(`<rect fill="url( '//e.org/x#a' )"/>`), "outside"},
		{in(`<rect style="fill:URL(x.svg#a)"/>`), "outside"},
		{in(`<style>@import "x.css"</style>`), "@import"},
		{in(`<style>@\69mport "http://evil.example/x";</style>`), "escapes"},
		{in(`<style>*{fill:u\72l(http://evil.example/x)}</style>`), "escapes"},
		{in(`<rect fill="u\72l(http://evil.example/x)"/>`), "escapes"},
		{in(`<style>rect { fill: url( "//e.org/x" ) }</style>`), "outside"},
		{in(`<style>a{content:"/*";fill:url(http://e.org/x)}b{content:"*/"}</style>`), "outside"},
		{in(`<style>a{content:"` + "\n" + `;fill:url(http://e.org/x)}</style>`), "outside"},
		{in(`<style>a{fill:url(/**/#a)}</style>`), "outside"},
		{in(`<text font-family="'url(http://e.org/)'">x</text>`), "outside"},
		{in(`<style>/* url(http://e.org/) */</style>`), "outside"},
		{in(`<style>a{b:javascript:x}</style>`), "script"},
		{in(`<style>a{fill:image-set("http://e.org/x" 1x)}</style>`), "calls image-set("},
		{in(`<style>@font-face{src:url(https://e.org/x.woff2)}</style>`), "outside"},
		{in(`<style><![CDATA[@import url(//e.org)]]></style>`), "outside"},
		{in(`<animate attributeName="fill" values="red;url(//e.org/#x)"/>`), "outside"},
		{in(`<g xml:base="http://e.org/"/>`), "outside"},
		{in(`<g src="http://e.org/"/>`), "outside"},
		{in(`<h:meta xmlns:h="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=http://e.org/"/>`), "meta element"},
		{in(`<h:img xmlns:h="http://www.w3.org/1999/xhtml" srcset="http://e.org/x.png"/>`), "img element"},
		{in(`<h:form xmlns:h="http://www.w3.org/1999/xhtml" action="http://e.org/"/>`), "form element"},
		{in(`<metadata><h:img xmlns:h="http://www.w3.org/1999/xhtml"/></metadata>`), "img element"},
		{in(`<math xmlns="http://www.w3.org/1998/Math/MathML"/>`), "math element"},
		{in(`<?xml-stylesheet href="x.css"?>`), "processing instruction"},
		{`<!DOCTYPE svg SYSTEM "http://evil.example/x.dtd">` + in("<rect/>"), "document type"},
		{`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "file:///etc/passwd">` + in("<rect/>"), "document type"},
		{`<!DOCTYPE svg [<!ENTITY a "b">]>` + in("<rect/>"), "entities"},
		{`<!DOCTYPE svg [<!ENTITY a SYSTEM "http://e.org/">]>` + in("&a;"), "entities"},
		{in(`<image href="data:image/svg+xml;base64,` + b64([]byte(head+"</svg>")) + `"/>`), "not a PNG"},
		{in(`<image href="data:image/png;base64,` + b64([]byte(head+"</svg>")) + `"/>`), "not a PNG"},
		{in(`<image href="data:image/png,abc"/>`), "outside"},
		// What never ends.
		{in(`<defs><g id="a"><use href="#a"/></g></defs><use href="#a"/>`), "refers to itself"},
		{in(`<g id="a"><g id="b"><use xlink:href="#a"/></g></g>`), "refers to itself"},
		{in(`<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>`), "refers to itself"},
		{in(`<pattern id="p"><rect fill="url(#p)"/></pattern>`), "refers to itself"},
		{in(`<pattern id="p"><rect style="fill : url('#p')"/></pattern>`), "refers to itself"},
		{in(`<style>.a{fill:url(#p)}</style><pattern id="p"><rect class="b a"/></pattern>`), "refers to itself"},
		{in(`<linearGradient id="g" href="#g"/>`), "refers to itself"},
		{in(`<filter id="f"><feImage href="#x"/></filter><g id="x" filter="url(#f)"/>`), "refers to itself"},
		{doubling(30, `<use href="#%d"/><use href="#%d"/>`), "repeat each other"},
		{doubling(30, `<rect mask="url(#%d)"/><rect mask="url(#%d)"/>`), "too much work"},
		{doubling(30, `<path d="M0 0 1 1 2 2" marker-mid="url(#%d)"/><rect fill="url(#%d)"/>`), "too much work"},
		{in(strings.Repeat("<g>", 300) + strings.Repeat("</g>", 300)), "deep"},
		{in(`<path d="M0 0L9 9" stroke-dasharray="0.02" stroke-dashoffset="10000000"/>`), "too much work"},
		{in(`<path d="M0 0L1000000 0" stroke="black" stroke-dasharray="0.02"/>`), "too much work"},
		{in(`<g stroke-dasharray="0.02"><g transform="scale(1e6)"><path d="M0 0h1"/></g></g>`), "too much work"},
		{in(`<style>.d{stroke-dasharray:.02}</style><g class="d"><path d="M0 0h1000000"/></g>`), "too much work"},
		{in(`<path style="stroke-dasharray:1e-30,1e-30" d="M0 0h1000000"/>`), "too much work"},
		{in(`<filter id="f">` + strings.Repeat("<feFlood/>", 100) + `</filter>` + strings.Repeat(`<g filter="url(#f)"/>`, 1000)), "too much work"},
		{in("<style>" + strings.Repeat("url(#", 10_000) + "</style>"), "addresses within addresses"},
	} {
		_, err := Admit([]byte(c.svg))
		if err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%.200s: %v, want %q", c.svg, err, c.why)
		}
	}
}

// doubling is a drawing in which each part is made of two of the next.
func doubling(n int, pair string) string {
	var b strings.Builder
	for i := range n {
		inner := fmt.Sprintf(pair, i+1, i+1)
		b.WriteString(fmt.Sprintf(`<marker id="%d">`, i) + inner + "</marker>")
	}
	return in(fmt.Sprintf(`<marker id="%d"><rect/><rect/></marker>`, n) + b.String())
}

func TestAdmitted(t *testing.T) {
	for _, c := range []struct{ svg, want string }{
		{"<svg/>\n", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"},
		{in(`<rect fill="url(#g)" style="fill: url('#g')"/>`), in(`<rect fill="url(#g)" style="fill: url('#g')" width="0" height="0"/>`)},
		{in(`<g role="graphics-document"/><g role="img"/>`), in(`<g/><g role="img"/>`)},
		{in(`<use xlink:href="#b"/><g id="b"/>`), in(`<use xlink:href="#b"/><g id="b"/>`)},
		{in(`<style class="s" type="text/css">rect&gt;g { fill: red }</style>`), in(`<style type="text/css">rect&gt;g { fill: red }</style>`)},
		{in("<g>\n  <text x='1'>a &lt; <tspan>b</tspan> </text>stray</g>"), in("<g>\n  <text x=\"1\">a &lt; <tspan>b</tspan> </text></g>")},
		{in(`<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work xmlns:cc="http://creativecommons.org/ns#" rdf:about=""/></rdf:RDF></metadata><g/>`), in("<g/>")},
		{in(`<s:namedview xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" pagecolor="#fff"><i:grid xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:x="1"/></s:namedview>`), in("")},
		{in(`<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="Layer 1" i:export-filename="/home/me/x.png" data-x="1" id="l"/>`), in(`<g id="l"/>`)},
		{in(`<g id="a"/><g id="a"/>`), in(`<g id="a"/><g/>`)},
		{in(`<!-- c --><g/>`), in(`<g/>`)},
		{in(`<image href="data:image/jpeg;base64,` + pixel + `"/>`), in(`<image href="data:image/png;base64,` + pixel + `"/>`)},
		{in(`<a href=""><g/></a>`), in(`<a><g/></a>`)},
		{in(`<style>@media print{.a{fill:url(#g)}} @keyframes k{from{opacity:0}50%{opacity:calc(1/2)}}</style><g class="a"/>`), in(`<style>@media print{.a{fill:url(#g)}} @keyframes k{from{opacity:0}50%{opacity:calc(1/2)}}</style><g class="a"/>`)},
		{in(`<path d="M0 0L1000 0" stroke-dasharray="2,2" stroke-dashoffset="1"/>`), in(`<path d="M0 0L1000 0" stroke-dasharray="2,2" stroke-dashoffset="1"/>`)},
	} {
		got, err := Admit([]byte(c.svg))
		if err != nil {
			t.Errorf("%s: %v", c.svg, err)
			continue
		}
		want := strings.Replace(c.want, `"></svg>`, `"/>`, 1)
		if !strings.Contains(want, "xlink:href") {
			want = strings.Replace(want, ` xmlns:xlink="http://www.w3.org/1999/xlink"`, "", 1)
		}
		if string(got.Bytes) != want {
			t.Errorf("%s\nbecomes %s\nnot     %s", c.svg, got.Bytes, want)
		}
	}
}

func TestSize(t *testing.T) {
	for _, c := range []struct {
		svg  string
		w, h float64
	}{
		{`<svg viewBox="0 0 40 20" width="100"/>`, 40, 20},
		{`<svg viewBox="0,0,40.5,20"/>`, 40.5, 20},
		{`<svg width="20px" height="10mm"/>`, 20, 10},
		{`<svg width="100%" height="100%"/>`, 0, 0},
		{`<svg viewBox="0 0 -4 2"/>`, 0, 0},
		{`<svg viewBox="0 0 1e999 2"/>`, 0, 0},
		{`<svg/>`, 0, 0},
	} {
		d, err := Admit([]byte(c.svg))
		if err != nil || d.Width != c.w || d.Height != c.h {
			t.Errorf("%s: %v by %v, %v", c.svg, d.Width, d.Height, err)
		}
	}
}

func TestOutline(t *testing.T) {
	for _, c := range []struct {
		d    string
		want line
	}{
		{"", line{}},
		{"M0 0 3 4", line{7, 2, 1}},
		{"m1 1h3v4z", line{14, 4, 1}},
		{"M0,0l1-1.5.5", line{2.5, 2, 1}},
		{"M0 0C1 1 2 2 3 3", line{6, 4, 1}},
		{"M0 0a5 5 0 013 4", line{87, 2, 1}},
		{"M0 0L1 1x9 9", line{2, 2, 1}},
	} {
		if got := outline(c.d); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.d, got, c.want)
		}
	}
}
