package site

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"galley.app/galley/storage/export/fields"
)

// Aliases returns the addresses that a post had before, by its fields aliases and
// redirect_from: as paths below the top of the site, decoded, without a slash in
// front. What names another site, or no place on this one, is in other.
func (s Site) Aliases(e Post) (paths, other []string) {
	base, _ := s.Base()
	own := s.Folder() + e.Slug
	for _, key := range []string{"aliases", "redirect_from"} {
		for _, written := range fields.List(key, e.Value(key)) {
			dest := strings.TrimSpace(written)
			if base != "" {
				if rest, ok := strings.CutPrefix(dest, base); ok && (rest == "" || strings.HasPrefix(rest, "/")) {
					dest = rest
				}
			}
			u, err := url.Parse(dest)
			if err != nil || u.Scheme != "" || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || strings.Contains(u.Path, `\`) {
				other = append(other, written)
				continue
			}
			name := strings.Trim(u.Path, "/")
			if name == "" || path.Clean(name) != name || strings.HasPrefix(name, "../") || name == ".." || name == "." {
				other = append(other, written)
				continue
			}
			if name != own && !slices.Contains(paths, name) {
				paths = append(paths, name)
			}
		}
	}
	return paths, other
}
