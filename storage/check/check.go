// Package check says what is wrong with a post, as values.
package check

import "galley.app/galley/storage/post"

// Context is what a post's check needs to know of its surroundings. The zero
// value checks the post alone.
type Context struct {
	Path        string              // of the post's file; "" for one never saved
	Slugs       map[string][]string // slug -> paths of the posts in the library that have it, this one included or not
	NamesDiffer bool                // this library often names files other than their slug: see NamesDiffer
}

// Post returns all problems of a post, sorted by line.
func Post(src string, p post.Post, c Context) []post.Problem { panic("soon") }

// NamesDiffer reports whether a library often has files whose name holds another slug.
func NamesDiffer(slugs map[string][]string) bool { panic("soon") }
