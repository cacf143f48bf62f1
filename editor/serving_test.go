package editor

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// The library's site is shown in the browser at the post that is open, anew with
// what is saved and, where that is chosen, with what is not; it ends when it is
// wanted, and with the window.
func TestServe(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles})
	if err := os.Mkdir(d.path("templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	d.put("templates/index.html", "{{.Kind}} by template")
	opened := d.opened()
	d.command("Serve in browser")
	d.until("the site is opened", func() bool { return len(*opened) == 1 })
	at := (*opened)[0].String()
	if !strings.HasPrefix(at, "http://127.0.0.1:") || !strings.HasSuffix(at, "/posts/marbles/") {
		t.Fatalf("opened is %s", at)
	}
	if got := d.status.Note.Text(); !strings.Contains(got, at) {
		t.Errorf("the status bar says %q", got)
	}
	get := func(path string) string {
		t.Helper()
		client := http.Client{Timeout: 10 * time.Second}
		resp, err := client.Get(path)
		if err != nil {
			return "nothing"
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			return "nothing"
		}
		return string(b)
	}
	if page := get(at); !strings.Contains(page, "One jar.") || !strings.Contains(page, "reload.js") {
		t.Errorf("the page is\n%s", page)
	}
	home := strings.TrimSuffix(at, "posts/marbles/")
	if page := get(home); !strings.Contains(page, "index by template") {
		t.Errorf("the first page is\n%s", page)
	}
	if !commandNamed(d, "Serve in browser").ticked() || !commandNamed(d, "Stop serving").enabled() {
		t.Error("the menu does not say that it is shown")
	}

	d.command("Go to text")
	d.write("Unsaved words. ")
	if page := get(at); strings.Contains(page, "Unsaved words.") {
		t.Error("what is not saved is shown, which nobody chose")
	}
	d.command("Serve unsaved text")
	d.until("what is not saved is shown", func() bool { return strings.Contains(get(at), "Unsaved words.") })
	d.write("More of them. ")
	d.until("what is typed is shown", func() bool { return strings.Contains(get(at), "More of them.") })
	d.command("Serve unsaved text")
	d.until("what is not saved is not shown any more", func() bool { return !strings.Contains(get(at), "Unsaved words.") })
	d.command("Save")
	d.until("what was saved is shown", func() bool { return strings.Contains(get(at), "More of them.") })

	d.put("templates/index.html", "{{.None}}")
	d.until("a template that is wrong is not used", func() bool { return !strings.Contains(get(home), "by template") })
	d.until("it is told of", func() bool {
		return strings.Contains(d.status.Note.Text(), "index.html, line 1: <.None>: can't evaluate field None in type Page")
	})
	d.put("templates/index.html", "{{.Title")
	d.until("a template that cannot be read is told of", func() bool { return strings.Contains(d.status.Note.Text(), "index.html, line 1") })

	d.command("Problems of the library")
	d.until("the list of problems is open", func() bool { return d.modal.Depth() == 1 })
	d.key(fyne.KeyEscape)

	d.command("Stop serving")
	if page := get(home); page != "nothing" {
		t.Errorf("after the end there is\n%s", page)
	}
	d.command("Serve in browser")
	d.until("the site is opened again", func() bool { return len(*opened) == 2 })
	home = strings.TrimSuffix((*opened)[1].String(), "posts/marbles/")
	d.preview.served.Close()
	if page := get(home); page != "nothing" {
		t.Errorf("after the end of the window there is\n%s", page)
	}
}

// commandNamed is a command of the window.
func commandNamed(d *testWindow, name string) *command {
	for _, c := range d.commands.all {
		if c.name == name {
			return c
		}
	}
	return nil
}
