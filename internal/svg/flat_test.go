package svg

import "testing"

func TestFlat(t *testing.T) {
	const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">`
	for in, want := range map[string]string{
		`<rect width="1" height="2"/>`: `<rect width="1" height="2"></rect>`,
		`<defs><g id="a"><rect width="1" height="1"/></g><g id="b"><use href="#a" x="2"/></g></defs><use href="#b" transform="scale(2)" fill="red"/>`: `<g fill="red" transform="scale(2) translate(0,0)"><g><g transform="translate(2,0)"><g><rect width="1" height="1"></rect></g></g></g></g>`,
		`<symbol id="s"><path d="M0 0"/></symbol><use href="#s" y="3px"/><use href="#gone"/>`:                                                         `<g transform="translate(0,3)"><g><path d="M0 0"></path></g></g><g transform="translate(0,0)"></g>`,
		`<clipPath id="c"><rect width="1" height="1"/></clipPath><a><text>w</text></a>`:                                                               `<g><text></text></g>`,
		`<style>@font-face{src:url(data:font/woff2;base64,d09GMgABAAA=)} .a,g>.b{fill:red;font-family:"x"} c{fill:blue}</style><g class="a"/>`:        `<defs><style>.a{fill:red}</style></defs><g class="a"></g>`,
		`<g><linearGradient id="l"><stop offset="0"/></linearGradient></g>`:                                                                           `<defs><linearGradient id="l"><stop offset="0"></stop></linearGradient></defs><g></g>`,
	} {
		d, err := Admit([]byte(head + in + "</svg>"))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := string(Flat(d.Bytes)); got != head+want+"</svg>" {
			t.Errorf("%s\nbecomes %s\nnot     %s", in, got, want)
		}
	}
}
