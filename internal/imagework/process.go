package imagework

import (
	"context"
	"errors"
	"image"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// child is a process that decodes one image at a time.
type child struct {
	cmd    *exec.Cmd
	in     *os.File // what it is asked
	out    *os.File // what it answers
	errs   *head    // what it says when it dies
	done   chan struct{}
	close  sync.Once
	rest   *time.Timer // ends it
	worked bool        // it has answered
	leash  func()      // what keeps its limits, given back at its end
}

// start runs a child process.
func start(cmd *exec.Cmd, memory int64) (*child, error) {
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, inRead.Close(), inWrite.Close())
	}
	c := &child{cmd: cmd, in: inWrite, out: outRead, errs: &head{}, done: make(chan struct{})}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inRead, outWrite, c.errs
	cmd.Env = append(cmd.Environ(), memoryVariable+"="+strconv.FormatInt(memory, 10))
	bind(cmd)
	started := make(chan error)
	go func() {
		// The child ends with the thread that started it, where the system sees
		// to that; so the thread is kept.
		runtime.LockOSThread()
		err := cmd.Start()
		if err == nil {
			c.leash = leash(cmd, memory)
		}
		started <- err
		if err == nil {
			_ = cmd.Wait()
			c.leash()
		}
		close(c.done)
	}()
	err = <-started
	_ = inRead.Close()
	_ = outWrite.Close()
	if err != nil {
		_ = inWrite.Close()
		_ = outRead.Close()
		return nil, err
	}
	return c, nil
}

func (c *child) alive() bool {
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}

// end lets the child end by itself.
func (c *child) end() {
	c.close.Do(func() {
		_ = c.in.Close()
		go func() {
			<-c.done
			_ = c.out.Close()
		}()
	})
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	c.end()
}

// decode asks for an image. A child that gives no answer is ended.
func (c *child) decode(ctx context.Context, j job, limit time.Duration) (*image.RGBA, error) {
	type got struct {
		img *image.RGBA
		err error
	}
	answered := make(chan got, 1)
	go func() {
		err := writeRequest(c.in, j)
		var img *image.RGBA
		if err == nil {
			img, err = readAnswer(c.out, j)
		}
		answered <- got{img, err}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var late error
	select {
	case g := <-answered:
		var message said
		if g.err == nil || errors.As(g.err, &message) {
			c.worked = true
			return g.img, g.err
		}
	case <-timer.C:
		late = ErrTime
	case <-ctx.Done():
		late = ctx.Err()
	}
	c.kill()
	<-c.done
	if late != nil {
		return nil, late
	}
	return nil, c.why()
}

// why says what a child died of.
func (c *child) why() error {
	told := c.errs.String()
	switch {
	case c.cmd.ProcessState.ExitCode() == codeMemory, strings.Contains(told, "out of memory"), strings.Contains(told, "cannot allocate memory"):
		return ErrMemory
	}
	return ErrFault
}

// head keeps the first bytes of what is written to it.
type head struct {
	mu sync.Mutex
	b  []byte
}

func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	const most = 4 << 10
	h.b = append(h.b, p[:min(len(p), most-len(h.b))]...)
	return len(p), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.b)
}
