//go:build validate

package command

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/serve"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/publish"
)

// chromium is a browser without a window; rules say which names lead where.
func chromium(t *testing.T, rules string, args ...string) *exec.Cmd {
	t.Helper()
	profile, err := os.MkdirTemp("", "galley-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) }) // its processes may still write there
	return exec.CommandContext(t.Context(), "chromium", append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--user-data-dir=" + profile,
		"--host-resolver-rules=" + rules + "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
	}, args...)...)
}

// TestValidateServe shows a library in a browser: with the templates to begin with,
// with static files and scripts of a template's own, and anew when something
// changes. What another name, or a page of another site, asks for is refused.
func TestValidateServe(t *testing.T) {
	dir := library(t)
	must(t, "theme", "new", dir)
	put(t, filepath.Join(dir, "static", "own.css"), "h1 { color: rgb(1, 2, 3) }")
	put(t, filepath.Join(dir, "templates", "tags.html"), "")
	put(t, filepath.Join(dir, "templates", "archive.html"), `<!doctype html><link rel="stylesheet" href="{{.Root}}own.css"><h1>x</h1><p id="told"></p><img src="https://elsewhere.invalid/x.png" onerror="this.alt = 'not fetched'">
<script>document.getElementById("told").textContent = "colour " + getComputedStyle(document.querySelector("h1")).color</script>`)
	lib, err := storage.Open(t.Context(), dir, today)
	if err != nil {
		t.Fatal(err)
	}
	live, err := publish.NewLive(t.Context(), lib, false, nil, today, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan string, 100)
	server, err := serve.Start(serve.Options{
		File: func(ctx context.Context, name string) ([]byte, error) {
			asked <- name
			return live.File(ctx, name)
		},
		Type: layout.MIME, Scripts: live.Scripts,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	dom := func(rules, url string) string {
		t.Helper()
		cmd := chromium(t, rules, "--timeout=180000", "--dump-dom", url)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("chromium (packaging/deps.sh validate installs it): %v\n%s", err, errs.Bytes())
		}
		return string(out)
	}
	if got := dom("", server.URL("")); !strings.Contains(got, `<a href="posts/first/index.html">First: of many</a>`) || !strings.Contains(got, "reload.js") {
		t.Errorf("the first page is\n%s", got)
	}
	if got := dom("", server.URL("posts/first/index.html")); !strings.Contains(got, "<h1>First: of many</h1>") {
		t.Errorf("the page of a post is\n%s", got)
	}
	if got := dom("", server.URL("archive/")); !strings.Contains(got, `<p id="told">colour rgb(1, 2, 3)</p>`) {
		t.Errorf("a template with a script and a style sheet makes\n%s", got)
	}
	evil := fmt.Sprintf("http://evil.invalid:%d/", server.Port())
	if got := dom("MAP evil.invalid 127.0.0.1 , ", evil); !strings.Contains(got, "to browsers of this computer alone") || strings.Contains(got, "First") {
		t.Errorf("by another name it shows\n%s", got)
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><title>other</title><p id="told">nothing</p><script>
const x = new XMLHttpRequest(), told = document.getElementById("told");
x.open("GET", %q, false);
try { x.send(); told.textContent = "read " + x.responseText } catch (e) { told.textContent = "refused" }
</script><iframe src=%q></iframe>`, server.URL(""), server.URL(""))
	}))
	defer other.Close()
	if got := dom("", other.URL); !strings.Contains(got, `<p id="told">refused</p>`) {
		t.Errorf("a page of another site has\n%s", got)
	}

	// A page that is open is asked for again when the site changes.
	for len(asked) > 0 {
		<-asked
	}
	cmd := chromium(t, "", "--remote-debugging-port=0", server.URL("posts/first/index.html"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	page := func(what string) {
		t.Helper()
		late := time.After(time.Minute)
		for {
			select {
			case name := <-asked:
				if name == "posts/first/index.html" {
					return
				}
			case <-late:
				t.Fatalf("the page is not asked for %s", what)
			}
		}
	}
	page("at first")
	server.Changed() // before the page listens, or after
	page("after a change")
	server.Changed()
	page("after another")
}
