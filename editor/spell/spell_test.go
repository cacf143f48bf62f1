package spell

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bench is a Checker with programs that the test plays.
type bench struct {
	*Checker
	queue   chan func()
	start   func(n int) func(io.Reader, io.Writer) // what the n-th start runs; nil cannot be started
	mu      sync.Mutex
	starts  int
	asked   []string // by all programs
	running int
	changes int
	failure error
}

func newBench(start func(n int) func(io.Reader, io.Writer)) *bench {
	b := &bench{queue: make(chan func(), 1000), start: start}
	b.Checker = New(Options{
		Programs: b, Post: func(f func()) { b.queue <- f },
		Changed: func() { b.changes++ }, Failed: func(err error) { b.failure = err },
	})
	b.Use(Dictionary{Language: "en_US", Program: "/bin/hunspell", Name: "en_US"})
	return b
}

func (b *bench) Dictionaries() []Dictionary { return []Dictionary{{Language: "en_US"}} }

func (b *bench) Start(Dictionary) (Process, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.starts++
	run := b.start(b.starts)
	if run == nil {
		return nil, errors.New("no such program")
	}
	in, toProgram := io.Pipe()
	fromProgram, out := io.Pipe()
	b.running++
	go func() {
		run(in, out)
		out.Close()
		in.Close()
	}()
	return &pipes{b, fromProgram, toProgram}, nil
}

type pipes struct {
	b *bench
	*io.PipeReader
	in *io.PipeWriter
}

func (p *pipes) Write(b []byte) (int, error) { return p.in.Write(b) }

func (p *pipes) Close() error {
	p.b.mu.Lock()
	p.b.running--
	p.b.mu.Unlock()
	return errors.Join(p.in.Close(), p.PipeReader.Close())
}

// honest is a program that holds words with a q for wrong.
func (b *bench) honest(in io.Reader, out io.Writer) {
	fmt.Fprint(out, banner)
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if !b.answer(lines.Text(), out) {
			return
		}
	}
}

func (b *bench) answer(line string, out io.Writer) bool {
	word := strings.TrimPrefix(line, "^")
	b.mu.Lock()
	b.asked = append(b.asked, word)
	b.mu.Unlock()
	answer := "*\n\n"
	if strings.Contains(word, "q") {
		answer = "& " + word + " 1 1: " + strings.ReplaceAll(word, "q", "g") + "\n\n"
	}
	_, err := io.WriteString(out, answer)
	return err == nil
}

// settle runs what was posted until nothing happens any more.
func (b *bench) settle() {
	for {
		synctest.Wait()
		select {
		case f := <-b.queue:
			f()
		default:
			return
		}
	}
}

func (b *bench) look(words ...string) string {
	var out []string
	for _, w := range words {
		out = append(out, []string{"?", "right", "wrong"}[b.Look(w)])
	}
	return strings.Join(out, " ")
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, got, want)
	}
}

func TestChecker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b *bench
		b = newBench(func(int) func(io.Reader, io.Writer) { return b.honest })
		check(t, "before", b.look("one", "twq"), "? ?")
		b.Want(nil)
		b.settle()
		if b.starts != 0 {
			t.Error("a program was started for nothing")
		}
		b.Want([]string{"one", "twq", "don’q", "cafe\u0301"})
		b.settle()
		check(t, "after", b.look("one", "twq", "don’q", "don'q", "café", "three"), "right wrong wrong wrong right ?")
		check(t, "another script", b.look("Привет", "Ωmega"), "right right")
		if b.changes == 0 || b.failure != nil {
			t.Errorf("%d changes, failure %v", b.changes, b.failure)
		}
		check(t, "asked", strings.Join(b.asked, " "), "one twq don'q café")

		var got string
		b.Suggest("don’q", func(list []string) { got = strings.Join(list, "|") })
		check(t, "suggestion at once, in the word's own dress", got, "don’g")
		got = "none"
		b.Suggest("neq", func(list []string) { got = strings.Join(list, "|") })
		check(t, "before it is known", got, "none")
		b.settle()
		check(t, "suggestion later", got, "neg")

		b.Use(Dictionary{Language: "en_GB", Program: "x", Name: "en_GB"})
		check(t, "another language", b.look("one"), "?")
		b.Want([]string{"one"})
		b.settle()
		check(t, "another language", b.look("one"), "right")
		b.Use(Dictionary{})
		b.Want([]string{"two"})
		b.settle()
		check(t, "none", b.look("one", "two"), "? ?")
		b.Close()
		b.settle()
		if b.starts != 2 || b.running != 0 {
			t.Errorf("%d starts, %d programs still run", b.starts, b.running)
		}
	})
}

