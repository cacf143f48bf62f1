package main

import "github.com/go-gl/glfw/v3.3/glfw"

// bareBuffers has windows made without depth and stencil. Nothing that Fyne
// draws looks at them, yet it clears them for every frame, which without a
// graphics card is a sixth of what a frame costs. GLFW keeps such hints for all
// windows to come; where it does not start, Fyne says why when it starts it.
func bareBuffers() {
	if err := glfw.Init(); err != nil {
		return
	}
	glfw.WindowHint(glfw.DepthBits, 0)
	glfw.WindowHint(glfw.StencilBits, 0)
}
