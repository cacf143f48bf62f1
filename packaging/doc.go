// Package packaging holds what makes the packages that install Galley, and the
// tests that install them.
package packaging
