package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/post"
)

// The limits of front matter.
const (
	maxMatter = 1 << 20 // bytes
	maxValues = 20_000  // with what aliases stand for
	maxDepth  = 50      // of lists and tables in each other
)

// matterLimits count before anything is decoded. Marks of YAML count that only
// stand among words, so there may be more of them than values.
var matterLimits = bounded.Limits{Bytes: maxMatter + 1, Depth: maxDepth, Values: 5 * maxValues, Dots: 8}

var errTooMuch = fmt.Errorf("it holds more than %d values, or lists more than %d deep", maxValues, maxDepth)

// matter is the front matter of a file.
type matter struct {
	pairs []pair
	notes []note // what of it could not be read
	found bool   // there was some
}

// note is a thing to tell about a file.
type note struct {
	field, text string
	line        int // of the file; 0 where that is not known
}

// readMatter parts front matter from the body behind it, whose bytes are as
// they were. Where there is none all is body. It never fails: front matter that
// cannot be read is told of, and read line by line.
func readMatter(src string) (m matter, body string) {
	src = strings.TrimPrefix(src, "\uFEFF")
	cut, ok := post.CutFrontMatter(src)
	if !ok {
		return m, src
	}
	m.found = true
	switch cut.Language {
	case post.Program:
		m.notes = []note{{text: "its front matter is a program and was left out: " + shorten(cut.Inner)}}
	case post.YAML:
		m.read(cut.Inner, cut.Language, readYAML)
	case post.TOML:
		m.read(cut.Inner, cut.Language, readTOML)
	case post.JSON:
		pairs, err := readJSON(cut.Inner)
		if err != nil {
			return matter{}, src
		}
		m.pairs = pairs
		m.dropRepeated()
	case post.Lines:
		m.readKeys(cut.Inner)
	}
	return m, cut.Body
}

// read reads with f, and line by line where that fails.
func (m *matter) read(inner, language string, f func(string) ([]pair, error)) {
	inner = strings.ReplaceAll(strings.ReplaceAll(inner, "\r\n", "\n"), "\r", "\n")
	if len(inner) > maxMatter {
		m.notes = append(m.notes, note{field: "", text: fmt.Sprintf("its front matter is larger than %d MB and was left out", maxMatter>>20)})
		return
	}
	var err error
	if m.pairs, err = f(inner); err == nil {
		m.dropRepeated()
		return
	}
	if language == "YAML" && strings.Contains(inner, "\t") {
		if pairs, err := f(leadingTabs().ReplaceAllStringFunc(inner, func(s string) string { return strings.ReplaceAll(s, "\t", "  ") })); err == nil {
			m.pairs = pairs
			m.notes = append(m.notes, note{field: "", text: "its front matter is set in with tabs, which YAML forbids; they were read as two blanks"})
			m.dropRepeated()
			return
		}
	}
	m.notes = append(m.notes, note{text: fmt.Sprintf("its front matter is not %s (%v); it was read line by line", language, err)})
	if _, tooMuch := errors.AsType[*bounded.Error](err); tooMuch || errors.Is(err, errTooMuch) {
		m.notes[len(m.notes)-1].text = "its front matter was left out: " + err.Error()
		return
	}
	m.readLines(inner)
	m.dropRepeated()
}

var leadingTabs = pattern(`(?m)^[ \t]+`)

// dropRepeated keeps the last of several values for one key.
func (m *matter) dropRepeated() {
	last := map[string]int{}
	for i, p := range m.pairs {
		last[p.key] = i
	}
	at := -1
	defer m.boundNotes()
	m.pairs = slices.DeleteFunc(m.pairs, func(p pair) bool {
		at++
		if last[p.key] == at {
			return false
		}
		m.notes = append(m.notes, note{field: p.key, text: "it is there twice; " + shorten(p.value.line()) + " was left out"})
		return true
	})
}

