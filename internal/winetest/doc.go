// Package winetest tries the program for Windows under Wine: its own tests of what
// differs there, the command line, and the real window, which is driven as that of
// Linux is. Its tests have the build tag "wine" and are run by make test-windows,
// which installs what they need.
//
// Wine is not Windows. It shows that the calls of the system are made rightly and
// that the window works; what the disk, scanners and other programs of a real one
// do, it does not.
package winetest
