package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSearch(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"0001-jars.md":     "!! title: Jars & <lids>\n!! slug: jars\n!! published: 2024-05-01\n\n---\n\nOne jar. Two\njars, three. A lid.\n",
		"wip-lid.md":       "!! title: A lid\n\n---\n\n> A lid of a jar.\n",
		"0003-broken.md":   "jar \xff\n",
		"sub/0004-pots.md": "No head, and no lid.\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args []string
		code int
		out  string
		err  string
	}{
		{[]string{"jar"}, 0, "D/0001-jars.md:1:11: Jars & <lids>\nD/0001-jars.md:2:10: jars\nD/0001-jars.md:7:5: One jar.\nD/0001-jars.md:8:1: Two jars, three.\nD/wip-lid.md:5:14: A lid of a jar.\n", "0003-broken.md"},
		{[]string{"status:draft lid"}, 0, "D/wip-lid.md:1:13: A lid\nD/wip-lid.md:5:5: A lid of a jar.\n", ""},
		{[]string{"--", "-jar lid"}, 0, "D/sub/0004-pots.md:1:17: No head, and no lid.\n", ""},
		{[]string{"--words", "jar", "--case"}, 0, "D/wip-lid.md:5:14: A lid of a jar.\nD/0001-jars.md:7:5: One jar.\n", ""},
		{[]string{"--regexp", "jars?,"}, 0, "D/0001-jars.md:8:1: Two jars, three.\n", ""},
		{[]string{"zebra"}, 1, "", "nothing is found by zebra"},
		{[]string{"status:lost"}, 1, "", "A status is draft"},
		{[]string{"--regexp", "("}, 2, "", "not a regular expression"},
		{[]string{" "}, 2, "", "empty"},
	} {
		code, out, errs := run(t, "", append(append([]string{"search"}, c.args...), dir)...)
		if want := strings.ReplaceAll(c.out, "D/", dir+"/"); code != c.code || out != want || !strings.Contains(errs, c.err) {
			t.Errorf("%q: exit code %d, want %d\n%s\nwant\n%s\n%s", c.args, code, c.code, out, want, errs)
		}
	}
	code, out, _ := run(t, "", "search", "--json", "two", dir)
	var got []foundPost
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || len(got) != 1 {
		t.Fatalf("%v, exit code %d\n%s", err, code, out)
	}
	p := got[0].Places[0]
	if got[0].Title != "Jars & <lids>" || got[0].Status != "published" || got[0].Date != "2024-05-01" || p.Line != 7 || p.Col != 10 || p.Sentence != "Two jars, three." || p.Marks[0] != [2]int{0, 3} || p.End-p.Start != 3 {
		t.Errorf("%+v", got[0])
	}
	if code, out, _ := run(t, "", "search", "--json", "zebra", dir); code != 1 || out != "[]\n" {
		t.Errorf("exit code %d\n%s", code, out)
	}
}

// TestSearchSaysWhatIsNotAll holds that commands over a library tell what is wrong
// with it as a whole: what they find is not all then.
func TestSearchSaysWhatIsNotAll(t *testing.T) {
	dir := library(t)
	put(t, filepath.Join(dir, ".gitignore"), "*.md\n")
	for _, args := range [][]string{{"list", dir}, {"search", "words", dir}, {"replace", "--dry-run", "words", "text", dir}, {"links", dir}} {
		if _, _, errs := run(t, "", args...); !strings.Contains(errs, "warning: "+dir+": .gitignore names all posts that are there") {
			t.Errorf("%q says %q", args, errs)
		}
	}
}
