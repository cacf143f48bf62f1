// Package ending ends the program where it is not the writer who ends it: when
// it is asked to by a signal, when it goes wrong, when its display goes away.
// What is unsaved is brought to the disk first, in bounded time, and nothing
// else is done.
package ending

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// patience is how long the program may take to end.
const patience = time.Second

// Codes that the program ends with. After a signal it is 128 and the signal's
// number, as a shell tells of a program that one ended.
const (
	codeAsked  = 128
	codeWrong  = 2
	codeNoView = 1
)

// Ending is how one program ends.
type Ending struct {
	// Flush bring what is unsaved to the disk, as far as ctx leaves time. All are
	// called at once, on any goroutine, also while the UI's hangs.
	Flush []func(ctx context.Context) error
	// Settle does on the UI goroutine what is done at every end. It is left out
	// where that goroutine does not answer in time.
	Settle func()
	// Post runs a function on the UI goroutine.
	Post func(func())
	// Exit ends the process; nil is os.Exit.
	Exit func(code int)

	Reports Reports

	once  sync.Once
	heard []os.Signal // those that were not to be ignored
	asked chan os.Signal
	code  atomic.Int32 // of the signal that was taken; 0 for none
}

// Listen ends the program when it gets a signal to end, at once at the second
// one. Signals that the program was started to ignore stay ignored. It is called
// before anybody else listens.
func (e *Ending) Listen() {
	e.asked = make(chan os.Signal, 4)
	e.heard = slices.DeleteFunc(signals(), signal.Ignored)
	e.notify()
	go func() {
		e.take(<-e.asked)
		go e.end(e.Settle)
		<-e.asked
		e.exit(int(e.code.Load()))
	}()
}

func (e *Ending) notify() {
	if len(e.heard) > 0 { // of none all would be meant
		signal.Notify(e.asked, e.heard...)
	}
}

// Alone has the signals go to nobody else: the toolkit would end its loop while
// what is unsaved is written, and listens to those that are to be ignored. It is
// called when the toolkit's loop begins. When exactly that starts to listen is
// not known, so that it is seen to again.
func (e *Ending) Alone() {
	alone := func() {
		signal.Reset(signals()...)
		e.notify()
	}
	alone()
	for _, after := range []time.Duration{100 * time.Millisecond, time.Second} {
		time.AfterFunc(after, alone)
	}
}

// take notes which signal the program ends by.
func (e *Ending) take(s os.Signal) {
	if n, ok := s.(syscall.Signal); ok {
		e.code.CompareAndSwap(0, codeAsked+int32(n))
	}
}

// Finish ends the program after the window's loop ended without the window
// having ended it, as at a signal that the toolkit took. It does not return.
func (e *Ending) Finish() {
	select {
	case s := <-e.asked:
		e.take(s)
	case <-time.After(patience / 10): // whoever took it takes no longer to note it
	}
	e.end(nil) // this is the UI goroutine, and what it has to settle needs its loop
}

// Lost ends the program after its display went away. It is called on the UI
// goroutine, amid whatever that did.
func (e *Ending) Lost() {
	time.AfterFunc(2*patience, func() { e.exit(codeNoView) }) // whatever that did may be what is waited for
	e.flush(nil)
	if e.Settle != nil {
		e.Settle()
	}
	fmt.Fprintln(os.Stderr, "galley: the display is gone; what was not saved is offered at the next start")
	e.exit(codeNoView)
}

// Guard is deferred on the UI goroutine: when that goes wrong, it brings what is
// unsaved to the disk, leaves a report, and ends the program. A model that was
// changed by half is not gone on with.
func (e *Ending) Guard() {
	v := recover()
	if v == nil {
		return
	}
	stack := debug.Stack()
	e.flush(nil)
	said := said(v)
	told := "galley: the program went wrong and ended"
	if name, err := e.Reports.write(said, stack); err == nil {
		told += "; a report without any text of yours is in " + name
	}
	fmt.Fprintf(os.Stderr, "%s; what was not saved is offered at the next start\n%s\n\n%s", told, said, stack)
	e.exit(codeWrong)
}

// end brings all to the disk and ends the program.
func (e *Ending) end(settle func()) {
	e.flush(settle)
	e.exit(int(e.code.Load()))
}

// flush flushes once, and settles what the UI goroutine has time for.
func (e *Ending) flush(settle func()) {
	e.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		var done []chan struct{}
		run := func(start func(func()), f func()) {
			over := make(chan struct{})
			done = append(done, over)
			start(func() {
				defer close(over)
				f()
			})
		}
		for _, flush := range e.Flush {
			run(func(f func()) { go f() }, func() { _ = flush(ctx) }) // what is not there by then is what the journal was for
		}
		if settle != nil && e.Post != nil {
			run(e.Post, settle)
		}
		for _, over := range done {
			select {
			case <-over:
			case <-ctx.Done():
			}
		}
	})
}

func (e *Ending) exit(code int) {
	if e.Exit != nil {
		e.Exit(code)
		return
	}
	os.Exit(code)
}

// said is what may be told of a panic: errors of Go itself hold numbers and
// types, all others may hold words of a post.
func said(v any) string {
	if err, ok := v.(runtime.Error); ok {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return line
	}
	return fmt.Sprintf("a %T, whose words are left out", v)
}

// head is the start of a report.
func head(w io.Writer, version string, now time.Time, said string) {
	fmt.Fprintf(w, "Galley %s on %s/%s, %s\n%s\n%s\n\n", version, runtime.GOOS, runtime.GOARCH, runtime.Version(), now.UTC().Format(time.RFC3339), said)
}
