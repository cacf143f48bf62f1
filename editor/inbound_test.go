package editor

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

const jars = "!! title: Jars\n!! slug: jars\n!! published: 2023-12-05\n!! description: All that is in jars, and what marbles have to do with it\n\n---\n\n" +
	"See [marbles](/posts/marbles#one \"Marbles\"), [again][m] and `[code](/posts/marbles)`.\n\n[m]: marbles.md\n"

// bannerSays reports whether the line over the text begins so.
func (d *testWindow) bannerSays(words string) func() bool {
	return func() bool { return d.banner.object.Visible() && strings.HasPrefix(d.banner.text.Text(), words) }
}

// open opens a post and waits until it is there.
func (d *testWindow) openPost(name string) {
	d.t.Helper()
	d.OpenFile(d.path(name))
	d.until("the post is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path(name) })
}

// typeSlug puts another slug into the form and leaves the field.
func (d *testWindow) typeSlug(slug string) {
	d.form.Focus(d.form.Slug)
	d.form.Slug.SelectAll()
	d.write(slug)
	d.focusText()
}

// Another slug of a post that others link to is told of at once; the plan that is
// offered changes what leads there, and Undo takes that back.
func TestSlugOfLinkedPost(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles, "0002-jars.md": jars})
	d.openPost("0001-marbles.md")
	d.typeSlug("glass")
	d.until("it is told", d.bannerSays("2 links in 1 post lead to the old address, /posts/marbles."))
	if list, _ := d.banner.buttons(); len(list) != 2 || list[0].Label != "Update links…" || list[1].Label != "Keep it as an alias" {
		t.Fatalf("%d buttons", len(list))
	}
	d.wantFile("0001-marbles.md", marbles)
	d.banner.act.OnTap()
	d.until("it is asked whether to save", d.overSays("Save “Marbles” first?"))
	d.key(fyne.KeyReturn)
	d.until("the plan is shown", d.overSays("Update what leads to “Marbles”"))
	d.wantFile("0002-jars.md", jars)
	d.until("its verb is shown", d.overSays("Update 2 files"))
	d.key(fyne.KeyReturn)
	d.until("it is done", func() bool { return d.Window.disk.offered == "2 links in 1 post now lead to /posts/glass." })
	glass := strings.NewReplacer("slug: marbles", "slug: glass", "\n\n---", "\n!! aliases: /posts/marbles\n\n---").Replace(marbles)
	d.wantFile("0001-glass.md", glass)
	d.wantFile("0002-jars.md", strings.NewReplacer("(/posts/marbles#", "(/posts/glass#", "]: marbles.md", "]: glass.md").Replace(jars))
	if p := d.posts.cur; p.s.Path() != d.path("0001-glass.md") || p.s.Text().String() != glass || p.s.Dirty() {
		t.Errorf("the window has %s: %q, dirty %v", p.s.Path(), p.s.Text(), p.s.Dirty())
	}
	d.Window.disk.acts[0].Do()
	d.until("it is taken back", func() bool { return d.status.Said == "The links are as they were." })
	d.wantFile("0002-jars.md", jars)
	d.wantFile("0001-marbles.md", strings.Replace(marbles, "slug: marbles", "slug: glass", 1))
	if _, err := os.Stat(d.path("0001-glass.md")); err == nil {
		t.Error("there are two files")
	}
	d.until("it is told again", d.bannerSays("2 links in 1 post lead to the old address, /posts/marbles."))
}

// The old address can be kept as one of the post's, and who wants neither is told
// no more. A draft that nobody links to may be called anything.
func TestSlugKeptOrLeft(t *testing.T) {
	d := newTestWindow(t, map[string]string{"0001-marbles.md": marbles, "0002-jars.md": strings.ReplaceAll(jars, "marbles", "glue"), "wip-draft.md": strings.Replace(marbles, "marbles", "draft", 1)})
	d.openPost("0001-marbles.md")
	d.typeSlug("glass")
	d.until("it is told", d.bannerSays("Readers may know this post by its old address, /posts/marbles."))
	d.banner.act.OnTap()
	d.until("the line goes", func() bool { return !d.banner.object.Visible() })
	if got := d.posts.cur.s.Value("aliases"); got != "/posts/marbles" {
		t.Errorf("aliases are %q", got)
	}
	d.typeSlug("stone")
	d.until("it is told of the next", d.bannerSays("Readers may know this post by its old address, /posts/glass."))
	d.banner.close.OnTap()
	d.until("the line goes", func() bool { return !d.banner.object.Visible() })
	d.typeSlug("stone")
	d.openPost("wip-draft.md")
	d.typeSlug("other")
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	d.openPost("0001-marbles.md")
	for range 3 { // what looks aside is asked about the post that is shown last
		done := false
		go d.o.Post(func() { done = true })
		d.until("nothing waits", func() bool { return done })
	}
	if d.banner.object.Visible() {
		t.Errorf("it is told that %s", d.banner.text.Text())
	}
}

// A heading that is linked to may get another name: when the caret leaves it, the
// links that led there are offered to follow.
func TestHeadingOfLinkedPost(t *testing.T) {
	post := strings.Replace(marbles, "One jar.", "# One\n\nUp [there](#one).\n\n## Two", 1)
	d := newTestWindow(t, map[string]string{"0001-marbles.md": post, "0002-jars.md": jars})
	d.openPost("0001-marbles.md")
	d.until("it is parsed", func() bool {
		p := d.posts.cur
		return p.doc != nil && p.doc.Version == p.s.Text().Version() && p.doc.Len() == 3
	})
	rest := func() {
		d.inbound.Stop()
		d.inbound.Rest(d.posts.cur.s, d.posts.outlined)
	}
	rest()
	seen := false
	d.until("it is seen", func() bool { seen = d.inbound.Seen(d.posts.cur.s); return seen })
	at := strings.Index(post, "# One") + len("# One")
	d.posts.cur.s.Select(caretAt(at))
	d.focusText()
	d.write(" jar")
	d.until("it is parsed", func() bool { return d.posts.cur.doc.Version == d.posts.cur.s.Text().Version() })
	if d.banner.object.Visible() {
		t.Errorf("it is told while the heading is written: %s", d.banner.text.Text())
	}
	d.posts.cur.s.Select(caretAt(at + 8))
	rest()
	d.until("it is told", d.bannerSays("“One jar” has another name now, and 2 links in 2 posts lead to the old one."))
	d.banner.act.OnTap()
	d.until("it is asked whether to save", d.overSays("Save “Marbles” first?"))
	d.key(fyne.KeyReturn)
	d.until("the plan is shown", d.overSays("Update 2 files"))
	d.key(fyne.KeyReturn)
	d.until("it is done", func() bool { return d.Window.disk.offered == "2 links in 2 posts now follow." })
	d.wantFile("0001-marbles.md", strings.NewReplacer("# One", "# One jar", "#one", "#one-jar").Replace(post))
	d.wantFile("0002-jars.md", strings.Replace(jars, "#one", "#one-jar", 1))
}
