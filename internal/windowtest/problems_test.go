//go:build linux

package windowtest

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// faulty is a window on a post with a dead link, a slug that is none and a picture that says nothing of itself, and on
// the post that the link is like the address of.
func faulty(t *testing.T) (d *place, post, source string) {
	t.Helper()
	d = lay(t)
	post = filepath.Join(d.dir, "0020-the-jar.md")
	source = "!! title: The jar\n!! slug: The Jar\n!! published: 2023-12-01\n!! description: What is in the jar of the kitchen, and who has put it there\n\n---\n\n" +
		"One [link](/posts/e2m-managment-and-leadership).\n\n![](/none.png)\n"
	d.write(post, source)
	return d, post, source
}

// TestWindowProblemsAreMended goes through what is wrong with a post by F8, mends the link at the caret by Ctrl+. and
// the slug in the list, and takes it back.
func TestWindowProblemsAreMended(t *testing.T) {
	d, post, source := faulty(t)
	d.open(xwindow.Options{Args: []string{post}})
	d.WaitTitle("The jar — Galley")
	d.part("words/▲ 4 problems") // a picture that is missing has no words either
	d.Key("ctrl+Home", "F8")
	d.part("words/▲ ")
	d.Key("F8") // from the slug's field to the link
	d.Key("ctrl+period")
	d.part("popup")
	d.Key("Return", "ctrl+s")
	mended := strings.Replace(source, "managment", "management", 1)
	d.waitFile(post, mended)

	d.Click(d.at("words/▲ 3 problems"), 1)
	d.Click(d.at("button/Mend the slug"), 1)
	d.part("words/▲ 2 problems")
	d.Key("Escape", "ctrl+s")
	d.waitFile(post, strings.Replace(mended, "The Jar", "the-jar", 1))
	d.Key("ctrl+z", "ctrl+z", "ctrl+s")
	d.waitFile(post, source)
}

// TestWindowProblemsUnderTheirFields reads what is wrong with the head of a post whole, under the field that it is about,
// and a click on it leads into that field; what a command says is gone some time later.
func TestWindowProblemsUnderTheirFields(t *testing.T) {
	d := lay(t)
	post := filepath.Join(d.dir, "0020-other.md")
	source := "!! title: The jar\n!! slug: jar\n!! published: 2023-12-01\n!! description: Short\n\n---\n\nWords.\n"
	d.write(post, source)
	d.open(xwindow.Options{Args: []string{post}, Size: "1000x700"})
	d.WaitTitle("The jar — Galley")
	slug, about := d.part("words/▲ The file's name says"), d.part("words/▲ The description is short")
	if between := d.part("words/Description"); slug.Min.Y > between.Min.Y || about.Min.Y < between.Min.Y {
		t.Errorf("the lines stand at %v and %v, the description at %v", slug, about, between)
	}
	d.Settle(d.whole())
	d.legible("problems in the form")
	command("Unfold all")(d)
	d.part("words/Nothing is folded.")
	d.Click(d.at("words/▲ The description is short"), 1)
	d.Key("End")
	d.Type(" story")
	d.Key("ctrl+s")
	d.waitFile(post, strings.Replace(source, "Short", "Short story", 1))
	d.gone("words/Nothing is folded.")
}

// TestWindowProblemsOfTheLibrary comes to what is wrong by the library's list: the mark of a post leads to its
// problems, and where posts with problems are listed, all can be.
func TestWindowProblemsOfTheLibrary(t *testing.T) {
	d, post, source := faulty(t)
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	d.Click(d.at("words/▲ 4"), 1)
	d.WaitTitle("The jar — Galley")
	d.part("words/Problems of “The jar”")
	d.Key("Escape")
	d.Click(d.at("button/▲ 1"), 1)
	d.Click(d.at("button/List problems"), 1)
	d.Click(d.at("button/Mend the slug"), 1)
	d.WaitTitle("• The jar — Galley")
	d.Key("ctrl+s")
	d.waitFile(post, strings.Replace(source, "The Jar", "the-jar", 1))
}

// TestWindowTriesExternalLinks has links tried: none in a private network before the writer says so, and then each
// once; what leads nowhere is listed, and a row leads to its place.
func TestWindowTriesExternalLinks(t *testing.T) {
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/gone" {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(site.Close)
	d := lay(t)
	post := filepath.Join(d.dir, "0020-jar.md")
	source := "!! title: The jar\n!! slug: jar\n!! published: 2023-12-01\n!! description: What is in the jar of the kitchen, and who has put it there\n\n---\n\n" +
		"One [there](" + site.URL + "/there).\n\nOne [gone](" + site.URL + "/gone).\n"
	d.write(post, source)
	d.open(xwindow.Options{Args: []string{post}})
	d.WaitTitle("The jar — Galley")
	try := func() {
		d.question("which command", func() { d.Key("ctrl+shift+p") })
		d.Type("try external")
		d.Key("Return")
		d.Click(d.at("button/Only this post"), 1)
	}
	try()
	ask := d.at("button/Ask the private network")
	if n := asked.Load(); n != 0 {
		t.Errorf("the site was asked %d times before the writer said so", n)
	}
	d.Click(ask, 1)
	d.part("words/The address " + site.URL + "/gone does not answer as it should: 404")
	if n := asked.Load(); n != 3 { // of what is gone by GET, too
		t.Errorf("the site was asked %d times", n)
	}
	d.Key("Return") // the only row
	d.Type("X")
	d.Key("ctrl+s")
	d.waitFile(post, strings.Replace(source, site.URL+"/gone", "X"+site.URL+"/gone", 1))
}
