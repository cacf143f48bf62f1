package preview

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"galley.app/galley/preview/page"
)

func TestDiagramsAreDrawn(t *testing.T) {
	q := make(posts, 64)
	var asked []string
	image := encoded(t, "png")
	p := show(t, Options{Post: q.post, Diagram: func(source string) ([]byte, error) {
		asked = append(asked, source)
		if strings.Contains(source, "bad") {
			return nil, errors.New("mmdc cannot draw it")
		}
		return image, nil
	}}, 560, 600)
	src := "```mermaid\ngraph LR\n```\n\nWords.\n"
	p.SetDoc(parsed(t, src), page.Header{})
	if !strings.Contains(visibleWords(p), "drawn by the site graph LR") {
		t.Errorf("while it is drawn the page shows %q", visibleWords(p))
	}
	pic := func() bool { return len(p.col.Fragment(0).Frame.Images) == 1 }
	q.settle(pic)
	if got := visibleWords(p); got != "Words." {
		t.Errorf("with its picture the page shows %q", got)
	}
	p.SetDoc(parsed(t, "More.\n\n"+src), page.Header{})
	p.Recheck()
	if len(asked) != 1 {
		t.Errorf("it was drawn %d times", len(asked))
	}

	p.SetDoc(parsed(t, "```mermaid\nbad\n```\n"), page.Header{})
	q.settle(func() bool { return strings.Contains(visibleWords(p), "Mmdc cannot draw it bad") })
	if pic() {
		t.Error("there is a picture of what cannot be drawn")
	}
}

func TestDiagramsAreSwitched(t *testing.T) {
	q := make(posts, 64)
	p := show(t, Options{Post: q.post}, 560, 600)
	p.SetDoc(parsed(t, "```mermaid\ngraph LR\n```\n"), page.Header{})
	for i := range 2 {
		p.SetDiagram(func(string) ([]byte, error) { return []byte(square), nil })
		q.settle(func() bool { return len(p.col.Fragment(0).Frame.Images) == 1 })
		p.SetDiagram(nil)
		if got := visibleWords(p); !strings.Contains(got, "drawn by the site graph LR") || len(p.col.Fragment(0).Frame.Images) > 0 {
			t.Errorf("turn %d: without drawing the page shows %q", i, got)
		}
	}
	late := make(chan struct{})
	p.SetDiagram(func(string) ([]byte, error) { <-late; return []byte(square), nil })
	p.SetDiagram(nil)
	close(late)
	q.settle(func() bool { return !p.images.diagrams.busy })
	if len(p.images.entries) > 0 {
		t.Error("a picture came after drawing was switched off")
	}
}

func TestDiagramsAreBounded(t *testing.T) {
	q := make(posts, 256)
	p := show(t, Options{Post: q.post, Diagram: func(string) ([]byte, error) { return nil, errors.New("none") }}, 560, 600)
	for i := range 100 {
		p.SetDoc(parsed(t, "```mermaid\ngraph "+strconv.Itoa(i)+"\n```\n"), page.Header{})
		if n := len(p.images.diagrams.queue); n > maxWaiting {
			t.Fatalf("%d diagrams wait", n)
		}
		if n := len(p.images.entries); n > maxDiagrams {
			t.Fatalf("%d diagrams are kept", n)
		}
	}
}

func TestDiagramsAreSourceWithoutAsking(t *testing.T) {
	p := show(t, Options{}, 560, 600)
	p.SetDoc(parsed(t, "```mermaid\ngraph LR\n```\n"), page.Header{})
	if got := visibleWords(p); got != "mermaid diagram, drawn by the site graph LR" {
		t.Errorf("the page shows %q", got)
	}
}
