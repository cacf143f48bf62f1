// Package torture breaks things around the real program, its window and its
// command line, on purpose: calls of the system that fail, disks that are full,
// processes that are killed, power that is cut, and another program at work in
// the same folder. Whatever happens, a post is its old bytes or its new ones, and
// no word is lost.
//
// It has only tests. make torture runs them for as long as it is told, make test
// for three minutes.
package torture
