package markdown

import (
	"strings"
	"testing"

	"galley.app/galley/preview/markdown/policy"
)

// TestBareAddresses reads lines in which ‹…› stands around what is to be a link.
// The address is what is behind the arrow, where it is not the words themselves.
func TestBareAddresses(t *testing.T) {
	for _, c := range []struct{ text, href string }{
		{"See ‹https://de.wikipedia.org/wiki/Käse›, and", "https://de.wikipedia.org/wiki/K%C3%A4se"},
		{"‹https://ru.wikipedia.org/wiki/Сыр›", "https://ru.wikipedia.org/wiki/%D0%A1%D1%8B%D1%80"},
		{"at ‹https://münchen.example/x›.", "https://xn--mnchen-3ya.example/x"},
		{"‹https://MÜNCHEN.example:8080/ä?ö=ü#ß›", "https://xn--mnchen-3ya.example:8080/%C3%A4?%C3%B6=%C3%BC#%C3%9F"},
		{"‹www.bücher.example/ä›", "http://www.xn--bcher-kva.example/%C3%A4"},
		{"‹http://例え.テスト/路›", "http://xn--r8jz45g.xn--zckzah/%E8%B7%AF"},
		{"‹http://उदाहरण.भारत/क्ष›", "http://xn--p1b6ci4b4b3a.xn--h2brj9c/%E0%A4%95%E0%A5%8D%E0%A4%B7"},
		{"‹http://☃.example›", "http://xn--n3h.example"},
		{"(‹https://en.wikipedia.org/wiki/Straße_(Ort)›)", "https://en.wikipedia.org/wiki/Stra%C3%9Fe_(Ort)"},
		{"‹https://example.org/a(b)›)", ""},
		{"*‹https://example.org/ä›*", "https://example.org/%C3%A4"},
		{"**‹https://example.org/ä›**!", "https://example.org/%C3%A4"},
		{"„a ‹https://example.org/ä›“", "https://example.org/%C3%A4"},
		{"« ‹https://example.org/ä›» b", "https://example.org/%C3%A4"},
		{`say "a ‹https://example.org/b›"`, ""},
		{"‹https://example.org/a›。", ""},
		{"见 ‹https://example.org/路›，后面", "https://example.org/%E8%B7%AF"},
		{"（见 ‹https://example.org/a›）", ""},
		{"见‹https://example.com›", ""},
		{"见‹https://example.com/路?a=b#c›，后面", "https://example.com/%E8%B7%AF?a=b#c"},
		{"网址：‹http://example.com:80/a_b›。", ""},
		{"（‹https://example.org/a(b)›）", ""},
		{"詳細は‹www.example.com/a› へ", "http://www.example.com/a"},
		{"자세히‹HTTPS://EXAMPLE.ORG/A›", "https://EXAMPLE.ORG/A"},
		{"**见‹ftp://a.example/b›**", ""},
		{"# 见‹https://example.org/a›", ""},
		{"第一行\n见‹https://example.org/a›", ""},
		{"写信到‹a.b-c+d@bücher.example›。", "mailto:a.b-c+d@xn--bcher-kva.example"},
		{"见xhttps://example.org/a 和xwww.a.b 和https: 和www. 和@b.c 和a@b 和https://x", ""},
		{"[见https://example.org/a](b)", "b"},
		{"`见https://example.org/a`", ""},
		{"见\\https://example.org/a", ""},
		{"éhttps://example.org/a яwww.example.org нhttps://example.org ไทยhttps://example.org", ""},
		{"‹https://example.org/ä›&auml;", "https://example.org/%C3%A4"},
		{"‹https://example.org/?a=ä&amp=b›", "https://example.org/?a=%C3%A4&amp=b"},
		{"‹https://example.org/100%›", "https://example.org/100%25"},
		{"‹https://example.org/%C3%A4›", "https://example.org/%C3%A4"},
		{"‹https://example.org/a–b›", "https://example.org/a%E2%80%93b"},
		{"‹https://example.org/a›…", ""},
		{"‹https://example.org/a|b\\c›", "https://example.org/a%7Cb%5Cc"},
		{"‹HTTPS://EXAMPLE.ORG/A›", "https://EXAMPLE.ORG/A"},
		{"‹http://127.0.0.1:8000/›", ""},
		{"‹ftp://user:pw@ftp.example/a›", ""},
		{"‹https://example.org›<", ""},
		{"‹https://example.org/a›<b", ""},
		{"‹https://example.org›.", ""},
		{"‹https://example.org›,see", ""},
		{"‹ich@bücher.example›.", "mailto:ich@xn--bcher-kva.example"},
		{"‹a+b@c.example›", "mailto:a+b@c.example"},
		{"a@b.cä_ and @b.c and a@b", ""},
		{"http://, https://x, http://a_b.c, http://x.a_b.c, http://..a, www.a, http://-", ""},
		{"ahttps://example.org and http:/example.org and file://example.org/a", ""},
		{"[a https://example.org/ä](b)", "b"},
		{"`https://example.org/ä`", ""},
	} {
		before, rest, ok := strings.Cut(c.text, "‹")
		words, after, _ := strings.Cut(rest, "›")
		if c.href == "" {
			c.href = words
		}
		src := before + words + after
		d := parseString(src)
		checkLaws(t, d, src)
		link := ""
		for _, b := range d.From(0) {
			for _, in := range b.Inlines {
				if l := in.Attrs().Link; l != "" && ok {
					if !strings.EqualFold(policy.Address(l), c.href) || in.Text != words || src[in.Start:in.End] != words {
						t.Errorf("%s: %q at %d to %q", c.text, in.Text, in.Start, l)
					}
					link = l
				}
			}
		}
		if ok && link == "" {
			t.Errorf("%s: no link in the Doc", c.text)
		}
	}
}

