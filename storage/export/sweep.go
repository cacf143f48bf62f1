package export

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	mdhtml "galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/images"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// sweep goes over what a package is made of, each file as it is written, and
// tells of the addresses in it that lead to nothing: those that the package
// does not hold, and that are none of the web either. One goroutine at a time
// may use it; a nil one does nothing.
type sweep struct {
	plan   *Plan
	held   map[string]bool         // files, and folders with a slash at the end
	owners map[string]int          // file, or folder with a slash, to its post
	parts  map[int]map[string]bool // by post: what links may name behind a #
	asked  []asked
	byPath map[string]int // of a post
	links  *site.Links
	posts  map[string]bool   // their addresses; nil until they are asked for
	laid   map[string]string // file that a template made, to that
}

// asked is an address that is written in a file.
type asked struct {
	file  string
	post  int // -1 for none
	dest  string
	image bool
}

func newSweep(p *Plan) *sweep {
	s := &sweep{plan: p, held: map[string]bool{}, owners: map[string]int{}, parts: map[int]map[string]bool{}, byPath: map[string]int{}, links: p.links(), laid: map[string]string{}}
	for i, e := range p.Posts {
		s.byPath[e.Path] = i
	}
	return s
}

// owns says that a file, or all of a folder, is made of post i.
func (s *sweep) owns(name string, i int) {
	if s != nil {
		s.owners[name] = i
	}
}

func (s *sweep) owner(name string) int {
	for at := name; at != "." && at != "/"; at = path.Dir(strings.TrimSuffix(at, "/")) + "/" {
		if i, ok := s.owners[at]; ok {
			return i
		}
		if !strings.Contains(strings.TrimSuffix(at, "/"), "/") {
			break
		}
	}
	return -1
}

// file takes a file of the package as it is written.
func (s *sweep) file(name string, data []byte) { s.take(name, s.look(name, data)) }

// look finds the addresses in a file of the package. Several goroutines may call
// it.
func (s *sweep) look(name string, data []byte) []asked {
	if s == nil {
		return nil
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".xhtml":
		return addressesIn(name, s.owner(name), data)
	case ".md", ".markdown":
		return s.markdown(name, s.owner(name), string(data))
	}
	return nil
}

// take takes a file of the package that has those addresses in it.
func (s *sweep) take(name string, list []asked) {
	if s == nil {
		return
	}
	s.held[name] = true
	for dir := path.Dir(name); dir != "." && !s.held[dir+"/"]; dir = path.Dir(dir) {
		s.held[dir+"/"] = true
	}
	s.asked = append(s.asked, list...)
}

// page takes the addresses of a page.
func (s *sweep) page(name string, post int, data []byte) {
	if s != nil {
		s.asked = append(s.asked, addressesIn(name, post, data)...)
	}
}

// fragment takes those of the HTML of a post in a feed, given the post's path.
func (s *sweep) fragment(post, fragment string) {
	if s == nil {
		return
	}
	if i, ok := s.byPath[post]; ok {
		s.asked = append(s.asked, addressesIn("", i, []byte(fragment))...)
	}
}

// addressesIn finds the addresses of a page, as one of a post, -1 for none.
func addressesIn(name string, post int, data []byte) (list []asked) {
	each := func(dest string, image bool) { list = append(list, asked{name, post, dest, image}) }
	tags(data, func(tok html.Token) { tagAddresses(tok, each) }, func(css string) { cssAddresses(css, each) })
	return list
}

// tagAddresses calls each with the addresses that a tag names.
func tagAddresses(tok html.Token, each func(dest string, image bool)) {
	card := false
	for _, a := range tok.Attr {
		card = card || a.Key == "property" && a.Val == "og:image"
	}
	for _, a := range tok.Attr {
		switch a.Key {
		case "href", "xlink:href":
			each(a.Val, tok.Data == "image")
		case "src", "poster", "data":
			if a.Key != "data" || tok.Data == "object" {
				each(a.Val, true)
			}
		case "srcset":
			for candidate := range strings.SplitSeq(a.Val, ",") {
				if f := strings.Fields(candidate); len(f) > 0 && !strings.HasPrefix(f[0], "data:") {
					each(f[0], true)
				}
			}
		case "style":
			cssAddresses(a.Val, each)
		case "content":
			if card {
				each(a.Val, true)
			}
		}
	}
}

// cssAddresses calls each with what url(…) names in a style.
func cssAddresses(css string, each func(dest string, image bool)) {
	for {
		_, after, found := strings.Cut(css, "url(")
		if !found {
			return
		}
		dest, rest, _ := strings.Cut(after, ")")
		each(strings.Trim(dest, " \t\r\n\"'"), true)
		css = rest
	}
}

