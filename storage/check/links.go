package check

import (
	"strings"

	"galley.app/galley/storage/post"
)

// Address is a link or a picture of a post, and what is known of where it leads.
type Address struct {
	Dest       string // what it means
	Written    string // as it stands in the text
	Line, Col  int    // as in post.Problem
	Start, End int
	To         Target
}

// Target is where an address leads.
type Target struct {
	State State
	What  string // of what is not there: the address of a post, a heading, the name of a file
	In    string // NoHeading: the title of the other post; "" for the same one. BadImage: what is wrong
	Near  string // what may be meant instead of What; "" for nothing
}

// State is whether an address leads anywhere.
type State uint8

// The states of addresses.
const (
	Fine State = iota // it leads somewhere, or nobody here can know
	NoPost
	NoHeading
	NoFile
	NoImage
	Outside  // an image that is not read, since it lies outside of the library
	BadImage // a file that no export can hold as an image
)

// Problem returns what is wrong with an address, and whether something is.
func (a Address) Problem() (post.Problem, bool) {
	l := a.To
	what, near := shorten(l.What), ""
	if l.Near != "" {
		near = "; " + shorten(l.Near) + " may be meant"
	}
	var p post.Problem
	switch l.State {
	case Fine:
		return p, false
	case NoPost:
		p = found("post-missing", "the link leads to the post %s, which is not there%s", what, near)
	case NoHeading:
		in := "this post"
		if l.In != "" {
			in = quoted(l.In)
		}
		p = found("heading-missing", "no heading of %s has the address #%s%s", in, what, near)
	case NoFile:
		p = found("file-missing", "the link leads to the file %s, which is not there%s", what, near)
	case NoImage:
		p = found("image-missing", "the picture %s is not there%s", what, near)
	case Outside:
		p = found("image-outside", "the picture %s lies outside of the library, and is not read", what)
	case BadImage:
		p = found("image-kind", "the picture %s cannot be in an export: %s", what, l.In)
	}
	p.Line, p.Col, p.Start, p.End = a.Line, a.Col, a.Start, a.End
	if at := strings.LastIndex(a.Written, l.What); l.Near != "" && at >= 0 {
		p.Fix = &post.Fix{
			Label: "Use " + shorten(l.Near), Start: a.Start, End: a.End, Old: a.Written,
			Text: a.Written[:at] + l.Near + a.Written[at+len(l.What):],
		}
	}
	return p, true
}
