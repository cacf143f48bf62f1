package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/check"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// List is the library in dir with its settings, and the paths of its posts within
// it, sorted, without a look into them: enough to read each once.
func List(dir string) (lib Library, names []string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return lib, nil, fmt.Errorf("%s: %w", safefile.Shown(dir), err)
	}
	lib = settingsOf(abs)
	files, err := lib.find(context.Background())
	for _, f := range files {
		names = append(names, filepath.FromSlash(f.Rel))
	}
	return lib, names, err
}

// Judge tells what is an error in posts of a library whose texts are at hand, as a
// check of the library does, without one: most texts need not be parsed for that.
// Several goroutines may ask it.
type Judge struct {
	lib   Library
	now   time.Time
	to    *leads
	host  string // as addresses of the library's site have it
	links bool   // that lead nowhere are errors
}

// Judge lists the posts of the library, and returns what tells their errors.
// Where the library's settings make errors of what is not one by itself, it reads
// all that posts hold.
func (r Reading) Judge(ctx context.Context, lib Library) (*Judge, error) {
	links, others := judged(lib.Site.Check)
	if others {
		next, err := r.Refresh(ctx, Library{Dir: lib.Dir})
		if next.Agreed = lib.Agreed; err == nil && len(lib.Agreed) > 0 {
			next = Rechecked(next, r.Now)
		}
		return &Judge{lib: next, now: r.Now}, err
	}
	files, err := lib.find(ctx)
	if err != nil {
		return nil, err
	}
	r.heads, r.Cache, r.Step = true, index.Cache{}, nil
	job := reader{Reading: r, lib: lib, files: files}
	if lib.Entries, err = job.read(ctx); err != nil {
		return nil, err
	}
	lib.splitCopies()
	lib.arrange(r.Now)
	lib.pictures = new(pictures)
	_, host, _ := strings.Cut(lib.Site.URL, "://")
	host, _, _ = strings.Cut(host, "/")
	return &Judge{lib: lib, now: r.Now, to: newLeads(&lib, r.Now), host: host, links: links}, nil
}

// judged tells which rules are errors by the levels of a library: that links lead
// to posts, and others that look at texts, which none is by itself.
func judged(levels check.Levels) (links, others bool) {
	for _, rule := range check.Rules() {
		one := levels.Apply([]post.Problem{{Rule: rule.ID, Severity: rule.Severity}})
		switch {
		case len(one) == 0 || one[0].Severity != post.Error:
		case rule.ID == "post-missing":
			links = true
		case rule.About == check.Text, rule.About == check.Links:
			others = true
		}
	}
	return links, others
}

// Errors returns what is an error in the post at path, which has src as its text
// and is one of the library's.
func (j *Judge) Errors(path, src string) []post.Problem {
	return slices.DeleteFunc(j.problems(path, src), func(p post.Problem) bool { return p.Severity != post.Error })
}

func (j *Judge) problems(path, src string) []post.Problem {
	if j.to == nil {
		e, ok := j.lib.Entry(path)
		if !ok || e.Err != nil {
			return j.lib.CheckSource(path, src, j.now)
		}
		return slices.Clone(e.Problems)
	}
	c := j.lib.Surroundings(path)
	c.Now = j.now
	p := post.Parse(src)
	own := append(check.Post(src, p, c), c.Levels.Apply(j.lib.CopyProblems(path))...)
	if !j.links || !j.mayMiss(path, src[p.BodyStart():]) {
		return own
	}
	return j.lib.joined(own, j.to.problems(path, index.Of(src, j.lib.Dialect())))
}

// mayMiss reports whether a body may have a link to a post that is not there.
func (j *Judge) mayMiss(path, body string) bool {
	dests, ok := refs.Plain(body, j.host)
	if !ok {
		return true
	}
	dir := postDir(j.lib, path)
	for _, dest := range dests {
		name, ok := j.to.to.local(dest)
		if !ok || name == "" {
			continue
		}
		if _, _, ok := j.to.to.post(path, dest); ok {
			continue
		}
		if to, ok := j.to.noPost(dir, name); ok && to.State != check.Fine {
			return true
		}
	}
	return false
}
