package spell

import (
	"errors"
	"fmt"
	"time"
)

const (
	patience  = 10 * time.Second       // with one word; the first one waits for the dictionary to be read
	maxStarts = 4                      // of the program in a row, before it is given up
	fair      = 200                    // words after which a start has been worth it
	batch     = 64                     // words that are handed over at once
	often     = 200 * time.Millisecond // between two hand-overs, where suggestions take their time
)

// finding is what a worker found out about a word.
type finding struct {
	word string
	verdict
}

// worker asks a program about words until it is told to quit.
type worker struct {
	o      Options
	dict   Dictionary
	hand   func(found []finding, err error)
	box    chan []string // one list waits at most: the newest
	quit   chan struct{}
	talk   *talk
	starts int // in a row
	asked  int // words since the last start
}

func newWorker(o Options, d Dictionary, hand func([]finding, error)) *worker {
	return &worker{o: o, dict: d, hand: hand, box: make(chan []string, 1), quit: make(chan struct{})}
}

// give replaces the list of what is to be asked next. Only one goroutine may
// give.
func (w *worker) give(words []string) {
	select {
	case <-w.box:
	default:
	}
	w.box <- words
}

func (w *worker) run() {
	defer w.end()
	for {
		select {
		case <-w.quit:
			return
		case words := <-w.box:
			if !w.list(words) {
				return
			}
		}
	}
}

// list asks for the words until there is a newer list, and tells whether to
// go on.
func (w *worker) list(words []string) bool {
	var found []finding
	last := time.Now()
	hand := func(err error) {
		if len(found) > 0 || err != nil {
			w.hand(found, err)
			found, last = nil, time.Now()
		}
	}
	for _, word := range words {
		v, err := w.ask(word)
		switch {
		case errors.Is(err, errQuit):
			return false
		case err != nil:
			hand(err)
			return false
		}
		found = append(found, finding{word, v})
		if len(found) >= batch || time.Since(last) > often {
			hand(nil)
		}
		if len(w.box) > 0 {
			break
		}
	}
	hand(nil)
	return true
}

var errQuit = errors.New("quit")

// ask asks for a word. One that the program does not survive twice is no
// mistake.
func (w *worker) ask(word string) (verdict, error) {
	for range 2 {
		v, err := w.attempt(word)
		if err == nil || errors.Is(err, errQuit) {
			return v, err
		}
		w.end()
		if w.starts >= maxStarts {
			return verdict{}, err
		}
	}
	return verdict{}, nil
}

func (w *worker) attempt(word string) (verdict, error) {
	if w.talk == nil {
		if w.asked >= fair {
			w.starts = 0
		}
		w.starts++
		w.asked = 0
		p, err := w.o.Programs.Start(w.dict)
		if err != nil {
			w.starts = maxStarts // it will not start the next time either
			return verdict{}, err
		}
		w.talk = newTalk(p)
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case w.talk.words <- word:
	case <-w.quit:
		return verdict{}, errQuit
	}
	select {
	case r := <-w.talk.replies:
		w.asked++
		return r.verdict, r.err
	case <-late.C:
		return verdict{}, fmt.Errorf("it has not answered for %s", patience)
	case <-w.quit:
		return verdict{}, errQuit
	}
}

// end ends the program.
func (w *worker) end() {
	if w.talk != nil {
		w.talk.close()
		w.talk = nil
	}
}

// talk waits for a program in a goroutine, so that its worker need not.
type talk struct {
	p       Process
	words   chan string
	replies chan reply // has room for one, which nobody may wait for any more
}

type reply struct {
	verdict
	err error
}

func newTalk(p Process) *talk {
	t := &talk{p: p, words: make(chan string), replies: make(chan reply, 1)}
	go func() {
		c := converse(p)
		for word := range t.words {
			v, err := c.ask(word)
			t.replies <- reply{v, err}
			if err != nil {
				return
			}
		}
	}()
	return t
}

func (t *talk) close() {
	close(t.words)
	_ = t.p.Close() // it may have ended by itself
}
