package config

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/storage/safefile"
)

// maxWords is the size in bytes of the largest list of words that is read.
const maxWords = 4 << 20

// wordsFile holds the author's own words: UTF-8, a word a line. Blank lines and
// those that begin with # are the author's notes.
func (p Paths) wordsFile() string { return below(p.Config, "words.txt") }

// Words is the author's own list of words.
type Words struct {
	Paths Paths
	// Do does work that writes in its turn and calls done afterwards, as storage.Keeper's Do.
	Do func(work func() error, done func(error))
}

// Read reads the words that the author holds to be spelled right. A list that
// is not there is empty.
func (w *Words) Read() ([]string, error) {
	path := w.Paths.wordsFile()
	if path == "" {
		return nil, nil
	}
	src, _, err := readWords(path)
	if err != nil {
		return nil, err
	}
	var words []string
	for line := range strings.Lines(strings.TrimPrefix(src, "\uFEFF")) {
		if word := strings.TrimSpace(line); word != "" && !strings.HasPrefix(word, "#") {
			words = append(words, word)
		}
	}
	return words, nil
}

// Add puts a word at the end of the list, if it is not in it, and calls done as
// Do does. All else in the file stays as it is.
func (w *Words) Add(word string, done func(error)) {
	w.Do(func() error { return addWord(w.Paths, word) }, done)
}

// Remove removes a word from the list, and calls done as Do does.
func (w *Words) Remove(word string, done func(error)) {
	w.Do(func() error { return removeWord(w.Paths, word) }, done)
}

func readWords(path string) (src string, fp safefile.Fingerprint, err error) {
	data, fp, err := safefile.Read(path, maxWords)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", safefile.Fingerprint{}, nil
	case err != nil:
		return "", fp, fmt.Errorf("%s: your words could not be read: %s", safefile.Shown(path), safefile.Reason(err))
	case !utf8.Valid(data):
		return "", fp, fmt.Errorf("%s: your words are not read, because the file is not UTF-8; it is left as it is", safefile.Shown(path))
	}
	return string(data), fp, nil
}

func addWord(p Paths, word string) error {
	if word == "" || strings.HasPrefix(word, "#") || !utf8.ValidString(word) ||
		strings.ContainsFunc(word, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return fmt.Errorf("%q is not a word to remember", word)
	}
	return changeWords(p, func(lines []string) []string {
		if slices.ContainsFunc(lines, func(l string) bool { return strings.TrimSpace(l) == word }) {
			return lines
		}
		end := "\n"
		if n := len(lines); n > 0 {
			last := strings.TrimRight(lines[n-1], "\r\n")
			if strings.HasSuffix(lines[0], "\r\n") {
				end = "\r\n"
			}
			if last == lines[n-1] {
				lines[n-1] += end
			}
		}
		return append(lines, word+end)
	})
}

func removeWord(p Paths, word string) error {
	return changeWords(p, func(lines []string) []string {
		return slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == word })
	})
}

func changeWords(p Paths, change func(lines []string) []string) error {
	path := p.wordsFile()
	if path == "" {
		return errors.New("your word is not kept, because there is no home folder")
	}
	if err := makePrivate(p.Config); err != nil {
		return fmt.Errorf("%s: your word is not kept: %s", safefile.Shown(path), safefile.Reason(err))
	}
	var err error
	for range 3 { // another window may write at the same time
		var src string
		var fp safefile.Fingerprint
		if src, fp, err = readWords(path); err != nil {
			return err
		}
		changed := strings.Join(change(slices.Collect(strings.Lines(src))), "")
		if changed == src {
			return nil
		}
		_, err = safefile.Replace(path, []byte(changed), safefile.Options{Expect: &fp, Mode: 0o600})
		if conflict := (*safefile.ConflictError)(nil); !errors.As(err, &conflict) {
			break
		}
	}
	return err
}
