package imagework

import (
	"errors"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"
)

// Argument is the one argument that makes the program a child.
const Argument = "--decode-images"

// The codes that a child ends with.
const (
	codeWire   = 4 // its parent says what it does not understand
	codeMemory = 5
)

// memoryVariable tells a child how many bytes it may have.
const memoryVariable = "GALLEY_IMAGE_MEMORY"

// IsChild reports whether the program was started to decode images.
func IsChild(args []string) bool { return len(args) == 2 && args[1] == Argument }

// Serve decodes what its parent asks for until in ends, and gives the code to
// end with. It limits the memory of the whole process.
func Serve(in io.Reader, out io.Writer) int {
	memory := Usual().Memory
	if n, err := strconv.ParseInt(os.Getenv(memoryVariable), 10, 64); err == nil && n > 0 {
		memory = n
	}
	confine(memory)
	debug.SetMaxStack(64 << 20)
	debug.SetMemoryLimit(memory * 3 / 4)
	go watch(memory)
	return answer(in, out, os.Exit)
}

// answer is Serve without the limits. While an image is decoded the pipe is
// watched: a child whose parent is gone ends at once, by calling exit.
func answer(in io.Reader, out io.Writer, exit func(code int)) int {
	type request struct {
		job
		err error
	}
	requests := make(chan request)
	working := make(chan struct{}, 1)
	go func() {
		for {
			j, err := readRequest(in)
			if err != nil && len(working) > 0 {
				exit(0) // nobody waits for the answer
				return
			}
			working <- struct{}{}
			requests <- request{j, err}
			if err != nil {
				return
			}
		}
	}()
	for r := range requests {
		switch {
		case errors.Is(r.err, io.EOF):
			return 0
		case r.err != nil:
			return codeWire
		}
		img, err := r.draw()
		if err := writeAnswer(out, img, err); err != nil {
			return codeWire
		}
		<-working
	}
	return 0
}

// watch ends the process when it has more memory than it may, where the system
// does not.
func watch(most int64) {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(20 * time.Millisecond) {
		metrics.Read(sample)
		if sample[0].Value.Uint64()-sample[1].Value.Uint64() > uint64(most) {
			os.Exit(codeMemory)
		}
	}
}
