package terminal

import (
	"os"

	"golang.org/x/sys/windows"
)

// Join gives the standard streams of a program with windows to the console of
// the program that started it, as far as they were not given to files or pipes.
// Where there is no such console they lead nowhere, as before.
func Join() {
	streams := []struct {
		number uint32
		file   **os.File
		name   string
		access uint32
	}{
		{windows.STD_INPUT_HANDLE, &os.Stdin, "CONIN$", windows.GENERIC_READ},
		{windows.STD_OUTPUT_HANDLE, &os.Stdout, "CONOUT$", windows.GENERIC_READ | windows.GENERIC_WRITE},
		{windows.STD_ERROR_HANDLE, &os.Stderr, "CONOUT$", windows.GENERIC_READ | windows.GENERIC_WRITE},
	}
	var open []int
	for i, s := range streams {
		if kindOf(s.number) != elsewhere {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	// It has no console, is on one already, or what started it has none.
	_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole").Call(uintptr(^uint32(0))) // ATTACH_PARENT_PROCESS
	for _, i := range open {
		s := streams[i]
		if kindOf(s.number) == device {
			continue
		}
		name, err := windows.UTF16PtrFromString(s.name)
		if err != nil {
			continue
		}
		h, err := windows.CreateFile(name, s.access, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, 0, 0)
		if err == nil && windows.SetStdHandle(s.number, h) == nil {
			*s.file = os.NewFile(uintptr(h), s.name)
		}
	}
}

// kind is what a stream leads to.
type kind int

const (
	nothing   kind = iota
	console        // that the program is on
	device         // NUL, or a console that the program is not on
	elsewhere      // a file or a pipe
)

func kindOf(number uint32) kind {
	h, err := windows.GetStdHandle(number)
	if err != nil || h == 0 || h == windows.InvalidHandle {
		return nothing
	}
	t, err := windows.GetFileType(h)
	var mode uint32
	switch {
	case err != nil || t == windows.FILE_TYPE_UNKNOWN:
		return nothing
	case t != windows.FILE_TYPE_CHAR:
		return elsewhere
	case windows.GetConsoleMode(h, &mode) == nil:
		return console
	}
	return device
}

// Tell shows what went wrong to a person who started the program by its icon and
// has no terminal to read it in.
func Tell(line string) {
	if kindOf(windows.STD_ERROR_HANDLE) != nothing {
		return
	}
	text, err := windows.UTF16PtrFromString(line)
	if err != nil {
		return
	}
	title, err := windows.UTF16PtrFromString("Galley")
	if err != nil {
		return
	}
	_, _ = windows.MessageBox(0, text, title, windows.MB_OK|windows.MB_ICONERROR) // nobody is left to be told otherwise
}
