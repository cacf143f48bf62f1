package storage

import "sync"

// line does work in the order in which it was added, on a goroutine of its own
// that lives as long as there is some. Whoever adds never waits. The zero value is
// ready.
type line struct {
	mu      sync.Mutex
	todo    []func()
	running bool
}

func (l *line) add(work func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.todo = append(l.todo, work)
	if !l.running {
		l.running = true
		go l.run()
	}
}

func (l *line) run() {
	for {
		l.mu.Lock()
		if len(l.todo) == 0 {
			l.running, l.todo = false, nil
			l.mu.Unlock()
			return
		}
		work := l.todo[0]
		l.todo = l.todo[1:]
		l.mu.Unlock()
		work()
	}
}