// boundNotes leaves so many notes as someone reads.
func (m *matter) boundNotes() {
	const most = 20
	if n := len(m.notes) - most; n > 0 {
		m.notes = append(m.notes[:most:most], note{field: "", text: fmt.Sprintf("%d more of its keys and lines were left out", n)})
	}
}

var simpleLine = pattern(`^([A-Za-z_][\w .-]*?)[ \t]*[:=](?:[ \t]+(.*))?$`)

// readLines takes what is written as "key: value".
func (m *matter) readLines(inner string) {
	n := 1
	for line := range strings.Lines(inner) {
		n++
		line = strings.TrimRight(line, " \t\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k := simpleLine().FindStringSubmatch(line)
		if k == nil {
			m.notes = append(m.notes, note{field: "", text: fmt.Sprintf("line %d was left out: %s", n, shorten(strings.TrimSpace(line)))})
			continue
		}
		v := k[2]
		if len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
			v = v[1 : len(v)-1]
		}
		m.pairs = append(m.pairs, pair{k[1], value{text: v}, n})
	}
}

// shorten makes words fit a message.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strconv.Quote(s)
}

// readYAML reads a mapping.
func readYAML(src string) ([]pair, error) {
	doc, err := bounded.YAML([]byte("\n"+src), matterLimits) // lines count from the file's first
	if err != nil {
		return nil, yamlError(err)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	b := &budget{left: maxValues}
	v, err := b.yaml(doc.Content[0], 0)
	if err != nil {
		return nil, err
	}
	switch v.kind {
	case table:
		return v.pairs, nil
	case nothing:
		return nil, nil
	}
	return nil, errors.New("it is not a list of keys and values")
}

func yamlError(err error) error {
	if e, ok := errors.AsType[*bounded.Error](err); ok {
		return e
	}
	s, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	return errors.New(s)
}

// budget bounds what aliases can blow up.
type budget struct{ left int }

func (b *budget) spend(depth int) error {
	b.left--
	if b.left < 0 || depth > maxDepth {
		return errTooMuch
	}
	return nil
}

func (b *budget) yaml(n *yaml.Node, depth int) (value, error) {
	if err := b.spend(depth); err != nil {
		return value{}, err
	}
	switch n.Kind {
	case yaml.AliasNode:
		return b.yaml(n.Alias, depth+1)
	case yaml.ScalarNode:
		v := value{text: n.Value}
		switch n.ShortTag() {
		case "!!null":
			v = value{kind: nothing}
		case "!!int", "!!float", "!!bool", "!!timestamp":
			v.kind = plain
		}
		return v, nil
	case yaml.SequenceNode:
		v := value{kind: list}
		for _, c := range n.Content {
			it, err := b.yaml(c, depth+1)
			if err != nil {
				return value{}, err
			}
			v.items = append(v.items, it)
		}
		return v, nil
	case yaml.MappingNode:
		return b.yamlTable(n, depth)
	}
	return value{kind: nothing}, nil
}

func (b *budget) yamlTable(n *yaml.Node, depth int) (value, error) {
	v := value{kind: table}
	var merged []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, err := b.yaml(n.Content[i], depth+1)
		if err != nil {
			return value{}, err
		}
		it, err := b.yaml(n.Content[i+1], depth+1)
		if err != nil {
			return value{}, err
		}
		key := k.text
		if k.kind == list || k.kind == table {
			key = k.json()
		}
		if key == "<<" && n.Content[i].Style == 0 {
			tables := []value{it}
			if it.kind == list {
				tables = it.items
			}
			for _, t := range tables {
				merged = append(merged, t.pairs...)
			}
			continue
		}
		v.pairs = append(v.pairs, pair{key, it, n.Content[i].Line})
	}
	has := map[string]bool{}
	for _, p := range v.pairs {
		has[p.key] = true
	}
	for _, p := range merged {
		if !has[p.key] {
			has[p.key] = true
			v.pairs = append(v.pairs, p)
		}
	}
	return v, nil
}

