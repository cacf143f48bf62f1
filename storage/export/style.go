package export

import "galley.app/galley/assets"

// style is the style sheet of the site's pages. A theme that there is not is
// the plain one.
func (s Site) style() string {
	t, _ := assets.PageNamed(s.Page)
	return t.CSS()
}
