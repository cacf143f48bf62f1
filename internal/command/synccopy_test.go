package command

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestSyncCopies: a copy that a sync tool left is told of on its post, packed
// nowhere, and stops no export.
func TestSyncCopies(t *testing.T) {
	lib := t.TempDir()
	src := "!! title: A\n!! slug: a\n!! published: 2023-01-01\n!! description: What was noted down on the way from one place to another, in order\n\n---\n\nWords here.\n"
	post, copied := filepath.Join(lib, "a.md"), filepath.Join(lib, "a.sync-conflict-20240501-120000-ABCDEFG.md")
	put(t, post, src)
	put(t, copied, strings.Replace(src, "Words", "Other words", 1))
	for _, args := range [][]string{{lib}, {post}} {
		code, out, errs := at(t, nil, append([]string{"check"}, args...)...)
		if code != 0 || !strings.HasPrefix(out, post+":1:1: warning: a sync tool left the copy "+filepath.Base(copied)) || strings.Count(out, "\n") != 1 || errs != "" {
			t.Errorf("check %q: %d %s %s", args, code, out, errs)
		}
	}
	code, out, _ := at(t, nil, "check", copied)
	if code != 0 || !strings.Contains(out, "a sync tool left this copy of a.md") {
		t.Errorf("check of the copy: %d %s", code, out)
	}
	for _, args := range [][]string{{lib}, {post, copied}} {
		code, out, errs := at(t, nil, append([]string{"export", "--to", "posts-json", "--out", "-"}, args...)...)
		if code != 0 || !strings.Contains(out, "Words here") || strings.Contains(out, "Other words") || !strings.Contains(errs, "it is a copy of a.md that a sync tool left") {
			t.Errorf("export %q: %d %s %s", args, code, out, errs)
		}
	}
	// By itself it is what was asked for.
	if code, out, errs := at(t, nil, "export", "--to", "posts-json", "--out", "-", copied); code != 0 || !strings.Contains(out, "Other words") {
		t.Errorf("export of the copy alone: %d %s %s", code, out, errs)
	}
}
