package desk

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
)

// Proof lets the window use the preview pane.
type Proof struct {
	pane    *preview.Pane
	resolve func(dest string) (string, bool)
}

// NewProof makes the pane; post runs functions on the UI goroutine.
func NewProof(post func(func())) *Proof {
	p := &Proof{}
	p.pane = preview.NewPane(preview.Options{Post: post, Resolve: func(dest string) (string, bool) {
		if p.resolve == nil {
			return "", false
		}
		return p.resolve(dest)
	}})
	return p
}

// Object implements editor.Proof, as all below does.
func (p *Proof) Object() fyne.CanvasObject                     { return p.pane }
func (p *Proof) SetResolve(f func(dest string) (string, bool)) { p.resolve = f }
func (p *Proof) Shift(patch text.Patch)                        { p.pane.Shift(patch) }
func (p *Proof) ScrollTo(off int, frac float32)                { p.pane.ScrollTo(off, frac) }
func (p *Proof) Active(off int)                                { p.pane.Active(off) }

func (p *Proof) SetDoc(d *markdown.Doc, title, date string, minutes int) {
	p.pane.SetDoc(d, preview.Header{Title: title, Date: date, Minutes: minutes})
}

func (p *Proof) Hook(h editor.ProofHooks) {
	p.pane.OnTop, p.pane.OnBlock, p.pane.OnLink, p.pane.OnHover = h.Top, h.Click, h.Link, h.Hover
	p.pane.OnKey, p.pane.OnTask = h.Key, h.Task
}
