package damage

import "image"

const (
	// alike is how many pixels more two areas may have as one than apart: to
	// begin an area costs about as much as painting that many.
	alike = 4000
	// most is how many areas are worth telling apart.
	most = 12
)

// A region is a set of areas, in pixels. They may overlap, but gain little from
// being one.
type region []image.Rectangle

// add puts an area into the region, which may become larger than the two.
func (d *region) add(r image.Rectangle) {
	if r.Empty() {
		return
	}
	for i := 0; i < len(*d); {
		o := (*d)[i]
		if u := o.Union(r); area(u) > area(o)+area(r)+alike && len(*d) < most {
			i++
			continue
		}
		// Together they may now be worth joining with one that was passed.
		r = r.Union(o)
		*d = append((*d)[:i], (*d)[i+1:]...)
		i = 0
	}
	*d = append(*d, r)
}

// area is the number of pixels, those of overlaps counted more than once.
func (d region) area() (n int) {
	for _, r := range d {
		n += area(r)
	}
	return n
}

func area(r image.Rectangle) int { return r.Dx() * r.Dy() }
