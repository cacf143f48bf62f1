package export

import (
	"context"
	"image"
	"io"

	"galley.app/galley/internal/imagework"
)

// watch is how a writing that is under way is watched, and ended.
type watch struct {
	ctx    context.Context // nil while nobody can end it
	passes int             // how often the format goes over its posts; 0 is once
	done   int             // posts, of all passes
	silent bool            // it is a part of another one
}

// begin starts to watch a writing.
func (p *Plan) begin(ctx context.Context) {
	p.notes, p.watch = nil, watch{ctx: ctx}
	p.sweep = newSweep(p)
}

// ended tells whether the writing is to end: the error of its context, or nil.
func (p *Plan) ended() error {
	if p.watch.ctx == nil {
		return nil
	}
	if err := p.watch.ctx.Err(); err != nil {
		return &stoppedError{err}
	}
	return nil
}

// decode makes pixels of an image, until the writing is to end.
func (p *Plan) decode(data []byte, want imagework.Want) (*image.RGBA, error) {
	if p.options.Decoder == nil {
		return nil, imagework.ErrStart
	}
	ctx := p.watch.ctx
	if ctx == nil {
		ctx = context.Background()
	}
	return p.options.Decoder.Decode(ctx, data, want)
}

// stoppedError tells that someone did not want to wait for the end.
type stoppedError struct{ err error } // of the context

func (e *stoppedError) Error() string { return "stopped before it was complete" }

func (e *stoppedError) Unwrap() error { return e.err }

// step counts one post as done, in the order in which they are written, and
// tells whether the writing is to end.
func (p *Plan) step() error {
	if p.watch.silent {
		return p.ended()
	}
	p.watch.done++
	if p.Progress != nil {
		p.Progress(p.watch.done, len(p.Posts)*max(1, p.watch.passes))
	}
	return p.ended()
}

// endable is a writer that fails when the writing is to end.
type endable struct {
	w io.Writer
	p *Plan
}

func (e endable) Write(data []byte) (int, error) {
	if err := e.p.ended(); err != nil {
		return 0, err
	}
	return e.w.Write(data)
}
