package safefile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"galley.app/galley/storage/safefile"
)

// A file is read with what it is known again by, and replaced only as long as it
// is that file.
func ExampleReplace() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "post.md")

	// The zero Fingerprint expects that there is no file yet.
	seen, err := safefile.Replace(path, []byte("first\n"), safefile.Options{Expect: &safefile.Fingerprint{}})
	fmt.Println("created:", err)

	// Somebody else writes it.
	if err := os.WriteFile(path, []byte("theirs\n"), 0o666); err != nil {
		fmt.Println(err)
	}
	_, err = safefile.Replace(path, []byte("ours\n"), safefile.Options{Expect: &seen})
	var conflict *safefile.ConflictError
	fmt.Println("a conflict:", errors.As(err, &conflict))

	// Who has read it may replace it.
	words, seen, err := safefile.ReadText(path, 1<<20)
	if err != nil {
		fmt.Println(err)
	}
	_, err = safefile.Replace(path, []byte(words+"and ours\n"), safefile.Options{Expect: &seen})
	fmt.Println("replaced:", err)

	words, _, _ = safefile.ReadText(path, 0)
	fmt.Print(words)
	// Output:
	// created: <nil>
	// a conflict: true
	// replaced: <nil>
	// theirs
	// and ours
}

// Two files are the same where their bytes are, whatever their time stamps say.
func ExampleFingerprint_SameBytes() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	var prints []safefile.Fingerprint
	for _, words := range []string{"the same", "the same", "another"} {
		print, err := safefile.Replace(filepath.Join(dir, fmt.Sprint(len(prints))), []byte(words), safefile.Options{})
		if err != nil {
			fmt.Println(err)
		}
		prints = append(prints, print)
	}
	fmt.Println(prints[0].SameBytes(prints[1]), prints[0].SameBytes(prints[2]))
	fmt.Println(prints[0].SameStat(prints[1]))
	// Output:
	// true false
	// false
}

// What is no ordinary file is refused and not opened.
func ExampleRead() {
	_, _, err := safefile.Read(os.TempDir(), 0)
	var irregular *safefile.NotRegularError
	fmt.Println(errors.As(err, &irregular))
	// Output: true
}

// A folder is built aside and appears whole, in the place of the one that was
// there.
func ExampleStage() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	place := filepath.Join(dir, "site")
	for _, words := range []string{"first", "second"} {
		old, _ := os.Lstat(place)
		s, err := safefile.StageFolder(place, safefile.StageOptions{Old: old})
		if err != nil {
			fmt.Println(err)
			return
		}
		defer s.Discard()
		if err := s.Add("posts/a.html", []byte(words)); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("put in its place:", s.Commit())
		if s.Old() != "" {
			data, _ := os.ReadFile(filepath.Join(s.Old(), "posts/a.html"))
			fmt.Println("what was there:", string(data))
		}
	}
	data, _ := os.ReadFile(filepath.Join(place, "posts/a.html"))
	fmt.Println("what is there:", string(data))
	// Output:
	// put in its place: <nil>
	// put in its place: <nil>
	// what was there: first
	// what is there: second
}
