package typeset

import "testing"

// TestUnknownCharactersCostNothing asks for many characters that no font has:
// each becomes the sign for that, and none makes the next one slower.
func TestUnknownCharactersCostNothing(t *testing.T) {
	var o Fallback
	sign := o.Width(string(unknown), 15)
	faces := len(o.faces)
	for r := rune(0xE000); r < 0xE400; r++ { // for private use
		if w := o.Width(string(r), 15); o.found[r] == nil && w != sign {
			t.Fatalf("%U is %v wide, the sign for it %v", r, w, sign)
		}
	}
	if len(o.faces) != faces {
		t.Errorf("%d faces are searched, %d before", len(o.faces), faces)
	}
}
