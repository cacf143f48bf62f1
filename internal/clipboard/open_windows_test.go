package clipboard

import (
	"os"
	"testing"
	"time"
)

// What is put on the system's clipboard is read again, as this and other programs do.
func TestSystem(t *testing.T) {
	c := Open(os.Getenv)
	defer c.Close()
	for _, x := range []Content{{Text: "Größe\n你好", HTML: "<p>Größe</p><p>你好</p>"}, {Text: "plain"}} {
		if err := c.Write(x); err != nil {
			t.Fatal(err)
		}
		html, err := c.HTML(0, 5*time.Second)
		if string(html) != x.HTML || (err == nil) != (x.HTML != "") {
			t.Errorf("%q, %v", html, err)
		}
		text, err := c.Read(0, Text, 1000, 5*time.Second)
		if want := map[string]string{"plain": "plain"}[x.Text]; err != nil || string(text) != "Größe\r\n你好" && string(text) != want {
			t.Errorf("%q, %v", text, err)
		}
		offers, err := c.Offers(0, 5*time.Second)
		if err != nil || len(offers) == 0 || offers[len(offers)-1] != Text {
			t.Errorf("%q, %v", offers, err)
		}
	}
	if _, err := c.Read(0, PNG, 1000, time.Second); err == nil {
		t.Error("there is a picture")
	}
}

// A picture that lies there as a bitmap is a PNG for those who read it.
func TestSystemBitmap(t *testing.T) {
	s, ok := open(os.Getenv).(*system)
	if !ok {
		t.Fatal("no system")
	}
	if err := s.write(Content{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := s.opened(0, time.Second, func() error { return s.put(dibFormat, dibOf(picture())) }); err != nil {
		t.Fatal(err)
	}
	data, err := s.read(0, PNG, 1<<20, time.Second)
	if err != nil || len(data) < 8 || string(data[1:4]) != "PNG" {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}