// readTOML reads a document.
func readTOML(src string) ([]pair, error) {
	top, keys, err := bounded.TOML(src, matterLimits)
	if err != nil {
		if e, ok := errors.AsType[toml.ParseError](err); ok {
			return nil, fmt.Errorf("line %d: %s", e.Position.Line+1, e.Message)
		}
		return nil, err
	}
	order := map[string]int{}
	for i, k := range keys {
		if s := strings.Join(k, "\x00"); order[s] == 0 {
			order[s] = i + 1
		}
	}
	b := &budget{left: maxValues}
	v, err := b.toml(top, "", order, 0)
	return v.pairs, err
}

func (b *budget) toml(x any, path string, order map[string]int, depth int) (value, error) {
	if err := b.spend(depth); err != nil {
		return value{}, err
	}
	switch x := x.(type) {
	case map[string]any:
		v := value{kind: table}
		for k, it := range x {
			under := k
			if path != "" {
				under = path + "\x00" + k
			}
			c, err := b.toml(it, under, order, depth+1)
			if err != nil {
				return value{}, err
			}
			v.pairs = append(v.pairs, pair{k, c, order[under]})
		}
		slices.SortFunc(v.pairs, func(a, b pair) int {
			if a.line != b.line {
				return a.line - b.line
			}
			return strings.Compare(a.key, b.key)
		})
		for i := range v.pairs {
			v.pairs[i].line = 0 // it was the place among keys
		}
		return v, nil
	case []map[string]any:
		v := value{kind: list}
		for _, it := range x {
			c, err := b.toml(it, path, order, depth+1)
			if err != nil {
				return value{}, err
			}
			v.items = append(v.items, c)
		}
		return v, nil
	case []any:
		v := value{kind: list}
		for _, it := range x {
			c, err := b.toml(it, path, order, depth+1)
			if err != nil {
				return value{}, err
			}
			v.items = append(v.items, c)
		}
		return v, nil
	case string:
		return value{text: x}, nil
	case time.Time:
		return value{kind: plain, text: tomlTime(x)}, nil
	}
	return value{kind: plain, text: fmt.Sprint(x)}, nil
}

// tomlTime writes a date or time as TOML had it.
func tomlTime(t time.Time) string {
	switch t.Location().String() {
	case "date-local":
		return t.Format(time.DateOnly)
	case "time-local":
		return t.Format("15:04:05.999999999")
	case "datetime-local":
		return t.Format("2006-01-02T15:04:05.999999999")
	}
	return t.Format(time.RFC3339Nano)
}

// readJSON reads an object.
func readJSON(src string) ([]pair, error) {
	b := &budget{left: maxValues}
	v, err := b.json(bounded.JSONTokens([]byte(src), matterLimits), 0)
	return v.pairs, err
}

func (b *budget) json(d *json.Decoder, depth int) (value, error) {
	if err := b.spend(depth); err != nil {
		return value{}, err
	}
	t, err := d.Token()
	if err != nil {
		return value{}, err
	}
	switch t := t.(type) {
	case nil:
		return value{kind: nothing}, nil
	case string:
		return value{text: t}, nil
	case json.Number:
		return value{kind: plain, text: t.String()}, nil
	case bool:
		return value{kind: plain, text: strconv.FormatBool(t)}, nil
	case json.Delim:
		v := value{kind: table}
		if t == '[' {
			v.kind = list
		}
		for d.More() {
			key := ""
			if v.kind == table {
				k, err := d.Token()
				if err != nil {
					return value{}, err
				}
				key, _ = k.(string)
			}
			it, err := b.json(d, depth+1)
			if err != nil {
				return value{}, err
			}
			if v.kind == table {
				v.pairs = append(v.pairs, pair{key, it, 0})
			} else {
				v.items = append(v.items, it)
			}
		}
		_, err := d.Token() // what ends it
		return v, err
	}
	return value{}, io.ErrUnexpectedEOF
}
