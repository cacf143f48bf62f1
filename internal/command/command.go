// Package command is Galley's command line: every job that needs no eye, for
// scripts and pipelines. It works without a display.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"galley.app/galley/assets"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/opening"
	_ "galley.app/galley/internal/quietlog" // standard error is ours
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/safefile"
)

// Env is what a command needs to know of the world.
type Env struct {
	Now     func() time.Time // time.Now when nil
	Version string           // of Galley; "development" when empty

	Getenv func(key string) string // os.Getenv when nil

	History *history.Store // of all posts; nil where none is kept

	Decoder imagework.Decoder // makes pixels of images; nil makes none
}

// Exit codes.
const (
	exitDone  = 0
	exitNot   = 1 // problems found, or not done
	exitUsage = 2
)

// Is tells whether args, without the program's name, are a command and not a
// folder or file for the window. So is a word that names none of the three and
// has others behind it: it is a command that was not written right. A word alone
// is for the window, which says that it cannot be opened.
func Is(args []string) bool {
	if len(args) == 0 || args[0] == "--" {
		return false
	}
	first := args[0]
	if first == opening.NewWindow {
		return false
	}
	if strings.HasPrefix(first, "-") && first != "-" || slices.Contains(names(), first) || first == cobra.ShellCompRequestCmd || first == cobra.ShellCompNoDescRequestCmd {
		return true
	}
	if len(args) == 1 || strings.Trim(first, "abcdefghijklmnopqrstuvwxyz") != "" || first == "" {
		return false
	}
	_, err := os.Lstat(first)
	return errors.Is(err, fs.ErrNotExist)
}

// names are the words that are commands.
func names() []string {
	c := &cli{}
	list := []string{"help"}
	for _, cmd := range c.root().Commands() {
		list = append(list, cmd.Name())
	}
	return list
}

// Run does the command that args say, without the program's name, and returns
// the exit code.
func Run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer, env Env) (code int) {
	if env.Now == nil {
		env.Now = time.Now
	}
	if env.Getenv == nil {
		env.Getenv = os.Getenv
	}
	if env.Version == "" {
		env.Version = "development"
	}
	c := &cli{env: env, args: args, in: in, out: &output{w: out}, err: &output{w: errw}}
	defer func() {
		if r := recover(); r != nil {
			c.say("internal error (%v); the command was stopped, files that it had not finished are as they were; please report this", r)
			code = exitNot
		}
	}()
	ignoreBrokenPipe()
	root := c.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	err := root.ExecuteContext(ctx)
	if c.out.failed != nil {
		err = c.out.failed
		if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
			return exitNot // the reader has had enough; it need not be told
		}
		c.say("standard output cannot be written: %v; what it holds is not complete", safefile.Cause(err))
		return exitNot
	}
	return c.report(err)
}

// cli is one run of a command.
type cli struct {
	env  Env
	args []string // of the command line
	in   io.Reader
	out  *output
	err  *output

	unkept bool // it was said that a version is not kept
}

// output remembers that writing failed, so that it need not be asked about at
// each line.
type output struct {
	w      io.Writer
	failed error
}

func (o *output) Write(p []byte) (int, error) {
	if o.failed != nil {
		return 0, o.failed
	}
	n, err := o.w.Write(p)
	if err != nil {
		o.failed = err
	}
	return n, err
}

// usageError is a command that was not said right.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usage(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// errProblems ends a command that has said what it found.
var errProblems = errors.New("problems found")

func (c *cli) report(err error) int {
	var u *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errProblems):
		return exitNot
	case errors.As(err, &u):
		c.say("%s; see galley --help", u.message)
		return exitUsage
	}
	c.say("%v", err)
	return exitNot
}

// say writes one line to standard error.
func (c *cli) say(format string, args ...any) {
	c.print("", fmt.Sprintf(format, args...))
}

func (c *cli) warn(format string, args ...any) {
	c.print("warning: ", fmt.Sprintf(format, args...))
}

func (c *cli) print(kind, line string) {
	fmt.Fprintf(c.err, "galley: %s%s\n", kind, oneLine(asGiven(c.args, line)))
}

