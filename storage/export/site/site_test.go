package site

import "testing"

func TestAddress(t *testing.T) {
	for _, c := range []struct{ url, posts, want string }{
		{"https://e.org", "", "https://e.org/posts/a"},
		{"https://e.org/", "/posts/", "https://e.org/posts/a"},
		{"https://e.org/blog/", "notes", "https://e.org/blog/notes/a"},
		{"https://e.org", "/", "https://e.org/a"},
		{"", "", ""},
	} {
		if got := (Site{URL: c.url, Posts: c.posts}).Address("a"); got != c.want {
			t.Errorf("%+v: got %s", c, got)
		}
	}
	if got := (Site{URL: "https://e.org"}).Address("a/../b c?"); got != "https://e.org/posts/a%2F..%2Fb%20c%3F" {
		t.Errorf("got %s", got)
	}
}

// The script decides, which the tag names or the language usually has.
func TestRightToLeftLanguages(t *testing.T) {
	for tag, want := range map[string]bool{
		"ar": true, "ar-EG": true, "he": true, "iw": true, "fa": true, "fa-IR": true, "ur": true, "yi": true, "ps": true, "dv": true, "ckb": true, "sd": true, "ug": true, "nqo": true, "syr": true,
		"az-Arab": true, "uz-Arab": true, "pa-Arab": true, "pa-PK": true, "ku-Arab": true, "ff-Adlm": true, "en-Hebr": true,
		"": false, "en": false, "ar-Latn": false, "fa-Cyrl": false, "az": false, "uz": false, "pa": false, "sd-Deva": false, "ja": false, "no tag": false,
	} {
		if got := (Site{Language: tag}).RightToLeft(); got != want {
			t.Errorf("%q: %v", tag, got)
		}
	}
}

func TestBetween(t *testing.T) {
	for _, c := range [][3]string{
		{"x", "a/b.html", "a/b.html"},
		{"a/x.html", "a/b.html", "b.html"},
		{"a/x.html", "b.html", "../b.html"},
		{"a/b/x", "a/c/y z", "../c/y%20z"},
		{"text/ü/x", "text/ü/y", "y"},
		{"text/ü/x", "images/a?b.png", "../../images/a%3Fb.png"},
	} {
		if got := Between(c[0], c[1]); got != c[2] {
			t.Errorf("from %s to %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

// A link names another post by its file or by its address, and nothing else.
func TestLinksFind(t *testing.T) {
	s := Site{URL: "https://e.org/blog/"}
	l := NewLinks(s, []Post{{Name: "0001-a.md", Slug: "a"}, {Name: "0002-b.md", Slug: "b c"}})
	for dest, want := range map[string]string{
		"0001-a.md": "0", "./0002-b.md#part": "1#part", "/posts/a": "0", "/posts/b%20c/#x": "1#x", "https://e.org/blog/posts/a": "0",
		"https://e.org/posts/a": "", "0003-c.md": "", "/posts/a?x": "", "#part": "", "%zz": "", "mailto:a": "",
	} {
		got := ""
		if to, fragment, ok := l.Find(dest); ok {
			got = string(rune('0'+to)) + fragment
		}
		if got != want {
			t.Errorf("%q: %q, want %q", dest, got, want)
		}
	}
	onSite := l.OnSite(s, Post{Slug: "a"})
	for dest, want := range map[string]string{"0002-b.md#x": "https://e.org/blog/posts/b%20c#x", "d.png": "https://e.org/blog/posts/d.png", "/d.png": "https://e.org/d.png"} {
		if got := onSite(dest); got != want {
			t.Errorf("%q on the site: %q, want %q", dest, got, want)
		}
	}
}

// Who writes an image's address may escape blanks or leave that to others.
func TestImageURL(t *testing.T) {
	for dest, want := range map[string]string{
		"a/b c.png": "a/b%20c.png", "a/b%20c.png": "a/b%20c.png", "/ü.png": "/%C3%BC.png", "100%.png": "100%25.png",
		"a.png?v=2#x": "a.png?v=2#x", "../a.png": "../a.png",
	} {
		if got := ImageURL(dest); got != want {
			t.Errorf("%q: got %s, want %s", dest, got, want)
		}
	}
}
