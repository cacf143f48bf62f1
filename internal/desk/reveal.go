package desk

import (
	"context"
	"os"
	"time"

	"galley.app/galley/internal/bus"
)

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
