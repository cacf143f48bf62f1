package imagework

import (
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"os"
	"os/exec"
	"sync"
	"time"
)

// atOnce is how many children there are at most.
const atOnce = 2

// heavy is how many pixels an image has that is decoded while no other such is:
// two of them would take twice the memory.
const heavy = 12 << 20

// maxBad is how many images are remembered that brought a child down.
const maxBad = 1000

// Pool decodes images in child processes. They are started when an image needs
// one, and end when none has for a while.
type Pool struct {
	limits  Limits
	idle    time.Duration
	command func() (*exec.Cmd, error)
	slots   chan struct{}
	heavy   chan struct{}

	mu     sync.Mutex
	free   []*child
	all    map[*child]bool
	bad    map[[sha256.Size]byte]error // images that brought a child down
	closed bool
	starts int // of children so far
}

// New makes a pool whose children are this program again, started with
// [Argument].
func New(limits Limits) *Pool {
	return newPool(limits, 20*time.Second, func() (*exec.Cmd, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		return exec.Command(self, Argument), nil
	})
}

func newPool(limits Limits, idle time.Duration, command func() (*exec.Cmd, error)) *Pool {
	return &Pool{
		limits: limits, idle: idle, command: command, slots: make(chan struct{}, atOnce), heavy: make(chan struct{}, 1),
		all: map[*child]bool{}, bad: map[[sha256.Size]byte]error{},
	}
}

// Close ends all children. What is being decoded comes to nothing.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	var all []*child
	for c := range p.all {
		all = append(all, c)
	}
	p.free = nil
	p.mu.Unlock()
	for _, c := range all {
		c.kill()
	}
	for _, c := range all {
		<-c.done
	}
}

// Decode implements Decoder.
func (p *Pool) Decode(ctx context.Context, data []byte, want Want) (*image.RGBA, error) {
	j, err := look(data, want)
	if err != nil {
		return nil, err
	}
	if err := p.remembered(data); err != nil {
		return nil, err
	}
	if int64(j.width)*int64(j.height) > heavy {
		if err := take(ctx, p.heavy); err != nil {
			return nil, err
		}
		defer func() { <-p.heavy }()
	}
	if err := take(ctx, p.slots); err != nil {
		return nil, err
	}
	defer func() { <-p.slots }()
	for {
		c, err := p.child()
		if err != nil {
			return nil, err
		}
		worked := c.worked
		img, err := c.decode(ctx, j, p.limits.Time)
		var message said
		switch {
		case err == nil, errors.As(err, &message):
			p.release(c)
			return img, err
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case p.ended():
			return nil, ErrClosed
		case worked && !errors.Is(err, ErrTime):
			continue // the fault may be an earlier image's; a new child tells
		}
		p.remember(data, err)
		return nil, err
	}
}

func take(ctx context.Context, turns chan struct{}) error {
	select {
	case turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// remembered is what an image did the last time.
func (p *Pool) remembered(data []byte) error {
	p.mu.Lock()
	none := len(p.bad) == 0
	p.mu.Unlock()
	if none {
		return nil
	}
	sum := sha256.Sum256(data)
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bad[sum]
}

func (p *Pool) remember(data []byte, err error) {
	sum := sha256.Sum256(data)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.bad) >= maxBad {
		clear(p.bad)
	}
	p.bad[sum] = err
}

func (p *Pool) ended() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// child gives one that does nothing.
func (p *Pool) child() (*child, error) {
	p.mu.Lock()
	for len(p.free) > 0 {
		c := p.free[len(p.free)-1]
		p.free = p.free[:len(p.free)-1]
		if c.alive() {
			c.rest.Stop()
			p.mu.Unlock()
			return c, nil
		}
	}
	closed := p.closed
	p.mu.Unlock()
	if closed {
		return nil, ErrClosed
	}
	cmd, err := p.command()
	if err != nil {
		return nil, errors.Join(ErrStart, err)
	}
	c, err := start(cmd, p.limits.Memory)
	if err != nil {
		return nil, errors.Join(ErrStart, err)
	}
	p.mu.Lock()
	p.starts++
	closed = p.closed
	p.all[c] = true
	p.mu.Unlock()
	go func() {
		<-c.done
		p.mu.Lock()
		delete(p.all, c)
		p.mu.Unlock()
	}()
	if closed {
		c.kill()
		return nil, ErrClosed
	}
	return c, nil
}

// release lets a child rest; after a while it ends.
func (p *Pool) release(c *child) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.kill()
		return
	}
	p.free = append(p.free, c)
	c.rest = time.AfterFunc(p.idle, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for i, f := range p.free {
			if f == c {
				p.free = append(p.free[:i], p.free[i+1:]...)
				c.end()
				return
			}
		}
	})
}
