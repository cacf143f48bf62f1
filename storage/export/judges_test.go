//go:build validate

package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// reader takes the words of a document as pandoc understood it.
type reader struct {
	words strings.Builder
	notes []string
}

func (r *reader) node(node any) {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			r.node(child)
		}
	case map[string]any:
		r.element(node["t"], node["c"])
	}
}

// element writes one part as the preview's text has it: markers of items and
// numbers of notes among the words.
func (r *reader) element(kind, content any) {
	parts, _ := content.([]any)
	switch kind {
	case "Str":
		r.words.WriteString(content.(string))
	case "Code":
		r.words.WriteString(parts[1].(string))
	case "CodeBlock":
		fmt.Fprintf(&r.words, "%s\n", parts[1])
	case "Math":
		r.words.WriteString(" formula ")
	case "RawBlock", "RawInline":
	case "Note":
		inner := reader{notes: r.notes}
		inner.node(content)
		r.notes = inner.notes
		note := inner.words.String()
		i := slices.Index(r.notes, note)
		if i < 0 {
			i, r.notes = len(r.notes), append(r.notes, note)
		}
		fmt.Fprintf(&r.words, "[%d]", i+1)
	case "BulletList":
		for _, item := range parts {
			r.item("•", item)
		}
	case "OrderedList":
		first := int(parts[0].([]any)[0].(float64))
		for i, item := range parts[1].([]any) {
			r.item(fmt.Sprint(first+i, "."), item)
		}
	default:
		r.node(content)
		if !slices.Contains([]any{"Emph", "Strong", "Strikeout", "Span", "Link", "Superscript", "Subscript", "Underline", "SmallCaps", "Quoted", "Image"}, kind) {
			r.words.WriteByte('\n')
		}
	}
}

// item writes an item of a list. Where the notes were taken from, none is left.
func (r *reader) item(mark string, content any) {
	inner := reader{notes: r.notes}
	inner.node(content)
	r.notes = inner.notes
	if words := inner.words.String(); strings.TrimSpace(words) != "" {
		r.words.WriteString(" " + mark + " " + words)
	}
}

// pandoc gives the words of the chapter with that title, as pandoc reads them.
func pandoc(t *testing.T, book []byte, title string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.epub")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := judge(t, "", "pandoc", "--quiet", "--from=epub", "--to=json", file)
	if err != nil {
		return out, err
	}
	var doc struct{ Blocks []any }
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		return out, err
	}
	var r reader
	r.node(doc.Blocks)
	for i, note := range r.notes {
		fmt.Fprintf(&r.words, "[%d] %s\n", i+1, note)
	}
	words := strings.NewReplacer("• ☑", "[x]", "• ☐", "[ ]", "↩︎", "").Replace(spaced(r.words.String()))
	_, words, found := strings.Cut(words, title+" 2 January 2024 · ")
	_, words, timed := strings.Cut(words, " min read ")
	if !found || !timed {
		return words, fmt.Errorf("there is no chapter %q", title)
	}
	return spaced(words), nil
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// Another program reads the same words in a book as readers see in the
// preview. It differs in two things, which are seen to here: formulas, whose
// source it writes anew, and the marks that lead back from notes.
func TestValidateBookWords(t *testing.T) {
	_, find := strange(t)
	o := Options{Image: find, Site: example}
	post := setPosts()[0]
	sources := []Source{post, source("0002-real.md", "!! title: Real", "!! slug: real", "!! published: 2024-01-02", "!! description: d", "", "---", "", sampleBody(t))}
	var books [][]byte
	var texts []string
	formula := regexp.MustCompile(`(?m)^\\(sum|text|newcommand|colorbox).*$`)
	for i, s := range sources {
		books = append(books, []byte(all(t, format(t, "epub"), []Source{s}, o)[""]))
		text := all(t, format(t, "txt"), []Source{s}, o)[""]
		texts = append(texts, spaced(formula.ReplaceAllString(text, "formula")))
		got, err := pandoc(t, books[i], []string{`All <b>of</b> it & "more"`, "Real"}[i])
		if err != nil {
			t.Fatalf("%v\n%.2000s", err, got)
		}
		if got != texts[i] {
			at := 0
			for at < min(len(got), len(texts[i])) && got[at] == texts[i][at] {
				at++
			}
			t.Errorf("%s: pandoc reads\n%.200s\nwhere the text has\n%.200s", s.Path, got[max(0, at-50):], texts[i][max(0, at-50):])
		}
		if len(strings.Fields(got)) < 70 {
			t.Errorf("%s: only %q", s.Path, got)
		}
	}
	if got, err := pandoc(t, books[1], "Real"); err != nil || got == texts[0] {
		t.Error("two books have the same words")
	}
	if _, err := pandoc(t, books[0][:len(books[0])-30], ""); err == nil {
		t.Error("pandoc takes half a book")
	}
}

// sampleBody is the body of the post in testdata.
func sampleBody(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/0021-e2m-management-and-leadership.md")
	if err != nil {
		t.Fatal(err)
	}
	return ReadPost(Source{Path: "x.md", Text: string(data)}, noon).Body
}