// markdown finds the addresses of a text with whatever head it has.
func (s *sweep) markdown(name string, post int, src string) (list []asked) {
	if post < 0 {
		return nil
	}
	for _, r := range refs.All(bodyOf(src)) {
		list = append(list, asked{name, post, r.Dest, !r.IsLink})
	}
	if s.plan.options.Format.Name == "md" {
		return list // it has no fields
	}
	for _, dest := range fields.Images(s.plan.Posts[post].Fields) {
		list = append(list, asked{name, post, dest, true})
	}
	return list
}

// bodyOf is a text without front matter or a head.
func bodyOf(src string) string {
	if _, text, ok := bundle.CutMatter(src); ok {
		return text
	}
	return ReadPost(Source{Path: "x.md", Text: src}, time.Time{}).Body
}

// findings tells of the addresses that lead nowhere, each once for a post, and
// where a package must stand alone of images that are on other hosts.
func (s *sweep) findings() (list []site.Finding) {
	if s == nil {
		return nil
	}
	finders := map[int]*sources{}
	of := func(post int) *sources {
		if finders[post] == nil {
			finders[post] = newSources(s.plan, post, s.links)
		}
		return finders[post]
	}
	known := map[string]bool{} // post and image in quotes, of what was told already
	for i, n := range s.plan.notes {
		quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(n.Message, "image "))
		post, ok := s.byPath[n.Path]
		if err != nil || !ok || !strings.HasPrefix(n.Message, "image ") {
			continue
		}
		known[n.Path+"\x00"+quoted] = true
		if n.Line == 0 {
			s.plan.notes[i].Line = of(post).quoted[quoted]
		}
	}
	told := map[string]bool{}
	tell := func(post int, at place, message string) {
		path := s.plan.Posts[post].Path
		key := path + "\x00" + strconv.Itoa(at.line) + "\x00" + message
		if !told[key] && !known[path+"\x00"+strconv.Quote(refs.Short(at.dest))] && !s.plan.isDead(path, at.line, at.dest) {
			told[key] = true
			list = append(list, site.Finding{Path: path, Line: at.line, Message: message})
		}
	}
	seen := map[asked]bool{}
	for _, a := range s.asked {
		once := asked{post: a.post, dest: a.dest, image: a.image}
		if by := s.laid[a.file]; by != "" && (a.post < 0 || !of(a.post).has(a.dest)) {
			key := by + "\x00" + a.dest
			if !told[key] && !s.leads(a) {
				told[key] = true
				list = append(list, site.Finding{Path: by, Message: fmt.Sprintf("the address %q, as on %s, leads to nothing on the site", refs.Short(a.dest), a.file)})
			}
			continue
		}
		if a.post < 0 || seen[once] || s.leads(a) {
			continue
		}
		seen[once] = true
		for _, at := range of(a.post).places(a.dest) {
			if a.image {
				tell(a.post, at, fmt.Sprintf("image %q is not in the package", refs.Short(at.dest)))
			} else {
				tell(a.post, at, fmt.Sprintf("link %q leads to nothing in the package", refs.Short(at.dest)))
			}
		}
	}
	s.alone(of, tell)
	s.within(of, tell)
	list = append(list, s.kept(of, tell)...)
	slices.SortStableFunc(list, func(a, b site.Finding) int {
		return cmp.Or(s.byPath[a.Path]-s.byPath[b.Path], a.Line-b.Line)
	})
	return fewer(list)
}

// alone tells of what a package that must stand alone leaves out, so that no
// address of it is in its files.
func (s *sweep) alone(of func(post int) *sources, tell func(post int, at place, message string)) {
	name := s.plan.options.Format.Name
	base, _ := s.plan.options.Site.Base()
	switch name {
	case "html", "zip", "epub", "pdf", "docx":
	default:
		return
	}
	for i := range s.plan.Posts {
		for _, at := range of(i).all {
			_, far := refs.Elsewhere(at.dest)
			_, _, held := s.links.Find(at.dest)
			switch {
			case far && !at.link:
				tell(i, at, fmt.Sprintf("image %q is on another host, so it is not in the package", refs.Short(at.dest)))
			case at.link && base == "" && !held && refs.IsLocal(at.dest) && (name == "epub" || name == "pdf" || name == "docx"):
				tell(i, at, fmt.Sprintf("link %q leads to nothing in the package; its words are kept", refs.Short(at.dest)))
			}
		}
	}
}

