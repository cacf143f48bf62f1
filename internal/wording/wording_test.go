package wording

import "testing"

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -5: "−5", -123: "−123", -1000: "−1,000"} {
		if got := Number(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1 KB", 1499: "1 KB", 1500: "2 KB",
		999_499: "999 KB", 999_500: "1.0 MB", 999_999: "1.0 MB", 1_000_000: "1.0 MB", 1_250_000: "1.2 MB", 64 << 20: "67.1 MB",
	} {
		if got := Size(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for from, want := range map[string]string{
		"": "", "it needs the site's address": "It needs the site's address", "▲ there is no such file": "▲ There is no such file",
		"galley.toml:3: no key": "galley.toml:3: no key", "/home/x: denied": "/home/x: denied", "Two. words": "Two. words", "“x” is gone": "“x” is gone",
		"write: denied": "Write: denied", "posts/a.md is gone": "posts/a.md is gone", "no.\nand then\na.md": "no.\nAnd then\na.md",
		"über alles": "Über alles", "iA Writer wrote it": "iA Writer wrote it", "the file, or not": "The file, or not",
	} {
		if got := Sentences(from); got != want {
			t.Errorf("%q is %q, want %q", from, got, want)
		}
	}
}
