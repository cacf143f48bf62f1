package spell

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Kind is a program that this package can talk to.
type Kind uint8

// The programs, the better one first.
const (
	Hunspell Kind = iota
	Aspell
)

func (k Kind) String() string {
	if k == Aspell {
		return "aspell"
	}
	return "hunspell"
}

// Dictionary is a language that an installed program knows. The zero value
// is none.
type Dictionary struct {
	Language string // as its files are called: en_US
	Kind     Kind
	Program  string // path of the executable
	Name     string // what the program calls it: a path, or the language
}

// Title is the language in words, such as American English.
func (d Dictionary) Title() string {
	tag, err := language.Parse(bare(d.Language))
	if err != nil {
		return d.Language
	}
	if name := display.English.Tags().Name(tag); name != "" {
		return name
	}
	return d.Language
}

// bare is the language without what only its dictionary knows by name, as in
// de_DE_frami or en_GB-ise.
func bare(lang string) string {
	parts := strings.FieldsFunc(lang, func(r rune) bool { return r == '_' || r == '-' })
	n := min(1, len(parts))
	for n < len(parts) && (len(parts[n]) == 2 || len(parts[n]) == 4 && unicode.IsUpper(rune(parts[n][0]))) {
		n++
	}
	return strings.Join(parts[:n], "-")
}

// script is what the language is written in; nil when it is not known.
func (d Dictionary) script() *unicode.RangeTable {
	tag, err := language.Parse(bare(d.Language))
	if err != nil {
		return nil
	}
	s, _ := tag.Script()
	name, ok := map[string]string{
		"Latn": "Latin", "Cyrl": "Cyrillic", "Grek": "Greek", "Hebr": "Hebrew", "Arab": "Arabic", "Armn": "Armenian",
		"Geor": "Georgian", "Deva": "Devanagari", "Beng": "Bengali", "Taml": "Tamil", "Telu": "Telugu", "Gujr": "Gujarati",
		"Guru": "Gurmukhi", "Knda": "Kannada", "Mlym": "Malayalam", "Sinh": "Sinhala", "Ethi": "Ethiopic",
	}[s.String()]
	if !ok {
		return nil
	}
	return unicode.Scripts[name]
}

// Choose finds a dictionary for the first of the languages that has one, such
// as de, en_US, or the locale en_GB.UTF-8. A language without a country takes
// that of its own name, then the United States', then the first.
func Choose(all []Dictionary, languages ...string) (Dictionary, bool) {
	for _, want := range languages {
		want, _, _ = strings.Cut(want, ".")
		want, _, _ = strings.Cut(want, "@")
		want = strings.ReplaceAll(want, "-", "_")
		if want == "" || want == "C" || want == "POSIX" {
			continue
		}
		lang, country, _ := strings.Cut(want, "_")
		best, rank := Dictionary{}, 0
		for _, d := range all {
			l, c, _ := strings.Cut(strings.ReplaceAll(d.Language, "-", "_"), "_")
			r := 0
			switch {
			case !strings.EqualFold(l, lang):
				continue
			case strings.EqualFold(c, country):
				r = 5
			case c == "":
				r = 4
			case country != "" && strings.HasPrefix(strings.ToUpper(c), strings.ToUpper(country)+"_"): // en_GB_ise
				r = 4
			case strings.EqualFold(c, l):
				r = 3
			case c == "US":
				r = 2
			default:
				r = 1
			}
			if r > rank {
				best, rank = d, r
			}
		}
		if rank > 0 {
			return best, true
		}
	}
	return Dictionary{}, false
}

// Programs are what is installed on a computer.
type Programs interface {
	// Dictionaries finds the languages, which may take seconds. One that
	// several programs know is listed once.
	Dictionaries() []Dictionary
	// Start starts a program with a dictionary.
	Start(Dictionary) (Process, error)
}

// Process is a running program: what is written goes to its input, what is
// read comes from its output. Close ends it whatever it does, and lets go
// whoever reads or writes.
type Process interface {
	io.ReadWriteCloser
}

