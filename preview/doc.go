// Package preview shows a post as its readers will get it: a scrolling page of
// set type that follows the editor, and the same page as a picture.
//
// Package page sets the type. The widget here has only the fragments on screen
// set, keeps estimates for the rest and holds its place by a fragment and a
// distance, so that corrected estimates move nothing.
package preview
