package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Real drawings, as the programs write them.
func TestReal(t *testing.T) {
	files, err := filepath.Glob("testdata/*.svg")
	if err != nil || len(files) == 0 {
		t.Fatal("no drawings", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Admit(data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if d.Width <= 0 || d.Height <= 0 || !Is(data) {
			t.Errorf("%s: %v by %v", file, d.Width, d.Height)
		}
		if err := law(d.Bytes); err != nil {
			t.Errorf("%s: %v\n%s", file, err, d.Bytes)
		}
		for _, gone := range []string{"DOCTYPE", "metadata", "sodipodi", "inkscape:", "/home/"} {
			if bytes.Contains(d.Bytes, []byte(gone)) {
				t.Errorf("%s: %s is left", file, gone)
			}
		}
	}
}

var target = regexp.MustCompile(`(?i)url\(\s*["']?\s*([^\s"')]*)`)

// law holds what was admitted to what is promised, by looking at it in the most
// simple way.
func law(data []byte) error {
	again, err := Admit(data)
	if err != nil {
		return fmt.Errorf("is not admitted again: %w", err)
	}
	if !bytes.Equal(again.Bytes, data) {
		return fmt.Errorf("is written otherwise again: %s", again.Bytes)
	}
	type element struct {
		uses     []string
		children []*element
	}
	root := &element{}
	ids, stack := map[string]*element{}, []*element{root}
	style := func(s string) error {
		for _, m := range target.FindAllStringSubmatch(s, -1) {
			if m[1] != "" && !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(strings.ToLower(m[1]), "data:") {
				return fmt.Errorf("style names %q", m[1])
			}
		}
		if l := strings.ToLower(s); strings.Contains(l, "@import") || strings.Contains(l, "image-set") || strings.Contains(l, "javascript:") || strings.Contains(l, `\`) {
			return fmt.Errorf("style %q", s)
		}
		return nil
	}
	inStyle := false
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive, xml.ProcInst:
			return fmt.Errorf("holds %v", t)
		case xml.CharData:
			if inStyle {
				if err := style(string(t)); err != nil {
					return err
				}
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			inStyle = false
		case xml.StartElement:
			inStyle = t.Name.Local == "style"
			switch name := strings.ToLower(t.Name.Local); {
			case t.Name.Space != "", name == "script", name == "foreignobject", name == "iframe", name == "img", name == "meta", name == "form", name == "object", name == "embed":
				return fmt.Errorf("holds the element %s", name)
			}
			e := &element{}
			stack[len(stack)-1].children = append(stack[len(stack)-1].children, e)
			stack = append(stack, e)
			for _, a := range t.Attr {
				name, v := strings.ToLower(a.Name.Local), strings.ToLower(strings.TrimSpace(a.Value))
				switch {
				case a.Name.Space == "xmlns" || name == "xmlns":
					continue
				case a.Name.Space != "" && a.Name.Space != "xlink" && a.Name.Space != "xml":
					return fmt.Errorf("holds the attribute %s:%s", a.Name.Space, name)
				case strings.HasPrefix(name, "on"), name == "src", name == "base", name == "srcset":
					return fmt.Errorf("holds the attribute %s", name)
				case name == "id":
					if ids[a.Value] == nil {
						ids[a.Value] = e
					}
				case name == "href":
					if !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "data:image/") {
						return fmt.Errorf("leads to %q", v)
					}
					if t.Name.Local == "use" {
						e.uses = append(e.uses, strings.TrimPrefix(a.Value, "#"))
					}
				case name == "attributename" && (strings.Contains(v, "href") || strings.HasPrefix(v, "on")):
					return fmt.Errorf("animates %q", v)
				case name == "class" || name == "id" || strings.HasPrefix(name, "aria-") || name == "lang" || name == "role":
					continue
				}
				if strings.Contains(name, "fill") || name == "style" || strings.Contains(name, "marker") || name == "values" || name == "to" {
					if err := style(a.Value); err != nil {
						return err
					}
				}
			}
		}
	}
	drawn := 0
	var draw func(e *element) error
	draw = func(e *element) error {
		if drawn++; drawn > 2*maxElements {
			return errors.New("does not end")
		}
		for _, c := range e.children {
			if err := draw(c); err != nil {
				return err
			}
		}
		for _, id := range e.uses {
			if to := ids[id]; to != nil {
				if err := draw(to); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return draw(root)
}

// FuzzAdmit holds that whatever passes is finite, runs nothing and names nothing
// outside.
func FuzzAdmit(f *testing.F) {
	for _, s := range []string{
		"<svg/>", in(`<g id="a"><use href="#a"/></g>`), in(`<image href="data:image/png;base64,` + pixel + `"/>`),
		in(`<style>@font-face{src:url(data:font/woff2;base64,d09GMgABAAA)} .a,#b>c:hover{fill:url("#g")/*x*/}</style><g class="a"/>`),
		in(`<h:x xmlns:h="http://www.w3.org/1999/xhtml"/>`), in(`<set attributeName="fill" to="url(#a)"/>`), doubling(3, `<use href="#%d"/><use href="#%d"/>`),
		`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + in("<text>a&amp;b<![CDATA[<c>]]></text>"),
		"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n" + in("<title>\xe4</title>"),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Admit(data)
		if err != nil {
			return
		}
		if err := law(d.Bytes); err != nil {
			t.Errorf("%q\nbecomes %q\n%v", data, d.Bytes, err)
		}
		if _, err := tree(Flat(d.Bytes)); err != nil {
			t.Errorf("%q\nis flat %q\n%v", d.Bytes, Flat(d.Bytes), err)
		}
	})
}

// TestWork counts the steps that measuring takes: twice the drawing takes no
// more than about twice as many.
func TestWork(t *testing.T) {
	kinds := map[string]func(n int) string{
		"chain of uses": func(n int) string { return in(strings.Repeat(`<g id="a"/><use href="#a"/>`, n)) },
		"one pattern, many shapes": func(n int) string {
			return in(`<pattern id="p"><rect/></pattern>` + strings.Repeat(`<rect fill="url(#p)"/>`, n))
		},
		"rules and classes": func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, ".c%d{fill:url(#g)}", i)
			}
			return in("<style>" + b.String() + "</style>" + strings.Repeat(`<rect class="c1 c2"/>`, n))
		},
		"doubling": func(n int) string { return doubling(n/100, `<use href="#%d"/><use href="#%d"/>`) },
	}
	for name, make := range kinds {
		var before int
		for _, n := range []int{400, 800, 1600} {
			r := &reader{graph: graph{ids: map[string][]int{}}}
			for d := decoder([]byte(make(n))); ; {
				tok, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := r.token(tok); err != nil {
					t.Fatal(name, err)
				}
			}
			_ = r.measure() // the largest may be too much, and that is found in as few steps
			if r.visits < len(r.nodes)/4 {
				t.Fatalf("%s: %d steps for %d elements are not all", name, r.visits, len(r.nodes))
			}
			if before > 0 && r.visits > before*5/2 {
				t.Errorf("%s: %d steps became %d for twice as much", name, before, r.visits)
			}
			before = r.visits
		}
	}
}
