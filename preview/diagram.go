package preview

import (
	"crypto/sha256"
	"encoding/hex"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/page"
)

// Bounds of the diagrams that wait to be drawn and that are kept.
const (
	maxSketches = 16
	maxWaiting  = 4
)

// sketchPrefix begins the name that a diagram has among the images.
const sketchPrefix = "\x00diagram-"

// sketcher has diagrams drawn one at a time, the newest first.
type sketcher struct {
	draw  func(source string) (image []byte, err error) // nil: diagrams are shown as their source
	queue []*plate
	busy  bool
}

// sketch is what is known of a diagram's picture; the first call has it drawn.
func (g *gallery) sketch(source string) page.Image {
	sum := sha256.Sum256([]byte(source))
	src := sketchPrefix + hex.EncodeToString(sum[:])
	g.clock++
	if p, ok := g.plates[src]; ok {
		p.used = g.clock
		return p.Image
	}
	g.thin()
	p := &plate{Image: page.Image{Src: src}, source: source, used: g.clock}
	g.plates[src] = p
	g.sketches.queue = append(g.sketches.queue, p)
	if q := g.sketches.queue; len(q) > maxWaiting {
		delete(g.plates, q[0].Src) // it is asked for again when it is on screen
		g.sketches.queue = q[1:]
	}
	g.nextSketch()
	return p.Image
}

// forgetSketches forgets all diagrams. One that is being drawn comes to nothing.
func (g *gallery) forgetSketches() {
	g.sketches.queue = nil
	for _, p := range g.plates {
		if p.source != "" {
			g.forget(p)
		}
	}
}

// thin makes room for another diagram.
func (g *gallery) thin() {
	n := 0
	var oldest *plate
	for _, p := range g.plates {
		if p.source != "" {
			n++
			if oldest == nil || p.used < oldest.used {
				oldest = p
			}
		}
	}
	if n >= maxSketches {
		g.forget(oldest)
	}
}

func (g *gallery) nextSketch() {
	s := &g.sketches
	n := len(s.queue)
	if s.busy || n == 0 {
		return
	}
	p := s.queue[n-1]
	s.queue = s.queue[:n-1]
	s.busy = true
	draw, reads := s.draw, p.reads
	run := func() func() {
		data, err := draw(p.source)
		w, h := 0, 0
		if err == nil {
			w, h, err = imagework.Measure(data)
		}
		return func() {
			s.busy = false
			if reads != p.reads {
				g.nextSketch()
				return
			}
			p.data, p.Width, p.Height, p.vector = data, w, h, imagework.IsDrawing(data)
			if err != nil {
				p.data, p.Notes = nil, []string{sentence(err)}
			}
			g.tell(p, true)
			g.nextSketch()
		}
	}
	if g.post == nil {
		run()()
		return
	}
	go func() { g.post(run()) }()
}
