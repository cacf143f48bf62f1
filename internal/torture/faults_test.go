//go:build linux

package torture

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"galley.app/galley/internal/torture/faultfs"
)

const somePost = "!! title: Marbles\n!! slug: marbles\n!! published: 2024-01-02\n!! description: About trust\n\n---\n\nRound words, *and* some more.\n"

// job is a command that writes.
type job struct {
	name   string
	before tree                      // in posts, out and home
	args   func(dir string) []string // of the folder that holds those
}

// jobs are one command of each kind that writes.
func jobs(t *testing.T) []job {
	t.Helper()
	posts := tree{"out/": "", "home/galley/": ""}
	for i, word := range []string{"Marbles", "Glass", "Clay"} {
		posts[fmt.Sprintf("posts/%04d-%s.md", i+1, strings.ToLower(word))] = strings.NewReplacer("Marbles", word, "marbles", strings.ToLower(word)).Replace(somePost)
	}
	posts["posts/galley.toml"] = "[site]\ntitle = \"Stones\"\nurl = \"https://example.org\"\n"
	posts["posts/wip-later.md"] = strings.NewReplacer("Marbles", "Later", "marbles", "later").Replace(somePost)
	with := func(more tree) tree {
		x := tree{}
		for _, from := range []tree{posts, more} {
			for name, text := range from {
				x[name] = text
			}
		}
		return x
	}
	list := []job{
		{"set", with(nil), func(dir string) []string {
			return []string{"set", dir + "/posts/0001-marbles.md", "title=Bigger marbles"}
		}},
		{"new", with(nil), func(dir string) []string { return []string{"new", "--dir", dir + "/posts", "A new one"} }},
	}
	for _, format := range []struct{ to, out string }{
		{"posts-json", "posts.json"}, {"zip", "posts.zip"}, {"site", "site"}, {"hugo", "hugo"}, {"epub", "posts.epub"},
	} {
		args := func(dir string) []string {
			return []string{"export", "--to", format.to, "--out", dir + "/out/" + format.out, dir + "/posts"}
		}
		// What is there is of an earlier export, with other words.
		old := t.TempDir()
		before := with(tree{"posts/0003-clay.md": strings.ReplaceAll(posts["posts/0003-clay.md"], "Round", "Square")})
		before.write(t, old)
		if e := command(t, t.TempDir(), nil, args(old)...); e.code != 0 {
			t.Fatalf("export --to %s: %s", format.to, e.err)
		}
		was := tree{}
		for name, text := range read(t, filepath.Join(old, "out")) {
			was[name] = text
		}
		list = append(list, job{"export " + format.to, with(nil), args}, job{"export " + format.to + " again", with(was), args})
	}
	theirs := "---\ntitle: From elsewhere\ndate: 2023-05-06\n---\n\nWords of *another* program.\n"
	list = append(list, job{"import", with(tree{"posts/theirs/one.md": theirs, "posts/theirs/two.md": strings.ReplaceAll(theirs, "elsewhere", "nowhere")}), func(dir string) []string {
		return []string{"import", "--out", dir + "/out/mine", dir + "/posts/theirs/one.md", dir + "/posts/theirs/two.md"}
	}})
	return list
}

// errors that a call may be answered with.
func errnos(call string) []syscall.Errno {
	switch call {
	case "create", "mkdir", "symlink", "link":
		return []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EACCES, syscall.EROFS, syscall.EIO, syscall.ENAMETOOLONG}
	case "write":
		return []syscall.Errno{syscall.ENOSPC, syscall.EIO, syscall.EDQUOT, syscall.EFBIG}
	case "flush", "fsync", "fsyncdir":
		return []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT}
	case "rename":
		return []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EACCES, syscall.EROFS}
	case "open", "opendir":
		return []syscall.Errno{syscall.EACCES, syscall.EIO, syscall.EMFILE}
	case "setattr", "setxattr", "unlink", "rmdir":
		return []syscall.Errno{syscall.EPERM, syscall.EIO}
	}
	return []syscall.Errno{syscall.EIO}
}

// fault is a call that goes wrong.
type fault struct {
	job
	rules []faultfs.Rule
}

func (f fault) String() string {
	var s []string
	for _, r := range f.rules {
		how := r.Errno.Error()
		switch {
		case r.Kill && r.Late:
			how = "killed behind it"
		case r.Kill:
			how = "killed before it"
		case r.Late:
			how += ", though it was done"
		case r.Short:
			how = "half done"
		}
		s = append(s, fmt.Sprintf("%s %d in %q: %s", r.Call, r.Nth, r.Path, how))
	}
	return f.name + " with " + strings.Join(s, " and ")
}

func (f fault) kills() bool {
	return slices.ContainsFunc(f.rules, func(r faultfs.Rule) bool { return r.Kill })
}

