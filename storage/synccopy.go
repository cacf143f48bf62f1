package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"galley.app/galley/storage/history"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Copy is a file that a sync tool left beside a post, since both were changed: a
// text of that post, and no post of its own.
type Copy struct {
	Path string
	Of   string // path of the post
}

// copyName is how a tool names copies.
type copyName struct {
	stem *regexp.Regexp // of a copy; the first group is that of the post
	sure bool           // nobody gives a post such a name; else the contents decide
}

// copyNames are those of the tools, most of which have theirs in the language of
// the computer.
var copyNames = []copyName{
	// Syncthing.
	{regexp.MustCompile(`^(.+)\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]+)?$`), true},
	// Dropbox, Nextcloud, ownCloud, Obsidian, pCloud, MEGA: “notes (Ann's conflicted copy 2024-05-01).md”.
	{regexp.MustCompile(`(?i)^(.+?)[ _-]?\((?:[^()]*[ _-])?(?:conflicted copy|conflicted|case conflict|unicode encoding conflict|selective sync conflict|in konflikt stehende kopie|copie en conflit|copia en conflicto|copia in conflitto|cópia em conflito|conflictkopie)(?:[ _-][^()]*)?(?:\(\d+\))?\)$`), true},
	// Seafile.
	{regexp.MustCompile(`^(.+) \(SFConflict [^()]+\)$`), true},
	// ownCloud of old, Synology Drive, Resilio.
	{regexp.MustCompile(`^(.+)_conflict-\d{8}-\d{6}$`), true},
	{regexp.MustCompile(`^(.+)_[^_]+_[A-Z][a-z]{2}-\d{2}-\d{4,6}-\d{4}_Conflict$`), true},
	{regexp.MustCompile(`^(.+)\.[Cc]onflict\d*$`), true},
	// Unison and others.
	{regexp.MustCompile(`^(.+)~\d+$`), true},
	// Google Drive, OneDrive, browsers; iCloud; OneDrive with the computer's name.
	{regexp.MustCompile(`^(.+?) ?\(\d{1,2}\)$`), false},
	{regexp.MustCompile(`^(.+) \d{1,2}$`), false},
	{regexp.MustCompile(`^(.+)-[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$`), false},
}

const postEnd = ".md"

// copyOf returns the name of the post that a file of a name may be a copy of,
// which has reports to be there, and whether the name alone says so.
func copyOf(name string, has func(name string) bool) (of string, sure, ok bool) {
	stem, isPost := strings.CutSuffix(name, postEnd)
	if !isPost || !mayBeCopy(stem) {
		return "", false, false
	}
	for _, n := range copyNames {
		m := n.stem.FindStringSubmatch(stem)
		if m == nil {
			continue
		}
		if of := m[1] + postEnd; has(of) {
			return of, n.sure, true
		}
		// A copy of a copy.
		if of, sure, ok := copyOf(m[1]+postEnd, has); ok {
			return of, sure && n.sure, true
		}
	}
	return "", false, false
}

// mayBeCopy reports whether one of copyNames may match. Of many thousand names
// hardly any gets further.
func mayBeCopy(stem string) bool {
	if strings.ContainsAny(stem, " (~") || strings.Contains(stem, "onflict") {
		return true
	}
	i := strings.LastIndexByte(stem, '-')
	if i < 0 || i+1 == len(stem) {
		return false
	}
	last := stem[len(stem)-1]
	return 'A' <= last && last <= 'Z' || '0' <= last && last <= '9' && strings.ContainsFunc(stem, func(r rune) bool { return 'A' <= r && r <= 'Z' })
}

// related reports whether two texts are of one post, so that a name which may
// only look like that of a copy is one: they have one slug, and half of the
// shorter one's lines are in the other.
func related(a, b string) bool {
	p, q := post.Parse(a), post.Parse(b)
	slug, _ := p.Value("slug")
	if other, _ := q.Value("slug"); other != slug {
		return false
	}
	x, y := linesIn(a[p.BodyStart():]), linesIn(b[q.BodyStart():])
	if len(x) > len(y) {
		x, y = y, x
	}
	shared := 0
	for line := range x {
		if y[line] {
			shared++
		}
	}
	return slug != "" && len(x) == 0 || shared > 0 && 2*shared >= len(x)
}

// linesIn returns the lines of a body that say something.
func linesIn(body string) map[string]bool {
	lines := map[string]bool{}
	for line := range strings.FieldsFuncSeq(body, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(line); line != "" {
			lines[line] = true
		}
	}
	return lines
}

