package clipboard

import (
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

func open(func(string) string) backend {
	user, kernel, shell := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll"), windows.NewLazySystemDLL("shell32.dll")
	s := &system{
		openClipboard: user.NewProc("OpenClipboard"), closeClipboard: user.NewProc("CloseClipboard"), empty: user.NewProc("EmptyClipboard"),
		get: user.NewProc("GetClipboardData"), set: user.NewProc("SetClipboardData"), available: user.NewProc("IsClipboardFormatAvailable"),
		create: user.NewProc("CreateWindowExW"), destroy: user.NewProc("DestroyWindow"),
		alloc: kernel.NewProc("GlobalAlloc"), release: kernel.NewProc("GlobalFree"), lock: kernel.NewProc("GlobalLock"), unlock: kernel.NewProc("GlobalUnlock"), size: kernel.NewProc("GlobalSize"),
		file: shell.NewProc("DragQueryFileW"),
	}
	register := user.NewProc("RegisterClipboardFormatW")
	for name, of := range map[string]*uintptr{"HTML Format": &s.htmlFormat, "PNG": &s.png, "GIF": &s.gif, "JFIF": &s.jpeg, SVG: &s.svg} {
		if p, err := windows.UTF16PtrFromString(name); err == nil {
			*of, _, _ = register.Call(uintptr(unsafe.Pointer(p))) // 0, which no content has, if it fails
		}
	}
	return s
}

// The system's own formats.
const (
	dibFormat  = 8
	textFormat = 13
	dropFormat = 15
)

// system is the clipboard of Windows. What is put there is the system's at once,
// so that it stays when the program ends, and nobody is asked who may not answer.
type system struct {
	openClipboard, closeClipboard, empty, get, set, available *windows.LazyProc
	create, destroy                                           *windows.LazyProc
	alloc, release, lock, unlock, size                        *windows.LazyProc
	file                                                      *windows.LazyProc

	htmlFormat, png, gif, jpeg, svg uintptr
}

// formats are those that a representation is read from, the best first.
func (s *system) formats(name string) []uintptr {
	switch name {
	case Files:
		return []uintptr{dropFormat}
	case SVG:
		return []uintptr{s.svg}
	case PNG:
		return []uintptr{s.png, dibFormat}
	case GIF:
		return []uintptr{s.gif}
	case JPEG:
		return []uintptr{s.jpeg}
	case HTML:
		return []uintptr{s.htmlFormat}
	case Text:
		return []uintptr{textFormat}
	}
	return nil
}

func (s *system) has(format uintptr) bool {
	if format == 0 {
		return false
	}
	ok, _, _ := s.available.Call(format)
	return ok != 0
}

func (s *system) html(own uint32, timeout time.Duration) ([]byte, error) {
	return s.read(own, HTML, MaxSize, timeout)
}

func (s *system) offers(uint32, time.Duration) (list []string, err error) {
	for _, name := range offered {
		if slices.ContainsFunc(s.formats(name), s.has) {
			list = append(list, name)
		}
	}
	return list, nil
}

// opened does something with the clipboard, which one program has at a time.
func (s *system) opened(window uintptr, timeout time.Duration, do func() error) error {
	for end := time.Now().Add(timeout); ; {
		if ok, _, _ := s.openClipboard.Call(window); ok != 0 {
			break
		}
		if time.Now().After(end) {
			return ErrTimeout
		}
		time.Sleep(5 * time.Millisecond) // the system tells nobody when it is free
	}
	defer s.closeClipboard.Call() // it was open
	return do()
}

func (s *system) read(_ uint32, name string, limit int, timeout time.Duration) (data []byte, err error) {
	runtime.LockOSThread() // which has the clipboard
	defer runtime.UnlockOSThread()
	formats := s.formats(name)
	i := slices.IndexFunc(formats, s.has)
	if i < 0 {
		return nil, ErrNone
	}
	err = s.opened(0, timeout, func() error {
		h, _, _ := s.get.Call(formats[i])
		if h == 0 {
			return ErrNone
		}
		if formats[i] == dropFormat {
			data = s.list(h)
			return nil
		}
		data, err = s.bytes(h, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	switch formats[i] {
	case s.htmlFormat:
		data = fromFormat(data)
	case dibFormat:
		data, err = toPNG(data)
	case textFormat:
		units := make([]uint16, len(data)/2)
		for i := range units {
			units[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
		}
		data = []byte(windows.UTF16ToString(units))
	}
	if err == nil && len(data) > limit {
		return nil, ErrSize
	}
	return data, err
}

// bytes copies what is behind a handle.
func (s *system) bytes(h uintptr, limit int) ([]byte, error) {
	n, _, _ := s.size.Call(h)
	if n > uintptr(max(limit, 256<<20)) { // of a bitmap, which is smaller as a PNG
		return nil, ErrSize
	}
	at, _, err := s.lock.Call(h)
	if at == 0 {
		return nil, fmt.Errorf("clipboard: %w", err)
	}
	defer s.unlock.Call(h) // it was locked
	data := make([]byte, n)
	var done uintptr
	if n > 0 {
		if err := windows.ReadProcessMemory(windows.CurrentProcess(), at, &data[0], n, &done); err != nil {
			return nil, fmt.Errorf("clipboard: %w", err)
		}
	}
	return data, nil
}

// list is the files behind a handle, as addresses.
func (s *system) list(h uintptr) []byte {
	var out strings.Builder
	n, _, _ := s.file.Call(h, 0xFFFFFFFF, 0, 0)
	for i := range n {
		length, _, _ := s.file.Call(h, i, 0, 0)
		name := make([]uint16, length+1)
		s.file.Call(h, i, uintptr(unsafe.Pointer(&name[0])), length+1) // then it is empty
		path := filepath.ToSlash(windows.UTF16ToString(name))
		u := url.URL{Scheme: "file", Path: path}
		if host, rest, ok := strings.Cut(strings.TrimPrefix(path, "//"), "/"); ok && strings.HasPrefix(path, "//") {
			u.Host, u.Path = host, "/"+rest
		} else {
			u.Path = "/" + path
		}
		out.WriteString(u.String() + "\r\n")
	}
	return []byte(out.String())
}

// writing is how long another program may keep the clipboard from being written.
const writing = time.Second

func (s *system) write(c Content) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// What is put there needs a window that puts it there, seen or not.
	class, err := windows.UTF16PtrFromString("STATIC")
	if err != nil {
		return err
	}
	const messages = ^uintptr(2) // HWND_MESSAGE, a parent of windows that nobody sees
	window, _, err := s.create.Call(0, uintptr(unsafe.Pointer(class)), 0, 0, 0, 0, 0, 0, messages, 0, 0, 0)
	if window == 0 {
		return fmt.Errorf("clipboard: %w", err)
	}
	defer s.destroy.Call(window) // it ends with the program otherwise
	return s.opened(window, writing, func() error {
		if ok, _, err := s.empty.Call(); ok == 0 {
			return fmt.Errorf("clipboard: %w", err)
		}
		words, err := windows.UTF16FromString(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(c.Text, "\x00", ""), "\r\n", "\n"), "\n", "\r\n"))
		if err != nil {
			return err
		}
		text := make([]byte, 0, 2*len(words))
		for _, u := range words {
			text = append(text, byte(u), byte(u>>8))
		}
		if err := s.put(textFormat, text); err != nil || c.HTML == "" || s.htmlFormat == 0 {
			return err
		}
		return s.put(s.htmlFormat, append(toFormat(c.HTML), 0))
	})
}

// put gives bytes to the system.
func (s *system) put(format uintptr, data []byte) error {
	const movable = 2
	h, _, err := s.alloc.Call(movable, uintptr(len(data)))
	if h == 0 {
		return fmt.Errorf("clipboard: %w", err)
	}
	at, _, err := s.lock.Call(h)
	if at != 0 {
		var done uintptr
		err = windows.WriteProcessMemory(windows.CurrentProcess(), at, &data[0], uintptr(len(data)), &done)
		s.unlock.Call(h) // it was locked
		if err == nil {
			var ok uintptr
			if ok, _, err = s.set.Call(format, h); ok != 0 {
				return nil // it is the system's now
			}
		}
	}
	s.release.Call(h) // nothing else knows it
	return fmt.Errorf("clipboard: %w", err)
}

func (*system) close() {}
