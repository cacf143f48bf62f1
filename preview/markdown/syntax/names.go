package syntax

import (
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// maxName is the size of a language's name.
const maxName = 40

// maxNames is how many names are kept that are not in the library's list.
const maxNames = 256

// names finds languages by what stands behind a code fence. The library takes
// some ten milliseconds for a name that is not in its list, since it might be
// the end of a file's name.
type names struct {
	mu     sync.Mutex
	listed map[string]bool
	others map[string]chroma.Lexer
}

// find returns what the library knows of a language, nil if there is nothing;
// listed tells whether that was quick.
func (n *names) find(name string) (l chroma.Lexer, listed bool) {
	if name == "" || len(name) > maxName || strings.ContainsAny(name, `/\*?[`) {
		return nil, true
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listed == nil {
		n.listed = map[string]bool{}
		for _, s := range lexers.Names(true) {
			n.listed[s], n.listed[strings.ToLower(s)] = true, true
		}
	}
	if n.listed[name] || n.listed[strings.ToLower(name)] {
		l, listed = lexers.Get(name), true
	} else {
		l = n.other(name)
	}
	return l, listed
}

// other is find for what may be the end of a file's name.
func (n *names) other(name string) chroma.Lexer {
	l, ok := n.others[name]
	if !ok {
		if n.others == nil || len(n.others) >= maxNames {
			n.others = map[string]chroma.Lexer{}
		}
		l = lexers.Get(name)
		n.others[name] = l
	}
	return l
}
