package text

const (
	logPatches = 512
	logBytes   = 16 << 20
	logWays    = 4 // that are kept composed: of the parse that is shown, and of what else asks now and then
)

// Log is the last edits of a text: the way from each of its last versions to the
// present one. Whoever knows something of an earlier version, such as what a
// parse of it found, maps it through that way, forth and back.
//
// The ways that are asked for are kept and only taken further by what was added
// since, so that asking for one costs nothing between two edits, and after an
// edit no more than that edit and what is in the way.
type Log struct {
	version uint64 // present
	length  int    // of that version, in bytes
	patches []Patch
	size    int     // of patches, in bytes
	ways    []Patch // from versions that were asked for, the one asked for last first
}

// NewLog returns the log of a text that was not edited yet.
func NewLog(t Text) *Log { return &Log{version: t.Version(), length: t.Len()} }

// Add takes an edit of the present version in.
func (l *Log) Add(p Patch) {
	l.version, l.length = p.To, p.NewLen
	l.patches = append(l.patches, p)
	l.size += weight(p)
	drop := 0
	for len(l.patches)-drop > logPatches || l.size > logBytes && len(l.patches)-drop > 1 {
		l.size -= weight(l.patches[drop])
		drop++
	}
	if drop > 0 {
		clear(l.patches[:drop])
		l.patches = l.patches[drop:]
	}
}

// weight is about how many bytes a patch holds.
func weight(p Patch) int {
	n := 0
	for _, c := range p.Changes {
		n += 64 + len(c.Old) + len(c.New)
	}
	return n
}

// Version returns the number of the present version.
func (l *Log) Version() uint64 { return l.version }

// Since returns all edits from a version on as one patch, and whether they are
// still known.
func (l *Log) Since(version uint64) (Patch, bool) {
	if version == l.version {
		return Patch{From: version, To: version, OldLen: l.length, NewLen: l.length}, true
	}
	at := 0
	for at < len(l.ways) && l.ways[at].From != version {
		at++
	}
	if at == len(l.ways) {
		i, ok := l.index(version)
		if !ok {
			return Patch{}, false
		}
		if at == logWays {
			at--
			l.ways = l.ways[:at]
		}
		l.ways = append(l.ways, l.patches[i])
	}
	way := l.ways[at]
	if way.To != l.version {
		i, ok := l.index(way.To)
		if !ok {
			copy(l.ways[at:], l.ways[at+1:])
			l.ways[len(l.ways)-1] = Patch{}
			l.ways = l.ways[:len(l.ways)-1]
			return Patch{}, false
		}
		for _, p := range l.patches[i:] {
			way = way.Then(p)
		}
	}
	copy(l.ways[1:at+1], l.ways[:at])
	l.ways[0] = way
	return way, true
}

// index returns the place of the patch that leads away from a version.
func (l *Log) index(version uint64) (int, bool) {
	if len(l.patches) == 0 || version < l.patches[0].From || version >= l.version {
		return 0, false
	}
	return int(version - l.patches[0].From), true
}
