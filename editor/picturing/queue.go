package picturing

import (
	"context"
	"fmt"
	"image"
	"slices"
	"sync"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage"
)

// request is a picture that is wanted as pixels.
type request struct {
	path    string
	want    imagework.Want
	first   bool // before all that wait
	done    func(img image.Image, said string)
	dropped func() // it is not wanted any more; may be nil
}

// queue makes pixels of pictures, one after the other, those first that were asked
// for last.
type queue struct {
	decoder imagework.Decoder
	post    func(func())
	ctx     context.Context
	cancel  func()

	mu      sync.Mutex
	waiting []request
	working bool
}

func newQueue(d imagework.Decoder, post func(func())) *queue {
	q := &queue{decoder: d, post: post}
	q.ctx, q.cancel = context.WithCancel(context.Background())
	return q
}

func (q *queue) close() {
	q.cancel()
	q.forget()
}

// forget drops what waits.
func (q *queue) forget() {
	q.mu.Lock()
	dropped := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	for _, r := range dropped {
		if r.dropped != nil {
			r.dropped()
		}
	}
}

func (q *queue) add(r request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if r.first {
		q.waiting = append(q.waiting, r)
	} else {
		q.waiting = slices.Insert(q.waiting, 0, r)
	}
	if !q.working {
		q.working = true
		go q.work()
	}
}

func (q *queue) work() {
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 || q.ctx.Err() != nil {
			q.working = false
			q.mu.Unlock()
			return
		}
		r := q.waiting[len(q.waiting)-1]
		q.waiting = q.waiting[:len(q.waiting)-1]
		q.mu.Unlock()
		img, said := q.make(r)
		if q.ctx.Err() == nil {
			q.post(func() { r.done(img, said) })
		}
	}
}

// make returns the pixels of a picture, and its size or why there are none.
func (q *queue) make(r request) (image.Image, string) {
	data, err := storage.ReadImage(r.path)
	if err != nil {
		return nil, err.Error()
	}
	w, h, err := imagework.Measure(data)
	if err != nil {
		return nil, err.Error()
	}
	said := fmt.Sprintf("%d × %d", w, h)
	if q.decoder == nil {
		return nil, said
	}
	img, err := q.decoder.Decode(q.ctx, data, r.want)
	if err != nil {
		return nil, said + " · " + err.Error()
	}
	return img, said
}
