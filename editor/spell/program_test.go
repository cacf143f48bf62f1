package spell

import (
	"strings"
	"testing"
	"time"
)

func TestHunspellList(t *testing.T) {
	const out = `SEARCH PATH:
.::/usr/share/hunspell:/usr/share/myspell:/Library/Spelling
AVAILABLE DICTIONARIES (path is not mandatory for -d option):
/usr/share/hunspell/de_DE
/usr/share/hunspell/en_US
/usr/share/hunspell/sr_Latn_RS
/usr/share/myspell/dicts/hyph_de
/usr/share/hunspell/README_en
C:\Hunspell\fr
/usr/share/hunspell/nds
Can't open affix or dictionary files for dictionary named "C".
LOADED DICTIONARY:
/usr/share/hunspell/xx_YY.aff
`
	var got []string
	for _, d := range hunspellList("/usr/bin/hunspell", out) {
		got = append(got, d.Language+"="+d.Name)
	}
	want := `de_DE=/usr/share/hunspell/de_DE en_US=/usr/share/hunspell/en_US sr_Latn_RS=/usr/share/hunspell/sr_Latn_RS fr=C:\Hunspell\fr nds=/usr/share/hunspell/nds`
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got %s\nwant %s", s, want)
	}
	for _, out := range []string{"", "nonsense", "AVAILABLE DICTIONARIES", "usage: hunspell [-a]"} {
		if l := hunspellList("x", out); len(l) > 0 {
			t.Errorf("%q lists %v", out, l)
		}
	}
}

func TestAspellList(t *testing.T) {
	list := aspellList("/usr/bin/aspell", "en\nen-variant_0\nen_GB\nen_GB-ise\nen_US-w_accents\nde_DE\nError: none\n\n")
	all := sortDictionaries(append(list, Dictionary{Language: "en_GB", Kind: Hunspell}, Dictionary{Language: "cs_CZ"}))
	var got []string
	for _, d := range all {
		got = append(got, d.Language+" "+d.Kind.String())
	}
	if s := strings.Join(got, ", "); s != "cs_CZ hunspell, de_DE aspell, en aspell, en_GB hunspell" {
		t.Errorf("got %s", s)
	}
}

func TestChoose(t *testing.T) {
	all := func(s string) (list []Dictionary) {
		for _, l := range strings.Fields(s) {
			list = append(list, Dictionary{Language: l})
		}
		return list
	}
	for _, c := range []struct{ installed, wanted, want string }{
		{"de_DE en_GB en_US", "en_GB.UTF-8", "en_GB"},
		{"de_DE en_GB en_US", "en", "en_US"},
		{"de_AT de_DE", "de", "de_DE"},
		{"de_AT de_DE", "de_AT@euro", "de_AT"},
		{"de_AT de_DE", "de_CH", "de_DE"},
		{"en en_GB", "en-US", "en"},
		{"en_AU en_ZA", "en_US", "en_AU"},
		{"en_GB_ise en_US", "en_GB", "en_GB_ise"},
		{"de_DE_frami", "de", "de_DE_frami"},
		{"fr pt_BR", "pt-br", "pt_BR"},
		{"fr de_DE", "- fr_FR", "fr"},
		{"fr de_DE", "it de", "de_DE"},
		{"en_US", "C", ""},
		{"en_US", "POSIX -", ""},
		{"en_US", "de_DE", ""},
		{"", "de_DE", ""},
	} {
		wanted := strings.Fields(strings.ReplaceAll(c.wanted, "- ", "C "))
		d, ok := Choose(all(c.installed), wanted...)
		if d.Language != c.want || ok != (c.want != "") {
			t.Errorf("of %s for %s: got %q", c.installed, c.wanted, d.Language)
		}
	}
}

func TestTitle(t *testing.T) {
	for lang, want := range map[string]string{
		"en_US": "American English", "de_DE_frami": "German (Germany)", "fr": "French",
		"pt_BR": "Brazilian Portuguese", "en_GB-ise": "British English", "qqqq": "qqqq", "": "",
	} {
		if got := (Dictionary{Language: lang}).Title(); got != want {
			t.Errorf("%s: got %q, want %q", lang, got, want)
		}
	}
}

// TestHunspell asks the real program, which the tests of the project install.
func TestHunspell(t *testing.T) {
	all := Installed{}.Dictionaries()
	d, ok := Choose(all, "en_US")
	if !ok || d.Kind != Hunspell {
		t.Fatalf("hunspell with en_US is not installed: packaging/deps.sh test does that; found %v", all)
	}
	queue := make(chan func(), 100)
	c := New(Options{Programs: Installed{}, Post: func(f func()) { queue <- f }, Failed: func(err error) { t.Error(err) }})
	c.Use(d)
	defer c.Close()
	answers := map[string]Answer{
		"right": Right, "wrnog": Wrong, "don’t": Right, "dont": Wrong, "its": Right, "Straße": Wrong,
		"*": Right, "#hello": Right, "!": Right, "привет": Right,
	}
	var words []string
	for w := range answers {
		words = append(words, w)
	}
	c.Want(words)
	late := time.After(time.Minute)
	for known := false; !known; {
		select {
		case f := <-queue:
			f()
		case <-late:
			t.Fatal("no answer in a minute")
		}
		known = true
		for _, w := range words {
			known = known && c.Look(w) != Unknown
		}
	}
	for w, want := range answers {
		if got := c.Look(w); got != want {
			t.Errorf("%q: got %v, want %v", w, got, want)
		}
	}
	c.Suggest("wrnog", func(list []string) {
		if !strings.Contains(strings.Join(list, "|"), "wrong") {
			t.Errorf("suggestions for wrnog: %q", list)
		}
	})
}
