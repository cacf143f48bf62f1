package mermaid

import (
	"context"
	"sync"
)

// A Drawer draws diagrams one after the other.
type Drawer struct {
	ctx    context.Context
	cancel context.CancelFunc
	one    sync.Mutex // held while a diagram is drawn
}

// NewDrawer makes a Drawer.
func NewDrawer() *Drawer {
	ctx, cancel := context.WithCancel(context.Background())
	return &Drawer{ctx: ctx, cancel: cancel}
}

// Draw is function [Draw], for any goroutine.
func (d *Drawer) Draw(source string) ([]byte, error) {
	d.one.Lock()
	defer d.one.Unlock()
	return Draw(d.ctx, source)
}

// Close ends all drawing and returns when nothing of it is left on the disk.
func (d *Drawer) Close() {
	d.cancel()
	d.one.Lock()
	defer d.one.Unlock()
}
