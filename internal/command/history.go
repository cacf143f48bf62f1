package command

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"galley.app/galley/editor/diff"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/git"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/safefile"
)

func (c *cli) historyCommand() *cobra.Command {
	var asJSON bool
	var at string
	cmd := &cobra.Command{
		Use:   "history [--json] [--at TIME|N] FILE",
		Short: "Print the versions of a post that are kept, or one of them",
		Long: `Print the versions of a post that are kept, the newest first: number, time, why
it was kept, words added and removed since the version before, and title. These
are all texts that Galley saved or gave up, and the commits of the file where its
folder is a git repository, also those from before the file was renamed. The file
itself need not be there any more.

--at prints the text of one version: that with a number, or the newest one at a
time. A TIME is 2006-01-02 (the end of that day), "2006-01-02 15:04", with seconds,
or with a time zone as in 2006-01-02T15:04:05+01:00. Numbers change with each new
version; times do not.`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("at") {
				if asJSON {
					return usage("history: --at prints a text, which is not JSON; give one of the two")
				}
				return c.runVersion(cmd.Context(), args[0], at)
			}
			return c.runHistory(cmd.Context(), args[0], asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().StringVar(&at, "at", "", "print the text of the version at this `time`, or with this number")
	return cmd
}

// timeline are the versions of a post, and what reads their texts.
type timeline struct {
	c        *cli
	versions []history.Version
	repo     *git.Repo // nil for none
	damaged  bool      // something could not be read, which was said
}

func (c *cli) timeline(ctx context.Context, path string) (*timeline, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: is a folder; name one post", path)
	}
	path = absolute(path)
	l := &timeline{c: c}
	kept, err := c.env.History.Versions(path)
	if err != nil {
		l.damaged = true
		c.say("%v", err)
	}
	commits, err := l.commits(ctx, path)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		what := "its commits"
		if len(commits) > 0 {
			what = "some of its commits"
		}
		c.warn("%s: %s are left out: %v", path, what, err)
	}
	l.versions = history.Line(kept, commits)
	if len(l.versions) == 0 && info == nil {
		return nil, fmt.Errorf("%s: there is no such file, and no version of it is kept", path)
	}
	return l, nil
}

// patience is how long commits are read: a command does not keep who waits for
// it, and says what it left out.
const patience = 7 * time.Second

func (l *timeline) commits(ctx context.Context, path string) (list []history.Version, err error) {
	if l.repo, err = git.Around(ctx, filepath.Dir(path)); err != nil {
		return nil, err
	}
	if l.repo != nil {
		l.repo.Patience = patience
	}
	for v, err := range l.repo.Versions(ctx, path) {
		if err != nil {
			return list, err
		}
		list = append(list, v)
	}
	return list, nil
}

func (l *timeline) text(ctx context.Context, v history.Version) (string, error) {
	if v.Kind == history.Committed {
		return l.repo.Text(ctx, v)
	}
	return l.c.env.History.Text(v)
}

// wordChange is how many words a version has that the one before has not, and the
// other way round. It is not known where a text cannot be read.
type wordChange struct {
	added, removed int
	known          bool
}

// changes calls f with each version in turn, and what it changed.
func (l *timeline) changes(ctx context.Context, f func(i int, v history.Version, ch wordChange)) error {
	texts := &textsInTurn{l: l, ctx: ctx}
	for i, v := range l.versions {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if l.c.out.failed != nil { // whoever reads has had enough
			return nil
		}
		ch := wordChange{known: true}
		before, same := "", false
		if i+1 < len(l.versions) {
			same = l.versions[i+1].Sum == v.Sum
		}
		if !same {
			now, ok := texts.of(i)
			ch.known = ok
			if ok && i+1 < len(l.versions) {
				before, ch.known = texts.of(i + 1)
			}
			if ch.known {
				d := diff.Words(before, now)
				ch.added, ch.removed = d.Added, d.Removed
			}
		}
		f(i, v, ch)
	}
	return nil
}

// textsInTurn reads texts, each one once though it is compared with two others.
type textsInTurn struct {
	l    *timeline
	ctx  context.Context
	sum  [sha256.Size]byte
	text string
	has  bool
}

func (t *textsInTurn) of(i int) (string, bool) {
	v := t.l.versions[i]
	if t.has && t.sum == v.Sum {
		return t.text, true
	}
	text, err := t.l.text(t.ctx, v)
	if err != nil {
		if t.ctx.Err() == nil {
			t.l.damaged = true
			t.l.c.say("version %d: %v", i+1, err)
		}
		return "", false
	}
	t.sum, t.text, t.has = v.Sum, text, true
	return text, true
}

type shownVersion struct {
	Number  int    `json:"number"`
	Time    string `json:"time"`
	Kind    string `json:"kind"`
	Added   *int   `json:"added"`
	Removed *int   `json:"removed"`
	Title   string `json:"title"`
	Words   int    `json:"words"`
	Size    int64  `json:"size"`
	Path    string `json:"path"`
	ID      string `json:"id"`
	Author  string `json:"author,omitempty"`
	Message string `json:"message,omitempty"`
}

type shownHistory struct {
	Path     string         `json:"path"`
	Versions []shownVersion `json:"versions"`
}

