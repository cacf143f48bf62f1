package export

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/verify"
)

func bookFault(data []byte) string {
	_, is, err := verify.Book(bytes.NewReader(data), int64(len(data)), pack.Limits{})
	switch d, ok := errors.AsType[*verify.DamagedError](err); {
	case ok:
		return faults(d)
	case err != nil:
		return err.Error()
	case !is:
		return "no book"
	}
	return ""
}

func TestVerifyBook(t *testing.T) {
	growth.Alone(t)
	book := write(t, bookPlan(t, books(), Options{Site: example, Image: testImages(t)}))
	if n, is, err := verify.Book(bytes.NewReader(book), int64(len(book)), pack.Limits{}); err != nil || !is || n != 11 {
		t.Errorf("%d files, %v, %v", n, is, err)
	}
	if said := bookFault(zipped(t, books(), nil)); said != "no book" {
		t.Errorf("a package: %s", said)
	}
	_, files := parts(t, book)
	missed := 0
	for i := 0; i < len(book); i += 37 {
		bad := bytes.Clone(book)
		bad[i] ^= 1 << (i % 8)
		if bookFault(bad) == "" {
			missed++
		}
		if i%111 == 0 && bookFault(book[:i]) == "" {
			t.Errorf("cut after %d of %d bytes", i, len(book))
		}
	}
	if missed > len(files) {
		t.Errorf("%d flips of %d were not found", missed, len(book)/37)
	}
	again := func(change func(map[string][]byte, *[]string)) string { return bookFault(repack(t, book, change)) }
	for what, c := range map[string]struct {
		change func(files map[string][]byte, order *[]string)
		names  string
	}{
		"missing chapter": {func(_ map[string][]byte, order *[]string) {
			*order = slices.DeleteFunc(*order, func(s string) bool { return s == "EPUB/text/two.xhtml" })
		}, `"EPUB/text/two.xhtml"`},
		"extra file":      {func(files map[string][]byte, order *[]string) { *order = append(*order, "EPUB/x.js") }, `"EPUB/x.js"`},
		"twice":           {func(files map[string][]byte, order *[]string) { *order = append(*order, "EPUB/nav.xhtml") }, `"EPUB/nav.xhtml"`},
		"broken chapter":  {func(files map[string][]byte, _ *[]string) { files["EPUB/text/one.xhtml"] = []byte("<p><b></p>") }, `"EPUB/text/one.xhtml"`},
		"empty container": {func(files map[string][]byte, _ *[]string) { files["META-INF/container.xml"] = []byte("<container/>") }, "container.xml"},
		"spine": {func(files map[string][]byte, _ *[]string) {
			files["EPUB/package.opf"] = []byte(strings.Replace(string(files["EPUB/package.opf"]), `idref="text-1"`, `idref="gone"`, 1))
		}, `"gone"`},
	} {
		if said := again(c.change); !strings.Contains(said, c.names) {
			t.Errorf("%s: %q", what, said)
		}
	}
}
