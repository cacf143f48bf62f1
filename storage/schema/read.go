package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/post"
)

// Wrong is something that makes no sense in a library's account of its fields.
type Wrong struct {
	Table   int    // of which field, from 0 in the order of the file
	Key     string // "" for the whole of it
	Message string
}

// Most is how many fields a library may name.
const Most = 100

// Read reads the tables [[field]] of a library's settings. What contradicts
// itself or another table is left out, and told of.
func Read(tables []map[string]any) (s Schema, wrong []Wrong) {
	first := map[string]int{}
	for i, table := range tables {
		if i == Most {
			wrong = append(wrong, Wrong{i, "", fmt.Sprintf("there are %d fields; those after the first %d count for nothing", len(tables), Most)})
			break
		}
		r := reader{table: table, i: i}
		f := r.field()
		if _, twice := first[f.Name]; twice && f.Name != "" {
			r.say("name", fmt.Sprintf("%s is there twice; the first one counts", f.Name))
		} else if f.Name != "" {
			first[f.Name] = i
		}
		if wrong = append(wrong, r.wrong...); len(r.wrong) == 0 {
			s = append(s, f)
		}
	}
	return s, wrong
}

// reader reads one table.
type reader struct {
	table map[string]any
	i     int
	wrong []Wrong
}

func (r *reader) say(key, message string) {
	r.wrong = append(r.wrong, Wrong{r.i, key, message})
}

var keys = []string{"name", "kind", "required", "choices", "default"}

func (r *reader) field() (f Field) {
	f.Name = r.name()
	f.Kind = r.kind(f.Name)
	switch v := r.table["required"].(type) {
	case nil:
	case bool:
		f.Required = v
	default:
		r.say("required", "required must be true or false")
	}
	f.Choices = r.choices(f)
	f.Default = r.value(f)
	for _, key := range slices.Sorted(maps.Keys(r.table)) {
		if !slices.Contains(keys, key) {
			r.say(key, fmt.Sprintf("a field has no key %s; its keys are %s", quoted(key), strings.Join(keys, ", ")))
		}
	}
	return f
}

func (r *reader) name() string {
	name, ok := r.table["name"].(string)
	switch name = strings.TrimSpace(name); {
	case r.table["name"] == nil || ok && name == "":
		r.say("name", "the field has no name")
	case !ok:
		r.say("name", "name must be text in quotes")
	case name == "title" || name == "slug" || name == "published" || name == "description":
		r.say("name", name+" is a field that every post has, with rules of its own; see [check]")
	case name == "body":
		r.say("name", "no field is named body, which is the name of the text in packages")
	case post.ValidKey(name) != nil:
		r.say("name", post.ValidKey(name).Error())
	}
	return name
}

func (r *reader) kind(name string) Kind {
	v := r.table["kind"]
	if v == nil {
		return kindOf(name, "")
	}
	said, _ := v.(string)
	if k := Kind(strings.TrimSpace(said)); slices.Contains(Kinds(), k) {
		return k
	}
	var all []string
	for _, k := range Kinds() {
		all = append(all, string(k))
	}
	r.say("kind", "kind must be one of "+strings.Join(all, ", "))
	return Text
}

// choices reads what may stand in a field.
func (r *reader) choices(f Field) (list []string) {
	v := r.table["choices"]
	if v == nil {
		return nil
	}
	all, ok := v.([]any)
	if !ok || len(all) == 0 {
		r.say("choices", `choices must be a list of texts, such as ["one", "two"]`)
		return nil
	}
	if f.Kind != Text && f.Kind != List {
		r.say("choices", fmt.Sprintf("a field of the kind %s has no choices; the kinds text and list can have some", f.Kind))
		return nil
	}
	for _, c := range all {
		text, ok := c.(string)
		switch folded := post.Fold(text); {
		case !ok:
			r.say("choices", "choices must be texts in quotes")
			return nil
		case folded == "" || folded != text:
			r.say("choices", fmt.Sprintf("the choice %s is empty, or has blanks at its ends or a line break", quoted(text)))
			return nil
		case slices.Contains(list, text):
			r.say("choices", fmt.Sprintf("the choice %s is there twice", quoted(text)))
			return nil
		}
		list = append(list, text)
	}
	return list
}

// value reads what stands in the field of a new post.
func (r *reader) value(f Field) (text string) {
	switch v := r.table["default"].(type) {
	case nil:
		return ""
	case string:
		text = post.Fold(v)
	case bool:
		text = strconv.FormatBool(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		switch v.Location().String() { // as the reader of TOML calls what says no zone
		case "date-local":
			text = v.Format(time.DateOnly)
		case "time-local":
			text = v.Format("15:04:05.999999999")
		case "datetime-local":
			text = v.Format("2006-01-02T15:04:05.999999999")
		default:
			text = v.Format(time.RFC3339Nano)
		}
	case []any:
		var items []string
		for _, it := range v {
			item, ok := it.(string)
			if !ok {
				r.say("default", "default must be a list of texts in quotes")
				return ""
			}
			items = append(items, item)
		}
		if f.Kind != List {
			r.say("default", fmt.Sprintf("default is a list, and the field is of the kind %s", f.Kind))
			return ""
		}
		text = Join("", items)
	default:
		r.say("default", "default must be a text, a number, true or false, or a list of texts")
		return ""
	}
	if len(r.wrong) > 0 {
		return text // what it would be compared with is wrong
	}
	f.Required = false
	if said := f.Wrong(text); said != "" {
		r.say("default", "default contradicts the field: "+said)
	}
	return text
}
