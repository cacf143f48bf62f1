// Galley is a desktop app for writing blog posts as plain text files.
package main

import (
	_ "fyne.io/fyne/v2/app"
	_ "fyne.io/fyne/v2/test"
	_ "fyne.io/fyne/v2/widget"
)

func main() {}