func (c *cli) runHistory(ctx context.Context, path string, asJSON bool) error {
	ctx, stop := endable(ctx)
	defer stop()
	l, err := c.timeline(ctx, path)
	if err != nil {
		return stopped(ctx, err)
	}
	if len(l.versions) == 0 && !asJSON {
		c.say("%s: no version of it is kept yet", path)
	}
	shown := shownHistory{Path: path, Versions: []shownVersion{}}
	width := len(strconv.Itoa(len(l.versions)))
	err = l.changes(ctx, func(i int, v history.Version, ch wordChange) {
		if asJSON {
			shown.Versions = append(shown.Versions, showVersion(i, v, ch))
			return
		}
		added, removed := "?", "?"
		if ch.known {
			added, removed = strconv.Itoa(ch.added), strconv.Itoa(ch.removed)
		}
		kind := v.Kind.Words()
		if v.Kind == history.Committed {
			subject, _, _ := strings.Cut(v.Message, "\n")
			kind = fmt.Sprintf("commit %.9s by %s: %s", v.ID, v.Author, subject)
		}
		title := v.Title
		if title == "" {
			title = "(no title)"
		}
		fmt.Fprintf(c.out, "%*d  %s  %6s %6s  %s  %s\n", width, i+1, v.Time.Local().Format(time.DateTime), "+"+added, "-"+removed, oneLine(title), oneLine("["+kind+"]"))
	})
	if err == nil && asJSON {
		err = c.json(shown)
	}
	if err != nil {
		return stopped(ctx, err)
	}
	if l.damaged {
		return errProblems
	}
	return nil
}

func showVersion(i int, v history.Version, ch wordChange) shownVersion {
	s := shownVersion{
		Number: i + 1, Time: v.Time.Local().Format(time.RFC3339Nano), Kind: v.Kind.String(), Title: v.Title, Words: v.Words, Size: v.Size,
		Path: v.Path, ID: v.ID, Author: v.Author, Message: v.Message,
	}
	if ch.known {
		s.Added, s.Removed = &ch.added, &ch.removed
	}
	return s
}

// stopped is an error of a command that may have been asked to end.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("stopped before it was complete")
	}
	return err
}

// runVersion prints the text of one version.
func (c *cli) runVersion(ctx context.Context, path, at string) error {
	n, until, err := parseAt(at)
	if err != nil {
		return err
	}
	ctx, stop := endable(ctx)
	defer stop()
	l, err := c.timeline(ctx, path)
	if err != nil {
		return stopped(ctx, err)
	}
	if len(l.versions) == 0 {
		return fmt.Errorf("%s: no version of it is kept yet", path)
	}
	v := l.versions[len(l.versions)-1]
	switch {
	case n > len(l.versions):
		return fmt.Errorf("%s: there is no version %d; the oldest is %d", path, n, len(l.versions))
	case n > 0:
		v = l.versions[n-1]
	default:
		for i := 0; ; i++ {
			if i == len(l.versions) {
				return fmt.Errorf("%s: no version is that old; the oldest is of %s", path, v.Time.Local().Format(time.DateTime))
			}
			if !l.versions[i].Time.After(until) {
				v = l.versions[i]
				break
			}
		}
	}
	text, err := l.text(ctx, v)
	if err != nil {
		return stopped(ctx, fmt.Errorf("%s: %w", path, err))
	}
	_, err = io.WriteString(c.out, text)
	return err
}

// parseAt reads the number of a version, or the last moment that it may be of.
func parseAt(at string) (n int, until time.Time, err error) {
	if at != "" && strings.Trim(at, "0123456789") == "" {
		n, err := strconv.Atoi(at)
		if err != nil || n < 1 {
			return 0, until, usage("history: --at %q is not the number of a version; they begin with 1", at)
		}
		return n, until, nil
	}
	for _, f := range []struct {
		layout string
		to     time.Duration // the end of what is named
	}{
		{time.RFC3339Nano, 0},
		{"2006-01-02 15:04:05", time.Second - 1},
		{"2006-01-02T15:04:05", time.Second - 1},
		{"2006-01-02 15:04", time.Minute - 1},
		{"2006-01-02T15:04", time.Minute - 1},
	} {
		if t, err := time.ParseInLocation(f.layout, at, time.Local); err == nil {
			return 0, t.Add(f.to), nil
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, at, time.Local); err == nil {
		return 0, t.AddDate(0, 0, 1).Add(-1), nil
	}
	return 0, until, usage("history: --at %q is neither the number of a version nor a time such as 2006-01-02 or \"2006-01-02 15:04\"", at)
}

// keepBefore keeps what a file holds before a command writes it, and keepAfter
// what it wrote. Where that is not possible the command goes on, and says so.
func (c *cli) keepBefore(path, text string, known safefile.Fingerprint) {
	if c.env.History == nil || c.env.History.Has(absolute(path), known.Sum) {
		return
	}
	at := known.ModTime
	if now := c.env.Now(); at.After(now) {
		at = now
	}
	c.keep(history.Point{Path: absolute(path), Time: at, Kind: history.Found, Text: text})
}

func (c *cli) keepAfter(path, text string, kind history.Kind) {
	if c.env.History == nil {
		return
	}
	if !c.keep(history.Point{Path: absolute(path), Time: c.env.Now(), Kind: kind, Text: text}) || !c.env.History.Due() {
		return
	}
	settings, err := config.ReadSettings(config.UserPaths(c.env.Getenv), c.env.Now())
	if err != nil {
		c.warnOf(err)
	}
	c.env.History.SetLimits(settings.HistoryLimits())
	if err := c.env.History.Prune(context.Background()); err != nil {
		c.warn("%v", err)
	}
}

// keep adds a version. What stands in its way stands in that of the next one
// too, and is said once.
func (c *cli) keep(p history.Point) bool {
	err := c.env.History.Add(p)
	if err != nil && !c.unkept {
		c.unkept = true
		c.warn("%s: the version is not kept: %v", p.Path, err)
	}
	return err == nil
}
