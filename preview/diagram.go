package preview

import (
	"crypto/sha256"
	"encoding/hex"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/page"
)

// Bounds of the diagrams that wait to be drawn and that are kept.
const (
	maxDiagrams = 16
	maxWaiting  = 4
)

// diagramPrefix begins the name that a diagram has among the images.
const diagramPrefix = "\x00diagram-"

// diagramQueue has diagrams drawn one at a time, the newest first.
type diagramQueue struct {
	draw  func(source string) (image []byte, err error) // nil: diagrams are shown as their source
	queue []*cachedImage
	busy  bool
}

// diagram is what is known of a diagram's picture; the first call has it drawn.
func (g *imageCache) diagram(source string) page.Image {
	sum := sha256.Sum256([]byte(source))
	src := diagramPrefix + hex.EncodeToString(sum[:])
	g.clock++
	if p, ok := g.entries[src]; ok {
		p.used = g.clock
		return p.Image
	}
	g.makeRoom()
	p := &cachedImage{Image: page.Image{Src: src}, source: source, used: g.clock}
	g.entries[src] = p
	g.diagrams.queue = append(g.diagrams.queue, p)
	if q := g.diagrams.queue; len(q) > maxWaiting {
		delete(g.entries, q[0].Src) // it is asked for again when it is on screen
		g.diagrams.queue = q[1:]
	}
	g.nextDiagram()
	return p.Image
}

// forgetDiagrams forgets all diagrams. One that is being drawn comes to nothing.
func (g *imageCache) forgetDiagrams() {
	g.diagrams.queue = nil
	for _, p := range g.entries {
		if p.source != "" {
			g.forget(p)
		}
	}
}

// makeRoom makes room for another diagram.
func (g *imageCache) makeRoom() {
	n := 0
	var oldest *cachedImage
	for _, p := range g.entries {
		if p.source != "" {
			n++
			if oldest == nil || p.used < oldest.used {
				oldest = p
			}
		}
	}
	if n >= maxDiagrams {
		g.forget(oldest)
	}
}

func (g *imageCache) nextDiagram() {
	s := &g.diagrams
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
				g.nextDiagram()
				return
			}
			p.data, p.Width, p.Height, p.vector = data, w, h, imagework.IsDrawing(data)
			if err != nil {
				p.data, p.Notes = nil, []string{sentence(err)}
			}
			g.tell(p, true)
			g.nextDiagram()
		}
	}
	if g.post == nil {
		run()()
		return
	}
	go func() { g.post(run()) }()
}
