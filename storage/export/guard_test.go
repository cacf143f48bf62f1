package export

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// A mark that came with a library is read within bounds: a look at it costs
// memory by its size, which has a limit, not by what it could be unpacked to.
func TestMarkIsBounded(t *testing.T) {
	growth.Alone(t)
	head := `{"format":"galley-folder","version":1,"to":"site","files":[`
	for name, list := range map[string]string{
		"objects": strings.Repeat("{},", 20<<20/3), "nulls": strings.Repeat("null,", 20<<20/5), "arrays": strings.Repeat("[],", 20<<20/3),
		"asks": `{"asks":[` + strings.Repeat("{},", 20<<20/3) + `{}]},`, "long": `{"path":"` + strings.Repeat("x", maxMark) + `"},`,
	} {
		data := []byte(head + list + "{}]}")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := decodeMark(data)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: read", name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("%s: refused after %d bytes", name, used)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, markName), []byte(head+strings.Repeat("{},", 20<<20/3)+"{}]}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(dir, format(t, "site"), nil, Guard{}); err == nil || !strings.Contains(err.Error(), markName+" in it cannot be read") {
		t.Errorf("%v", err)
	}
	// As many as a large site has are read.
	var files []string
	for i := range 20_000 {
		asks := strings.TrimSuffix(strings.Repeat(`{"kind":"link","dest":"/posts/a","got":"../a/index.html"},`, 12), ",")
		files = append(files, fmt.Sprintf(`{"path":"posts/%d/index.html","size":1,"sha256":"","asks":[%s]}`, i, asks))
	}
	m, err := decodeMark([]byte(head + strings.Join(files, ",") + "]}"))
	if err != nil || len(m.Files) != 20_000 || len(m.Files[9].Asks) != 12 {
		t.Errorf("%v, %d files", err, len(m.Files))
	}
}

// A file that appears while a package is made is not replaced.
func TestFileAppearsMeanwhile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a.md")
	p := NewPlan(many(1), Options{Format: format(t, "md"), Now: noon})
	p.Progress = func(done, total int) {
		if err := os.WriteFile(out, []byte("mine"), 0o644); err != nil {
			t.Error(err)
		}
	}
	err := p.WriteFile(out)
	if data, _ := os.ReadFile(out); err == nil || string(data) != "mine" {
		t.Errorf("%v; there is %q", err, data)
	}
}
