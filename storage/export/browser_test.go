//go:build validate

package export

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"galley.app/galley/storage/export/site"
)

// script is what a script of the corpus does: it tells the page around it.
const script = "top.postMessage('ran','*')"

// vector is one entry of the corpus.
type vector struct{ name, text string }

func corpus(t *testing.T, origin string) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/hostile/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	for _, part := range strings.Split("\n"+string(b), "\n== ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		text = strings.NewReplacer("JS", script, "URL", origin).Replace(text)
		list = append(list, vector{name, text + "\n"})
	}
	if len(list) < 80 {
		t.Fatalf("the corpus has %d pieces", len(list))
	}
	return list
}

// probe is put at the end of a page whose policy was taken out. It looks at
// the page as the browser understood it.
const probe = `<script id="probe">
const tell = what => top.postMessage(what, '*');
const harmless = ['http:', 'https:', 'mailto:', 'tel:', 'ftp:', 'irc:', 'xmpp:', 'sms:', 'geo:', 'magnet:', 'news:', 'nntp:'];
for (const e of document.querySelectorAll('*')) {
  if (e.id === 'probe') continue;
  if (e.matches('script, iframe, frame, frameset, object, embed, applet, form, base, template, portal, video, audio, source, svg, dialog') ||
      e.matches('body style, body link, body meta, meta[http-equiv], link:not([rel=canonical])')) tell('element ' + e.localName);
  for (const a of e.attributes) {
    if (/^on/i.test(a.name) || ['style', 'srcset', 'ping', 'target', 'srcdoc', 'background', 'formaction', 'poster'].includes(a.name)) tell('attribute ' + a.name);
    if (/href$|^src$/.test(a.name)) {
      const at = new URL(a.value, 'https://here.invalid/').protocol;
      if (a.name === 'src' ? at !== 'data:' : !harmless.includes(at)) tell('address ' + a.value);
    }
  }
}
</script>`

// frames is a page that opens others and lists what they tell.
//
// It is loaded, for the browser, when the server lets go of the last picture,
// a while after all have been opened; one that runs may be open for ever.
func frames(t *testing.T, dir, hold string, pages [][]byte) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("<!doctype html><meta charset=utf-8><title>frames</title><ol id=told></ol>\n")
	fmt.Fprintf(&b, "<script>let left = %d; "+
		"let release = () => { release = () => {}; new Image().src = '%s/release' }; setTimeout(() => release(), 10000);"+
		"const opened = f => { f.onload = null; if (--left === 0) setTimeout(() => release(), 1500) }</script>\n", len(pages), hold)
	b.WriteString("<script>onmessage = e => { for (const f of document.querySelectorAll('iframe')) if (f.contentWindow === e.source) {" +
		" const li = document.createElement('li'); li.textContent = f.id + ' ' + e.data; told.append(li) } }</script>\n")
	for i, page := range pages {
		name := fmt.Sprintf("%d.html", i)
		if err := os.WriteFile(filepath.Join(dir, name), page, 0o600); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "<iframe id=\"%d\" src=\"%s\" onload=\"opened(this)\"></iframe>\n", i, name)
	}
	fmt.Fprintf(&b, "<img src=\"%s/hold\"><p id=end>all were opened</p>\n", hold)
	at := filepath.Join(dir, "frames.html")
	if err := os.WriteFile(at, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

var message = regexp.MustCompile(`<li>(\d+) (.*?)</li>`)

// browse shows pages in a browser and gives what each told, by its index.
func browse(t *testing.T, pages [][]byte) map[int][]string {
	t.Helper()
	release := make(chan struct{})
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/release" {
			once.Do(func() { close(release) })
			return
		}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	at := frames(t, dir, server.URL, pages)
	cmd := exec.CommandContext(t.Context(), "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-dev-shm-usage", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
		"--timeout=180000", "--dump-dom", "file://"+at)
	cmd.WaitDelay = 5 * time.Second
	var errs bytes.Buffer
	cmd.Stderr = &errs
	dom, err := cmd.Output()
	server.CloseClientConnections()
	if err != nil || !bytes.Contains(dom, []byte("all were opened")) {
		t.Fatalf("chromium (packaging/deps.sh validate installs it): %v\n%s\n%s", err, dom, errs.Bytes())
	}
	found := map[int][]string{}
	for _, m := range message.FindAllStringSubmatch(string(dom), -1) {
		var i int
		fmt.Sscan(m[1], &i)
		found[i] = append(found[i], m[2])
	}
	return found
}

// TestValidatePages opens what becomes of the corpus in a browser: nothing of
// it runs and nothing is fetched, even without the page's own policy. That the
// test could see it is shown by the corpus as it is.
func TestValidatePages(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.URL.Path)
	}))
	defer server.Close()
	requests := func() []string {
		mu.Lock()
		defer mu.Unlock()
		list := asked
		asked = nil
		return list
	}
	list := corpus(t, server.URL)

	var real, bare, raw [][]byte
	policyLine := regexp.MustCompile(`(?m)^<meta http-equiv="Content-Security-Policy".*\n`)
	for i, p := range list {
		e := Plain(p.text)
		e.Title, e.Summary = `"><script>`+script+`</script>`, `"><img src=x onerror="`+script+`">`
		var b bytes.Buffer
		var err error
		if i%2 == 0 {
			_, err = Page(&b, e, PageOptions{})
		} else {
			err = (&Plan{Posts: []site.Post{e}}).writeHTML(&b)
		}
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		real = append(real, b.Bytes())
		open := policyLine.ReplaceAll(b.Bytes(), nil)
		if len(open) == b.Len() {
			t.Fatalf("%s: the page has no policy", p.name)
		}
		bare = append(bare, bytes.Replace(open, []byte("</body>"), []byte(probe+"</body>"), 1))
		raw = append(raw, []byte("<!doctype html><title>raw</title>"+p.text))
	}
	for _, pass := range []struct {
		name  string
		pages [][]byte
	}{{"as they are", real}, {"without their policy", bare}} {
		for i, what := range browse(t, pass.pages) {
			t.Errorf("%s, %q: %q", pass.name, list[i].name, what)
		}
		if got := requests(); len(got) > 0 {
			t.Errorf("%s: asked for %q", pass.name, got)
		}
	}
	ran, fetched := browse(t, raw), requests()
	t.Logf("without care %d of %d pieces run, and %d addresses are asked for", len(ran), len(list), len(fetched))
	if len(ran) < 15 {
		t.Errorf("only %d pieces of the corpus run in a page of no care: the test sees too little", len(ran))
	}
	if len(fetched) < 15 {
		t.Errorf("the corpus fetches only %q in a page of no care: the test sees too little", fetched)
	}
}
