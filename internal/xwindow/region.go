//go:build linux

package xwindow

import (
	"encoding/json"
	"fmt"
	"image"
	"net"
	"time"
)

// A Region is a part of the window that is seen, as the program tells of it.
type Region struct {
	Kinds string          // of the program's widgets that it is in and of itself, from the outermost on, separated by slashes
	Words string          // that are drawn, or what a button says that it does
	Rect  image.Rectangle // in pixels of the window, as far as it is seen
	Layer int             // 0 is the window; what lies over it has higher ones
	Cut   bool            // of words: there is no room for all of them
}

// Regions asks the program for all parts of its window as they are now, from the
// back to the front. Only a program that is built to tell them does.
func (w *Window) Regions() ([]Region, error) {
	network, address := "unix", fmt.Sprintf("@galley-regions-%d", w.cmd.Process.Pid)
	if w.parts != "" {
		network, address = "tcp", w.parts
	}
	c, err := net.DialTimeout(network, address, Patience)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(Patience)); err != nil {
		return nil, err
	}
	var all []Region
	return all, json.NewDecoder(c).Decode(&all)
}
