package spell

import "testing"

func TestLocale(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "C"}, "en"},
		{map[string]string{"LANG": "C.UTF-8", "LC_ALL": "POSIX"}, "en"},
		{map[string]string{"LANG": "de_AT.UTF-8"}, "de_AT.UTF-8"},
		{map[string]string{"LANG": "de_AT.UTF-8", "LC_MESSAGES": "C", "LC_ALL": "fr_FR"}, "fr_FR"},
	} {
		if got := Locale(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: %q, want %q", test.env, got, test.want)
		}
	}
}
