package math

import "unicode"

// alphabet is a style of letters that has a meaning in mathematics.
type alphabet uint8

const (
	mathAlphabet alphabet = iota // slanted, but for digits and Greek capitals
	uprightAlphabet
	boldAlphabet
	italicAlphabet
	boldItalicAlphabet
	doubleAlphabet
	scriptAlphabet
	frakturAlphabet
	sansAlphabet
	monoAlphabet
)

// isLetter reports whether r is an identifier by itself.
func isLetter(r rune) bool { return unicode.IsLetter(r) }

// letter gives the character that stands for r in an alphabet, r itself where
// there is none.
func (a alphabet) letter(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return a.latin(r, r-'A')
	case r >= 'a' && r <= 'z':
		return a.latin(r, r-'a'+26)
	case r >= '0' && r <= '9':
		return a.digit(r)
	case r >= 'Α' && r <= 'Ω' && r != 0x3A2:
		return a.greek(r, r-'Α', a == mathAlphabet)
	case r >= 'α' && r <= 'ω':
		return a.greek(r, r-'α'+26, false)
	}
	for i, v := range []rune{'∂', 'ϵ', 'ϑ', 'ϰ', 'ϕ', 'ϱ', 'ϖ'} {
		if r == v {
			return a.greek(r, rune(26+25+i), false)
		}
	}
	if r == '∇' && (a == boldAlphabet || a == boldItalicAlphabet) {
		return 0x1D6C1
	}
	return r
}

// latin gives letter number i of the alphabet, capitals first.
func (a alphabet) latin(r, i rune) rune {
	switch a {
	case mathAlphabet, italicAlphabet:
		if r == 'h' {
			return 'ℎ'
		}
		return 0x1D434 + i
	case boldAlphabet:
		return 0x1D400 + i
	case boldItalicAlphabet:
		return 0x1D468 + i
	case sansAlphabet:
		return 0x1D5A0 + i
	case monoAlphabet:
		return 0x1D670 + i
	case scriptAlphabet:
		return exception(r, 0x1D49C+i, "BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ")
	case frakturAlphabet:
		return exception(r, 0x1D504+i, "CHIRZ", "ℭℌℑℜℨ")
	case doubleAlphabet:
		return exception(r, 0x1D538+i, "CHNPQRZ", "ℂℍℕℙℚℝℤ")
	case uprightAlphabet:
	}
	return r
}

// exception gives the letter that has its place elsewhere, else usual.
func exception(r, usual rune, from, to string) rune {
	list := []rune(to)
	for i, f := range []rune(from) {
		if f == r {
			return list[i]
		}
	}
	return usual
}

func (a alphabet) digit(r rune) rune {
	switch a {
	case boldAlphabet, boldItalicAlphabet:
		return 0x1D7CE + r - '0'
	case doubleAlphabet:
		return 0x1D7D8 + r - '0'
	case sansAlphabet:
		return 0x1D7E2 + r - '0'
	case monoAlphabet:
		return 0x1D7F6 + r - '0'
	case mathAlphabet, uprightAlphabet, italicAlphabet, scriptAlphabet, frakturAlphabet:
	}
	return r
}

// greek gives Greek letter number i: 25 capitals and nabla, 25 small letters,
// then the variants.
func (a alphabet) greek(r, i rune, capital bool) rune {
	switch a {
	case mathAlphabet:
		if !capital {
			return 0x1D6E2 + i
		}
	case italicAlphabet:
		return 0x1D6E2 + i
	case boldAlphabet:
		return 0x1D6A8 + i
	case boldItalicAlphabet:
		return 0x1D71C + i
	case uprightAlphabet, doubleAlphabet, scriptAlphabet, frakturAlphabet, sansAlphabet, monoAlphabet:
	}
	return r
}

// alphabetOf gives the alphabet that a command chooses for its argument, and
// whether the argument is text.
func alphabetOf(name string) (a alphabet, text, ok bool) {
	switch name {
	case "mathrm", "mathup", "symup":
		return uprightAlphabet, false, true
	case "mathbf", "symbf", "bold":
		return boldAlphabet, false, true
	case "mathit", "mathnormal":
		return italicAlphabet, false, true
	case "boldsymbol", "bm", "pmb", "mathbfit":
		return boldItalicAlphabet, false, true
	case "mathbb", "Bbb":
		return doubleAlphabet, false, true
	case "mathcal", "mathscr":
		return scriptAlphabet, false, true
	case "mathfrak", "frak":
		return frakturAlphabet, false, true
	case "mathsf", "mathsfit":
		return sansAlphabet, false, true
	case "mathtt":
		return monoAlphabet, false, true
	case "text", "textrm", "textnormal", "mbox", "textup", "textmd", "hbox":
		return uprightAlphabet, true, true
	case "textbf":
		return boldAlphabet, true, true
	case "textit", "emph":
		return italicAlphabet, true, true
	case "textsf":
		return sansAlphabet, true, true
	case "texttt":
		return monoAlphabet, true, true
	}
	return 0, false, false
}

// switchOf gives the alphabet that a command chooses for the rest of a group.
func switchOf(name string) (alphabet, bool) {
	switch name {
	case "rm":
		return uprightAlphabet, true
	case "bf":
		return boldAlphabet, true
	case "it":
		return italicAlphabet, true
	case "cal":
		return scriptAlphabet, true
	case "sf":
		return sansAlphabet, true
	case "tt":
		return monoAlphabet, true
	}
	return 0, false
}
