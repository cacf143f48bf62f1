package page

import (
	"strings"
	"unicode/utf8"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
)

// maxPiece is the most columns of a line of code that are one text.
const maxPiece = 160

// code sets lines of code on their ground.
func (l *Layouter) code(f *Frame, u *Fragment, x, w int, align markdown.Align) int {
	pad := min(l.Sizes.pad, w/8)
	y := 0
	if u.first {
		y = l.Sizes.Px(12)
	}
	ground := RectBox{X: x, Width: w, Fill: assets.RoleCode, Radius: l.Sizes.radius}
	if u.first {
		ground.Corners |= TopCorners
	}
	f.Rects = append(f.Rects, ground)
	if align == markdown.AlignCenter {
		y = l.lines(f, u, x+pad, y, w-2*pad, assets.RoleInk, align)
	} else {
		y = l.coded(f, u, x+pad, y, w-2*pad)
		if u.Pan != nil && !l.Wrap {
			l.slides(f, u, x, x+pad, w, w-2*pad)
		}
	}
	if u.Last {
		ground.Corners |= BottomCorners
		y += l.Sizes.Px(12)
	}
	ground.Height = y
	f.Rects[0] = ground
	return y
}

// coded sets the text of a fragment line by line in the colours of its language.
// Long lines go on to the right, or are continued on the next line if the
// page is one that cannot be slid.
func (l *Layouter) coded(f *Frame, u *Fragment, x, y, w int) int {
	s := codeWriter{l: l, f: f, font: typeset.Font{Face: typeset.Mono, Size: l.Sizes.code.size}, x: x, y: y}
	s.base = l.Measurer.Baseline(s.font, l.Sizes.code.Line) - l.Measurer.Drop(s.font)
	s.runs.list = l.tints(u.Node)
	s.runs.skip(u.at)
	f.code = u.Node
	src, rest, said := u.src, u.text, u.at
	for {
		ln, tail, more := strings.Cut(rest, "\n")
		f.stop(s.y, src)
		src += len(ln) + 1
		var breaks []int
		if l.Wrap {
			breaks = l.breaks(s.font, untab(ln), w)
		}
		s.line(ln, said, breaks)
		s.y += l.Sizes.code.Line
		if !more {
			return s.y
		}
		s.runs.skip(1)
		rest, said = tail, said+len(ln)+1
	}
}

// breaks gives the bytes of s before which it is continued on the next line.
func (l *Layouter) breaks(fo typeset.Font, s string, w int) []int {
	var list []int
	n := 0
	parts := l.fold(fo, s, w)
	for _, part := range parts[:len(parts)-1] {
		n += len(part)
		list = append(list, n)
	}
	return list
}

// tints are the colours of a block of code as far as they are known.
func (l *Layouter) tints(b *markdown.Block) []syntax.Run {
	if b.Kind != markdown.Code || b.Info == "" || l.Colours == nil {
		return nil
	}
	return l.Colours(b)
}

// roleOf is the colour of a part of code.
func roleOf(r syntax.Role) assets.Role {
	switch r {
	case syntax.Keyword:
		return assets.RoleKeyword
	case syntax.Name:
		return assets.RoleName
	case syntax.String:
		return assets.RoleString
	case syntax.Number:
		return assets.RoleNumber
	case syntax.Comment:
		return assets.RoleMuted
	}
	return assets.RoleInk
}

// colourRuns is a place in a list of runs.
type colourRuns struct {
	list []syntax.Run
	used int // bytes of the first one
}

// skip goes on by n bytes.
func (r *colourRuns) skip(n int) {
	for len(r.list) > 0 && n > 0 {
		step := min(n, r.list[0].Len-r.used)
		r.used += step
		n -= step
		if r.used == r.list[0].Len {
			r.list, r.used = r.list[1:], 0
		}
	}
}

// role is that of the next byte.
func (r *colourRuns) role() syntax.Role {
	if len(r.list) == 0 {
		return syntax.Plain
	}
	return r.list[0].Role
}

// codeWriter writes lines of code into a frame, piece by piece.
type codeWriter struct {
	l    *Layouter
	f    *Frame
	font typeset.Font
	x, y int // of the line
	base int // from there to the top of the letters
	runs colourRuns

	piece  []byte
	role   syntax.Role
	inked  bool    // the piece is not all blanks
	at, to int     // words of the post in the piece
	after  float32 // advance of the line up to the piece
}

// line writes a line whose words begin at byte said of the block's.
func (s *codeWriter) line(ln string, said int, breaks []int) {
	s.after, s.at, s.to = 0, said, said
	col, shown := 0, 0 // columns of the line and bytes of it as it is shown
	for i, r := range ln {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, n = utf8.DecodeRuneInString(ln[i:])
		}
		role := s.runs.role()
		s.runs.skip(n)
		blank := r == ' ' || r == '\t'
		if !blank && s.inked && role != s.role || len(s.piece) >= maxPiece && utf8.RuneStart(ln[i]) {
			s.flush()
		}
		if len(breaks) > 0 && shown >= breaks[0] {
			s.flush()
			breaks = breaks[1:]
			s.after = 0
			s.y += s.l.Sizes.code.Line
		}
		if !blank && !s.inked {
			s.role, s.inked = role, true
		}
		before := len(s.piece)
		if r == '\t' {
			for ok := true; ok; ok = col%4 != 0 {
				s.piece = append(s.piece, ' ')
				col++
			}
		} else {
			s.piece = append(s.piece, ln[i:i+n]...)
			col++
		}
		shown += len(s.piece) - before
		s.to = said + i + n
	}
	s.flush()
}

// flush sets the piece.
func (s *codeWriter) flush() {
	if len(s.piece) == 0 {
		return
	}
	text := string(s.piece)
	w := s.l.advance(s.font, text)
	at := s.x + round(s.after)
	s.f.Texts = append(s.f.Texts, TextBox{
		Text: text, Font: s.font, Role: roleOf(s.role), X: at, Y: s.y + s.base, Width: s.x + round(s.after+w) - at,
		From: s.at, To: s.to, Top: s.y, Tall: s.l.Sizes.code.Line,
	})
	s.after += w
	s.piece, s.inked, s.at = s.piece[:0], false, s.to
}

// advance is the width of text in the face of code.
func (l *Layouter) advance(fo typeset.Font, s string) float32 {
	if isASCII(s) {
		return float32(len(s)) * l.Measurer.Space(fo)
	}
	return l.Measurer.Width(fo, s)
}
