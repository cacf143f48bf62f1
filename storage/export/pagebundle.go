package export

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/imagefile"
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
	taken := names{}
	for _, e := range p.Posts {
		b.places = append(b.places, taken.free(fileName(e.Slug)))
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

// imageKeys are the fields that hold images, with what stands before a dot or
// in an object of JSON.
var imageKeys = regexp.MustCompile(`(?i)(^|[._-])(images?|cover|cover_?image|hero_?image|thumbnail|banner|featured_?image|feature_?image|og_?image|social_?image|header_?image|teaser|picture|photo)$`)

// fieldImages gives the images that the fields of the post name.
func (e Post) fieldImages() (list []string) {
	for _, f := range e.Fields {
		var v any
		if bounded.JSON([]byte(TypedValue(f.Key, f.Value)), &v, pageLimits) == nil {
			list = appendImages(list, f.Key, v)
		}
	}
	return list
}

// appendImages adds the images that a value of that key holds.
func appendImages(list []string, key string, v any) []string {
	switch v := v.(type) {
	case string:
		if plain, _, _ := strings.Cut(v, "?"); imageKeys.MatchString(key) && imagefile.HasSuffix(plain) && !strings.Contains(v, "\n") {
			list = append(list, v)
		}
	case []any:
		for _, it := range v {
			list = appendImages(list, key, it)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			under := k
			if imageKeys.MatchString(key) && (strings.EqualFold(k, "src") || strings.EqualFold(k, "url") || strings.EqualFold(k, "path")) {
				under = key
			}
			list = appendImages(list, under, v[k])
		}
	}
	return list
}