// TestNewestWanted: what is not visible any more is not asked for.
func TestNewestWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan bool)
		var b *bench
		b = newBench(func(int) func(io.Reader, io.Writer) {
			return func(in io.Reader, out io.Writer) {
				fmt.Fprint(out, banner)
				for lines := bufio.NewScanner(in); lines.Scan(); {
					<-gate
					b.answer(lines.Text(), out)
				}
			}
		})
		b.Want([]string{"a1", "a2", "a3"})
		synctest.Wait() // a1 is being asked for
		b.Want([]string{"b1", "b2"})
		b.Want([]string{"c1", "c2"})
		for range 3 {
			gate <- true
		}
		b.settle()
		check(t, "asked", strings.Join(b.asked, " "), "a1 c1 c2")
		check(t, "known", b.look("a1", "a2", "c2"), "right ? right")
		b.Want([]string{"d1"})
		synctest.Wait()
		b.Close() // while it thinks
		close(gate)
		b.settle()
		if b.running != 0 {
			t.Error("the program still runs")
		}
	})
}

func TestTroubles(t *testing.T) {
	hang := func(in io.Reader, out io.Writer) { _, _ = io.Copy(io.Discard, in) }
	crash := func(io.Reader, io.Writer) {}
	garbage := func(in io.Reader, out io.Writer) {
		_, _ = io.WriteString(out, strings.Repeat("\x7fELF nonsense\n", 1000))
		_, _ = io.Copy(io.Discard, in)
	}
	flood := func(in io.Reader, out io.Writer) {
		_, _ = io.WriteString(out, banner)
		for {
			if _, err := io.WriteString(out, strings.Repeat("x", 4096)); err != nil {
				return
			}
		}
	}
	deaf := func(in io.Reader, out io.Writer) { // never reads
		_, _ = io.WriteString(out, banner)
		_, _ = io.WriteString(out, "*") // waits for ever: nobody reads so far
	}
	for _, c := range []struct {
		name string
		run  func(io.Reader, io.Writer)
	}{
		{"hangs", hang}, {"crashes", crash}, {"talks nonsense", garbage}, {"does not end", flood}, {"is deaf", deaf}, {"does not start", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(func(int) func(io.Reader, io.Writer) { return c.run })
				asked := []string{"one", "two", "three", "four", "five", "six"}
				b.Want(asked)
				var suggested bool
				b.Suggest("seven", func(list []string) { suggested = len(list) == 0 })
				for range 20 {
					b.settle()
					<-time.After(patience) // of the bubble: nobody waits
					b.settle()
					b.Want(asked) // what is left, as a draw would
					asked = asked[min(1, len(asked)):]
				}
				b.settle()
				if b.failure == nil || !strings.HasPrefix(b.failure.Error(), "hunspell: ") {
					t.Errorf("failure %v", b.failure)
				}
				most := maxStarts
				if c.run == nil {
					most = 1
				}
				if b.starts != most || b.running != 0 || !suggested {
					t.Errorf("%d starts, %d programs still run, suggested %v", b.starts, b.running, suggested)
				}
				check(t, "given up", b.look("one", "nine"), "? ?")
				b.Want([]string{"nine"})
				b.settle()
				if b.starts != most {
					t.Error("started again unasked")
				}
			})
		})
	}
}

// TestAfterACrash: a word that the program does not survive is right, and the
// others are asked for by a new one. Use starts anew after all.
func TestAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b *bench
		b = newBench(func(n int) func(io.Reader, io.Writer) {
			return func(in io.Reader, out io.Writer) {
				fmt.Fprint(out, banner)
				for lines := bufio.NewScanner(in); lines.Scan() && !strings.Contains(lines.Text(), "poison"); {
					b.answer(lines.Text(), out)
				}
			}
		})
		b.Want([]string{"one", "poison", "twq"})
		b.settle()
		check(t, "known", b.look("one", "poison", "twq"), "right right wrong")
		if b.starts != 3 || b.failure != nil { // one to see whether it was the word
			t.Errorf("%d starts, failure %v", b.starts, b.failure)
		}
		for i := range 20 { // now and then is borne for ever
			var words []string
			for k := range fair {
				words = append(words, fmt.Sprintf("w%c%c%c", 'a'+i, 'a'+k/26, 'a'+k%26))
			}
			b.Want(append(words, fmt.Sprintf("poison%c", 'a'+i)))
			b.settle()
		}
		if b.failure != nil {
			t.Errorf("given up after %d starts: %v", b.starts, b.failure)
		}
		var bad []string
		for i := range 10 { // one after the other is not
			bad = append(bad, fmt.Sprintf("poisonous%c", 'a'+i))
		}
		b.Want(bad)
		b.settle()
		if b.failure == nil {
			t.Error("not given up")
		}
		b.failure = nil
		b.Use(b.Dictionary())
		b.Want([]string{"again"})
		b.settle()
		check(t, "again", b.look("again"), "right")
		b.Close()
		b.settle()
	})
}

func TestRemembersSoMuch(t *testing.T) {
	b := newBench(nil)
	for i := range 5 * maxKnown {
		b.remember(fmt.Sprint(i), verdict{wrong: true})
	}
	if n := len(b.known) + len(b.before); n > 2*maxKnown {
		t.Errorf("%d words are remembered", n)
	}
	last := fmt.Sprint(5*maxKnown - 1)
	if _, ok := b.recall(last); !ok {
		t.Error("the newest is forgotten")
	}
	if _, ok := b.recall("0"); ok {
		t.Error("the oldest is remembered")
	}
}
