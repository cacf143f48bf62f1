package export

import (
	"os"
	"path"
)

// unpacked writes the posts of a package and their images below dir, as an
// import does where no name is taken.
func unpacked(p *Package, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	put := func(name string) error {
		data, err := p.Read(name)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		return root.WriteFile(name, data, 0o644)
	}
	for _, m := range p.Manifest.Posts {
		if err := put(m.Source); err != nil {
			return err
		}
		for _, i := range m.Images {
			if err := put(i.Path); err != nil {
				return err
			}
		}
	}
	return nil
}
