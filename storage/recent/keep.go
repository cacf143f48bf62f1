package recent

import (
	"strings"
	"sync"
	"time"
)

// again is how long a post that is in the list already is not put there again.
const again = time.Minute

// Keeper keeps posts in the list aside, one after the other.
type Keeper struct {
	list List
	told func(error)

	mu     sync.Mutex
	queue  []note
	last   map[string]time.Time
	runs   bool
	closed bool
	idle   sync.Cond
}

type note struct{ path, mime string }

// NewKeeper returns what keeps posts in a list. Told hears once, on any goroutine,
// of a list that is damaged.
func NewKeeper(l List, told func(error)) *Keeper {
	k := &Keeper{list: l, told: told, last: map[string]time.Time{}}
	k.idle.L = &k.mu
	return k
}

// Note notes that a post was opened or saved, and waits for nothing.
func (k *Keeper) Note(path string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.list.Now()
	if at, ok := k.last[path]; k.closed || ok && now.Sub(at) < again && now.Sub(at) >= 0 {
		return
	}
	k.last[path] = now
	mime := "text/markdown"
	if !strings.HasSuffix(strings.ToLower(path), ".md") && !strings.HasSuffix(strings.ToLower(path), ".markdown") {
		mime = "text/x-galley-post"
	}
	k.queue = append(k.queue, note{path, mime})
	if !k.runs {
		k.runs = true
		go k.run()
	}
}

// Close waits until all that was noted is in the list; nothing more is taken.
func (k *Keeper) Close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.closed = true; k.runs; {
		k.idle.Wait()
	}
}

func (k *Keeper) run() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.queue) > 0 {
		n := k.queue[0]
		k.queue = k.queue[1:]
		k.mu.Unlock()
		err := k.list.Add(n.path, n.mime)
		k.mu.Lock()
		if err != nil && k.told != nil {
			told := k.told
			k.told = nil
			k.mu.Unlock()
			told(err)
			k.mu.Lock()
		}
	}
	k.runs = false
	k.idle.Broadcast()
}

// Command is the command line of a program that a list keeps, which opens the
// document whose address is put in the place of %u.
func Command(program string) string { return quoted(program) + " %u" }

// quoted is a word of a command line, within quotes where it needs them.
func quoted(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