// Installed are hunspell and aspell of this computer, as the path of the
// environment finds them.
type Installed struct{}

// listing is how long a program may take to tell what it knows.
const listing = 5 * time.Second

// Dictionaries implements Programs.
func (Installed) Dictionaries() []Dictionary {
	var all []Dictionary
	if path, err := exec.LookPath("hunspell"); err == nil {
		all = append(all, hunspellList(path, output(path, "-D"))...)
	}
	if path, err := exec.LookPath("aspell"); err == nil {
		all = append(all, aspellList(path, output(path, "dump", "dicts"))...)
	}
	return sortDictionaries(all)
}

// Start implements Programs.
func (Installed) Start(d Dictionary) (Process, error) {
	args := []string{"-a", "-i", "UTF-8", "-d", d.Name}
	if d.Kind == Aspell {
		args = []string{"-a", "--lang=" + d.Name, "--encoding=utf-8", "--mode=none"}
	}
	cmd := command(d.Program, args...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &process{cmd: cmd, in: in, out: out}, nil
}

// command runs a program in the folder of its own, because hunspell takes
// dictionaries out of the present one before all others.
func command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = filepath.Dir(path)
	hideConsole(cmd)
	return cmd
}

// output is all that a program says; hunspell lists its dictionaries as
// errors, and fails where the locale's is not among them.
func output(path string, args ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), listing)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = filepath.Dir(path)
	cmd.WaitDelay = time.Second
	hideConsole(cmd)
	b, err := cmd.CombinedOutput()
	if ctx.Err() != nil || err != nil && len(b) == 0 {
		return ""
	}
	return string(b)
}

type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.ReadCloser
}

func (p *process) Read(b []byte) (int, error)  { return p.out.Read(b) }
func (p *process) Write(b []byte) (int, error) { return p.in.Write(b) }

// Close implements Process. It keeps nothing of the program's: what it was
// told was only asked.
func (p *process) Close() error {
	err := errors.Join(p.cmd.Process.Kill(), p.in.Close(), p.out.Close())
	go func() { _ = p.cmd.Wait() }() // it was killed, which is an error
	return err
}

// hunspellList reads what hunspell -D says.
func hunspellList(program, out string) (all []Dictionary) {
	_, list, ok := strings.Cut(out, "AVAILABLE DICTIONARIES")
	if !ok {
		return nil
	}
	list, _, _ = strings.Cut(list, "LOADED DICTIONARY")
	for line := range strings.Lines(list) {
		line = strings.TrimRight(line, "\r\n")
		lang := line[strings.LastIndexAny(line, `/\`)+1:]
		if lang != line && isLanguage(lang) && !strings.HasPrefix(lang, "hyph_") && !strings.HasPrefix(lang, "th_") {
			all = append(all, Dictionary{Language: lang, Kind: Hunspell, Program: program, Name: line})
		}
	}
	return all
}

// aspellList reads what aspell dump dicts says. The variants of a language,
// as en_US-w_accents, are left to those who know aspell.
func aspellList(program, out string) (all []Dictionary) {
	for line := range strings.Lines(out) {
		lang := strings.TrimSpace(line)
		if isLanguage(lang) && !strings.Contains(lang, "-") {
			all = append(all, Dictionary{Language: lang, Kind: Aspell, Program: program, Name: lang})
		}
	}
	return all
}

// isLanguage tells whether a dictionary's name begins with a language.
func isLanguage(name string) bool {
	i := strings.IndexAny(name, "_-")
	if i < 0 {
		i = len(name)
	}
	if i < 2 || i > 3 || strings.ContainsAny(name, " :=,\t") {
		return false
	}
	return strings.Trim(name[:i], "abcdefghijklmnopqrstuvwxyz") == ""
}

// sortDictionaries orders by language and lists each once.
func sortDictionaries(all []Dictionary) []Dictionary {
	slices.SortStableFunc(all, func(a, b Dictionary) int {
		return cmp.Or(cmp.Compare(a.Language, b.Language), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.CompactFunc(all, func(a, b Dictionary) bool { return a.Language == b.Language })
}