// TestCommandFaults has each call of the system that a command makes fail in
// turn, in the library, in the state folder and in both, and be the last of the
// command. What is there afterwards is what was there before, or what was to be
// there, and the exit code says which.
func TestCommandFaults(t *testing.T) {
	end := until(t)
	f, dir, backing := mount(t)
	rng := random(t)
	home := filepath.Join(dir, "home")
	after := map[string]tree{}
	var faults, deep []fault
	list := jobs(t)
	for _, j := range list {
		j.before.write(t, backing)
		f.Set()
		if e := command(t, home, nil, j.args(dir)...); e.code != 0 {
			t.Fatalf("%s: %s", j.name, e.err)
		}
		counts := f.Counts()
		after[j.name] = read(t, backing+"/posts", backing+"/out")
		for _, call := range faultfs.Calls() {
			for nth := range counts[call] {
				r := faultfs.Rule{Call: call, Nth: nth + 1}
				var rules []faultfs.Rule
				for _, no := range errnos(call) {
					r.Errno = no
					rules = append(rules, r)
				}
				late, short, kill, behind := r, r, r, r
				late.Late, short.Short, kill.Kill, behind.Kill, behind.Late = true, true, true, true, true
				rules = append(rules, kill)
				into := &deep // what only reads is gone through as far as there is time
				if slices.Contains([]string{"create", "mkdir", "link", "write", "setattr", "setxattr", "flush", "fsync", "fsyncdir", "rename", "unlink"}, call) {
					into = &faults
					rules = append(rules, behind)
					if call == "rename" || call == "link" || call == "write" || call == "fsyncdir" {
						rules = append(rules, late)
					}
					if call == "write" {
						rules = append(rules, short)
					}
				}
				for _, r := range rules {
					*into = append(*into, fault{j, []faultfs.Rule{r}})
				}
			}
		}
		for _, call := range []string{"create", "write", "fsync", "flush", "rename", "open", "mkdir", "lookup", "opendir"} {
			for _, no := range errnos(call) { // of all there is in the state folder
				faults = append(faults, fault{j, []faultfs.Rule{{Call: call, Path: "home", Errno: no}}})
			}
		}
	}
	rng.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
	rng.Shuffle(len(deep), func(i, j int) { deep[i], deep[j] = deep[j], deep[i] })
	done.add("calls of commands that could fail", len(faults)+len(deep))
	one := func(x fault) {
		x.try(t, f, dir, backing, after[x.name])
	}
	for len(faults)+len(deep) > 0 && time.Now().Before(end) {
		from := &faults
		if len(faults) == 0 || len(deep) > 0 && rng.IntN(4) == 0 {
			from = &deep
		}
		one((*from)[0])
		*from = (*from)[1:]
	}
	all := len(faults) == 0 && len(deep) == 0
	for all && time.Now().Before(end) { // two at once, for as long as there is time
		one(pair(rng, list))
	}
}

// pair is a job with two faults.
func pair(rng *rand.Rand, list []job) fault {
	x := fault{job: list[rng.IntN(len(list))]}
	for range 2 {
		calls := faultfs.Calls()
		call := calls[rng.IntN(len(calls))]
		nos := errnos(call)
		x.rules = append(x.rules, faultfs.Rule{Call: call, Nth: 1 + rng.IntN(8), Errno: nos[rng.IntN(len(nos))]})
	}
	return x
}

// try runs a job with its fault and judges what is there then.
func (x fault) try(t *testing.T, f *faultfs.FS, dir, backing string, after tree) {
	t.Helper()
	before := tree{}
	for name, text := range x.before {
		before[name] = text
	}
	before.write(t, backing)
	before = read(t, backing+"/posts", backing+"/out")
	f.Set(x.rules...)
	e := command(t, filepath.Join(dir, "home"), nil, x.args(dir)...)
	hits := f.Hits()
	f.Set()
	if hits == 0 {
		return // this time another way was gone
	}
	done.add("calls of commands that failed", 1)
	now := read(t, backing+"/posts", backing+"/out")
	if x.kills() {
		done.add("commands killed at a call", 1)
		if e.code >= 0 { // a helper of it was hit, or it was about to end
			return
		}
		now = now.without()
		if differ(before, now) != "" && differ(after, now) != "" && !x.parts(before, after, now) {
			done.lose(t, fmt.Sprintf("%s: %s; %s", x, differ(before, now), differ(after, now)), x.name)
			return
		}
		if e := command(t, filepath.Join(dir, "home"), nil, x.args(dir)...); e.code != 0 && !strings.HasPrefix(x.name, "import") {
			t.Errorf("%s: the next time it does not work: %s", x, e.err)
		} else if d := differ(after, read(t, backing+"/posts", backing+"/out").without()); d != "" && x.name != "new" && e.code == 0 {
			t.Errorf("%s: the next time: %s", x, d)
		}
		return
	}
	var problem string
	switch {
	case e.code == 0 && strings.Contains(e.err, "works with defaults"):
		// What the library says of itself could not be read, and that is said.
	case e.code == 0:
		problem = differ(after, now)
	case e.code == 1 && differ(after, now) == "":
		if !strings.Contains(e.err, "did not confirm") && !strings.Contains(e.err, "not confirmed") {
			problem = "it is all there, and the command does not say so"
		}
	case e.code == 1:
		problem = differ(before, now)
	default:
		problem = "no exit code that there is"
	}
	if name, ok := strings.CutPrefix(problem, "there is "); ok && temporary.MatchString(name) && strings.Contains(e.err, temporary.FindString(name)[:20]) {
		problem = "" // what could not be removed, and that is said
	}
	if problem != "" {
		t.Errorf("%s: %s; exit code %d: %s", x, problem, e.code, e.err)
	}
	if e.code == 1 && (strings.Count(e.err, "\n") < 1 || !strings.HasPrefix(e.err, "galley: ")) {
		t.Errorf("%s: exit code 1 with %q", x, e.err)
	}
	for name, text := range before { // the words are what counts
		if strings.HasPrefix(name, "posts/") && now[name] != text && now[name] != after[name] {
			done.lose(t, fmt.Sprintf("%s: %s holds %.60q", x, name, now[name]), text)
		}
	}
}

// parts reports whether each file is what it was or what it was to be: an
// import that is killed may have put some of its posts in their places.
func (x fault) parts(before, after, now tree) bool {
	if !strings.HasPrefix(x.name, "import") {
		return false
	}
	for name, text := range before {
		if now[name] != text {
			return false
		}
	}
	for name, text := range now {
		if !strings.HasSuffix(name, "/") && before[name] != text && after[name] != text {
			return false
		}
	}
	return true
}