// TestBareAddressWork has long runs of what begins an address and is none.
func TestBareAddressWork(t *testing.T) {
	for _, s := range []string{"(http://", "(https://a", " www.", "*a@", "(http://a.b/", "(http://a@", "_http://a.b/)", "~http://a.b;&a"} {
		steps := make([]int, 3)
		for i := range steps {
			line := []byte(strings.Repeat(s, 1000<<i))
			for at := 0; at < len(line); {
				steps[i]++
				n := max(bareAddress(line[at:]), bareWWW(line[at:]), bareMail(line[at:]), 1)
				at += n
			}
		}
		if steps[1] > 2*steps[0]+8 || steps[2] > 2*steps[1]+8 {
			t.Errorf("%q takes %v steps", s, steps)
		}
	}
}

// TestAddress gives addresses in ASCII.
func TestAddress(t *testing.T) {
	for _, c := range []struct{ dest, want string }{
		{"", ""},
		{"a b.png", "a%20b.png"},
		{"ä.md#ö", "%C3%A4.md#%C3%B6"},
		{"100%.html", "100%25.html"},
		{"100%2.html%", "100%252.html%25"},
		{"a%20b", "a%20b"},
		{"//bücher.example/a", "//xn--bcher-kva.example/a"},
		{"https://ü@bücher.example:80/ä", "https://%C3%BC@xn--bcher-kva.example:80/%C3%A4"},
		{"https://faß.example", "https://xn--fa-hia.example"},
		{"https://a_b.ü.example", "https://a_b.xn--tda.example"},
		{"mailto:ä@bücher.example?subject=ü", "mailto:%C3%A4@xn--bcher-kva.example?subject=%C3%BC"},
		{"/a://münchen", "/a://m%C3%BCnchen"},
		{"data:image/png;base64,a b", "data:image/png;base64,a b"},
		{"tel:+49 89", "tel:+49%2089"},
	} {
		if got := policy.Address(c.dest); got != c.want {
			t.Errorf("%q is %q, want %q", c.dest, got, c.want)
		}
		if got := policy.Address(policy.Address(c.dest)); got != c.want {
			t.Errorf("%q is %q when it is asked for twice", c.dest, got)
		}
	}
}

// TestRawAddresses writes the addresses of raw HTML as a browser asks for them.
func TestRawAddresses(t *testing.T) {
	for _, c := range []struct{ src, image, link string }{
		{`<img src="a pic.png" alt="Alt">`, "a pic.png", ""},
		{`<img src="a%20pic.png" alt="Alt">`, "a pic.png", ""},
		{`<img src=" ä pic.png ">`, "ä pic.png", ""},
		{"<img src=\"a\t.png\">", "a.png", ""},
		{`<img src="100% a.png">`, "100% a.png", ""},
		{`<img src="a'b&quot;.png">`, `a'b".png`, ""},
		{`<img src='https://bücher.example/a b.png'>`, "https://bücher.example/a b.png", ""},
		{`<a href="a b.html">c</a>`, "", "a b.html"},
		{`<a href=" a.md ">c</a>`, "", "a.md"},
		{`<a href="100%.md">c</a>`, "", "100%.md"},
		{`<a href="java` + "\t" + `script:x">c</a>`, "", ""},
		{`<a href=" javascript:x">c</a>`, "", ""},
		{`<img src=" data:text/html,x" alt="d">`, "", ""},
	} {
		for _, in := range []string{"p " + c.src, "<div>" + c.src + "</div>\n"} { // among words and in a block
			var image, link string
			var look func(b *Block)
			look = func(b *Block) {
				for _, i := range b.Inlines {
					image, link = max(image, i.Attrs().Src), max(link, i.Attrs().Link)
				}
				for _, c := range append(b.Children, b.Drawn...) {
					look(c)
				}
			}
			for _, b := range parseString(in).From(0) {
				look(b)
			}
			if image != c.image || link != c.link {
				t.Errorf("%q: the image %q and the link %q", in, image, link)
			}
		}
	}
}
