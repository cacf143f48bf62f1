package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/safefile"
)

// maxText is the most bytes of a text that is taken out of a journal: several
// times what is opened as a post.
const maxText = 256 << 20

// maxFile is the most bytes of a journal that are read: more than one with such
// a text has.
const maxFile = 3 * maxText

// NotJournalError tells that a file is no journal, or one of a later Galley.
type NotJournalError struct{ Path string }

func (e *NotJournalError) Error() string {
	return safefile.Shown(e.Path) + ": this is not a journal that this Galley knows; it was left alone"
}

// Kept is what a journal holds.
type Kept struct {
	About
	State
	Time    time.Time // of the last change
	Damaged bool      // something behind the text could not be read
	records int       // read

	parted bool // the whole text breaks off
}

// Read reads a journal up to its end or its first damage. What is before that
// counts: of a change that is there in part nothing, of the whole text its
// beginning. The error is one of reading, or a [*NotJournalError].
func Read(in io.Reader) (Kept, error) {
	b := bufio.NewReaderSize(in, 4<<10)
	first, err := b.Peek(len(magic))
	if string(first) != magic {
		if err == nil || err == io.EOF {
			err = &NotJournalError{}
		}
		return Kept{}, err
	}
	if _, err := b.Discard(len(magic)); err != nil {
		return Kept{}, err
	}
	var p player
	for {
		r, err := readRecord(b)
		if err == nil {
			err = p.play(r)
		}
		switch {
		case err == nil:
			continue
		case err == io.EOF:
			p.kept.Damaged = p.open != "" || p.kept.records < 2 // a whole one has a post and a text
		case errors.Is(err, errDamaged), p.kept.records > 0: // what cannot be read may as well not be there
			p.kept.Damaged = true
		default:
			return Kept{}, err
		}
		p.end()
		return p.kept, nil
	}
}

// player makes the text of records.
type player struct {
	kept  Kept
	about bool
	open  kind // of the group whose end did not come yet
	parts strings.Builder
	edits []text.Edit
}

// play takes in the next record.
func (p *player) play(r record) error {
	if r.number != p.kept.records || r.more < 0 || r.more > 1 || p.open != "" && r.kind != p.open || !p.about && r.kind != kindPost {
		return errDamaged
	}
	var err error
	switch r.kind {
	case kindPost:
		err = p.post(r)
	case kindText:
		err = p.part(r)
	case kindEdit:
		err = p.edit(r)
	case kindPlace:
	default:
		err = errDamaged
	}
	if err != nil {
		return err
	}
	p.kept.records++
	p.open = ""
	if r.more == 1 {
		p.open = r.kind
		return nil
	}
	if r.kind != kindPost {
		k := &p.kept
		k.Revision, k.Caret, k.Anchor = r.revision, r.caret, r.anchor
		k.Top, k.Past = r.top, float32(r.part)/1000
		k.Time = time.UnixMilli(r.at)
	}
	return nil
}

func (p *player) post(r record) error {
	var a About
	if r.more != 0 || a.UnmarshalJSON([]byte(r.payload)) != nil {
		return errDamaged
	}
	p.kept.About, p.about = a, true
	return nil
}

func (p *player) part(r record) error {
	if r.off != p.parts.Len() || r.off+len(r.payload) > maxText {
		return errDamaged
	}
	p.parts.WriteString(r.payload)
	if r.more == 0 {
		p.kept.Text = text.New(p.parts.String())
		p.parts = strings.Builder{}
	}
	return nil
}

func (p *player) edit(r record) error {
	t := p.kept.Text
	from := 0
	if len(p.edits) > 0 {
		from = p.edits[len(p.edits)-1].End
	}
	if r.off < from || r.del < 0 || r.del > t.Len() || r.off > t.Len()-r.del {
		return errDamaged
	}
	p.edits = append(p.edits, text.Edit{Start: r.off, End: r.off + r.del, New: r.payload})
	if r.more == 0 {
		next, _ := t.Apply(p.edits...)
		if p.edits = p.edits[:0]; next.Len() > maxText {
			return errDamaged
		}
		p.kept.Text = next
	}
	return nil
}

// end makes what can be made of a text that breaks off before there was a whole
// one, and moves places into the text.
func (p *player) end() {
	k := &p.kept
	if p.open == kindText && k.Text.Len() == 0 {
		k.Text, k.parted = text.New(p.parts.String()), true
	}
	size := k.Text.Len()
	k.Caret, k.Anchor, k.Top = inside(k.Caret, size), inside(k.Anchor, size), inside(k.Top, size)
}

func inside(off, size int) int { return max(0, min(off, size)) }

// readFile reads the journal at path.
func readFile(fsys safefile.FS, path string) (Kept, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return Kept{}, err
	}
	k, err := Read(io.LimitReader(f, maxFile))
	if none := (*NotJournalError)(nil); errors.As(err, &none) {
		none.Path = path
	} else if err != nil {
		err = fmt.Errorf("%s: reading the journal failed: %w", safefile.Shown(path), safefile.Cause(err))
	}
	if cerr := f.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("%s: reading the journal failed: %w", safefile.Shown(path), safefile.Cause(cerr))
	}
	return k, err
}
