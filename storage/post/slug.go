package post

import (
	"strings"

	"github.com/gosimple/slug"
	"golang.org/x/text/language"
)

// Slug suggests a slug for an English title; SlugIn does for other languages.
func Slug(title string) string { return SlugIn(title, "en") }

// SlugIn suggests a slug for a title: words in plain letters joined by dashes,
// at most 80 bytes so that it fits a file name, "" when nothing is left.
// Letters are written as people who write that language (a tag such as "de" or
// "pt-BR") do where they have none but a to z: ü is ue in German, u in
// Turkish. A tag that says nothing, "" too, is taken for English.
func SlugIn(title, tag string) string {
	const mostTitle, most = 400, 80 // characters, bytes
	n := 0
	for i := range title {
		if n == mostTitle {
			title = title[:i]
			break
		}
		n++
	}
	rules := spellingOf(tag)
	made := slug.MakeLang(rules.own.Replace(title), rules.library)
	words := strings.FieldsFunc(made, func(r rune) bool { return r == '-' || r == '_' })
	s := strings.Join(words, "-")
	if len(s) > most {
		s = s[:most+1]
		if cut := strings.LastIndexByte(s, '-'); cut > 0 {
			s = s[:cut]
		} else {
			s = s[:most]
		}
	}
	return s
}

// spelling is how a language is written in plain letters: what the library
// knows under a name, after what it does not know.
type spelling struct {
	library string
	own     *strings.Replacer
}

func spellingOf(tag string) spelling {
	base := "en"
	if t, err := language.Parse(tag); err == nil {
		b, _ := t.Base()
		base = b.String()
	}
	// Marks that stand for a letter or within a word, which would tear it apart.
	pairs := []string{"‘", "", "ʻ", "", "ʼ", "", "ʹ", "", "ʺ", ""}
	and := ""
	switch base {
	case "da", "no", "fo":
		base = "nb" // the same letters, and the same word
	case "gsw", "nds", "lb":
		base = "de"
	case "is":
		and = "og"
		pairs = append(pairs, "ð", "d", "Ð", "D", "þ", "th", "Þ", "Th")
	case "az":
		and = "ve"
		pairs = append(pairs, "ə", "e", "Ə", "E")
	case "hu":
		and = "es"
	case "bg":
		and = "i"
	case "uk":
		and = "i"
		pairs = append(pairs, "г", "h", "Г", "H", "и", "y", "И", "Y", "і", "i", "І", "I", "ї", "i", "Ї", "I", "ґ", "g", "Ґ", "G", "щ", "shch", "Щ", "Shch", "ь", "", "’", "")
	case "ru", "be":
		and = "i"
		pairs = append(pairs, "ь", "", "Ь", "", "ъ", "", "Ъ", "")
	case "hr", "sr", "bs", "mk", "ca":
		and = "i"
	case "sk", "gl":
		and = "a"
		if base == "gl" {
			and = "e"
		}
	case "et":
		and = "ja"
	case "lt":
		and = "ir"
	case "lv":
		and = "un"
	case "eu":
		and = "eta"
	case "sq":
		and = "dhe"
	case "cy":
		and = "a"
	case "ga":
		and = "agus"
	case "af":
		and = "en"
	case "vi":
		and = "va"
	}
	if and != "" {
		pairs = append(pairs, "&", " "+and+" ")
	}
	return spelling{base, strings.NewReplacer(pairs...)}
}
