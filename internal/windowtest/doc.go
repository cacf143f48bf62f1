// Package windowtest holds the tests that see the program as a person does: a
// real window under Xvfb, real keys, real files. What they rely on is what
// scripts may rely on too: title bar, focus, caret, questions, file names.
// They run in the module's root.
package windowtest
