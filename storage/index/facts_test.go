package index

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage/post"
)

const sample = `!! title: A post
!! slug: a-post
!! tags: one
!! tags: two

---

# First *things*

[a link](/posts/other "Title") and [another][ref], <https://example.com/a?b=1&c>.

![alt](img/a%20b.png) <img src="c.png"> ` + "`[no](code.md)`" + `

## First things

> ### In a quote
> wörter [q](<q r.md>)

[ref]: ../notes.md#here
`

func TestOf(t *testing.T) {
	f := Of(sample, markdown.Dialect{})
	var heads, links []string
	for _, h := range f.Headings {
		heads = append(heads, fmt.Sprintf("%d %d %s #%s", h.Line, h.Level, h.Text, h.ID))
	}
	for _, l := range f.Links {
		if got := sample[l.Off:][:len(l.Written)]; got != l.Written {
			t.Errorf("at %d stands %q, not %q", l.Off, got, l.Written)
		}
		links = append(links, fmt.Sprintf("%d:%d %v %v %s", l.Line, l.Col, l.Kind, l.Image, l.Dest))
	}
	if want := []string{"8 1 First things #first-things", "14 2 First things #first-things-1", "16 3 In a quote #in-a-quote"}; !slices.Equal(heads, want) {
		t.Errorf("headings\n got %q\nwant %q", heads, want)
	}
	want := []string{
		"10:10 inline false /posts/other",
		"10:53 auto false https://example.com/a?b=1&c",
		"12:8 inline true img/a%20b.png",
		"12:32 html true c.png",
		"17:14 inline false q r.md",
		"19:8 reference false ../notes.md#here",
	}
	if !slices.Equal(links, want) {
		t.Errorf("links\n got %q\nwant %q", links, want)
	}
	if v, ok := f.Field("tags"); v != "two" || !ok || !f.HasImage() {
		t.Errorf("tags %q %v, image %v", v, ok, f.HasImage())
	}
	if _, ok := f.Field("none"); ok {
		t.Error("a field that is not there")
	}
}

// Words that read as the address behind them are no address.
func TestWordsLikeAddresses(t *testing.T) {
	for src, want := range map[string]string{
		"[o](o)":                                 "inline o",
		"[https://a.example](https://a.example)": "inline https://a.example",
		"[https://a.example][r]\n\n[r]: https://a.example\n": "reference https://a.example",
		"(https://a.example)":                                "auto https://a.example",
	} {
		var got []string
		for _, l := range Of(src, markdown.Dialect{}).Links {
			got = append(got, l.Kind.String()+" "+l.Dest)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q: %s, want %s", src, s, want)
		}
	}
}

// The anchors are those that pages have.
func TestAnchorsOfPages(t *testing.T) {
	p := post.Parse(sample)
	var b strings.Builder
	if _, err := html.Write(&b, markdown.Parse(nil, text.New(sample), p.BodyStart()), html.Options{}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, h := range Of(sample, markdown.Dialect{}).Headings {
		if !strings.Contains(page, `id="`+h.ID+`"`) {
			t.Errorf("the page has no id %s:\n%s", h.ID, page)
		}
	}
}

func FuzzEncode(f *testing.F) {
	f.Add(sample)
	f.Add("")
	f.Add("# \xff\n[a](b)\n![](<>)")
	f.Fuzz(func(t *testing.T, src string) {
		facts := Of(src, markdown.Dialect{InlineMath: true})
		for _, l := range facts.Links {
			if l.Off+len(l.Written) > len(src) || src[l.Off:l.Off+len(l.Written)] != l.Written {
				t.Fatalf("%+v does not stand there in %q", l, src)
			}
		}
		got, err := Decode(facts.Encode())
		got.Fields = facts.Fields
		if err != nil || !reflect.DeepEqual(got, facts) {
			t.Fatalf("%v\n got %+v\nwant %+v", err, got, facts)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Of(sample, markdown.Dialect{}).Encode())
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if facts, err := Decode(s); err == nil && len(facts.Headings)+len(facts.Links) > len(s) {
			t.Fatalf("%d things out of %d bytes", len(facts.Headings)+len(facts.Links), len(s))
		}
	})
}
