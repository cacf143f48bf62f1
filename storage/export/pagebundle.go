package export

import (
	"net/url"
	"regexp"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"
)

// pageBundles are the posts as folders of a site generator's content.
type pageBundles struct {
	plan   *Plan
	hugo   bool
	places []string // folders, by post, without a slash at the end
	links  *postLinks
}

// treeHugo writes a page bundle for each post, for Hugo.
func (p *Plan) treeHugo(f *folder) error { return p.treeBundles(f, true) }

// treeYAML writes a page bundle for each post, with plain keys.
func (p *Plan) treeYAML(f *folder) error { return p.treeBundles(f, false) }

func (p *Plan) treeBundles(f *folder, hugo bool) error {
	b := &pageBundles{plan: p, hugo: hugo, links: p.postLinks()}
	taken := pack.Names{}
	for _, e := range p.Posts {
		b.places = append(b.places, taken.Free(fileName(e.Slug)))
	}
	return p.eachPost(f, func(i int) ([]file, []Finding, error) {
		return b.page(i)
	}, func(_ *folder, i int) (string, error) { return b.places[i] + "/", nil })
}

var plainPlace = regexp.MustCompile(`^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$`)

// link gives how post i names another post that it names by its file, and for
// Hugo by its place on the site, which is known there only when it is built.
// What names any other place is right as it is.
func (b *pageBundles) link(i int, dest string) (string, bool) {
	if strings.HasPrefix(dest, "/") && !b.hugo {
		return "", false
	}
	to, fragment, ok := b.links.find(dest)
	if !ok || !refs.IsLocal(dest) {
		return "", false
	}
	place := b.places[to]
	// Hugo ends with an error where relref names a page that it does not show.
	seen := b.plan.Posts[to].Status == post.Published
	if b.hugo && seen && plainPlace.MatchString(place) && (fragment == "" || plainPlace.MatchString(fragment[1:])) {
		return `{{< relref "` + place + fragment + `" >}}`, true
	}
	return "../" + url.PathEscape(place) + "/" + markdownAddress(fragment), true
}

// markdownAddress escapes what would end an address in Markdown or HTML.
func markdownAddress(s string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", "'", "%27", `\`, "%5C").Replace(s)
}
