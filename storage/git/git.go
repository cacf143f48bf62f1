// Package git reads the commits of a post where its folder is a git repository,
// as versions beside those of storage/history, and commits chosen posts. It
// runs the installed git.
//
// A repository may come from a stranger. While it is only read, nothing that it
// configures is run: no hooks, monitors, filters, converters, pagers, programs
// that check signatures or fetch what is missing, and no other repository is
// looked at because the environment says so. Commit is git's own, with the
// hooks that the repository has.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/storage/safefile"
)

// Repo is a repository with a working tree.
type Repo struct {
	Top string // folder of the working tree
	// Patience is how long commits are read; 0 is 20 seconds.
	Patience time.Duration

	git  string // program
	env  []string
	soon time.Duration // how long is waited for what git knows at once
}

// atOnce is how long an answer may take that needs no walk through commits. Some
// never come: a repository may have a pipe in the place of a file.
const atOnce = 5 * time.Second

// errSilent tells that git does not answer.
var errSilent = &Error{Doing: "reading the repository", Why: "git does not answer"}

// Error is what git refused, in words.
type Error struct {
	Doing string // such as "committing"
	Why   string // in a sentence without its end
	Says  string // git itself, or a hook; may have several lines
}

func (e *Error) Error() string { return e.Doing + ": " + e.Why }

// Around returns the repository whose working tree a folder is in. It is nil,
// without an error, where there is none or no git is installed.
func Around(ctx context.Context, dir string) (*Repo, error) { return around(ctx, dir, atOnce) }

func around(ctx context.Context, dir string, soon time.Duration) (*Repo, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, nil
	}
	if program, err = filepath.Abs(program); err != nil {
		return nil, nil
	}
	if !above(dir) {
		return nil, nil
	}
	r := &Repo{git: program, env: environment(os.Environ()), soon: soon}
	out, err := r.read(ctx, dir, "rev-parse", "--show-toplevel")
	var refused *Error
	if errors.As(err, &refused) && refused.Why == noRepo {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	top := strings.TrimSuffix(string(out), "\n")
	if top == "" { // a bare one
		return nil, nil
	}
	r.Top = filepath.FromSlash(top)
	return r, nil
}

// above reports whether a folder or one above it has a .git, so that no program
// is run where there is none.
func above(dir string) bool {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	} else {
		return false
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return false
		}
		dir = up
	}
}

// quiet are settings that keep git from running or fetching anything that a
// repository configures.
var quiet = []string{
	"-c", "core.fsmonitor=false",
	"-c", "core.hooksPath=" + os.DevNull,
	"-c", "core.pager=cat",
	"-c", "core.askPass=",
	"-c", "core.sshCommand=false",
	"-c", "credential.helper=",
	"-c", "diff.submodule=short",
	"-c", "gpg.program=false",
	"-c", "log.showSignature=false",
	"-c", "protocol.allow=never",
	"-c", "safe.bareRepository=explicit",
	"-c", "submodule.recurse=false",
	"-c", "i18n.logOutputEncoding=UTF-8",
}

// environment is what git sees of ours: nothing that names another repository,
// program or setting of git's.
func environment(ours []string) (env []string) {
	for _, e := range ours {
		name, _, _ := strings.Cut(e, "=")
		name = strings.ToUpper(name)
		if strings.HasPrefix(name, "GIT_") || name == "LC_ALL" || name == "LANGUAGE" || name == "PAGER" || name == "EDITOR" || name == "VISUAL" || name == "SSH_ASKPASS" {
			continue
		}
		env = append(env, e)
	}
	return append(
		env,
		"LC_ALL=C", // whose words are read
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", "GIT_EDITOR=true", "GIT_PAGER=cat",
	)
}

// reading is the environment of what is only read.
func (r *Repo) reading() []string {
	return append(r.env[:len(r.env):len(r.env)], "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_LITERAL_PATHSPECS=1", "GIT_NO_REPLACE_OBJECTS=1")
}

// command is git in a folder, reading alone. It ends with ctx.
func (r *Repo) command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, r.git, append(append([]string{"--no-pager"}, quiet...), args...)...)
	cmd.Dir, cmd.Env = dir, r.reading()
	cmd.WaitDelay = time.Second
	return cmd
}

// read returns what a command that only reads says, up to 1 MB. What git does not
// say soon it does not say.
func (r *Repo) read(ask context.Context, dir string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ask, r.soon)
	defer cancel()
	cmd := r.command(ctx, dir, args...)
	var out, errs limited
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if ask.Err() == nil && ctx.Err() != nil {
			return nil, errSilent
		}
		return nil, failed(ctx, "reading the repository", err, errs.String())
	}
	return out.b.Bytes(), nil
}

// limited keeps the beginning of what is written to it.
type limited struct{ b bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	const most = 1 << 20
	l.b.Write(p[:min(len(p), max(0, most-l.b.Len()))])
	return len(p), nil
}

func (l *limited) String() string { return strings.TrimSpace(l.b.String()) }

const noRepo = "this is not a git repository"

// failed is an error of git's in words.
func failed(ctx context.Context, doing string, err error, says string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := &Error{Doing: doing, Why: reason(says), Says: says}
	var exit *exec.ExitError
	if !errors.As(err, &exit) { // it did not even run
		e.Why = safefile.Reason(err)
	}
	if e.Why == "" {
		e.Why = fmt.Sprintf("git says: %s", firstLine(says))
	}
	return e
}

// reason says in words what git says, "" where that is not known.
func reason(says string) string {
	for _, known := range []struct{ says, why string }{
		{"not a git repository", noRepo},
		{"must be run in a work tree", noRepo},
		{"cannot use bare repository", noRepo},
		{"dubious ownership", "git does not trust the folder, since it belongs to another user; git config --global --add safe.directory FOLDER has it trusted"},
		{"tell me who you are", "git does not know who you are; set git config --global user.name and user.email"},
		{"unable to auto-detect email", "git does not know who you are; set git config --global user.name and user.email"},
		{"empty ident name", "git does not know who you are; set git config --global user.name and user.email"},
		{".lock': File exists", "another git is at work in the repository, or was stopped there; if there is none, remove the file that ends in .lock"},
		{"unmerged files", "files of the repository are in conflict; solve that first"},
		{"you need to resolve your current index first", "files of the repository are in conflict; solve that first"},
		{"partial commit during a merge", "a merge is under way; finish it first"},
		{"partial commit during a cherry-pick", "a cherry-pick is under way; finish it first"},
		{"partial commit during a rebase", "a rebase is under way; finish it first"},
		{"ignored by one of your .gitignore", "the repository ignores the file (.gitignore)"},
		{"gpg failed to sign", "the commit could not be signed"},
		{"failed to sign", "the commit could not be signed"},
		{"nothing to commit", nothing},
		{"no changes added to commit", nothing},
		{"nothing added to commit", nothing},
		{"Read-only file system", "the repository's disk is read-only"},
		{"No space left on device", "the disk is full"},
		{"insufficient permission", "there is no permission to write the repository"},
		{"Permission denied", "there is no permission to write the repository"},
		{"is outside repository", "the file lies outside of the repository"},
		{"beyond a symbolic link", "the file lies behind a link that leads out of the repository"},
		{"is in submodule", "the file belongs to a repository inside of this one"},
	} {
		if strings.Contains(says, known.says) {
			return known.why
		}
	}
	return ""
}

func firstLine(s string) string {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "warning:") && !strings.HasPrefix(line, "hint:") {
			return line
		}
	}
	return "nothing"
}
