package layout

// Design is how the pages of a library look by its own files: templates, and
// files that the pages need. The zero value is that of a library without any.
type Design struct {
	Templates *Set
	Static    StaticFiles
	Problems  []Problem // with the templates, as far as they are known without a page
}

// Open reads the design of the library in dir, "" for none.
func Open(dir string) Design {
	if dir == "" {
		return Design{}
	}
	var d Design
	d.Templates, d.Problems = Read(dir)
	d.Static = Static(dir)
	d.Problems = append(d.Problems, d.Static.Problems...)
	return d
}
