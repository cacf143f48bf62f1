//go:build !windows

package bus

import "context"

// Reveal asks the file manager to show files or folders with them marked.
func Reveal(ctx context.Context, address string, paths ...string) error {
	files := make([]string, len(paths))
	for i, path := range paths {
		files[i] = fileURI(path)
	}
	conn, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	manager := conn.Object("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1")
	return manager.CallWithContext(ctx, "org.freedesktop.FileManager1.ShowItems", 0, files, "").Err
}
