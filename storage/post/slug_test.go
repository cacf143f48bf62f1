package post

import "testing"

// Each language writes its letters in plain ones as its people do.
func TestSlugIn(t *testing.T) {
	for _, c := range []struct{ language, title, want string }{
		{"de", "Grün über Öl & Käse", "gruen-ueber-oel-und-kaese"},
		{"de-CH", "Größe @ Zürich", "groesse-an-zuerich"},
		{"gsw", "Zürcher Geschnätzlets", "zuercher-geschnaetzlets"},
		{"", "Grün über Öl & Käse", "grun-uber-ol-and-kase"},
		{"en", "Naïve Café & Co.", "naive-cafe-and-co"},
		{"xx-no-tag-", "A & B", "a-and-b"},
		{"da", "Æbler & brød på ø", "aebler-og-broed-paa-oe"},
		{"no", "Blåbær & rømme", "blaabaer-og-roemme"},
		{"nb-NO", "Blåbær & rømme", "blaabaer-og-roemme"},
		{"nn", "Kjærleik & øl", "kjaerleik-og-oel"},
		{"sv", "Räksmörgås & öl", "raksmorgas-och-ol"},
		{"fi", "Hyvää yötä & päivää", "hyvaa-yota-ja-paivaa"},
		{"is", "Þór & Æsir á Íslandi með öðrum", "thor-og-aesir-a-islandi-med-odrum"},
		{"nl", "IJs & koffie geïnd", "ijs-en-koffie-geind"},
		{"pl", "Żółć & łąka", "zolc-i-laka"},
		{"cs", "Příliš žluťoučký & kůň", "prilis-zlutoucky-a-kun"},
		{"sk", "Ľúbim & čakám", "lubim-a-cakam"},
		{"hu", "Árvíztűrő & tükörfúrógép", "arvizturo-es-tukorfurogep"},
		{"es", "Mañana & pingüino", "manana-y-pinguino"},
		{"fr", "L’œuvre & l'été à Noël", "loeuvre-et-lete-a-noel"},
		{"it", "Perché & così", "perche-e-cosi"},
		{"pt-BR", "Coração & ação", "coracao-e-acao"},
		{"ro", "Țară & știință", "tara-si-stiinta"},
		{"tr", "Işık & ÇİÇEK güneşi", "isik-ve-cicek-gunesi"},
		{"az", "Gəncə & Şəki", "gence-ve-seki"},
		{"sl", "Čaj & žganje", "caj-in-zganje"},
		{"hr", "Đak & čaj", "dak-i-caj"},
		{"et", "Öö & jäääär", "oo-ja-jaaaar"},
		{"lt", "Žąsis & ėjimas", "zasis-ir-ejimas"},
		{"lv", "Ļaudis & ūdens", "laudis-un-udens"},
		{"el", "Καλημέρα & χαρά", "kalimera-kai-chara"},
		{"bg", "Щастие & ъгъл", "shtastie-i-agal"},
		{"uk", "Гарний & щоденник", "harnyi-i-shchodennyk"},
		{"ru", "Соль & объём", "sol-i-obiom"},
		{"uz-Latn", "O‘zbek tili", "ozbek-tili"},
		{"haw", "Hawaiʻi", "hawaii"},
		{"vi", "Đường & phố", "duong-va-pho"},
		{"ca", "Vi & pa", "vi-i-pa"},
	} {
		if got := SlugIn(c.title, c.language); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.language, c.title, got, c.want)
		} else if !ValidSlug(got) {
			t.Errorf("%s %q: %q is no slug", c.language, c.title, got)
		}
	}
}
