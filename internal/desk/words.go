package desk

import (
	"strings"

	"galley.app/galley/storage"
)

// Words lets the window use the writer's own words; the keeper writes them.
type Words struct {
	Paths  storage.Paths
	Keeper *storage.Keeper
}

// Words implements editor.WordList, as all below does.
func (w *Words) Words() ([]string, error) { return storage.ReadWords(w.Paths) }

func (w *Words) Add(word string, done func(error)) {
	w.Keeper.Do(func() error { return storage.AddWord(w.Paths, word) }, done)
}

func (w *Words) Remove(word string, done func(error)) {
	w.Keeper.Do(func() error { return storage.RemoveWord(w.Paths, word) }, done)
}

// Locale is the system's language as the environment tells it, such as
// en_GB.UTF-8. Where it does not, as in LANG=C, that is the language of the
// program itself, which is what a library without a language has too.
func Locale(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" && v != "C" && v != "POSIX" && !strings.HasPrefix(v, "C.") {
			return v
		}
	}
	return "en"
}
