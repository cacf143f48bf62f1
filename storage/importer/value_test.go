package importer

import (
	"fmt"
	"testing"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/export/fields"
)

// A field's value is what it was in front matter when it goes out again.
func TestFieldsKeepTypes(t *testing.T) {
	for _, tt := range []struct{ src, field string }{
		{"tags: [a, b]", "a, b"},
		{"tags: cat", "cat"},
		{`tags: ["a, b", c]`, `["a, b", "c"]`},
		{`tags: "a, b"`, `["a, b"]`},
		{"tags: []", "[]"},
		{"places: [a, b]", `["a", "b"]`},
		{"place: a, b", "a, b"},
		{"weight: 3", "3"},
		{"weight: 0x10", "16"},
		{"weight: 1.50", "1.5"},
		{`weight: "3"`, `"3"`},
		{`weight: "1.50"`, "1.50"},
		{"toc: true", "true"},
		{"toc: TRUE", "true"},
		{`toc: "true"`, `"true"`},
		{"lastmod: 2024-01-02", "2024-01-02"},
		{"cover: {image: a.png, width: 3, x: [1, '2']}", `{"image": "a.png", "width": 3, "x": [1, "2"]}`},
		{`x: '["a"]'`, `"[\"a\"]"`},
		{`x: '{a'`, `{a`},
		{`x: "a\nb"`, `"a\nb"`},
		{"x: 0", "0"},
		{"x: 1", "1"},
		{"x: .inf", ".inf"},
	} {
		pairs, err := readYAML(tt.src)
		if err != nil || len(pairs) != 1 {
			t.Fatalf("%s: %v, %v", tt.src, pairs, err)
		}
		got := pairs[0].value.field(pairs[0].key)
		if got != tt.field {
			t.Errorf("%s is %s, want %s", tt.src, got, tt.field)
		}
		var before, after map[string]any
		if err := yaml.Unmarshal([]byte(tt.src), &before); err != nil {
			t.Fatal(err)
		}
		out := pairs[0].key + ": " + fields.TypedValue(pairs[0].key, got)
		if err := yaml.Unmarshal([]byte(out), &after); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		was := before[pairs[0].key]
		if s, ok := was.(string); ok && fields.IsListKey(pairs[0].key) {
			was = []any{s}
		}
		if a, b := fmt.Sprintf("%T %v", was, was), fmt.Sprintf("%T %v", after[pairs[0].key], after[pairs[0].key]); a != b && tt.src != "x: .inf" && pairs[0].key != "lastmod" {
			t.Errorf("%s came back as %s: %s, %s", tt.src, out, a, b)
		}
	}
}
