package markdown

import "testing"

func TestFromRight(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "12, “34”": false, "Latin שלום": false, "שלום Latin": true, "12. שלום": true, "«مرحبا»": true, "日本語": false, "Ωmega": false, "🙂 שלום": true,
	} {
		if got := FromRight([]Inline{{Text: "  "}, {Text: text}}); got != want {
			t.Errorf("%q from the right: %v", text, got)
		}
	}
}
