package fields

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestTypedValue(t *testing.T) {
	for _, tt := range []struct{ key, value, want string }{
		{"tags", "a, b", `["a", "b"]`},
		{"Tags", "a,,  b ", `["a", "b"]`},
		{"tags", `["a, b"]`, `["a, b"]`},
		{"images", "a.png, data:image/png;base64,AAAA, b.png", `["a.png", "data:image/png;base64,AAAA", "b.png"]`},
		{"images", "data:", `["data:"]`},
		{"tags", "", `[]`},
		{"tags", "3", `["3"]`},
		{"place", "Paris, France", `"Paris, France"`},
		{"weight", "3", "3"},
		{"weight", `"3"`, `"3"`},
		{"weight", "-0.5", "-0.5"},
		{"x", "010", `"010"`},
		{"x", "1.10", `"1.10"`},
		{"x", "1e3", `"1e3"`},
		{"x", "+1", `"+1"`},
		{"x", "-0", `"-0"`},
		{"x", "NaN", `"NaN"`},
		{"x", "12345678901234567890", `"12345678901234567890"`},
		{"toc", "true", "true"},
		{"toc", "yes", `"yes"`},
		{"cover", `{"image": "a.png"}`, `{"image": "a.png"}`},
		{"cover", `{"image": `, `"{\"image\": "`},
		{"lastmod", "2024-01-02", `"2024-01-02"`},
		{"x", "a\u2028b", `"a\u2028b"`},
		{"x", "", `""`},
	} {
		got := TypedValue(tt.key, tt.value)
		if got != tt.want {
			t.Errorf("%s: %s is %s, want %s", tt.key, tt.value, got, tt.want)
		}
		var v any
		if err := yaml.Unmarshal([]byte("k: "+got), &v); err != nil {
			t.Errorf("%s is no YAML: %v", got, err)
		}
	}
}

func TestList(t *testing.T) {
	for _, tt := range []struct{ value, with, without string }{
		{"", "/a", ""},
		{"/b", "/b, /a", ""},
		{"/c, /b", "/c, /b, /a", "/c"},
		{`["/b"]`, `["/b", "/a"]`, `[]`},
		{`[]`, `["/a"]`, `[]`},
		{`["/b", "x, y"]`, `["/b", "x, y", "/a"]`, `["x, y"]`},
	} {
		if got := WithItem(tt.value, "/a"); got != tt.with {
			t.Errorf("%q with /a: %q, want %q", tt.value, got, tt.with)
		} else if list := List("aliases", got); len(list) == 0 || list[len(list)-1] != "/a" {
			t.Errorf("%q is %q", got, list)
		}
		if got, _ := WithoutItem("aliases", tt.value, func(s string) bool { return s == "/b" }); got != tt.without {
			t.Errorf("%q without /b: %q, want %q", tt.value, got, tt.without)
		}
	}
}