// mayNamePart reports whether a text may have links to a part of a page: a line
// has ](, ]: or href in it, and then #.
func mayNamePart(src string) bool {
	for {
		i := strings.IndexByte(src, '#')
		if i < 0 {
			return false
		}
		start, end := strings.LastIndexByte(src[:i], '\n')+1, strings.IndexByte(src[i:], '\n')
		if end < 0 {
			end = len(src) - i
		}
		end += i
		before := src[start : start+strings.LastIndexByte(src[start:end], '#')]
		if strings.Contains(before, "](") || strings.Contains(before, "]:") || indexFold([]byte(before), "href") >= 0 {
			return true
		}
		src = src[end:]
	}
}

// within tells of links to a part of a page that the page does not have. Where
// others make the pages it is theirs to say what has a name.
func (s *sweep) within(of func(post int) *sources, tell func(post int, at place, message string)) {
	switch s.plan.options.Format.Name {
	case "html", "site", "zip", "epub", "pdf", "docx", "atom", "json-feed":
	default:
		return
	}
	for i, e := range s.plan.Posts {
		if !mayNamePart(e.Body) {
			continue
		}
		for _, at := range of(i).all {
			dest, part, found := strings.Cut(at.dest, "#")
			if !at.link || !found {
				continue
			}
			to, ok := i, dest == ""
			if !ok {
				to, _, ok = s.links.Find(at.dest)
			}
			switch {
			case !ok || s.hasPart(to, part):
			case to == i:
				tell(i, at, fmt.Sprintf("link %q leads to a part that the page does not have", refs.Short(at.dest)))
			default:
				tell(i, at, fmt.Sprintf("link %q leads to a part that %s does not have", refs.Short(at.dest), s.plan.Posts[to].Name))
			}
		}
	}
}

// hasPart reports whether a link to a post may name that part.
func (s *sweep) hasPart(post int, part string) bool {
	part, _, _ = strings.Cut(part, ":~:") // words to show
	if part == "" || strings.EqualFold(part, "top") {
		return true
	}
	if s.parts[post] == nil {
		s.parts[post] = map[string]bool{}
		var page bytes.Buffer
		if _, err := mdhtml.Of(&page, s.plan.Posts[post].Body, s.plan.options.Site.Dialect(), mdhtml.Options{}); err != nil {
			return true // nobody can tell, and it was told that there is no page
		}
		z := html.NewTokenizer(&page)
		for z.Next() != html.ErrorToken {
			for _, a := range z.Token().Attr {
				if a.Key == "id" {
					s.parts[post][a.Val] = true
				}
			}
		}
	}
	plain, err := url.PathUnescape(part)
	return s.parts[post][part] || err == nil && s.parts[post][plain]
}

// kept tells of the images that a post holds in its text and that keep there
// what a camera wrote into them, since the package has the text as it is.
func (s *sweep) kept(of func(post int) *sources, tell func(post int, at place, message string)) (list []site.Finding) {
	switch s.plan.options.Format.Name {
	case "zip", "md", "posts-json", "hugo", "yaml", "textbundle", "textpack":
	default:
		return nil
	}
	if s.plan.options.Camera {
		return nil
	}
	for i, e := range s.plan.Posts {
		if !strings.Contains(e.Text, "64") || !strings.Contains(strings.ToLower(e.Text), "base64") { // the former costs next to nothing
			continue
		}
		for _, at := range slices.Concat(headData(e, s.plan.options.Format.Name), of(i).all) {
			if !refs.IsData(at.dest) {
				continue
			}
			name := refs.Short(at.dest)
			switch h := images.InLink(at.dest, false); {
			case h.Bare: // of many photographs the links begin alike
				list = append(list, site.Finding{Path: e.Path, Line: at.line, Message: fmt.Sprintf("image %q is in the text itself, where it keeps what a camera or program wrote into it, such as the place; in a file of its own it would not", name)})
			case h.Note != nil:
				tell(i, at, fmt.Sprintf("image %q: %v", name, h.Note))
			}
		}
	}
	return list
}

// imageData is an address that holds an image itself, in whatever surrounds it.
var imageData = regexp.MustCompile(`(?i)data:image/[^\s,"'<>]*;base64,[A-Za-z0-9+/=%]+`)

// headData gives the images that the head of a post holds itself, as far as a
// package of that format has the head.
func headData(e site.Post, format string) (list []place) {
	head := e.Text[:e.BodyStart]
	line, at := 1, 0
	for _, span := range imageData.FindAllStringIndex(head, -1) {
		line += site.Lines(head[at:span[0]])
		at = span[0]
		dest := head[span[0]:span[1]]
		switch {
		case format == "md": // it has no head
		case format == "posts-json" && !slices.ContainsFunc(e.Fields, func(f fields.Pair) bool { return strings.Contains(f.Value, dest) }):
		default:
			list = append(list, place{dest: dest, line: line})
		}
	}
	return list
}

