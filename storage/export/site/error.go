package site

import (
	"fmt"
	"strings"
)

// Error tells, in parts, why an export was not written. A window and a command
// line have different words for what can be done about it.
type Error struct {
	Path string // of the package; "" where the error is about none
	What string // what is wrong, or what was not done because of Err
	Err  error  // may be nil; What may be "" with it
	Kept string // what became of what lay there; may be ""
	Try  string // what can be done, where there is one word for it; may be ""
	Ways []Way  // what can be done besides, each by itself
}

// Error says all parts but Ways.
func (e *Error) Error() string { return e.Say(nil) }

func (e *Error) Unwrap() error { return e.Err }

// Say says all parts in a line, with the words that are given for a way; ways
// without words are left out.
func (e *Error) Say(words func(Way) string) string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	b.WriteString(e.Reason(words))
	if e.Kept != "" {
		b.WriteString("; " + e.Kept)
	}
	return withWays(b.String(), e.Try, e.Ways, words)
}

// Reason says what is wrong, without the path, and without what can be done
// about it unless the reason is itself an Error.
func (e *Error) Reason(words func(Way) string) string {
	parts := make([]string, 0, 2)
	if e.What != "" {
		parts = append(parts, e.What)
	}
	if inner, ok := e.Err.(*Error); ok {
		parts = append(parts, inner.Say(words))
	} else if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Do says what can be done, "" where nothing is known.
func (e *Error) Do(words func(Way) string) string { return waysIn(e.Try, e.Ways, words) }

// Way is something that can be done about an Error or a Finding.
type Way uint8

// The ways. Whoever asks for the export has words for them.
const (
	AnotherPlace   Way = iota + 1 // for the package
	AnotherName                   // for the file
	AnotherFolder                 // for the package
	AnyFolder                     // is what the package needs
	MoveFileAway                  // that lies in the folder
	StandardOutput                // takes what cannot be a file
	OnePost                       // of those that were given
	SiteOrZip                     // can hold several posts
	Zip                           // can hold several posts
	FolderOfPosts                 // can hold several posts
	FolderOfMaps                  // can hold a larger sitemap
	SiteAddress                   // is to be given
	NamedDraft                    // by itself, or all drafts, to be packed
	NamedLink                     // by itself, to be packed
)

// withWays puts what can be done behind what is wrong.
func withWays(what, try string, ways []Way, words func(Way) string) string {
	done := waysIn(try, ways, words)
	switch {
	case done == "":
		return what
	case ways != nil && ways[0] == SiteAddress:
		return what + ": " + done
	}
	return what + "; " + done
}

// waysIn joins what can be done.
func waysIn(try string, ways []Way, words func(Way) string) string {
	var all []string
	if try != "" {
		all = append(all, try)
	}
	for _, w := range ways {
		if words == nil {
			break
		}
		if s := words(w); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, ", or ")
}

// Finding is something wrong with a post.
type Finding struct {
	Path    string
	Line    int // 1-based; 0 when it is about the whole file
	Message string
	Way     Way // what can be done about it; 0 where that is plain
}

func (f Finding) String() string { return f.Say(nil) }

// Say says the finding in a line, as [Error.Say] does.
func (f Finding) Say(words func(Way) string) string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.Text(words))
	}
	return f.Path + ": " + f.Text(words)
}

// Text is the message with the words for what can be done.
func (f Finding) Text(words func(Way) string) string {
	if f.Way == 0 {
		return f.Message
	}
	return withWays(f.Message, "", []Way{f.Way}, words)
}
