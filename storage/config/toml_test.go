package config

import (
	"strings"
	"testing"
)

// Whatever a file looks like, setting a key sets it and loses no other.
func FuzzSetKey(f *testing.F) {
	for _, src := range []string{
		"", "a", "[", "[[", "[a", "[a]", "\ufeff", "a = [", "a = '", "a = \"\\", "a = '''x''''", "# c", "theme = 1 # x",
		"[editor]\nsize = 15 # it's\n", "editor.size = 15", "editor = { size = 1 }", "\"editor\".'size' = 1", "[editor.x]\ny = 1\n[editor]",
		"[[editor]]\nsize = 1\n", "a = \"\"\"\n[editor]\n\"\"\"\n[ editor ]\n\tsize=[1,\n#]\n2]#\n", "[editor]\r\nx = nan\r\n\r\n[z]\r\n",
	} {
		f.Add(src, "editor", "size", 20.0)
		f.Add(src, "", "theme", 0.5)
	}
	f.Fuzz(func(t *testing.T, src, in, key string, value float64) {
		for _, name := range []string{in, key} {
			if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" || key == "" {
				return
			}
		}
		_ = setValue(src, in, key, "1.5") // also of what is no TOML
		table, err := parseTOML("", []byte(src))
		if err != nil {
			return
		}
		if table == nil {
			table = map[string]any{}
		}
		if v, ok := table[in]; in != "" && ok {
			if _, ok := v.(map[string]any); !ok {
				return // the file says something else there, which take refuses
			}
		}
		if v := tomlValue(value); len(v) > 20 || strings.ContainsAny(v, "IN") {
			return
		}
		after, want := setKey(src, table, in, key, value)
		if !sameTOML(after, want) {
			t.Fatalf("%q with %s.%s is %q", src, in, key, after)
		}
		if again, _ := setKey(after, want, in, key, value); again != after {
			t.Errorf("%q becomes %q when it is set again", after, again)
		}
	})
}
