package export

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/webfont"
)

// fontFolder is where the typefaces of a site lie.
const fontFolder = "fonts/"

// sitePolicy lets a page of a site load its typefaces, too.
func sitePolicy() string {
	return strings.Replace(contentPolicy, "font-src data:", "font-src 'self'", 1)
}

// takeFonts finds out which typefaces the pages of the site are set in, and takes
// their names.
func (s *siteWriter) takeFonts(taken pack.Names) {
	o := s.plan.options
	if o.Site.NoFonts || !needsFonts(o.Design.Templates) {
		return
	}
	t, _ := assets.PageNamed(o.Site.Page)
	for _, c := range webfont.All(t) {
		if taken.Take(fontFolder+c.Name()) == nil {
			s.fonts = append(s.fonts, c)
		}
		if name := path.Base(c.Licence()); !slices.Contains(s.licences, name) && taken.Take(fontFolder+name) == nil {
			s.licences = append(s.licences, name)
		}
	}
}

// needsFonts reports whether some page is built in, or a template asks for the
// typefaces.
func needsFonts(set *layout.Set) bool {
	return set.AsksForFonts() || slices.ContainsFunc(layout.Kinds(), func(k layout.Kind) bool { return !set.Has(k) })
}

// fontRules are what the style sheet of a page says of them that is up away from
// the top.
func (s *siteWriter) fontRules(up string) string {
	var b strings.Builder
	for _, c := range s.fonts {
		b.WriteString(c.Rule(up + fontFolder + c.Name()))
	}
	return b.String()
}

// font makes a typeface of a site that is shown; not ok where it has none of that
// name.
func (s *siteWriter) font(name string) (data []byte, ok bool, err error) {
	for _, c := range s.fonts {
		if c.Name() == name {
			data, err = c.Make(s.words())
			return data, true, err
		}
	}
	if slices.Contains(s.licences, name) {
		return assets.Read("fonts/" + name), true, nil
	}
	return nil, false, nil
}

// words are all that the pages of the site may say, once each.
func (s *siteWriter) words() []string {
	st := s.plan.options.Site
	seen := map[string]bool{}
	add := func(text string) {
		for w := range strings.FieldsSeq(text) {
			seen[w] = true
		}
	}
	for _, e := range s.plan.Posts {
		add(e.Title)
		add(e.Text)
	}
	add(st.Title + " " + st.Description + " " + st.Author)
	add("ff fi fl fj ft tt ti Th ffi ffl ffj “ ” ‘ ’ „ ‚ « » – — … · • ← → ↑ ↓ ↩ × ™ € −") // what stands where the source has other words
	for r := '!'; r <= 'ÿ'; r++ {
		if r < 0x7F || r > 0xA0 {
			add(string(r))
		}
	}
	var list []string
	for w := range seen {
		list = append(list, w)
	}
	slices.Sort(list)
	return list
}

// addFonts writes the typefaces, each cut down to what the site says, with their
// licences beside them.
func (s *siteWriter) addFonts(f *folder) error {
	if len(s.fonts) == 0 {
		return nil
	}
	words := s.words()
	sum := sha256.Sum256([]byte(builder() + "\x00" + webfont.Key(words)))
	input := hex.EncodeToString(sum[:])
	err := inOrder(len(s.fonts), func(i int) ([]byte, error) {
		c := s.fonts[i]
		if f.has(fontFolder+c.Name(), input) {
			return nil, nil
		}
		return c.Make(words)
	}, func(i int, data []byte) error {
		name := fontFolder + s.fonts[i].Name()
		if data == nil {
			return f.reuse(name)
		}
		return f.add(name, data, input)
	})
	if err != nil {
		return fmt.Errorf("the typefaces of the site: %w", err)
	}
	for _, name := range s.licences {
		if err := f.add(fontFolder+name, assets.Read("fonts/"+name), ""); err != nil {
			return err
		}
	}
	return nil
}
