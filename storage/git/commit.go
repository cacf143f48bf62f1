package git

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/safefile"
)

const nothing = "there is nothing to commit: the files are as in the last commit"

// ErrNothing tells that the files are as they are in the last commit.
var ErrNothing = errors.New(nothing)

// Changed returns those of the files that differ from the last commit, or are
// not in it. It runs no filters: a file that only those make equal counts as
// changed.
func (r *Repo) Changed(ask context.Context, paths []string) (changed []string, err error) {
	ctx, cancel := context.WithCancel(ask)
	defer cancel()
	objects, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer objects.close()
	rels := make([]string, len(paths)) // "" of one that lies elsewhere
	for i, path := range paths {
		if rel, err := r.rel(path); err == nil {
			rels[i] = rel
		}
	}
	blobs, err := r.committed(ctx, rels)
	if err != nil {
		return nil, err
	}
	for i, path := range paths {
		if rels[i] == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		blob := blobs[rels[i]]
		now, _, rerr := safefile.ReadText(path, maxText)
		switch {
		case blob == "" && errors.Is(rerr, os.ErrNotExist):
			continue
		case blob != "" && rerr == nil:
			late := time.AfterFunc(r.soon, cancel)
			was, err := objects.text(blob)
			late.Stop()
			if err != nil {
				if ask.Err() == nil && ctx.Err() != nil {
					err = errSilent
				}
				return nil, err
			}
			if lines(was) == lines(now) {
				continue
			}
		}
		changed = append(changed, path)
	}
	return changed, nil
}

// committed returns the names of what the last commit holds of files, by their paths
// in the working tree. Git is asked once for all files of up to dirsAtOnce folders.
func (r *Repo) committed(ask context.Context, rels []string) (map[string]string, error) {
	blobs := make(map[string]string, len(rels))
	var dirs []string
	for _, rel := range rels {
		if rel == "" {
			continue
		}
		blobs[rel] = ""
		dirs = append(dirs, path.Dir(rel)+"/") // what is in it, and not it
	}
	slices.Sort(dirs)
	const dirsAtOnce = 200 // which a command line has room for
	for some := range slices.Chunk(slices.Compact(dirs), dirsAtOnce) {
		if err := r.list(ask, some, blobs); err != nil {
			return nil, err
		}
	}
	return blobs, nil
}

// list notes what the last commit holds of the files that blobs names, as far as
// they lie in folders of the working tree. Where nothing is committed that is
// nothing.
func (r *Repo) list(ask context.Context, dirs []string, blobs map[string]string) error {
	ctx, cancel := context.WithTimeout(ask, r.soon)
	defer cancel()
	args := []string{"ls-tree", "-z", "HEAD"}
	if !slices.Equal(dirs, []string{"./"}) {
		args = append(append(args, "--"), dirs...)
	}
	cmd := r.command(ctx, r.Top, args...)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return failed(ask, "reading the repository", err, "")
	}
	for b := bufio.NewReader(out); ; {
		line, err := field(b)
		if err != nil {
			break
		}
		says, rel, _ := strings.Cut(line, "\t") // the mode, the kind, the name and the path
		parts := strings.Fields(says)
		if _, wanted := blobs[rel]; wanted && len(parts) == 3 && parts[1] == "blob" && isName(parts[2]) {
			blobs[rel] = parts[2]
		}
	}
	_, _ = io.Copy(io.Discard, out) // what is not understood
	_ = cmd.Wait()                  // it fails where there is no commit
	switch {
	case ask.Err() != nil:
		return ask.Err()
	case ctx.Err() != nil:
		return errSilent
	}
	return nil
}

// lines is a text with one kind of line end, since git may keep another one
// than the file has.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// rel is the path of a file in the working tree.
func (r *Repo) rel(path string) (string, error) {
	dir, base := filepath.Split(path)
	dir, err := filepath.EvalSymlinks(filepath.Clean(dir))
	if err != nil {
		return "", err
	}
	top, err := filepath.EvalSymlinks(r.Top)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(top, filepath.Join(dir, base))
	if err != nil || !filepath.IsLocal(rel) {
		return "", &Error{Doing: "committing", Why: safefile.Shown(path) + " lies outside of the repository"}
	}
	return filepath.ToSlash(rel), nil
}

