package markdown

import (
	"io"

	"galley.app/galley/editor/text"
)

type reference struct{}

func Parse(prev *Doc, t text.Text, base int) *Doc { panic("soon") }

func (b *Block) Plain() string { panic("soon") }

type Mark struct {
	Start, End int
	Style      MarkStyle
}
type MarkStyle uint16

const (
	MarkMarker MarkStyle = 1 << iota
	MarkHeading
	MarkBold
	MarkItalic
	MarkStrike
	MarkCode
	MarkCodeBlock
	MarkLink
	MarkURL
	MarkQuote
	MarkList
	MarkHTML
)

func (b *Block) Marks() []Mark { return b.marks }
func (d *Doc) Text() string    { panic("soon") }

type HTMLOptions struct {
	Image func(dest string) (src string, ok bool)
	Link  func(dest string) string
	Base  string
}

func HTML(w io.Writer, src string, o HTMLOptions) ([]Problem, error) { panic("soon") }

type Worker struct{}

func NewWorker(post func(func()), done func(*Doc)) *Worker { panic("soon") }
func (w *Worker) Submit(t text.Text, base int)             {}
func (w *Worker) Close()                                   {}
