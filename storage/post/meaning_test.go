package post

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for s, want := range map[string]string{
		"2023-12-11":                "2023-12-11T00:00:00Z",
		"2024-02-29":                "2024-02-29T00:00:00Z",
		"2023-12-11T10:20:30Z":      "2023-12-11T10:20:30Z",
		"2023-12-11t10:20:30z":      "2023-12-11T10:20:30Z",
		"2023-12-11T10:20:30.5Z":    "2023-12-11T10:20:30.5Z",
		"2023-12-11T10:20:30+02:00": "2023-12-11T10:20:30+02:00",
		"2023-02-29":                "",
		"2023-13-01":                "",
		"2023-1-2":                  "",
		"2023-12-11 10:20:30":       "",
		"2023-12-11T10:20:30":       "",
		"2023-12-11T10:20Z":         "",
		"2023-12-11T24:00:00Z":      "",
		"2023-12-11T1:20:30Z":       "",
		"2023-12-11T10:20:30,5Z":    "",
		"2023-12-11T10:20:30+25:00": "",
		"11.12.2023":                "",
		"yesterday":                 "",
		"":                          "",
		" 2023-12-11":               "",
	} {
		got, err := ParseDate(s)
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "YYYY-MM-DD") {
				t.Errorf("%q: %v, %v", s, got, err)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339Nano) != want {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
}

func TestStatusOf(t *testing.T) {
	now := time.Date(2023, 12, 11, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, published string
		want            Status
	}{
		{"0001-a.md", "2023-12-11", Published},
		{"0001-a.md", "2023-12-12", Scheduled},
		{"0001-a.md", "2023-12-11T12:00:01Z", Scheduled},
		{"0001-a.md", "2023-12-11T12:00:01+01:00", Published},
		{"0001-a.md", "soon", Published},
		{"0001-a.md", "", Published},
		{"wip-a.md", "2023-12-12", Draft},
		{"posts/wip-a.md", "2023-12-11", Draft},
		{"wip/a.md", "2023-12-11", Published},
		{"wipeout.md", "", Draft},
		{"WIP-a.md", "2023-12-11", Published},
	} {
		if got := StatusOf(c.name, c.published, now); got != c.want {
			t.Errorf("%s, %s: %v, want %v", c.name, c.published, got, c.want)
		}
	}
	east := time.Date(2023, 12, 12, 0, 30, 0, 0, time.FixedZone("east", 9*3600)) // the day before in UTC
	if got := StatusOf("0001-a.md", "2023-12-12", east); got != Published {
		t.Errorf("a post dated today is %v east of Greenwich", got)
	}
}

func TestSlug(t *testing.T) {
	for title, want := range map[string]string{
		"Engineer to Manager - Management vs Leadership": "engineer-to-manager-management-vs-leadership",
		"Don't Panic!":              "dont-panic",
		"C++ & Go: a_b":             "c-and-go-a-b",
		"Über Größe":                "uber-grosse",
		"日本":                        "ri-ben",
		"--- ___ ---":               "",
		"🙂":                         "",
		"":                          "",
		"../../etc/passwd":          "etc-passwd",
		"a\nb\x00c\xff":             "a-b-c",
		strings.Repeat("word ", 90): strings.TrimSuffix(strings.Repeat("word-", 16), "-"),
		strings.Repeat("x", 1<<20):  strings.Repeat("x", 80),
	} {
		got := Slug(title)
		if got != want {
			t.Errorf("%.40q: %q, want %q", title, got, want)
		}
		if got != "" && !ValidSlug(got) {
			t.Errorf("%.40q: %q is no slug", title, got)
		}
	}
}

func TestValidSlug(t *testing.T) {
	for s, want := range map[string]bool{
		"a": true, "a-b": true, "0": true, "a1-2b": true,
		"": false, "-": false, "-a": false, "a-": false, "a--b": false, "A": false, "a_b": false, "a b": false,
		"../a": false, "a/b": false, "é": false, "a\n": false, "a%00": false,
	} {
		if got := ValidSlug(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestNamePart(t *testing.T) {
	for _, c := range []struct {
		name     string
		number   int
		numbered bool
		slug     string
		draft    bool
	}{
		{"0021-some-slug.md", 21, true, "some-slug", false},
		{"/a/b/0021-some-slug.md", 21, true, "some-slug", false},
		{"some-slug.md", 0, false, "some-slug", false},
		{"some-slug.MD", 0, false, "some-slug", false},
		{"some-slug.markdown", 0, false, "some-slug", false},
		{"some-slug", 0, false, "some-slug", false},
		{"wip-some-slug.md", 0, false, "some-slug", true},
		{"wip.md", 0, false, "", true},
		{"wip_a.md", 0, false, "a", true},
		{"wip a b.md", 0, false, "a b", true},
		{"wipeout.md", 0, false, "wipeout", true},
		{"wip-0021-a.md", 21, true, "a", true},
		{"0021.md", 21, true, "", false},
		{"10000-a.md", 10000, true, "a", false},
		{"021-a.md", 0, false, "021-a", false},
		{"0021a.md", 0, false, "0021a", false},
		{"12345678-a.md", 0, false, "12345678-a", false},
		{"2023-12-11-a.md", 0, false, "a", false},
		{"2023-12-41-a.md", 2023, true, "12-41-a", false},
		{".md", 0, false, "", false},
	} {
		number, numbered, slug, draft := NamePart(c.name)
		if number != c.number || numbered != c.numbered || slug != c.slug || draft != c.draft {
			t.Errorf("%s: %d, %v, %q, %v", c.name, number, numbered, slug, draft)
		}
	}
}

func TestWords(t *testing.T) {
	for body, want := range map[string]int{
		"":                                         0,
		"one two\nthree":                           3,
		"one two\r\nthree\rfour":                   4,
		"don't well-known e.g. 3.14":               4,
		"one—two – three - four":                   4,
		"# Heading one\n\n> quote me":              4,
		"- item\n* [ ] open task\n1. [x] done":     4,
		"10) ten":                                  1,
		"**bold** _it_ `code` ~~gone~~":            4,
		"[two words](https://example.org/a b) end": 3,
		"![alt text](a.png)":                       2,
		"[^1]: a note":                             3,
		"[ref]: https://example.org":               0,
		"<b>bold</b> <br/> text <!-- no -->":       2,
		"<https://example.org> a < b":              3,
		"```go\nfmt.Println(1)\n```":               1,
		"| a | b |\n|---|---|\n| c | d |":          4,
		"日本語 text です":                              6,
		"한국어 말":                                    2,
		"🙂 --- ***":                                0,
	} {
		if got := Words(body); got != want {
			t.Errorf("%q: %d, want %d", body, got, want)
		}
	}
	for words, want := range map[int]int{0: 1, 100: 1, 299: 1, 300: 2, 2000: 10} {
		if got := Minutes(words); got != want {
			t.Errorf("%d words: %d minutes, want %d", words, got, want)
		}
	}
}