// A JSON feed keeps to a schema that others wrote.
func TestValidateJSONFeed(t *testing.T) {
	sources, find := strange(t)
	const schema = "../../build/judges/node_modules/jsonfeed-schema/schema-v1.1.json"
	if _, err := os.Stat(schema); err != nil {
		t.Fatalf("%v; packaging/deps.sh validate installs it", err)
	}
	const check = "import sys, json, jsonschema\njsonschema.Draft7Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2], encoding='utf-8')))"
	feed := all(t, format(t, "json-feed"), append(sources, setPosts()...), Options{Site: example, Image: find, Drafts: true})[""]
	for what, c := range map[string]struct {
		data string
		good bool
	}{
		"as written": {feed, true}, "cut": {feed[:len(feed)-3], false}, "no version": {strings.Replace(feed, `"version"`, `"versions"`, 1), false},
		"ids that are no strings": {regexp.MustCompile(`"id": "[^"]*"`).ReplaceAllString(feed, `"id": 7`), false},
		"no items":                {strings.Replace(feed, `"items"`, `"item"`, 1), false},
	} {
		file := filepath.Join(t.TempDir(), "feed.json")
		if err := os.WriteFile(file, []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := judge(t, "", "python3", "-c", check, schema, file); (err == nil) != c.good {
			t.Errorf("%s: %v\n%.2000s", what, err, out)
		}
	}
}

// shown is what a browser makes of a page.
type shown struct {
	told  []string // on the console
	asked []string // addresses
	light float64  // of the picture: 0 is black, 1 white
	kinds int      // of colours in the picture, at most 1000
}

var console = regexp.MustCompile(`:CONSOLE:.*`)

// show opens a page in a browser, on a light or a dark desktop.
func show(t *testing.T, page string, dark bool) shown {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(at("page.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	scheme := "1"
	if dark {
		scheme = "0"
	}
	cmd := exec.CommandContext(t.Context(), "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-dev-shm-usage", "--user-data-dir="+at("profile"), "--host-resolver-rules=MAP * ~NOTFOUND",
		"--enable-logging=stderr", "--log-net-log="+at("net.json"), "--blink-settings=preferredColorScheme="+scheme,
		"--window-size=800,1600", "--hide-scrollbars", "--screenshot="+at("page.png"), "file://"+at("page.html"))
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("chromium (packaging/deps.sh validate installs it): %v\n%s", err, out)
	}
	var s shown
	s.told = console.FindAllString(string(out), -1)
	s.asked = addressesAsked(t, at("net.json"))
	data, err := os.ReadFile(at("page.png"))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint32]bool{}
	bounds := picture.Bounds()
	var sum, n float64
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			sum, n = sum+float64(r+g+b)/3/0xFFFF, n+1
			if len(colours) < 1000 {
				colours[[3]uint32{r, g, b}] = true
			}
		}
	}
	s.light, s.kinds = sum/n, len(colours)
	return s
}

// addressesAsked lists what a page asked of the network; what the browser asks for
// itself has no page behind it.
func addressesAsked(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Events []struct {
			Params struct{ Initiator, URL string }
		}
	}
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range log.Events {
		if p := e.Params; p.Initiator != "" && p.Initiator != "not an origin" && !strings.HasPrefix(p.URL, "file:") && !strings.HasPrefix(p.URL, "data:") {
			list = append(list, p.URL)
		}
	}
	return list
}

// A page with code, formulas, images and notes makes a browser complain of
// nothing and ask for nothing, on light and dark desktops.
func TestValidateQuietPages(t *testing.T) {
	_, find := strange(t)
	o := Options{Image: find, Site: example}
	o.Site.InlineMath = true
	post := setPosts()[0]
	post.Text += "\nInline $x^2$ and a " + strings.Repeat("long line ", 50) + "\n\n![far](https://example.org/far.png)\n"
	page := all(t, format(t, "html"), []Source{post}, o)[""]
	for _, part := range []string{"hl-keyword", "<math", `src="data:image/png`, `src="data:image/svg`, "footnote-ref", "ld+json", "Content-Security-Policy", "<summary>"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %s", part)
		}
	}
	var light [2]float64
	for i, name := range []string{"light", "dark"} {
		s := show(t, page, i == 1)
		if len(s.told) > 0 || len(s.asked) > 0 || s.kinds < 300 {
			t.Errorf("%s: told %q, asked for %q, %d colours", name, s.told, s.asked, s.kinds)
		}
		light[i] = s.light
	}
	if light[0] < 0.8 || light[1] > 0.3 {
		t.Errorf("the light page is %.2f light, the dark one %.2f", light[0], light[1])
	}
	s := show(t, strings.Replace(page, "</head>", "<script>x()</script></head>", 1), false)
	if len(s.told) == 0 {
		t.Error("a script against the policy is not told of")
	}
	if s := show(t, "<!doctype html><title>x</title><img src=https://example.org/x.png>", false); !slices.Contains(s.asked, "https://example.org/x.png") || s.kinds > 300 {
		t.Errorf("a page that fetches: asked for %q, %d colours", s.asked, s.kinds)
	}
}
