package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

const nasty = "a <b> & \"c\" 'd' ]]> \\ \x00\x01\x1f\t\n\r\u2028 é 😀 \uFFFE </script>"

func nastyEntries(take func(Entry) error) error {
	for _, e := range []Entry{{Address: "https://a.org/1", Title: nasty, Summary: nasty, Content: nasty, Date: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)}, {Address: "https://a.org/2"}} {
		if err := take(e); err != nil {
			return err
		}
	}
	return nil
}

// Whatever titles and words hold, feeds are whole and say it.
func TestFeedsAreWhole(t *testing.T) {
	f := Feed{Base: "https://a.org", Title: nasty, Description: nasty, Summary: nasty, Author: nasty, Language: "en"}
	kept := strings.Map(func(r rune) rune {
		if !XMLRune(r) && r != '\r' {
			return -1
		}
		return r
	}, nasty)
	for name, write := range map[string]func(io.Writer, Feed, Entries) error{"RSS": RSS, "Atom": Atom} {
		var b bytes.Buffer
		if err := write(&b, f, nastyEntries); err != nil {
			t.Fatal(err)
		}
		titles := 0
		for d := xml.NewDecoder(&b); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "title" {
				var s string
				if err := d.DecodeElement(&s, &start); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if s == kept {
					titles++
				} else if s != "" {
					t.Errorf("%s: the title is %q, want %q", name, s, kept)
				}
			}
		}
		if titles != 2 {
			t.Errorf("%s: %d titles, want 2", name, titles)
		}
	}
	var b bytes.Buffer
	if err := JSON(&b, f, nastyEntries); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Title string
		Items []struct{ ID, Title, Content_html, Date_published string }
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Title != nasty || len(got.Items) != 2 || got.Items[0].Content_html != nasty || got.Items[0].Date_published != "2024-01-02T03:04:05Z" || got.Items[1].ID != "https://a.org/2" {
		t.Errorf("%+v", got)
	}
}

// An entry that fails ends the feed with its error.
func TestFeedsEnd(t *testing.T) {
	stop := errors.New("stop")
	for name, write := range map[string]func(io.Writer, Feed, Entries) error{"RSS": RSS, "Atom": Atom, "JSON": JSON} {
		if err := write(io.Discard, Feed{}, func(func(Entry) error) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSitemaps(t *testing.T) {
	places := []Place{{"https://a.org/", "2024-01-02"}, {"https://a.org/a&b", ""}, {"https://a.org/c", ""}}
	whole := len(Sitemaps(places, MaxURLs, MaxSize)[0])
	for _, tt := range []struct {
		urls, size int
		want       string
	}{
		{MaxURLs, MaxSize, "3"}, {3, MaxSize, "3"}, {2, MaxSize, "21"}, {1, MaxSize, "111"}, {MaxURLs, 1, "111"}, {MaxURLs, whole, "3"}, {MaxURLs, whole - 1, "21"},
	} {
		counts := ""
		for _, s := range Sitemaps(places, tt.urls, tt.size) {
			var set struct {
				URL []struct {
					Loc string `xml:"loc"`
				} `xml:"url"`
			}
			if err := xml.Unmarshal([]byte(s), &set); err != nil {
				t.Fatalf("%v: %s", err, s)
			}
			counts += string(rune('0' + len(set.URL)))
		}
		if counts != tt.want {
			t.Errorf("at most %d in %d bytes: %s, want %s", tt.urls, tt.size, counts, tt.want)
		}
	}
	if s := Sitemaps(nil, 1, 1); len(s) != 1 {
		t.Errorf("no places: %d files", len(s))
	}
}
