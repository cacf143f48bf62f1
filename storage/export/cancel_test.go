package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/packtest"
)

// stopping is a decoder in which someone cancels at the nth image.
type stopping struct {
	imagework.Here
	cancel context.CancelFunc
	at, n  int
}

func (s *stopping) Decode(ctx context.Context, data []byte, want imagework.Want) (*image.RGBA, error) {
	if s.n++; s.n == s.at {
		s.cancel()
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.Here.Decode(ctx, data, want)
}

// A PDF file that is cancelled within a post decodes and sets nothing more, and
// leaves what was there.
func TestCancelPDF(t *testing.T) {
	images, body := map[string]string{}, strings.Builder{}
	const n = 40
	for i := range n {
		name := fmt.Sprintf("%d.png", i)
		images[name] = square(t, i+1)
		fmt.Fprintf(&body, "## Part %d\n\nSome words.\n\n![Alt](%s)\n\n", i, name)
	}
	dir, find := packtest.Shelf(t, images)
	src := source("a.md", "!! title: a", "!! slug: a", "!! published: 2024-01-01", "!! description: d", "", "---", "", body.String())
	out := filepath.Join(dir, "a.pdf")
	for _, at := range []int{1, 7, n} {
		if err := os.WriteFile(out, []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		d := &stopping{cancel: cancel, at: at}
		o := Options{Format: format(t, "pdf"), Now: noon, Image: find, Decoder: d, Guard: Guard{Wrote: func(string) bool { return true }}}
		err := NewPlan([]Source{src}, o).WriteFileContext(ctx, out)
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at image %d: %v", at, err)
		}
		if d.n != at {
			t.Errorf("cancelled at image %d, and %d were asked for", at, d.n)
		}
		if data, err := os.ReadFile(out); err != nil || !bytes.Equal(data, []byte("before")) {
			t.Errorf("cancelled at image %d: what was there is lost, %v", at, err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
			t.Errorf("cancelled at image %d: beside it lies %q", at, left)
		}
	}
}
