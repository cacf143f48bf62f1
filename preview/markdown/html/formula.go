package html

import (
	"crypto/rand"
	"strconv"
	"strings"

	"galley.app/galley/preview/markdown/math"
)

// formulas are the formulas of a page while it is sanitised: signs that nobody
// can guess stand for them in the text.
type formulas struct {
	secret string
	list   []string // signs and what they stand for, in turn
}

// sign gives what stands for a formula.
func (f *formulas) sign(uses, tex string, display bool) string {
	m := math.ParseWith(uses, tex)
	if m.Refused() {
		if display {
			return `<pre><code class="language-math">` + escape(tex) + "</code></pre>"
		}
		return "<code>" + escape(tex) + "</code>"
	}
	if f.secret == "" {
		f.secret = rand.Text()
	}
	sign := f.secret + strconv.Itoa(len(f.list)/2) + "f"
	f.list = append(f.list, sign, m.MathML(display))
	return sign
}

// put replaces the signs in a sanitised page by the formulas. MathML reaches a
// page in no other way.
func (f *formulas) put(page string) string {
	if len(f.list) == 0 {
		return page
	}
	return strings.NewReplacer(f.list...).Replace(page)
}
