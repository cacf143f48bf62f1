package bundle

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/export/fields"
)

// JSON that other programs wrote into a head is YAML that can be read, and means
// the same, or is left to the head.
func TestYAMLOfJSON(t *testing.T) {
	for _, value := range []string{
		`["\ud83d\ude00"]`, `"x\ud83d\ude00 3"`, `["\/posts\/a"]`, `{"a":"\udead"}`, // escapes of JSON alone
		"{\"a\":\t1,\t\"b\": [1,\t2]}", "[\"a\u0085b\"]", "[\"a\uFFFFb\"]", "[\"a\u2028b\uFEFF\"]", `["\u0000\b\f\u007f"]`,
		`[]`, `{}`, `[[], {"a": {}}]`, `[true, null, -0.5, 1e3, 123456789012345678901234567890]`, `{"<<": {"a": 1}, "=": "~", "y": "no"}`,
	} {
		out, ok := yamlValue("x", value)
		if !ok {
			t.Errorf("%s cannot be written", value)
			continue
		}
		if strings.ContainsAny(out, "\t\n") {
			t.Errorf("%s is %q", value, out)
		}
		var all map[string]any
		if err := yaml.Unmarshal([]byte("x: "+out+"\n"), &all); err != nil {
			t.Errorf("%s is %s: %v", value, out, err)
		}
		list, own, err := ReadMatter("x: " + out + "\ngalley:\n  name: a.md\n")
		if err != nil || own == nil || len(list) != 1 || !fields.Same("x", list[0].Value, value) {
			t.Errorf("%s is %s, which is read as %v, %v", value, out, list, err)
		}
	}
	for _, value := range []string{`{"a":1,"a":2}`, `{"` + strings.Repeat("k", 1500) + `":1}`, `[1e400]`} {
		if out, ok := yamlValue("x", value); ok {
			t.Errorf("%.40s is %.40s, which is no YAML", value, out)
		}
	}
}
