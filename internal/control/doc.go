// Package control holds the small Fyne widgets that Galley's window is made
// of, where Fyne's own do not do: fields without a history of their own,
// buttons and overlays that the keyboard works as people expect, panes with
// hairline dividers. They know nothing of posts.
package control
