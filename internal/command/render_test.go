package command

import (
	"strings"
	"testing"
)

// What render writes fetches nothing.
func TestRenderFetchesNothing(t *testing.T) {
	for _, to := range []string{"html", "page"} {
		code, out, said := run(t, "![a](https://far.example/a.png) ![](//far.example/b.png) ![c](c.png)", "render", "--to", to)
		if code != 0 || strings.Contains(out, `src="http`) || strings.Contains(out, `src="//`) || !strings.Contains(out, `<a href="https://far.example/a.png">a</a>`) {
			t.Errorf("%s: code %d: %s", to, code, out)
		}
		if to == "html" && (strings.Count(said, "is on another host") != 2 || !strings.Contains(out, `<img src="c.png"`)) {
			t.Errorf("%s: told %q, wrote %s", to, said, out)
		}
	}
}
