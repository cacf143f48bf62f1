// Package merge joins two versions of a post that come from one: what only one
// of them changed is taken, what both changed is left to the writer. Bodies are
// compared by words inside paragraphs, heads by their fields.
package merge

import "strings"

// Kind is what became of a piece.
type Kind uint8

const (
	Same     Kind = iota // nobody changed it
	Mine                 // only mine did
	Theirs               // only theirs did
	Agreed               // both did, in the same way
	Conflict             // both did, each in its own way
)

// Choice is the writer's answer to a Conflict.
type Choice uint8

const (
	Open       Choice = iota // none yet
	TakeMine                 //
	TakeTheirs               //
	TakeBoth                 // mine, then theirs
	TakeOwn                  // what the writer made of it by hand
)

// Piece is a stretch of the three texts.
type Piece struct {
	Kind               Kind
	Base, Mine, Theirs string // as they were, are here, and are there; empty where there is nothing
	Key                string // of a piece of the head: the field that it is; "" for all else
	Choice             Choice // of a Conflict
	Own                string // of a Conflict: the text by hand
}

// Text returns what the piece comes to, and reports whether that is settled.
func (p Piece) Text() (string, bool) {
	switch p.Kind {
	case Mine, Agreed:
		return p.Mine, true
	case Theirs:
		return p.Theirs, true
	case Conflict:
		switch p.Choice {
		case TakeMine:
			return p.Mine, true
		case TakeTheirs:
			return p.Theirs, true
		case TakeBoth:
			return p.both(), true
		case TakeOwn:
			return p.Own, true
		}
		return "", false
	}
	return p.Base, true
}

// Merge is what became of three texts: pieces that are the merged text in their
// order. The zero Merge is that of empty texts.
type Merge struct {
	Pieces  []Piece
	shape   shape
	headEnd int // how many pieces the head has, where it was merged by its fields
}

// Three merges mine and theirs, which were both made of base.
func Three(base, mine, theirs string) *Merge {
	m := &Merge{}
	base, mine, theirs = m.shape.strip(base, mine, theirs)
	bh, mh, th := headOf(base), headOf(mine), headOf(theirs)
	if bh != "" && mh != "" && th != "" {
		m.head(bh, mh, th)
	} else {
		bh, mh, th = "", "", ""
	}
	m.body(base[len(bh):], mine[len(mh):], theirs[len(th):])
	return m
}

// Two compares mine with theirs where nobody knows what they were made of: all
// that differs is a Conflict.
func Two(mine, theirs string) *Merge {
	m := &Merge{}
	_, mine, theirs = m.shape.strip(mine, mine, theirs)
	mh, th := headOf(mine), headOf(theirs)
	if mh == "" || th == "" {
		mh, th = "", ""
	}
	m.heads(mh, th)
	m.bodies(mine[len(mh):], theirs[len(th):])
	return m
}

// Left returns how many conflicts wait for an answer.
func (m *Merge) Left() int {
	n := 0
	for _, p := range m.Pieces {
		if p.Kind == Conflict && p.Choice == Open {
			n++
		}
	}
	return n
}

// Conflicts returns the indexes of the pieces that both sides changed.
func (m *Merge) Conflicts() []int {
	var at []int
	for i, p := range m.Pieces {
		if p.Kind == Conflict {
			at = append(at, i)
		}
	}
	return at
}

// Choose answers a conflict. Own is the text of TakeOwn.
func (m *Merge) Choose(piece int, c Choice, own string) {
	p := &m.Pieces[piece]
	if p.Kind != Conflict {
		return
	}
	p.Choice, p.Own = c, ""
	if c == TakeOwn {
		p.Own = own
	}
}

// Text returns the merged text, and reports whether everything in it is settled.
func (m *Merge) Text() (string, bool) {
	var b strings.Builder
	unended := false // the separator line, on the side that has no body
	for i, p := range m.Pieces {
		s, ok := p.Text()
		if !ok {
			return "", false
		}
		if i == m.headEnd && i > 0 {
			unended = !endsLine(b.String()[max(0, b.Len()-1):])
		}
		if unended && s != "" {
			unended = false
			if s[0] != '\n' && s[0] != '\r' {
				b.WriteByte('\n')
			}
		}
		b.WriteString(s)
	}
	return m.shape.put(b.String()), true
}

// Keep takes over the answers that were given to the same conflicts in an older
// merge, and returns how many there were.
func (m *Merge) Keep(old *Merge) int {
	type sides struct{ key, base, mine, theirs string }
	given := map[sides][]Piece{}
	for _, p := range old.Pieces {
		if p.Kind == Conflict {
			k := sides{p.Key, p.Base, p.Mine, p.Theirs}
			given[k] = append(given[k], p)
		}
	}
	n := 0
	for i := range m.Pieces {
		p := &m.Pieces[i]
		k := sides{p.Key, p.Base, p.Mine, p.Theirs}
		if p.Kind != Conflict || len(given[k]) == 0 {
			continue
		}
		p.Choice, p.Own = given[k][0].Choice, given[k][0].Own
		given[k] = given[k][1:]
		if p.Choice != Open {
			n++
		}
	}
	return n
}

// add adds a piece that there is something of.
func (m *Merge) add(p Piece) {
	if p.Base != "" || p.Mine != "" || p.Theirs != "" {
		m.Pieces = append(m.Pieces, p)
	}
}

// same adds what all have.
func (m *Merge) same(s string) { m.add(Piece{Base: s, Mine: s, Theirs: s}) }

// settle returns the piece that three stretches make.
func settle(base, mine, theirs string) Piece {
	p := Piece{Base: base, Mine: mine, Theirs: theirs}
	switch {
	case mine == theirs && mine == base:
	case mine == theirs:
		p.Kind = Agreed
	case theirs == base:
		p.Kind = Mine
	case mine == base:
		p.Kind = Theirs
	default:
		p.Kind = Conflict
	}
	return p
}

// HasBoth reports whether both sides of a conflict can be taken: an address or
// a date is one or the other, and nothing is no second side.
func (p Piece) HasBoth() bool {
	return p.Kind == Conflict && p.Key != "slug" && p.Key != "published" && strings.TrimSpace(p.Mine) != "" && strings.TrimSpace(p.Theirs) != ""
}

// both returns mine and theirs, apart from each other as what they are:
// paragraphs, lines or words. A field has its two values in one line.
func (p Piece) both() string {
	switch {
	case p.Mine == "":
		return p.Theirs
	case p.Theirs == "":
		return p.Mine
	case p.Key != "":
		return bothValues(p.Mine, p.Theirs)
	}
	mine, theirs := p.Mine, p.Theirs
	if endsLine(mine) || isBlank(mine[len(mine)-1]) || isBlank(theirs[0]) {
		return mine + theirs
	}
	if strings.Contains(mine, "\n\n") || strings.Contains(theirs, "\n\n") {
		return mine + "\n\n" + theirs
	}
	if strings.ContainsAny(mine, "\r\n") || strings.ContainsAny(theirs, "\r\n") {
		return mine + "\n" + theirs
	}
	return mine + " " + theirs
}

func endsLine(s string) bool { return strings.HasSuffix(s, "\n") || strings.HasSuffix(s, "\r") }

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
