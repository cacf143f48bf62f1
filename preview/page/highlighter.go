package page

import (
	"unicode/utf8"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
)

// Bounds of what a Highlighter keeps and what waits for it.
const (
	maxTints  = 128
	maxQueued = 16
)

// Highlighter finds the colours of code on a goroutine of its own, the block that
// was asked for last first. It belongs to the goroutine of the user interface.
type Highlighter struct {
	post    func(func()) // nil: find them in place
	code    syntax.Languages
	Changed func(*markdown.Block) // the colours of a block are others now; nil for nobody to tell
	known   map[*markdown.Block]*colours
	queue   []*markdown.Block
	busy    bool
	clock   uint64
}

// colours are the colours of a block of code.
type colours struct {
	runs  []syntax.Run
	used  uint64
	found bool // they were found, not guessed
}

// NewHighlighter returns a Highlighter that brings what it has found back through
// post; without one it finds colours in place.
func NewHighlighter(post func(func())) *Highlighter {
	return &Highlighter{post: post, known: map[*markdown.Block]*colours{}}
}

// Runs are the colours of a block. While they are being found they are those
// of the block that it was before an edit, as far as the two are the same.
func (p *Highlighter) Runs(b *markdown.Block) []syntax.Run {
	p.clock++
	if t, ok := p.known[b]; ok {
		t.used = p.clock
		return t.runs
	}
	if len(b.Literal) > syntax.MaxBytes || !p.code.Known(b.Info) {
		return nil
	}
	if p.post == nil {
		t := &colours{runs: p.code.Runs(b.Info, b.Literal), used: p.clock, found: true}
		p.keep(b, t)
		return t.runs
	}
	t := &colours{used: p.clock, runs: p.guess(b)}
	p.keep(b, t)
	p.queue = append(p.queue, b)
	if len(p.queue) > maxQueued {
		delete(p.known, p.queue[0]) // it is asked for again when it is drawn
		p.queue = p.queue[1:]
	}
	p.next()
	return t.runs
}

func (p *Highlighter) keep(b *markdown.Block, t *colours) {
	if len(p.known) >= maxTints {
		var oldest *markdown.Block
		for k, t := range p.known {
			if oldest == nil || t.used < p.known[oldest].used {
				oldest = k
			}
		}
		delete(p.known, oldest)
	}
	p.known[b] = t
}

// next begins the newest of what waits.
func (p *Highlighter) next() {
	n := len(p.queue)
	if p.busy || n == 0 {
		return
	}
	b := p.queue[n-1]
	p.queue = p.queue[:n-1]
	p.busy = true
	go func() {
		runs := p.code.Runs(b.Info, b.Literal)
		p.post(func() {
			p.busy = false
			p.found(b, runs)
			p.next()
		})
	}()
}

func (p *Highlighter) found(b *markdown.Block, runs []syntax.Run) {
	t, ok := p.known[b]
	if !ok {
		return
	}
	same := len(runs) == len(t.runs)
	for i := 0; same && i < len(runs); i++ {
		same = runs[i] == t.runs[i]
	}
	t.runs, t.found = runs, true
	if !same && p.Changed != nil {
		p.Changed(b)
	}
}

// guess gives a block the colours of the one that is most like it, if that is
// very like it.
func (p *Highlighter) guess(b *markdown.Block) []syntax.Run {
	var best []syntax.Run
	most := len(b.Literal) / 2
	for k, t := range p.known {
		if !t.found || k.Info != b.Info || p.clock-t.used > 1000 {
			continue
		}
		head, tail := alike(k.Literal, b.Literal)
		if head+tail > most {
			most = head + tail
			best = carry(t.runs, len(k.Literal), len(b.Literal), head, tail)
		}
	}
	return best
}

// alike counts the bytes that two texts share at their beginnings and ends,
// whole characters only.
func alike(a, b string) (head, tail int) {
	n := min(len(a), len(b))
	for head < n && a[head] == b[head] {
		head++
	}
	for head > 0 && (head < len(a) && !utf8.RuneStart(a[head]) || head < len(b) && !utf8.RuneStart(b[head])) {
		head--
	}
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	for tail > 0 && !utf8.RuneStart(b[len(b)-tail]) {
		tail--
	}
	return head, tail
}

// carry gives a text of size now the runs of one of size was that shares head
// bytes at its beginning and tail bytes at its end.
func carry(list []syntax.Run, was, now, head, tail int) []syntax.Run {
	var out []syntax.Run
	add := func(n int, r syntax.Role) {
		if n <= 0 {
			return
		}
		if k := len(out); k > 0 && out[k-1].Role == r {
			out[k-1].Len += n
			return
		}
		out = append(out, syntax.Run{Len: n, Role: r})
	}
	at := 0
	var last syntax.Role
	for _, r := range list {
		if at < head {
			add(min(r.Len, head-at), r.Role)
			last = r.Role
		}
		at += r.Len
	}
	add(now-head-tail, last)
	at = 0
	for _, r := range list {
		if end := at + r.Len; end > was-tail {
			add(min(r.Len, end-(was-tail)), r.Role)
		}
		at += r.Len
	}
	return out
}
