// Package desk joins the three rooms for the window: it lets package editor
// use storage and the preview pane through the interfaces that editor
// declares. What runs in a goroutine comes back through an injected post
// function, so that all state here belongs to the UI goroutine.
package desk
