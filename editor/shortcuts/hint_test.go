package shortcuts

import "testing"

// TestHint has texts name the keys that commands have, whatever they usually are.
func TestHint(t *testing.T) {
	parse := func(list ...string) (all []Chord) {
		for _, s := range list {
			c, err := Parse(s)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		return all
	}
	s := &Store{o: Options{Commands: []Command{
		{ID: "new-post", Name: "New post", Place: "File", Usual: parse("Ctrl+N")},
		{ID: "focus-mode", Name: "Focus mode", Place: "View", Usual: parse("F9")},
		{ID: "next-hit", Name: "Next hit", Place: "Edit", Usual: parse("F3")},
		{ID: "previous-hit", Name: "Previous hit", Place: "Edit", Usual: parse("Shift+F3")},
		{ID: "toggle-library", Name: "Toggle library", Place: "View", Usual: parse(`Ctrl+\`)},
		{ID: "toggle-preview", Name: "Toggle preview", Place: "View", Usual: parse(`Ctrl+Shift+\`)},
		{ID: "fix", Name: "Fix spelling", Place: "Edit", Usual: parse("Ctrl+.")},
	}}}
	s.keys = map[string][]Chord{
		"new-post": parse("Ctrl+Alt+N"), "focus-mode": nil, "next-hit": parse("F4", "F3"), "previous-hit": nil,
		"toggle-library": parse("Ctrl+PageUp"), "toggle-preview": parse(`Ctrl+Shift+\`), "fix": parse("Alt+."),
	}
	for from, want := range map[string]string{
		"Choose a post, or start one with Ctrl+N.":         "Choose a post, or start one with Ctrl+Alt+N.",
		"No posts yet. Ctrl+N starts one.":                 "No posts yet. Ctrl+Alt+N starts one.",
		"Escape or F9 leaves focus mode.":                  "Escape or View > Focus mode leaves focus mode.",
		"Focus (F9)":                                       "Focus",
		"Next hit (F3)":                                    "Next hit (F4)",
		"Previous hit (Shift+F3)":                          "Previous hit",
		`Show or hide the library (Ctrl+\)`:                "Show or hide the library (Ctrl+PageUp)",
		`Show or hide the preview (Ctrl+Shift+\)`:          `Show or hide the preview (Ctrl+Shift+\)`,
		"“wrod”: Ctrl+. offers what it could be.":          "“wrod”: Alt+. offers what it could be.",
		"Previous change (Shift+F7), F12, Ctrl+Q, F33":     "Previous change (Shift+F7), F12, Ctrl+Q, F33",
		"Ctrl+N and Ctrl+N; Ctrl+ and Ctrl++ are no words": "Ctrl+Alt+N and Ctrl+Alt+N; Ctrl+ and Ctrl++ are no words",
		"": "",
	} {
		if got := s.Hint(from); got != want {
			t.Errorf("%q became %q, want %q", from, got, want)
		}
	}
	for from, want := range map[string]string{"Ctrl+N": "Ctrl+Alt+N", "F9": "", "Alt+Up": "Alt+Up"} {
		if got := s.Keys(from); got != want {
			t.Errorf("the keys of %s are %q, want %q", from, got, want)
		}
	}
}
