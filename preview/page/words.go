package page

// said gives the bytes of the leaf's words that bytes [from, to) of a para's
// text show; start is where the span begins in that text.
func (p *para) said(i, start, from, to int) (at, till int) {
	sp := &p.spans[i]
	if sp.at == sp.to || sp.pic != nil {
		return 0, 0
	}
	if len(p.shown) != len(p.text) { // made once, not for each line
		p.shown = string(p.text)
	}
	shown, words := p.shown[start:sp.end], p.words[sp.at:sp.to]
	if !sp.compared {
		sp.compared, sp.alike = true, len(shown) == len(words) && same(shown, words)
	}
	if sp.alike {
		return p.from + sp.at + from - start, p.from + sp.at + to - start
	}
	return p.from + sp.at + along(shown, words, from-start), p.from + sp.at + along(shown, words, to-start)
}

// along gives the byte of words that byte n of what is shown of them stands
// for. The two may differ in white space: a run of it may be shown as one
// space, or a tab as several. Words that are shown as something else altogether
// are one thing: the answer is their beginning or their end.
func along(shown, words string, n int) int {
	switch {
	case shown == words || n == 0 && len(words) == 0:
		return min(n, len(words))
	case len(shown) == len(words) && n < len(shown) && blank(shown[n]) == blank(words[n]) && same(shown, words):
		return n
	}
	i, j := 0, 0
	if len(words) > 0 && blank(words[0]) && (len(shown) == 0 || !blank(shown[0])) { // swallowed at a line's beginning
		for j < len(words) && blank(words[j]) {
			j++
		}
	}
	for i < n {
		switch {
		case j >= len(words):
			return len(words)
		case blank(shown[i]) && blank(words[j]):
			a, b := i, j
			for i < len(shown) && blank(shown[i]) {
				i++
			}
			for j < len(words) && blank(words[j]) {
				j++
			}
			if n < i { // within the run
				return b + (n-a)*(j-b)/(i-a)
			}
		case shown[i] == words[j]:
			i++
			j++
		default:
			if n < (len(shown)+1)/2 {
				return 0
			}
			return len(words)
		}
	}
	if n == len(shown) {
		return len(words)
	}
	return j
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// same reports whether two strings of one length differ in kinds of blanks only.
func same(a, b string) bool {
	for i := range len(a) {
		if a[i] != b[i] && !(blank(a[i]) && blank(b[i])) {
			return false
		}
	}
	return true
}
