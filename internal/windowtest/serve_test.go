//go:build linux

package windowtest

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// browsed gives the window a browser that only writes down the addresses that it is given, and returns what reads
// the last one of those.
func browsed(t *testing.T) (env []string, last func() string) {
	t.Helper()
	dir := t.TempDir()
	list := filepath.Join(dir, "addresses")
	script := "#!/bin/sh\necho \"$1\" >> '" + list + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return []string{"PATH=" + dir + ":" + os.Getenv("PATH")}, func() string {
		data, err := os.ReadFile(list)
		if err != nil {
			return ""
		}
		lines := strings.Fields(string(data))
		return lines[len(lines)-1]
	}
}

// fetched is what the site gives to a browser that asks a host for an address; "" where nobody answers.
func fetched(t *testing.T, address, host string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	client := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, ""
	}
	return resp.StatusCode, string(data)
}

// changes listens as an open page does, and counts the versions that it is told of.
func changes(t *testing.T, home string) <-chan string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, home+".galley/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	told := make(chan string, 100)
	go func() {
		defer close(told)
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if version, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				told <- version
			}
		}
	}()
	return told
}

// command chooses a command that opens no dialog.
func (d *place) command(name string) {
	d.t.Helper()
	before := d.question("which command", func() { d.Key("ctrl+shift+p") })
	d.Type(name)
	d.Key("Return")
	d.answered(before)
}

// TestWindowServesASite begins templates by a command, shows the site by them in a browser, anew with what is saved and
// with what is not, to no other host, and ends it with the window. What is wrong with a template is shown in its lines.
func TestWindowServesASite(t *testing.T) {
	d := lay(t)
	name, err := program()
	if err != nil {
		t.Fatal(err)
	}
	begin := exec.Command(name, "theme", "new", d.dir)
	begin.Env = append(os.Environ(), "HOME="+t.TempDir())
	if out, err := begin.CombinedOutput(); err != nil {
		t.Fatalf("galley theme new: %v\n%s", err, out)
	}
	template := filepath.Join(d.dir, "templates", "post.html")
	text, err := os.ReadFile(template)
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(text), "<article>", "<article>\n<!--own-->", 1)
	if own == string(text) {
		t.Fatalf("the template has no article:\n%s", text)
	}
	d.write(template, strings.Replace(own, "<!--own-->", `<p class="own">By a template of one’s own.</p>`, 1))
	draft := filepath.Join(d.dir, "wip-plums.md")
	d.write(draft, "!! title: Plums\n!! slug: plums\n!! published:\n!! description: What to do with plums in a year that has too many of them\n\n---\n\nStone them.\n")

	env, browser := browsed(t)
	d.open(xwindow.Options{Args: []string{d.sample}, Env: env})
	d.WaitTitle(sampleTitle + " — Galley")
	d.command("serve in browser")
	xwindow.Wait(t, "the browser to be given an address", func() bool { return browser() != "" })
	at := browser()
	home, _, _ := strings.Cut(at, "posts/")
	if !strings.HasPrefix(home, "http://127.0.0.1:") || !strings.HasSuffix(at, "/posts/e2m-management-and-leadership/") {
		t.Fatalf("the browser was given %s", at)
	}
	told := changes(t, home)
	first := <-told
	if status, page := fetched(t, at, ""); status != http.StatusOK || !strings.Contains(page, "By a template of one’s own.") || !strings.Contains(page, sampleStart) ||
		!strings.Contains(page, "@font-face") || strings.Contains(page, "galley-draft") {
		t.Errorf("the page is, with status %d,\n%s", status, page)
	}
	if status, page := fetched(t, home+"posts/plums/", ""); status != http.StatusOK || !strings.Contains(page, "Draft: ") || !strings.Contains(page, "Stone them.") {
		t.Errorf("the page of a draft is, with status %d,\n%s", status, page)
	}
	if status, page := fetched(t, at, "galley.example"); status != http.StatusForbidden || strings.Contains(page, sampleStart) {
		t.Errorf("another host was given, with status %d,\n%s", status, page)
	}

	until := func(what, words string) { // a page that is open is told, and then has them
		t.Helper()
		xwindow.Wait(t, what, func() bool {
			_, page := fetched(t, at, "")
			return strings.Contains(page, words)
		})
		select {
		case version, ok := <-told:
			if !ok || version == first {
				t.Errorf("%s: a page was told of the version %q", what, version)
			}
			first = version
		case <-t.Context().Done():
		}
		for len(told) > 0 {
			first = <-told
		}
	}
	d.Key("ctrl+Home")
	d.Type("Saved words. ")
	d.Key("ctrl+s")
	until("what was saved to be shown", "Saved words. "+sampleStart)
	d.command("serve unsaved text")
	d.Key("ctrl+Home")
	d.Type("Unsaved words. ")
	until("what was not saved to be shown", "Unsaved words. Saved words. ")
	d.waitFile(d.sample, d.with("Saved words. "))
	d.Key("ctrl+z", "ctrl+s")

	d.write(template, "<h1>{{.Title}}</h1>\n\n{{.Post.Nothing}}\n") // a fault in its third line
	xwindow.Wait(t, "the built-in page in place of a template that is wrong", func() bool {
		_, page := fetched(t, at, "")
		return strings.Contains(page, "<main>") && !strings.Contains(page, "of one’s own")
	})
	d.commandDialog("problems of the library")
	d.part("words/<.Post.Nothing>")
	d.Key("Return") // the first row
	d.part("words/> 3  {{.Post.Nothing}}")
	d.WaitTitle(sampleTitle + " — Galley") // it is not a post
	d.Key("Escape")

	d.Key("ctrl+q")
	d.WaitExit()
	if status, _ := fetched(t, home, ""); status != 0 {
		t.Errorf("the site is shown after the window, with status %d", status)
	}
}

// TestWindowServesWithoutABrowser says where the site is shown where no browser is there.
func TestWindowServesWithoutABrowser(t *testing.T) {
	none := t.TempDir() // a folder without programs
	d := lay(t).open(xwindow.Options{Env: []string{"PATH=" + none}})
	d.waitPost(sampleTitle)
	d.command("serve in browser")
	d.part("words/No browser could be opened.")
}
