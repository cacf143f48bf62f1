package preview

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/page"
)

// formulaImages are painted formulas, the latest ones.
type formulaImages struct {
	images map[formulaKey]*image.RGBA
	bytes  int
}

type formulaKey struct {
	formula *page.Formula
	scale   float32
	ink     color.NRGBA
	ground  color.NRGBA
}

// maxFormulaBytes bounds the bytes of painted formulas that are kept.
const maxFormulaBytes = 16 << 20

// image returns a formula painted in the page's colours, scale pixels to one of the
// page.
func (p *formulaImages) image(m *page.Formula, scale float32, colours math.Colours) *image.RGBA {
	key := formulaKey{m, scale, colours.Ink, colours.Ground}
	img, ok := p.images[key]
	if !ok {
		if p.images == nil || p.bytes > maxFormulaBytes {
			p.images, p.bytes = map[formulaKey]*image.RGBA{}, 0
		}
		img = m.Box.Paint(m.Ink, float64(scale), colours)
		p.images[key] = img
		p.bytes += len(img.Pix)
	}
	return img
}

// formula gives the canvas object of a formula.
func (r *renderer) formula(s *slot, b *page.FormulaBox) *canvas.Image {
	at := b.Bounds()
	m := r.image()
	m.FillMode, m.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleFastest
	m.Image = r.formulaImages.image(b.Formula, r.scale(), math.Colours{
		Ink: r.p.color(b.Role), Fault: r.p.color(assets.RoleWarn), Ground: r.p.color(assets.RolePage),
	})
	m.Resize(fyne.NewSize(float32(at.Dx()), float32(at.Dy())))
	m.Move(fyne.NewPos(float32(at.Min.X), float32(at.Min.Y)))
	m.Refresh()
	s.images = append(s.images, m)
	return m
}
