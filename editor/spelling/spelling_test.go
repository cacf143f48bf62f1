package spelling

import (
	"testing"

	"galley.app/galley/editor/spell"
)

func TestSpellingLanguage(t *testing.T) {
	var all []spell.Dictionary
	for _, l := range []string{"de_DE", "en_GB", "en_US", "fr"} {
		all = append(all, spell.Dictionary{Language: l, Program: "/bin/hunspell", Name: l})
	}
	for _, c := range []struct{ chosen, library, locale, want string }{
		{"", "", "en_GB.UTF-8", "en_GB"},
		{"", "de", "en_GB.UTF-8", "de_DE"},
		{"fr", "de", "en_GB.UTF-8", "fr"},
		{"", "en", "en_GB.UTF-8", "en_GB"},
		{"", "en", "de_DE.UTF-8", "en_US"},
		{"", "en-US", "en_GB.UTF-8", "en_US"},
		{"xx", "", "fr_FR.UTF-8", "fr"},
		{"", "", "C", ""},
		{"", "it", "", ""},
	} {
		d, ok := choose(all, c.chosen, c.library, c.locale)
		if d.Language != c.want || ok != (c.want != "") {
			t.Errorf("%+v: %q", c, d.Language)
		}
	}
}
