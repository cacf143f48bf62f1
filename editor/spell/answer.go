package spell

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	maxLine        = 64 << 10 // bytes of a line that a program may answer
	maxAnswers     = 200      // lines about one word
	maxBanner      = 20       // lines before the first word
	maxSuggestions = 8        // that are kept of a word
)

// verdict is what a program says about a word.
type verdict struct {
	wrong       bool
	suggestions []string // the best first
}

// conversation speaks the protocol of ispell, which hunspell and aspell know
// too: a banner, then for each line sent some answers and an empty line.
type conversation struct {
	in  io.Writer
	out *bufio.Reader
	met bool // the banner was read
}

func converse(rw io.ReadWriter) *conversation {
	return &conversation{in: rw, out: bufio.NewReaderSize(rw, 4096)}
}

// ask sends a word, which must be without line breaks, and reads what is said
// about it. After an error the conversation is at no known place.
func (c *conversation) ask(word string) (verdict, error) {
	if !c.met {
		if err := c.banner(); err != nil {
			return verdict{}, err
		}
	}
	// Without the ^ a line that begins with * or & would be a command.
	if _, err := io.WriteString(c.in, "^"+word+"\n"); err != nil {
		return verdict{}, err
	}
	var v verdict
	for range maxAnswers {
		line, err := c.line()
		if err != nil {
			return verdict{}, err
		}
		if line == "" {
			v.suggestions = v.suggestions[:min(len(v.suggestions), maxSuggestions)]
			return v, nil
		}
		wrong, about, suggestions, err := parseAnswer(line)
		if err != nil {
			return verdict{}, err
		}
		if wrong && !strings.Contains(word, about) {
			return verdict{}, fmt.Errorf("asked about %q, it answers %.40q", word, line)
		}
		if about != word { // what the program takes apart is not to be replaced as a whole
			suggestions = nil
		}
		v.wrong = v.wrong || wrong
		v.suggestions = append(v.suggestions, suggestions...)
	}
	return verdict{}, errors.New("it says too much about one word")
}

func (c *conversation) banner() error {
	for range maxBanner {
		line, err := c.line()
		if err != nil {
			return err
		}
		if strings.HasPrefix(line, "@(#)") {
			c.met = true
			return nil
		}
	}
	return errors.New("it does not say that it checks spelling")
}

// line reads a line without its ending.
func (c *conversation) line() (string, error) {
	var b []byte
	for {
		part, err := c.out.ReadSlice('\n')
		b = append(b, part...)
		switch {
		case len(b) > maxLine:
			return "", errors.New("it answers with a line without end")
		case err == nil:
			return strings.TrimRight(string(b), "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return "", errors.New("it ended")
		default:
			return "", err
		}
	}
}

// parseAnswer reads a line about a word:
//
//   - right; also + ROOT and -
//     & WORD COUNT OFFSET: SUGGESTION, …
//     ? WORD COUNT OFFSET: GUESS, …
//     # WORD OFFSET
func parseAnswer(line string) (wrong bool, about string, suggestions []string, err error) {
	switch line[0] {
	case '*', '+', '-':
		return false, "", nil, nil
	case '#', '&', '?':
		kind, rest, _ := strings.Cut(line, " ")
		about, _, _ := strings.Cut(rest, " ")
		if kind == line[:1] && about != "" {
			_, list, _ := strings.Cut(line, ": ")
			for s := range strings.SplitSeq(list, ", ") {
				if s = strings.TrimSpace(s); isSuggestion(s) {
					suggestions = append(suggestions, s)
				}
			}
			return true, about, suggestions, nil
		}
	}
	return false, "", nil, fmt.Errorf("it answers %.40q", line)
}

// isSuggestion keeps out what must never get into a text.
func isSuggestion(s string) bool {
	return s != "" && len(s) <= 2*maxWord && strings.ToValidUTF8(s, "") == s &&
		!strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7F })
}
