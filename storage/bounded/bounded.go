// Package bounded reads TOML, YAML, JSON and XML that anybody may have written.
// What is in a text is counted before, or while, a library decodes it: a few
// kilobytes of lists in lists, of keys with thousands of parts or of empty
// objects become more in memory than there is. It is the only package that
// decodes these languages.
package bounded

import "fmt"

// Limits are what a text may hold; 0 is no limit.
type Limits struct {
	Bytes  int64 // of the text
	Depth  int   // lists and tables, or elements, in each other
	Values int   // keys, values, lists and tables; elements, attributes and texts
	Dots   int   // in a key of TOML
	Token  int64 // bytes of one tag, text or comment of XML
}

// Error says which limit a text passes, as in "it has lists or tables more than
// 32 deep".
type Error struct {
	Line   int // 1-based; 0 where it is not known
	Reason string
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	}
	return e.Reason
}

// size checks a text's length.
func (l Limits) size(n int) error {
	if l.Bytes > 0 && int64(n) > l.Bytes {
		return &Error{Reason: "it is larger than " + bytesIn(l.Bytes)}
	}
	return nil
}

func bytesIn(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// count is what was found in a text so far.
type count struct {
	limits        Limits
	nested        string // what lies in each other
	depth, values int
	line          int
}

const lists = "lists or tables"

func (c *count) value() error {
	if c.values++; c.limits.Values > 0 && c.values > c.limits.Values {
		return &Error{c.line, fmt.Sprintf("it has more than %d keys and values", c.limits.Values)}
	}
	return nil
}

func (c *count) open() error {
	if c.depth++; c.limits.Depth > 0 && c.depth > c.limits.Depth {
		return &Error{c.line, fmt.Sprintf("it has %s more than %d deep", c.nested, c.limits.Depth)}
	}
	return c.value()
}

func (c *count) shut() { c.depth = max(0, c.depth-1) }
