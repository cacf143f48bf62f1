package links

import (
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/post"
)

func TestOf(t *testing.T) {
	src := "!! title: A\n!! cover: /posts/a/é.png\n!! images: a.png, [b].png\n\n---\n\n" +
		"[a](b.md \"t\") `[c](d.md)` <!-- [e](f.md) --> $[g](h.md)$ <https://x.example>\n\n    [i](j.md)\n"
	var got []string
	for _, l := range Of(src, markdown.Dialect{InlineMath: true}) {
		if src[l.Off:l.End()] != l.Written {
			t.Errorf("%+v does not stand there", l)
		}
		got = append(got, l.Key+" "+l.Dest)
	}
	if s := strings.Join(got, "|"); s != "cover /posts/a/é.png|images a.png|images [b].png| b.md| https://x.example" {
		t.Error(s)
	}
}

func TestAddress(t *testing.T) {
	for _, tt := range []struct {
		src      string
		segments string // with | between them
		fragment string
		at       int
		with     string
		want     string
		hash     string // what becomes of it with another fragment “neu-ü”
	}{
		{"[a](/posts/old)", "|posts|old", "", 2, "new", "[a](/posts/new)", ""},
		{"[a](</posts/old#x> 'old')", "|posts|old", "x", 2, "new", "[a](</posts/new#x> 'old')", "[a](</posts/old#neu-ü> 'old')"},
		{"[a](old.md?q=1#h%C3%BC)", "old.md", "hü", 0, "new.md", "[a](new.md?q=1#h%C3%BC)", "[a](old.md?q=1#neu-%C3%BC)"},
		{"[a](/p\\_x/o&lt;d)", "|p_x|o<d", "", 2, "n d", "[a](/p\\_x/n%20d)", ""},
		{"<a href='/posts/old/#a&amp;b'>x</a>", "|posts|old|", "a&b", 2, "new", "<a href='/posts/new/#a&amp;b'>x</a>", "<a href='/posts/old/#neu-ü'>x</a>"},
		{"<a href=old%20x.md>x</a>", "old x.md", "", 0, "n.md", "<a href=n.md>x</a>", ""},
		{"![a][b]\r\n\r\n[b]:\r\n  ../old/(c).png (t)\r\n", "..|old|(c).png", "", 1, "new", "![a][b]\r\n\r\n[b]:\r\n  ../new/(c).png (t)\r\n", ""},
		{"see https://a.example/posts/old.", "https:||a.example|posts|old", "", 4, "new", "see https://a.example/posts/new.", ""},
		{"!! cover: o d/a.png\n\n---\n", "o d|a.png", "", 0, "new", "!! cover: new/a.png\n\n---\n", ""},
	} {
		list := Of(tt.src, markdown.Dialect{})
		if len(list) != 1 {
			t.Errorf("%q: %d addresses", tt.src, len(list))
			continue
		}
		a, ok := list[0].Read()
		if s := strings.Join(a.Segments(), "|"); !ok || s != tt.segments || a.Fragment() != tt.fragment {
			t.Errorf("%q: %q # %q, %v", tt.src, s, a.Fragment(), ok)
		}
		if got, ok := Apply(tt.src, markdown.Dialect{}, []Edit{{list[0], a.WithSegment(tt.at, tt.with)}}); got != tt.want || !ok {
			t.Errorf("%q: %q, want %q", tt.src, got, tt.want)
		}
		if got, ok := Apply(tt.src, markdown.Dialect{}, []Edit{{list[0], a.WithFragment("neu-ü")}}); tt.hash != "" && (got != tt.hash || !ok) {
			t.Errorf("%q: %q, want %q", tt.src, got, tt.hash)
		}
	}
}

func TestSame(t *testing.T) {
	if !Same("u\u0308", "ü") || Same("u", "ü") {
		t.Error("composed letters")
	}
}

// Any address can be written as it was, and with another segment: then the rest
// of the post stays, and the parser reads the new one.
func FuzzRewrite(f *testing.F) {
	for _, s := range []string{
		"!! title: A\n!! cover: a/b.png\n\n---\n[a](b/c.md \"t\") ![d](<e f.png>) [g][h]\r\n\r\n[h]: ../i.md#j 'k'\n",
		"<a href=\"x/y?z#q\">r</a> <img src=s> http://t.example/u `[v](w)`",
		"[a\\]](b) [c [d] e](f(g)) [h](i\\)&amp;%20)\n> - [j]( k )\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		list := Of(src, markdown.Dialect{})
		for i, l := range list {
			if src[l.Off:l.End()] != l.Written {
				t.Fatalf("%+v does not stand there in %q", l, src)
			}
			if i > 0 && l.Off < list[i-1].End() {
				t.Fatalf("%+v lies in %+v in %q", l, list[i-1], src)
			}
			if same, ok := Apply(src, markdown.Dialect{}, []Edit{{l, l.Written}}); same != src || !ok {
				t.Fatalf("%+v is not written as it was: %q, was %q", l, same, src)
			}
			a, ok := l.Read()
			if !ok {
				continue
			}
			for k, seg := range a.Segments() {
				if seg == "" {
					continue
				}
				out, ok := Apply(src, markdown.Dialect{}, []Edit{{l, a.WithSegment(k, "new")}})
				if !ok {
					if out != src {
						t.Fatalf("%q became %q and is not ok", src, out)
					}
					continue
				}
				after := len(src) - l.End()
				if out[:l.Off] != src[:l.Off] || out[len(out)-after:] != src[l.End():] {
					t.Fatalf("more than %+v changed in %q: %q", l, src, out)
				}
				got := Of(out, markdown.Dialect{})[i]
				b, ok := got.Read()
				if !ok || b.Segments()[k] != "new" {
					t.Fatalf("%+v reads as %+v in %q", l, got, out)
				}
				if was, is := post.Parse(src), post.Parse(out); len(was.Fields()) != len(is.Fields()) {
					t.Fatalf("the head of %q is another one in %q", src, out)
				}
			}
		}
	})
}
