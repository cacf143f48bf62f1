package command

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

func (c *cli) completion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print the script that completes commands and posts in a shell",
		Long: `Print a script that has a shell complete commands, flags, formats, folders and
posts, which are shown with their titles.

For bash, which needs the package bash-completion:

    galley completion bash > ~/.local/share/bash-completion/completions/galley

For zsh, in a folder that is in $fpath:

    galley completion zsh > "${fpath[1]}/_galley"

For fish:

    galley completion fish > ~/.config/fish/completions/galley.fish`,
		Args:      exactly("bash, zsh or fish"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch root := cmd.Root(); args[0] {
			case "bash":
				return root.GenBashCompletionV2(c.out, true)
			case "zsh":
				return root.GenZshCompletion(c.out)
			case "fish":
				return root.GenFishCompletion(c.out, true)
			}
			return usage("completion: there are scripts for %s", strings.Join(shells, ", "))
		},
	}
}

// completed has the shells complete what commands and their flags take, by what
// their lines of usage call it.
func (c *cli) completed(root *cobra.Command) {
	var all []*cobra.Command
	for _, cmd := range root.Commands() {
		all = append(append(all, cmd), cmd.Commands()...)
	}
	for _, cmd := range all {
		if cmd.HasSubCommands() {
			continue
		}
		takes, rest := parameters(cmd.Use)
		if cmd.ValidArgsFunction == nil && cmd.ValidArgs == nil {
			cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
				name := rest
				if len(args) < len(takes) {
					name = takes[len(args)]
				}
				return c.complete(cmd.Name(), name, args, typed)
			}
		}
		for flag, name := range map[string]string{"dir": "DIR", "status": "STATUS", "sort": "SORT", "theme": "THEME", "to": "FORMAT", "unset": "KEY"} {
			if cmd.Flags().Lookup(flag) == nil {
				continue
			}
			// It is an error only for a flag that there is not.
			_ = cmd.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
				return c.complete(cmd.Name(), name, args, typed)
			})
		}
	}
}

// parameters are the names of what a command takes one after the other, by its
// line of usage, and what more of there may be; "" for no more.
func parameters(use string) (names []string, rest string) {
	use, _, _ = strings.Cut(use, "\n")
	words := strings.Fields(use)
	for i, word := range words {
		name := strings.Trim(strings.TrimSuffix(word, "..."), "[]")
		first, _ := utf8.DecodeRuneInString(name)
		before := words[max(0, i-1)]
		valued := strings.HasPrefix(strings.Trim(before, "["), "--") && !strings.HasSuffix(before, "]") // it is the value of a flag
		if i == 0 || valued || !unicode.IsUpper(first) {
			continue
		}
		if rest = ""; strings.HasSuffix(word, "...") {
			rest = name
		}
		names = append(names, name)
	}
	return names, rest
}

// complete lists what may stand for a parameter of a command, after args.
func (c *cli) complete(command, name string, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []string
	switch name {
	case "FILE", "PATH", "FOLDER|FILE":
		if command == "import" {
			return nil, cobra.ShellCompDirectiveDefault // whatever there is
		}
		return c.paths(typed, func(base string) bool {
			return storage.IsPostName(base) && (command != "publish" || post.IsDraft(base))
		})
	case "DIR", "FOLDER":
		return c.paths(typed, func(string) bool { return false })
	case "PACKAGE":
		return nil, cobra.ShellCompDirectiveDefault
	case "KEY=VALUE", "KEY":
		if len(args) > 0 {
			words = keysOf(args[0], name == "KEY=VALUE")
		}
		if name == "KEY" {
			break
		}
		return matching(words, typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	case "STATUS":
		words = storage.Standings()
	case "SORT":
		for _, l := range listings {
			words = append(words, l.name)
		}
	case "THEME":
		words = []string{"light", "dark"}
	case "FORMAT":
		if command == "render" {
			words = []string{"html", "page", "text", "png"}
			break
		}
		for _, f := range export.Formats() {
			words = append(words, cobra.CompletionWithDesc(f.Name, f.Label))
		}
	}
	return matching(words, typed), cobra.ShellCompDirectiveNoFileComp
}

func matching(words []string, typed string) (list []cobra.Completion) {
	for _, w := range words {
		if strings.HasPrefix(w, typed) {
			list = append(list, w)
		}
	}
	return list
}

// keysOf are the keys of the fields of a post.
func keysOf(path string, equals bool) (keys []string) {
	src, _, err := storage.Load(path)
	if err != nil {
		return nil
	}
	for _, f := range post.Parse(src).Fields() {
		key := f.Key
		if equals {
			key += "="
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// mostTitles is up to how many posts are shown with their titles.
const mostTitles = 200

// paths lists the folders whose paths begin with what was typed, and the posts
// with their titles, of which wanted says by name which are listed.
func (c *cli) paths(typed string, wanted func(base string) bool) (list []cobra.Completion, how cobra.ShellCompDirective) {
	how = cobra.ShellCompDirectiveNoFileComp
	dir, base := filepath.Split(typed)
	at := dir
	if rest, ok := strings.CutPrefix(at, "~"+string(filepath.Separator)); ok {
		at = filepath.Join(c.env.Getenv("HOME"), rest)
	}
	if at == "" {
		at = "."
	}
	entries, err := os.ReadDir(at)
	if err != nil {
		return nil, how
	}
	var posts []string
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base) || strings.HasPrefix(name, ".") && base == "" || strings.ContainsFunc(name, unicode.IsControl) || !utf8.ValidString(name) {
			continue
		}
		isDir := e.IsDir()
		if e.Type()&os.ModeSymlink != 0 {
			info, err := os.Stat(filepath.Join(at, name))
			isDir = err == nil && info.IsDir()
		}
		switch {
		case isDir:
			list = append(list, dir+name+string(filepath.Separator))
		case wanted(name):
			posts = append(posts, name)
		}
	}
	if len(posts) == 0 {
		return list, how | cobra.ShellCompDirectiveNoSpace // what is in the folder comes next
	}
	for _, name := range posts {
		title := ""
		if len(posts) <= mostTitles {
			title = titleOf(filepath.Join(at, name))
		}
		list = append(list, cobra.CompletionWithDesc(dir+name, title))
	}
	return list, how
}

// titleOf is the title of a post, of which only the beginning is read; "" where
// there is none.
func titleOf(path string) string {
	f, err := safefile.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 4<<10))
	if err != nil {
		return ""
	}
	title, _ := post.Parse(strings.ToValidUTF8(string(head), "")).Value("title")
	return oneLine(title)
}
