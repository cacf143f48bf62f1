package importer

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/storage/safefile"
)

// site is what is known of the generator whose site a folder holds.
type site struct {
	dir    string // its root
	jekyll bool   // or Hexo, which has posts in _posts too
	base   string // path that its addresses begin with, as /blog; "" for none
	url    string // of it, without the path
}

const maxConfig = 1 << 20 // bytes

// readSite looks at the root of a site.
func readSite(dir string) *site {
	s := &site{dir: dir}
	has := func(name string) bool { _, err := os.Lstat(filepath.Join(dir, name)); return err == nil }
	conf := map[string]string{}
	read := func(as func(string) ([]pair, error), names ...string) {
		for _, name := range names {
			data, _, err := safefile.Read(filepath.Join(dir, name), maxConfig)
			if err != nil {
				continue
			}
			pairs, _ := as(string(data)) // a configuration that cannot be read says nothing
			for _, p := range pairs {
				if p.value.kind <= plain {
					conf[p.key] = p.value.text
				}
			}
		}
	}
	read(readYAML, "_config.yml", "_config.yaml", "hugo.yaml", "hugo.yml", "config.yaml", "config.yml")
	read(readTOML, "_config.toml", "hugo.toml", "config.toml")
	s.jekyll = has("_config.yml") || has("_config.yaml") || has("_config.toml") || has("_posts")
	for _, key := range []string{"url", "baseURL", "baseurl", "base_url"} {
		if u, err := url.Parse(conf[key]); err == nil {
			if u.Host != "" {
				s.url = u.Scheme + "://" + u.Host
			}
			if p := strings.TrimRight(u.Path, "/"); p != "" {
				s.base = "/" + strings.TrimLeft(p, "/")
			}
		}
	}
	return s
}

// siteAt returns what is known of the site with a root.
func (w *planner) siteAt(dir string) *site {
	if w.sites[dir] == nil {
		w.sites[dir] = readSite(dir)
	}
	return w.sites[dir]
}

// within takes off an address what makes it one of the site.
func (s *site) within(dest string) string {
	if s == nil {
		return dest
	}
	if rest, ok := strings.CutPrefix(dest, s.url+"/"); ok && s.url != "" {
		dest = "/" + rest
	}
	if rest, ok := strings.CutPrefix(dest, s.base+"/"); ok && s.base != "" {
		dest = "/" + rest
	}
	return dest
}
