package export

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// everywhere runs work for 0 to n-1 on all cores.
func everywhere(n int, work func(i int)) {
	_ = inOrder(n, func(i int) (struct{}, error) {
		work(i)
		return struct{}{}, nil
	}, func(int, struct{}) error { return nil })
}

// inOrder runs work for 0 to n-1 on all cores and hands the results to take in
// that order, on the caller's goroutine. Only a few results wait at a time. The
// first error, in that order, ends it; a panic of work is one of the caller.
func inOrder[T any](n int, work func(i int) (T, error), take func(i int, v T) error) error {
	type result struct {
		v        T
		err      error
		panicked any
	}
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			v, err := work(i)
			if err == nil {
				err = take(i, v)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	window := 8 * workers
	slots := make([]chan result, window)
	for i := range slots {
		slots[i] = make(chan result, 1)
	}
	free := make(chan struct{}, window) // one for each result that may wait
	for range window {
		free <- struct{}{}
	}
	stop := make(chan struct{})
	var next atomic.Int64
	var done sync.WaitGroup
	run := func(i int) (r result) {
		defer func() { r.panicked = recover() }()
		r.v, r.err = work(i)
		return r
	}
	for range workers {
		done.Go(func() {
			for {
				select {
				case <-free:
				case <-stop:
					return
				}
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				slots[i%window] <- run(i)
			}
		})
	}
	defer func() {
		close(stop)
		done.Wait()
	}()
	for i := range n {
		r := <-slots[i%window]
		if r.panicked != nil {
			panic(r.panicked)
		}
		if r.err != nil {
			return r.err
		}
		if err := take(i, r.v); err != nil {
			return err
		}
		free <- struct{}{}
	}
	return nil
}