// Commit commits the files as they are on the disk, and no others: what else is
// staged stays so, uncommitted. It returns the name of the commit. Hooks of the
// repository run; nothing is pushed. An *Error says in words what stopped it, and
// then nothing is committed; ErrNothing that there is nothing to commit.
func (r *Repo) Commit(ctx context.Context, paths []string, message string) (commit string, err error) {
	const doing = "committing"
	message = strings.TrimSpace(message)
	if message == "" {
		return "", &Error{Doing: doing, Why: "the message is empty"}
	}
	if strings.ContainsRune(message, 0) {
		return "", &Error{Doing: doing, Why: "the message holds a NUL"}
	}
	if len(paths) == 0 {
		return "", ErrNothing
	}
	var rels []string
	for _, path := range paths {
		rel, err := r.rel(path)
		if err != nil {
			return "", err
		}
		rels = append(rels, rel)
	}
	fresh, err := r.fresh(ctx, rels)
	if err != nil {
		return "", err
	}
	if len(fresh) > 0 { // of files that are not known it is told first that there are such
		if _, err := r.write(ctx, doing, "", append([]string{"add", "--intent-to-add", "--"}, fresh...)...); err != nil {
			return "", err
		}
	}
	_, err = r.write(ctx, doing, message+"\n", append([]string{"commit", "--quiet", "--cleanup=whitespace", "--file=-", "--only", "--"}, rels...)...)
	if err != nil {
		if len(fresh) > 0 {
			undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			_, uerr := r.write(undo, doing, "", append([]string{"rm", "--cached", "--quiet", "--force", "--"}, fresh...)...)
			if uerr != nil {
				err = fmt.Errorf("%w; the new files stay noted in git's index", err)
			}
		}
		return "", err
	}
	out, err := r.read(ctx, r.Top, "rev-parse", "HEAD")
	return strings.TrimSpace(string(out)), err
}

// fresh are those of the files that the index does not have, and the disk has.
func (r *Repo) fresh(ctx context.Context, rels []string) (fresh []string, err error) {
	out, err := r.read(ctx, r.Top, append([]string{"ls-files", "-z", "--"}, rels...)...)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, name := range strings.Split(string(out), "\x00") {
		known[name] = true
	}
	for _, rel := range rels {
		if _, err := os.Lstat(filepath.Join(r.Top, filepath.FromSlash(rel))); !known[rel] && err == nil {
			fresh = append(fresh, rel)
		}
	}
	return fresh, nil
}

// write runs a git that writes, with the repository's own settings.
func (r *Repo) write(ctx context.Context, doing, input string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, r.git, append([]string{"--no-pager", "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"}, args...)...)
	cmd.Dir = r.Top
	cmd.Env = append(r.env[:len(r.env):len(r.env)], "GIT_LITERAL_PATHSPECS=1")
	cmd.Stdin = strings.NewReader(input)
	cmd.WaitDelay = time.Second
	var out, errs limited
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err == nil || errors.Is(err, exec.ErrWaitDelay) { // what a hook left running keeps the pipe
		return out.String(), nil
	}
	says := strings.TrimSpace(errs.String() + "\n" + out.String())
	failure := failed(ctx, doing, err, says)
	var e *Error
	if !errors.As(failure, &e) {
		return "", failure
	}
	if e.Why == nothing {
		return "", ErrNothing
	}
	if reason(says) == "" && !strings.Contains(says, "fatal: ") && !strings.Contains(says, "error: ") {
		e.Why = "a hook of the repository refused it"
		if line := firstLine(says); line != "nothing" {
			e.Why += ": " + line
		}
	}
	return "", e
}
