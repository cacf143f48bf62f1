package markdown

import (
	"io"

	"galley.app/galley/editor/text"
)

type HTMLOptions struct {
	Image func(dest string) (src string, ok bool)
	Link  func(dest string) string
	Base  string
}

func HTML(w io.Writer, src string, o HTMLOptions) ([]Problem, error) { panic("soon") }

func (b *builder) htmlRemarks(s string, off int) {}
func htmlText(s string) string                   { return s }
func htmlInline(s string) string                 { return "" }

type Worker struct{}

func NewWorker(post func(func()), done func(*Doc)) *Worker { panic("soon") }
func (w *Worker) Submit(t text.Text, base int)             {}
func (w *Worker) Close()                                   {}
