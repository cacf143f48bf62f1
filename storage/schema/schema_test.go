package schema

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/post"
)

// TestRead holds that what contradicts itself is told of where it stands, and left
// out, and the rest read.
func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name  string
		table map[string]any
		want  Field
		wrong string // "key: part of the message"
	}{
		{"a name alone", map[string]any{"name": "mood"}, Field{Name: "mood", Kind: Text}, ""},
		{"the kind of a usual name", map[string]any{"name": "tags"}, Field{Name: "tags", Kind: List}, ""},
		{"a usual name of another kind", map[string]any{"name": "tags", "kind": "text"}, Field{Name: "tags", Kind: Text}, ""},
		{"everything", map[string]any{"name": "series", "kind": "list", "required": true, "choices": []any{"a", "b"}, "default": []any{"b", "a"}}, Field{"series", List, true, []string{"a", "b"}, "b, a"}, ""},
		{"a number", map[string]any{"name": "weight", "kind": "number", "default": int64(3)}, Field{Name: "weight", Kind: Number, Default: "3"}, ""},
		{"yes or no", map[string]any{"name": "toc", "kind": "boolean", "default": false}, Field{Name: "toc", Kind: Boolean, Default: "false"}, ""},
		{"a list that only JSON can hold", map[string]any{"name": "tags", "default": []any{"a, b"}}, Field{Name: "tags", Kind: List, Default: `["a, b"]`}, ""},

		{"no name", map[string]any{"kind": "text"}, Field{}, "name: has no name"},
		{"a name that is no text", map[string]any{"name": int64(3)}, Field{}, "name: text in quotes"},
		{"a name with a colon", map[string]any{"name": "a:b"}, Field{}, "name: holds a colon"},
		{"one of the four", map[string]any{"name": "slug"}, Field{}, "name: every post has"},
		{"body", map[string]any{"name": "body"}, Field{}, "name: packages"},
		{"no such kind", map[string]any{"name": "x", "kind": "lst"}, Field{}, "kind: one of text, list"},
		{"a kind that is no text", map[string]any{"name": "x", "kind": true}, Field{}, "kind: one of"},
		{"required is no yes or no", map[string]any{"name": "x", "required": "yes"}, Field{}, "required: true or false"},
		{"no choices", map[string]any{"name": "x", "choices": []any{}}, Field{}, "choices: list of texts"},
		{"choices of another kind", map[string]any{"name": "x", "choices": []any{"a", int64(1)}}, Field{}, "choices: texts in quotes"},
		{"an empty choice", map[string]any{"name": "x", "choices": []any{"a", ""}}, Field{}, "choices: empty"},
		{"a choice of two lines", map[string]any{"name": "x", "choices": []any{"a\nb"}}, Field{}, "choices: line break"},
		{"a choice twice", map[string]any{"name": "x", "choices": []any{"a", "a"}}, Field{}, "choices: twice"},
		{"choices of a date", map[string]any{"name": "x", "kind": "date", "choices": []any{"a"}}, Field{}, "choices: kind date has no choices"},
		{"a default that is no choice", map[string]any{"name": "x", "choices": []any{"a"}, "default": "b"}, Field{}, "default: contradicts the field: x cannot be “b”"},
		{"a default that is no date", map[string]any{"name": "x", "kind": "date", "default": "soon"}, Field{}, "default: contradicts"},
		{"a default that is no number", map[string]any{"name": "x", "kind": "number", "default": "many"}, Field{}, "default: contradicts"},
		{"a list for a text", map[string]any{"name": "x", "default": []any{"a"}}, Field{}, "default: a list"},
		{"a table for a default", map[string]any{"name": "x", "default": map[string]any{}}, Field{}, "default: must be"},
		{"a slip of the keys", map[string]any{"name": "x", "requird": true}, Field{}, "requird: a field has no key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, wrong := Read([]map[string]any{{"name": "before"}, tt.table, {"name": "after"}})
			if tt.wrong == "" {
				if len(wrong) > 0 || len(s) != 3 || !reflect.DeepEqual(s[1], tt.want) {
					t.Fatalf("read %+v, wrong %+v, want %+v", s, wrong, tt.want)
				}
				return
			}
			key, part, _ := strings.Cut(tt.wrong, ": ")
			if len(wrong) != 1 || wrong[0].Table != 1 || wrong[0].Key != key || !strings.Contains(wrong[0].Message, part) {
				t.Errorf("wrong %+v, want %s", wrong, tt.wrong)
			}
			if len(s) != 2 || s[0].Name != "before" || s[1].Name != "after" {
				t.Errorf("read %+v beside it", s)
			}
		})
	}
}

