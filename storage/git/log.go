package git

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage/history"
	"galley.app/galley/storage/post"
)

const (
	maxCommits = 2000     // of a file
	maxField   = 1 << 20  // bytes of a message, a name or a path
	maxMessage = 4 << 10  // bytes of a message that are kept
	maxText    = 64 << 20 // bytes, as much as a post may have
)

// entry is a commit that changed the file.
type entry struct {
	commit, author, message string
	time                    time.Time
	blob, path              string // what it made of the file; blob is "" where it removed it
}

// Versions returns the commits of a file as versions, the newest first, also
// those from before it was renamed; at most 2000. Where there is nothing
// committed there are none. It ends with ctx, and with an *Error when it has
// read for as long as the Repo has patience, or all of the 2000: what is older is
// left out then. Commits whose text cannot be read are left out, too; the last
// error is of one of them.
func (r *Repo) Versions(ctx context.Context, path string) iter.Seq2[history.Version, error] {
	return func(yield func(history.Version, error) bool) {
		if r == nil {
			return
		}
		ask := ctx
		patience := r.Patience
		if patience <= 0 {
			patience = 20 * time.Second
		}
		ctx, cancel := context.WithTimeout(ask, patience)
		defer cancel()
		late := func(err error) error {
			if ask.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
				return &Error{Doing: "reading commits", Why: "it takes too long"}
			}
			return err
		}
		if _, err := r.read(ctx, r.Top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
			if ctx.Err() != nil {
				err = ctx.Err()
			} else if !errors.Is(err, errSilent) {
				err = nil
			}
			if err != nil {
				yield(history.Version{}, late(err))
			}
			return // there is no commit yet
		}
		objects, err := r.open(ctx)
		if err != nil {
			yield(history.Version{}, late(err))
			return
		}
		defer func() {
			if objects != nil {
				objects.close()
			}
		}()
		var left error // why commits are left out
		read := 0
		for e, err := range r.entries(ctx, path) {
			if err != nil {
				yield(history.Version{}, late(err))
				return
			}
			read++
			if e.blob == "" { // removed
				continue
			}
			text, err := objects.text(e.blob)
			if err != nil && ctx.Err() == nil {
				left = err
				objects.close() // it stands within what could not be read
				if objects, err = r.open(ctx); err == nil {
					continue
				}
			}
			if err != nil {
				if ctx.Err() != nil {
					err = ctx.Err()
				}
				yield(history.Version{}, late(err))
				return
			}
			if !yield(r.version(e, text), nil) {
				return
			}
		}
		if read == maxCommits && left == nil {
			left = &Error{Doing: "reading commits", Why: "there may be more than the newest " + strconv.Itoa(maxCommits)}
		}
		if left != nil {
			yield(history.Version{}, left)
		}
	}
}

func (r *Repo) version(e entry, text string) history.Version {
	parsed := post.Parse(text)
	title, _ := parsed.Value("title")
	return history.Version{
		ID: e.commit, Path: filepath.Join(r.Top, filepath.FromSlash(e.path)), Library: "", Time: e.time, Kind: history.Committed,
		Title: title, Words: post.Words(text[parsed.BodyStart():]), Size: int64(len(text)), Sum: sha256.Sum256([]byte(text)),
		Author: e.author, Message: e.message, Object: e.blob,
	}
}

// Text returns the text of a version that Versions returned.
func (r *Repo) Text(ctx context.Context, v history.Version) (string, error) {
	if !isName(v.Object) {
		return "", history.ErrGone
	}
	ask := ctx
	ctx, cancel := context.WithTimeout(ctx, r.soon)
	defer cancel()
	objects, err := r.open(ctx)
	if err != nil {
		return "", err
	}
	defer objects.close()
	text, err := objects.text(v.Object)
	if err != nil && ask.Err() == nil && ctx.Err() != nil {
		err = errSilent
	}
	return text, err
}

// isName reports whether s is the name of an object.
func isName(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// entries are the commits of a file, as git log has them.
func (r *Repo) entries(ctx context.Context, path string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		dir, base := filepath.Split(path)
		cmd := r.command(ctx, filepath.Clean(dir), "log", "--follow", "--raw", "-z", "--no-abbrev", "--no-color", "--no-show-signature",
			"--no-ext-diff", "--no-textconv", "--diff-merges=first-parent", "--max-count="+strconv.Itoa(maxCommits),
			"--format=%x01%H%x00%at%x00%an%x00%B%x00", "--", base)
		var errs limited
		cmd.Stderr = &errs
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			yield(entry{}, failed(ctx, "reading commits", err, ""))
			return
		}
		stopped := false
		perr := parse(bufio.NewReader(out), func(e entry) bool {
			stopped = !yield(e, nil)
			return !stopped
		})
		if stopped || perr != nil {
			cancel()
		}
		err = cmd.Wait()
		switch {
		case stopped:
		case perr != nil:
			yield(entry{}, fmt.Errorf("reading commits: %w", perr))
		case err != nil:
			yield(entry{}, failed(ctx, "reading commits", err, errs.String()))
		}
	}
}