// warnOf warns of an error, or of each of several that were joined.
func (c *cli) warnOf(err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") { // which no path breaks, see safefile.Shown
		c.warn("%s", line)
	}
}

// oneLine spells out what would break a line or command a terminal.
func oneLine(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == utf8.RuneError:
			_, n := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n]) // a file name's own bytes
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (c *cli) root() *cobra.Command {
	licences := false
	root := &cobra.Command{
		Use:   "galley [FOLDER|FILE]...",
		Short: "Write blog posts as plain text files",
		Long: `Galley is an editor for blog posts that are plain text files.

With a folder of posts, single posts or nothing, it opens its window. If a window
has that library open already, that one comes to the front and opens the posts.
The commands below need no display.

Exit codes: 0 done, 1 problems found or not done, 2 wrong usage.`,
		Version:                    c.env.Version,
		DisableFlagsInUseLine:      true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		SilenceUsage:               true,
		Args:                       cobra.ArbitraryArgs,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				about := ""
				if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
					about = "; maybe " + strings.Join(like, " or ") + " is meant"
				}
				return usage("%s: there is no such command, folder or file%s", args[0], about)
			case licences:
				_, err := io.WriteString(c.out, assets.Licences)
				return err
			}
			return cmd.Help()
		},
	}
	root.Flags().BoolVar(&licences, "licences", false, "print the licences of all that is in the program")
	root.Flags().BoolVar(&licences, "licenses", false, "the same, in American English")
	root.Flags().Bool(strings.TrimPrefix(opening.NewWindow, "--"), false, "open a window of its own, even where one has the library open") // which is for the window
	root.SetVersionTemplate("galley {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		// What the library says behind the value is for programmers.
		message, _, _ := strings.Cut(err.Error(), ": strconv.")
		if !cmd.HasParent() {
			return usage("%s", message)
		}
		return usage("%s: %s", cmd.Name(), message)
	})
	root.SetHelpCommand(c.help())
	root.AddCommand(c.newCommand(), c.show(), c.set(), c.check(), c.render(), c.export(), c.importCommand(), c.verify(), c.recover(), c.historyCommand(), c.replace(), c.search(), c.publish(), c.trash(), c.list(), c.links(), c.mv(), themeCommand(c), serveCommand(c), c.completion())
	c.completed(root)
	return root
}

func (c *cli) help() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usage("help: there is no command %q", strings.Join(args, " "))
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// endable gives a context that ends when someone asks the command to end, so
// that it can clear up. Who asks twice need not wait for that.
func endable(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	wanted := slices.DeleteFunc(endings(), signal.Ignored)
	if len(wanted) == 0 {
		return ctx, cancel
	}
	asked := make(chan os.Signal, 2)
	signal.Notify(asked, wanted...)
	over := make(chan struct{})
	go func() {
		for range 2 {
			select {
			case <-asked:
				if ctx.Err() != nil {
					os.Exit(exitNot)
				}
				cancel()
			case <-over:
				return
			}
		}
	}()
	return ctx, sync.OnceFunc(func() {
		signal.Stop(asked)
		close(over)
		cancel()
	})
}

// exactly wants one argument for each name. None but what words are replaced by may be empty, as that
// of a script whose variable is not set is: the current folder would be taken instead.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < len(names) {
			return usage("%s: %s is missing", cmd.Name(), names[len(args)])
		}
		if len(args) > len(names) {
			return usage("%s: %q is one argument too many", cmd.Name(), args[len(names)])
		}
		for i, name := range names {
			if args[i] == "" && name != "NEW" {
				return usage("%s: %s is empty", cmd.Name(), name)
			}
		}
		return nil
	}
}

// atMostOne wants one argument, which is not empty, or none.
func atMostOne(who, name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) > 1:
			return usage("%s: %q is one argument too many", who, args[1])
		case len(args) == 1 && args[0] == "":
			return usage("%s: %s is empty", who, name)
		}
		return nil
	}
}

// atLeastOne wants one argument or more, none of them empty.
func atLeastOne(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("%s: %s is missing", cmd.Name(), name)
		}
		if slices.Contains(args, "") {
			return usage("%s: %s is empty", cmd.Name(), name)
		}
		return nil
	}
}
