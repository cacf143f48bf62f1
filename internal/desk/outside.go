package desk

import (
	"errors"

	"galley.app/galley/storage"
)

// trusted is the library with the folders outside of it that the author agreed
// to, and those that he is still to be asked about. Any goroutine may.
func (s *Store) trusted(lib storage.Library) (out storage.Library, asks []string) {
	lib = storage.Trusted(lib, s.paths, s.now())
	left := lib.Outside()
	if len(left) == 0 {
		return lib, nil
	}
	exports, _ := storage.ReadExports(s.paths, s.now())
	for _, dir := range left {
		if _, asked := exports.Reads(lib.Dir, dir); !asked {
			asks = append(asks, dir)
		}
	}
	return lib, asks
}

// Outside implements editor.Store, as all below does.
func (s *Store) Outside() []string { return append(s.lib.Outside(), s.lib.Agreed...) }

func (s *Store) SetReads(folders []string, yes bool) error {
	exports, _ := storage.ReadExports(s.paths, s.now())
	var errs []error
	s.lib.Agreed = nil
	for _, dir := range folders {
		errs = append(errs, exports.SetReads(s.lib.Dir, dir, yes))
		if yes {
			s.lib.Agreed = append(s.lib.Agreed, dir)
		}
	}
	return errors.Join(errs...)
}

// Barred is the place outside of the library where an image of the post at path
// is not looked for; "" for none.
func (s *Store) Barred(path, dest string) string {
	at, _ := s.around(path).Beyond(path, dest)
	return at
}
