package export

import (
	"net/url"
	"strings"
)

// postLinks tells which of the posts that are packed a link leads to.
type postLinks struct {
	base   string         // address of the site, "" when not known
	byLink map[string]int // what may follow the posts' folder, or a file name, to the post
}

func (p *Plan) postLinks() *postLinks {
	l := &postLinks{byLink: map[string]int{}}
	l.base, _ = p.options.Site.base()
	for i, e := range p.Posts {
		l.byLink[e.Name] = i
	}
	for i, e := range p.Posts {
		l.byLink[p.options.Site.folder()+e.Slug] = i
	}
	return l
}

// find gives the post that a link leads to, and where in it: nothing, or what
// begins with a #.
func (l *postLinks) find(dest string) (to int, fragment string, ok bool) {
	rest := dest
	if at := strings.IndexByte(rest, '#'); at >= 0 {
		rest, fragment = rest[:at], rest[at:]
	}
	if l.base != "" {
		if cut, ok := strings.CutPrefix(rest, l.base+"/"); ok {
			rest = "/" + cut
		}
	}
	name, err := url.PathUnescape(rest)
	if err != nil || !isLocal(rest) || strings.Contains(rest, "?") {
		return 0, "", false
	}
	to, ok = l.byLink[strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "./"), "/"), "/")]
	return to, fragment, ok
}
