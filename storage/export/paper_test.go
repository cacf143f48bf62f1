//go:build validate

package export

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/site"

	"galley.app/galley/editor/text"
)

// said runs one of the programs that judge files.
func said(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v (packaging/deps.sh validate installs it)\n%s", name, err, out)
	}
	return string(out)
}

func TestValidatePDF(t *testing.T) {
	sources := append(books(), source("0003-words.md", "!! title: Words", "!! slug: words", "!! published: 2024-03-04", "!! description: d", "", "---", "",
		"Ein Käse, 12 × 3 “quoted” – naïve.", "", "> Quoted *words* here.", "", "1. first", "2. second", "", "```", "code line", "```", "", strings.Repeat("Many words follow each other. ", 400)))
	f, err := FormatNamed("pdf")
	if err != nil {
		t.Fatal(err)
	}
	p := NewPlan(sources, Options{Format: f, Decoder: imagework.Here{}, Image: testImages(t), Site: site.Site{Title: "Notes", Author: "A. B."}, Now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
	file := filepath.Join(t.TempDir(), "book.pdf")
	if err := os.WriteFile(file, write(t, p), 0o600); err != nil {
		t.Fatal(err)
	}
	said(t, "qpdf", "--check", file)
	fonts := strings.Split(strings.TrimSpace(said(t, "pdffonts", file)), "\n")
	if len(fonts) < 4 {
		t.Fatalf("too few typefaces: %q", fonts)
	}
	for _, line := range fonts[2:] {
		if fields := strings.Fields(line); len(fields) < 6 || strings.Join(fields[len(fields)-5:len(fields)-2], " ") != "yes yes yes" {
			t.Errorf("not embedded as a subset with its letters: %s", line)
		}
	}
	got := strings.Join(strings.Fields(said(t, "pdftotext", file, "-")), " ")
	for _, e := range p.Posts {
		for _, line := range strings.Split(p.options.Site.Dialect().Parse(nil, text.New(e.Body), 0).Text(), "\n") {
			line = strings.Join(strings.Fields(strings.TrimLeft(line, "[]x •0123456789.\t ")), " ")
			if line = firstWords(line, 6); !strings.Contains(got, line) && !strings.ContainsAny(line, "[\\") {
				t.Errorf("%s: %q is not in the file", e.Name, line)
			}
		}
	}
	if info := said(t, "pdfinfo", file); !strings.Contains(info, "Notes") || !strings.Contains(info, "A4") {
		t.Errorf("the file says of itself:\n%s", info)
	}
	if said(t, "pdftotext", file, "-") == "" || !strings.Contains(got, `\frac{1}{2}`) {
		t.Error("a formula cannot be found by its source")
	}
}

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(n, len(words))], " ")
}
