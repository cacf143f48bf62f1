package imagework

import (
	"bytes"
	"errors"
	"image"
	"io"
	"slices"
	"testing"
)

func TestWire(t *testing.T) {
	var b bytes.Buffer
	sent := job{drawing: true, data: []byte(square), width: 40, height: 20, want: Want{80, 0}}
	if err := writeRequest(&b, sent); err != nil {
		t.Fatal(err)
	}
	whole := slices.Clone(b.Bytes())
	got, err := readRequest(&b)
	if err != nil || got.drawing != sent.drawing || !bytes.Equal(got.data, sent.data) || got.width != 40 || got.height != 20 || got.want != sent.want {
		t.Errorf("%+v, %v", got, err)
	}
	for n := range whole {
		if _, err := readRequest(bytes.NewReader(whole[:n])); err == nil || (n == 0) != errors.Is(err, io.EOF) {
			t.Errorf("%d bytes of a request: %v", n, err)
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, 80, 40))
	b.Reset()
	if err := writeAnswer(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	back, err := readAnswer(&b, sent)
	if err != nil || back.Rect != img.Rect || !bytes.Equal(back.Pix, img.Pix) {
		t.Errorf("%v", err)
	}
	b.Reset()
	if err := writeAnswer(&b, nil, ErrBroken); err != nil {
		t.Fatal(err)
	}
	var message said
	if _, err := readAnswer(&b, sent); !errors.As(err, &message) || string(message) != ErrBroken.Error() {
		t.Errorf("%v", err)
	}
	b.Reset()
	_ = writeAnswer(&b, image.NewRGBA(image.Rect(0, 0, 81, 40)), nil)
	if _, err := readAnswer(&b, sent); !errors.Is(err, errWire) {
		t.Errorf("a larger image than was asked for: %v", err)
	}
}

// A parent without a word to say ends its child, one that speaks nonsense too.
func TestAnswer(t *testing.T) {
	never := func(int) { t.Error("the child did not end by itself") }
	if code := answer(bytes.NewReader(nil), io.Discard, never); code != 0 {
		t.Errorf("%d", code)
	}
	if code := answer(bytes.NewReader(make([]byte, 100)), io.Discard, never); code != codeWire {
		t.Errorf("%d", code)
	}
}

// FuzzWire holds that neither side takes room for what does not come, and that
// what is read is what could have been written.
func FuzzWire(f *testing.F) {
	var b bytes.Buffer
	_ = writeRequest(&b, job{data: []byte("abc"), width: 3, height: 2, want: Want{1, 1}})
	f.Add(slices.Clone(b.Bytes()))
	b.Reset()
	_ = writeAnswer(&b, image.NewRGBA(image.Rect(0, 0, 2, 2)), nil)
	f.Add(slices.Clone(b.Bytes()))
	b.Reset()
	_ = writeAnswer(&b, nil, ErrBroken)
	f.Add(slices.Clone(b.Bytes()))
	f.Fuzz(func(t *testing.T, data []byte) {
		if j, err := readRequest(bytes.NewReader(data)); err == nil {
			if w, h := j.target(); w <= 0 || h <= 0 || bounded(w, h) != nil || len(j.data) > len(data) {
				t.Errorf("%+v", j)
			}
			var again bytes.Buffer
			if err := writeRequest(&again, j); err != nil || !bytes.HasPrefix(data, again.Bytes()) {
				t.Errorf("%v: %x", err, again.Bytes())
			}
		}
		j := job{width: 4, height: 4, want: Want{2, 2}}
		img, err := readAnswer(bytes.NewReader(data), j)
		var message said
		switch {
		case errors.As(err, &message):
			if len(message) > maxMessage {
				t.Error("a long message")
			}
		case err == nil:
			if img.Rect.Dx() > 2 || img.Rect.Dy() > 2 || len(img.Pix) != 4*img.Rect.Dx()*img.Rect.Dy() {
				t.Errorf("%v", img.Rect)
			}
		}
	})
}
