//go:build !windows

package bus

import "context"

// Reveal asks the file manager to show a file or folder with it marked.
func Reveal(ctx context.Context, address, path string) error {
	conn, err := open(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	manager := conn.Object("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1")
	return manager.CallWithContext(ctx, "org.freedesktop.FileManager1.ShowItems", 0, []string{fileURI(path)}, "").Err
}
