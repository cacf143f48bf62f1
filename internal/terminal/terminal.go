// Package terminal joins the program to the terminal that it was started in, on
// systems where a program with windows has none of its own accord.
package terminal
