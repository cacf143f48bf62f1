package desk

import (
	"context"
	"os"
	"time"

	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// Store exports posts of a workspace for the window.
type Store struct {
	*storage.Workspace
	Decoder imagework.Decoder // makes pixels of images, for the pane and for exports; nil makes none

	paths config.Paths
	now   func() time.Time
	post  func(func()) // runs a function on the UI goroutine
}

// NewStore makes a Store; paths, now and post are those of the workspace.
func NewStore(w *storage.Workspace, paths config.Paths, now func() time.Time, post func(func())) *Store {
	return &Store{Workspace: w, paths: paths, now: now, post: post}
}

// revealIn is how long a file manager may take to answer.
const revealIn = 5 * time.Second

// Reveal asks the desktop's file manager to show a file or folder with it
// marked.
func (s *Store) Reveal(path string, done func(error)) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), revealIn)
		defer cancel()
		err := bus.Reveal(ctx, bus.Address(os.Getenv), path)
		s.post(func() { done(err) })
	}()
}
