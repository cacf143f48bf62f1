// Package spell tells which words of a post are misspelled, through a program
// that is installed beside Galley: hunspell or aspell. Nothing is sent
// anywhere, and nothing is required: without a program no word is wrong.
//
// A Checker belongs to the UI goroutine and answers at once from what it
// knows. What it does not know it asks the program for, in a goroutine of its
// own, and tells when there is news. The program gets single words, one at a
// time, and nothing that it does, nor that it does nothing, is waited for
// there: it is ended and started again a few times, and then given up.
package spell

import (
	"fmt"
	"maps"
	"slices"
	"unicode"
)

// Answer is what is known of a word.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	Right
	Wrong
)

// Options are what a Checker is made from.
type Options struct {
	Programs Programs
	Post     func(func()) // runs a function on the goroutine that the Checker belongs to
	Changed  func()       // something that was wanted is known now
	Failed   func(error)  // the program was given up; Use starts anew
}

// maxKnown is how many words are remembered in each of two generations.
const maxKnown = 8000

// Checker remembers what is known of words in one language.
type Checker struct {
	o        Options
	dict     Dictionary
	script   *unicode.RangeTable
	given    bool // up
	known    map[string]verdict
	before   map[string]verdict // the generation before, forgotten next
	pending  map[string][]func([]string)
	worker   *worker
	language int // number of the language in use, so that late answers are told
}

// New makes a Checker that knows nothing.
func New(o Options) *Checker {
	return &Checker{o: o, pending: map[string][]func([]string){}}
}

// Find looks for dictionaries in a goroutine.
func (c *Checker) Find(done func([]Dictionary)) {
	go func() {
		all := c.o.Programs.Dictionaries()
		c.o.Post(func() { done(all) })
	}()
}

// Dictionary is the one in use; the zero value for none.
func (c *Checker) Dictionary() Dictionary { return c.dict }

// Use takes another dictionary, or the same one anew after a failure. The
// program is started when there is something to ask. The zero value is none:
// the program ends.
func (c *Checker) Use(d Dictionary) {
	if d == c.dict && !c.given {
		return
	}
	c.Close()
	c.dict, c.script, c.given = d, d.script(), false
	c.known, c.before = nil, nil
	c.language++
}

// Close ends the program. It is started again when something is asked.
func (c *Checker) Close() {
	if c.worker != nil {
		close(c.worker.quit)
		c.worker = nil
	}
	for word, waiting := range c.pending {
		delete(c.pending, word)
		for _, f := range waiting {
			f(nil)
		}
	}
}

// Look tells what is known of a word.
func (c *Checker) Look(word string) Answer {
	if c.dict == (Dictionary{}) || c.given {
		return Unknown
	}
	if !c.reads(word) {
		return Right
	}
	v, ok := c.recall(Plain(word))
	switch {
	case !ok:
		return Unknown
	case v.wrong:
		return Wrong
	}
	return Right
}

// reads tells whether the language is written in the word's letters.
func (c *Checker) reads(word string) bool {
	if c.script == nil {
		return true
	}
	for _, r := range word {
		if r >= 'A' && unicode.IsLetter(r) && !unicode.In(r, c.script, unicode.Common, unicode.Inherited) {
			return false
		}
	}
	return true
}

func (c *Checker) recall(word string) (verdict, bool) {
	v, ok := c.known[word]
	if ok {
		return v, true
	}
	if v, ok = c.before[word]; ok {
		c.remember(word, v)
	}
	return v, ok
}

func (c *Checker) remember(word string, v verdict) {
	if len(c.known) >= maxKnown {
		c.known, c.before = nil, c.known
	}
	if c.known == nil {
		c.known = map[string]verdict{}
	}
	c.known[word] = v
}

// Want asks for words that Look did not know, in order, instead of those that
// were wanted before and are not known yet.
func (c *Checker) Want(words []string) {
	if c.dict == (Dictionary{}) || c.given || len(words) == 0 {
		return
	}
	ask := slices.Collect(maps.Keys(c.pending))
	for _, w := range words {
		ask = append(ask, Plain(w))
	}
	c.ask(ask)
}

func (c *Checker) ask(words []string) {
	if c.worker == nil {
		c.worker = newWorker(c.o, c.dict, c.take(c.language))
		go c.worker.run()
	}
	c.worker.give(words)
}

// Suggest calls done with what could stand in place of a word, the best
// first: at once where that is known.
func (c *Checker) Suggest(word string, done func([]string)) {
	plain := Plain(word)
	answer := func(list []string) {
		dressed := make([]string, len(list))
		for i, s := range list {
			dressed[i] = dress(s, word)
		}
		done(dressed)
	}
	v, ok := c.recall(plain)
	if ok || c.dict == (Dictionary{}) || c.given {
		answer(v.suggestions)
		return
	}
	c.pending[plain] = append(c.pending[plain], answer)
	c.ask(slices.Collect(maps.Keys(c.pending))) // what else is wanted is asked for after Changed
}

// take makes what hands over a worker's results, if they are of the language
// still in use.
func (c *Checker) take(language int) func(found []finding, err error) {
	return func(found []finding, err error) {
		c.o.Post(func() {
			if language != c.language {
				return
			}
			for _, f := range found {
				c.remember(f.word, f.verdict)
				waiting := c.pending[f.word]
				delete(c.pending, f.word)
				for _, done := range waiting {
					done(f.suggestions)
				}
			}
			if err != nil {
				c.Close()
				c.given = true
				if c.o.Failed != nil {
					c.o.Failed(fmt.Errorf("%s: %w", c.dict.Kind, err))
				}
			}
			if c.o.Changed != nil {
				c.o.Changed()
			}
		})
	}
}