// TestReadTwice holds that the first of two fields of a name counts, and that there
// is an end to how many there are.
func TestReadTwice(t *testing.T) {
	s, wrong := Read([]map[string]any{{"name": "x"}, {"name": "x", "kind": "date"}})
	if len(s) != 1 || s[0].Kind != Text || len(wrong) != 1 || wrong[0].Table != 1 || !strings.Contains(wrong[0].Message, "twice") {
		t.Errorf("read %+v, wrong %+v", s, wrong)
	}
	var many []map[string]any
	for i := range Most + 5 {
		many = append(many, map[string]any{"name": "x" + strings.Repeat("y", i)})
	}
	if s, wrong = Read(many); len(s) != Most || len(wrong) != 1 {
		t.Errorf("read %d fields, wrong %+v", len(s), wrong)
	}
}

func TestWrong(t *testing.T) {
	for _, tt := range []struct {
		f     Field
		value string
		want  string // part of the message
	}{
		{Field{Name: "x", Required: true}, "", "empty"},
		{Field{Name: "x"}, "", ""},
		{Field{Name: "x", Kind: Date}, "2024-02-29", ""},
		{Field{Name: "x", Kind: Date}, "2024-02-29T10:00:00Z", ""},
		{Field{Name: "x", Kind: Date}, "2023-02-29", "is a date"},
		{Field{Name: "x", Kind: Boolean}, "yes", "true or false"},
		{Field{Name: "x", Kind: Boolean}, "true", ""},
		{Field{Name: "x", Kind: Number}, "0.5", ""},
		{Field{Name: "x", Kind: Number}, "1e3", "number"},
		{Field{Name: "x", Kind: Image}, "/a.png", ""},
		{Field{Name: "x", Kind: List, Choices: []string{"a", "b"}}, "a,b", ""},
		{Field{Name: "x", Kind: List, Choices: []string{"a", "b"}}, "a, c", "cannot be “c”; the choices are a, b"},
		{Field{Name: "x", Kind: Text, Choices: []string{"a", "b"}}, "A", "cannot be “A”"},
		{Field{Name: "x", Kind: Text, Choices: strings.Split("abcdefghij", "")}, strings.Repeat("z", 1000), "…”; the choices are a, b, c, d, e, f and 4 more"},
	} {
		got := tt.f.Wrong(tt.value)
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) || len(got) > 300 {
			t.Errorf("%+v with %q: %q, want %q", tt.f, tt.value, got, tt.want)
		}
	}
}

func TestFill(t *testing.T) {
	s := Schema{{Name: "tags", Default: "a, b"}, {Name: "mood"}, {Name: "toc", Default: "true"}}
	got := s.Fill(post.New("A", "a", "2024-01-02"))
	want := "!! title: A\n!! slug: a\n!! published: 2024-01-02\n!! description:\n!! tags: a, b\n!! toc: true\n\n---\n\n\n"
	if got != want {
		t.Errorf("made\n%s\nwant\n%s", got, want)
	}
	if again := s.Fill(got); again != got {
		t.Errorf("filled again it is\n%s", again)
	}
}

func TestGather(t *testing.T) {
	var heads []post.Post
	for _, src := range []string{
		"!! title: A\n!! tags: go, x\n!! author: Ada\n\n---\n",
		"!! title: B\n!! tags: [\"go\", \"y, z\"]\n!! toc: true\n\n---\n",
		"!! title: C\n!! tags: " + strings.Repeat("long", 100) + "\n!! author: Bob\n!! author: Bob\n\n---\n",
	} {
		heads = append(heads, post.Parse(src))
	}
	u := Gather(slices.Values(heads), nil)
	if want := []string{"author", "tags", "toc"}; !slices.Equal(u.Names, want) {
		t.Errorf("names %q, want %q", u.Names, want)
	}
	if got, want := u.Values["tags"], []string{"go", "x", "y, z"}; !slices.Equal(got, want) {
		t.Errorf("tags %q, want %q", got, want)
	}
	if got, want := u.Values["author"], []string{"Bob", "Ada"}; !slices.Equal(got, want) {
		t.Errorf("authors %q, want %q", got, want)
	}
}

// FuzzJoin holds that a list reads back as the items that it was written from, in
// a head and in packages.
func FuzzJoin(f *testing.F) {
	f.Add("a, b", "c", "d")
	f.Add(`["a"]`, "c, d", "")
	f.Add("", `["x`, `y"]`)
	f.Add("[1, 2]", "data:image/png;base64", "AAAA")
	f.Add("", "true", "3")
	f.Fuzz(func(t *testing.T, before, a, b string) {
		items := []string{}
		for _, item := range []string{a, b} {
			if item = post.Fold(item); item != "" {
				items = append(items, item)
			}
		}
		value := Join(before, items)
		if got := Items(value); !slices.Equal(got, items) {
			t.Errorf("%q over %q is written %q, and reads back as %q", items, before, value, got)
		}
		if !Listed(value) {
			t.Errorf("%q is not listed", value)
		}
		if got := fields.List("tags", post.Fold(value)); !slices.Equal(got, items) {
			t.Errorf("%q in a head is %q", value, got)
		}
	})
}
