//go:build linux

package windowtest

import "image"

// Regions and places of the window at its usual size of 1400 by 900 pixels, as
// the tests call them. A change of the layout changes them here.
var (
	wholeWindow = image.Rect(0, 0, 1400, 900)
	libraryList = image.Rect(0, 60, 230, 860)
	textPane    = image.Rect(275, 240, 860, 860)  // with its margins
	textMargin  = image.Rect(275, 300, 300, 860)  // the left one
	textPart    = image.Rect(300, 300, 830, 860)  // words without the form above them
	previewPane = image.Rect(880, 80, 1390, 860)  // below its tabs
	previewPart = image.Rect(1000, 80, 1390, 860) // of its words
	centre      = image.Rect(460, 240, 940, 520)  // where questions are asked
	// corner holds nothing that blinks, and lies under the scrim while a question is open.
	corner        = image.Rect(0, 700, 250, 860)
	textAndTitle  = image.Rect(300, 190, 830, 860) // up to the first line below the form, where a page turn may leave the caret
	firstWords    = image.Rect(300, 260, 800, 600) // of the sample, in the text
	firstRows     = image.Rect(300, 240, 840, 420) // of a short post
	belowFirstRow = image.Rect(420, 310, 480, 420) // where the menu of a word in it opens
	bannerLine    = image.Rect(280, 30, 740, 55)   // above the form
	bannerOpen    = image.Pt(784, 41)              // its button that opens a post all the same
	aboveText     = image.Rect(280, 60, 940, 520)

	inLibrary = image.Pt(100, 190)
	inText    = image.Pt(600, 600)
	inPreview = image.Pt(1200, 500)
	divider   = image.Pt(866, 500) // between text and preview

	editMenu     = image.Pt(70, 12)
	fourthItem   = image.Pt(90, 120) // of that menu
	pageTab      = image.Pt(905, 42)
	feedTab      = image.Pt(1005, 42)
	tabletButton = image.Pt(1285, 42)

	// firstLine is beside the first line of the sample's words on the page, left of the column; secondEnd is right of
	// the end of the line below.
	firstLine = image.Pt(896, 236)
	secondEnd = image.Pt(1372, 262)
)