// fewer leaves as many findings of a post as someone reads.
func fewer(list []site.Finding) (out []site.Finding) {
	const most = 100
	for i := 0; i < len(list); {
		n := i
		for n < len(list) && list[n].Path == list[i].Path {
			n++
		}
		out = append(out, list[i:min(n, i+most)]...)
		if n-i > most {
			out = append(out, site.Finding{Path: list[i].Path, Message: fmt.Sprintf("%d more addresses in it lead to nothing in the package", n-i-most)})
		}
		i = n
	}
	return out
}

// leads reports whether an address leads somewhere: in the package, or to the
// web.
func (s *sweep) leads(a asked) bool {
	o := s.plan.options
	dest, _, _ := strings.Cut(a.dest, "#")
	u, err := url.Parse(dest)
	if dest == "" || err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || strings.HasPrefix(dest, "//") {
		return true
	}
	base, _ := o.Site.Base()
	whole := o.Format.Name == "site"
	if u.Host != "" {
		under, inside := strings.CutPrefix(dest, base+"/")
		if base == "" || !inside {
			return true
		}
		return !whole && !site.NamesPost(under) || whole && (s.holds(u.Path[len(strings.TrimSuffix(basePath(base), "/")):]) || s.isPost(dest))
	}
	switch name := u.Path; {
	case name == "" || a.file == "" && o.Format.Shape == Folder:
		return true
	case strings.HasPrefix(name, "/"):
		switch o.Format.Name {
		case "hugo", "yaml", "md":
			return true // a place of the site that it will be in
		case "zip", "textbundle", "textpack":
			held, _ := pack.ImagePath(dest) // whose # and ? are still written as signs of a name
			_, _, post := s.links.Find(a.dest)
			return s.holds(held) || post
		}
		return whole && s.holds(name)
	default:
		return s.holds(path.Join(path.Dir(a.file), name))
	}
}

// basePath is the path of the site's address.
func basePath(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Path
}

// isPost reports whether an address is that of a post of the site.
func (s *sweep) isPost(dest string) bool {
	if s.posts == nil {
		s.posts = make(map[string]bool, len(s.plan.Posts))
		for _, e := range s.plan.Posts {
			s.posts[s.plan.options.Site.Address(e.Slug)] = true
		}
	}
	return s.posts[dest]
}

// holds reports whether the package has a file of that name, or a page that is
// shown for it.
func (s *sweep) holds(name string) bool {
	name = strings.Trim(path.Clean("/"+name), "/")
	return s.held[name] || name == "" || s.held[name+"/index.html"] || s.held[name+"/index.md"] || s.held[name+"/"]
}

// sources finds the places of a post where an address is written.
type sources struct {
	all       []place
	byAddress map[string][]place // by what the address may have become
	quoted    map[string]int     // address in quotes to the line of the first
}

// has reports whether the address is one of the post's own.
func (s *sources) has(dest string) bool {
	at := s.places(dest)
	return at[0].line > 0
}

// place is where an address is written.
type place struct {
	dest string
	line int
	link bool
}

func newSources(p *Plan, post int, links *site.Links) *sources {
	e := p.Posts[post]
	s := &sources{byAddress: map[string][]place{}, quoted: map[string]int{}}
	body := e.Text[e.BodyStart:]
	line, at := site.Lines(e.Text[:e.BodyStart])+1, 0
	for _, r := range refs.All(body) {
		line += site.Lines(body[at:r.Start])
		at = r.Start
		s.all = append(s.all, place{r.Dest, line, r.IsLink})
	}
	for _, dest := range fields.Images(e.Fields) {
		n := 1
		if i := strings.Index(e.Text[:e.BodyStart], dest); i >= 0 {
			n = 1 + site.Lines(e.Text[:i])
		}
		s.all = append(s.all, place{dest, n, false})
	}
	address := p.options.Site.Address(e.Slug)
	onSite := links.OnSite(p.options.Site, e)
	for _, at := range s.all {
		if q := strconv.Quote(refs.Short(at.dest)); s.quoted[q] == 0 {
			s.quoted[q] = at.line
		}
		names := []string{at.dest, site.URLPath(at.dest), onSite(at.dest)}
		if address != "" {
			names = append(names, site.Absolute(address, site.ImageURL(at.dest)))
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			s.byAddress[name] = append(s.byAddress[name], at)
		}
	}
	return s
}

// places gives where an address of the package comes from; where it is not
// found that is the post as a whole.
func (s *sources) places(dest string) []place {
	if list := s.byAddress[dest]; len(list) > 0 {
		return list
	}
	if plain, err := url.PathUnescape(dest); err == nil && len(s.byAddress[plain]) > 0 {
		return s.byAddress[plain]
	}
	return []place{{dest: dest}}
}