// Copies returns which of the files of dir, by their names, are copies that a
// sync tool left, and the name of the post of each. Text returns what a file
// holds, and is asked where a name alone says too little.
func Copies(names []string, text func(name string) (string, bool)) map[string]string {
	there := make(map[string]bool, len(names))
	for _, name := range names {
		there[name] = true
	}
	copies := map[string]string{}
	for _, name := range names {
		of, sure, ok := copyOf(name, func(name string) bool { return there[name] })
		if !ok {
			continue
		}
		if !sure {
			mine, ok := text(of)
			theirs, okToo := text(name)
			if !ok || !okToo || !related(mine, theirs) {
				continue
			}
		}
		copies[name] = of
	}
	for name, of := range copies {
		for next, ok := copies[of]; ok; next, ok = copies[of] { // of which there is a copy, too
			of = next
		}
		copies[name] = of
	}
	return copies
}

// CopyBeside returns the path of the post that the file at path is a copy of.
func CopyBeside(path string) (of string, ok bool) {
	dir, name := filepath.Split(path)
	base, sure, ok := copyOf(name, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
	if !ok {
		return "", false
	}
	of = filepath.Join(dir, base)
	if !sure {
		mine, _, err := Load(of)
		theirs, _, errToo := Load(path)
		if err != nil || errToo != nil || !related(mine, theirs) {
			return "", false
		}
	}
	if first, ok := CopyBeside(of); ok {
		return first, true
	}
	return of, true
}

// splitCopies takes the copies that sync tools left out of the entries: each is
// in the folder of its post. Those of a post that cannot be read stay: what they
// hold could be found nowhere else.
func (l *Library) splitCopies() {
	folders := map[string][]string{}
	broken := map[string]bool{} // by path
	for _, e := range l.Entries {
		folders[e.Folder] = append(folders[e.Folder], e.Name)
		broken[e.Path] = e.Err != nil
	}
	of := map[string]string{} // path of a copy -> that of its post
	for folder, names := range folders {
		dir := filepath.Join(l.Dir, filepath.FromSlash(folder))
		copies := Copies(names, func(name string) (string, bool) {
			src, _, err := Load(filepath.Join(dir, name))
			return src, err == nil
		})
		for name, post := range copies {
			of[filepath.Join(dir, name)] = filepath.Join(dir, post)
		}
	}
	if len(of) == 0 {
		return
	}
	posts := l.Entries[:0]
	for _, e := range l.Entries {
		if path, ok := of[e.Path]; ok && !broken[path] {
			l.Copies = append(l.Copies, Copy{Path: e.Path, Of: path})
		} else {
			posts = append(posts, e)
		}
	}
	l.Entries = posts
}

// CopiesOf returns the copies that a sync tool left of the post at path.
func (l Library) CopiesOf(path string) (list []Copy) {
	for _, c := range l.Copies {
		if c.Of == path {
			list = append(list, c)
		}
	}
	return list
}

// CopyProblems says of a post which copies a sync tool left of it.
func (l Library) CopyProblems(path string) (list []post.Problem) {
	for _, c := range l.CopiesOf(path) {
		list = append(list, post.Problem{
			Line: 1, Col: 1, Severity: post.Warning, Rule: "sync-copy",
			Message: fmt.Sprintf("a sync tool left the copy %s of this post; make one text of both, or move the copy away", safefile.Shown(filepath.Base(c.Path))),
		})
	}
	return list
}

// PutCopyAway keeps the text of a copy in the history of its post and removes the
// file, unless it holds another text by now. Where no versions are kept it is
// removed only if the text is safe elsewhere.
func (w *Workspace) PutCopyAway(c Copy, text string, safe bool, done func(error)) {
	p := history.Point{Path: c.Of, Library: w.libraryOf(c.Of), Time: w.o.Now(), Kind: history.Outside, Text: text}
	go func() {
		err := w.putAway(c, p, safe)
		w.o.Post(func() { done(err) })
	}()
}

func (w *Workspace) putAway(c Copy, p history.Point, safe bool) error {
	if w.o.History == nil && !safe {
		return fmt.Errorf("%s: it stays, since no versions are kept", safefile.Shown(c.Path))
	}
	if err := w.o.History.Add(p); err != nil && !safe {
		return fmt.Errorf("%s: it stays: %w", safefile.Shown(c.Path), err)
	}
	switch now, _, err := Load(c.Path); {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case now != p.Text:
		return fmt.Errorf("%s: it stays, since it was changed meanwhile", safefile.Shown(c.Path))
	}
	if err := os.Remove(c.Path); err != nil {
		return fmt.Errorf("%s: it stays: %s", safefile.Shown(c.Path), reason(err))
	}
	return nil
}
