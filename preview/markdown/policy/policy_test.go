package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestSafe holds that an address is taken as a browser takes it, whatever is put
// into it to hide its scheme.
func TestSafe(t *testing.T) {
	for _, c := range []struct {
		dest        string
		scheme      string
		link, image bool
	}{
		{"", "", true, true},
		{"a/b.png", "", true, true},
		{"//example.org/a", "", true, true},
		{"#a:b", "", true, true},
		{"?a=b:c", "", true, true},
		{`a\b:c`, "", true, true},
		{"https://example.org/", "https", true, true},
		{"HTTP://example.org/", "http", true, true},
		{"mailto:a@example.org", "mailto", true, false},
		{"javascript:alert(1)", "javascript", false, false},
		{"JaVa\tScRiPt:alert(1)", "javascript", false, false},
		{" \n\x01javascript:alert(1)", "javascript", false, false},
		{"java\u200bscript\u00ad:alert(1)", "javascript", false, false},
		{":javascript:alert(1)", ":", false, false},
		{"vbscript:a", "vbscript", false, false},
		{"file:///etc/passwd", "file", false, false},
		{"data:image/png;base64,AA==", "data", false, true},
		{"DATA:image/PNG;base64,AA==", "data", false, true},
		{"data:image/svg+xml,<svg/>", "data", false, false},
		{"data:text/html,<script>", "data", false, false},
		{"data:image/png", "data", false, false},
	} {
		if got := Scheme(c.dest); got != c.scheme {
			t.Errorf("the scheme of %q is %q, want %q", c.dest, got, c.scheme)
		}
		if got := SafeLink(c.dest); got != c.link {
			t.Errorf("a link to %q may be kept: %v", c.dest, got)
		}
		if got := SafeImage(c.dest); got != c.image {
			t.Errorf("an image at %q may be kept: %v", c.dest, got)
		}
	}
}

func TestAddress(t *testing.T) {
	for dest, want := range map[string]string{
		"":                                 "",
		"a b/ü.png":                        "a%20b/%C3%BC.png",
		"a%20b":                            "a%20b",
		"100%":                             "100%25",
		"%zz%4":                            "%25zz%254",
		"https://münchen.example/ä?ö#ü":    "https://xn--mnchen-3ya.example/%C3%A4?%C3%B6#%C3%BC",
		"//user:ü@bücher.example:80/":      "//user:%C3%BC@xn--bcher-kva.example:80/",
		"mailto:jörg@bücher.example?a=b@ü": "mailto:j%C3%B6rg@xn--bcher-kva.example?a=b@%C3%BC",
		"data:image/png;base64,A A":        "data:image/png;base64,A A",
		"https://":                         "https://",
		" HTTPS\t://a.example/":            "HTTPS://a.example/",
		`a\b:c`:                            "./a%5Cb:c",
	} {
		got := Address(dest)
		if got != want {
			t.Errorf("%q is written %q, want %q", dest, got, want)
		}
		if again := Address(got); again != got {
			t.Errorf("%q is written %q a second time", got, again)
		}
	}
}

// A name that no host can have is not made one in ASCII, which would take minutes for
// one as long as a paragraph may be.
func TestLongHost(t *testing.T) {
	for n, want := range map[int]bool{40: true, 2000: false} {
		if got := Address("https://" + strings.Repeat("ü", n) + ".example/"); strings.Contains(got, "xn--") != want {
			t.Errorf("a host of %d letters is written %.40q", n, got)
		}
	}
}

// FuzzAddress holds that an address as it is written is ASCII, stays what it is,
// and has the scheme that it had.
func FuzzAddress(f *testing.F) {
	f.Add("https://ü.example:8/%zz?a b")
	f.Add("mailto:@")
	f.Add("//[::1]:80\\")
	f.Fuzz(func(t *testing.T, dest string) {
		if Scheme(dest) == "data" || !slices.Equal([]rune(dest), []rune(strings.ToValidUTF8(dest, ""))) {
			return
		}
		got := Address(dest)
		if !isASCII(got) {
			t.Errorf("%q is written %q", dest, got)
		}
		if SafeLink(dest) && !SafeLink(got) {
			t.Errorf("%q may be a link, %q not", dest, got)
		}
		if !SafeLink(dest) && SafeLink(got) && Scheme(got) != "" {
			t.Errorf("%q may be no link, %q may", dest, got)
		}
	})
}

func TestRead(t *testing.T) {
	for piece, want := range map[string]string{
		`<b>a</b>`:                              `<b> "a" </b>`,
		`<p onclick="x()" id=a>b`:               `<p id="a">-onclick "b"`,
		`<blink>a</blink>`:                      `!blink "a" !blink`,
		`<script>a</script>b`:                   `!script !script "b"`,
		`<script>a`:                             `!script`,
		`<object><object>a</object>b</object>c`: `!object !object !object !object "c"`,
		`<!-- a --><!doctype html>b`:            `"b"`,
		`a &amp; &lt;b>`:                        `"a & <b>"`,
		`<a name=x>`:                            `<a id="x">`,
		`<a name=x id=y>`:                       `<a id="y">`,
		`<b`:                                    ``,
		"<img src='a\nb' srcset=c>":             "<img src=\"a\nb\">-srcset",
	} {
		var parts []string
		end := 0
		for tok := range New().Read(piece) {
			if tok.Off < end || tok.Off > len(piece) {
				t.Errorf("%q: a token at %d", piece, tok.Off)
			}
			end = tok.Off
			s := tok.String()
			switch {
			case tok.Dropped:
				s = "!" + tok.Data
			case tok.Type == html.TextToken:
				s = fmt.Sprintf("%q", tok.Data)
			}
			for _, name := range tok.Lost {
				s += "-" + name
			}
			parts = append(parts, s)
		}
		if got := strings.Join(parts, " "); got != want {
			t.Errorf("%q is read as %s, want %s", piece, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	for piece, want := range map[string][]string{
		`<p id=a>x<b id="b">y</b id=c></p>`: {"a", "b"},
		`<a name=a><a name=b id=c>`:         {"a", "c"},
		`<p id="a b"><p id="">`:             nil,
		`<blink id=a>`:                      nil,
		`id=a`:                              nil,
		`<script><b id=a></script>`:         nil,
	} {
		if got := New().IDs(piece); !slices.Equal(got, want) {
			t.Errorf("the ids of %q are %q, want %q", piece, got, want)
		}
	}
}
