package safefile

// Beside writes data to a temporary beside the file that path names, with all
// that [Replace] would give the new file, and leaves it there: for those who
// change several files at once and give all of them their names together. It
// compares the file with o.Expect as Replace does. Temporary is the name that
// it gets in the folder of the file; it must be one that [IsTemporary] knows.
//
// The bytes are on the disk when it returns, unless o.Unsynced says that the
// caller sees to it.
func Beside(path, temporary string, data []byte, o Options) (Fingerprint, error) {
	if o.FS == nil {
		o.FS = OS{}
	}
	r := &replacement{path: path, data: data, Options: o, name: temporary}
	if err := r.prepare(); err != nil {
		return Fingerprint{}, err
	}
	if err := r.write(); err != nil {
		return Fingerprint{}, r.abandon(err)
	}
	return r.new, nil
}

// Resolve returns the file that path names, links followed, and whether there is
// one. The zero FS is that of the system.
func Resolve(path string, fsys FS) (target string, exists bool, err error) {
	if fsys == nil {
		fsys = OS{}
	}
	r := &replacement{path: path, Options: Options{FS: fsys}, doing: "finding the file"}
	if err := r.resolve(); err != nil {
		return "", false, r.fail(err)
	}
	return r.target, r.old != nil, nil
}

// SumOn is Sum on another file system than the system's.
func SumOn(fsys FS, path string, limit int64) (Fingerprint, error) { return sum(fsys, path, limit) }
