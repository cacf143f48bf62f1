//go:build validate

package packaging

import (
	"encoding/binary"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestValidateApp makes the application for macOS of a program, which need not be
// one to be put into its place.
func TestValidateApp(t *testing.T) {
	program, out := filepath.Join(t.TempDir(), "a program"), filepath.Join(t.TempDir(), "an out")
	write(t, program, "of macOS\n")
	for range 2 { // over itself
		run(t, nil, "sh", "macos/app.sh", program, out)
	}
	files := tree(t, out)
	want := []string{"Contents/Info.plist", "Contents/MacOS/galley", "Contents/PkgInfo", "Contents/Resources/LICENSE", "Contents/Resources/icon.icns", "Contents/Resources/notices.txt"}
	for i := range want {
		want[i] = "Galley.app/" + want[i]
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Fatalf("made are %q", got)
	}
	plist := filepath.Join(out, "Galley.app/Contents/Info.plist")
	run(t, nil, "xmllint", "--noout", "--nonet", plist)
	for _, value := range []string{"app.galley.Galley", released(t), "icon.icns"} {
		if !strings.Contains(read(t, plist), "<string>"+value+"</string>") {
			t.Errorf("the manifest does not say %s", value)
		}
	}
	icon := []byte(files["Galley.app/Contents/Resources/icon.icns"])
	if len(icon) < 8 || string(icon[:4]) != "icns" || int(binary.BigEndian.Uint32(icon[4:])) != len(icon) {
		t.Fatalf("the icons are %d bytes", len(icon))
	}
	kinds := ""
	for icon = icon[8:]; len(icon) > 8; {
		n := int(binary.BigEndian.Uint32(icon[4:]))
		if n < 24 || n > len(icon) || string(icon[8:16]) != "\x89PNG\r\n\x1a\n" {
			t.Fatalf("%q is no picture of %d bytes", icon[:4], n)
		}
		kinds += string(icon[:4])
		icon = icon[n:]
	}
	if kinds != "ic07ic08ic09ic10" || len(icon) > 0 {
		t.Errorf("there are %s, and %d bytes", kinds, len(icon))
	}
}
