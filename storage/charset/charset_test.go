package charset

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"galley.app/galley/storage/post"
)

const head = "!! title: T\n!! slug: t\n\n---\n\n"

func named(t testing.TB, name string) Charset {
	t.Helper()
	i := slices.IndexFunc(All(), func(c Charset) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("%s is not known", name)
	}
	return All()[i]
}

// TestGuess writes posts in older encodings: what is guessed first reads them as they were.
func TestGuess(t *testing.T) {
	for name, text := range map[string]string{
		"windows-1252": "Über die Größe des Cafés in der Straße: “déjà vu”, naïve Leute – 50 € für ein Menü. Die Bäume blühen schön, während wir müßig gehen.",
		"iso-8859-1":   "Le café où l'été s'achève à midi, déjà. Les élèves français préfèrent être à côté de la fenêtre.",
		"windows-1251": "Однажды весною, в час небывало жаркого заката, в Москве, на Патриарших прудах, появились два гражданина.",
		"koi8-r":       "Однажды весною, в час небывало жаркого заката, в Москве, на Патриарших прудах, появились два гражданина.",
		"shift_jis":    "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。",
		"euc-jp":       "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。",
		"gb18030":      "从前有座山，山里有座庙，庙里有个老和尚在讲故事。他讲的是什么呢？从前有座山，山里有座庙。",
		"big5":         "從前有座山，山裡有座廟，廟裡有個老和尚在講故事。他講的是什麼呢？從前有座山，山裡有座廟。",
		"euc-kr":       "나는 고양이다. 이름은 아직 없다. 어디서 태어났는지 도무지 짐작이 가지 않는다.",
		"windows-1253": "Η μητέρα μου ήταν πολύ καλή γυναίκα και ο πατέρας μου δούλευε στη θάλασσα όλη μέρα.",
		"windows-1255": "בראשית ברא אלהים את השמים ואת הארץ והארץ היתה תהו ובהו וחשך על פני תהום",
		"utf-16le":     "Plain words and some – dashes.",
		"utf-16be":     "Plain words and some – dashes.",
	} {
		text = head + text + "\n"
		b, err := named(t, name).enc.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		first := Guess(b)[0]
		if got, lost, err := first.Decode(b); err != nil || got != text || lost != 0 {
			t.Errorf("%s: guessed %s, which reads %.60q, %d lost, %v", name, first.Name, strings.TrimPrefix(got, head), lost, err)
		}
		if strings.HasPrefix(name, "utf-16") { // also without its mark
			first := Guess(b[2:])[0]
			if got, _, err := first.Decode(b[2:]); err != nil || got != text {
				t.Errorf("%s without a mark: guessed %s, %q, %v", name, first.Name, got, err)
			}
		}
	}
}

// TestEachReadsItsOwn holds that all encodings are listed once, whatever is guessed, and read what they wrote.
func TestEachReadsItsOwn(t *testing.T) {
	for _, text := range []string{"", "plain", "caf\xe9", "\xff\xfe", "\x00\x00\xfe\xff\x00", strings.Repeat("a", 1<<20) + "\xe9"} {
		var names []string
		for _, c := range Guess([]byte(text)) {
			names = append(names, c.Name)
		}
		slices.Sort(names)
		if n := len(slices.Compact(names)); n != len(All()) {
			t.Errorf("%.10q: %d are listed of %d", text, n, len(All()))
		}
	}
	for _, c := range All() {
		b, err := c.enc.NewEncoder().Bytes([]byte(head + "Plain words\r\nin lines\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got, lost, err := c.Decode(b); err != nil || lost != 0 || got != head+"Plain words\r\nin lines\n" || post.CheckEncoding(got) != nil {
			t.Errorf("%s: %q, %d lost, %v", c.Name, got, lost, err)
		}
	}
}

// FuzzGuess holds that any bytes are read as UTF-8 in each encoding, and that what is lost is counted.
func FuzzGuess(f *testing.F) {
	for _, s := range []string{"", "caf\xe9", "\xff\xfea\x00", "\x1b$B\x00", "\x81\x30\x81", "\xfe\xff\xd8\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, c := range Guess(b) {
			s, lost, err := c.Decode(b)
			if err == nil && (!utf8.ValidString(s) || lost != strings.Count(s, "\ufffd")) {
				t.Fatalf("%s: %q, %d lost", c.Name, s, lost)
			}
		}
	})
}
