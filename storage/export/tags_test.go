package export

import (
	"reflect"
	"testing"

	"golang.org/x/net/html"
)

// bothTags are what tags and wholeTags tell of a page.
func bothTags(data string) (quick, whole []string, ok bool) {
	tell := func(list *[]string) (func(html.Token), func(string)) {
		return func(t html.Token) {
				*list = append(*list, "tag "+t.String())
			}, func(css string) {
				*list = append(*list, "css "+css)
			}
	}
	tags([]byte(data), first(tell(&quick)), second(tell(&quick)))
	wholeTags([]byte(data), first(tell(&whole)), second(tell(&whole)))
	return quick, whole, quickTags([]byte(data), func(html.Token) {}, func(string) {})
}

func first[A, B any](a A, _ B) A  { return a }
func second[A, B any](_ A, b B) B { return b }

// tagTexts are pages and pieces of them, and whether they are passed over quickly.
var tagTexts = []struct {
	page  string
	quick bool
}{
	{`<!doctype html><html lang="en"><title>a <b href="x"></title><p>x < y <a href="/a?b&amp;c">d</a><br/><hr>`, true},
	{`<style>a { background: url(x.png) }</style><p style="a">`, true},
	{`<style></style><p id="a">`, true},
	{`<STYLE>x</style ><P id="a">`, true},
	{`<script>if (a < b) "</p>"</script><img src="a"/>`, true},
	{`<script><!-- <script> </script> --></script><img src="a"/>`, false},
	{`<style></style>url(x)<style>a</style>url(y)`, true},
	{`<style></styles>url(x)</style>`, false},
	{"<L\xae>url(x)<a href=\"\xae\">", true},
	{`<textarea><a href="x"></textarea><a href="y">`, true},
	{`<!-- <a href="x"> --><a href="y">`, false},
	{`<p title="a > b" id='c'>`, true},
	{`<p title = "a > b">`, false},
	{`<p title=a"b>c"d>`, false},
	{`<input disabled><a href=x>`, false},
	{`<style/><a href=x>`, false},
	{`<plaintext><a href=x>`, false},
	{`<a href="x`, false},
	{`<p`, false},
	{`<`, true},
	{`1 < 2 <3 <é <a href="x">`, true},
	{"<a\nhref=\"x\"\nrel=y>", true},
	{`</a href="x"><a href="y">`, true},
	{"<a href=\"\x00\">", true},
	{`<?xml a="b"?><a href="x">`, false},
	{`<title>a</titles></title><a href="x">`, false},
	{`<textarea></textarea-><a href="x">`, false},
	{`</="><p ">`, false},
	{`</>a</`, false},
	{"<a=\"\nb=\">\">", false},
	{`<a b/="c>d">`, false},
	{"<a\nb==\"\nb=\">\">", false},
	{"<a\nb=\x9d=\"\nb=\">\">", false},
	{`<a href=x/y?z rel="a"checked/><a b=c=d>`, false},
	{`<a href=x/y?z rel="a"checked/><a b = "c">`, false},
	{`<a href=x/y?z rel='a>"'checked/>`, true},
	{"<a\x1b=\"\nb=\">\">", false},
	{`<a href="x" href="y" data-a1:b="" title="é">`, true},
	{`<a href="x"title="y"><a  href="x"><a href="x" ><a href="x" /><img src="a" />`, true},
	{"<a href=\"a\r\nb\"><a title=\"a&lt;b&#62;\" HREF=\"x\">", true},
	{`<a href="x" 1="y"><svg viewBox="0 0 1 1"><x-y z="1">`, true},
}

// TestTags compares pages that are passed over quickly with those read whole.
func TestTags(t *testing.T) {
	for _, c := range tagTexts {
		got, want, quick := bothTags(c.page)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", c.page, got, want)
		}
		if quick != c.quick {
			t.Errorf("%q: quick is %t", c.page, quick)
		}
	}
}

// FuzzTags makes up pages.
func FuzzTags(f *testing.F) {
	for _, c := range tagTexts {
		f.Add(c.page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if got, want, _ := bothTags(page); !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\n got %q\nwant %q", page, got, want)
		}
	})
}

// TestMayNamePart looks for texts that have links to a part of a page.
func TestMayNamePart(t *testing.T) {
	for text, want := range map[string]bool{
		"# A\n[b](c)\n# D":            false,
		"[b](c#d)":                    true,
		"x\n[b](c) and # d\ny":        true,
		"# [b](c)":                    false,
		"# [b](c#d)":                  true,
		"[b]: c#d":                    true,
		"<a HREF=x#y>":                true,
		"<a href=x>\n#y":              false,
		"":                            false,
		"#":                           false,
		"[a](b)\n\n## C # d\n[e](f)#": true,
	} {
		if got := mayNamePart(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