var errLog = errors.New("git says what is not understood")

// parse reads what git log says; it ends where found returns false.
func parse(r *bufio.Reader, found func(entry) bool) error {
	next, err := field(r)
	for err == nil {
		next = strings.TrimLeft(next, "\n")
		if next == "" {
			next, err = field(r)
			continue
		}
		name, ok := strings.CutPrefix(next, "\x01")
		if !ok || !isName(name) {
			return errLog
		}
		e := entry{commit: name}
		var at string
		if at, err = field(r); err == nil {
			if e.author, err = field(r); err == nil {
				e.message, err = field(r)
			}
		}
		if err != nil {
			return errLog
		}
		sec, nerr := strconv.ParseInt(at, 10, 64)
		if nerr != nil || sec < -1<<40 || sec > 1<<40 {
			sec = 0
		}
		e.time = time.Unix(sec, 0)
		e.author = strings.ToValidUTF8(e.author, "\ufffd")
		e.message = strings.TrimSpace(strings.ToValidUTF8(e.message[:min(len(e.message), maxMessage)], "\ufffd"))
		told := false
		for {
			if next, err = field(r); err != nil {
				break
			}
			if next = strings.TrimLeft(next, "\n"); next == "" {
				continue
			}
			raw, ok := strings.CutPrefix(next, ":")
			if !ok {
				break
			}
			parts := strings.Fields(raw)
			if len(parts) != 5 || !isName(parts[3]) {
				return errLog
			}
			if e.path, err = field(r); err == nil && strings.ContainsAny(parts[4][:1], "RC") {
				e.path, err = field(r)
			}
			if err != nil {
				return errLog
			}
			e.blob = parts[3]
			if strings.Trim(e.blob, "0") == "" || !strings.HasPrefix(parts[1], "100") { // removed, or no file
				e.blob = ""
			}
			told = true
		}
		if told && !found(e) {
			return nil
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// field reads up to the next NUL.
func field(r *bufio.Reader) (string, error) {
	var b bytes.Buffer
	for {
		part, err := r.ReadSlice(0)
		b.Write(part)
		switch {
		case b.Len() > maxField:
			return "", errLog
		case err == nil:
			return string(b.Bytes()[:b.Len()-1]), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && b.Len() > 0:
			if strings.Trim(b.String(), "\n") == "" {
				return "", io.EOF
			}
			return "", errLog
		default:
			return "", err
		}
	}
}

// objects is a git that tells what is in objects.
type objects struct {
	ctx context.Context
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func (r *Repo) open(ctx context.Context) (*objects, error) {
	o := &objects{ctx: ctx, cmd: r.command(ctx, r.Top, "cat-file", "--batch")}
	var err error
	var out io.Reader
	if o.in, err = o.cmd.StdinPipe(); err == nil {
		if out, err = o.cmd.StdoutPipe(); err == nil {
			err = o.cmd.Start()
		}
	}
	if err != nil {
		return nil, failed(ctx, "reading the repository", err, "")
	}
	o.out = bufio.NewReader(out)
	return o, nil
}

// errMissing tells that an object is not there, as in a clone that holds only
// a part of its repository.
var errMissing = errors.New("the text of this commit is not in the repository here")

func (o *objects) text(name string) (string, error) {
	if _, err := io.WriteString(o.in, name+"\n"); err != nil {
		return "", failed(o.ctx, "reading the repository", err, "")
	}
	line, err := o.out.ReadString('\n')
	if err != nil {
		return "", failed(o.ctx, "reading the repository", err, "")
	}
	parts := strings.Fields(line)
	if len(parts) == 2 {
		return "", errMissing
	}
	if len(parts) != 3 || parts[1] != "blob" {
		return "", errLog
	}
	size, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil || size < 0 || size > maxText {
		return "", fmt.Errorf("the text of this commit is longer than %d MB", maxText>>20)
	}
	b := make([]byte, size+1)
	if _, err := io.ReadFull(o.out, b); err != nil {
		return "", failed(o.ctx, "reading the repository", err, "")
	}
	return string(b[:size]), nil
}

func (o *objects) close() {
	o.in.Close()
	_ = o.cmd.Cancel()
	_ = o.cmd.Wait() // it was ended
}
