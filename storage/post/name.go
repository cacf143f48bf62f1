package post

import "strings"

// WrongName says in a sentence what is wrong with the name of a post's file, which
// is to be that of a draft or of none; "" for nothing.
func WrongName(name string, draft bool) string {
	const longest = 240 // bytes
	switch {
	case !strings.HasSuffix(name, ".md"):
		return "The file name has to end with .md, or it is not a post."
	case name != strings.TrimSpace(name) || strings.HasPrefix(name, "."):
		return "A file name that begins with a dot or a blank is not listed."
	case strings.ContainsAny(name, "/\\\x00\n\r"):
		return "A file name cannot hold / or \\."
	case len(name) > longest:
		return "The file name is too long."
	case draft && !IsDraft(name):
		return "The name of a draft begins with “wip-”."
	case !draft && IsDraft(name):
		return "A name that begins with “wip” is that of a draft."
	}
	return ""
}
