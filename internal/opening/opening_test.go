package opening

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"posts", "Zoë’s posts", "100% of it", "-odd"} {
		if err := os.Mkdir(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	post := filepath.Join(dir, "Zoë’s posts", "ä b%20#1?.md")
	if err := os.WriteFile(post, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	at := func(names ...string) (list []string) {
		for _, name := range names {
			list = append(list, filepath.Join(dir, name))
		}
		return list
	}
	for _, c := range []struct {
		args  []string
		want  []string
		new   bool
		wrong string
	}{
		{nil, nil, false, ""},
		{[]string{"posts"}, at("posts"), false, ""},
		{[]string{"./posts/../posts/"}, at("posts"), false, ""},
		{[]string{"--new-window"}, nil, true, ""},
		{[]string{"posts", "--new-window"}, at("posts"), true, ""},
		{[]string{"--", "-odd"}, at("-odd"), false, ""},
		{[]string{"--", "--new-window"}, at("--new-window"), false, ""},
		{[]string{"a.md", "b c.md"}, at("a.md", "b c.md"), false, ""},
		{[]string{"a.md", "posts", "a.md"}, at("a.md", "posts"), false, ""},
		{[]string{post}, []string{post}, false, ""},
		{[]string{"file://" + dir + "/Zo%C3%AB%E2%80%99s%20posts/%C3%A4%20b%2520%231%3F.md"}, []string{post}, false, ""},
		{[]string{"FILE:" + dir + "/posts"}, at("posts"), false, ""},
		{[]string{"file://localhost" + dir + "/posts"}, at("posts"), false, ""},
		{[]string{"100% of it"}, at("100% of it"), false, ""},
		{[]string{"file://" + dir + "/100% of it"}, nil, false, "not an address of a file"},
		{[]string{"file://[/posts"}, nil, false, `"file://[/posts" is not an address of a file`},
		{[]string{"file:///a\nb"}, nil, false, `"file:///a\nb" is not an address of a file`},
		{[]string{"file://elsewhere.example/posts"}, nil, false, "another computer"},
		{[]string{"posts", "100% of it"}, nil, false, "one folder"},
		{[]string{"posts", "--new"}, nil, false, "no flag"},
		{[]string{""}, nil, false, "empty"},
	} {
		got, err := Read(c.args)
		switch {
		case c.wrong != "":
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%q: %v, want %s", c.args, err, c.wrong)
			}
		case err != nil || !slices.Equal(got.Paths, c.want) || got.New != c.new:
			t.Errorf("%q: %+v, %v; want %q", c.args, got, err, c.want)
		}
	}

	both, err := Read([]string{post, "posts"})
	if folder, named := both.Folder(); err != nil || folder != filepath.Join(dir, "posts") || !named || !slices.Equal(both.Files(), []string{post}) {
		t.Error(both, folder, named, err)
	}
	one, err := Read([]string{post})
	if folder, named := one.Folder(); err != nil || folder != filepath.Dir(post) || named {
		t.Error(folder, named, err)
	}
}
