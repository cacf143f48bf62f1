package desk

import (
	"context"
	"sync"

	"galley.app/galley/internal/mermaid"
)

// diagrams gives a function that draws a diagram, for any goroutine, and one
// that ends all drawing and returns when nothing of it is left on the disk.
func diagrams() (draw func(source string) ([]byte, error), stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var one sync.Mutex // held while a diagram is drawn
	draw = func(source string) ([]byte, error) {
		one.Lock()
		defer one.Unlock()
		return mermaid.Draw(ctx, source)
	}
	stop = func() {
		cancel()
		one.Lock()
		defer one.Unlock()
	}
	return draw, stop
}
