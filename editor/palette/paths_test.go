package palette

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSplit takes paths apart as they are typed. The folder is always a full path: a post that is saved in it is known
// by that.
func TestSplit(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(home, "posts"), 0o755); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string][2]string{
		"":                    {"/", ""},
		"/":                   {"/", ""},
		home:                  {home, ""},
		home + "/":            {home, ""},
		home + "/po":          {home, "po"},
		home + "/posts":       {home + "/posts", ""},
		home + "/posts/../po": {home, "po"},
		"~":                   {home, ""},
		"~/posts/a b.md":      {home + "/posts", "a b.md"},
		"~other":              {here, "~other"},
		"name.md":             {here, "name.md"},
		"./name.md":           {here, "name.md"},
		".":                   {here, ""},
	} {
		if dir, rest := Split(typed); dir != want[0] || rest != want[1] {
			t.Errorf("%q is %q and %q, want %q", typed, dir, rest, want)
		}
	}
}
