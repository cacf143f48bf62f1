package spell

import "strings"

// Locale is the system's language as the environment tells it, such as
// en_GB.UTF-8. Where it does not, as in LANG=C, that is the language of the
// program itself, which is what a library without a language has too.
func Locale(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" && v != "C" && v != "POSIX" && !strings.HasPrefix(v, "C.") {
			return v
		}
	}
	return "en"
}
